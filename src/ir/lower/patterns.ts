/** Patterns: in declarations, parameters, assignments, `catch` and the heads of loops alike. */
import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import { writeIdentifier } from './bindings.js';
import { lowerMember } from './chains.js';
import { lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import { lowerKey } from './literals.js';

type Node = TSESTree.Node;

/** Gives the variables and members of a pattern what it takes out of a value. */
export function bindPattern(fn: FunctionBuilder, pattern: Node, given: Register): void {
  switch (pattern.type) {
    case 'Identifier':
      writeIdentifier(fn, pattern, given);
      return;
    case 'AssignmentPattern':
      bindPattern(fn, pattern.left, withDefault(fn, given, pattern));
      return;
    case 'ArrayPattern':
      bindItems(fn, pattern, given);
      return;
    case 'ObjectPattern':
      bindProperties(fn, pattern, keepFor(fn, pattern, given));
      return;
    case 'MemberExpression': {
      const value = keepFor(fn, pattern, given);
      const { object, key } = lowerMember(fn, pattern);
      fn.emit({ op: 'set', object, key, value, isDefinition: false, site: fn.site(pattern) });
      return;
    }
    case 'TSParameterProperty':
      bindPattern(fn, pattern.parameter, given);
      return;
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      bindPattern(fn, pattern.expression, given);
  }
}

/** `({ a: x, b: y } = x)` reads `x` twice and writes it in between. */
const keepFor = (fn: FunctionBuilder, pattern: Node, value: Register): Register =>
  fn.keep(value, pattern.range[0], pattern.range[1], pattern);

function withDefault(fn: FunctionBuilder, given: Register, { left, right }: TSESTree.AssignmentPattern): Register {
  const value = fn.own(given, left);
  const missing = fn.block();
  const after = fn.block();
  const into = fn.register();
  const isAbsent = fn.value({ op: 'absent', into, value, test: 'undefined', isDefault: true, site: fn.site(left) });
  fn.branchImplicitly(isAbsent, missing, after, left);
  fn.begin(missing);
  fn.assign(value, lowerExpression(fn, right, left.type === 'Identifier' ? left.name : ''), right);
  fn.goto(after, right);
  fn.begin(after);
  return value;
}

function bindItems(fn: FunctionBuilder, pattern: TSESTree.ArrayPattern, given: Register): void {
  const hasRest = pattern.elements.at(-1)?.type === 'RestElement';
  const count = hasRest ? {} : { count: pattern.elements.length };
  const from = fn.value({ op: 'list', into: fn.register(), from: given, ...count, site: fn.site(pattern) });
  pattern.elements.forEach((element, index) => {
    if (element?.type === 'RestElement') {
      const site = fn.site(element);
      bindPattern(fn, element.argument, fn.value({ op: 'restList', into: fn.register(), from, start: index, site }));
    } else if (element !== null) {
      bindPattern(fn, element, fn.get(from, fn.constant(index, element), element));
    }
  });
}

function bindProperties(fn: FunctionBuilder, pattern: TSESTree.ObjectPattern, from: Register): void {
  const keys: Register[] = [];
  if (pattern.properties.length === 0) {
    // `const {} = x` gives nothing, but throws if there is no x.
    fn.value({ op: 'restObject', into: fn.register(), from, except: keys, site: fn.site(pattern) });
  }
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      const site = fn.site(property);
      const rest = fn.value({ op: 'restObject', into: fn.register(), from, except: keys, site });
      bindPattern(fn, property.argument, rest);
    } else {
      const key = fn.keep(lowerKey(fn, property), property.range[0], pattern.range[1], property);
      keys.push(key);
      bindPattern(fn, property.value, fn.get(from, key, property));
    }
  }
}
