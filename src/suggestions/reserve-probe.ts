/** "Take a slot for the probe in the same tick as the test": a flag beside the state, or a count where a policy says how many. */
import { contains, isFunction } from '../ast/nodes.js';
import type { AdmissionSite, Breaker, Node, ProbeFlood } from '../analysis/facts.js';
import type { PolicyReference } from '../policy/settings.js';
import {
  indentFurther,
  indentOf,
  inFinally,
  insertAfter,
  insertBefore,
  isTaken,
  waits,
  type Edit,
  type File,
} from './edits.js';
import { withCode } from './give-code.js';
import { policyDeclared } from './policy-scope.js';
import { cellBeside, declareCell, hasPlaceBeside, type Cell } from './state-cell.js';

const PROBE = 'isProbe';

/** Undefined where the slot cannot be taken right before the statement that makes the call. */
export function reserveProbe(
  file: File,
  { breaker, admission }: ProbeFlood,
  reference: PolicyReference,
): Edit[] | undefined {
  const site = admission && siteOf(file, admission.scope, admission.call);
  const slot = slotFor(file, breaker, reference);
  if (
    admission === undefined ||
    site === undefined ||
    slot === undefined ||
    admission.asked.range[1] > site.first.range[0] ||
    isTaken(file, PROBE)
  ) {
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
    `${step}${step}${refusal(file, admission, `${indent}${step}${step}`)}${end}`,
    `${step}}`,
    `${step}${slot.take}${end}`,
    '}',
    '',
  );
  const given = lines(`if (${PROBE}) {`, `${step}${step}${slot.give}${end}`, `${step}}`);
  const released =
    site.chain === undefined
      ? releaseEdits(file, site, given)
      : releaseBehind(file, site.first, site.chain, `${PROBE}) {`, `${slot.give}${end}`);
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

/** Turns a caller away as the open circuit does; with a code where that error has nothing that tells it from a failure of the service. */
function refusal(file: File, { scope, error, isReturned, isOpaque }: AdmissionSite, indent: string): string {
  const [before, after] = isOpaque ? withCode(file) : ['', ''];
  const made = `${before}${reindented(file, error, indent)}${after}`;
  return isReturned && isFunction(scope) && !scope.async ? `return Promise.reject(${made})` : `throw ${made}`;
}

/** Gives the slot back when the promise has settled, and where the call throws instead of answering with one. */
function releaseBehind(file: File, statement: Node, chain: Chain, test: string, give: string): Edit[] | undefined {
  const { eol, step, end } = file.style;
  const indent = indentOf(file, statement);
  const lines = indentFurther(file, statement, statement);
  const link = file.text.slice(chain.callee.object.range[1], chain.callee.property.range[0]);
  const own = /\r?\n/.test(link) && !/\/[/*]/.test(link);
  const inner = (own ? (/[ \t]*(?=\.)/.exec(link)?.[0] ?? '') : indentOf(file, statement)) + step;
  const released = [
    `.finally(() => {`,
    `${inner}${step}if (${test}`,
    `${inner}${step}${step}${give}`,
    `${inner}${step}}`,
    `${inner}})`,
  ].join(eol);
  const caught = [
    `${indent}} catch (error) {`,
    `${indent}${step}if (${test}`,
    `${indent}${step}${step}${give}`,
    `${indent}${step}}`,
    `${indent}${step}throw error${end}`,
    `${indent}}`,
  ].join(eol);
  return (
    lines && [
      insertBefore(statement, `try {${eol}${indent}${step}`),
      ...lines,
      insertAfter(chain, (own ? eol + inner : '') + released),
      insertAfter(statement, eol + caught),
    ]
  );
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
    : {
        cell,
        initial: ' = 0',
        isFull: `${slot} >= (${policy}.maxProbes ?? 1)`,
        take: `${slot} += 1`,
        give: `${slot} -= 1`,
      };
}

/** What follows the admission: the `try` that makes the call, or everything from the call to the end of the function. */
interface Site {
  readonly first: Node;
  readonly last: Node;
  /** The promise that the function returns. */
  readonly chain?: Chain;
}

type Chain = Extract<Node, { type: 'CallExpression' }> & {
  readonly callee: Extract<Node, { type: 'MemberExpression' }>;
};

/** Undefined where something waits before the call, or where the call is not awaited. */
function siteOf(file: File, scope: Node, call: Node): Site | undefined {
  const body = isFunction(scope) && scope.body?.type === 'BlockStatement' ? scope.body.body : [];
  const first = body.find((statement) => contains(statement, call));
  const chain =
    first === undefined || first !== body.at(-1) || isAwaited(file, call, first)
      ? undefined
      : returnedChain(first, call);
  if (first !== undefined && chain !== undefined && !body.some((statement) => waits(file, statement))) {
    return { first, last: first, chain };
  }
  if (!isFunction(scope) || !scope.async) {
    return undefined;
  }
  const waitsBefore = body.some(
    (statement) => statement !== first && statement.range[0] < call.range[0] && waits(file, statement),
  );
  if (first === undefined || waitsBefore || !isAwaited(file, call, first)) {
    return undefined;
  }
  const inTry = first.type === 'TryStatement' && contains(first.block, call);
  const rest = inTry ? [first] : body.slice(body.indexOf(first));
  const isPlain = inTry || /^(ExpressionStatement|VariableDeclaration|ReturnStatement|TryStatement)$/.test(first.type);
  return isPlain && !rest.some(({ type }) => type === 'FunctionDeclaration')
    ? { first, last: rest.at(-1) ?? first }
    : undefined;
}

/** `return call().then(…)` */
function returnedChain(statement: Node, call: Node): Chain | undefined {
  const returned = statement.type === 'ReturnStatement' ? statement.argument : null;
  return returned?.type === 'CallExpression' && isLink(returned) && contains(returned.callee.object, call)
    ? returned
    : undefined;
}

const isLink = (call: Extract<Node, { type: 'CallExpression' }>): call is Chain =>
  call.callee.type === 'MemberExpression' &&
  call.callee.property.type === 'Identifier' &&
  /^(then|catch|finally)$/.test(call.callee.property.name);

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
