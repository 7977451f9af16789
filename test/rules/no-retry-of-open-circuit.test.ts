import rule from '../../rules/no-retry-of-open-circuit.js';
import { breaker, execute } from '../support/breakers.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const retried = (attempts: string, retry: string, name: string, path: string) => ({
  messageId: 'rejectionRetried',
  data: { attempts, retry, breaker: name, path },
});

/** A retry by hand; `decision` stands in its handler. */
const withRetry = (decision: string): string => `
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  async function withRetry<T>(fn: () => Promise<T>, maxRetries = 3): Promise<T> {
    let lastError: unknown;
    for (let attempt = 0; attempt <= maxRetries; attempt++) {
      try {
        return await fn();
      } catch (error) {
        lastError = error;
        ${decision}
        await sleep(100 * 2 ** attempt);
      }
    }
    throw lastError;
  }
`;

const circuit = breaker`${execute('await fn()')}`;

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a retry around a call that no breaker protects',
      code: code(`
        import pRetry from 'p-retry';
        export const load = () => pRetry(() => fetch('/a'), { retries: 3 });
        export class CircuitBreaker {}
      `),
    },
    {
      name: 'is silent on a retry inside the breaker',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => pRetry(() => fetch('/a'), { retries: 2 }));
        export const load = () => breaker.fire();
      `),
    },
    {
      name: 'is silent where a predicate is asked for the error: it may leave the rejection out',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => fetch('/a'));
        export const load = () => pRetry(() => breaker.fire(), { retries: 3, shouldRetry: (error) => error.code !== 'EOPENBREAKER' });
      `),
    },
    {
      name: 'is silent where the error policy leaves the rejection out',
      code: code(`
        import { circuitBreaker, ConsecutiveBreaker, handleAll, handleWhen, isBrokenCircuitError, retry, wrap } from 'cockatiel';
        const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
        const retries = retry(handleWhen((error) => !isBrokenCircuitError(error)), { maxAttempts: 3 });
        export const policy = wrap(retries, breaker);
      `),
    },
    {
      name: 'is silent where the error policy allows one class of errors',
      code: code(`
        import { circuitBreaker, ConsecutiveBreaker, handleAll, handleType, retry, wrap } from 'cockatiel';
        class HttpError extends Error {}
        const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
        export const policy = wrap(retry(handleType(HttpError), { maxAttempts: 3 }), breaker);
      `),
    },
    {
      name: 'is silent where a fallback answers inside the retry',
      code: code(`
        import { circuitBreaker, ConsecutiveBreaker, fallback, handleAll, retry, wrap } from 'cockatiel';
        const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
        export const policy = wrap(retry(handleAll, { maxAttempts: 3 }), fallback(handleAll, []), breaker);
      `),
    },
    {
      name: 'is silent where the breaker has a fallback: nothing is rejected',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => fetch('/a'));
        breaker.fallback(() => undefined);
        export const load = () => pRetry(() => breaker.fire(), { retries: 3 });
      `),
    },
    {
      name: 'is silent on one attempt in all',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => fetch('/a'));
        export const load = () => pRetry(() => breaker.fire(), { retries: 0 });
      `),
    },
    {
      name: 'is silent where the failure is answered before the retry sees it',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => fetch('/a'));
        export const load = () => pRetry(() => breaker.fire().catch(() => undefined), { retries: 3 });
      `),
    },
    {
      name: 'is silent where what is retried ends the retry itself',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry, { AbortError } from 'p-retry';
        const breaker = new CircuitBreaker(() => fetch('/a'));
        export const load = () =>
          pRetry(async () => {
            if (breaker.opened) throw new AbortError('not now');
            return breaker.fire();
          }, { retries: 3 });
      `),
    },
    {
      name: 'is silent where a loop tells the rejection from other errors',
      code: `${circuit}${code(`${withRetry('if (error instanceof CircuitOpenError) throw error;')}
        const breaker = new CircuitBreaker();
        export const load = () => withRetry(() => breaker.execute(() => fetch('/a')));
      `)}`,
    },
    {
      name: 'is silent where a loop asks the breaker before it goes on',
      code: `${circuit}${code(`
        const breaker = new CircuitBreaker();
        export async function load() {
          for (let attempt = 1; ; attempt++) {
            try {
              return await breaker.execute(() => fetch('/a'));
            } catch (error) {
              if (attempt === 3 || breaker.isOpen()) throw error;
            }
          }
        }
      `)}`,
    },
    {
      name: 'is silent where the circuit lets a probe in before the next attempt',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => fetch('/a'), { resetTimeout: 10_000 });
        export const load = () => pRetry(() => breaker.fire(), { retries: 3, minTimeout: 10_000 });
      `),
    },
    {
      name: 'is silent where a loop waits for as long as the circuit stays open',
      code: `${circuit}${code(`${withRetry('').replace('100 * 2 ** attempt', '30_000')}
        const breaker = new CircuitBreaker();
        export const load = () => withRetry(() => breaker.execute(() => fetch('/a')));
      `)}`,
    },
    {
      name: 'is silent where the wait is as long as the error says',
      code: `${circuit}${code(`${withRetry('await sleep(error.retryAfterMs);')}
        const breaker = new CircuitBreaker();
        export const load = () => withRetry(() => breaker.execute(() => fetch('/a')));
      `)}`,
    },
    {
      name: 'is silent on a loop over other targets',
      code: `${circuit}${code(`
        const breaker = new CircuitBreaker();
        export async function load(hosts: string[]) {
          let lastError: unknown;
          for (const host of hosts) {
            try {
              return await breaker.execute(() => fetch(host));
            } catch (error) {
              lastError = error;
            }
          }
          throw lastError;
        }
      `)}`,
    },
    {
      name: 'is silent on a loop that goes on when the call went well',
      code: `${circuit}${code(`
        const breaker = new CircuitBreaker();
        export async function poll() {
          for (let attempt = 1; attempt <= 10; attempt++) {
            try {
              await breaker.execute(() => fetch('/status'));
            } catch (error) {
              console.error(error);
            }
          }
        }
      `)}`,
    },
    ...[
      ['an observable of a promise, which is there already', 'lastValueFrom(from(breaker.fire()).pipe(retry(3)))'],
      [
        'an observable whose failure is answered inside the retry',
        'lastValueFrom(defer(() => breaker.fire()).pipe(catchError(() => of(0)), retry(3)))',
      ],
      [
        'an observable whose delay asks for the error',
        "lastValueFrom(defer(() => breaker.fire()).pipe(retry({ count: 3, delay: (error) => { if (error.code === 'EOPENBREAKER') throw error; return timer(100); } })))",
      ],
      [
        'an effect whose failure is answered inside the retry',
        'Effect.runPromise(Effect.tryPromise(() => breaker.fire()).pipe(Effect.catch(() => Effect.succeed(0)), Effect.retry({ times: 3 })))',
      ],
      [
        'an effect with a step that nobody knows',
        'Effect.runPromise(Effect.tryPromise(() => breaker.fire()).pipe(answered(), Effect.retry({ times: 3 })))',
      ],
      [
        'an effect that retries some errors',
        "Effect.runPromise(Effect.tryPromise(() => breaker.fire()).pipe(Effect.retry({ times: 3, while: (error) => error.code !== 'EOPENBREAKER' })))",
      ],
    ].map(([what = '', load = '']) => ({
      name: `is silent on ${what}`,
      filename: 'load.js',
      code: code(`
        import CircuitBreaker from 'opossum';
        import { Effect } from 'effect';
        import { catchError, defer, from, lastValueFrom, of, retry, timer } from 'rxjs';
        const breaker = new CircuitBreaker(() => fetch('/a'));
        export const load = () => ${load};
      `),
    })),
  ],
  invalid: [
    ...[
      [
        'an observable that is made anew for each attempt',
        'lastValueFrom(defer(() => ‹①breaker.fire()›).pipe(retry(3)))',
        'lastValueFrom → breaker.fire, line ①',
      ],
      [
        'an observable with a delay that is a number',
        'lastValueFrom(defer(() => ‹①breaker.fire()›).pipe(retry({ count: 3, delay: 100 })))',
        'lastValueFrom → breaker.fire, line ①',
      ],
      [
        'an effect that is piped into a retry',
        'Effect.runPromise(Effect.tryPromise(() => ‹①breaker.fire()›).pipe(Effect.retry({ times: 3 })))',
        'Effect.runPromise → breaker.fire, line ①',
      ],
      [
        'an observable whose failure is answered outside the retry',
        'lastValueFrom(defer(() => ‹①breaker.fire()›).pipe(map(String), retry(3), catchError(() => of(0))))',
        'lastValueFrom → breaker.fire, line ①',
      ],
      [
        'an effect whose failure is answered outside the retry',
        'Effect.runPromise(Effect.tryPromise(() => ‹①breaker.fire()›).pipe(Effect.map(String), Effect.retry({ times: 3 }), Effect.catch(() => Effect.succeed(0))))',
        'Effect.runPromise → breaker.fire, line ①',
      ],
      [
        'an effect that a retry is called with',
        'Effect.runPromise(Effect.retry(Effect.tryPromise(() => ‹①breaker.fire()›), Schedule.recurs(3)))',
        'Effect.runPromise → breaker.fire, line ①',
      ],
    ].flatMap(([what = '', load = '', path = '']) =>
      ['load.js', 'load.ts'].map((filename) => ({
        name: `reports ${what}, in ${filename}`,
        filename,
        ...marked(
          `
            import CircuitBreaker from 'opossum';
            import { Effect, Schedule } from 'effect';
            import { catchError, defer, lastValueFrom, map, of, retry } from 'rxjs';
            const breaker = new CircuitBreaker(() => fetch('/a'));
            export const load = () => ${load};
          `,
          [retried('4', 'retry', 'CircuitBreaker', path)],
        ),
      })),
    ),
    {
      name: 'reports a wait that ends while the circuit is open',
      ...marked(
        `
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => fetch('/a'), { resetTimeout: 10_000 });
        export const load = () => pRetry(() => ‹①breaker.fire()›, { retries: 1, minTimeout: 9_000 });
      `,
        [
          {
            ...retried('2', 'pRetry', 'CircuitBreaker', 'pRetry → breaker.fire, line ①'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'pRetry', rejections: 'one rejection while it is open, not 2' },
                diff: `
                - export const load = () => pRetry(() => breaker.fire(), { retries: 1, minTimeout: 9_000 });
                + export const load = () => pRetry(() => breaker.fire(), { retries: 1, minTimeout: 9_000, shouldRetry: ({ error }) => (error as { code?: unknown }).code !== 'EOPENBREAKER' });
              `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a loop whose wait ends while the circuit is open',
      ...marked(
        `${circuit}${code(`${withRetry('').replace('100 * 2 ** attempt', '29_000')}
        const breaker = new CircuitBreaker();
        export const load = () => withRetry(() => ‹①breaker.execute(() => fetch('/a'))›, 1);
      `)}`,
        [retried('2', 'withRetry', 'CircuitBreaker', 'withRetry → breaker.execute, line ①')],
      ),
    },
    {
      name: 'reports the call of a library breaker inside a library retry',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          const breaker = new CircuitBreaker(() => fetch('/a'));
          export const load = () => pRetry(() => ‹①breaker.fire()›, { retries: 3 });
        `,
        [
          {
            ...retried('4', 'pRetry', 'CircuitBreaker', 'pRetry → breaker.fire, line ①'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'pRetry', rejections: 'one rejection while it is open, not 4' },
                diff: `
                  - export const load = () => pRetry(() => breaker.fire(), { retries: 3 });
                  + export const load = () => pRetry(() => breaker.fire(), { retries: 3, shouldRetry: ({ error }) => (error as { code?: unknown }).code !== 'EOPENBREAKER' });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the composition where policies are wrapped, the retry outside',
      ...marked(
        `
          import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
          ①const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
          export const policy = ‹wrap(retry(handleAll, { maxAttempts: 3 }), breaker)›;
        `,
        [
          {
            ...retried('4', 'retry', 'circuitBreaker', 'retry → circuitBreaker, line ①'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'retry', rejections: 'one rejection while it is open, not 4' },
                diff: `
                  - import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
                  + import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap, BrokenCircuitError, handleWhen } from 'cockatiel';
                  - export const policy = wrap(retry(handleAll, { maxAttempts: 3 }), breaker);
                  + export const policy = wrap(retry(handleWhen((error) => !(error instanceof BrokenCircuitError)), { maxAttempts: 3 }), breaker);
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a predicate that accepts the rejection',
      ...marked(
        `
          import { circuitBreaker, ConsecutiveBreaker, handleAll, handleWhen, isBrokenCircuitError, retry, wrap } from 'cockatiel';
          ①const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
          const retries = retry(handleWhen((error) => isBrokenCircuitError(error)), { maxAttempts: 3 });
          export const policy = ‹wrap(retries, breaker)›;
        `,
        [retried('4', 'retry', 'circuitBreaker', 'retry → circuitBreaker, line ①')],
      ),
    },
    {
      name: 'reports a predicate that accepts everything',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          const breaker = new CircuitBreaker(() => fetch('/a'));
          export const load = () => pRetry(() => ‹①breaker.fire()›, { retries: 2, shouldRetry: () => true });
        `,
        [retried('3', 'pRetry', 'CircuitBreaker', 'pRetry → breaker.fire, line ①')],
      ),
    },
    {
      name: 'reports a breaker of the file inside a retry of the file, with the number that the call hands over',
      ...marked(
        `${circuit}${code(`${withRetry('')}
          const breaker = new CircuitBreaker();
          export const load = () => withRetry(() => ‹①breaker.execute(() => fetch('/a'))›, 5);
        `)}`,
        [retried('6', 'withRetry', 'CircuitBreaker', 'withRetry → breaker.execute, line ①')],
      ),
    },
    {
      name: 'reports the call in a loop',
      ...marked(
        `${circuit}${code(`
          export class Client {
            constructor(private readonly breaker: CircuitBreaker) {}
            async load() {
              let attempts = 0;
              while (true) {
                try {
                  return await ‹①this.breaker.execute(() => fetch('/a'))›;
                } catch (error) {
                  attempts++;
                  if (attempts >= 3) throw error;
                }
              }
            }
          }
        `)}`,
        [retried('3', 'Client.load', 'CircuitBreaker', 'load → breaker.execute, line ①')],
      ),
    },
    {
      name: 'reports a breaker whose rejection has a class of the file, inside a retry of the file',
      ...marked(
        `${code('class CircuitOpenError extends Error {}')}${circuit}${code(`${withRetry('')}
          const breaker = new CircuitBreaker();
          export const load = () => withRetry(() => ‹①breaker.execute(() => fetch('/a'))›);
        `)}`,
        [
          {
            ...retried('4', 'withRetry', 'CircuitBreaker', 'withRetry → breaker.execute, line ①'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'withRetry', rejections: 'one rejection while it is open, not 4' },
                diff: `
                          return await fn();
                        } catch (error) {
                  +       if (error instanceof CircuitOpenError) {
                  +         throw error;
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a loop around a breaker whose rejection has a code, in JavaScript without semicolons',
      filename: 'client.js',
      ...marked(
        `
          export class CircuitBreaker {
            #state = 'closed'
            #failures = 0
            #openedAt = 0

            async execute(fn) {
              if (this.#state === 'open') {
                if (Date.now() - this.#openedAt < 30_000) {
                  throw Object.assign(new Error('open'), { code: 'ECIRCUITOPEN' })
                }
                this.#state = 'half-open'
              }
              try {
                const result = await fn()
                this.#state = 'closed'
                return result
              } catch (error) {
                this.#failures += 1
                if (this.#failures >= 5) {
                  this.#state = 'open'
                  this.#openedAt = Date.now()
                }
                throw error
              }
            }
          }

          const breaker = new CircuitBreaker()

          export async function load() {
            for (let attempt = 1; ; attempt++) {
              try {
                return await ‹①breaker.execute(() => fetch('/a'))›
              } catch (error) {
                if (attempt === 3) throw error
              }
            }
          }
        `,
        [
          {
            ...retried('3', 'load', 'CircuitBreaker', 'load → breaker.execute, line ①'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'load', rejections: 'one rejection while it is open, not 3' },
                diff: `
                          return await breaker.execute(() => fetch('/a'))
                        } catch (error) {
                  +       if (error.code === 'ECIRCUITOPEN') {
                  +         throw error
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports policies that come from a long list of imports, in double quotes',
      ...marked(
        `
          import {
            circuitBreaker,
            ConsecutiveBreaker,
            handleAll,
            retry as retryOf,
            wrap,
          } from "cockatiel";
          ①const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
          export const policy = ‹wrap(retryOf(handleAll, { maxAttempts: 3 }), breaker)›;
        `,
        [
          {
            ...retried('4', 'retryOf', 'circuitBreaker', 'retryOf → circuitBreaker, line ①'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'retryOf', rejections: 'one rejection while it is open, not 4' },
                diff: `
                      wrap,
                  +   BrokenCircuitError,
                  +   handleWhen,
                  - export const policy = wrap(retryOf(handleAll, { maxAttempts: 3 }), breaker);
                  + export const policy = wrap(retryOf(handleWhen((error) => !(error instanceof BrokenCircuitError)), { maxAttempts: 3 }), breaker);
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry whose options are written over several lines, or not at all, in CommonJS',
      filename: 'client.cjs',
      ...marked(
        `
          const CircuitBreaker = require('opossum');
          const { backOff } = require('exponential-backoff');
          const breaker = new CircuitBreaker(() => fetch('/a'));
          exports.load = () =>
            backOff(() => ‹①breaker.fire()›, {
              numOfAttempts: 3,
              startingDelay: 100,
            });
          exports.again = () => backOff(() => ‹②breaker.fire()›);
        `,
        [
          {
            ...retried('3', 'backOff', 'CircuitBreaker', 'backOff → breaker.fire, line ①'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'backOff', rejections: 'one rejection while it is open, not 3' },
                diff: `
                        startingDelay: 100,
                  +     retry: (error) => error.code !== 'EOPENBREAKER',
                `,
              },
            ],
          },
          {
            ...retried('10', 'backOff', 'CircuitBreaker', 'backOff → breaker.fire, line ②'),
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'backOff', rejections: 'one rejection while it is open, not 10' },
                diff: `
                  - exports.again = () => backOff(() => breaker.fire());
                  + exports.again = () => backOff(() => breaker.fire(), { retry: (error) => error.code !== 'EOPENBREAKER' });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says so where the number is unknown',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          const breaker = new CircuitBreaker(() => fetch('/a'));
          export const load = (retries: number) => pRetry(() => ‹①breaker.fire()›, { retries });
        `,
        [
          {
            messageId: 'rejectionRetriedUnknown',
            data: { retry: 'pRetry', breaker: 'CircuitBreaker', path: 'pRetry → breaker.fire, line ①' },
            suggestions: [
              {
                messageId: 'excludeRejection',
                data: { retry: 'pRetry', rejections: 'one rejection while it is open' },
                diff: `
                  - export const load = (retries: number) => pRetry(() => breaker.fire(), { retries });
                  + export const load = (retries: number) => pRetry(() => breaker.fire(), { retries, shouldRetry: ({ error }) => (error as { code?: unknown }).code !== 'EOPENBREAKER' });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports in JavaScript, with require',
      filename: 'client.cjs',
      ...marked(
        `
          const CircuitBreaker = require('opossum');
          const retry = require('async-retry');
          const breaker = new CircuitBreaker(() => fetch('/a'));
          exports.load = () => retry(() => ‹①breaker.fire()›, { retries: 4 });
        `,
        [retried('5', 'retry', 'CircuitBreaker', 'retry → breaker.fire, line ①')],
      ),
    },
  ],
});
