/**
 * Breakers as code uses them: `use` is given the package or its program and a function that is guarded, and gives what makes a call, and
 * what reads whether the circuit is half-open.
 *
 * @typedef {{ run: (...args: any[]) => unknown, isHalfOpen?: () => boolean }} Guarded
 * @typedef {(library: any, fn: (...args: any[]) => Promise<any>, other: (specifier: string) => any) => Guarded | Promise<Guarded>} Use
 */

/** How long circuits stay open here, in ms: longer than any retry waits. */
export const OPEN = 1_000_000;

/** @param {any} l @param {any} fn @param {any} [options] */
function opossum(l, fn, options = {}) {
  const breaker = new l.default(fn, { resetTimeout: OPEN, ...options });
  return { run: (/** @type {any[]} */ ...args) => breaker.fire(...args), isHalfOpen: () => breaker.halfOpen, breaker };
}

/** @param {any} l @param {any} breaker @param {any} [policy] */
const circuit = (l, breaker, policy = l.handleAll) => l.circuitBreaker(policy, { halfOpenAfter: OPEN, breaker });

/** @param {any} l @param {any} fn @param {any} policy @param {any} [guard] */
const cockatiel = (l, fn, policy, guard = policy) => ({
  run: () => policy.execute(fn),
  isHalfOpen: () => guard.state === l.CircuitState.HalfOpen,
});

/** @param {any} l @param {any} fn @param {any[]} modules */
function mollitia(l, fn, modules) {
  const made = new l.Circuit({ options: { modules } });
  return { run: () => made.fn(fn).execute() };
}

/** @param {any} l @param {any} [options] */
const sliding = (l, options = {}) => new l.SlidingCountBreaker({ openStateDelay: OPEN, ...options });

/** @param {any} l @param {any} maxAttempts */
const retry = (l, maxAttempts) => l.retry(l.handleAll, { maxAttempts });

class Ours extends Error {}

/**
 * A breaker of effect, and what is piped to it: it has to be made by an effect.
 *
 * @param {any} persistence @param {any} core @param {any} fn @param {(steps: { Effect: any, execute: any }) => any[]} steps
 */
async function effect({ CircuitBreaker }, { Effect, Scope }, fn, steps) {
  const breaker = await Effect.runPromise(
    CircuitBreaker.make({ tripPolicy: CircuitBreaker.consecutive(4), openDuration: OPEN }).pipe(
      Effect.provideService(Scope.Scope, Scope.makeUnsafe()),
      Effect.provide(CircuitBreaker.layerStoreMemory()),
    ),
  );
  const call = Effect.tryPromise({ try: () => fn(), catch: (/** @type {any} */ error) => error });
  return {
    run: () => Effect.runPromise(call.pipe(...steps({ Effect, execute: breaker.execute({ key: 'service' }) }))),
  };
}

