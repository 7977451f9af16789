/** Where shared values live, and how expressions name those places. */
import { isFunction, memberKey, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import { stateMemberOf } from './declared-phases.js';
import type { ModuleIndex, NodeByType, Variable } from './module.js';

/**
 * Where a value lives: a root (the instance, or a variable) and the members below it. `this._state`, `state`, `this.inner.kind`; an
 * entry of a collection, whichever it is, is `this.circuits[]`. The key identifies it; the text is how a message names it.
 */
export interface Place {
  readonly key: string;
  readonly text: string;
  readonly root: 'this' | 'record' | Variable;
  /** Some part of the chain is an entry of a collection. */
  readonly entry?: boolean;
}

/** How a message names a cell beside the state: as the code writes the state, where that is a member of something. */
export function cellBeside({ key, text }: Place, cell: string): string {
  const parent = key.slice(0, key.lastIndexOf('.') + 1);
  const written = text.slice(0, text.lastIndexOf('.') + 1);
  return parent !== '' && written !== '' && cell.startsWith(parent)
    ? written + cellText(cell.slice(parent.length))
    : cellText(cell);
}

const variableIds = new WeakMap<object, number>();
let nextVariableId = 1;

/** How a message names a cell: its key without the numbers that tell variables of one name apart. */
export const cellText = (cell: string): string => cell.replace(/@\d+/g, '').replaceAll('[]', '[…]');

/** A stable key for a variable: names repeat, identities do not. */
export function variableKey(variable: Variable): string {
  let id = variableIds.get(variable);
  if (id === undefined) {
    id = nextVariableId++;
    variableIds.set(variable, id);
  }
  return `${variable.name}@${id}`;
}

/** How many variables, calls and returns are followed to the collection that an entry was taken from. */
const MAX_HOPS = 5;

/** The place that an expression names, if it is a chain of members below `this`, a variable or an entry of a collection. */
export function placeOf(expression: Node, index: ModuleIndex): Place | undefined {
  return place(expression, index, MAX_HOPS);
}

function place(expression: Node, index: ModuleIndex, hops: number): Place | undefined {
  const node = unwrap(expression);
  if (node.type === 'Identifier') {
    const variable = index.variableOf(node);
    return (
      variable && (entryOf(variable, index, hops) ?? { key: variableKey(variable), text: node.name, root: variable })
    );
  }
  if (node.type === 'PropertyDefinition') {
    const field = memberKey(node);
    return field === undefined ? undefined : { key: `this.${field}`, text: `this.${field}`, root: 'this' };
  }
  if (node.type !== 'MemberExpression') {
    return undefined;
  }
  const object = unwrap(node.object);
  const member = memberKey(node);
  if (object.type === 'ThisExpression') {
    return member === undefined
      ? undefined
      : { key: `this.${member}`, text: `this${member.startsWith('[') ? member : `.${member}`}`, root: 'this' };
  }
  const base = place(object, index, hops);
  if (base === undefined) {
    return undefined;
  }
  if (node.computed && (member === undefined || member.startsWith('['))) {
    return { ...base, key: `${base.key}[]`, text: `${base.text}[…]`, entry: true };
  }
  return member === undefined ? undefined : { ...base, key: `${base.key}.${member}`, text: `${base.text}.${member}` };
}

const entries = new WeakMap<ModuleIndex, Map<Variable, Place | undefined>>();

/** The entry of a collection that a variable stands for: `const circuit = this.circuits.get(name)`. */
function entryOf(variable: Variable, index: ModuleIndex, hops: number): Place | undefined {
  let known = entries.get(index);
  if (known === undefined) {
    known = new Map();
    entries.set(index, known);
  }
  if (!known.has(variable)) {
    // While it is being looked for, a variable is nothing but itself: definitions may run in circles.
    known.set(variable, undefined);
    const found = hops > 0 ? find(variable, index, hops - 1) : undefined;
    known.set(variable, found && { ...found, text: variable.name });
  }
  return known.get(variable);
}

function find(variable: Variable, index: ModuleIndex, hops: number): Place | undefined {
  const definition = variable.defs[0];
  if (definition === undefined || variable.defs.length > 1) {
    return undefined;
  }
  if (
    definition.type === 'Variable' &&
    definition.node.type === 'VariableDeclarator' &&
    definition.node.init !== null
  ) {
    return definition.node.id.type === 'Identifier' ? entryIn(definition.node.init, index, hops) : undefined;
  }
  if (definition.type === 'Parameter' && isFunction(definition.node)) {
    return (
      argumentPlace(definition.node, definition.name, index, hops) ?? recordOf(definition.node, definition.name, index)
    );
  }
  return undefined;
}

/** The record that a function is handed whose type, declared in this module, has a member with the phases of a circuit. */
export function recordOf(fn: FunctionNode, parameter: Node, index: ModuleIndex): Place | undefined {
  const type = parameter.type === 'Identifier' ? parameter.typeAnnotation?.typeAnnotation : undefined;
  const name = type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? type.typeName.name : undefined;
  if (
    name === undefined ||
    parameter.type !== 'Identifier' ||
    index.enclosingClass(fn) !== undefined ||
    stateMemberOf(name, index) === undefined
  ) {
    return undefined;
  }
  return { key: name, text: parameter.name, root: 'record' };
}

/** The entry that an expression gives: looked up in a collection, or returned by a function of this module that does. */
function entryIn(expression: Node, index: ModuleIndex, hops: number): Place | undefined {
  const node = unwrap(expression);
  switch (node.type) {
    case 'LogicalExpression':
      return entryIn(node.left, index, hops) ?? entryIn(node.right, index, hops);
    case 'AssignmentExpression':
      return entryIn(node.right, index, hops);
    case 'Identifier':
    case 'MemberExpression': {
      const found = place(node, index, hops);
      return found?.entry === true && found.key.endsWith('[]') ? found : undefined;
    }
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      if (callee.type === 'MemberExpression' && memberKey(callee) === 'get' && node.arguments.length === 1) {
        const collection = place(callee.object, index, hops);
        if (collection !== undefined) {
          return { ...collection, key: `${collection.key}[]`, text: `${collection.text}.get(…)`, entry: true };
        }
      }
      const target = hops > 0 ? calledFunction(callee, index) : undefined;
      if (target === undefined || target.async) {
        return undefined;
      }
      for (const returned of returnsOf(target, index)) {
        const found = entryIn(returned, index, hops - 1);
        if (found !== undefined) {
          return found;
        }
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** The function of this module that a callee names: a declared function, or a method of the class around it. */
export function calledFunction(callee: Node, index: ModuleIndex): FunctionNode | undefined {
  if (callee.type === 'Identifier') {
    const [declared] = index.variableOf(callee)?.defs ?? [];
    // The definition of a parameter is the function that takes it.
    const definition = declared?.type === 'Parameter' ? undefined : declared?.node;
    const held =
      definition?.type === 'VariableDeclarator' && definition.init !== null ? unwrap(definition.init) : definition;
    return isFunction(held) ? held : undefined;
  }
  if (callee.type !== 'MemberExpression' || unwrap(callee.object).type !== 'ThisExpression') {
    return undefined;
  }
  const name = memberKey(callee);
  for (const member of index.enclosingClass(callee)?.body.body ?? []) {
    if (
      (member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') &&
      memberKey(member) === name &&
      member.value !== null
    ) {
      const value = unwrap(member.value);
      return isFunction(value) ? value : undefined;
    }
  }
  return undefined;
}

const returns = new WeakMap<ModuleIndex, Map<Node, Node[]>>();

export function returnsOf(fn: FunctionNode, index: ModuleIndex): readonly Node[] {
  if (fn.body.type !== 'BlockStatement') {
    return [fn.body];
  }
  let byFunction = returns.get(index);
  if (byFunction === undefined) {
    byFunction = new Map();
    for (const statement of index.nodesOfType('ReturnStatement')) {
      const owner = index.enclosingFunction(statement);
      if (owner !== undefined && statement.argument !== null) {
        byFunction.set(owner, [...(byFunction.get(owner) ?? []), statement.argument]);
      }
    }
    returns.set(index, byFunction);
  }
  return byFunction.get(fn) ?? [];
}

type Call = NodeByType['CallExpression'];
const calls = new WeakMap<ModuleIndex, Map<string, Call[]>>();

/** Calls of `name(…)` and `this.name(…)`. */
function callsOf(name: string, index: ModuleIndex): readonly Call[] {
  let byName = calls.get(index);
  if (byName === undefined) {
    byName = new Map();
    for (const call of index.nodesOfType('CallExpression')) {
      const callee = unwrap(call.callee);
      const called =
        callee.type === 'Identifier'
          ? callee.name
          : callee.type === 'MemberExpression' && unwrap(callee.object).type === 'ThisExpression'
            ? memberKey(callee)
            : undefined;
      if (called !== undefined) {
        const list = byName.get(called);
        if (list === undefined) {
          byName.set(called, [call]);
        } else {
          list.push(call);
        }
      }
    }
    calls.set(index, byName);
  }
  return byName.get(name) ?? [];
}

/** The entry that is passed for a parameter, where some call of the function passes one. */
function argumentPlace(fn: FunctionNode, parameter: Node, index: ModuleIndex, hops: number): Place | undefined {
  const position = fn.params.findIndex((candidate) => candidate === parameter);
  const parent = index.parentOf(fn);
  const holder =
    fn.id ??
    (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : undefined) ??
    (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' ? parent : undefined);
  const name = holder?.type === 'Identifier' ? holder.name : holder === undefined ? undefined : memberKey(holder);
  if (position === -1 || name === undefined || hops <= 0) {
    return undefined;
  }
  for (const call of callsOf(name, index)) {
    const argument = call.arguments[position];
    const found =
      argument !== undefined && calledFunction(unwrap(call.callee), index) === fn
        ? entryIn(argument, index, hops)
        : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
