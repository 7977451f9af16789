/** Literals of all kinds, and the keys of members. */
import type { TSESTree } from '@typescript-eslint/types';

import type { Constant, Item, Register } from '../ir.js';
import { lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import { lowerClosure } from './functions.js';

type Node = TSESTree.Node;

export function lowerLiteral(fn: FunctionBuilder, node: TSESTree.Literal): Register {
  if ('regex' in node) {
    const { pattern, flags } = node.regex;
    return fn.value({ op: 'regexp', into: fn.register(), pattern, flags, site: fn.site(node) });
  }
  // An old engine gives null for a bigint that it cannot represent.
  return 'bigint' in node && typeof node.value !== 'bigint'
    ? fn.unknown('bigint', node)
    : fn.constant(node.value as Constant, node);
}

export function lowerTemplate(fn: FunctionBuilder, node: TSESTree.TemplateLiteral): Register {
  const strings = node.quasis.map(({ value }) => value.cooked ?? value.raw);
  if (node.expressions.length === 0) {
    return fn.constant(strings[0] ?? '', node);
  }
  const end = node.range[1];
  const values = node.expressions.map((part) => fn.keep(lowerExpression(fn, part), part.range[1], end, part));
  return fn.value({ op: 'template', into: fn.register(), strings, values, site: fn.site(node) });
}

/** What a tag is called with: the strings, with their raw forms as a property, then the values. */
export function lowerQuasi(fn: FunctionBuilder, node: TSESTree.TemplateLiteral): Item[] {
  const listOf = (strings: readonly (string | undefined)[]): Register => {
    const items = strings.map((text) => ({ value: fn.constant(text, node), isSpread: false }));
    return fn.value({ op: 'array', into: fn.register(), items, site: fn.site(node) });
  };
  const strings = listOf(node.quasis.map(({ value }) => (value.cooked as string | null) ?? undefined));
  const raw = listOf(node.quasis.map(({ value }) => value.raw));
  const key = fn.constant('raw', node);
  fn.emit({ op: 'set', object: strings, key, value: raw, isDefinition: true, site: fn.site(node) });
  const values = node.expressions.map((part) => ({
    value: fn.keep(lowerExpression(fn, part), part.range[1], node.range[1], part),
    isSpread: false,
  }));
  return [{ value: strings, isSpread: false }, ...values];
}

/** Arguments, or the items of an array. */
export function lowerItems(fn: FunctionBuilder, nodes: readonly (Node | null)[], parent: Node): Item[] {
  return nodes.map((node) => {
    if (node === null) {
      return { value: fn.constant(undefined, parent), isSpread: false };
    }
    const isSpread = node.type === 'SpreadElement';
    const value = lowerExpression(fn, isSpread ? node.argument : node);
    return { value: fn.keep(value, node.range[1], parent.range[1], node), isSpread };
  });
}

export function lowerArray(fn: FunctionBuilder, node: TSESTree.ArrayExpression): Register {
  const items = lowerItems(fn, node.elements, node);
  return fn.value({ op: 'array', into: fn.register(), items, site: fn.site(node) });
}

export function lowerObject(fn: FunctionBuilder, node: TSESTree.ObjectExpression): Register {
  const object = fn.value({ op: 'object', into: fn.register(), site: fn.site(node) });
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const from = lowerExpression(fn, property.argument);
      fn.emit({ op: 'spread', object, from, site: fn.site(property) });
    } else {
      lowerProperty(fn, object, property);
    }
  }
  return object;
}

function lowerProperty(fn: FunctionBuilder, object: Register, property: TSESTree.Property): void {
  const site = fn.site(property);
  const name = keyName(property) ?? '';
  const key = fn.keep(lowerKey(fn, property), property.value.range[0], property.value.range[1], property);
  if (property.kind !== 'init') {
    const value = lowerClosure(fn, property.value as TSESTree.FunctionExpression, { name, kind: 'method' });
    fn.emit({ op: 'accessor', object, key, kind: property.kind, value, site });
    return;
  }
  const value =
    property.method && property.value.type === 'FunctionExpression'
      ? lowerClosure(fn, property.value, { name, kind: 'method' })
      : lowerExpression(fn, property.value, name);
  const isPrototype = name === '__proto__' && !property.computed && !property.method && !property.shorthand;
  fn.emit({ op: 'set', object, key, value, isDefinition: !isPrototype, site });
}

interface Keyed {
  readonly computed: boolean;
  readonly key: Node;
}

/** The name of a property or member, with `#` if it is private; undefined if it is computed. */
export function keyName({ computed, key }: Keyed): string | undefined {
  if (key.type === 'PrivateIdentifier') {
    return `#${key.name}`;
  }
  if (key.type === 'Literal' && !('regex' in key)) {
    return String(key.value);
  }
  return !computed && key.type === 'Identifier' ? key.name : undefined;
}

/** The key of a property of a literal, a pattern or a class. */
export function lowerKey(fn: FunctionBuilder, keyed: Keyed): Register {
  const name = keyName(keyed);
  return name === undefined ? lowerExpression(fn, keyed.key) : fn.constant(name, keyed.key);
}

/** The key of `a.b`, `a.#b` or `a[b]`. A number stays one. */
export function lowerMemberKey(fn: FunctionBuilder, { computed, property }: TSESTree.MemberExpression): Register {
  if (property.type === 'PrivateIdentifier') {
    return fn.constant(`#${property.name}`, property);
  }
  return !computed && property.type === 'Identifier'
    ? fn.constant(property.name, property)
    : lowerExpression(fn, property);
}
