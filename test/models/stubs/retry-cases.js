/**
 * Retries as code uses them: `library` is the package or its program, `fn` fails and counts its calls, `told` counts what a hook is told.
 *
 * @typedef {(library: any, fn: (...args: any[]) => Promise<never>, told: (...args: any[]) => any) => unknown} Use
 */

const again = (/** @type {any} */ fn) => (/** @type {any} */ retry) => fn().catch(retry);

/** @type {(library: any, fn: any, ...options: any[]) => Promise<unknown>} */
const operation = (library, fn, ...options) =>
  new Promise((resolve, reject) => {
    const made = library.operation(...options);
    made.attempt(() => {
      fn().then(resolve, (/** @type {any} */ error) => made.retry(error) || reject(error));
    });
  });

/** @type {(library: any, fn: any, ...modules: any[]) => Promise<unknown>} */
const circuit = ({ Circuit }, fn, ...modules) => new Circuit({ options: { modules } }).fn(fn).execute();

class Unavailable extends Error {}
class Refused extends Error {}

/** A function that fails with another error the third time. */
const refusing = (/** @type {any} */ fn) => {
  let calls = 0;
  return () => {
    calls += 1;
    return fn().catch(() => Promise.reject(calls < 3 ? new Unavailable('unavailable') : new Refused('refused')));
  };
};

