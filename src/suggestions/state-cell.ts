/** The cell that holds a breaker's state, as code: where it is declared, and how a new cell beside it is named and declared. */
import { isFunction, memberKey } from '../ast/nodes.js';
import type { Breaker, Node } from '../analysis/facts.js';
import { indentOf, insertAfter, insertBefore, type Edit, type File } from './edits.js';

/** The state without `this.`; it has a dot where it is a member of a member. */
export const stateName = ({ stateText }: Breaker): string => stateText.replace(/^this\./, '');

export interface Cell {
  /** The member or variable. */
  readonly name: string;
  /** How the breaker's code reads it. */
  readonly expression: string;
}

/** A cell named in the way of the state: `#policy` beside `#state`, `_policy` beside `_state`. */
export function cellBeside(breaker: Breaker, word: string): Cell {
  const state = stateName(breaker);
  const name = state.startsWith('#') ? `#${word}` : state.startsWith('_') ? `_${word}` : word;
  return { name, expression: breaker.form === 'class' ? `this.${name}` : name };
}

/**
 * Whether a cell beside the state lives as long as the state: beside a variable or a field, or beside a field whose record is never
 * exchanged for another.
 */
export function hasPlaceBeside(file: File, breaker: Breaker): boolean {
  if (breaker.form === 'prototype') {
    return false;
  }
  const [holder = '', ...members] = stateName(breaker).split('.');
  const exchanged = new RegExp(`(?<![\\w$])this\\.${holder.replaceAll('$', '\\$')} =[^=]`);
  const isRecord =
    members.length === 1 &&
    breaker.form === 'class' &&
    breaker.stateText.startsWith('this.') &&
    stateField(breaker) !== undefined;
  return (
    members.length === 0 ||
    (isRecord && !membersOf(breaker).some((member) => exchanged.test(file.textOf(member)) && !isConstructor(member)))
  );
}

const isConstructor = (member: Node): boolean => member.type === 'MethodDefinition' && member.kind === 'constructor';

const membersOf = ({ node }: Breaker): readonly Node[] =>
  node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? node.body.body : [];

/** The field that holds the state, or the record that it is a member of, where it is declared as one. */
export const stateField = (breaker: Breaker): Node | undefined =>
  membersOf(breaker).find(
    (member) => member.type === 'PropertyDefinition' && memberKey(member) === stateName(breaker).split('.')[0],
  );

/** The declaration of the variable that holds the state. */
export function stateDeclaration({ node, stateText }: Breaker): Node | undefined {
  const body = isFunction(node)
    ? node.body?.type === 'BlockStatement'
      ? node.body.body
      : []
    : node.type === 'Program'
      ? node.body
      : [];
  return body.find(
    (statement) =>
      statement.type === 'VariableDeclaration' &&
      statement.declarations.some(({ id }) => id.type === 'Identifier' && id.name === stateText),
  );
}

/** What a new member is declared beside: the state's field, else the constructor that sets the state up. */
export const memberAnchor = (breaker: Breaker): Node | undefined =>
  stateField(breaker) ?? membersOf(breaker).find(isConstructor);

/** A new member of the class: after the state's field, else before the constructor. */
export function declareMember(file: File, breaker: Breaker, text: string): Edit | undefined {
  const anchor = memberAnchor(breaker);
  const { eol } = file.style;
  if (anchor === undefined) {
    return undefined;
  }
  const indent = indentOf(file, anchor);
  return anchor.type === 'MethodDefinition'
    ? insertBefore(anchor, `${text}${eol}${eol}${indent}`)
    : insertAfter(anchor, `${eol}${indent}${text}`);
}

/** A new cell of the breaker, as private as the state. `initial` is what follows its name: ` = 0`, or a type. */
export function declareCell(file: File, breaker: Breaker, { name }: Cell, initial: string): Edit | undefined {
  const { eol, end } = file.style;
  if (breaker.form === 'class') {
    const field = stateField(breaker);
    const isPrivate =
      file.isTypeScript &&
      !name.startsWith('#') &&
      field?.type === 'PropertyDefinition' &&
      field.accessibility === 'private';
    return declareMember(file, breaker, `${isPrivate ? 'private ' : ''}${name}${initial}${end}`);
  }
  const declaration = stateDeclaration(breaker);
  return declaration && insertAfter(declaration, `${eol}${indentOf(file, declaration)}let ${name}${initial}${end}`);
}
