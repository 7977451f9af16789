/** Calls that take a lock, as far as the library models say: where the lock comes from is followed through variables and fields. */
import { memberKey, unwrap, type Node } from '../ast/nodes.js';
import type { Invocation, LockModel, NumberModel, NumberPlace, ValueModel } from '../models/model.js';
import { LIBRARY_MODELS } from '../models/registry.js';
import type { ModuleIndex, NodeByType } from './module.js';

export interface LockCall {
  /** `runs`: while this argument runs. `acquires`: until it is given back. */
  readonly holds:
    { readonly kind: 'runs'; readonly argument: Node } | { readonly kind: 'acquires'; readonly release: Release };
  /** False for a lock that lets several in, or an unknown number. */
  readonly exclusive: boolean;
  /** The library lets nobody choose how many hold it. */
  readonly always: boolean;
  readonly reentrant: boolean;
  readonly keyed: boolean;
}

type Call = NodeByType['CallExpression'];
type Release = NonNullable<Invocation['acquires']>['release'];

/** What an expression stands for, with the arguments of the call that made it. */
interface Made {
  readonly model: ValueModel;
  readonly creation: readonly Node[];
}

const MAX_HOPS = 4;

const known = new WeakMap<Node, LockCall | 'none'>();

/** Undefined for a call that takes no lock that a model knows. */
export function modelledLock(index: ModuleIndex, call: Call): LockCall | undefined {
  let result = known.get(call);
  if (result === undefined) {
    result = find(index, call) ?? platformLock(index, call) ?? 'none';
    known.set(call, result);
  }
  return result === 'none' ? undefined : result;
}

function find(index: ModuleIndex, call: Call): LockCall | undefined {
  const made = modelOf(index, call.callee, MAX_HOPS);
  const invocation = made?.model.call;
  const layer = Array.isArray(invocation?.layers)
    ? (invocation.layers as readonly { readonly layer: string }[]).find(
        (candidate): candidate is LockModel => candidate.layer === 'lock',
      )
    : undefined;
  const lock = invocation?.acquires?.lock ?? layer;
  if (made === undefined || invocation === undefined || lock === undefined) {
    return undefined;
  }
  const ran = invocation.runs === undefined ? undefined : argumentAt(call.arguments, invocation.runs.at);
  const release = invocation.acquires?.release;
  if (release === undefined && ran === undefined) {
    return undefined;
  }
  const key = lock.keyedBy === undefined ? undefined : argumentAt(call.arguments, lock.keyedBy.at);
  return {
    holds: release === undefined ? { kind: 'runs', argument: ran as Node } : { kind: 'acquires', release },
    exclusive: lock.exclusive === true || isOne(lock.exclusive, call.arguments, made.creation),
    always: lock.exclusive === true,
    reentrant:
      lock.reentrant === true ||
      made.creation.some((argument) => /reentrant\w*\s*:\s*true/i.test(index.textOf(argument))),
    keyed: key !== undefined && !isConstant(key),
  };
}

const isConstant = (node: Node): boolean =>
  node.type === 'Literal' ||
  (node.type === 'ArrayExpression' && node.elements.every((element) => element?.type === 'Literal'));

