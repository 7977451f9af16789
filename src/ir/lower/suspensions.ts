/** `yield`, and what a generator does with the values of another one. */
import type { TSESTree } from '@typescript-eslint/types';

import type { LoopForm, Register } from '../ir.js';
import { leave, within } from './exits.js';
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
  leave(fn, { kind: 'return', value: fn.constant(undefined, node) }, node);
  fn.begin(next);
  return sent;
}

/** `yield* from` */
function lowerDelegation(fn: FunctionBuilder, from: Register, node: Node): Register {
  const iteration = beginIteration(fn, from, fn.isAsync, node);
  const { iterator, head } = iteration;
  within(fn, [{ kind: 'iterator', iterator, isAsync: fn.isAsync, handler: fn.handler }], () => {
    lowerSuspension(fn, iteration.item(), node);
  });
  fn.goto(head, node);
  fn.begin(iteration.after);
  return iteration.item();
}

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
  const site = fn.site(node);
  const iterator = fn.value({ op: 'iterate', into: fn.register(), from, isAsync, site });
  const [head, body, after] = [fn.block(), fn.block(), fn.block()];
  beginLoop(fn, head, node);
  const answer = fn.value({ op: 'next', into: fn.register(), iterator, site });
  const result = isAsync ? fn.await(answer, node) : answer;
  const isDone = fn.value({ op: 'isDone', into: fn.register(), result, site });
  fn.branchImplicitly(isDone, after, body, node);
  fn.begin(body);
  return { iterator, head, after, item: () => fn.value({ op: 'itemOf', into: fn.register(), result, site }) };
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
