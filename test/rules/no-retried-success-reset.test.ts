import rule from '../../rules/no-retried-success-reset.js';
import { breaker, execute, withRetry } from '../support/breakers.js';
import { code, marked, unmarked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const clears = (cell: string, failures = '2', attempts = '3') => ({
  messageId: 'retriedSuccessClears',
  data: { cell, failures, attempts },
});
const clearsUnknown = (cell: string) => ({ messageId: 'retriedSuccessClearsUnknown', data: { cell } });

/** A breaker that makes three attempts per call; `success` is what it does when one of them has succeeded, `failure` when none has. */
const retrying = (success: string, failure = 'this.failures += 1;', inCatch = ''): string => `
  export class CircuitBreaker {
    private state: 'closed' | 'open' | 'half-open' = 'closed';
    private failures = 0;
    private successes = 0;
    private openedAt = 0;

    async execute<T>(fn: () => Promise<T>): Promise<T> {
      if (this.state === 'open') {
        if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
        this.state = 'half-open';
      }
      try {
        const result = await this.withRetry(fn);
        ${success}
        return result;
      } catch (error) {
        ${failure}
        if (this.failures >= 5) {
          this.state = 'open';
          this.openedAt = Date.now();
        }
        throw error;
      }
    }

    private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await fn();
        } catch (error) {
          ${inCatch}
          if (attempt === 3) throw error;
        }
      }
    }
  }
`;

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a breaker without a retry: the count is one of failures in a row',
      code: unmarked(breaker(execute('await fn()'))),
    },
    {
      name: 'is silent where the retry stands outside the breaker, whose count sees every attempt',
      code:
        breaker(`
        ${execute('await fn()')}
      `) +
        code(`
        export async function callWithRetry<T>(circuit: CircuitBreaker, fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await circuit.execute(fn);
            } catch (error) {
              if (attempt === 3) throw error;
            }
          }
        }
      `),
    },
    {
      name: 'is silent where each failed attempt is counted on its own',
      code: code(retrying("this.state = 'closed'; this.failures = 0;", '', 'this.failures += 1;')),
    },
    {
      name: 'is silent where a success clears the count together with the transition that ends a probe',
      code: code(retrying("if (this.state === 'half-open') { this.state = 'closed'; this.failures = 0; }")),
    },
    {
      name: 'is silent where a success leaves the count to a window of time',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures: number[] = [];
          private openedAt = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              const result = await this.withRetry(fn);
              this.state = 'closed';
              return result;
            } catch (error) {
              this.failures = [...this.failures.filter((at) => Date.now() - at < 60_000), Date.now()];
              if (this.failures.length >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
              throw error;
            }
          }

          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        }
      `),
    },
    {
      name: 'is silent where a success takes one failure off the count',
      code: code(
        retrying(
          "if (this.state === 'closed') this.failures = Math.max(0, this.failures - 1); else this.state = 'closed';",
        ),
      ),
    },
    {
      name: 'is silent on one attempt in all',
      code: code(retrying('if (this.state === "closed") this.failures = 0;').replace('attempt === 3', 'attempt === 1')),
    },
    {
      name: 'is silent on a count of successes that a success clears',
      code: code(retrying("if (this.state === 'closed') this.successes = 0;")),
    },
  ],

  invalid: [
    {
      name: 'reports a success that writes the state as well, whatever the state was',
      ...marked(retrying("this.state = 'closed'; ‹this.failures = 0›;"), [
        {
          ...clears('this.failures'),
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
                  -       this.state = 'closed'; this.failures = 0;
                  -       return result;
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) {
                  -         this.state = 'open';
                  -         this.openedAt = Date.now();
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = 'open';
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  +     this.state = 'closed'; this.failures = 0;
                  +     return result;
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
            },
          ],
        },
      ]),
    },
    {
      name: 'reports the branch that clears the count while the circuit is closed',
      ...marked(
        retrying(
          "if (this.state === 'half-open') { this.state = 'closed'; this.failures = 0; } else { ‹this.failures = 0›; }",
        ),
        [
          {
            ...clears('this.failures'),
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
                  -       if (this.state === 'half-open') { this.state = 'closed'; this.failures = 0; } else { this.failures = 0; }
                  -       return result;
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) {
                  -         this.state = 'open';
                  -         this.openedAt = Date.now();
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = 'open';
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  +     if (this.state === 'half-open') { this.state = 'closed'; this.failures = 0; } else { this.failures = 0; }
                  +     return result;
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a method that applies the success',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            ${execute('await this.withRetry(fn)')}
            ${withRetry.replace('①', '')}

            private admit(): void {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
            }

            private onSuccess(): void {
              ‹this.failures = 0›;
              if (this.state === 'half-open') this.state = 'closed';
            }

            private onFailure(): void {
              this.failures += 1;
              if (this.failures >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
            }
          }
        `,
        [
          {
            ...clears('this.failures'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  -           export class CircuitBreaker {
                  +           import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                  + export class CircuitBreaker {
                                private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +             policy: FailurePolicy = {
                  +               countingUnit: 'attempt',
                  +               shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +               shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +               shouldCloseCircuit: () => true,
                  +             };
                  -   try {
                  -     const result = await this.withRetry(fn);
                  -     this.onSuccess();
                  -     return result;
                  -   } catch (error) {
                  -     this.onFailure();
                  -     throw error;
                  -   }
                  +   const result = await this.withRetry(async () => {
                  +     try {
                  +       return await fn();
                  +     } catch (error) {
                  +       this.onFailure();
                  +       throw error;
                  +     }
                  +   });
                  +   this.onSuccess();
                  +   return result;
                  -       if (attempt === 2) {
                  +       if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  -               if (this.failures >= 5) {
                  +               if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports #private state in an enum, with a retry by recursion',
      ...marked(
        `
          enum State { Closed, Open, HalfOpen }

          export class Breaker {
            #state = State.Closed;
            #failures = 0;
            #retryAt = 0;

            async call<T>(operation: () => Promise<T>): Promise<T> {
              if (this.#state === State.Open) {
                if (Date.now() < this.#retryAt) throw new CircuitOpenError();
                this.#state = State.HalfOpen;
              }
              try {
                const value = await this.#attempt(operation, 3);
                if (this.#state === State.Closed) ‹this.#failures = 0›;
                else this.#state = State.Closed;
                return value;
              } catch (error) {
                if (++this.#failures >= 5) {
                  this.#state = State.Open;
                  this.#retryAt = Date.now() + 30_000;
                }
                throw error;
              }
            }

            async #attempt<T>(operation: () => Promise<T>, left: number): Promise<T> {
              try {
                return await operation();
              } catch (error) {
                if (left <= 1) throw error;
                return this.#attempt(operation, left - 1);
              }
            }
          }
        `,
        [clears('this.#failures')],
      ),
    },
    {
      name: 'reports more attempts by recursion than are explored',
      ...marked(
        breaker`
          async call<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              const result = await this.attempt(fn, 4);
              if (this.state === 'closed') ‹this.failures = 0›;
              else this.state = 'closed';
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          private async attempt<T>(fn: () => Promise<T>, left: number): Promise<T> {
            try {
              return await fn();
            } catch (error) {
              if (left <= 1) throw error;
              return this.attempt(fn, left - 1);
            }
          }
        `,
        [clears('this.failures', '3', '4')],
      ),
    },
    {
      name: 'reports a closure over let, in CommonJS, with a helper that retries',
      ...marked(
        `
          async function withRetry(fn, attempts = 3) {
            for (let attempt = 1; attempt <= attempts; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === attempts) throw error;
              }
            }
          }

          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let retryAt = 0;
            return async function fire() {
              if (state === 'open') {
                if (Date.now() < retryAt) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await withRetry(() => action());
                if (state === 'half-open') state = 'closed';
                else ‹failures = 0›;
                return result;
              } catch (error) {
                failures += 1;
                if (failures >= 5) {
                  state = 'open';
                  retryAt = Date.now() + 30_000;
                }
                throw error;
              }
            };
          };
        `,
        [clears('failures')],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports a promise chain that settles both outcomes',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) return Promise.reject(new CircuitOpenError());
                this.state = 'half-open';
              }
              return this.withRetry(fn).then(
                (result) => {
                  if (this.state === 'closed') ‹this.failures = 0›;
                  else this.state = 'closed';
                  return result;
                },
                (error) => {
                  this.failures += 1;
                  if (this.failures >= 5) {
                    this.state = 'open';
                    this.openedAt = Date.now();
                  }
                  throw error;
                },
              );
            }

            ${withRetry.replace('①', '')}
          }
        `,
        [clears('this.failures')],
      ),
    },
    {
      name: 'reports states of a constant object, and a window that a success empties',
      ...marked(
        `
          const STATE = Object.freeze({ CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF_OPEN' });

          export class CircuitBreaker {
            state = STATE.CLOSED;
            failures = [];
            openedAt = 0;

            async run(task) {
              if (this.state === STATE.OPEN) {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = STATE.HALF_OPEN;
              }
              try {
                const result = await this.withRetry(task);
                if (this.state === STATE.CLOSED) ‹this.failures = []›;
                else this.state = STATE.CLOSED;
                return result;
              } catch (error) {
                this.failures.push(Date.now());
                if (this.failures.length >= 5) {
                  this.state = STATE.OPEN;
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            async withRetry(task) {
              let left = 3;
              while (true) {
                try {
                  return await task();
                } catch (error) {
                  left -= 1;
                  if (left === 0) throw error;
                }
              }
            }
          }
        `,
        [clears('this.failures')],
      ),
      filename: 'breaker.js',
    },
    {
      name: "says so where the number of attempts is the caller's",
      ...marked(
        retrying("if (this.state === 'closed') ‹this.failures = 0›; else this.state = 'closed';")
          .replace('execute<T>(fn: () => Promise<T>)', 'execute<T>(fn: () => Promise<T>, attempts: number)')
          .replace('this.withRetry(fn)', 'this.withRetry(fn, attempts)')
          .replace('withRetry<T>(fn: () => Promise<T>)', 'withRetry<T>(fn: () => Promise<T>, attempts: number)')
          .replace('attempt === 3', 'attempt === attempts'),
        [
          {
            ...clearsUnknown('this.failures'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens sooner)' },
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
                  -       const result = await this.withRetry(fn, attempts);
                  -       if (this.state === 'closed') this.failures = 0; else this.state = 'closed';
                  -       return result;
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) {
                  -         this.state = 'open';
                  -         this.openedAt = Date.now();
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = 'open';
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     }, attempts);
                  +     if (this.state === 'closed') this.failures = 0; else this.state = 'closed';
                  +     return result;
                  -         if (attempt === attempts) throw error;
                  +         if (attempt === attempts || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
            ],
          },
        ],
      ),
    },
  ],
});