/** `navigator.locks.request('name', fn)`: one holder at a time, unless it is shared. */
function platformLock(index: ModuleIndex, call: Call): LockCall | undefined {
  const argument = argumentAt(call.arguments, 'last');
  if (
    !/^(globalThis\.|window\.|self\.)?navigator\.locks\.request$/.test(index.textOf(call.callee)) ||
    argument === undefined
  ) {
    return undefined;
  }
  const isShared = call.arguments
    .slice(1, -1)
    .some((options) => /mode\s*:\s*['"]shared|ifAvailable/.test(index.textOf(options)));
  const [name] = call.arguments;
  return {
    holds: { kind: 'runs', argument },
    exclusive: !isShared,
    always: true,
    reentrant: false,
    keyed: name?.type !== 'Literal',
  };
}

function member(made: Made | undefined, name: string | undefined): Made | undefined {
  const model = name === undefined ? undefined : (made?.model.members?.[name] ?? made?.model.members?.['*']);
  return made && model && { model, creation: made.creation };
}

function argumentAt(args: readonly Node[], at: number | string): Node | undefined {
  const isFunction = (node: Node): boolean => /Function/.test(node.type);
  return typeof at === 'number'
    ? args[at]
    : at === 'last'
      ? args.at(-1)
      : at === 'last-function'
        ? args.findLast(isFunction)
        : args.find((node) => !isFunction(node));
}

/** The number is written, and is 1. */
function isOne({ from, default: otherwise }: NumberModel, args: readonly Node[], creation: readonly Node[]): boolean {
  for (const place of from) {
    const value = valueAt(place, place.of === 'creation' ? creation : args);
    if (value !== undefined) {
      return value.type === 'Literal' && value.value === 1;
    }
  }
  return otherwise === 1;
}

function valueAt({ at, path }: NumberPlace, args: readonly Node[]): Node | undefined {
  let value = argumentAt(args, at);
  for (const step of path === undefined ? [] : path.split('.')) {
    const object: Node | undefined = value && unwrap(value);
    const property: Node | undefined =
      object?.type === 'ObjectExpression'
        ? object.properties.find((candidate) => candidate.type === 'Property' && memberKey(candidate) === step)
        : undefined;
    value = property?.type === 'Property' ? property.value : undefined;
  }
  const inner = value && unwrap(value);
  return path === undefined && inner?.type === 'ObjectExpression' ? undefined : inner;
}

function modelOf(index: ModuleIndex, expression: Node, hops: number): Made | undefined {
  const node = unwrap(expression);
  if (hops <= 0) {
    return undefined;
  }
  switch (node.type) {
    case 'Identifier': {
      const definition = index.variableOf(node)?.defs[0];
      if (definition?.type === 'ImportBinding') {
        return imported(index, definition.node);
      }
      const init =
        definition?.node.type === 'VariableDeclarator' && definition.node.id.type === 'Identifier'
          ? definition.node.init
          : null;
      return init === null ? undefined : modelOf(index, init, hops - 1);
    }
    case 'MemberExpression':
      return unwrap(node.object).type === 'ThisExpression'
        ? fieldModel(index, node, hops)
        : member(modelOf(index, node.object, hops - 1), memberKey(node));
    case 'NewExpression':
    case 'CallExpression': {
      const made = modelOf(index, node.callee, hops - 1);
      const invocation = node.type === 'NewExpression' ? made?.model.construct : made?.model.call;
      if (made === undefined || invocation?.gives === undefined) {
        return undefined;
      }
      if (typeof invocation.gives !== 'string') {
        return { model: invocation.gives, creation: node.arguments };
      }
      const [first] = node.arguments;
      return invocation.gives === 'argument' && first !== undefined ? modelOf(index, first, hops - 1) : undefined;
    }
    default:
      return undefined;
  }
}

function imported(index: ModuleIndex, specifier: Node): Made | undefined {
  const declaration = index.parentOf(specifier);
  const source = declaration?.type === 'ImportDeclaration' ? declaration.source.value : undefined;
  const exports = source === undefined ? undefined : LIBRARY_MODELS.exportsOf(source);
  if (exports === undefined) {
    return undefined;
  }
  if (specifier.type === 'ImportNamespaceSpecifier') {
    return { model: { members: exports }, creation: [] };
  }
  const name =
    specifier.type === 'ImportSpecifier'
      ? specifier.imported.type === 'Identifier'
        ? specifier.imported.name
        : specifier.imported.value
      : 'default';
  const model = exports[name];
  return model && { model, creation: [] };
}

/** What a field of the instance is given, where it is declared or in the constructor. */
function fieldModel(index: ModuleIndex, node: NodeByType['MemberExpression'], hops: number): Made | undefined {
  const key = memberKey(node);
  const owner = index.enclosingClass(node);
  for (const field of index.nodesOfType('PropertyDefinition', owner)) {
    if (memberKey(field) === key && field.value !== null) {
      return modelOf(index, field.value, hops - 1);
    }
  }
  for (const { left, right } of owner === undefined ? [] : index.nodesOfType('AssignmentExpression', owner)) {
    if (left.type === 'MemberExpression' && memberKey(left) === key && left.object.type === 'ThisExpression') {
      return modelOf(index, right, hops - 1);
    }
  }
  return undefined;
}
