/** Ways out of a statement: `return`, `break` and `continue`, through every `finally` and open iterator in between. */
import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import type { Draft, FunctionBuilder } from './function-builder.js';

type Node = TSESTree.Node;

/** What stands around a place and matters to a way out of it. */
export type Enclosing = Target | OpenIterator | Finalizer;

/** Where a `break` or `continue` goes to. */
interface Target {
  readonly kind: 'break' | 'continue';
  readonly labels: readonly string[];
  /** Whether it is meant without a label as well: not by a `break` in a labelled block. */
  readonly isNearest: boolean;
  readonly to: Draft;
}

/** An iteration that has to be closed. */
interface OpenIterator {
  readonly kind: 'iterator';
  readonly iterator: Register;
  readonly isAsync: boolean;
  /** Where exceptions outside of the loop are caught. */
  readonly handler: Draft | undefined;
}

/** A `finally`. It knows by a number how it was come to, and goes on accordingly. */
interface Finalizer {
  readonly kind: 'finally';
  readonly start: Draft;
  /** How it was come to: 0 at the end of what it protects, 1 by an exception, 2 and on by the ways out. */
  readonly reason: Register;
  /** What was thrown or is to be returned. */
  readonly value: Register;
  readonly exits: Exit[];
}

export type Exit =
  | { readonly kind: 'return'; readonly value: Register }
  | { readonly kind: 'break' | 'continue'; readonly label: string | undefined };

const NORMAL = 0;
const THROWN = 1;
const FIRST_EXIT = 2;

/** Goes out, from the innermost to the outermost of what stands around. What follows is never reached. */
export function leave(fn: FunctionBuilder, exit: Exit, node: Node): void {
  const { handler } = fn;
  leaveFrom(fn, exit, node);
  fn.handler = handler;
}

function leaveFrom(fn: FunctionBuilder, exit: Exit, node: Node): void {
  for (let index = fn.enclosing.length - 1; index >= 0; index--) {
    const around = fn.enclosing[index];
    switch (around?.kind) {
      case 'iterator':
        close(fn, around, node);
        break;
      case 'finally':
        leaveThrough(fn, around, exit, node);
        return;
      case 'break':
      case 'continue':
        if (isTarget(around, exit)) {
          fn.goto(around.to, node);
          return;
        }
    }
  }
  const value = exit.kind === 'return' ? exit.value : fn.constant(undefined, node);
  fn.end({ op: 'return', value, site: fn.site(node) });
}

const isTarget = ({ kind, labels, isNearest }: Target, exit: Exit): boolean =>
  exit.kind === kind && (exit.label === undefined ? isNearest : labels.includes(exit.label));

function close(fn: FunctionBuilder, { iterator, isAsync, handler }: OpenIterator, node: Node): void {
  if (fn.handler !== handler) {
    const outside = fn.block();
    fn.goto(outside, node);
    fn.handler = handler;
    fn.begin(outside);
  }
  closeIterator(fn, iterator, isAsync, node);
}

export function closeIterator(fn: FunctionBuilder, iterator: Register, isAsync: boolean, node: Node): void {
  const site = fn.site(node);
  if (isAsync) {
    const into = fn.register();
    fn.emit({ op: 'close', iterator, into, site });
    fn.await(into, node);
  } else {
    fn.emit({ op: 'close', iterator, site });
  }
}

function leaveThrough(fn: FunctionBuilder, { exits, reason, value, start }: Finalizer, exit: Exit, node: Node): void {
  let index = exits.findIndex((other) => isSame(other, exit));
  if (index < 0) {
    index = exits.push(exit) - 1;
  }
  if (exit.kind === 'return') {
    fn.assign(value, exit.value, node);
  }
  setReason(fn, reason, FIRST_EXIT + index, node);
  fn.goto(start, node);
}

const isSame = (one: Exit, other: Exit): boolean =>
  one.kind === other.kind && (one.kind === 'return' || other.kind === 'return' || one.label === other.label);

const setReason = (fn: FunctionBuilder, reason: Register, value: number, node: Node): void =>
  fn.emit({ op: 'const', into: reason, value, site: fn.site(node) });

/** Lowers something inside of what has to be left. */
export function within(fn: FunctionBuilder, enclosing: readonly Enclosing[], lower: () => void): void {
  fn.enclosing.push(...enclosing);
  lower();
  fn.enclosing.length -= enclosing.length;
}

/** Lowers something whose exceptions go to `handler`, then ends it with a goto to `after`. */
export function guarded(fn: FunctionBuilder, handler: Draft, after: Draft, node: Node, lower: () => void): Draft {
  const outside = fn.handler;
  const start = fn.block();
  fn.goto(start, node);
  fn.handler = handler;
  fn.begin(start);
  lower();
  fn.goto(after, node);
  fn.handler = outside;
  return start;
}

/** Begins a handler and returns what was thrown. */
export function beginHandler(fn: FunctionBuilder, handler: Draft, node: Node): Register {
  fn.begin(handler);
  return fn.value({ op: 'caught', into: fn.register(), site: fn.site(node) });
}

export const throwAgain = (fn: FunctionBuilder, value: Register, node: Node): void =>
  fn.end({ op: 'throw', value, isAgain: true, site: fn.site(node) });

/** `try { protect } finally { finalize }`, with one copy of the latter. */
export function withFinally(fn: FunctionBuilder, node: Node, protect: () => void, finalize: () => void): void {
  const thrown = fn.block();
  const normal = fn.block();
  const start = fn.block();
  const finalizer: Finalizer = { kind: 'finally', start, reason: fn.register(), value: fn.register(), exits: [] };
  const protectedBlock = guarded(fn, thrown, normal, node, () => within(fn, [finalizer], protect));

  const error = beginHandler(fn, thrown, node);
  fn.assign(finalizer.value, error, node);
  setReason(fn, finalizer.reason, THROWN, node);
  fn.goto(start, node);

  fn.begin(normal);
  setReason(fn, finalizer.reason, NORMAL, node);
  if (protectedBlock.instructions.length === 0 && protectedBlock.terminator?.op === 'goto') {
    // Perhaps nothing is protected at all, so that nothing can be thrown.
    fn.emit({ op: 'const', into: finalizer.value, value: undefined, site: fn.site(node) });
  }
  fn.goto(start, node);

  fn.begin(start);
  finalize();
  goOn(fn, finalizer, node);
}

/** The end of a `finally`: goes on in the way in which it was come to. */
function goOn(fn: FunctionBuilder, { reason, value, exits }: Finalizer, node: Node): void {
  const ifReason = (number: number, lower: () => void): void => {
    const same = fn.block();
    const other = fn.block();
    const right = fn.constant(number, node);
    const into = fn.register();
    const site = fn.site(node);
    fn.branchImplicitly(
      fn.value({ op: 'binary', into, operator: '===', left: reason, right, site }),
      same,
      other,
      node,
    );
    fn.begin(same);
    lower();
    fn.begin(other);
  };
  ifReason(THROWN, () => throwAgain(fn, value, node));
  exits.forEach((exit, index) => {
    ifReason(FIRST_EXIT + index, () => leave(fn, exit.kind === 'return' ? { kind: 'return', value } : exit, node));
  });
}
