/** "Compare the generation that admitted the call": a number that every transition changes, captured at admission, compared with each outcome. */
import { contains, isFunction } from '../ast/nodes.js';
import type { Breaker, Node, OutcomeSite, Race } from '../analysis/facts.js';
import {
  ancestor,
  holds,
  indentFurther,
  indentOf,
  insertAfter,
  insertBefore,
  isTaken,
  isWait,
  statementOf,
  waits,
  type Edit,
  type File,
} from './edits.js';
import { cellBeside, declareCell, hasPlaceBeside, type Cell } from './state-cell.js';

/** Undefined where a transition or an outcome stands in a place that the edit cannot reach without changing more. */
export function compareGeneration(file: File, { breaker, outcomes }: Race): Edit[] | undefined {
  const names = namesFor(file, breaker);
  const declared = names && declareCell(file, breaker, names.generation, ' = 0');
  const captured = names && outcomes && captureBefore(file, breaker, outcomes, names);
  const guards =
    names && outcomes && guardOutcomes(file, breaker, outcomes, `${names.local} === ${names.generation.expression}`);
  const bumps = names && guards && bumpTransitions(file, breaker, names.generation.expression, guards);
  return (
    declared && bumps && captured && guards && [declared, ...bumps, captured, ...guards.flatMap(({ edits }) => edits)]
  );
}

/**
 * One guard per outcome, round everything that applies it: a transition in the middle makes a new generation, and what follows would not
 * pass a guard of its own.
 */
function guardOutcomes(
  file: File,
  { stateText }: Breaker,
  { applications }: OutcomeSite,
  condition: string,
): Guard[] | undefined {
  const regions = new Map<Node, Node[]>();
  for (const application of applications) {
    const region = regionOf(file, application);
    const attempt = region && ancestor(file, region, 'TryStatement');
    // A `finally` that asks for the state would find the one that the outcome was not applied to.
    const asksLater =
      attempt?.type === 'TryStatement' &&
      attempt.finalizer !== null &&
      file.textOf(attempt.finalizer).includes(stateText);
    if (region === undefined || asksLater) {
      return undefined;
    }
    regions.set(region, [...(regions.get(region) ?? []), application]);
  }
  const guards: Guard[] = [];
  for (const [region, inside] of regions) {
    const statements = (region.type === 'BlockStatement' ? region.body : []).map((statement, i) => ({ statement, i }));
    const applying = statements.filter(({ statement }) => inside.some((node) => contains(statement, node)));
    const run = statements.slice(applying[0]?.i, (applying.at(-1)?.i ?? 0) + 1).map(({ statement }) => statement);
    const guard = guarded(file, run, condition);
    if (guard === undefined) {
      return undefined;
    }
    guards.push(guard);
  }
  return guards.length > 0 ? guards : undefined;
}

/** Statements that go inside an `if`. */
interface Guard {
  readonly range: readonly [number, number];
  readonly edits: readonly Edit[];
}

/** The block of the `try`, of its handler or of the function that an outcome is applied in. */
function regionOf(file: File, application: Node): Node | undefined {
  for (
    let at = application, parent = file.parentOf(at);
    parent !== undefined;
    at = parent, parent = file.parentOf(at)
  ) {
    if (parent.type === 'CatchClause' || parent.type === 'TryStatement' || isFunction(parent)) {
      return at.type === 'BlockStatement' ? at : undefined;
    }
  }
  return undefined;
}

/** Statements inside an `if`. Undefined where something in them leaves the block, waits, or declares what later code uses. */
function guarded(file: File, run: readonly Node[], condition: string): Guard | undefined {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const declares = run.some((statement) => /Declaration$/.test(statement.type));
  const lines = indentFurther(file, first, last);
  if (
    declares ||
    run.some((statement) => holds(file, statement, isWait) || leaves(file, statement)) ||
    lines === undefined
  ) {
    return undefined;
  }
  const { eol, step } = file.style;
  const indent = indentOf(file, first);
  const edits = [
    insertBefore(first, `if (${condition}) {${eol}${indent}${step}`),
    ...lines,
    insertAfter(last, `${eol}${indent}}`),
  ];
  return { range: [first.range[0], last.range[1]], edits };
}

const LOOP = /^(For|While|DoWhile)/;

/** Ends more than the statement itself: a `break` of a switch or of a loop in it does not. */
const leaves = (file: File, statement: Node): boolean =>
  holds(file, statement, ({ type }) => type === 'ReturnStatement' || type === 'ThrowStatement') ||
  holds(
    file,
    statement,
    (node) => node.type === 'ContinueStatement' || node.type === 'BreakStatement',
    (node) =>
      isFunction(node) ||
      LOOP.test(node.type) ||
      (node.type === 'SwitchStatement' && !holds(file, node, ({ type }) => type === 'ContinueStatement')),
  );

