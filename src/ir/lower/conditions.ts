/** Conditions as branches, and the expressions that are conditions: `&&`, `||`, `??`, `? :`. */
import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import { lowerUpdate } from './assignments.js';
import { withoutTypes } from './chains.js';
import { lowerEffect, lowerExpression } from './expressions.js';
import type { Draft, FunctionBuilder } from './function-builder.js';

type Node = TSESTree.Node;

/** Goes to one block if a condition holds, to the other one if not. */
export function lowerCondition(fn: FunctionBuilder, condition: Node, then: Draft, otherwise: Draft): void {
  if (fn.isTooDeep) {
    fn.branch(fn.unknown(condition.type, condition), then, otherwise, condition);
    return;
  }
  fn.depth++;
  branchOn(fn, condition, then, otherwise);
  fn.depth--;
}

function branchOn(fn: FunctionBuilder, condition: Node, then: Draft, otherwise: Draft): void {
  let node = withoutTypesOnly(condition);
  let [yes, no] = [then, otherwise];
  while (node.type === 'UnaryExpression' && node.operator === '!') {
    node = withoutTypesOnly(node.argument);
    [yes, no] = [no, yes];
  }
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    lowerAll(fn, operandsOf(node), node.operator, yes, no);
  } else if (node.type === 'ConditionalExpression') {
    const [left, right] = [fn.block(), fn.block()];
    lowerCondition(fn, node.test, left, right);
    fn.begin(left);
    lowerCondition(fn, node.consequent, yes, no);
    fn.begin(right);
    lowerCondition(fn, node.alternate, yes, no);
  } else if (node.type === 'Literal' && (typeof node.value === 'boolean' || typeof node.value === 'number')) {
    fn.goto(node.value ? yes : no, node);
  } else {
    fn.branch(lowerExpression(fn, node), yes, no, node);
  }
}

/** Types around a condition are nothing; an optional chain is a value. */
const withoutTypesOnly = (node: Node): Node => (node.type === 'ChainExpression' ? node : withoutTypes(node));

/** The operands of `a && b && c && …`, which is as deep as it is long. */
function operandsOf(node: TSESTree.LogicalExpression): Node[] {
  const operands: Node[] = [];
  let left: Node = node;
  while (left.type === 'LogicalExpression' && left.operator === node.operator) {
    operands.push(left.right);
    left = left.left;
  }
  return [...operands, left].reverse();
}

function lowerAll(fn: FunctionBuilder, operands: readonly Node[], operator: '&&' | '||', yes: Draft, no: Draft): void {
  operands.forEach((operand, index) => {
    if (index === operands.length - 1) {
      lowerCondition(fn, operand, yes, no);
      return;
    }
    const next = fn.block();
    lowerCondition(fn, operand, operator === '&&' ? next : yes, operator === '&&' ? no : next);
    fn.begin(next);
  });
}

/** The value of `a || b`, `a && b`, `a ?? b` and of chains of them. */
export function lowerLogical(fn: FunctionBuilder, node: TSESTree.LogicalExpression): Register {
  const operations: TSESTree.LogicalExpression[] = [];
  let first: Node = node;
  while (first.type === 'LogicalExpression') {
    operations.push(first);
    first = first.left;
  }
  let value = lowerExpression(fn, first);
  for (let operation = operations.pop(); operation !== undefined; operation = operations.pop()) {
    const { operator, left, right } = operation;
    const into = fn.own(value, left);
    ifOpen(fn, { operator, value: into, left, right, isDefault: operator === '??' || isDefaultValue(right) }, () =>
      fn.assign(into, lowerExpression(fn, right), operation!),
    );
    value = into;
  }
  return value;
}

interface Open {
  readonly operator: '&&' | '||' | '??';
  readonly value: Register;
  readonly left: Node;
  readonly right: Node;
  /** Whether the right side is a default for a value that is missing. */
  readonly isDefault: boolean;
}

