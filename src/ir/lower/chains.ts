/**
 * Members and calls, one after the other from the innermost to the outermost: a chain may be as long as it likes. The optional links of a
 * chain share one block in which it is undefined.
 */
import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import { lowerExpression } from './expressions.js';
import type { Draft, FunctionBuilder } from './function-builder.js';
import { lowerItems, lowerMemberKey, lowerQuasi } from './literals.js';
import { isRequire, lowerRequire } from './modules.js';

type Node = TSESTree.Node;

/** What a name or member refers to, and the object that a call of it has as `this`. */
export interface Reference {
  readonly value: Register;
  readonly receiver?: Register;
}

type Link =
  TSESTree.MemberExpression | TSESTree.CallExpression | TSESTree.ChainExpression | TSESTree.TaggedTemplateExpression;

/** What is before a link; undefined for what is no link. Types around an expression are nothing. */
function linkBase(node: Node): Node | undefined {
  switch (node.type) {
    case 'MemberExpression':
      return node.object;
    case 'CallExpression':
      return node.callee;
    case 'TaggedTemplateExpression':
      return node.tag;
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return node.expression;
    default:
      return undefined;
  }
}

export function lowerReference(fn: FunctionBuilder, node: Node): Reference {
  const chain = new Chain(fn);
  const reference = chain.lower(node);
  return { ...reference, value: chain.join(reference.value, undefined, node) };
}

/** `delete a.b` */
export function lowerDelete(fn: FunctionBuilder, node: TSESTree.UnaryExpression): Register {
  const target = withoutTypes(node.argument);
  if (target.type !== 'MemberExpression') {
    lowerExpression(fn, target);
    return fn.constant(true, node);
  }
  const chain = new Chain(fn);
  const object = chain.object(target);
  const key = lowerMemberKey(fn, target);
  const value = fn.value({ op: 'delete', into: fn.register(), object, key, site: fn.site(node) });
  return chain.join(value, true, node);
}

export function withoutTypes(node: Node): Node {
  let inner = node;
  while (inner.type.startsWith('TS') || inner.type === 'ChainExpression') {
    const next = linkBase(inner);
    if (next === undefined) {
      break;
    }
    inner = next;
  }
  return inner;
}

/** The object and the key of a member that is written. */
export function lowerMember(fn: FunctionBuilder, node: TSESTree.MemberExpression): { object: Register; key: Register } {
  const { property } = node;
  noteModuleExports(fn, node);
  const chain = new Chain(fn);
  const target = chain.join(chain.object(node), undefined, node.object);
  const object = fn.keep(target, property.range[0], property.range[1], node.object);
  return { object, key: lowerMemberKey(fn, node) };
}

export function lowerNew(fn: FunctionBuilder, node: TSESTree.NewExpression): Register {
  const callee = fn.keep(lowerExpression(fn, node.callee), node.callee.range[1], node.range[1], node.callee);
  const items = lowerItems(fn, node.arguments, node);
  return fn.value({ op: 'new', into: fn.register(), callee, arguments: items, site: fn.site(node) });
}

/** `module.exports` makes it a CommonJS module. */
function noteModuleExports({ module }: FunctionBuilder, { object, property }: TSESTree.MemberExpression): void {
  module.mentionsCommonJs ||=
    object.type === 'Identifier' &&
    object.name === 'module' &&
    property.type === 'Identifier' &&
    property.name === 'exports' &&
    module.variables.variableOf(object) === undefined;
}

class Chain {
  readonly #fn: FunctionBuilder;
  /** Where the chain ends if a link finds nothing. */
  #absent: Draft | undefined;

  constructor(fn: FunctionBuilder) {
    this.#fn = fn;
  }

