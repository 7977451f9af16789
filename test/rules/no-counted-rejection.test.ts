import rule from '../../rules/no-counted-rejection.js';
import { breaker } from '../support/breakers.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const counted = { messageId: 'rejectionCounted', data: { record: '①' } };

/** The same, with the check before the `try` in the suggestion. */
const moved = (diff: string) => ({ ...counted, suggestions: [{ messageId: 'moveCheck', diff }] });

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent where the breaker is asked before the try',
      code: breaker(`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          try {
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `),
    },
    {
      name: 'is silent where the rejection is told apart by its class',
      code:
        breaker(`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          try {
            this.check();
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            if (!(error instanceof OpenError)) this.onFailure();
            throw error;
          }
        }
        private check(): void {
          if (this.state === 'open') throw new OpenError();
        }
      `) + '\nclass OpenError extends Error {}\n',
    },
    {
      name: 'is silent where a rejection of an imported class is thrown on before anything is recorded',
      code:
        "import { CircuitOpenError } from './errors.js';\n\n" +
        breaker(`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          try {
            this.admit();
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            if (error instanceof CircuitOpenError) throw error;
            this.onFailure();
            throw error;
          }
        }
      `),
    },
    {
      name: 'is silent where the rejection is told apart by its code',
      code: breaker(`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          try {
            if (this.state === 'open' && Date.now() - this.openedAt < 30_000) {
              throw Object.assign(new Error('open'), { code: 'EOPEN' });
            }
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            if (error.code !== 'EOPEN') this.onFailure();
            throw error;
          }
        }
      `),
    },
    {
      name: 'is silent where a flag says that the service was called',
      code: breaker(`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          let isCalled = false;
          try {
            this.admit();
            isCalled = true;
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            if (isCalled) this.onFailure();
            throw error;
          }
        }
      `),
    },
    {
      name: 'is silent where failures are counted only while the circuit is not open',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
          private openedAt = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              const result = await fn();
              this.state = 'closed';
              this.failures = 0;
              return result;
            } catch (error) {
              if (this.state !== 'open') {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
              }
              throw error;
            }
          }
        }
      `),
    },
    {
      name: 'is silent on a count of rejections beside the count of failures',
      code: breaker(`
        private rejected = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          try {
            if (this.state === 'open' && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          } catch (error) {
            this.rejected += 1;
            throw error;
          }
          try {
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `),
    },
    {
      name: 'is silent where the fallback is returned from inside the try',
      code: breaker(`
        async execute<T>(fn: () => Promise<T>, fallback: T): Promise<T> {
          try {
            if (this.state === 'open' && Date.now() - this.openedAt < 30_000) return fallback;
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `),
    },
    {
      name: 'is silent on a chain whose handlers settle the call alone',
      code: breaker(`
        execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open' && Date.now() - this.openedAt < 30_000) return Promise.reject(new CircuitOpenError());
          return fn().then(
            (result) => { this.onSuccess(); return result; },
            (error) => { this.onFailure(); throw error; },
          );
        }
      `),
    },
  ],

  invalid: [
    {
      name: 'reports a rejection inside the try whose catch records',
      ...marked(
        breaker(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) {
                  ‹throw new CircuitOpenError();›
                }
                this.state = 'half-open';
              }
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              throw error;
            }
          }
        `),
        [
          moved(`
                async execute<T>(fn: () => Promise<T>): Promise<T> {
            +     if (this.state === 'open') {
            +       if (Date.now() - this.openedAt < 30_000) {
            +         throw new CircuitOpenError();
            +       }
            +       this.state = 'half-open';
            +     }
            -       if (this.state === 'open') {
            -         if (Date.now() - this.openedAt < 30_000) {
            -           throw new CircuitOpenError();
            -         }
            -         this.state = 'half-open';
            -       }
          `),
        ],
      ),
    },
    {
      name: 'reports the throw of a method that is called inside the try, where the rejection is made',
      ...marked(
        breaker(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              this.check();
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              throw error;
            }
          }
          private check(): void {
            if (this.state === 'open' && Date.now() - this.openedAt < 30_000) ‹throw new Error('circuit is open');›
          }
        `),
        [
          moved(`
                async execute<T>(fn: () => Promise<T>): Promise<T> {
            +     this.check();
            -       this.check();
          `),
        ],
      ),
    },
    {
      name: 'reports #private state in an enum, with a window in place of a counter',
      ...marked(
        `
          enum State { Closed, Open, HalfOpen }

          export class Breaker {
            #state = State.Closed;
            #failures: number[] = [];
            #retryAt = 0;

            async call<T>(operation: () => Promise<T>): Promise<T> {
              try {
                if (this.#state === State.Open) {
                  if (Date.now() < this.#retryAt) ‹throw new CircuitOpenError();›
                  this.#state = State.HalfOpen;
                }
                const value = await operation();
                this.#state = State.Closed;
                return value;
              } catch (error) {
                ①this.#record();
                throw error;
              }
            }

            #record(): void {
              const now = Date.now();
              this.#failures.push(now);
              this.#failures = this.#failures.filter((at) => now - at < 10_000);
              if (this.#failures.length >= 5) {
                this.#state = State.Open;
                this.#retryAt = now + 30_000;
              }
            }
          }
        `,
        [
          moved(`
                async call<T>(operation: () => Promise<T>): Promise<T> {
            +     if (this.#state === State.Open) {
            +       if (Date.now() < this.#retryAt) throw new CircuitOpenError();
            +       this.#state = State.HalfOpen;
            +     }
            -       if (this.#state === State.Open) {
            -         if (Date.now() < this.#retryAt) throw new CircuitOpenError();
            -         this.#state = State.HalfOpen;
            -       }
          `),
        ],
      ),
    },
    {
      name: 'reports a closure over let whose catch counts itself, in CommonJS',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let retryAt = 0;
            async function fire(...args) {
              try {
                if (state === 'open') {
                  if (Date.now() < retryAt) ‹throw new CircuitOpenError();›
                  state = 'half-open';
                }
                const result = await action(...args);
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                ①failures += 1;
                if (failures >= 5) {
                  state = 'open';
                  retryAt = Date.now() + 30_000;
                }
                throw error;
              }
            }
            return { fire, getState: () => state };
          };
        `,
        [
          moved(`
                async function fire(...args) {
            +     if (state === 'open') {
            +       if (Date.now() < retryAt) throw new CircuitOpenError();
            +       state = 'half-open';
            +     }
            -       if (state === 'open') {
            -         if (Date.now() < retryAt) throw new CircuitOpenError();
            -         state = 'half-open';
            -       }
          `),
        ],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports a closure that names its state in blocks only',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let retryAt = 0;
            return async function fire() {
              try {
                if (state === 'open') {
                  if (Date.now() < retryAt) ‹throw new CircuitOpenError();›
                  state = 'half-open';
                }
                const result = await action();
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                ①failures += 1;
                if (failures >= 5) {
                  state = 'open';
                  retryAt = Date.now() + 30_000;
                }
                throw error;
              }
            };
          };
        `,
        [
          moved(`
                return async function fire() {
            +     if (state === 'open') {
            +       if (Date.now() < retryAt) throw new CircuitOpenError();
            +       state = 'half-open';
            +     }
            -       if (state === 'open') {
            -         if (Date.now() < retryAt) throw new CircuitOpenError();
            -         state = 'half-open';
            -       }
          `),
        ],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports a chain that admits in its first link and records in its last',
      ...marked(
        breaker(`
          execute<T>(fn: () => Promise<T>): Promise<T> {
            return Promise.resolve()
              .then(() => this.check())
              .then(() => fn())
              .then((result) => { this.onSuccess(); return result; })
              .catch((error) => { ①this.onFailure(); throw error; });
          }
          private check(): void {
            if (this.state === 'open' && Date.now() - this.openedAt < 30_000) ‹throw new CircuitOpenError();›
          }
        `),
        [counted],
      ),
    },
    {
      name: 'reports states of a constant object, and a rejected promise that is awaited',
      ...marked(
        `
          const STATE = Object.freeze({ CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF_OPEN' });

          export class CircuitBreaker {
            state = STATE.CLOSED;
            failures = 0;
            openedAt = 0;

            async run(task) {
              try {
                if (this.state === STATE.OPEN && Date.now() - this.openedAt < 30_000) {
                  return await ‹Promise.reject(new CircuitOpenError())›;
                }
                const result = await task();
                this.state = STATE.CLOSED;
                this.failures = 0;
                return result;
              } catch (error) {
                ①this.fail();
                throw error;
              }
            }

            fail() {
              this.failures += 1;
              if (this.failures >= 5) {
                this.state = STATE.OPEN;
                this.openedAt = Date.now();
              }
            }
          }
        `,
        [counted],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a filter that lets the rejection through',
      ...marked(
        breaker(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              if (this.state === 'open' && Date.now() - this.openedAt < 30_000) ‹throw new CircuitOpenError();›
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              if (error instanceof ValidationError) throw error;
              ①this.onFailure();
              throw error;
            }
          }
        `),
        [
          moved(`
                async execute<T>(fn: () => Promise<T>): Promise<T> {
            +     if (this.state === 'open' && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            -       if (this.state === 'open' && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          `),
        ],
      ),
    },
    {
      name: 'moves what the check is computed from, with its comments',
      ...marked(
        breaker(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              // Asked once per call.
              const elapsed = Date.now() - this.openedAt;
              if (this.state === 'open' && elapsed < 30_000) { // still open
                ‹throw new CircuitOpenError();›
              }
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              throw error;
            }
          }
        `),
        [
          moved(`
                async execute<T>(fn: () => Promise<T>): Promise<T> {
            +     // Asked once per call.
            +     const elapsed = Date.now() - this.openedAt;
            +     if (this.state === 'open' && elapsed < 30_000) { // still open
            +       throw new CircuitOpenError();
            +     }
            -       // Asked once per call.
            -       const elapsed = Date.now() - this.openedAt;
            -       if (this.state === 'open' && elapsed < 30_000) { // still open
            -         throw new CircuitOpenError();
            -       }
          `),
        ],
      ),
    },
    {
      name: 'does not move the check where callers get something else than the rejection from the handler',
      ...marked(
        breaker(`
          async execute<T>(fn: () => Promise<T>, fallback: () => T): Promise<T> {
            try {
              if (this.state === 'open' && Date.now() - this.openedAt < 30_000) ‹throw new CircuitOpenError();›
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              return fallback();
            }
          }
        `),
        [counted],
      ),
    },
    {
      name: 'does not move the check out of a try with a finally, which runs for rejections, too',
      ...marked(
        breaker(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              if (this.state === 'open' && Date.now() - this.openedAt < 30_000) ‹throw new CircuitOpenError();›
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              throw error;
            } finally {
              this.count();
            }
          }
        `),
        [counted],
      ),
    },
    {
      name: 'does not move the check over a call that may fail for the service',
      ...marked(
        breaker(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              this.prepare();
              if (this.state === 'open' && Date.now() - this.openedAt < 30_000) ‹throw new CircuitOpenError();›
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              throw error;
            }
          }
        `),
        [counted],
      ),
    },
    {
      name: 'reports one of two rejections that the same catch records',
      ...marked(
        breaker(`
          private forced = false;
          force(): void { this.forced = true; }
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            try {
              if (this.state === 'open' && this.forced) ‹throw new CircuitOpenError('by hand');›
              if (this.state === 'open' && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              throw error;
            }
          }
        `),
        [
          moved(`
                async execute<T>(fn: () => Promise<T>): Promise<T> {
            +     if (this.state === 'open' && this.forced) throw new CircuitOpenError('by hand');
            +     if (this.state === 'open' && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            -       if (this.state === 'open' && this.forced) throw new CircuitOpenError('by hand');
            -       if (this.state === 'open' && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          `),
        ],
      ),
    },
    {
      name: 'takes the blank line behind the check away with it',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              try {
                if (this.state === 'open') {
                  if (Date.now() - this.openedAt < 30_000) ‹throw new CircuitOpenError();›
                  this.state = 'half-open';
                }

                const result = await fn();
                this.failures = 0;
                this.state = 'closed';
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'rejectionCounted',
            data: { record: '18' },
            suggestions: [
              {
                messageId: 'moveCheck',
                diff: `
                      async execute<T>(fn: () => Promise<T>): Promise<T> {
                  +     if (this.state === 'open') {
                  +       if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                  +       this.state = 'half-open';
                  +     }
                  -       if (this.state === 'open') {
                  -         if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                  -         this.state = 'half-open';
                  -       }
                  -
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a rejection over the probe limit, which opens the half-open circuit again',
      ...marked(
        breaker(`
          private probes = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              if (this.state === 'half-open' && this.probes >= 1) ‹throw new CircuitOpenError();›
              this.probes += 1;
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              ①this.onFailure();
              throw error;
            } finally {
              this.probes -= 1;
            }
          }
        `),
        [{ messageId: 'probeRejectionCounted', data: { record: '①' } }],
      ),
    },
    {
      name: 'moves the taking of the slot out with the check that turns others away',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;
            private probing = false;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
                this.probing = false;
              }
              try {
                if (this.state === 'half-open') {
                  if (this.probing) ‹throw new CircuitOpenError();›
                  this.probing = true;
                }
                const result = await fn();
                this.failures = 0;
                this.state = 'closed';
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.state === 'half-open' || this.failures >= 5) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'probeRejectionCounted',
            data: { record: '23' },
            suggestions: [
              {
                messageId: 'moveCheck',
                diff: `
                        }
                  +     if (this.state === 'half-open') {
                  +       if (this.probing) throw new CircuitOpenError();
                  +       this.probing = true;
                  +     }
                  -       if (this.state === 'half-open') {
                  -         if (this.probing) throw new CircuitOpenError();
                  -         this.probing = true;
                  -       }
                `,
              },
            ],
          },
        ],
      ),
    },
  ],
});