/** Does something where the left side of a logical operator leaves it open what the value is, and goes on. */
export function ifOpen(
  fn: FunctionBuilder,
  { operator, value, left, right, isDefault }: Open,
  lower: () => void,
): void {
  const open = fn.block();
  const after = fn.block();
  if (operator === '&&') {
    fn.branch(value, open, after, left);
  } else if (operator === '||' && !isDefault) {
    fn.branch(value, after, open, left);
  } else {
    const test = operator === '??' ? 'nullish' : 'falsy';
    const site = fn.site(left);
    const into = fn.register();
    const isAbsent = fn.value({ op: 'absent', into, value, test, isDefault, site });
    fn.branchImplicitly(isAbsent, open, after, left);
  }
  fn.begin(open);
  lower();
  fn.goto(after, right);
  fn.begin(after);
}

const DEFAULTS = new Set([
  'TemplateLiteral',
  'ObjectExpression',
  'ArrayExpression',
  'ArrowFunctionExpression',
  'FunctionExpression',
]);

/**
 * What stands on the right side of `||` for a value that is missing: a literal, or a constant that is written like one. What is falsy itself
 * says no more than that the value may be missing: `process.env.KEY || ''`.
 */
export function isDefaultValue(node: Node): boolean {
  let value = withoutTypes(node);
  while (value.type === 'BinaryExpression') {
    value = withoutTypes(value.left);
  }
  switch (value.type) {
    case 'UnaryExpression':
      return isDefaultValue(value.argument);
    case 'Literal':
      return Boolean(value.value);
    case 'Identifier':
      return /^[A-Z][A-Z0-9_]+$/.test(value.name);
    default:
      return DEFAULTS.has(value.type);
  }
}

/** The value of `a ? b : c ? d : …`. */
export function lowerConditional(fn: FunctionBuilder, node: TSESTree.ConditionalExpression, name: string): Register {
  const into = fn.register();
  const after = fn.block();
  let rest: Node = node;
  while (rest.type === 'ConditionalExpression') {
    const [then, otherwise] = [fn.block(), fn.block()];
    lowerCondition(fn, rest.test, then, otherwise);
    fn.begin(then);
    fn.assign(into, lowerExpression(fn, rest.consequent, name), rest.consequent);
    fn.goto(after, rest.consequent);
    fn.begin(otherwise);
    rest = rest.alternate;
  }
  fn.assign(into, lowerExpression(fn, rest, name), rest);
  fn.goto(after, rest);
  fn.begin(after);
  return into;
}

/** Lowers an expression whose value nobody uses. */
export function lowerEffectOf(fn: FunctionBuilder, expression: Node): void {
  const node = withoutTypesOnly(expression);
  switch (node.type) {
    case 'Literal':
      return;
    case 'UpdateExpression':
      lowerUpdate(fn, node, false);
      return;
    case 'LogicalExpression':
      lowerLogicalEffect(fn, node);
      return;
    case 'ConditionalExpression':
      lowerChoice(
        fn,
        node.test,
        () => lowerEffect(fn, node.consequent),
        () => lowerEffect(fn, node.alternate),
      );
      return;
    case 'SequenceExpression':
      for (const part of node.expressions) {
        lowerEffect(fn, part);
      }
      return;
    case 'UnaryExpression':
      if (node.operator === '!' || node.operator === 'void') {
        lowerEffect(fn, node.argument);
        return;
      }
  }
  lowerExpression(fn, node);
}

function lowerLogicalEffect(fn: FunctionBuilder, node: TSESTree.LogicalExpression): void {
  const { operator, left, right } = node;
  if (operator === '??') {
    const value = lowerExpression(fn, left);
    ifOpen(fn, { operator, value, left, right, isDefault: true }, () => lowerEffect(fn, right));
    return;
  }
  const [open, after] = [fn.block(), fn.block()];
  lowerCondition(fn, left, operator === '&&' ? open : after, operator === '&&' ? after : open);
  fn.begin(open);
  lowerEffect(fn, right);
  fn.goto(after, right);
  fn.begin(after);
}

/** `if (test) then else otherwise` */
function lowerChoice(fn: FunctionBuilder, test: Node, then: () => void, otherwise: (() => void) | undefined): void {
  const yes = fn.block();
  const after = fn.block();
  const no = otherwise === undefined ? after : fn.block();
  lowerCondition(fn, test, yes, no);
  fn.begin(yes);
  then();
  fn.goto(after, test);
  if (otherwise !== undefined) {
    fn.begin(no);
    otherwise();
    fn.goto(after, test);
  }
  fn.begin(after);
}
