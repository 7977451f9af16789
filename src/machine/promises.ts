/** Promises as the language has them: whoever waits is told in a job of its own. */
import type { Reaction } from './jobs.js';
import type { Machine } from './machine.js';
import { valueOf } from './properties.js';
import { Reference, Unknown, type Value } from './values.js';

/** Settles a promise, or makes it follow what it was given. A promise that has settled stays as it is. */
export function resolve(m: Machine, promise: Reference, value: Value): void {
  const { state } = m;
  const own = state.of(promise, 'promise');
  if (own?.status !== 'pending' || own.isLocked || value === promise) {
    return;
  }
  if (state.of(value, 'promise') !== undefined) {
    state.writeAs(promise, 'promise').isLocked = true;
    subscribe(m, value as Reference, { kind: 'follow', promise, ...belonging(m) });
    return;
  }
  const then = value instanceof Reference ? valueOf(m, value, 'then') : undefined;
  if (then instanceof Reference && isFunction(m, then)) {
    const given = [m.make('resolver', { promise, rejects: false }), m.make('resolver', { promise, rejects: true })];
    state.jobs.push({ kind: 'call', callee: then, self: value, given, ...belonging(m) });
    return;
  }
  settle(m, promise, false, value);
}

export function reject(m: Machine, promise: Reference, error: Value): void {
  const own = m.state.of(promise, 'promise');
  if (own?.status === 'pending' && !own.isLocked) {
    settle(m, promise, true, error);
  }
}

/** What a locked promise takes over from the one that it follows. */
export function follow(m: Machine, promise: Reference, isRejected: boolean, value: Value): void {
  m.state.writeAs(promise, 'promise').isLocked = false;
  settle(m, promise, isRejected, value);
}

function settle(m: Machine, reference: Reference, isRejected: boolean, value: Value): void {
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

export function isFunction(m: Machine, value: Value): boolean {
  if (!(value instanceof Reference)) {
    return value !== null && typeof value === 'object' && !(value instanceof Unknown);
  }
  const { kind } = m.state.at(value);
  return kind === 'function' || kind === 'bound' || kind === 'resolver';
}

/** What a job takes along of whoever made it. */
export const belonging = ({
  operation,
  activation,
  place,
}: Machine): Pick<Machine, 'operation' | 'activation' | 'place'> => ({ operation, activation, place });
