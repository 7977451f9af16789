import rule from '../../rules/require-typed-open-error.js';
import { code, marked, woven } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

/** A breaker that turns a caller away while it is open; `rejection` is what it does then. */
const breaker = (rejection: string, rest = ''): string =>
  woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private failures = 0;
      private openedAt = 0;

      async execute<T>(fn: () => Promise<T>): Promise<T> {
        if (this.state === 'open') {
          if (Date.now() - this.openedAt < 30_000) {
            ${rejection}
          }
          this.state = 'half-open';
        }
        try {
          const result = await fn();
          this.state = 'closed';
          this.failures = 0;
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
  ` + (rest === '' ? '' : code(rest));

/** The report, with the suggestion to give the error a code: the line of the error before and after. */
const plainError = (before: string, after: string) => ({
  messageId: 'plainError',
  suggestions: [{ messageId: 'giveCode', data: { code: 'ECIRCUITOPEN' }, diff: `- ${before}\n+ ${after}` }],
});
const plainValue = { messageId: 'plainValue' };

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a subclass of Error in this file',
      code: breaker("throw new CircuitOpenError('circuit is open');", 'class CircuitOpenError extends Error {}'),
    },
    {
      name: 'is silent on an error class from elsewhere',
      code: `import { CircuitOpenError } from './errors.js';\n\n${breaker('throw new CircuitOpenError(this.openedAt);')}`,
    },
    {
      name: 'is silent where a code is assigned before the error is thrown',
      code: breaker(`
        const error = new Error('circuit is open') as Error & { code?: string };
        error.code = 'ECIRCUITOPEN';
        throw error;
      `),
    },
    {
      name: 'is silent where a name is assigned before the error is thrown',
      code: breaker(`
        const error = new Error('circuit is open');
        error.name = 'CircuitOpenError';
        throw error;
      `),
    },
    {
      name: 'is silent where Object.assign adds a code',
      code: breaker("throw Object.assign(new Error('circuit is open'), { code: 'ECIRCUITOPEN' });"),
    },
    {
      name: 'is silent on a cause',
      code: breaker("throw new Error('circuit is open', { cause: this.lastError });"),
    },
    {
      name: 'is silent on an error that a factory from elsewhere makes',
      code: `import { openError } from './errors.js';\n\n${breaker('throw openError(this.openedAt);')}`,
    },
    {
      name: 'is silent where no error is thrown, but a result says so',
      code: breaker("return { rejected: true, reason: 'open' } as never;"),
    },
    {
      name: 'is silent where a fallback answers',
      code: breaker('return this.fallback();'),
    },
    {
      name: 'is silent on a plain error for another reason than the open circuit',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (typeof fn !== 'function') throw new Error('not a function');
            if (this.state === 'open') throw new CircuitOpenError();
            try {
              return await fn();
            } catch (error) {
              this.state = 'open';
              setTimeout(() => { this.state = 'half-open'; }, 30_000);
              throw error;
            }
          }
        }
      `),
    },
    {
      name: 'is silent on a plain error that stands for a failed attempt',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';

          async execute<T>(fn: () => Promise<T | undefined>): Promise<T> {
            if (this.state === 'open') throw new CircuitOpenError();
            const result = await fn();
            if (result === undefined) {
              this.state = 'open';
              throw new Error('no answer');
            }
            this.state = 'closed';
            return result;
          }

          halfOpen(): void {
            this.state = 'half-open';
          }
        }
      `),
    },
    {
      name: 'is silent on an error of a function that never tests the state',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';

          trip(reason: string): void {
            if (reason === '') throw new Error('a reason is needed');
            this.state = 'open';
          }

          close(): void {
            if (this.state !== 'closed') this.state = 'closed';
          }

          halfOpen(): void {
            this.state = 'half-open';
          }
        }
      `),
    },
  ],

  invalid: [
    {
      name: 'reports a plain Error',
      ...marked(breaker("‹throw new Error('circuit is open');›"), [
        plainError(
          "        throw new Error('circuit is open');",
          "        throw Object.assign(new Error('circuit is open'), { code: 'ECIRCUITOPEN' });",
        ),
      ]),
    },
    {
      name: 'reports an error once that is caught, noted and thrown again',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              try {
                if (this.state === 'open' && Date.now() - this.openedAt < 30_000) {
                  ‹throw new Error('circuit is open');›
                }
                const result = await fn();
                this.failures = 0;
                this.state = 'closed';
                return result;
              } catch (error) {
                console.warn(error);
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
          plainError(
            "        throw new Error('circuit is open');",
            "        throw Object.assign(new Error('circuit is open'), { code: 'ECIRCUITOPEN' });",
          ),
        ],
      ),
    },
    {
      name: 'reports a plain Error without new',
      ...marked(breaker("‹throw Error('circuit is open');›"), [
        plainError(
          "        throw Error('circuit is open');",
          "        throw Object.assign(Error('circuit is open'), { code: 'ECIRCUITOPEN' });",
        ),
      ]),
    },
    {
      name: 'reports a built-in subclass: it says nothing about a circuit',
      ...marked(breaker("‹throw new TypeError('circuit is open');›"), [
        plainError(
          "        throw new TypeError('circuit is open');",
          "        throw Object.assign(new TypeError('circuit is open'), { code: 'ECIRCUITOPEN' });",
        ),
      ]),
    },
    {
      name: 'reports a plain Error in a variable',
      ...marked(
        breaker(`
          const error = new Error('circuit is open');
          ‹throw error;›
        `),
        [
          plainError(
            "        const error = new Error('circuit is open');",
            "        const error = Object.assign(new Error('circuit is open'), { code: 'ECIRCUITOPEN' });",
          ),
        ],
      ),
    },
    {
      name: 'reports a string',
      ...marked(breaker("‹throw 'circuit is open';›"), [plainValue]),
    },
    {
      name: 'reports a promise that is rejected with a plain Error',
      ...marked(
        `
          export class CircuitBreaker {
            #state = 'CLOSED';
            #retryAt = 0;

            execute(fn) {
              if (this.#state === 'OPEN') {
                if (Date.now() < this.#retryAt) {
                  return ‹Promise.reject(new Error('circuit is open'))›;
                }
                this.#state = 'HALF_OPEN';
              }
              return fn().then(
                (result) => {
                  this.#state = 'CLOSED';
                  return result;
                },
                (error) => {
                  this.#state = 'OPEN';
                  this.#retryAt = Date.now() + 30_000;
                  throw error;
                },
              );
            }
          }
        `,
        [
          plainError(
            "        return Promise.reject(new Error('circuit is open'));",
            "        return Promise.reject(Object.assign(new Error('circuit is open'), { code: 'ECIRCUITOPEN' }));",
          ),
        ],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports the throw in a method that admits',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              this.admit();
              try {
                return await fn();
              } catch (error) {
                this.state = 'open';
                setTimeout(() => { this.state = 'half-open'; }, 30_000);
                throw error;
              }
            }

            private admit(): void {
              if (this.state === 'open') {
                ‹throw new Error('circuit is open');›
              }
            }
          }
        `,
        [
          plainError(
            "      throw new Error('circuit is open');",
            "      throw Object.assign(new Error('circuit is open'), { code: 'ECIRCUITOPEN' });",
          ),
        ],
      ),
    },
    {
      name: 'reports a closure over let in JavaScript',
      ...marked(
        `
          module.exports = (action) => {
            let state = 'closed';
            let retryAt = 0;
            return async () => {
              switch (state) {
                case 'open':
                  if (Date.now() < retryAt) ‹throw new Error('circuit breaker is open');›
                  state = 'half-open';
                  break;
                default:
                  break;
              }
              try {
                const result = await action();
                state = 'closed';
                return result;
              } catch (error) {
                state = 'open';
                retryAt = Date.now() + 30_000;
                throw error;
              }
            };
          };
        `,
        [
          plainError(
            "        if (Date.now() < retryAt) throw new Error('circuit breaker is open');",
            "        if (Date.now() < retryAt) throw Object.assign(new Error('circuit breaker is open'), { code: 'ECIRCUITOPEN' });",
          ),
        ],
      ),
      filename: 'breaker.cjs',
    },
  ],
});
