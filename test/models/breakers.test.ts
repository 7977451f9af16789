import { Effect, Scope } from 'effect';
import { CircuitBreaker } from 'effect/persistence';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { BreakerModel } from '../../src/models/model.js';
import { callsUnder, totalOf, type Bound, type Expression } from './expression.js';
import { importPackages, library, moduleOf } from './installed.js';

// Thresholds, the order of compositions, the error of an open circuit and half-open: computed from the models, held against the packages.

beforeAll(() =>
  importPackages([...BREAKERS, ...COMPOSITIONS].map(([specifier]) => specifier).concat('effect', 'p-retry')),
);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** How long circuits stay open here, in ms: longer than any retry waits. */
const OPEN = 1_000_000;

type Service = () => Promise<unknown>;

interface Breaker {
  /** One protected call. */
  readonly run: () => Expression;
  /** Whether the breaker says that it is half-open. */
  readonly isHalfOpen?: () => boolean;
  /** What stands in the function that the breaker was handed, once that was called. */
  readonly within?: () => readonly Bound[];
}

type Case = readonly [
  specifier: string,
  text: string,
  build: (library: Expression, service: Service) => Breaker | Promise<Breaker>,
];

const opossum = (l: Expression, service: Service, options: Record<string, unknown> = {}): Breaker => {
  const breaker = l.get('default').construct(service, { resetTimeout: OPEN, ...options });
  return { run: () => breaker.get('fire').call(), isHalfOpen: () => breaker.get('halfOpen').real as boolean };
};

const cockatielBreaker = (l: Expression, breaker: Expression): Expression =>
  l.get('circuitBreaker').call(l.get('handleAll'), { halfOpenAfter: OPEN, breaker });

const consecutive = (l: Expression, threshold: number): Expression =>
  cockatielBreaker(l, l.get('ConsecutiveBreaker').construct(threshold));

const cockatielRetry = (l: Expression, maxAttempts: number): Expression =>
  l.get('retry').call(l.get('handleAll'), { maxAttempts });

const cockatiel = (l: Expression, service: Service, breaker: Expression): Breaker => ({
  run: () => breaker.get('execute').call(service),
  isHalfOpen: () => breaker.get('state').real === l.get('CircuitState').get('HalfOpen').real,
});

const mollitia = (l: Expression, service: Service, modules: readonly Expression[]): Breaker => {
  const circuit = l.get('Circuit').construct({ options: { modules } });
  return { run: () => circuit.get('fn').call(service).get('execute').call() };
};

const mollitiaBreaker = (l: Expression, options: Record<string, unknown> = {}): Expression =>
  l.get('SlidingCountBreaker').construct({ openStateDelay: OPEN, ...options });

async function effect(
  l: Expression,
  service: Service,
  compose: (steps: { readonly effect: Expression; readonly execute: Expression }) => readonly Expression[],
): Promise<Breaker> {
  const made = l
    .get('CircuitBreaker')
    .get('make')
    .call({ tripPolicy: l.get('CircuitBreaker').get('consecutive').call(4), openDuration: OPEN });
  const real = made.real as ReturnType<typeof CircuitBreaker.make>;
  const breaker = made.as(
    await Effect.runPromise(
      real.pipe(
        Effect.provideService(Scope.Scope, Scope.makeUnsafe()),
        Effect.provide(CircuitBreaker.layerStoreMemory()),
      ),
    ),
  );
  const core = library('effect').get('Effect');
  return {
    run: () => {
      const steps = compose({ effect: core, execute: breaker.get('execute').call({ key: 'service' }) });
      return core.get('runPromise').call(
        core
          .get('tryPromise')
          .call({ try: service, catch: (error: unknown) => error })
          .get('pipe')
          .call(...steps),
      );
    },
  };
}

const BREAKERS: readonly Case[] = [
  ['opossum', 'new CircuitBreaker(fn)', (l, fn) => opossum(l, fn)],
  ['opossum', 'new CircuitBreaker(fn, { volumeThreshold: 5 })', (l, fn) => opossum(l, fn, { volumeThreshold: 5 })],
  ['cockatiel', 'ConsecutiveBreaker(3)', (l, fn) => cockatiel(l, fn, consecutive(l, 3))],
  [
    'cockatiel',
    'CountBreaker({ threshold, size: 6 })',
    (l, fn) => cockatiel(l, fn, cockatielBreaker(l, l.get('CountBreaker').construct({ threshold: 0.5, size: 6 }))),
  ],
  [
    'cockatiel',
    'CountBreaker({ threshold, size: 6, minimumNumberOfCalls: 4 })',
    (l, fn) =>
      cockatiel(
        l,
        fn,
        cockatielBreaker(l, l.get('CountBreaker').construct({ threshold: 0.5, size: 6, minimumNumberOfCalls: 4 })),
      ),
  ],
  ['mollitia', 'SlidingCountBreaker', (l, fn) => mollitia(l, fn, [mollitiaBreaker(l)])],
  [
    'mollitia',
    'SlidingCountBreaker({ minimumNumberOfCalls: 4 })',
    (l, fn) => mollitia(l, fn, [mollitiaBreaker(l, { minimumNumberOfCalls: 4 })]),
  ],
  ['effect/persistence', 'consecutive(4)', (l, fn) => effect(l, fn, ({ execute }) => [execute])],
];

