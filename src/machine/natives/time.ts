/** Promises made by hand, timers, and the clock. */
import { said } from '../conversions.js';
import { NOWHERE } from '../frames.js';
import type { Job, Timer } from '../jobs.js';
import type { Machine } from '../machine.js';
import { belonging, chain, isFunction, promiseFor, resolversOf } from '../promises.js';
import { Unknown, type Key, type Reference, type Value } from '../values.js';
import { CallBeside, Threw, type NativeFunctions, type NativeResult } from './native.js';

/** The shortest wait of a timer; one of unknown length is as short: it is over before the clock is moved. */
const SHORTEST_WAIT = 1;

function milliseconds(value: Value): number {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number >= SHORTEST_WAIT ? number : SHORTEST_WAIT;
}

type Alarm = Pick<Timer, 'wait' | 'asked' | 'every' | 'callee' | 'given' | 'promise'>;

/** Sets a timer, and gives its number. */
function set(m: Machine, alarm: Alarm): number {
  const { state } = m;
  const id = state.nextTimer;
  state.nextTimer += 1;
  state.timers.push({ ...alarm, id, due: state.now + alarm.wait, ...belonging(m) });
  return id;
}

const handleOf = (m: Machine, timer: number): Reference => m.make('object', { prototype: m.native('Timer'), timer });

function timer(m: Machine, [callee, asked, ...given]: readonly Value[], wait = milliseconds(asked)): NativeResult {
  return isFunction(m, said(m, callee)) || callee instanceof Unknown
    ? handleOf(m, set(m, { wait, asked, every: undefined, callee, given, promise: undefined }))
    : new Threw(m.error('TypeError'));
}

/** A promise that is fulfilled after a time. */
export function pause(m: Machine, [ms, value]: readonly Value[]): Reference {
  const promise = m.promise();
  set(m, { wait: milliseconds(ms), asked: ms, every: undefined, callee: undefined, given: [value], promise });
  return promise;
}

const timerOf = (m: Machine, handle: Value): number | undefined => m.state.of(handle, 'object')?.timer;

function cancel(m: Machine, _: Value, [handle]: readonly Value[]): undefined {
  const id = timerOf(m, handle);
  if (id !== undefined) {
    m.state.timers = m.state.timers.filter((each) => each.id !== id);
  }
}

/** Sets a timer that has not fired anew. */
function refresh(m: Machine, handle: Value): Value {
  const { state } = m;
  const found = state.timers.find(({ id }) => id === timerOf(m, handle));
  if (found !== undefined) {
    const others = state.timers.filter((each) => each !== found);
    state.timers = [...others, { ...found, due: state.now + found.wait }];
  }
  return handle;
}

const jobOf = (m: Machine, [callee, ...given]: readonly Value[]): Job => ({
  kind: 'call',
  callee,
  self: undefined,
  given,
  to: NOWHERE,
  ...belonging(m),
});

const now = (m: Machine): Value => m.state.now;

export const TIME: NativeFunctions = {
  setTimeout: (m, _, given) => timer(m, given),
  setImmediate: (m, _, [callee, ...given]) => timer(m, [callee, 0, ...given], 0),
  setInterval: (m, _, [callee, ms, ...given]) => {
    const wait = milliseconds(ms);
    return handleOf(m, set(m, { wait, asked: ms, every: wait, callee, given, promise: undefined }));
  },
  clearTimeout: cancel,
  clearImmediate: cancel,
  clearInterval: cancel,
  'Timer#ref': (_, self) => self,
  'Timer#unref': (_, self) => self,
  'Timer#hasRef': () => true,
  'Timer#refresh': refresh,
  pause: (m, _, given) => pause(m, given),
  // `setImmediate` of `timers/promises`.
  turn: (m, _, [value]) => pause(m, [0, value]),
  queueMicrotask: (m, _, [callee]) => {
    m.state.jobs.push(jobOf(m, [callee]));
    return undefined;
  },
  'process.nextTick': (m, _, given) => {
    m.state.ticks.push(jobOf(m, given));
    return undefined;
  },
  'Date.now': now,
  'performance.now': now,
  'process.uptime': now,
  'process.hrtime': now,
  'process.hrtime.bigint': now,
  'Promise.resolve': (m, _, [value]) => promiseFor(m, value),
  'Promise.reject': (m, _, [error]) => m.promise('rejected', error),
  'Promise.withResolvers': (m) => {
    const promise = m.promise();
    return m.object(new Map<Key, Value>([['promise', promise], ...Object.entries(resolversOf(m, promise))]));
  },
  'Promise#then': (m, self, [fulfilled, rejected]) => onPromise(m, self, fulfilled, rejected),
  'Promise#catch': (m, self, [rejected]) => onPromise(m, self, undefined, rejected),
};

function onPromise(m: Machine, self: Value, fulfilled: Value, rejected: Value): NativeResult {
  return m.state.of(self, 'promise') === undefined
    ? new Threw(m.error('TypeError'))
    : chain(m, self as Reference, fulfilled, rejected);
}

/** `new Promise(executor)`: the executor runs at once, and what it throws rejects the promise. */
export function newPromise(m: Machine, [executor]: readonly Value[], promise = m.promise()): Threw | CallBeside {
  if (!isFunction(m, executor) && !(executor instanceof Unknown)) {
    return new Threw(m.error('TypeError'));
  }
  const { resolve, reject } = resolversOf(m, promise);
  return new CallBeside(promise, executor, [resolve, reject], { kind: 'executor', promise, lock: 0 });
}
