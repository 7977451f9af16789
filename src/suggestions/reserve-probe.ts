/** "Take a slot for the probe in the same tick as the test": a flag beside the state, or a count where a policy says how many. */
import { contains, isFunction } from '../ast/nodes.js';
import type { Breaker, Node, ProbeFlood } from '../analysis/facts.js';
import type { PolicyReference } from '../policy/settings.js';
import { indentOf, inFinally, insertBefore, isTaken, waits, type Edit, type File } from './edits.js';
import { policyDeclared } from './policy-scope.js';
import { cellBeside, declareCell, hasPlaceBeside, type Cell } from './state-cell.js';

const PROBE = 'isProbe';

/** Undefined where the slot cannot be taken right before the statement that makes the call. */
export function reserveProbe(file: File, { breaker, admission }: ProbeFlood, reference: PolicyReference): Edit[] | undefined {
  const site = admission && siteOf(file, admission.scope, admission.call);
  const slot = slotFor(file, breaker, reference);
  if (admission === undefined || site === undefined || slot === undefined || admission.asked.range[1] > site.first.range[0] || isTaken(file, PROBE)) {
    return undefined;
  }
  const { eol, step, end } = file.style;
  const indent = indentOf(file, site.first);
  const lines = (...texts: readonly string[]): string => texts.join(`${eol}${indent}`);
  const declared = declareCell(file, breaker, slot.cell, slot.initial);
  const taken = lines(
    `const ${PROBE} = ${breaker.stateText} === ${file.textOf(admission.halfOpen)}${end}`,
    `if (${PROBE}) {`,
    `${step}if (${slot.isFull}) {`,
    `${step}${step}throw ${reindented(file, admission.error, `${indent}${step}${step}`)}${end}`,
    `${step}}`,
    `${step}${slot.take}${end}`,
    '}',
    '',
  );
  const given = lines(`if (${PROBE}) {`, `${step}${step}${slot.give}${end}`, `${step}}`);
  const released = releaseEdits(file, site, given);
  return declared && released && [declared, insertBefore(site.first, taken), ...released];
}

/** Gives the slot back behind the call: first of all in its `finally`, or in one that is put round what follows the admission. */
function releaseEdits(file: File, { first, last }: Site, given: string): Edit[] | undefined {
  if (first !== last || first.type !== 'TryStatement' || first.finalizer === null) {
    return inFinally(file, first, last, given);
  }
  const [before] = first.finalizer.body;
  return before && [insertBefore(before, `${given}${file.style.eol}${indentOf(file, first)}${file.style.step}`)];
}

interface Slot {
  readonly cell: Cell;
  readonly initial: string;
  readonly isFull: string;
  readonly take: string;
  readonly give: string;
}

function slotFor(file: File, breaker: Breaker, reference: PolicyReference): Slot | undefined {
  const policy = policyDeclared(file, breaker, reference);
  const cell = cellBeside(breaker, policy === undefined ? 'probeInFlight' : 'probesInFlight');
  const slot = cell.expression;
  if (!hasPlaceBeside(file, breaker) || isTaken(file, cell.name)) {
    return undefined;
  }
  return policy === undefined
    ? { cell, initial: ' = false', isFull: slot, take: `${slot} = true`, give: `${slot} = false` }
    : { cell, initial: ' = 0', isFull: `${slot} >= (${policy}.maxProbes ?? 1)`, take: `${slot} += 1`, give: `${slot} -= 1` };
}

/** What follows the admission: the `try` that makes the call, or everything from the call to the end of the function. */
interface Site {
  readonly first: Node;
  readonly last: Node;
}

/** Undefined where something waits before the call, or where the call is not awaited. */
function siteOf(file: File, scope: Node, call: Node): Site | undefined {
  const body = isFunction(scope) && scope.async && scope.body?.type === 'BlockStatement' ? scope.body.body : [];
  const first = body.find((statement) => contains(statement, call));
  const waitsBefore = body.some((statement) => statement !== first && statement.range[0] < call.range[0] && waits(file, statement));
  if (first === undefined || waitsBefore || !isAwaited(file, call, first)) {
    return undefined;
  }
  const inTry = first.type === 'TryStatement' && contains(first.block, call);
  const rest = inTry ? [first] : body.slice(body.indexOf(first));
  const isPlain = inTry || /^(ExpressionStatement|VariableDeclaration|ReturnStatement|TryStatement)$/.test(first.type);
  return isPlain && !rest.some(({ type }) => type === 'FunctionDeclaration') ? { first, last: rest.at(-1) ?? first } : undefined;
}

function isAwaited(file: File, call: Node, within: Node): boolean {
  for (let at = file.parentOf(call); at !== undefined && at !== within; at = file.parentOf(at)) {
    if (at.type === 'AwaitExpression') {
      return true;
    }
  }
  return false;
}

/** The text of an expression that spans lines, moved to another indentation. */
function reindented(file: File, expression: Node, indent: string): string {
  const own = indentOf(file, expression);
  return file.textOf(expression).replaceAll(`${file.style.eol}${own}`, `${file.style.eol}${indent}`);
}
