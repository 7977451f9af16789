/**
 * The schedules that the interleavings are run in: who calls when, and who comes in between. Each answers with what it measured.
 *
 * A schedule knows a case by what it exports; all cases of a pattern export the same.
 */
import { Worker } from 'node:worker_threads';

import type { VirtualClock } from '../support/virtual-clock.js';
import { FakeStore } from './fake-store.js';

/** What a case exports, as a schedule uses it. */
export type Exports = Readonly<Record<string, new (...args: never[]) => never>>;

export interface Subject {
  readonly exports: Exports;
  /** The same as CommonJS, for another thread. */
  readonly compiled: string;
  readonly clock: VirtualClock;
}

type Schedule = (subject: Subject) => Promise<number | string>;

interface Breaker {
  execute<T>(call: () => Promise<T>): Promise<T>;
}

const make = <Instance = Breaker>({ exports }: Subject, name: string, ...args: unknown[]): Instance => {
  const Constructor = exports[name] as unknown as new (...args: unknown[]) => Instance;
  return new Constructor(...args);
};

const breakerOf = <Instance = Breaker>(subject: Subject, ...args: unknown[]): Instance =>
  make<Instance>(subject, 'CircuitBreaker', ...args);

interface Deferred {
  readonly promise: Promise<string>;
  resolve(value: string): void;
  reject(error: Error): void;
}

