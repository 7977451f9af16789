/** Classes that are written as a function and the members of its prototype. */
import { isFunction, memberKey, unwrap, type ClassNode, type FunctionNode, type Node } from '../ast/nodes.js';
import type { NodeByType, Variable } from './module.js';

interface Tree {
  all<Type extends keyof NodeByType>(type: Type): readonly NodeByType[Type][];
  variableOf(identifier: Node): Variable | undefined;
}

/** A class as the rest of the analysis knows it; its functions are those of the tree, what holds them is made up. */
export interface PrototypeClass {
  readonly constructorNode: FunctionNode;
  readonly node: ClassNode;
  /** The parents of what is made up, and of the functions. */
  readonly parents: readonly (readonly [child: Node, parent: Node])[];
}

type Method = NodeByType['MethodDefinition'];

export function prototypeClasses(tree: Tree): PrototypeClass[] {
  const members = new Map<Variable, Method[]>();
  const add = (object: Node, key: Node | undefined, value: Node, at: Node): void => {
    const of = unwrap(object);
    const fn = unwrap(value);
    const variable =
      of.type === 'MemberExpression' && memberKey(of) === 'prototype' && of.object.type === 'Identifier'
        ? tree.variableOf(of.object)
        : undefined;
    if (variable !== undefined && key !== undefined && isFunction(fn) && fn.type !== 'ArrowFunctionExpression') {
      members.set(variable, [...(members.get(variable) ?? []), method(key, fn, 'method', at)]);
    }
  };
  const addAll = (object: Node, values: Node | undefined): void => {
    for (const property of values?.type === 'ObjectExpression' ? values.properties : []) {
      if (property.type === 'Property') {
        add(object, property.key, property.value, property);
      }
    }
  };
  for (const node of tree.all('AssignmentExpression')) {
    const left = unwrap(node.left);
    if (left.type === 'MemberExpression') {
      add(left.object, left.property, node.right, node);
      addAll(left, unwrap(node.right));
    }
  }
  for (const {
    callee,
    arguments: [target, values],
  } of tree.all('CallExpression')) {
    if (callee.type === 'MemberExpression' && memberKey(callee) === 'assign' && target !== undefined) {
      addAll(target, values);
    }
  }
  return [...members].flatMap(([variable, methods]) => classOf(variable, methods) ?? []);
}

function classOf(variable: Variable, methods: readonly Method[]): PrototypeClass | undefined {
  const [definition] = variable.defs;
  const held =
    definition?.node.type === 'VariableDeclarator' && definition.node.init !== null
      ? unwrap(definition.node.init)
      : definition?.node;
  if (variable.defs.length !== 1 || !isFunction(held) || held.type === 'ArrowFunctionExpression') {
    return undefined;
  }
  const id = definition?.name;
  const body = [method(id ?? held, held, 'constructor', held), ...methods];
  const first = body.reduce((a, b) => (a.range[0] < b.range[0] ? a : b));
  const last = body.reduce((a, b) => (a.range[1] > b.range[1] ? a : b));
  const at = { range: [first.range[0], last.range[1]], loc: { start: first.loc.start, end: last.loc.end } };
  const classBody = { type: 'ClassBody', body, ...at } as unknown as Node;
  const node = {
    type: 'ClassDeclaration',
    id,
    superClass: null,
    implements: [],
    decorators: [],
    body: classBody,
    ...at,
  } as unknown as ClassNode;
  const parents = body.flatMap((member): [Node, Node][] => [
    [member, classBody],
    [member.value, member],
  ]);
  return { constructorNode: held, node, parents: [...parents, [classBody, node]] };
}

const method = (key: Node, value: FunctionNode, kind: 'constructor' | 'method', { range, loc }: Node): Method =>
  ({
    type: 'MethodDefinition',
    key: kind === 'constructor' ? { ...key, type: 'Identifier', name: 'constructor' } : key,
    value,
    kind,
    static: false,
    computed: false,
    decorators: [],
    range,
    loc,
  }) as unknown as Method;
