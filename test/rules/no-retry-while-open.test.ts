import rule from '../../rules/no-retry-while-open.js';
import { breaker, execute, OPENS_BY_POLICY, policy } from '../support/breakers.js';
import { code, marked, woven } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const goesOn = (attempts: string, path: string) => ({ messageId: 'notAskedAgain', data: { attempts, path } });

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a breaker without a retry',
      code: breaker`${execute('await fn()')}`,
    },
    {
      name: 'is silent where each attempt is admitted by itself',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            this.admit();
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              if (attempt === 3) throw error;
            }
            await sleep(1_000);
          }
        }
      `,
    },
    {
      name: 'is silent where the state is read again after the wait',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 3) throw error;
              await sleep(1_000);
              if (this.state !== 'closed') throw error;
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the state is the condition of the loop',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          let lastError: unknown;
          for (let attempt = 1; attempt <= 3 && this.state !== 'open'; attempt++) {
            try {
              return await fn();
            } catch (error) {
              lastError = error;
              await sleep(1_000);
            }
          }
          throw lastError;
        }
      `,
    },
    {
      name: 'is silent where nothing is waited for between the test of the state and the next attempt',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 3 || this.state === 'open') throw error;
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a getter answers for the state',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        get isOpen(): boolean {
          return this.state === 'open';
        }
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          let attempt = 0;
          while (true) {
            try {
              return await fn();
            } catch (error) {
              attempt += 1;
              if (attempt === 3) throw error;
              await sleep(1_000);
              if (this.isOpen) throw error;
            }
          }
        }
      `,
    },
    {
      name: 'is silent where recursion asks before it goes on',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>, left = 2): Promise<T> {
          try {
            return await fn();
          } catch (error) {
            if (left === 0) throw error;
            await sleep(1_000);
            if (this.state !== 'closed') throw error;
            return this.withRetry(fn, left - 1);
          }
        }
      `,
    },
    {
      name: 'is silent on one attempt in total',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>, maxAttempts = 1): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt >= maxAttempts) throw error;
              await sleep(1_000);
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the retry stands outside and every attempt passes the breaker',
      code:
        breaker`${execute('await fn()')}` +
        code(`
          export async function withRetry<T>(breaker: CircuitBreaker, fn: () => Promise<T>): Promise<T> {
            for (let attempt = 1; ; attempt++) {
              try {
                return await breaker.execute(fn);
              } catch (error) {
                if (attempt === 3) throw error;
                await sleep(1_000);
              }
            }
          }
        `),
    },
    {
      name: 'is silent on failover: each round calls another replica',
      code: breaker`
        async execute<T>(fn: (host: string) => Promise<T>): Promise<T> {
          this.admit();
          for (const host of this.hosts) {
            try {
              const result = await fn(host);
              this.onSuccess();
              return result;
            } catch {
              await sleep(100);
            }
          }
          this.onFailure();
          throw new Error('no replica answers');
        }
      `,
    },
    {
      name: 'is silent on polling: what is asked again has succeeded',
      code: breaker`
        ${execute(`
          await (async () => {
            for (;;) {
              const status = await fn();
              if (status !== 'pending') return status;
              await sleep(1_000);
            }
          })()
        `)}
      `,
    },
    {
      name: 'is silent under a lock that is held across the whole sequence: nobody else can open the circuit meanwhile',
      code: code(`
        import { Mutex } from 'async-mutex';

        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
          private openedAt = 0;
          private readonly mutex = new Mutex();

          execute<T>(fn: () => Promise<T>): Promise<T> {
            return this.mutex.runExclusive(async () => {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt < 3) continue;
                  if (++this.failures >= 5) {
                    this.state = 'open';
                    this.openedAt = Date.now();
                  }
                  throw error;
                }
              }
            });
          }
        }
      `),
    },
    {
      name: 'is silent in a closure that asks after its wait, in JavaScript',
      code: code(`
        module.exports = function createBreaker(action) {
          let state = 'closed';
          let failures = 0;
          let retryAt = 0;

          return async function fire() {
            if (state === 'open') {
              if (Date.now() < retryAt) throw new CircuitOpenError();
              state = 'half-open';
            }
            for (let attempt = 1; ; attempt++) {
              try {
                const result = await action();
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                failures += 1;
                if (failures >= 5) {
                  state = 'open';
                  retryAt = Date.now() + 30_000;
                }
                if (attempt === 3) throw error;
                await sleep(1_000);
                if (state !== 'closed') throw error;
              }
            }
          };
        };
      `),
      filename: 'breaker.cjs',
    },
  ],

  invalid: [
    {
      name: 'reports a retry of a library in what a breaker of a library was handed',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          const breaker = new CircuitBreaker(() => ‹①pRetry(() => fetch('/a'), { retries: 2 })›);
          export const load = () => breaker.fire();
        `,
        [
          {
            messageId: 'notAskedAgain',
            data: { attempts: ', up to 2 more times', path: 'breaker.fire → pRetry, line ①' },
            suggestions: [
              {
                messageId: 'retryOutside',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  - const breaker = new CircuitBreaker(() => pRetry(() => fetch('/a'), { retries: 2 }));
                  - export const load = () => breaker.fire();
                  + const breaker = new CircuitBreaker(() => fetch('/a'));
                  + export const load = () => pRetry(() => breaker.fire(), { retries: 2, shouldRetry: ({ error }) => (error as { code?: unknown }).code !== 'EOPENBREAKER' });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the wait after which nobody asks',
      ...marked(
        breaker`
          ${execute('await this.withRetry(fn)')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
                ‹await sleep(1_000)›;
              }
            }
          }
        `,
        [
          {
            ...goesOn(', up to 2 more times', 'execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'askAfterWait',
                diff: woven`
                  ${policy()}
                            await sleep(1_000);
                  +         if (!this.policy.shouldRetry(attempt, error, { phase: this.state })) {
                  +           throw error;
                  +         }
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a state that is read before the wait only',
      ...marked(
        breaker`
          ${execute('await this.withRetry(fn)')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3 || this.state !== 'closed') throw error;
                ‹await sleep(1_000)›;
              }
            }
          }
        `,
        [
          {
            ...goesOn(', up to 2 more times', 'execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'askAfterWait',
                diff: woven`
                  ${policy()}
                            await sleep(1_000);
                  +         if (!this.policy.shouldRetry(attempt, error, { phase: this.state })) {
                  +           throw error;
                  +         }
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports attempts that are counted one by one, behind one admission',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            ①for (let attempt = 0; ; attempt++) {
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) this.state = 'open';
                if (attempt === 4) throw error;
                ‹await sleep(1_000)›;
              }
            }
          }
        `,
        [
          {
            ...goesOn(', up to 4 more times', 'execute → for, line ①'),
            suggestions: [
              {
                messageId: 'askAfterWait',
                diff: woven`
                  ${policy()}
                  -         if (this.failures >= 5) this.state = 'open';
                  +         if (this.policy.shouldOpenCircuit(this.failures)) this.state = 'open';
                            await sleep(1_000);
                  +         if (!this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  +           throw error;
                  +         }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the attempt itself where nothing is waited for',
      ...marked(
        breaker`
          ${execute('await this.withRetry(fn)')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            let lastError: unknown;
            ①for (let attempt = 1; attempt <= 3; attempt++) {
              try {
                return await ‹fn()›;
              } catch (error) {
                lastError = error;
              }
            }
            throw lastError;
          }
        `,
        [goesOn(', up to 2 more times', 'execute → withRetry → for, line ①')],
      ),
    },
    {
      name: 'reports the recursive call',
      ...marked(
        breaker`
          ${execute('await this.withRetry(fn)')}
          private async withRetry<T>(fn: () => Promise<T>, left = 2): Promise<T> {
            try {
              return await fn();
            } catch (error) {
              if (left === 0) throw error;
              await sleep(1_000);
              return ①‹this.withRetry(fn, left - 1)›;
            }
          }
        `,
        [goesOn(', up to 2 more times', 'execute → withRetry → itself, line ①')],
      ),
    },
    {
      name: 'reports a retry that is chosen once because the circuit is closed',
      ...marked(
        breaker`
          ${execute("await (this.state === 'closed' ? this.withRetry(fn) : fn())")}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            let left = 3;
            let lastError: unknown;
            ①do {
              try {
                return await fn();
              } catch (error) {
                lastError = error;
                ‹await sleep(1_000)›;
              }
            } while (--left > 0);
            throw lastError;
          }
        `,
        [goesOn(', up to 2 more times', 'execute → withRetry → do, line ①')],
      ),
    },
    {
      name: 'reports a retry strategy that is injected: it has no way to ask',
      ...marked(
        breaker`
          constructor(private readonly retry: RetryStrategy) {}
          ${execute('await this.retry.execute(fn)')}
        ` +
          code(`
            export class RetryStrategy {
              async execute<T>(fn: () => Promise<T>): Promise<T> {
                ①for (let attempt = 1; ; attempt++) {
                  try {
                    return await fn();
                  } catch (error) {
                    if (attempt === 3) throw error;
                    ‹await sleep(1_000)›;
                  }
                }
              }
            }
          `),
        [
          {
            ...goesOn(', up to 2 more times', 'execute → retry.execute → for, line ①'),
            suggestions: [
              {
                messageId: 'askAfterWait',
                diff: woven`
                  ${policy()}
                  -       const result = await this.retry.execute(fn);
                  +       const result = await this.retry.execute(fn, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                  ${OPENS_BY_POLICY}
                  -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                  +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                            await sleep(1_000);
                  +         if (shouldRetry?.(attempt, error) === false) {
                  +           throw error;
                  +         }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a closure over let in JavaScript',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;

            const reset = () => { state = 'half-open'; };

            return async function fire() {
              if (state === 'open') throw new CircuitOpenError();
              ①for (let attempt = 1; ; attempt++) {
                try {
                  const result = await action();
                  state = 'closed';
                  failures = 0;
                  return result;
                } catch (error) {
                  if (attempt < 3) {
                    ‹await new Promise((resolve) => setTimeout(resolve, 100 * attempt))›;
                    continue;
                  }
                  failures += 1;
                  if (failures >= 5) {
                    state = 'open';
                    setTimeout(reset, 30_000);
                  }
                  throw error;
                }
              }
            };
          };
        `,
        [goesOn(', up to 2 more times', 'fire → for, line ①')],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'says no number where it is unknown',
      ...marked(
        breaker`
          private readonly maxAttempts = Number(process.env.MAX_ATTEMPTS);
          ${execute('await this.withRetry(fn)')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt >= this.maxAttempts) throw error;
                ‹await sleep(1_000)›;
              }
            }
          }
        `,
        [
          {
            ...goesOn('', 'execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'askAfterWait',
                diff: woven`
                  ${policy()}
                            await sleep(1_000);
                  +         if (!this.policy.shouldRetry(attempt, error, { phase: this.state })) {
                  +           throw error;
                  +         }
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a breaker without a half-open state too',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' = 'closed';
            private failures = 0;
            private openUntil = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() < this.openUntil) throw new CircuitOpenError();
                this.state = 'closed';
              }
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt < 3) {
                    ‹await sleep(1_000)›;
                    continue;
                  }
                  if (++this.failures >= 5) {
                    this.state = 'open';
                    this.openUntil = Date.now() + 30_000;
                  }
                  throw error;
                }
              }
            }
          }
        `,
        [goesOn(', up to 2 more times', 'execute → for, line ①')],
      ),
    },
  ],
});
