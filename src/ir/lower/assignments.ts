/** Assignments of all kinds. */
import type { TSESTree } from '@typescript-eslint/types';

import type { BinaryOperator, Register } from '../ir.js';
import { readIdentifier, writeIdentifier } from './bindings.js';
import { lowerMember, withoutTypes } from './chains.js';
import { ifOpen, isDefaultValue } from './conditions.js';
import { lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import { bindPattern } from './patterns.js';

type Node = TSESTree.Node;

/** What is read and then written: a variable, or a member whose object and key are evaluated once. */
interface Place {
  readonly read: () => Register;
  /** Returns the register in which the value then stands. */
  readonly write: (value: Register) => Register;
  /** What a function takes as its name that is assigned to it. */
  readonly name: string;
}

/** `next` is what is evaluated between finding the place and writing it. */
function placeOf(fn: FunctionBuilder, target: Node, next: Node, node: Node): Place | undefined {
  const place = withoutTypes(target);
  if (place.type === 'Identifier') {
    return {
      read: () => readIdentifier(fn, place),
      write: (value) => writeIdentifier(fn, place, value),
      name: place.name,
    };
  }
  if (place.type !== 'MemberExpression') {
    return undefined;
  }
  const member = lowerMember(fn, place);
  const [start, end] = next.range;
  const object = fn.keep(member.object, start, end, place);
  const key = fn.keep(member.key, start, end, place);
  return {
    read: () => fn.get(object, key, place),
    write: (value) => {
      fn.emit({ op: 'set', object, key, value, isDefinition: false, site: fn.site(node) });
      return value;
    },
    name: memberName(place),
  };
}

/** `exports` in `module.exports = function () {}` says nothing about the function. */
function memberName({ computed, object, property }: TSESTree.MemberExpression): string {
  const isModule = object.type === 'Identifier' && object.name === 'module';
  if (property.type === 'PrivateIdentifier') {
    return `#${property.name}`;
  }
  return !computed && property.type === 'Identifier' && !isModule ? property.name : '';
}

export function lowerAssignment(fn: FunctionBuilder, node: TSESTree.AssignmentExpression): Register {
  const { left, right, operator } = node;
  if (left.type === 'ArrayPattern' || left.type === 'ObjectPattern') {
    const value = fn.keep(lowerExpression(fn, right), left.range[0], left.range[1], right);
    bindPattern(fn, left, value);
    return value;
  }
  const place = placeOf(fn, left, right, node);
  if (place === undefined) {
    lowerExpression(fn, left);
    return lowerExpression(fn, right);
  }
  switch (operator) {
    case '=':
      return place.write(lowerExpression(fn, right, place.name));
    case '&&=':
    case '||=':
    case '??=':
      return lowerLogicalAssignment(fn, node, place);
    default: {
      const old = fn.keep(place.read(), right.range[0], right.range[1], left);
      const operand = lowerExpression(fn, right);
      return place.write(binary(fn, operator.slice(0, -1) as BinaryOperator, old, operand, node));
    }
  }
}

function lowerLogicalAssignment(fn: FunctionBuilder, node: TSESTree.AssignmentExpression, place: Place): Register {
  const { left, right } = node;
  const operator = node.operator.slice(0, -1) as '&&' | '||' | '??';
  const value = place.read();
  ifOpen(fn, { operator, value, left, right, isDefault: isDefaultValue(right) }, () => {
    const written = place.write(lowerExpression(fn, right, place.name));
    if (written !== value) {
      fn.assign(value, written, node);
    }
  });
  return value;
}

/** `x++`; the value before it is needed only where it is used. */
export function lowerUpdate(fn: FunctionBuilder, node: TSESTree.UpdateExpression, isUsed: boolean): Register {
  const place = placeOf(fn, node.argument, node.argument, node);
  if (place === undefined) {
    lowerExpression(fn, node.argument);
    return fn.unknown('update', node);
  }
  const isOldUsed = isUsed && !node.prefix;
  const value = place.read();
  const old = isOldUsed ? fn.own(value, node) : value;
  const updated = place.write(binary(fn, node.operator === '++' ? '+' : '-', old, fn.constant(1, node), node));
  return isOldUsed ? old : updated;
}

const binary = (fn: FunctionBuilder, operator: BinaryOperator, left: Register, right: Register, node: Node): Register =>
  fn.value({ op: 'binary', into: fn.register(), operator, left, right, site: fn.site(node) });