function deferred(): Deferred {
  let resolve!: Deferred['resolve'];
  let reject!: Deferred['reject'];
  const promise = new Promise<string>((whenResolved, whenRejected) => {
    resolve = whenResolved;
    reject = whenRejected;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** A rejection of the breaker, or of the call, is none of the schedule's business. */
const ignore = (promise: Promise<unknown>): void => {
  promise.catch(() => undefined);
};

const pending = (): Promise<never> => new Promise(() => undefined);
const failing = (): Promise<never> => Promise.reject(new Error('down'));

const fail = async (breaker: Breaker): Promise<void> => {
  await breaker.execute(failing).catch(() => undefined);
};

/** Callers that arrive in the same tick, with calls that do not settle: how many of the calls were started. */
async function started(breaker: Breaker, callers: number, clock: VirtualClock): Promise<number> {
  let calls = 0;
  for (let i = 0; i < callers; i += 1) {
    ignore(
      breaker.execute(() => {
        calls += 1;
        return pending();
      }),
    );
  }
  await settle(clock);
  return calls;
}

/** Lets every trip through the event loop end that begins now. */
async function settle(clock: VirtualClock): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    await clock.advance(1);
  }
}

/** The first millisecond from now on at which a call is let through, and what it is. */
async function firstAdmitted(breaker: Breaker, call: () => Promise<string>, clock: VirtualClock): Promise<number> {
  for (let waited = 0; waited <= 400; waited += 1) {
    let admitted = false;
    ignore(
      breaker.execute(() => {
        admitted = true;
        return call();
      }),
    );
    await clock.flush();
    if (admitted) {
      return waited;
    }
    await clock.advance(1);
  }
  throw new Error('nobody was let through');
}

/** The circuit opens at the first failure; when the open window of 100 ms is over, callers arrive. */
async function afterTheWindow(breaker: Breaker, clock: VirtualClock): Promise<void> {
  await fail(breaker);
  await clock.advance(150);
}

const fiveProbes: Schedule = async (subject) => {
  const breaker = breakerOf(subject, 1, 100);
  await afterTheWindow(breaker, subject.clock);
  return started(breaker, 5, subject.clock);
};

const lateSuccess: Schedule = async (subject) => {
  const { clock } = subject;
  const breaker = breakerOf(subject, 1, 100);
  const slow = deferred();
  ignore(breaker.execute(() => slow.promise));
  await clock.advance(10);
  await fail(breaker);
  await clock.advance(110);
  ignore(breaker.execute(pending));
  await clock.advance(10);
  slow.resolve('from the closed period');
  await clock.flush();
  return started(breaker, 20, clock);
};

const lateFailures: Schedule = async (subject) => {
  const { clock } = subject;
  const breaker = breakerOf(subject, 1, 100);
  const calls = [deferred(), deferred(), deferred()];
  for (const call of calls) {
    ignore(breaker.execute(() => call.promise));
  }
  for (const [i, call] of calls.entries()) {
    await clock.advance(i === 0 ? 0 : 40);
    call.reject(new Error('down'));
  }
  await clock.flush();
  const probe = deferred();
  await firstAdmitted(breaker, () => probe.promise, clock);
  await clock.advance(10);
  probe.reject(new Error('still down'));
  await clock.flush();
  return firstAdmitted(breaker, pending, clock);
};

const fiveFailures: Schedule = async (subject) => {
  const breaker = breakerOf<Breaker & { readonly failures: number; readonly isOpen: boolean }>(
    subject,
    () => Promise.resolve(1),
    5,
  );
  await Promise.all(Array.from({ length: 5 }, () => fail(breaker)));
  return `${breaker.failures}, ${breaker.isOpen ? 'open' : 'closed'}`;
};

const twoProbes: Schedule = async (subject) => {
  const { clock } = subject;
  const breaker = breakerOf<Breaker & { readonly current: string }>(subject, 1, 100, 2);
  await afterTheWindow(breaker, clock);
  const [first, second] = [deferred(), deferred()];
  ignore(breaker.execute(() => first.promise));
  ignore(breaker.execute(() => second.promise));
  first.reject(new Error('still down'));
  await clock.advance(5);
  second.resolve('late');
  await clock.flush();
  return breaker.current;
};

const behindALimiter: Schedule = async (subject) => {
  let waits = 0;
  const wait = (): Promise<void> => {
    waits += 1;
    return waits > 50 ? pending() : Promise.resolve();
  };
  return started(breakerOf(subject, { wait }, 1), 5, subject.clock);
};

const tenProcesses: Schedule = async (subject) => {
  const store = new FakeStore();
  const processes = Array.from({ length: 10 }, () =>
    make<{ recordFailure(): Promise<void> }>(subject, 'RedisCircuitBreaker', store.connect(), 'payments', 10),
  );
  await subject.clock.settles(Promise.all(processes.map((process) => process.recordFailure())));
  const { failures, state } = JSON.parse(store.read('circuit:payments') ?? '{}') as { failures: number; state: string };
  return `${failures}, ${state}`;
};

const fiveProbesOfOne: Schedule = (subject) => started(breakerOf(subject, 1), 5, subject.clock);

const failedProbe: Schedule = async (subject) => {
  const { clock } = subject;
  let writes = 0;
  const write = (): Promise<void> => {
    writes += 1;
    return writes === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve();
  };
  const breaker = breakerOf<Breaker & { trip(): void }>(subject, { write }, 100);
  breaker.trip();
  await clock.advance(150);
  await fail(breaker);
  await clock.advance(1_000);
  let through = 0;
  for (let i = 0; i < 10; i += 1) {
    await breaker
      .execute(() => Promise.resolve('ok'))
      .then(
        () => (through += 1),
        () => undefined,
      );
  }
  return through;
};

const strangerFinishes: Schedule = async (subject) => {
  const { clock } = subject;
  const breaker = breakerOf(subject, 100);
  const slow = deferred();
  ignore(breaker.execute(() => slow.promise));
  await clock.advance(10);
  await fail(breaker);
  await clock.advance(150);
  const probes = await started(breaker, 1, clock);
  slow.resolve('from the closed period');
  await clock.flush();
  return probes + (await started(breaker, 5, clock));
};

const listenerCalls: Schedule = async (subject) => {
  const { clock } = subject;
  const breaker = breakerOf<Breaker & { once(event: string, listener: () => void): void }>(subject, 100);
  await clock.advance(150);
  let probes = 0;
  const call = (): void => {
    ignore(
      breaker.execute(() => {
        probes += 1;
        return pending();
      }),
    );
  };
  breaker.once('halfOpen', call);
  call();
  await clock.flush();
  return probes;
};

/** Threads come in between at any instruction, so a round may go well by luck; the wrong code is given twenty. */
const fourThreads: Schedule = async ({ compiled }) => {
  const [threads, failures] = [4, 400_000];
  for (let round = 0; round < 20; round += 1) {
    const shared = new SharedArrayBuffer(8);
    const workerData = { shared, gate: new SharedArrayBuffer(4), threads, failures };
    let sent = 0;
    const code = `
      const { parentPort, workerData: { shared, gate, threads, failures } } = require('node:worker_threads');
      const exports = {};
      ${compiled}
      const cells = new exports.CircuitCells(shared, parentPort);
      const arrived = new Int32Array(gate);
      Atomics.add(arrived, 0, 1);
      while (Atomics.load(arrived, 0) < threads);
      for (let i = 0; i < failures; i++) cells.recordFailure();`;
    await Promise.all(
      Array.from({ length: threads }, () => {
        const worker = new Worker(code, { eval: true, workerData });
        worker.on('message', (message: { failures: number }) => (sent += message.failures));
        return new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
      }),
    );
    if (sent + (new Int32Array(shared)[0] ?? 0) < threads * failures) {
      return 'some lost';
    }
  }
  return 'none lost';
};

const aroundALock: Schedule = (subject) => {
  const save = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return started(breakerOf(subject, { save }, 1), 5, subject.clock);
};

interface Account {
  recordFailure(key?: string): Promise<void>;
  failures: number | ((key?: string) => number);
}

/** One failure count in four disguises: the entry of a Map, a variable of a closure, a parameter, a private field. */
const fiveFailuresOfOneAccount: Schedule = async (subject) => {
  const { exports } = subject;
  const sink = { write: () => Promise.resolve() };
  const functions = exports as unknown as Record<'createCircuitBreaker', ((sink: object) => Account) | undefined> &
    Record<'recordFailure', ((circuit: object, sink: object) => Promise<void>) | undefined>;
  const circuit = { status: 'closed', failures: 0 };
  let account: Account;
  if (functions.createCircuitBreaker !== undefined) {
    account = functions.createCircuitBreaker(sink);
  } else if (functions.recordFailure !== undefined) {
    const { recordFailure } = functions;
    account = { recordFailure: () => recordFailure(circuit, sink), failures: () => circuit.failures };
  } else {
    account = make<Account>(
      subject,
      exports['CircuitBreakerRegistry'] === undefined ? 'CircuitBreaker' : 'CircuitBreakerRegistry',
      sink,
    );
  }
  await Promise.all(Array.from({ length: 5 }, () => account.recordFailure('payments')));
  return typeof account.failures === 'function' ? account.failures('payments') : account.failures;
};

const tenSlowCalls: Schedule = async (subject) => {
  const { clock } = subject;
  const breaker = breakerOf(subject, 5, 100);
  let answered = 0;
  const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));
  for (let i = 0; i < 10; i += 1) {
    ignore(breaker.execute(slow).then(() => (answered += 1)));
  }
  let waited = 0;
  for (await clock.flush(); answered < 10; await clock.flush()) {
    await clock.advance(10);
    waited += 10;
  }
  return waited;
};

const failureUnderTheLock: Schedule = async (subject) => {
  let answer = 'nothing';
  breakerOf(subject, 5, 100)
    .execute(failing)
    .catch(() => (answer = 'the failure'));
  await subject.clock.advance(60_000);
  return answer;
};

export const SCHEDULES: Readonly<Record<string, Schedule>> = {
  R01: fiveProbes,
  R02: lateSuccess,
  R03: lateFailures,
  R04: fiveFailures,
  R05: twoProbes,
  R06: behindALimiter,
  R07: tenProcesses,
  R08: fiveProbesOfOne,
  R09: failedProbe,
  R10: strangerFinishes,
  R11: listenerCalls,
  R12: fourThreads,
  R13: aroundALock,
  R14: fiveFailuresOfOneAccount,
  L01: tenSlowCalls,
  L02: failureUnderTheLock,
};
