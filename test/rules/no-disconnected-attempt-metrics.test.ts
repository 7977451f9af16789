import rule from '../../rules/no-disconnected-attempt-metrics.js';
import { breaker, execute } from '../support/breakers.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const FIFTEEN = ': when the circuit opens, 15 are noted here and 5 failures there';
const COUNTS = 'counts its attempts';
const ENDS = 'counts how its sequences end';
const LOGS = 'logs its attempts';

const unread = (cell: string, keeps = COUNTS, numbers = FIFTEEN) => ({
  messageId: 'neverRead',
  data: { cell, keeps, numbers },
});
const exposed = (cell: string, keeps = COUNTS, numbers = FIFTEEN) => ({
  messageId: 'onlyExposed',
  data: { cell, keeps, numbers, getter: '①' },
});

/** A breaker that makes three attempts per call. `note` follows each failed attempt; `members` are what else the class has. */
const retrying = (members: string, note: string): string => breaker`
  ${members}

  ${execute('await this.withRetry(fn)')}

  private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await fn();
      } catch (error) {
        ${note}
        if (attempt === 3) throw error;
        await sleep(1_000);
      }
    }
  }
`;

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a count that decides whether to go on',
      code: retrying('private attempts = 0;', 'this.attempts += 1;\nif (this.attempts > 100) throw error;'),
    },
    {
      name: 'is silent on a count that a method gives away: telemetry',
      code: retrying(
        'private attempts = 0;\n\nstats() {\n  return { attempts: this.attempts };\n}',
        'this.attempts += 1;',
      ),
    },
    {
      name: 'is silent on a count that is logged',
      code: retrying(
        'private attempts = 0;',
        "this.attempts += 1;\nlogger.warn('attempt failed', { attempts: this.attempts });",
      ),
    },
    {
      name: 'is silent on a count that goes out with an event',
      code: retrying('private attempts = 0;', "this.events.emit('retry', ++this.attempts);"),
    },
    {
      name: 'is silent on a count whose getter is read in the file',
      code: `${retrying('private attempts = 0;\n\nget attemptsMade() {\n  return this.attempts;\n}', 'this.attempts += 1;')}
        export const health = (circuit: CircuitBreaker) => ({ attempts: circuit.attemptsMade });
      `,
    },
    {
      name: 'is silent on a getter that an interface asks for',
      code: retrying(
        'private attempts = 0;\n\nget attemptsMade() {\n  return this.attempts;\n}',
        'this.attempts += 1;',
      ).replace('class CircuitBreaker', 'class CircuitBreaker implements Monitored'),
    },
    {
      name: 'is silent on a getter that draws a conclusion',
      code: retrying(
        'private attempts = 0;\n\nget isStruggling() {\n  return this.attempts > 100;\n}',
        'this.attempts += 1;',
      ),
    },
    {
      name: 'is silent on a field that anybody may read',
      code: retrying('attempts = 0;', 'this.attempts += 1;'),
    },
    {
      name: 'is silent on a field that a subclass may read',
      code: retrying('protected attempts = 0;', 'this.attempts += 1;'),
    },
    {
      name: 'is silent on a field of an instance that is written out as a whole',
      code: retrying('private attempts = 0;\n\ntoString() {\n  return JSON.stringify(this);\n}', 'this.attempts += 1;'),
    },
    {
      name: 'is silent on the count that opens the circuit',
      code: retrying('', 'this.onFailure();'),
    },
    {
      name: 'is silent on a count of calls in a breaker without a retry',
      code: breaker`
        private calls = 0;

        get callsMade() {
          return this.calls;
        }

        ${execute('(this.calls += 1, await fn())')}
      `,
    },
    {
      name: 'is silent on a count of all calls, which the retry does not keep',
      code: breaker`
        private calls = 0;

        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.calls += 1;
          this.admit();
          try {
            const result = await this.withRetry(fn);
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
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
      `,
    },
    {
      name: 'is silent on a field that is private by convention only',
      code: retrying('_attempts = 0;', 'this._attempts += 1;'),
    },
    {
      name: 'is silent on a variable that the module exports',
      code: code(`
        export let attempts = 0;

        export function createBreaker(action) {
          let state = 'closed';
          let failures = 0;
          let retryAt = 0;
          return async function fire() {
            if (state === 'open') {
              if (Date.now() < retryAt) throw new CircuitOpenError();
              state = 'half-open';
            }
            try {
              for (let attempt = 1; ; attempt++) {
                try {
                  const result = await action();
                  state = 'closed';
                  return result;
                } catch (error) {
                  attempts += 1;
                  if (attempt === 3) throw error;
                }
              }
            } catch (error) {
              failures += 1;
              if (failures >= 5) state = 'open';
              throw error;
            }
          };
        }
      `),
      filename: 'breaker.js',
    },
  ],

  invalid: [
    {
      name: 'reports a count that nothing reads',
      ...marked(retrying('private attempts = 0;', '‹this.attempts += 1›;'), [
        {
          ...unread('this.attempts'),
          suggestions: [
            {
              messageId: 'dropMetric',
              data: { cell: 'this.attempts' },
              diff: `
                -   private attempts = 0;
                -
                -         this.attempts += 1;
              `,
            },
          ],
        },
      ]),
    },
    {
      name: 'reports a count that only a getter gives away, which nothing reads',
      ...marked(
        retrying('private attempts = 0;\n\n①get attemptsMade() {\n  return this.attempts;\n}', '‹this.attempts++›;'),
        [exposed('this.attempts')],
      ),
    },
    {
      name: 'reports a log that is kept short and given away as a copy',
      ...marked(
        retrying(
          'private readonly log: unknown[] = [];\n\n①get errors() {\n  return [...this.log];\n}',
          '‹this.log.push(error)›;\nif (this.log.length > 100) {\n  this.log.shift();\n}',
        ),
        [exposed('this.log', LOGS)],
      ),
    },
    {
      name: 'reports each member of an object of metrics that the getter hands out whole',
      ...marked(
        retrying(
          'private readonly metrics = { attempts: 0, exhausted: 0 };\n\n①get snapshot() {\n  return { ...this.metrics };\n}',
          '‹this.metrics.attempts += 1›;\nif (attempt === 3) {\n  ‹this.metrics.exhausted += 1›;\n}',
        ),
        [exposed('this.metrics.attempts'), exposed('this.metrics.exhausted', ENDS, '')],
      ),
    },
    {
      name: 'reports #private fields in JavaScript, counted by a callback of the retry',
      ...marked(
        `
          class RetryPolicy {
            constructor(onFailedAttempt) {
              this.onFailedAttempt = onFailedAttempt;
            }

            async execute(fn) {
              for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  this.onFailedAttempt(error);
                  if (attempt === 3) throw error;
                }
              }
            }
          }

          export class Breaker {
            #state = 'CLOSED';
            #failures = 0;
            #retryAt = 0;
            #failedAttempts = 0;

            constructor() {
              this.retry = new RetryPolicy(() => { ‹this.#failedAttempts = this.#failedAttempts + 1›; });
            }

            async call(fn) {
              if (this.#state === 'OPEN') {
                if (Date.now() < this.#retryAt) throw new CircuitOpenError();
                this.#state = 'HALF_OPEN';
              }
              try {
                const result = await this.retry.execute(fn);
                this.#state = 'CLOSED';
                this.#failures = 0;
                return result;
              } catch (error) {
                this.#failures += 1;
                if (this.#failures >= 5) {
                  this.#state = 'OPEN';
                  this.#retryAt = Date.now() + 30_000;
                }
                throw error;
              }
            }
          }
        `,
        [unread('this.#failedAttempts')],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports what a retry policy counts in a field of its own',
      ...marked(
        `
          class RetryPolicy {
            private attempts = 0;
            private exhausted = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              let last: unknown;
              for (let attempt = 0; attempt < 3; attempt++) {
                ‹this.attempts++›;
                try {
                  return await fn();
                } catch (error) {
                  last = error;
                }
              }
              ‹this.exhausted++›;
              throw last;
            }
          }

          ${breaker`
            private readonly retry = new RetryPolicy();

            ${execute('await this.retry.execute(fn)')}
          `}
        `,
        [unread('this.attempts'), unread('this.exhausted', ENDS, '')],
      ),
    },
    {
      name: 'reports a variable of a closure, in CommonJS, with a retry by recursion',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let retryAt = 0;
            let attempts = 0;

            function tryAgain(left) {
              ‹attempts += 1›;
              return action().catch((error) => {
                if (left <= 1) throw error;
                return tryAgain(left - 1);
              });
            }

            return {
              async fire() {
                if (state === 'open') {
                  if (Date.now() < retryAt) throw new CircuitOpenError();
                  state = 'half-open';
                }
                try {
                  const result = await tryAgain(3);
                  state = 'closed';
                  failures = 0;
                  return result;
                } catch (error) {
                  failures += 1;
                  if (failures >= 5) {
                    state = 'open';
                    retryAt = Date.now() + 30_000;
                  }
                  throw error;
                }
              },
              ①get attempts() {
                return attempts;
              },
            };
          };
        `,
        [exposed('attempts')],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'says no number where the attempts come from outside',
      ...marked(
        retrying('private attempts = 0;', '‹this.attempts += 1›;').replace(
          'attempt === 3',
          'attempt === this.options.maxAttempts',
        ),
        [
          {
            ...unread('this.attempts', COUNTS, ''),
            suggestions: [
              {
                messageId: 'dropMetric',
                data: { cell: 'this.attempts' },
                diff: `
                -   private attempts = 0;
                -
                -         this.attempts += 1;
              `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a field that is private by convention, if potential reports are asked for',
      ...marked(retrying('_attempts = 0;', '‹this._attempts += 1›;'), [unread('this._attempts')]),
      options: [{ report: 'potential' }],
    },
  ],
});
