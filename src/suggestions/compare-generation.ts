/** "Compare the generation that admitted the call": a number that every transition changes, captured at admission, compared with each outcome. */
import { contains, isFunction, unwrap } from '../ast/nodes.js';
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
  if (names === undefined || outcomes === undefined) {
    return undefined;
  }
  const { generation, local } = names;
  const declared = declareCell(file, breaker, generation, ' = 0');
  const captured = captureBefore(file, breaker, outcomes, names);
  const guards = guardOutcomes(file, breaker, outcomes, `${local} === ${generation.expression}`);
  if (declared === undefined || captured === undefined || guards === undefined) {
    return undefined;
  }
  const isInside = (node: Node): boolean =>
    guards.some(({ range }) => range[0] <= node.range[0] && node.range[1] <= range[1]);
  const bumps = transitionsOf(file, breaker).map((node) => {
    const isStanding = outcomes.standing.includes(node);
    return { node, edits: beginGeneration(file, node, generation.expression, isStanding, isInside(node)) };
  });
  const edits = (isGuarded: boolean): Edit[] =>
    bumps.flatMap((bump) => (isInside(bump.node) === isGuarded ? (bump.edits ?? []) : []));
  // Of what is inserted in one place the first comes first: what stands before a guard, its beginning, what is inside, its end.
  return bumps.length === 0 || bumps.some((bump) => bump.edits === undefined)
    ? undefined
    : [
        declared,
        ...edits(false),
        captured,
        ...guards.flatMap(({ begin }) => begin),
        ...edits(true),
        ...guards.map(({ end }) => end),
      ];
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
  readonly begin: readonly Edit[];
  readonly end: Edit;
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
  return {
    range: [first.range[0], last.range[1]],
    begin: [insertBefore(first, `if (${condition}) {${eol}${indent}${step}`), ...lines],
    end: insertAfter(last, `${eol}${indent}}`),
  };
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

/** What makes a new generation. The setup of the state is no transition. */
const transitionsOf = (file: File, { transitions }: Breaker): Node[] =>
  transitions.flatMap(({ node }) => (isSetup(file, node) ? [] : [node]));

/**
 * Has a transition make a new generation. Where the circuit may stand there already it is asked first: a success while CLOSED would else end
 * the period, and with it the failures of every call under way would be lost.
 */
function beginGeneration(
  file: File,
  transition: Node,
  generation: string,
  isStanding: boolean,
  isGuarded: boolean,
): Edit[] | undefined {
  const statement = statementOf(file, transition);
  const parent = statement && file.parentOf(statement);
  const moves = isStanding ? moveTest(file, transition) : 'true';
  if (
    statement === undefined ||
    parent === undefined ||
    moves === undefined ||
    !/^(BlockStatement|SwitchCase|IfStatement)$/.test(parent.type)
  ) {
    return undefined;
  }
  const bump = `${generation} += 1`;
  const place: Place = { statement, isGuarded, isAlone: parent.type === 'IfStatement' };
  return isStanding ? askFirst(file, place, moves, bump) : bumpAfter(file, place, bump);
}

/** A transition that is a statement, in a block or as all that an `if` does. */
interface Place {
  readonly statement: Node;
  readonly isAlone: boolean;
  readonly isGuarded: boolean;
}

function askFirst(file: File, { statement, isAlone, isGuarded }: Place, moves: string, bump: string): Edit[] {
  const { eol, step, end } = file.style;
  const beginsLine = /(^|\n)[ \t]*$/.test(file.text.slice(0, statement.range[0]));
  const indent = indentOf(file, statement) + (isGuarded ? step : '');
  const asked =
    beginsLine && !isAlone
      ? [`if (${moves}) {`, `${indent}${step}${bump}${end}`, `${indent}}`, indent].join(eol)
      : `if (${moves}) { ${bump}${end} } `;
  return isAlone
    ? [insertBefore(statement, `{ ${asked}`), insertAfter(statement, ' }')]
    : [insertBefore(statement, asked)];
}

function bumpAfter(file: File, { statement, isAlone, isGuarded }: Place, bump: string): Edit[] {
  const { eol, step, end } = file.style;
  const rest = /^[ \t]*(\/\/[^\r\n]*)?/.exec(file.text.slice(statement.range[1]))?.[0] ?? '';
  const at = statement.range[1] + (rest.includes('//') ? rest.length : 0);
  const separator = file.textOf(statement).endsWith(';') ? '' : ';';
  if (isAlone) {
    return [insertBefore(statement, '{ '), insertAfter(statement, `${separator} ${bump}${end} }`)];
  }
  if (/^[ \t]*(\r?\n|$)/.test(file.text.slice(at))) {
    return [{ range: [at, at], text: `${eol}${indentOf(file, statement)}${isGuarded ? step : ''}${bump}${end}` }];
  }
  // Another statement of the same line follows.
  const isLast = /^[ \t]*\}/.test(file.text.slice(at));
  return [{ range: [at, at], text: `${separator} ${bump}${isLast ? end : ';'}` }];
}

/** What is true where a transition changes something. Undefined for a value that is more than a name, so that nothing is computed twice. */
function moveTest(file: File, transition: Node): string | undefined {
  if (transition.type !== 'AssignmentExpression' || transition.operator !== '=') {
    return undefined;
  }
  const state = file.textOf(transition.left);
  const next = unwrap(transition.right);
  if (next.type === 'Literal' && typeof next.value === 'boolean') {
    return next.value ? `!${state}` : state;
  }
  const isName = /^[\w$]+(\.#?[\w$]+)*$/.test(file.textOf(next));
  return next.type === 'Literal' || isName ? `${state} !== ${file.textOf(next)}` : undefined;
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
