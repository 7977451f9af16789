/** Expressions, each as the instructions that compute it and the register that it is in afterwards. */
import type { TSESTree } from '@typescript-eslint/types';

import type { BinaryOperator, Register, UnaryOperator } from '../ir.js';
import { lowerAssignment, lowerUpdate } from './assignments.js';
import { readIdentifier } from './bindings.js';
import { lowerDelete, lowerNew, lowerReference } from './chains.js';
import { lowerClass } from './classes.js';
import { lowerConditional, lowerEffectOf, lowerLogical } from './conditions.js';
import type { FunctionBuilder } from './function-builder.js';
import { lowerClosure } from './functions.js';
import { lowerJsx } from './jsx.js';
import { lowerArray, lowerLiteral, lowerObject, lowerTemplate } from './literals.js';
import { lowerImport } from './modules.js';
import { lowerYield } from './suspensions.js';

type Node = TSESTree.Node;

type Lowerings = {
  readonly [Type in Node['type']]?: (
    fn: FunctionBuilder,
    node: Extract<Node, { readonly type: Type }>,
    name: string,
  ) => Register;
};

/** `name` is that of what the value is assigned to: an anonymous function takes it. */
export function lowerExpression(fn: FunctionBuilder, node: Node, name = ''): Register {
  const lower = LOWERINGS[node.type] as ((fn: FunctionBuilder, node: Node, name: string) => Register) | undefined;
  if (lower === undefined || fn.isTooDeep) {
    return fn.unknown(node.type, node);
  }
  fn.depth++;
  const value = lower(fn, node, name);
  fn.depth--;
  return value;
}

/** Lowers an expression whose value nobody uses. */
export function lowerEffect(fn: FunctionBuilder, node: Node): void {
  if (!fn.isTooDeep) {
    fn.depth++;
    lowerEffectOf(fn, node);
    fn.depth--;
  }
}

const inside = (fn: FunctionBuilder, { expression }: { readonly expression: Node }, name: string): Register =>
  lowerExpression(fn, expression, name);

const reference = (fn: FunctionBuilder, node: Node): Register => lowerReference(fn, node).value;

const LOWERINGS: Lowerings = {
  Literal: (fn, node) => lowerLiteral(fn, node),
  TemplateLiteral: (fn, node) => lowerTemplate(fn, node),
  ArrayExpression: (fn, node) => lowerArray(fn, node),
  ObjectExpression: (fn, node) => lowerObject(fn, node),
  Identifier: (fn, node) => readIdentifier(fn, node),
  ThisExpression: (fn, node) => fn.this(node),
  MetaProperty: (fn, node) => fn.unknown(`${node.meta.name}.${node.property.name}`, node),
  MemberExpression: reference,
  CallExpression: reference,
  ChainExpression: reference,
  TaggedTemplateExpression: reference,
  NewExpression: (fn, node) => lowerNew(fn, node),
  ImportExpression: (fn, node) => lowerImport(fn, node),
  FunctionExpression: (fn, node, name) => lowerClosure(fn, node, { name, kind: 'function' }),
  ArrowFunctionExpression: (fn, node, name) => lowerClosure(fn, node, { name, kind: 'arrow' }),
  ClassExpression: (fn, node, name) => lowerClass(fn, node, name),
  UnaryExpression: (fn, node) => lowerUnary(fn, node),
  BinaryExpression: (fn, node) => lowerBinary(fn, node),
  LogicalExpression: (fn, node) => lowerLogical(fn, node),
  ConditionalExpression: (fn, node, name) => lowerConditional(fn, node, name),
  AssignmentExpression: (fn, node) => lowerAssignment(fn, node),
  UpdateExpression: (fn, node) => lowerUpdate(fn, node, true),
  SequenceExpression: (fn, node) => lowerSequence(fn, node),
  AwaitExpression: (fn, node) => fn.await(lowerExpression(fn, node.argument), node),
  YieldExpression: (fn, node) => lowerYield(fn, node),
  JSXElement: (fn, node) => lowerJsx(fn, node),
  JSXFragment: (fn, node) => lowerJsx(fn, node),
  TSAsExpression: inside,
  TSNonNullExpression: inside,
  TSSatisfiesExpression: inside,
  TSTypeAssertion: inside,
  TSInstantiationExpression: inside,
};

function lowerUnary(fn: FunctionBuilder, node: TSESTree.UnaryExpression): Register {
  if (node.operator === 'delete') {
    return lowerDelete(fn, node);
  }
  if (node.operator === 'void') {
    lowerEffect(fn, node.argument);
    return fn.constant(undefined, node);
  }
  if (node.operator === '-' && node.argument.type === 'Literal' && typeof node.argument.value === 'number') {
    return fn.constant(-node.argument.value, node);
  }
  const operand = lowerExpression(fn, node.argument);
  const operator = node.operator as UnaryOperator;
  return fn.value({ op: 'unary', into: fn.register(), operator, operand, site: fn.site(node) });
}

/** `a + b + c + …` is as deep as it is long. */
function lowerBinary(fn: FunctionBuilder, node: TSESTree.BinaryExpression): Register {
  const operations: TSESTree.BinaryExpression[] = [];
  let first: Node = node;
  while (first.type === 'BinaryExpression') {
    operations.push(first);
    first = first.left;
  }
  let left = first.type === 'PrivateIdentifier' ? fn.constant(`#${first.name}`, first) : lowerExpression(fn, first);
  for (let operation = operations.pop(); operation !== undefined; operation = operations.pop()) {
    const { right: operand, operator } = operation;
    left = fn.keep(left, operand.range[0], operand.range[1], operand);
    const right = lowerExpression(fn, operand);
    const site = fn.site(operation);
    left = fn.value({ op: 'binary', into: fn.register(), operator: operator as BinaryOperator, left, right, site });
  }
  return left;
}

function lowerSequence(fn: FunctionBuilder, { expressions }: TSESTree.SequenceExpression): Register {
  for (const expression of expressions.slice(0, -1)) {
    lowerEffect(fn, expression);
  }
  const last = expressions.at(-1);
  return last === undefined ? fn.unknown('sequence', expressions[0]!) : lowerExpression(fn, last);
}
