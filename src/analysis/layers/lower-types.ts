/** Declared types as terms, where a type is a name that the module can say something about: annotations, and JSDoc in JavaScript. */
import { isClass, type FunctionNode, type Node } from '../../ast/nodes.js';
import type { Term } from '../../module-graph/record.js';
import { declaredObject } from './declared-members.js';
import type { ModuleIndex, NodeByType } from '../module.js';
import { UNKNOWN, type Lowering } from './lowering.js';

const HOLDS_OTHERS = /^(Map|WeakMap|Record|Array|ReadonlyMap|ReadonlyArray|Object|Set)$/;

/** A value of a declared type. */
export function typed(lowering: Lowering, type: Node | undefined, value: Term, depth?: number): Term {
  const options = type?.type === 'TSUnionType' ? type.types : type === undefined ? [] : [type];
  for (const option of options) {
    const named = declaredObject(lowering, option, depth) ?? typeOf(lowering, option);
    if (named !== undefined) {
      return { kind: 'typed', type: named, value };
    }
  }
  return value;
}

function typeOf(lowering: Lowering, type: Node): Term | undefined {
  if (type.type === 'TSArrayType') {
    return collectionOf(typed(lowering, type.elementType, UNKNOWN));
  }
  if (type.type !== 'TSTypeReference') {
    return undefined;
  }
  const element = type.typeArguments?.params.at(-1);
  if (type.typeName.type === 'Identifier' && element !== undefined && HOLDS_OTHERS.test(type.typeName.name)) {
    return collectionOf(typed(lowering, element, UNKNOWN));
  }
  return typeName(lowering, type.typeName);
}

const collectionOf = (element: Term): Term | undefined =>
  element === UNKNOWN ? undefined : { kind: 'collection', of: element };

function typeName(lowering: Lowering, name: Node): Term | undefined {
  if (name.type === 'TSQualifiedName') {
    const object = typeName(lowering, name.left);
    return object && { kind: 'member', object, key: name.right.name };
  }
  return name.type === 'Identifier' ? named(lowering, name) : undefined;
}

function named(lowering: Lowering, name: Node & { readonly name: string }): Term | undefined {
  const definition = lowering.index.variableOf(name)?.defs[0];
  if (definition === undefined) {
    return undefined;
  }
  return definition.type === 'ImportBinding' ||
    isClass(definition.node) ||
    definition.node.type === 'VariableDeclarator'
    ? lowering.variable(name)
    : undefined;
}

/** What a function says that it gives. */
export function returned(lowering: Lowering, node: FunctionNode): { returns?: Term } {
  const declared = node.returnType?.typeAnnotation;
  const isPromise =
    declared?.type === 'TSTypeReference' &&
    declared.typeName.type === 'Identifier' &&
    declared.typeName.name === 'Promise';
  const returns =
    declared === undefined
      ? documented(lowering, node, RETURNS, UNKNOWN)
      : typed(lowering, isPromise ? declared.typeArguments?.params[0] : declared, UNKNOWN);
  return returns === UNKNOWN ? {} : { returns };
}

export const TYPE = /@type\s*\{/;
export const RETURNS = /@returns?\s*\{/;
/** `@param {Type} name`. */
export const parameter = (name: string): RegExp =>
  new RegExp(`@param\\s*\\{(?=[^\\n]*\\}\\s*\\[?${name.replace('$', '\\$')}\\b)`);

/** A value whose type is written in the comment before the statement or member that a node is part of. */
export function documented(lowering: Lowering, node: Node, tag: RegExp, value: Term): Term {
  if (!lowering.hasDocs) {
    return value;
  }
  const { index } = lowering;
  let top = node;
  for (
    let parent = index.parentOf(node);
    parent !== undefined && WITHIN.test(parent.type);
    parent = index.parentOf(parent)
  ) {
    top = parent;
  }
  const comment =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(
      index.module.text.slice(Math.max(0, top.range[0] - LONGEST), top.range[0]),
    )?.[1] ?? '';
  const start = tag.exec(comment);
  const type = start && docType(lowering, braced(comment.slice(start.index + start[0].length)));
  return type ? { kind: 'typed', type, value } : value;
}

/** Comments are not longer. */
const LONGEST = 1_500;

/** What a documented function or value may stand in. */
const WITHIN =
  /^(MethodDefinition|PropertyDefinition|Property|Export\w+|VariableDeclarat(or|ion)|AssignmentExpression|ExpressionStatement)$/;

/** The text up to the brace that closes it. */
function braced(text: string): string {
  let open = 1;
  const end = [...text].findIndex((char) => (open += char === '{' ? 1 : char === '}' ? -1 : 0) === 0);
  return text.slice(0, Math.max(0, end));
}

function docType(lowering: Lowering, text: string): Term | undefined {
  const type = text.replace(/^[\s*?!(]+|[\s*)=]+$/g, '');
  const generic = /^(\w+)\.?<(.*)>$/s.exec(type);
  if (generic !== null) {
    const element = lastArgument(generic[2] ?? '');
    const of = docType(lowering, element);
    return generic[1] === 'Promise'
      ? of
      : of && HOLDS_OTHERS.test(generic[1] ?? '')
        ? { kind: 'collection', of: { kind: 'typed', type: of } }
        : undefined;
  }
  if (type.endsWith('[]')) {
    const of = docType(lowering, type.slice(0, -2));
    return of && { kind: 'collection', of: { kind: 'typed', type: of } };
  }
  if (type.includes('|')) {
    const options = type.split('|').flatMap((option) => docType(lowering, option) ?? []);
    return options[0];
  }
  const imported = /^import\(\s*['"]([^'"]+)['"]\s*\)\.(\w+)$/.exec(type);
  if (imported !== null) {
    return { kind: 'import', specifier: imported[1] ?? '', name: imported[2] ?? '' };
  }
  const [first = '', ...members] = type.split('.');
  const object = moduleVariable(lowering.index, first);
  const root = object && named(lowering, object);
  return root && members.reduce<Term>((value, key) => ({ kind: 'member', object: value, key }), root);
}

/** Where the module declares a name that it uses everywhere. */
function moduleVariable({ module }: ModuleIndex, name: string): NodeByType['Identifier'] | undefined {
  for (const scope of module.scopes.scopes.slice(0, 2)) {
    const node = scope.set.get(name)?.defs[0]?.name;
    if (node?.type === 'Identifier') {
      return node;
    }
  }
  return undefined;
}

/** The last of the arguments of a generic type. */
function lastArgument(text: string): string {
  let depth = 0;
  let start = 0;
  for (const [at, char] of [...text].entries()) {
    depth += char === '<' || char === '(' || char === '{' ? 1 : char === '>' || char === ')' || char === '}' ? -1 : 0;
    start = char === ',' && depth === 0 ? at + 1 : start;
  }
  return text.slice(start);
}