/** @type {readonly (readonly [specifier: string, text: string, use: Use])[]} */
export const RETRIES = [
  ['p-retry', 'pRetry(fn)', (l, fn) => l.default(fn)],
  ['p-retry', 'pRetry(fn, { retries: 2 })', (l, fn) => l.default(fn, { retries: 2 })],
  ['p-retry', 'pRetry(fn, { retries: 0 })', (l, fn) => l.default(fn, { retries: 0 })],
  ['p-retry', 'onFailedAttempt', (l, fn, told) => l.default(fn, { retries: 3, onFailedAttempt: () => told() })],
  [
    'p-retry',
    'onFailedAttempt that throws',
    (l, fn) =>
      l.default(fn, {
        onFailedAttempt: (/** @type {any} */ { attemptNumber, error }) => {
          if (attemptNumber === 2) throw new Refused(error.message);
        },
      }),
  ],
  [
    'p-retry',
    'shouldRetry',
    (l, fn, told) =>
      l.default(refusing(fn), {
        shouldRetry: (/** @type {any} */ { error }) => told() ?? error instanceof Unavailable,
      }),
  ],
  [
    'p-retry',
    'AbortError',
    (l, fn) =>
      l.default((/** @type {number} */ attempt) =>
        fn().catch((error) => Promise.reject(attempt === 2 ? new l.AbortError(error) : error)),
      ),
  ],
  ['p-retry', 'makeRetriable(fn, { retries: 2 })()', (l, fn) => l.makeRetriable(fn, { retries: 2 })()],
  ['async-retry', 'retry(fn)', (l, fn) => l.default(fn)],
  ['async-retry', 'onRetry', (l, fn, told) => l.default(fn, { retries: 2, onRetry: () => told() })],
  ['async-retry', 'forever', (l, fn) => l.default(fn, { forever: true })],
  [
    'async-retry',
    'bail',
    (l, fn) =>
      l.default((/** @type {any} */ bail, /** @type {number} */ attempt) => {
        if (attempt === 3) {
          bail(new Refused('no use'));
          return undefined;
        }
        return fn();
      }),
  ],
  ['retry', 'operation().attempt(fn)', (l, fn) => operation(l, fn)],
  ['retry', 'operation({ retries: 2 }).attempt(fn)', (l, fn) => operation(l, fn, { retries: 2 })],
  ['retry', 'operation([1, 1]).attempt(fn)', (l, fn) => operation(l, fn, [1, 1])],
  ['promise-retry', 'promiseRetry((retry) => …)', (l, fn) => l.default(again(fn))],
  ['promise-retry', 'promiseRetry((retry) => …, { retries: 2 })', (l, fn) => l.default(again(fn), { retries: 2 })],
  ['promise-retry', 'promiseRetry({ retries: 2 }, (retry) => …)', (l, fn) => l.default({ retries: 2 }, again(fn))],
  ['promise-retry', 'nothing is handed to retry', (l, fn) => l.default(fn)],
  [
    'promise-retry',
    'the number of the attempt',
    (l, fn) =>
      l.default((/** @type {any} */ retry, /** @type {number} */ attempt) =>
        fn().catch((error) => (attempt < 3 ? retry(error) : Promise.reject(new Refused(`attempt ${attempt}`)))),
      ),
  ],
  ['@gar/promise-retry', 'promiseRetry((retry) => …)', (l, fn) => l.promiseRetry(again(fn))],
  [
    '@gar/promise-retry',
    'promiseRetry((retry) => …, { retries: 2 })',
    (l, fn) => l.promiseRetry(again(fn), { retries: 2 }),
  ],
  ['@gar/promise-retry', 'nothing is handed to retry', (l, fn) => l.promiseRetry(fn)],
  ['exponential-backoff', 'backOff(fn)', (l, fn) => l.backOff(fn)],
  [
    'exponential-backoff',
    'retry is told and asked',
    (l, fn, told) => l.backOff(fn, { numOfAttempts: 3, retry: () => told() ?? true }),
  ],
  [
    'exponential-backoff',
    'retry says no',
    (l, fn, told) =>
      l.backOff(refusing(fn), { retry: (/** @type {any} */ error) => told() ?? error instanceof Unavailable }),
  ],
  ['exponential-backoff', 'backOff(fn, { numOfAttempts: 0 })', (l, fn) => l.backOff(fn, { numOfAttempts: 0 })],
  ['@lifeomic/attempt', 'retry(fn)', (l, fn) => l.retry(fn)],
  ['@lifeomic/attempt', 'handleError', (l, fn, told) => l.retry(fn, { maxAttempts: 5, handleError: () => told() })],
  [
    '@lifeomic/attempt',
    'handleError that throws',
    (l, fn, told) =>
      l.retry(fn, {
        maxAttempts: 5,
        handleError: () => {
          told();
          throw new Refused('no use');
        },
      }),
  ],
  ['@lifeomic/attempt', 'retry(fn, { maxAttempts: 0 })', (l, fn) => l.retry(fn, { maxAttempts: 0 })],
  ['ts-retry-promise', 'retry(fn)', (l, fn) => l.retry(fn)],
  ['ts-retry-promise', 'retry(fn, { retries: 2 })', (l, fn) => l.retry(fn, { retries: 2 })],
  [
    'ts-retry-promise',
    'retryIf',
    (l, fn) => l.retry(refusing(fn), { retryIf: (/** @type {any} */ error) => error instanceof Unavailable }),
  ],
  ['ts-retry-promise', "retry(fn, { retries: 'INFINITELY' })", (l, fn) => l.retry(fn, { retries: 'INFINITELY' })],
  ['ts-retry-promise', 'retryDecorator(fn, { retries: 2 })()', (l, fn) => l.retryDecorator(fn, { retries: 2 })()],
  ['retry-as-promised', 'retryAsPromised(fn, 3)', (l, fn) => l.retryAsPromised(fn, 3)],
  ['retry-as-promised', 'retryAsPromised(fn, { max: 3 })', (l, fn) => l.retryAsPromised(fn, { max: 3 })],
  ['async', 'retry(async fn)', (l, fn) => l.retry(async () => fn())],
  ['async', 'retry(3, async fn)', (l, fn) => l.retry(3, async () => fn())],
  ['async', 'retry({ times: 3 }, async fn)', (l, fn) => l.retry({ times: 3 }, async () => fn())],
  ['async', 'retry({ times: 0 }, async fn)', (l, fn) => l.retry({ times: 0 }, async () => fn())],
  [
    'async',
    'retry(3, fn, callback)',
    (l, fn) =>
      new Promise((resolve, reject) => {
        l.retry(
          3,
          (/** @type {any} */ done) => void fn().catch((error) => done(error)),
          (/** @type {any} */ error) => reject(error),
        );
      }),
  ],
  [
    'async',
    'errorFilter',
    (l, fn) => {
      const refused = refusing(fn);
      return l.retry({ times: 9, errorFilter: (/** @type {any} */ error) => error instanceof Unavailable }, async () =>
        refused(),
      );
    },
  ],
  ['async', 'retryable({ times: 3 }, async fn)()', (l, fn) => l.retryable({ times: 3 }, async () => fn())()],
  ['radash', 'retry({}, fn)', (l, fn) => l.retry({}, fn)],
  ['radash', 'retry({ times: 4 }, fn)', (l, fn) => l.retry({ times: 4 }, fn)],
  [
    'radash',
    'exit',
    (l, fn) =>
      l.retry({ times: 9 }, (/** @type {any} */ exit) =>
        fn().catch((error) => {
          exit(error);
          return fn();
        }),
      ),
  ],
  ['es-toolkit', 'retry(fn)', (l, fn) => l.retry(fn)],
  ['es-toolkit', 'retry(fn, 3)', (l, fn) => l.retry(fn, 3)],
  ['es-toolkit', 'retry(fn, { retries: 3 })', (l, fn) => l.retry(fn, { retries: 3 })],
  ['es-toolkit', 'retry(fn, { delay: 1 })', (l, fn) => l.retry(fn, { delay: 1 })],
  [
    'es-toolkit',
    'shouldRetry',
    (l, fn) => l.retry(refusing(fn), { shouldRetry: (/** @type {any} */ error) => error instanceof Unavailable }),
  ],
  ['cockatiel', 'retry(handleAll, {})', (l, fn) => l.retry(l.handleAll, {}).execute(fn)],
  [
    'cockatiel',
    'retry(handleAll, { maxAttempts: 3 })',
    (l, fn) => l.retry(l.handleAll, { maxAttempts: 3 }).execute(fn),
  ],
  [
    'cockatiel',
    'retry(handleType(Unavailable))',
    (l, fn) => l.retry(l.handleType(Unavailable), { maxAttempts: 9 }).execute(refusing(fn)),
  ],
  [
    'cockatiel',
    'retry(handleType(Unavailable).orWhen(…))',
    (l, fn) =>
      l
        .retry(
          l.handleType(Unavailable).orWhen((/** @type {any} */ error) => error instanceof Refused),
          { maxAttempts: 9 },
        )
        .execute(refusing(fn)),
  ],
  [
    'cockatiel',
    'retry(handleWhenResult(…))',
    (l, fn) =>
      l
        .retry(
          l.handleWhenResult((/** @type {any} */ { ok }) => !ok),
          { maxAttempts: 4 },
        )
        .execute(() => fn().catch((error) => ({ ok: false, text: error.message })))
        .then((/** @type {any} */ { text }) => Promise.reject(new Error(text))),
  ],
  [
    'cockatiel',
    'the attempt in the context',
    (l, fn) =>
      l
        .retry(l.handleAll, { maxAttempts: 9 })
        .execute((/** @type {any} */ { attempt }) =>
          fn().catch((error) => (attempt < 2 ? Promise.reject(error) : `attempt ${attempt}`)),
        ),
  ],
  ...['onFailure', 'onRetry', 'onGiveUp'].map(
    (event) =>
      /** @type {const} */ ([
        'cockatiel',
        event,
        (/** @type {any} */ l, /** @type {any} */ fn, /** @type {any} */ told) => {
          const policy = l.retry(l.handleAll, { maxAttempts: 3 });
          policy[event](() => told());
          return policy.execute(fn);
        },
      ]),
  ),
  [
    'cockatiel',
    'wrap(retry, retry)',
    (l, fn) => l.wrap(l.retry(l.handleAll, { maxAttempts: 2 }), l.retry(l.handleAll, { maxAttempts: 3 })).execute(fn),
  ],
  [
    'cockatiel',
    'wrap(own, retry)',
    (l, fn) => {
      const twice = { execute: (/** @type {any} */ run) => run().catch(() => run()) };
      return l.wrap(twice, l.retry(l.handleAll, { maxAttempts: 3 })).execute(fn);
    },
  ],
  [
    'cockatiel',
    'wrap(retry, fallback)',
    (l, fn, told) =>
      l
        .wrap(
          l.retry(l.handleAll, { maxAttempts: 3 }),
          l.fallback(l.handleAll, () => told() ?? 'instead'),
        )
        .execute(fn),
  ],
  [
    'cockatiel',
    'wrap(fallback, retry)',
    (l, fn) => l.wrap(l.fallback(l.handleAll, 'instead'), l.retry(l.handleAll, { maxAttempts: 3 })).execute(fn),
  ],
  [
    'cockatiel',
    'usePolicy(retry)',
    (l, fn) => {
      class Service {
        /** @param {number} number */
        load(number) {
          return fn(this, number);
        }
      }
      const descriptor = Object.getOwnPropertyDescriptor(Service.prototype, 'load');
      const decorated = l.usePolicy(l.retry(l.handleAll, { maxAttempts: 2 }))(Service.prototype, 'load', descriptor);
      Object.defineProperty(Service.prototype, 'load', decorated ?? descriptor);
      return new Service().load(1);
    },
  ],
  ['mollitia', '[new Retry()]', (l, fn) => circuit(l, fn, new l.Retry())],
  [
    'mollitia',
    'new Circuit({ func, options: { modules: [new Retry({ attempts: 3 })] } })',
    (l, fn) => new l.Circuit({ func: fn, options: { modules: [new l.Retry({ attempts: 3, interval: 1 })] } }).execute(),
  ],
  [
    'mollitia',
    'onRejection',
    (l, fn) =>
      circuit(
        l,
        refusing(fn),
        new l.Retry({ attempts: 9, onRejection: (/** @type {any} */ error) => error instanceof Unavailable }),
      ),
  ],
  ['rxjs', 'defer(fn).pipe(retry(2))', (l, fn) => l.lastValueFrom(l.defer(fn).pipe(l.retry(2)))],
  [
    'rxjs',
    'retry({ count: 2, delay: 1 })',
    (l, fn) => l.lastValueFrom(l.defer(fn).pipe(l.retry({ count: 2, delay: 1 }))),
  ],
  ['rxjs', 'retry(1), retry(2)', (l, fn) => l.lastValueFrom(l.defer(fn).pipe(l.retry(1), l.retry(2)))],
  ['rxjs', 'from(fn()).pipe(retry(2))', (l, fn) => l.lastValueFrom(l.from(fn()).pipe(l.retry(2)))],
  [
    'rxjs',
    'delay that ends it',
    (l, fn) =>
      l.lastValueFrom(
        l.defer(fn).pipe(
          l.retry({
            count: 5,
            delay: (/** @type {any} */ error, /** @type {number} */ count) =>
              count === 3 ? l.throwError(() => new Refused(error.message)) : l.timer(1),
          }),
        ),
      ),
  ],
  [
    'rxjs',
    'retry(1), map, catchError, retry(2)',
    (l, fn) =>
      l.lastValueFrom(
        l.defer(fn).pipe(
          l.retry(1),
          l.map(() => 'never'),
          l.catchError((/** @type {any} */ error) => l.of(error.message)),
          l.retry(2),
        ),
      ),
  ],
  [
    'rxjs',
    'switchMap(() => defer(fn)).pipe(retry(2))',
    (l, fn) =>
      l.lastValueFrom(
        l
          .defer(async () => 1)
          .pipe(
            l.switchMap(() => l.defer(fn)),
            l.retry(2),
          ),
      ),
  ],
  [
    'rxjs',
    'subscribe',
    (l, fn) =>
      new Promise((resolve, reject) => {
        l.defer(fn).pipe(l.retry(2)).subscribe({ next: resolve, error: reject });
      }),
  ],
  [
    'effect',
    'retry(tryPromise(fn), { times: 2 })',
    (l, fn) =>
      l.Effect.runPromise(
        l.Effect.retry(l.Effect.tryPromise({ try: () => fn(), catch: (/** @type {any} */ e) => e }), { times: 2 }),
      ),
  ],
  [
    'effect',
    'retry(Schedule.recurs(2)), retry({ times: 1 })',
    ({ Effect, Schedule }, fn) =>
      Effect.runPromise(
        Effect.tryPromise({ try: () => fn(), catch: (/** @type {any} */ error) => error }).pipe(
          Effect.retry(Schedule.recurs(2)),
          Effect.retry({ times: 1 }),
        ),
      ),
  ],
  [
    'effect',
    'pipe(tryPromise, retry)',
    ({ Effect, pipe }, fn) =>
      Effect.runPromise(
        pipe(
          Effect.tryPromise({ try: () => fn(), catch: (/** @type {any} */ error) => error }),
          Effect.retry({ times: 2 }),
        ),
      ),
  ],
  [
    'effect',
    'while',
    ({ Effect }, fn) => {
      const refused = refusing(fn);
      return Effect.runPromise(
        Effect.retry(Effect.tryPromise({ try: () => refused(), catch: (/** @type {any} */ error) => error }), {
          times: 9,
          while: (/** @type {any} */ error) => error instanceof Unavailable,
        }),
      );
    },
  ],
  [
    'effect',
    'gen',
    ({ Effect }, fn) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const one = yield* Effect.succeed(1);
          return yield* Effect.retry(
            Effect.tryPromise({ try: () => fn(one), catch: (/** @type {any} */ error) => error }),
            { times: 2 },
          );
        }),
      ),
  ],
  [
    'effect',
    'retry, catch, retry',
    ({ Effect }, fn) =>
      Effect.runPromise(
        Effect.tryPromise({ try: () => fn(), catch: (/** @type {any} */ error) => error }).pipe(
          Effect.retry({ times: 1 }),
          Effect.catch(() => Effect.succeed('instead')),
          Effect.retry({ times: 2 }),
        ),
      ),
  ],
  [
    'effect',
    'catchTag, retry',
    ({ Effect }, fn) =>
      Effect.runPromise(
        Effect.tryPromise({
          try: () => fn(),
          catch: (/** @type {any} */ error) => Object.assign(error, { _tag: 'Refused' }),
        }).pipe(
          Effect.catchTag('Unavailable', () => Effect.succeed('instead')),
          Effect.retry({ times: 2 }),
          Effect.catchTag('Refused', (/** @type {any} */ error) => Effect.succeed(error.message)),
        ),
      ),
  ],
  [
    'effect',
    'flatMap, tap',
    ({ Effect }, fn, told) =>
      Effect.runPromise(
        Effect.succeed(1).pipe(
          Effect.tap(() => Effect.sync(() => told())),
          Effect.flatMap(() => Effect.tryPromise({ try: () => fn(), catch: (/** @type {any} */ error) => error })),
          Effect.retry({ times: 2 }),
        ),
      ),
  ],
];
