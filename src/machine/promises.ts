/** Promises as the language has them: whoever waits is told in a job of its own. */
import type { Continuation } from './frames.js';
import type { Reaction } from './jobs.js';
import type { Machine } from './machine.js';
import { LONGEST_CHAIN, valueOf } from './properties.js';
import { Native, Reference, Unknown, type Value } from './values.js';

/**
 * Settles a promise, or makes it follow what it was given. One that has settled, or that follows something already, stays as it is: `lock`
 * is the one that whoever resolves it was given.
 */
export function resolve(m: Machine, promise: Reference, value: Value, lock = 0): void {
  const own = m.state.of(promise, 'promise');
  if (own?.status !== 'pending' || own.lock !== lock) {
    return;
  }
  if (value === promise) {
    settle(m, promise, true, m.error('TypeError'));
  } else if (m.state.of(value, 'promise') !== undefined) {
    m.state.writeAs(promise, 'promise').lock = lock + 1;
    m.state.jobs.push({ kind: 'follow', promise, followed: value as Reference, ...belonging(m) });
  } else if (!adopt(m, promise, value, lock + 1)) {
    settle(m, promise, false, value);
  }
}

/** Asks something with a `then` for its value, in a job of its own. */
function adopt(m: Machine, promise: Reference, value: Value, lock: number): boolean {
  const then = value instanceof Reference ? valueOf(m, value, 'then') : undefined;
  if (then === undefined || then instanceof Native || !isFunction(m, then)) {
    return false;
  }
  m.state.writeAs(promise, 'promise').lock = lock;
  const given = Object.values(resolversOf(m, promise, lock));
  const to: Continuation = { kind: 'executor', promise, lock };
  m.state.jobs.push({ kind: 'call', callee: then, self: value, given, to, ...belonging(m) });
  return true;
}

export function reject(m: Machine, promise: Reference, error: Value, lock = 0): void {
  const own = m.state.of(promise, 'promise');
  if (own?.status === 'pending' && own.lock === lock) {
    settle(m, promise, true, error);
  }
}

/** The functions that settle a promise. */
export const resolversOf = (m: Machine, promise: Reference, lock = 0): { resolve: Reference; reject: Reference } => ({
  resolve: m.make('resolver', { promise, lock, rejects: false }),
  reject: m.make('resolver', { promise, lock, rejects: true }),
});

/** Settles a promise as whatever it follows has settled. */
export function settle(m: Machine, reference: Reference, isRejected: boolean, value: Value): void {
  const promise = m.state.writeAs(reference, 'promise');
  promise.status = isRejected ? 'rejected' : 'fulfilled';
  promise.value = value;
  for (const reaction of promise.reactions) {
    m.state.jobs.push({ kind: 'reaction', reaction, isRejected, value });
  }
  promise.reactions = [];
}

/** Somebody waits. A call of the outside world that is waited for is one that counts. */
export function subscribe(m: Machine, reference: Reference, reaction: Reaction): void {
  const { state } = m;
  const promise = state.of(reference, 'promise');
  if (promise === undefined) {
    return;
  }
  if (promise.leaf !== undefined) {
    countLeaf(m, promise.leaf.id);
  }
  if (promise.status === 'pending') {
    const own = state.writeAs(reference, 'promise');
    own.reactions = [...own.reactions, reaction];
  } else {
    state.jobs.push({ kind: 'reaction', reaction, isRejected: promise.status === 'rejected', value: promise.value });
  }
}

/** Notes that a call is waited for. That is when it happens, as far as the trace is concerned. */
function countLeaf(m: Machine, id: number): void {
  const { leaves, trace } = m.state;
  const at = leaves.findIndex((each) => each.id === id);
  const leaf = leaves[at];
  if (leaf !== undefined && !leaf.isAwaited) {
    leaves[at] = { ...leaf, isAwaited: true };
    const { operation, activation, place, target } = leaf;
    trace.push({ kind: 'leaf', leaf: id, target, operation, activation, place });
  }
}

/** A promise for any value: itself, if it is one. */
export function promiseFor(m: Machine, value: Value): Reference {
  if (m.state.of(value, 'promise') !== undefined) {
    return value as Reference;
  }
  const promise = m.promise();
  resolve(m, promise, value);
  return promise;
}

/** `promise.then(fulfilled, rejected)`: the promise that it gives. */
export function chain(m: Machine, promise: Reference, fulfilled: Value, rejected: Value): Reference {
  const derived = m.promise();
  subscribe(m, promise, { kind: 'then', fulfilled, rejected, derived, ...belonging(m) });
  return derived;
}

/** Whether a value of the program or of the language can be called. Of an unknown one, nobody knows. */
export function isFunction(m: Machine, value: Value): boolean {
  if (value instanceof Native) {
    return true;
  }
  if (!(value instanceof Reference)) {
    return false;
  }
  const { kind } = m.state.at(value);
  return kind === 'function' || kind === 'bound' || kind === 'resolver' || (kind === 'proxy' && isCallable(m, value));
}

function isCallable(m: Machine, proxy: Reference): boolean {
  let target: Value = proxy;
  for (let depth = 0; depth < LONGEST_CHAIN; depth += 1) {
    const inner: Value | undefined = m.state.of(target, 'proxy')?.target;
    if (inner === undefined) {
      break;
    }
    target = inner;
  }
  return target instanceof Unknown || (m.state.of(target, 'proxy') === undefined && isFunction(m, target));
}

/** What a job takes along of whoever made it. */
export const belonging = ({
  operation,
  activation,
  place,
}: Machine): Pick<Machine, 'operation' | 'activation' | 'place'> => ({ operation, activation, place });
