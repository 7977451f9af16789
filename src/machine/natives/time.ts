/** Promises made by hand, timers, and the clock. */
import type { Machine } from '../machine.js';
import { belonging, isFunction, chain, promiseFor } from '../promises.js';
import type { Reference } from '../values.js';
import { Unknown, type Key, type Value } from '../values.js';
import { CallBeside, Threw, type NativeFunctions, type NativeResult } from './native.js';

/** A wait of unknown length is short: it is over before the clock is moved. */
const UNKNOWN_WAIT = 1;

const milliseconds = (value: Value): number => (typeof value === 'number' && value >= 0 ? value : UNKNOWN_WAIT);

function timer(m: Machine, callee: Value, ms: Value, given: readonly Value[], repeats: boolean): Reference {
  const { state } = m;
  const id = state.nextTimer;
  state.nextTimer += 1;
  const wait = milliseconds(ms);
  const every = repeats ? Math.max(1, wait) : undefined;
  state.timers.push({ id, due: state.now + wait, every, callee, given, promise: undefined, ...belonging(m) });
  return m.make('object', { prototype: m.native('Timer'), timer: id });
}

/** A promise that is fulfilled after a time. */
export function pause(m: Machine, [ms, value]: readonly Value[]): Reference {
  const { state } = m;
  const promise = m.promise();
  const id = state.nextTimer;
  state.nextTimer += 1;
  const due = state.now + milliseconds(ms);
  state.timers.push({ id, due, every: undefined, callee: undefined, given: [value], promise, ...belonging(m) });
  return promise;
}

function cancel(m: Machine, _: Value, [handle]: readonly Value[]): undefined {
  const id = m.state.of(handle, 'object')?.timer;
  if (id !== undefined) {
    m.state.timers = m.state.timers.filter((each) => each.id !== id);
  }
  return undefined;
}

const now = (m: Machine): Value => m.state.now;

export const TIME: NativeFunctions = {
  setTimeout: (m, _, [callee, ms, ...given]) => timer(m, callee, ms, given, false),
  setImmediate: (m, _, [callee, ...given]) => timer(m, callee, 0, given, false),
  setInterval: (m, _, [callee, ms, ...given]) => timer(m, callee, ms, given, true),
  clearTimeout: cancel,
  clearImmediate: cancel,
  clearInterval: cancel,
  pause: (m, _, given) => pause(m, given),
  queueMicrotask: (m, _, [callee]) => {
    m.state.jobs.push({ kind: 'call', callee, self: undefined, given: [], ...belonging(m) });
    return undefined;
  },
  'process.nextTick': (m, _, [callee, ...given]) => {
    m.state.jobs.push({ kind: 'call', callee, self: undefined, given, ...belonging(m) });
    return undefined;
  },
  'Date.now': now,
  'performance.now': now,
  'process.uptime': now,
  'process.hrtime': now,
  'process.hrtime.bigint': now,
  Date: now,
  'Date#getTime': timeOf,
  'Date#valueOf': timeOf,
  'Promise.resolve': (m, _, [value]) => promiseFor(m, value),
  'Promise.reject': (m, _, [error]) => m.promise('rejected', error),
  'Promise.withResolvers': (m) => {
    const promise = m.promise();
    const members = new Map<Key, Value>([['promise', promise], ...Object.entries(resolvers(m, promise))]);
    return m.object(members);
  },
  'Promise#then': (m, self, [fulfilled, rejected]) => onPromise(m, self, fulfilled, rejected),
  'Promise#catch': (m, self, [rejected]) => onPromise(m, self, undefined, rejected),
};

function onPromise(m: Machine, self: Value, fulfilled: Value, rejected: Value): NativeResult {
  return m.state.of(self, 'promise') === undefined
    ? new Threw(m.error('TypeError'))
    : chain(m, self as Reference, fulfilled, rejected);
}

function timeOf(m: Machine, self: Value): Value {
  return m.state.of(self, 'object')?.time ?? m.unknown('time', 'computed');
}

function resolvers(m: Machine, promise: Reference): { readonly resolve: Reference; readonly reject: Reference } {
  return {
    resolve: m.make('resolver', { promise, rejects: false }),
    reject: m.make('resolver', { promise, rejects: true }),
  };
}

/** `new Promise(executor)`: the executor runs at once, and what it throws rejects the promise. */
export function newPromise(m: Machine, [executor]: readonly Value[]): NativeResult {
  const promise = m.promise();
  if (!isFunction(m, executor) && !(executor instanceof Unknown)) {
    return new Threw(m.error('TypeError'));
  }
  const { resolve: fulfil, reject } = resolvers(m, promise);
  return new CallBeside(promise, executor, [fulfil, reject], { kind: 'executor', promise });
}

/** `new Date()` is now; one that is made of something unknown is now as well. */
export function newDate(m: Machine, [from]: readonly Value[]): Reference {
  const given = m.state.of(from, 'object')?.time ?? from;
  return m.make('object', { prototype: m.native('Date'), time: typeof given === 'number' ? given : m.state.now });
}