  lower(node: Node): Reference {
    const links: Link[] = [];
    let first = node;
    while (!isFirst(first)) {
      if (!first.type.startsWith('TS')) {
        links.push(first as Link);
      }
      first = linkBase(first) ?? first;
    }
    let reference: Reference = { value: this.#first(first, links) };
    for (let link = links.pop(); link !== undefined; link = links.pop()) {
      reference = this.#link(link, reference);
    }
    return reference;
  }

  /** The object of a member that is deleted or written; `this` for `super.x`. */
  object(member: TSESTree.MemberExpression): Register {
    if (member.object.type === 'Super') {
      return this.#fn.this(member.object);
    }
    const { value } = this.lower(member.object);
    return this.#optional(member, value);
  }

  /** Ends a chain: its value, or `otherwise` where a link has found nothing. */
  join(value: Register, otherwise: true | undefined, node: Node): Register {
    const absent = this.#absent;
    if (absent === undefined) {
      return value;
    }
    this.#absent = undefined;
    const fn = this.#fn;
    const into = fn.register();
    const after = fn.block();
    fn.assign(into, value, node);
    fn.goto(after, node);
    fn.begin(absent);
    fn.emit({ op: 'const', into, value: otherwise, site: fn.site(node) });
    fn.goto(after, node);
    fn.begin(after);
    return into;
  }

  #first(node: Node, links: Link[]): Register {
    const fn = this.#fn;
    const last = links.at(-1);
    if (last?.type === 'CallExpression' && node.type === 'Super') {
      links.pop();
      return lowerSuperCall(fn, last);
    }
    if (last?.type === 'CallExpression' && isRequire(fn, last)) {
      links.pop();
      return lowerRequire(fn, last);
    }
    return node.type === 'Super'
      ? fn.value({ op: 'superObject', into: fn.register(), site: fn.site(node) })
      : lowerExpression(fn, node);
  }

  #link(link: Link, before: Reference): Reference {
    switch (link.type) {
      case 'MemberExpression':
        return this.#member(link, before.value);
      case 'CallExpression':
        return { value: this.#call(link, before) };
      case 'TaggedTemplateExpression':
        return { value: this.#tag(link, before) };
      default:
        return { ...before, value: this.join(before.value, undefined, link) };
    }
  }

  #member(node: TSESTree.MemberExpression, before: Register): Reference {
    const fn = this.#fn;
    const { property } = node;
    noteModuleExports(fn, node);
    const object = fn.keep(this.#optional(node, before), property.range[0], property.range[1], node);
    const key = lowerMemberKey(fn, node);
    const site = fn.site(node);
    if (node.object.type === 'Super') {
      const receiver = fn.this(node.object);
      return { value: fn.value({ op: 'get', into: fn.register(), object, key, receiver, site }), receiver };
    }
    return { value: fn.value({ op: 'get', into: fn.register(), object, key, site }), receiver: object };
  }

  #call(node: TSESTree.CallExpression, before: Reference): Register {
    const fn = this.#fn;
    const [start, end] = [node.callee.range[1], node.range[1]];
    const callee = fn.keep(this.#optional(node, before.value), start, end, node.callee);
    const receiver =
      before.receiver === undefined ? {} : { receiver: fn.keep(before.receiver, start, end, node.callee) };
    const items = lowerItems(fn, node.arguments, node);
    const site = fn.site(node);
    return fn.value({ op: 'call', into: fn.register(), callee, ...receiver, arguments: items, site });
  }

  #tag(node: TSESTree.TaggedTemplateExpression, before: Reference): Register {
    const fn = this.#fn;
    const [start, end] = node.quasi.range;
    const callee = fn.keep(before.value, start, end, node.tag);
    const receiver = before.receiver === undefined ? {} : { receiver: fn.keep(before.receiver, start, end, node.tag) };
    const items = lowerQuasi(fn, node.quasi);
    const site = fn.site(node);
    return fn.value({ op: 'call', into: fn.register(), callee, ...receiver, arguments: items, site });
  }

  /** `a?.b`, `a?.()`: ends the chain if there is no `a`. */
  #optional(link: { readonly optional: boolean } & Node, value: Register): Register {
    if (link.optional) {
      const fn = this.#fn;
      this.#absent ??= fn.block();
      const present = fn.block();
      const into = fn.register();
      const site = fn.site(link);
      const isAbsent = fn.value({ op: 'absent', into, value, test: 'nullish', isDefault: false, site });
      fn.branchImplicitly(isAbsent, this.#absent, present, link);
      fn.begin(present);
    }
    return value;
  }
}

/** Where a chain begins: with what is no link. */
const isFirst = (node: Node): boolean => linkBase(node) === undefined;

function lowerSuperCall(fn: FunctionBuilder, node: TSESTree.CallExpression): Register {
  const items = lowerItems(fn, node.arguments, node);
  const site = fn.site(node);
  const value = fn.value({ op: 'superCall', into: fn.register(), arguments: items, site });
  fn.afterSuper?.(node);
  return value;
}