const COMPOSITIONS: readonly Case[] = [
  [
    'opossum',
    'p-retry inside',
    (l, fn) => {
      let within: readonly Bound[] = [];
      const retried: Service = () => {
        const { real, around } = library('p-retry').get('default').call(fn, { retries: 2, minTimeout: 1 });
        within = around ?? [];
        return real as Promise<unknown>;
      };
      return { ...opossum(l, retried, { volumeThreshold: 5 }), within: () => within };
    },
  ],
  [
    'cockatiel',
    'wrap(breaker, retry)',
    (l, fn) => cockatiel(l, fn, l.get('wrap').call(consecutive(l, 5), cockatielRetry(l, 3))),
  ],
  [
    'cockatiel',
    'wrap(retry, breaker)',
    (l, fn) => cockatiel(l, fn, l.get('wrap').call(cockatielRetry(l, 3), consecutive(l, 5))),
  ],
  ['mollitia', '[breaker, retry]', (l, fn) => mollitia(l, fn, [mollitiaBreaker(l), l.get('Retry').construct()])],
  ['mollitia', '[retry, breaker]', (l, fn) => mollitia(l, fn, [l.get('Retry').construct(), mollitiaBreaker(l)])],
  [
    'effect/persistence',
    'pipe(retry, execute)',
    (l, fn) => effect(l, fn, ({ effect: core, execute }) => [core.get('retry').call({ times: 2 }), execute]),
  ],
  [
    'effect/persistence',
    'pipe(execute, retry)',
    (l, fn) => effect(l, fn, ({ effect: core, execute }) => [execute, core.get('retry').call({ times: 2 })]),
  ],
];

const breakerIn = (
  layers: readonly Bound[],
): { readonly model: BreakerModel; readonly failures: number; readonly inside: readonly Bound[] } => {
  const index = layers.findIndex(({ layer }) => layer.layer === 'breaker');
  const { layer, written } = layers[index] as Bound;
  const model = layer as BreakerModel;
  return { model, failures: Number(totalOf(model.failures, written)), inside: layers.slice(index + 1) };
};

/** Lets the time pass, a timer at a time, until the promise is settled. Gives what it was rejected with. */
async function rejection(result: unknown): Promise<unknown> {
  let outcome: { readonly error: unknown } | undefined;
  void Promise.resolve(result).then(
    () => (outcome = { error: undefined }),
    (error: unknown) => (outcome = { error }),
  );
  for (let steps = 0; outcome === undefined && steps < 500; steps += 1) {
    // Not the timer that ends the open time.
    await vi.advanceTimersByTimeAsync(steps % 50 === 49 ? 500 : 0);
  }
  return outcome?.error;
}

/** Makes calls until one no longer reaches the service. */
async function open(
  run: () => Expression,
  calls: () => number,
): Promise<{ readonly around: readonly Bound[]; readonly error: unknown }> {
  for (let runs = 0; runs < 300; runs += 1) {
    const before = calls();
    const { real, around } = run();
    const error = await rejection(real);
    if (calls() === before) {
      return { around: around ?? [], error };
    }
  }
  throw new Error('The circuit never opened.');
}

describe.each([...BREAKERS, ...COMPOSITIONS])('%s: %s', (specifier, _, build) => {
  it('opens when the model says, and rejects with its error', async () => {
    let calls = 0;
    const { run, within } = await build(library(specifier), async () => {
      calls += 1;
      throw new Error(`call ${calls}`);
    });
    const { around, error } = await open(run, () => calls);
    const { model, failures, inside } = breakerIn(around);
    expect(calls).toBe(failures * Number(callsUnder([...inside, ...(within?.() ?? [])])));
    const { classes = [], codes = [], messages = [], names = [] } = model.openError;
    const { code, message, name } = error as { code?: unknown; message: string; name: string };
    const exported = { ...CircuitBreaker, ...moduleOf(specifier) } as unknown as Record<string, new () => Error>;
    expect(classes.filter((known) => !(error instanceof (exported[known] ?? Array)))).toEqual([]);
    expect([[], [code]]).toContainEqual(codes);
    expect([[], [message]]).toContainEqual(messages);
    expect([[], [name]]).toContainEqual(names);
  });
});

describe.each(BREAKERS)('%s in half-open: %s', (specifier, _, build) => {
  it('admits as many as the model says, and can be read when it says', async () => {
    const CONCURRENT = 5;
    let calls = 0;
    let isFailing = true;
    const seen: boolean[] = [];
    let breaker: Breaker | undefined = undefined;
    const { run, isHalfOpen } = (breaker = await build(library(specifier), async () => {
      calls += 1;
      if (isFailing) {
        throw new Error(`call ${calls}`);
      }
      seen.push(breaker?.isHalfOpen?.() ?? false);
      await new Promise((done) => setTimeout(done, 1_000));
      return 'answered';
    }));
    const { around } = await open(run, () => calls);
    const { model } = breakerIn(around);
    isFailing = false;
    calls = 0;
    await vi.advanceTimersByTimeAsync(OPEN + 1_000);
    const before = isHalfOpen?.();
    const all = Array.from({ length: CONCURRENT }, () => Promise.resolve(run().real).catch(() => undefined));
    await vi.advanceTimersByTimeAsync(1);
    const admitted = { one: 1, wait: 1, several: 2, unlimited: CONCURRENT }[model.halfOpen as 'one'];
    expect(calls).toBe(admitted);
    if (isHalfOpen !== undefined) {
      expect({ before, inside: seen[0] }).toEqual(model.halfOpenRead);
    }
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(all);
    // Those that waited for the probe are run when it has succeeded.
    expect(calls).toBe(model.halfOpen === 'wait' ? CONCURRENT : admitted);
  });
});