interface Names {
  /** The member or variable that holds the generation. */
  readonly generation: Cell;
  /** The variable that keeps the generation of the admission. */
  readonly local: string;
}

function namesFor(file: File, breaker: Breaker): Names | undefined {
  const generation = cellBeside(breaker, 'generation');
  const local = 'admittedIn';
  return !hasPlaceBeside(file, breaker) || isTaken(file, generation.name) || isTaken(file, local)
    ? undefined
    : { generation, local };
}

/** Every transition makes a new generation. The setup of the state is no transition. */
function bumpTransitions(
  file: File,
  breaker: Breaker,
  expression: string,
  guards: readonly Guard[],
): Edit[] | undefined {
  const edits: Edit[] = [];
  const { eol, step, end } = file.style;
  for (const { node } of breaker.transitions) {
    if (isSetup(file, node)) {
      continue;
    }
    const statement = statementOf(file, node);
    const parent = statement && file.parentOf(statement);
    if (
      statement === undefined ||
      parent === undefined ||
      !/^(BlockStatement|SwitchCase|IfStatement)$/.test(parent.type)
    ) {
      return undefined;
    }
    const rest = /^[ \t]*(\/\/[^\r\n]*)?/.exec(file.text.slice(statement.range[1]))?.[0] ?? '';
    const at = statement.range[1] + (rest.includes('//') ? rest.length : 0);
    const isGuarded = guards.some(({ range }) => range[0] <= node.range[0] && node.range[1] <= range[1]);
    const endsLine = /^[ \t]*(\r?\n|$)/.test(file.text.slice(at));
    const bump = `${expression} += 1${end}`;
    const separator = file.textOf(statement).endsWith(';') ? '' : ';';
    if (parent.type === 'IfStatement') {
      edits.push(insertBefore(statement, '{ '), insertAfter(statement, `${separator} ${bump} }`));
    } else if (endsLine) {
      edits.push({ range: [at, at], text: `${eol}${indentOf(file, statement)}${isGuarded ? step : ''}${bump}` });
    } else {
      // Another statement of the same line follows.
      const isLast = /^[ \t]*\}/.test(file.text.slice(at));
      edits.push({ range: [at, at], text: `${separator} ${expression} += 1${isLast ? end : ';'}` });
    }
  }
  return edits.length > 0 ? edits : undefined;
}

const isSetup = (file: File, node: Node): boolean => {
  const method = ancestor(file, node, 'MethodDefinition', 'FunctionDeclaration');
  return method?.type === 'MethodDefinition' && method.kind === 'constructor';
};

/** The capture stands after everything that moves the state on the way in, and before the first await: nothing can happen in between. */
function captureBefore(
  file: File,
  breaker: Breaker,
  { scope, admissions, applications }: OutcomeSite,
  { generation, local }: Names,
): Edit | undefined {
  const body = isFunction(scope) && scope.body?.type === 'BlockStatement' ? scope.body.body : [];
  const statement = body.find(
    (candidate) => applications.some((node) => contains(candidate, node)) || waits(file, candidate),
  );
  if (
    statement === undefined ||
    !applications.every((node) => statement.range[0] <= node.range[0] && contains(scope, node))
  ) {
    return undefined;
  }
  // The own failure of a probe begins a generation, and its next attempts would go on in a half-open circuit that hears no more of them.
  if (breaker.hasHalfOpen && applications.some((node) => isRepeated(file, node, scope))) {
    return undefined;
  }
  return admissions.every((node) => node.range[1] <= statement.range[0] || takesOnly(file, breaker, node))
    ? insertBefore(
        statement,
        `const ${local} = ${generation.expression}${file.style.end}${file.style.eol}${indentOf(file, statement)}`,
      )
    : undefined;
}

/** Stands in a loop of the function. */
function isRepeated(file: File, node: Node, scope: Node): boolean {
  let at = file.parentOf(node);
  while (at !== undefined && at !== scope && !LOOP.test(at.type)) {
    at = file.parentOf(at);
  }
  return at !== undefined && at !== scope;
}

/** Writes something else than the state: a slot, which belongs to the generation that it is taken in. */
function takesOnly(file: File, { stateText }: Breaker, node: Node): boolean {
  const target =
    node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : undefined;
  return target !== undefined && file.textOf(target) !== stateText;
}
