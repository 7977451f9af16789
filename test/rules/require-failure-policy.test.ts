import rule from '../../rules/require-failure-policy.js';
import { breaker, execute, withRetry } from '../support/breakers.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const retries = (limit = ' (3 attempts)') => ({ messageId: 'retryDecision', data: { limit } });
const opens = (limit = ' (5 failures)') => ({ messageId: 'openDecision', data: { limit, retry: '①' } });
const closes = () => ({ messageId: 'closeDecision', data: { retry: '①' } });

/** A breaker with three attempts per call: what it asks to retry, to open and to close. */
const composed = (again: string, open: string, close: string, members = ''): string =>
  code(`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private failures = 0;
      private successes = 0;
      private openedAt = 0;
      ${members}

      async execute<T>(fn: () => Promise<T>): Promise<T> {
        if (this.state === 'open') {
          if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          this.state = 'half-open';
          this.successes = 0;
        }
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
        ①for (let attempt = 1; ; attempt++) {
          try {
            return await fn();
          } catch (error) {
            if (${again}) throw error;
            await sleep(1_000);
          }
        }
      }

      private onSuccess(): void {
        if (this.state === 'half-open') {
          this.successes += 1;
          if (${close}) {
            this.state = 'closed';
            this.failures = 0;
          }
        }
      }

      private onFailure(): void {
        this.failures += 1;
        if (${open}) {
          this.state = 'open';
          this.openedAt = Date.now();
        }
      }
    }
  `);

const right = (...parts: Parameters<typeof composed>): string => composed(...parts).replace('①', '');

const ASKS_RETRY = '!this.policy.shouldRetry(attempt, error, { phase: this.state })';
const ASKS_OPEN = 'this.policy.shouldOpenCircuit(this.failures)';
const ASKS_CLOSE = 'this.policy.shouldCloseCircuit(this.successes)';
const GIVEN = 'constructor(private readonly policy: FailurePolicy) {}';

