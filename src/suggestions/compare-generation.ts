/** "Compare the generation that admitted the call": a number that every transition changes, captured at admission, compared with each outcome. */
import { contains, isFunction } from '../ast/nodes.js';
import type { Breaker, Node, OutcomeSite, Race } from '../analysis/facts.js';
import { ancestor, indentFurther, indentOf, insertAfter, insertBefore, isTaken, statementOf, type Edit, type File } from './edits.js';
import { cellBeside, declareCell, stateName, type Cell } from './state-cell.js';

/** Undefined where a transition or an outcome stands in a place that the edit cannot reach without changing more. */
export function compareGeneration(file: File, { breaker, outcomes }: Race): Edit[] | undefined {
  const names = namesFor(file, breaker);
  const declared = names && declareCell(file, breaker, names.generation, ' = 0');
  const bumps = names && bumpTransitions(file, breaker, names.generation.expression);
  const captured = names && outcomes && captureBefore(file, outcomes, names);
  const guards = names && outcomes && guardOutcomes(file, outcomes, `${names.local} === ${names.generation.expression}`);
  return declared && bumps && captured && guards && [declared, ...bumps, captured, ...guards];
}

/**
 * One guard per outcome, round everything that applies it: a transition in the middle makes a new generation, and what follows would not
 * pass a guard of its own.
 */
function guardOutcomes(file: File, { applications }: OutcomeSite, condition: string): Edit[] | undefined {
  const regions = new Map<Node, Node[]>();
  for (const application of applications) {
    const region = regionOf(file, application);
    if (region === undefined) {
      return undefined;
    }
    regions.set(region, [...(regions.get(region) ?? []), application]);
  }
  const edits: Edit[] = [];
  for (const [region, inside] of regions) {
    const statements = (region.type === 'BlockStatement' ? region.body : []).map((statement, i) => ({ statement, i }));
    const applying = statements.filter(({ statement }) => inside.some((node) => contains(statement, node)));
    const run = statements.slice(applying[0]?.i, (applying.at(-1)?.i ?? 0) + 1).map(({ statement }) => statement);
    const guard = guarded(file, run, condition);
    if (guard === undefined) {
      return undefined;
    }
    edits.push(...guard);
  }
  return edits.length > 0 ? edits : undefined;
}

/** The block of the `try`, of its handler or of the function that an outcome is applied in. */
function regionOf(file: File, application: Node): Node | undefined {
  for (let at = application, parent = file.parentOf(at); parent !== undefined; at = parent, parent = file.parentOf(at)) {
    if (parent.type === 'CatchClause' || parent.type === 'TryStatement' || isFunction(parent)) {
      return at.type === 'BlockStatement' ? at : undefined;
    }
  }
  return undefined;
}

/** Statements inside an `if`. Undefined where something in them leaves the block, waits, or declares what later code uses. */
function guarded(file: File, run: readonly Node[], condition: string): Edit[] | undefined {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const text = file.text.slice(first.range[0], last.range[1]);
  const declares = run.some((statement) => /Declaration$/.test(statement.type));
  const lines = indentFurther(file, first, last);
  if (declares || /\b(await|yield|return|throw|break|continue)\b/.test(text) || lines === undefined) {
    return undefined;
  }
  const { eol, step } = file.style;
  const indent = indentOf(file, first);
  return [insertBefore(first, `if (${condition}) {${eol}${indent}${step}`), ...lines, insertAfter(last, `${eol}${indent}}`)];
}

interface Names {
  /** The member or variable that holds the generation. */
  readonly generation: Cell;
  /** The variable that keeps the generation of the admission. */
  readonly local: string;
}

function namesFor(file: File, breaker: Breaker): Names | undefined {
  const generation = cellBeside(breaker, 'generation');
  const local = 'admittedIn';
  return stateName(breaker).includes('.') || isTaken(file, generation.name) || isTaken(file, local) ? undefined : { generation, local };
}

/** Every transition makes a new generation. The setup of the state is no transition. */
function bumpTransitions(file: File, breaker: Breaker, expression: string): Edit[] | undefined {
  const edits: Edit[] = [];
  const eol = file.style.eol;
  for (const { node } of breaker.transitions) {
    if (isSetup(file, node)) {
      continue;
    }
    const statement = statementOf(file, node);
    const block = statement && file.parentOf(statement);
    if (statement === undefined || (block?.type !== 'BlockStatement' && block?.type !== 'SwitchCase')) {
      return undefined;
    }
    edits.push(insertAfter(statement, `${eol}${indentOf(file, statement)}${expression} += 1${file.style.end}`));
  }
  return edits.length > 0 ? edits : undefined;
}

const isSetup = (file: File, node: Node): boolean => {
  const method = ancestor(file, node, 'MethodDefinition', 'FunctionDeclaration');
  return method?.type === 'MethodDefinition' && method.kind === 'constructor';
};

/** The capture stands after everything that admits the call and before the first await: nothing can happen in between. */
function captureBefore(file: File, { scope, admissions, applications }: OutcomeSite, { generation, local }: Names): Edit | undefined {
  const body = isFunction(scope) && scope.body?.type === 'BlockStatement' ? scope.body.body : [];
  const statement = body.find(
    (candidate) => applications.some((node) => contains(candidate, node)) || /\bawait\b|\byield\b/.test(file.textOf(candidate)),
  );
  if (statement === undefined || !applications.every((node) => statement.range[0] <= node.range[0] && contains(scope, node))) {
    return undefined;
  }
  return admissions.every((node) => node.range[1] <= statement.range[0])
    ? insertBefore(statement, `const ${local} = ${generation.expression}${file.style.end}${file.style.eol}${indentOf(file, statement)}`)
    : undefined;
}
