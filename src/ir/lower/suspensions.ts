/** `yield`, and what a generator does with the values of another one. */
import type { TSESTree } from '@typescript-eslint/types';

import type { LoopForm, Register } from '../ir.js';
import { beginHandler, closeIterator, guarded, leave, throwAgain, within } from './exits.js';
import { lowerExpression } from './expressions.js';
import type { Draft, FunctionBuilder } from './function-builder.js';

type Node = TSESTree.Node;

export function lowerYield(fn: FunctionBuilder, node: TSESTree.YieldExpression): Register {
  const value = node.argument === null ? fn.constant(undefined, node) : lowerExpression(fn, node.argument);
  if (node.delegate) {
    return lowerDelegation(fn, value, node);
  }
  return lowerSuspension(fn, fn.isAsync ? fn.await(value, node) : value, node);
}

/** A generator that is closed while it is suspended leaves by the `finally`s and iterators around, as if it returned. */
function lowerSuspension(fn: FunctionBuilder, value: Register, node: Node): Register {
  if (!fn.enclosing.some(({ kind }) => kind === 'finally' || kind === 'iterator')) {
    return fn.yield(value, undefined, node);
  }
  const closed = fn.block();
  const sent = fn.yield(value, closed, node);
  const next = fn.block();
  fn.goto(next, node);
  fn.begin(closed);
  leave(fn, { kind: 'return', value: sent }, node);
  fn.begin(next);
  return sent;
}

/** `yield* from`: the iterator is handed what the generator is sent, told what is thrown into it, and closed with it. */
function lowerDelegation(fn: FunctionBuilder, from: Register, node: Node): Register {
  const { handler } = fn;
  const [sent, result] = [fn.register(), fn.register()];
  fn.assign(sent, fn.constant(undefined, node), node);
  const iterator = iterate(fn, from, fn.isAsync, node);
  const [head, test, body, after, thrown] = [fn.block(), fn.block(), fn.block(), fn.block(), fn.block()];
  beginLoop(fn, head, node);
  answer(fn, result, fn.value({ op: 'next', into: fn.register(), iterator, sent, site: fn.site(node) }), node);
  fn.goto(test, node);
  fn.begin(test);
  branchOnEnd(fn, result, { body, after }, node);
  fn.begin(body);
  guarded(fn, thrown, head, node, () =>
    within(fn, [{ kind: 'iterator', iterator, isAsync: fn.isAsync, handler }], () => {
      fn.assign(sent, lowerSuspension(fn, itemOf(fn, result, node), node), node);
    }),
  );
  throwInto(fn, { iterator, result, test }, thrown, node);
  fn.begin(after);
  return itemOf(fn, result, node);
}

/** What is thrown into a generator is handed on to the iterator, if that wants to be told. */
function throwInto(
  fn: FunctionBuilder,
  { iterator, result, test }: { readonly iterator: Register; readonly result: Register; readonly test: Draft },
  thrown: Draft,
  node: Node,
): void {
  const error = beginHandler(fn, thrown, node);
  const site = fn.site(node);
  const [told, untold] = [fn.block(), fn.block()];
  const callee = fn.get(iterator, fn.constant('throw', node), node);
  const into = fn.register();
  const isAbsent = fn.value({ op: 'absent', into, value: callee, test: 'nullish', isDefault: false, site });
  fn.branchImplicitly(isAbsent, untold, told, node);
  fn.begin(told);
  const items = [{ value: error, isSpread: false }];
  const called = fn.value({ op: 'call', into: fn.register(), callee, receiver: iterator, arguments: items, site });
  answer(fn, result, called, node);
  fn.goto(test, node);
  fn.begin(untold);
  closeIterator(fn, iterator, fn.isAsync, node);
  throwAgain(fn, error, node);
}

/** Keeps what an iterator has answered, which is awaited if it is async. */
const answer = (fn: FunctionBuilder, result: Register, value: Register, node: Node): void => {
  fn.assign(result, fn.isAsync ? fn.await(value, node) : value, node);
};

export interface Iteration {
  readonly iterator: Register;
  readonly head: Draft;
  /** Where it goes on when there is nothing more. */
  readonly after: Draft;
  /** The value that the iterator has given last: an item, at the end what a generator returns. */
  readonly item: () => Register;
}

/** Goes through what can be iterated, and begins the block in which there is one more item. */
export function beginIteration(fn: FunctionBuilder, from: Register, isAsync: boolean, node: Node): Iteration {
  const iterator = iterate(fn, from, isAsync, node);
  const [head, body, after] = [fn.block(), fn.block(), fn.block()];
  beginLoop(fn, head, node);
  const answer = fn.value({ op: 'next', into: fn.register(), iterator, site: fn.site(node) });
  const result = isAsync ? fn.await(answer, node) : answer;
  branchOnEnd(fn, result, { body, after }, node);
  fn.begin(body);
  return { iterator, head, after, item: () => itemOf(fn, result, node) };
}

const iterate = (fn: FunctionBuilder, from: Register, isAsync: boolean, node: Node): Register =>
  fn.value({ op: 'iterate', into: fn.register(), from, isAsync, site: fn.site(node) });

const itemOf = (fn: FunctionBuilder, result: Register, node: Node): Register =>
  fn.value({ op: 'itemOf', into: fn.register(), result, site: fn.site(node) });

function branchOnEnd(
  fn: FunctionBuilder,
  result: Register,
  { body, after }: { readonly body: Draft; readonly after: Draft },
  node: Node,
): void {
  const isDone = fn.value({ op: 'isDone', into: fn.register(), result, site: fn.site(node) });
  fn.branchImplicitly(isDone, after, body, node);
}

/** Goes to the head of a loop and begins it. */
export function beginLoop(fn: FunctionBuilder, head: Draft, node: Node): void {
  fn.goto(head, node);
  head.loop = fn.site(node);
  head.form = formOf(node);
  fn.begin(head);
}

function formOf(node: Node): LoopForm | undefined {
  switch (node.type) {
    case 'ForStatement':
    case 'ForInStatement':
      return 'for';
    case 'ForOfStatement':
      return node.await ? 'for await' : 'for';
    case 'WhileStatement':
      return 'while';
    case 'DoWhileStatement':
      return 'do';
    default:
      return undefined;
  }
}
