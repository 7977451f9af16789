import rule from '../../rules/no-split-failure-accounting.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const split = (cell: string) => ({ messageId: 'splitAccounting', data: { cell, count: '①' } });

/**
 * A breaker that makes three attempts per call: `attempt` follows each failed one, `failure` the last. The window ends half a minute
 * after `clock`.
 */
const retrying = (attempt: string, failure: string, clock = 'lastFailureTime'): string => `
  export class CircuitBreaker {
    private state: 'closed' | 'open' | 'half-open' = 'closed';
    private failures = 0;
    private attempts: number[] = [];
    private lastFailureTime = 0;
    private openedAt = 0;

    async execute<T>(fn: () => Promise<T>): Promise<T> {
      if (this.state === 'open') {
        if (Date.now() - this.${clock} < 30_000) throw new CircuitOpenError();
        this.state = 'half-open';
      }
      try {
        const result = await this.withRetry(fn);
        this.state = 'closed';
        this.failures = 0;
        return result;
      } catch (error) {
        ${failure}
        throw error;
      }
    }

    private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await fn();
        } catch (error) {
          ${attempt}
          if (attempt === 3) throw error;
        }
      }
    }
  }
`;

const opens = "if (this.failures >= 5) { this.state = 'open'; this.openedAt = Date.now(); }";

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent where the end of the sequence writes the clock and the count',
      code: code(retrying('', `this.failures += 1; this.lastFailureTime = Date.now(); ${opens}`)),
    },
    {
      name: 'is silent where each attempt writes the clock and the count',
      code: code(retrying(`this.failures += 1; this.lastFailureTime = Date.now(); ${opens}`, '')),
    },
    {
      name: 'is silent on a time of the last failed attempt that decides nothing: the window begins with the transition',
      code: code(retrying('this.lastFailureTime = Date.now();', `this.failures += 1; ${opens}`, 'openedAt')),
    },
    {
      name: 'is silent on a log of attempts beside the account',
      code: code(
        retrying('this.attempts.push(Date.now());', `this.failures += 1; this.lastFailureTime = Date.now(); ${opens}`),
      ),
    },
    {
      name: 'is silent on an observer that counts and stamps in one method',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
          private failedAt = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.failedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            const result = await withRetry(fn, () => this.onFailedAttempt());
            this.state = 'closed';
            this.failures = 0;
            return result;
          }

          private onFailedAttempt(): void {
            this.failures += 1;
            this.failedAt = Date.now();
            if (this.failures >= 5) this.state = 'open';
          }
        }

        async function withRetry<T>(fn: () => Promise<T>, onFailure: () => void): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              onFailure();
              if (attempt === 3) throw error;
            }
          }
        }
      `),
    },
    {
      name: 'is silent on a breaker without a retry, one method of which stamps and another counts',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
          private failedAt = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.failedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              const result = await fn();
              this.state = 'closed';
              this.failures = 0;
              return result;
            } catch (error) {
              this.stamp();
              this.count();
              throw error;
            }
          }

          private stamp(): void {
            this.failedAt = Date.now();
          }

          private count(): void {
            this.failures += 1;
            if (this.failures >= 5) this.state = 'open';
          }
        }
      `),
    },
    {
      name: 'is silent on a time of the next attempt, which the retry keeps to itself',
      code: code(
        retrying(
          'const retryAt = Date.now() + 1_000; await until(retryAt);',
          `this.failures += 1; this.lastFailureTime = Date.now(); ${opens}`,
        ),
      ),
    },
  ],

  invalid: [
    {
      name: 'reports the clock that each attempt moves while the end of the sequence counts',
      ...marked(retrying('‹this.lastFailureTime = Date.now()›;', `①this.failures += 1; ${opens}`), [
        split('this.lastFailureTime'),
      ]),
    },
    {
      name: 'reports the attempt, not the end of the sequence that writes the clock as well',
      ...marked(
        retrying(
          '‹this.lastFailureTime = Date.now()›;',
          `①this.failures += 1; this.lastFailureTime = Date.now(); ${opens}`,
        ),
        [
          {
            ...split('this.lastFailureTime'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const result = await this.withRetry(fn);
                  -       this.state = 'closed';
                  -       this.failures = 0;
                  -       return result;
                  -     } catch (error) {
                  -       this.failures += 1; this.lastFailureTime = Date.now(); if (this.failures >= 5) { this.state = 'open'; this.openedAt = Date.now(); }
                  -       throw error;
                  -     }
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1; this.lastFailureTime = Date.now(); if (this.policy.shouldOpenCircuit(this.failures)) { this.state = 'open'; this.openedAt = Date.now(); }
                  +         throw error;
                  +       }
                  +     });
                  +     this.state = 'closed';
                  +     this.failures = 0;
                  +     return result;
                  -         this.lastFailureTime = Date.now();
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'moveClockLast',
                diff: `
                  -         this.lastFailureTime = Date.now();
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a callback that a retry policy runs after each failed attempt',
      ...marked(
        `
          class RetryPolicy {
            constructor(private readonly maxRetries = 3, private readonly onAttemptFailed: (error: unknown) => void = () => {}) {}

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              for (let attempt = 0; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  this.onAttemptFailed(error);
                  if (attempt === this.maxRetries - 1) throw error;
                }
              }
            }
          }

          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private failedAt = 0;
            private readonly retry = new RetryPolicy(3, () => this.onAttempt());

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.failedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await this.retry.execute(fn);
                this.state = 'closed';
                this.failures = 0;
                return result;
              } catch (error) {
                ①this.failures += 1;
                if (this.failures >= 5) this.state = 'open';
                throw error;
              }
            }

            private onAttempt(): void {
              ‹this.failedAt = Date.now()›;
            }
          }
        `,
        [split('this.failedAt')],
      ),
    },
    {
      name: 'reports #private state in an enum, with a window that the end of the sequence appends to',
      ...marked(
        `
          enum State { Closed, Open, HalfOpen }

          export class Breaker {
            #state = State.Closed;
            #failures: number[] = [];
            #failedAt = 0;

            async call<T>(operation: () => Promise<T>): Promise<T> {
              if (this.#state === State.Open) {
                if (Date.now() - this.#failedAt < 30_000) throw new CircuitOpenError();
                this.#state = State.HalfOpen;
              }
              try {
                const value = await this.#attempts(operation);
                this.#state = State.Closed;
                return value;
              } catch (error) {
                ①this.#failures.push(Date.now());
                if (this.#failures.length >= 5) this.#state = State.Open;
                throw error;
              }
            }

            async #attempts<T>(operation: () => Promise<T>): Promise<T> {
              let left = 3;
              while (true) {
                try {
                  return await operation();
                } catch (error) {
                  ‹this.#failedAt = Date.now()›;
                  left -= 1;
                  if (left === 0) throw error;
                }
              }
            }
          }
        `,
        [split('this.#failedAt')],
      ),
    },
    {
      name: 'reports a closure over let, in CommonJS, with a helper that is given the callback',
      ...marked(
        `
          async function withRetry(fn, onFailure) {
            for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                onFailure(error);
                if (attempt === 3) throw error;
              }
            }
          }

          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let failedAt = 0;
            return async function fire() {
              if (state === 'open') {
                if (Date.now() - failedAt < 30_000) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await withRetry(() => action(), () => { ‹failedAt = Date.now()›; });
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                ①failures += 1;
                if (failures >= 5) state = 'open';
                throw error;
              }
            };
          };
        `,
        [split('failedAt')],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports a promise chain whose last link counts, and states of a constant object',
      ...marked(
        `
          const STATE = Object.freeze({ CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF_OPEN' });

          export class CircuitBreaker {
            state = STATE.CLOSED;
            failures = 0;
            retryAt = 0;

            run(task) {
              if (this.state === STATE.OPEN) {
                if (Date.now() < this.retryAt) return Promise.reject(new CircuitOpenError());
                this.state = STATE.HALF_OPEN;
              }
              return this.attempts(task).then(
                (result) => {
                  this.state = STATE.CLOSED;
                  this.failures = 0;
                  return result;
                },
                (error) => {
                  ①this.failures += 1;
                  if (this.failures >= 5) this.state = STATE.OPEN;
                  throw error;
                },
              );
            }

            async attempts(task) {
              for (let attempt = 1; ; attempt++) {
                try {
                  return await task();
                } catch (error) {
                  ‹this.retryAt = Date.now() + 30_000›;
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [split('this.retryAt')],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a retry by recursion',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private failedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.failedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await this.attempt(fn, 3);
                this.state = 'closed';
                this.failures = 0;
                return result;
              } catch (error) {
                ①this.failures += 1;
                if (this.failures >= 5) this.state = 'open';
                throw error;
              }
            }

            private async attempt<T>(fn: () => Promise<T>, left: number): Promise<T> {
              try {
                return await fn();
              } catch (error) {
                ‹this.failedAt = Date.now()›;
                if (left <= 1) throw error;
                return this.attempt(fn, left - 1);
              }
            }
          }
        `,
        [split('this.failedAt')],
      ),
    },
  ],
});