/** @type {readonly (readonly [specifier: string, text: string, use: Use])[]} */
export const BREAKERS = [
  ['opossum', 'new CircuitBreaker(fn)', (l, fn) => opossum(l, fn)],
  ['opossum', 'volumeThreshold: 5', (l, fn) => opossum(l, fn, { volumeThreshold: 5 })],
  [
    'opossum',
    'errorThresholdPercentage: 70',
    (l, fn) => opossum(l, fn, { volumeThreshold: 4, errorThresholdPercentage: 70 }),
  ],
  [
    'opossum',
    'errorFilter',
    (l, fn) => {
      let calls = 0;
      return opossum(l, () => fn().catch((error) => Promise.reject((calls += 1) % 3 === 0 ? new Ours() : error)), {
        volumeThreshold: 3,
        errorFilter: (/** @type {any} */ error) => error instanceof Ours,
      });
    },
  ],
  [
    'opossum',
    'a class that extends it',
    (l, fn) => {
      class Guard extends l.default {
        constructor() {
          super(fn, { resetTimeout: OPEN, volumeThreshold: 3 });
          this.fired = 0;
        }

        /** @param {any[]} args */
        fire(...args) {
          this.fired += 1;
          return super.fire(...args);
        }
      }
      const guard = new Guard();
      return { run: () => guard.fire(), isHalfOpen: () => guard.halfOpen };
    },
  ],
  [
    'opossum',
    'fallback',
    (l, fn) => {
      const guarded = opossum(l, fn, { volumeThreshold: 3 });
      guarded.breaker.fallback((/** @type {any} */ error) => `instead of ${error.message}`);
      return guarded;
    },
  ],
  ['cockatiel', 'ConsecutiveBreaker(3)', (l, fn) => cockatiel(l, fn, circuit(l, new l.ConsecutiveBreaker(3)))],
  [
    'cockatiel',
    'CountBreaker({ threshold, size: 6 })',
    (l, fn) => cockatiel(l, fn, circuit(l, new l.CountBreaker({ threshold: 0.5, size: 6 }))),
  ],
  [
    'cockatiel',
    'CountBreaker({ threshold, size: 6, minimumNumberOfCalls: 4 })',
    (l, fn) => cockatiel(l, fn, circuit(l, new l.CountBreaker({ threshold: 0.5, size: 6, minimumNumberOfCalls: 4 }))),
  ],
  [
    'cockatiel',
    'handleType',
    (l, fn) => {
      let calls = 0;
      const refusing = () => fn().catch((error) => Promise.reject((calls += 1) % 3 === 0 ? error : new Ours()));
      return cockatiel(l, refusing, circuit(l, new l.ConsecutiveBreaker(2), l.handleType(Ours)));
    },
  ],
  ['mollitia', 'SlidingCountBreaker', (l, fn) => mollitia(l, fn, [sliding(l)])],
  [
    'mollitia',
    'minimumNumberOfCalls: 4',
    (l, fn) => mollitia(l, fn, [sliding(l, { minimumNumberOfCalls: 4, slidingWindowSize: 4 })]),
  ],
  ['opossum', 'p-retry inside', (l, fn) => opossum(l, () => fn().catch(() => fn()), { volumeThreshold: 5 })],
  [
    'cockatiel',
    'wrap(breaker, retry)',
    (l, fn) => {
      const guard = circuit(l, new l.ConsecutiveBreaker(5));
      return cockatiel(l, fn, l.wrap(guard, retry(l, 3)), guard);
    },
  ],
  [
    'cockatiel',
    'wrap(retry, breaker)',
    (l, fn) => {
      const guard = circuit(l, new l.ConsecutiveBreaker(5));
      return cockatiel(l, fn, l.wrap(retry(l, 3), guard), guard);
    },
  ],
  [
    'cockatiel',
    'wrap(retry of what is no rejection, breaker)',
    (l, fn) => {
      const guard = circuit(l, new l.ConsecutiveBreaker(5));
      const unless = l.handleWhen((/** @type {any} */ error) => !(error instanceof l.BrokenCircuitError));
      return cockatiel(l, fn, l.wrap(l.retry(unless, { maxAttempts: 3 }), guard), guard);
    },
  ],
  ['mollitia', '[breaker, retry]', (l, fn) => mollitia(l, fn, [sliding(l), new l.Retry()])],
  ['mollitia', '[retry, breaker]', (l, fn) => mollitia(l, fn, [new l.Retry(), sliding(l)])],
  ['effect/persistence', 'execute', (l, fn, of) => effect(l, of('effect'), fn, ({ execute }) => [execute])],
  [
    'effect/persistence',
    'retry, execute',
    (l, fn, of) => effect(l, of('effect'), fn, ({ Effect, execute }) => [Effect.retry({ times: 2 }), execute]),
  ],
  [
    'effect/persistence',
    'execute, retry',
    (l, fn, of) => effect(l, of('effect'), fn, ({ Effect, execute }) => [execute, Effect.retry({ times: 2 })]),
  ],
  [
    'effect/persistence',
    'execute, retry of what is no rejection',
    (l, fn, of) =>
      effect(l, of('effect'), fn, ({ Effect, execute }) => [
        execute,
        Effect.retry({ times: 2, while: (/** @type {any} */ error) => error._tag !== 'CircuitBreakerError' }),
      ]),
  ],
];

/**
 * Breakers, and how code tells the error of an open circuit.
 *
 * @type {readonly (readonly [specifier: string, text: string, use: (library: any, fn: any) => { run: () => any, isOpenError: (error: any) => boolean }])[]}
 */
export const TELLING = [
  ['opossum', 'predicate', (l, fn) => ({ ...opossum(l, fn), isOpenError: l.default.isOurError })],
  ['opossum', 'code', (l, fn) => ({ ...opossum(l, fn), isOpenError: ({ code }) => code === 'EOPENBREAKER' })],
  [
    'cockatiel',
    'predicate',
    (l, fn) => ({ ...cockatiel(l, fn, circuit(l, new l.ConsecutiveBreaker(3))), isOpenError: l.isBrokenCircuitError }),
  ],
  [
    'cockatiel',
    'class',
    (l, fn) => ({
      ...cockatiel(l, fn, circuit(l, new l.ConsecutiveBreaker(3))),
      isOpenError: (error) => error instanceof l.BrokenCircuitError,
    }),
  ],
  [
    'mollitia',
    'class',
    (l, fn) => ({ ...mollitia(l, fn, [sliding(l)]), isOpenError: (error) => error instanceof l.BreakerError }),
  ],
];
