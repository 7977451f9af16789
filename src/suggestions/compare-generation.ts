/** "Compare the generation that admitted the call": a number that every transition changes, captured at admission, compared with each outcome. */
import { contains, isFunction, memberKey } from '../ast/nodes.js';
import type { Breaker, Node, OutcomeSite, Race } from '../analysis/facts.js';
import { ancestor, indentOf, indentUnit, insertAfter, insertBefore, isTaken, newline, semicolon, statementOf, type Edit, type File } from './edits.js';

/** Undefined where a transition or an outcome stands in a place that the edit cannot reach without changing more. */
export function compareGeneration(file: File, { breaker, outcomes }: Race): Edit[] | undefined {
  const applications = (outcomes?.applications ?? []).map((node) => applied(file, node));
  const names = namesFor(file, breaker);
  const declared = names && declareCell(file, breaker, names.cell, ' = 0');
  const bumps = names && bumpTransitions(file, breaker, names.expression);
  const captured = names && outcomes && captureBefore(file, outcomes, names);
  if (names === undefined || declared === undefined || bumps === undefined || captured === undefined || applications.length === 0) {
    return undefined;
  }
  const guards: Edit[] = [];
  for (const application of applications) {
    if (application === undefined) {
      return undefined;
    }
    const indent = indentOf(file, application);
    const eol = newline(file);
    guards.push(
      insertBefore(application, `if (${names.local} === ${names.expression}) {${eol}${indent}${indentUnit(file)}`),
      insertAfter(application, `${eol}${indent}}`),
    );
  }
  return [declared, ...bumps, captured, ...guards];
}

/** The statement that applies an outcome and nothing else. */
const applied = (file: File, node: Node): Node | undefined => (node.type === 'CallExpression' ? statementOf(file, node) : undefined);

interface Names {
  /** The member or variable that holds the generation. */
  readonly cell: string;
  readonly expression: string;
  /** The variable that keeps the generation of the admission. */
  readonly local: string;
}

function namesFor(file: File, breaker: Breaker): Names | undefined {
  const state = breaker.stateText.replace(/^this\./, '');
  const cell = state.startsWith('#') ? '#generation' : state.startsWith('_') ? '_generation' : 'generation';
  const local = 'admittedIn';
  const expression = breaker.form === 'class' ? `this.${cell}` : cell;
  return /\./.test(state) || isTaken(file, cell) || isTaken(file, local) ? undefined : { cell, expression, local };
}

/** A new cell beside the state. `initial` is what follows its name: ` = 0`, or a type. */
function declareCell(file: File, breaker: Breaker, cell: string, initial: string): Edit | undefined {
  const { node } = breaker;
  const end = semicolon(file);
  const eol = newline(file);
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
    const state = breaker.stateText.replace(/^this\./, '');
    const members = node.body.body;
    const field = members.find((member) => member.type === 'PropertyDefinition' && memberKey(member) === state);
    const anchor = field ?? members.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
    if (anchor === undefined) {
      return undefined;
    }
    const isPrivate = file.isTypeScript && !cell.startsWith('#') && field?.type === 'PropertyDefinition' && field.accessibility === 'private';
    const text = `${isPrivate ? 'private ' : ''}${cell}${initial}${end}`;
    const indent = indentOf(file, anchor);
    return field === undefined ? insertBefore(anchor, `${text}${eol}${eol}${indent}`) : insertAfter(field, `${eol}${indent}${text}`);
  }
  const declaration = declarationOf(breaker);
  return declaration && insertAfter(declaration, `${eol}${indentOf(file, declaration)}let ${cell}${initial}${end}`);
}

function declarationOf({ node, stateText }: Breaker): Node | undefined {
  const body = node.type === 'Program' ? node.body : 'body' in node && node.body && 'body' in node.body && Array.isArray(node.body.body) ? (node.body.body as Node[]) : [];
  return body.find((statement) => statement.type === 'VariableDeclaration' && statement.declarations.some(({ id }) => id.type === 'Identifier' && id.name === stateText));
}

/** Every transition makes a new generation. The setup of the state is no transition. */
function bumpTransitions(file: File, breaker: Breaker, expression: string): Edit[] | undefined {
  const edits: Edit[] = [];
  const eol = newline(file);
  for (const { node } of breaker.transitions) {
    if (isSetup(file, node)) {
      continue;
    }
    const statement = statementOf(file, node);
    const block = statement && file.parentOf(statement);
    if (statement === undefined || (block?.type !== 'BlockStatement' && block?.type !== 'SwitchCase')) {
      return undefined;
    }
    edits.push(insertAfter(statement, `${eol}${indentOf(file, statement)}${expression} += 1${semicolon(file)}`));
  }
  return edits.length > 0 ? edits : undefined;
}

const isSetup = (file: File, node: Node): boolean => {
  const method = ancestor(file, node, 'MethodDefinition', 'FunctionDeclaration');
  return method?.type === 'MethodDefinition' && method.kind === 'constructor';
};

/** The capture stands after everything that admits the call and before the first await: nothing can happen in between. */
function captureBefore(file: File, { scope, admissions, applications }: OutcomeSite, { expression, local }: Names): Edit | undefined {
  const body = isFunction(scope) && scope.body?.type === 'BlockStatement' ? scope.body.body : [];
  const statement = body.find(
    (candidate) => applications.some((node) => contains(candidate, node)) || /\bawait\b|\byield\b/.test(file.textOf(candidate)),
  );
  if (statement === undefined || !applications.every((node) => statement.range[0] <= node.range[0] && contains(scope, node))) {
    return undefined;
  }
  return admissions.every((node) => node.range[1] <= statement.range[0])
    ? insertBefore(statement, `const ${local} = ${expression}${semicolon(file)}${newline(file)}${indentOf(file, statement)}`)
    : undefined;
}

/** "Keep the timer's handle and cancel it before another is armed." */
export function cancelTimer(file: File, race: Race): Edit[] | undefined {
  const { breaker, node } = race;
  const statement = statementOf(file, node);
  const state = breaker.stateText.replace(/^this\./, '');
  const cell = state.startsWith('#') ? '#timer' : state.startsWith('_') ? '_timer' : 'timer';
  if (statement === undefined || breaker.form === 'store' || /\./.test(state) || isTaken(file, cell) || file.parentOf(statement)?.type !== 'BlockStatement') {
    return undefined;
  }
  const expression = breaker.form === 'class' ? `this.${cell}` : cell;
  const type = file.isTypeScript ? ': ReturnType<typeof setTimeout> | undefined' : '';
  const declared = declareCell(file, breaker, cell, type);
  const cancelled = `clearTimeout(${expression})${semicolon(file)}${newline(file)}${indentOf(file, statement)}`;
  return declared && [declared, insertBefore(statement, `${cancelled}${expression} = `)];
}