/** The same decisions as an object. */
const OBJECT = `{
  shouldRetry: (attempt: number) => attempt < 3,
  shouldOpenCircuit: (count: number) => count >= 5,
  shouldCloseCircuit: (count: number) => count >= 2,
}`;

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a breaker and a retry that ask the policy they are given',
      code: right(ASKS_RETRY, ASKS_OPEN, ASKS_CLOSE, GIVEN),
    },
    {
      name: 'is silent on a policy that a field is made with: the decisions have a place and a name',
      code: right(ASKS_RETRY, ASKS_OPEN, ASKS_CLOSE, `policy: FailurePolicy = ${OBJECT};`),
    },
    {
      name: 'is silent on a policy that is a class of the same file',
      code: `
        class ThresholdPolicy {
          shouldRetry(attempt: number): boolean {
            return attempt < 3;
          }

          shouldOpenCircuit(count: number): boolean {
            return count >= 5;
          }

          shouldCloseCircuit(count: number): boolean {
            return count >= 2;
          }
        }

        ${right(ASKS_RETRY, ASKS_OPEN, ASKS_CLOSE, 'private readonly policy = new ThresholdPolicy();')}
      `,
    },
    {
      name: 'is silent on limits that stand beside the question',
      code: right(`attempt === 100 || ${ASKS_RETRY}`, `this.failures > 0 && ${ASKS_OPEN}`, ASKS_CLOSE, GIVEN),
    },
    {
      name: 'is silent on functions that are handed in, whatever they are called',
      code: right(
        '!this.options.again(error, attempt)',
        'this.options.tripped(this.failures)',
        'this.options.healed(this.successes)',
        'constructor(private readonly options: Options) {}',
      ),
    },
    {
      name: 'is silent on a question whose answer is kept in a variable first',
      code: right('isLast', ASKS_OPEN, ASKS_CLOSE, GIVEN).replace(
        'if (isLast)',
        `const isLast = attempt >= 3 || ${ASKS_RETRY};\n            if (isLast)`,
      ),
    },
    {
      name: 'is silent on methods that a subclass decides with',
      code: right(
        'this.endsAfter(attempt)',
        'this.opensAt(this.failures)',
        'this.closesAt(this.successes)',
        ['endsAfter', 'opensAt', 'closesAt']
          .map((name) => `protected ${name}(count: number): boolean {\n  return count >= 3;\n}`)
          .join('\n'),
      ),
    },
    {
      name: 'is silent on a lone breaker',
      code: breaker`
        ${execute('await fn()')}
      `,
    },
    {
      name: 'is silent on a lone retry',
      code: code(`
        /** For calls that stand outside the circuit breaker, open or not. */
        export async function withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 3) throw error;
            }
          }
        }
      `),
    },
    {
      name: 'is silent on a loop of one attempt',
      code: right('attempt === 1', 'this.failures >= 5', 'this.successes >= 2'),
    },
    {
      name: 'is silent on a breaker and a retry of one file that are not composed',
      code: `${breaker`
        ${execute('await fn()')}
      `}
        export async function withRetry<T>(fn: () => Promise<T>): Promise<T> {
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
      name: 'is silent on a closure that is given its decisions, in JavaScript',
      code: code(`
        export function createBreaker(action, { shouldRetry, shouldOpen }) {
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
                  if (!shouldRetry(attempt, error)) throw error;
                }
              }
            } catch (error) {
              failures += 1;
              if (shouldOpen(failures)) state = 'open';
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
      name: 'reports each of the three decisions',
      ...marked(composed('‹attempt === 3›', '‹this.failures >= 5›', '‹this.successes >= 2›'), [
        {
          ...retries(),
          suggestions: [
            {
              messageId: 'askPolicy',
              diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: (successCount) => successCount >= 2,
                +   };
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                -       if (this.successes >= 2) {
                +       if (this.policy.shouldCloseCircuit(this.successes)) {
                -     if (this.failures >= 5) {
                +     if (this.policy.shouldOpenCircuit(this.failures)) {
              `,
            },
          ],
        },
        {
          ...closes(),
          suggestions: [
            {
              messageId: 'decideByPolicy',
              diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: (successCount) => successCount >= 2,
                +   };
                -       if (this.successes >= 2) {
                +       if (this.policy.shouldCloseCircuit(this.successes)) {
                -     if (this.failures >= 5) {
                +     if (this.policy.shouldOpenCircuit(this.failures)) {
              `,
            },
          ],
        },
        {
          ...opens(),
          suggestions: [
            {
              messageId: 'decideByPolicy',
              diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: (successCount) => successCount >= 2,
                +   };
                -       if (this.successes >= 2) {
                +       if (this.policy.shouldCloseCircuit(this.successes)) {
                -     if (this.failures >= 5) {
                +     if (this.policy.shouldOpenCircuit(this.failures)) {
              `,
            },
          ],
        },
      ]),
    },
    {
      name: 'reports what is left where only the retry asks',
      ...marked(composed(ASKS_RETRY, '‹this.failures >= 5›', '‹this.successes >= 2›', GIVEN), [
        {
          ...closes(),
          suggestions: [
            {
              messageId: 'decideByPolicy',
              diff: `
                -       if (this.successes >= 2) {
                +       if (this.policy.shouldCloseCircuit(this.successes)) {
              `,
            },
          ],
        },
        {
          ...opens(),
          suggestions: [
            {
              messageId: 'decideByPolicy',
              diff: `
                -     if (this.failures >= 5) {
                +     if (this.policy.shouldOpenCircuit(this.failures)) {
              `,
            },
          ],
        },
      ]),
    },
    {
      name: 'reports what is left where only the breaker asks',
      ...marked(right('‹attempt === 3›', ASKS_OPEN, ASKS_CLOSE, GIVEN), [
        {
          ...retries(),
          suggestions: [
            {
              messageId: 'askPolicy',
              diff: `
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
              `,
            },
          ],
        },
      ]),
    },
    {
      name: 'reports limits from options: a number that is handed in is no decision that is',
      ...marked(
        composed(
          '‹attempt >= this.options.maxAttempts›',
          "this.state === 'half-open' || ‹this.failures >= this.options.threshold›",
          '‹this.successes >= this.options.successes›',
          'constructor(private readonly options: Options) {}',
        ),
        [
          {
            ...retries(''),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= this.options.threshold,
                  +     shouldCloseCircuit: (successCount) => successCount >= this.options.successes,
                  +   };
                  -         if (attempt >= this.options.maxAttempts) throw error;
                  +         if (attempt >= this.options.maxAttempts || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  -       if (this.successes >= this.options.successes) {
                  +       if (this.policy.shouldCloseCircuit(this.successes)) {
                  -     if (this.state === 'half-open' || this.failures >= this.options.threshold) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
          {
            ...closes(),
            suggestions: [
              {
                messageId: 'decideByPolicy',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= this.options.threshold,
                  +     shouldCloseCircuit: (successCount) => successCount >= this.options.successes,
                  +   };
                  -       if (this.successes >= this.options.successes) {
                  +       if (this.policy.shouldCloseCircuit(this.successes)) {
                  -     if (this.state === 'half-open' || this.failures >= this.options.threshold) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
          {
            ...opens(''),
            suggestions: [
              {
                messageId: 'decideByPolicy',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= this.options.threshold,
                  +     shouldCloseCircuit: (successCount) => successCount >= this.options.successes,
                  +   };
                  -       if (this.successes >= this.options.successes) {
                  +       if (this.policy.shouldCloseCircuit(this.successes)) {
                  -     if (this.state === 'half-open' || this.failures >= this.options.threshold) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a decision that a private method of the breaker makes',
      ...marked(
        composed(
          '‹attempt >= 3›',
          'this.isFailing()',
          ASKS_CLOSE,
          `${GIVEN}\n\n      private isFailing(): boolean {\n        return ‹this.failures >= 5›;\n      }`,
        ),
        [
          opens(),
          {
            ...retries(),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: `
                  -         if (attempt >= 3) throw error;
                  +         if (attempt >= 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a limit that is kept in a variable first, and not the attempt that is only logged',
      ...marked(
        right('isLast || !isTransient(error)', ASKS_OPEN, ASKS_CLOSE, GIVEN)
          .replace('if (isLast', 'const isLast = ‹attempt === 3›;\n            if (isLast')
          .replace(
            'return await fn();',
            "const result = await fn();\n            if (attempt > 1) console.info('recovered', attempt);\n            return result;",
          ),
        [
          {
            ...retries(),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: `
                  -             if (isLast || !isTransient(error)) throw error;
                  +             if (isLast || !isTransient(error) || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the test after which a failed attempt is repeated',
      ...marked(
        right('attempt === 3', ASKS_OPEN, ASKS_CLOSE, GIVEN).replace(
          'if (attempt === 3) throw error;',
          'if (‹attempt < 3›) {\n              await sleep(10);\n              continue;\n            }\n            throw error;',
        ),
        [
          {
            ...retries(),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: `
                          } catch (error) {
                  +         if (!this.policy.shouldRetry(attempt, error, { phase: this.state })) {
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
      name: 'reports a retry of its own that the breaker is given',
      ...marked(
        `
          class RetryPolicy {
            async execute<T>(fn: () => Promise<T>): Promise<T> {
              let left = 3;
              ①do {
                try {
                  return await fn();
                } catch (error) {
                  left -= 1;
                  if (‹left === 0›) throw error;
                }
              } while (true);
            }
          }

          ${breaker`
            constructor(private readonly retry: RetryPolicy) {}

            ${execute('await this.retry.execute(fn)')}
          `.replace('this.failures >= 5', '‹this.failures >= 5›')}
        `,
        [
          retries(),
          {
            ...opens(),
            suggestions: [
              {
                messageId: 'decideByPolicy',
                diff: `
                  -           class RetryPolicy {
                  +           import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                  + class RetryPolicy {
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     if (this.state === 'half-open' || this.failures >= 5) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a helper that a client puts inside a breaker',
      ...marked(
        `
          ${breaker`
            ${execute('await fn()')}
          `.replace('this.failures >= 5', '‹this.failures >= 5›')}
          async function withRetry<T>(fn: () => Promise<T>): Promise<T> {
            let lastError: unknown;
            ①for (let attempt = 0; ‹attempt < 3›; attempt++) {
              try {
                return await fn();
              } catch (error) {
                lastError = error;
              }
            }
            throw lastError;
          }

          export class Client {
            private readonly breaker = new CircuitBreaker();

            get(url: string): Promise<Response> {
              return this.breaker.execute(() => withRetry(() => fetch(url)));
            }
          }
        `,
        [
          {
            ...opens(),
            suggestions: [
              {
                messageId: 'decideByPolicy',
                diff: `
                  -           export class CircuitBreaker {
                  +           import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                  + export class CircuitBreaker {
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     if (this.state === 'half-open' || this.failures >= 5) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
          retries(),
        ],
      ),
    },
    {
      name: 'reports the decision of a breaker that runs the retry of a library',
      ...marked(
        `
          import pRetry from 'p-retry';

          ${breaker`
            ${execute('await ①pRetry(fn, { retries: 2 })')}
          `.replace('this.failures >= 5', '‹this.failures >= 5›')}
        `,
        [
          {
            ...opens(),
            suggestions: [
              {
                messageId: 'decideByPolicy',
                diff: `
                              import pRetry from 'p-retry';
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     if (this.state === 'half-open' || this.failures >= 5) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a recursion and a closure, in CommonJS',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let retryAt = 0;

            function tryAgain(attempt) {
              return action().catch((error) => {
                if (‹attempt >= 3›) throw error;
                return ①tryAgain(attempt + 1);
              });
            }

            return async function fire() {
              if (state === 'open') {
                if (Date.now() < retryAt) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await tryAgain(1);
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                failures += 1;
                if (‹failures >= 5›) {
                  state = 'open';
                  retryAt = Date.now() + 30_000;
                }
                throw error;
              }
            };
          };
        `,
        [
          {
            ...retries(),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: `
                    module.exports = function createBreaker(action) {
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   const policy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (attempt >= 3) throw error;
                  +       if (attempt >= 3 || !policy.shouldRetry(attempt, error, { phase: state })) throw error;
                  -       if (failures >= 5) {
                  +       if (policy.shouldOpenCircuit(failures)) {
                `,
              },
            ],
          },
          {
            ...opens(),
            suggestions: [
              {
                messageId: 'decideByPolicy',
                diff: `
                    module.exports = function createBreaker(action) {
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   const policy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (failures >= 5) {
                  +       if (policy.shouldOpenCircuit(failures)) {
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports a predicate of the breaker that looks at the error only: the number still decides',
      ...marked(
        breaker`
          ${execute('await this.withRetry(fn)')}

          ${withRetry.replace('attempt === 2', '‹attempt === 2› || error instanceof TypeError')}
        `.replace('this.failures >= 5', '‹this.failures >= 5›'),
        [
          {
            ...retries(),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -         if (attempt === 2 || error instanceof TypeError) {
                  +         if (attempt === 2 || error instanceof TypeError || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  -     if (this.state === 'half-open' || this.failures >= 5) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
          {
            ...opens(),
            suggestions: [
              {
                messageId: 'decideByPolicy',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     if (this.state === 'half-open' || this.failures >= 5) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
  ],
});
