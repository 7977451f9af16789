import rule from '../../rules/require-attempt-observer.js';
import { breaker, execute, withRetry } from '../support/breakers.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const mute = (retry: string, owner = 'CircuitBreaker') => ({
  messageId: 'noChannel',
  data: { retry, breaker: owner, hidden: '2', attempts: '3' },
});

/** A retry of its own: `members` are what its class has, `attempt` is how it makes an attempt, `failed` what follows a failed one. */
const policy = (
  failed: string,
  { members = '', signature = '‹execute›<T>(fn: () => Promise<T>): Promise<T>', attempt = 'return await fn();' } = {},
): string =>
  code(`
    class RetryPolicy {
      ${members}

      async ${signature} {
        for (let attempt = 1; ; attempt++) {
          try {
            ${attempt}
          } catch (error) {
            ${failed}
            if (attempt === 3) throw error;
            await sleep(1_000 * attempt);
          }
        }
      }
    }
  `);

/** The retry, and a breaker that is given one and runs its calls through it. */
const composed = (retry: string, call = 'await this.retry.execute(fn)'): string =>
  `${retry}\n${breaker`
    constructor(private readonly retry: RetryPolicy) {}

    ${execute(call)}
  `}`;

const right = (retry: string, call?: string): string => composed(retry, call).replace(/[‹›]/g, '');

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a retry with a callback for failed attempts',
      code: right(
        policy('this.onFailedAttempt?.(error, attempt);', {
          members: 'constructor(private readonly onFailedAttempt?: (error: unknown, attempt: number) => void) {}',
        }),
      ),
    },
    {
      name: 'is silent on a retry with a callback among its options',
      code: right(
        policy('this.options.onRetry?.(attempt);', {
          members: 'constructor(private readonly options: { onRetry?: (attempt: number) => void }) {}',
        }),
      ),
    },
    {
      name: 'is silent on a callback that is taken out of the options first',
      code: code(`
        async function withRetry(fn, options = {}) {
          const { retries = 2, onFailedAttempt } = options;
          for (let attempt = 0; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              onFailedAttempt?.({ attempt, error });
              if (attempt === retries) throw error;
            }
          }
        }

        export class CircuitBreaker {
          state = 'closed';
          failures = 0;

          async execute(fn) {
            if (this.state === 'open') {
              if (Date.now() < this.retryAt) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              const result = await withRetry(fn);
              this.state = 'closed';
              return result;
            } catch (error) {
              if (++this.failures >= 5) this.state = 'open';
              throw error;
            }
          }
        }
      `),
      filename: 'breaker.js',
    },
    {
      name: 'is silent on a retry that asks whether to go on: whoever answers hears of each failure',
      code: right(
        policy('if (!this.shouldRetry(attempt, error)) throw error;', {
          members: 'constructor(private readonly shouldRetry: (attempt: number, error: unknown) => boolean) {}',
        }),
      ),
    },
    {
      name: 'is silent on a retry that tells the function which attempt it is',
      code: right(
        policy('', {
          signature: 'execute<T>(fn: (attempt: number) => Promise<T>): Promise<T>',
          attempt: 'return await fn(attempt);',
        }),
      ),
    },
    {
      name: 'is silent on a retry that hands over an attempt context',
      code: right(
        policy('', {
          signature: 'execute<T>(fn: (context: object) => Promise<T>): Promise<T>',
          attempt: 'const context = { attempt, startedAt: Date.now() };\nreturn await fn(context);',
        }),
      ),
    },
    {
      name: 'is silent on a result that says how many attempts it took',
      code: right(
        policy('', {
          signature: 'execute<T>(fn: () => Promise<T>): Promise<{ value: T; attempts: number }>',
          attempt: 'const value = await fn();\nreturn { value, attempts: attempt };',
        }),
      ),
    },
    {
      name: 'is silent on an error that says how many attempts it took',
      code: right(policy('if (attempt === 3) throw new RetriesExhausted(error, attempt);')),
    },
    {
      name: 'is silent on an error that is given the number of attempts',
      code: right(policy('error.attempts = attempt;')),
    },
    {
      name: 'is silent on a retry that emits events',
      code: right(
        policy("this.emit('failedAttempt', { attempt, error });").replace(
          'class RetryPolicy',
          'class RetryPolicy extends EventEmitter',
        ),
      ),
    },
    {
      name: 'is silent on a channel behind a method of the retry',
      code: right(
        policy('this.tell(error);', {
          members:
            'constructor(private readonly listeners: ((error: unknown) => void)[]) {}\n\nprivate tell(error: unknown): void {\n  this.listeners.forEach((listener) => listener(error));\n}',
        }),
      ),
    },
    {
      name: 'is silent on a retry that keeps its last attempts where the breaker can see them',
      code: right(policy('this.attempts = attempt;', { members: 'attempts = 0;' })),
    },
    {
      name: 'is silent where the breaker stands inside the retry and sees each attempt',
      code: `${right(policy(''), 'await fn()')}
        export class Client {
          constructor(private readonly retry: RetryPolicy, private readonly breaker: CircuitBreaker) {}

          get(url: string): Promise<Response> {
            return this.retry.execute(() => this.breaker.execute(() => fetch(url)));
          }
        }
      `,
    },
    {
      name: 'is silent where what the retry repeats records each attempt',
      code: `${right(policy(''), 'await fn()')}
        export class AttemptBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;

          constructor(private readonly retry: RetryPolicy) {}

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') throw new CircuitOpenError();
            return this.retry.execute(async () => {
              try {
                return await fn();
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) this.state = 'open';
                throw error;
              }
            });
          }

          probe(): void {
            this.state = 'half-open';
          }
        }
      `,
    },
    {
      name: "is silent on the breaker's own method: it can count where it stands",
      code: breaker`
        ${execute('await this.withRetry(fn)')}

        ${withRetry.replace('①', '')}
      `,
    },
    {
      name: 'is silent on a method that the breaker inherits',
      code: `
        class Retrying {
          protected async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        }

        ${breaker`
          ${execute('await this.withRetry(fn)')}
        `.replace('class CircuitBreaker', 'class CircuitBreaker extends Retrying')}
      `,
    },
    {
      name: 'is silent where sequences are the declared unit',
      code: composed(policy('').replace(/[‹›]/g, '')).replace(
        'private failures',
        "readonly countingUnit = 'sequence';\n  private failures",
      ),
    },
    {
      name: 'is silent on a retry without a breaker',
      code: `${policy('').replace(/[‹›]/g, '')}\nexport const openCircuitDiagram = new RetryPolicy();`,
    },
  ],

  invalid: [
    {
      name: 'reports a class that gives back a result or an error',
      ...marked(composed(policy('')), [
        {
          ...mute('RetryPolicy.execute'),
          suggestions: [
            {
              messageId: 'observeAttempts',
              diff: `
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, onFailedAttempt?: (attempt: number, error: unknown) => void): Promise<T> {
                -         if (attempt === 3) throw error;
                +         onFailedAttempt?.(attempt, error);
                +         if (attempt === 3) throw error;
              `,
            },
            {
              messageId: 'askPolicy',
              diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -       const result = await this.retry.execute(fn);
                +       const result = await this.retry.execute(fn, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                -     if (this.state === 'half-open' || this.failures >= 5) {
                +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
              `,
            },
            {
              messageId: 'countAttempts',
              data: { sooner: ' (it opens about 3× sooner)' },
              diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     countingUnit: 'attempt',
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -     try {
                -       const result = await this.retry.execute(fn);
                -       this.onSuccess();
                -       return result;
                -     } catch (error) {
                -       this.onFailure();
                -       throw error;
                -     }
                +     const result = await this.retry.execute(async () => {
                +       try {
                +         return await fn();
                +       } catch (error) {
                +         this.onFailure();
                +         throw error;
                +       }
                +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                +     this.onSuccess();
                +     return result;
                -     if (this.state === 'half-open' || this.failures >= 5) {
                +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
              `,
            },
          ],
        },
      ]),
    },
    {
      name: 'reports a class that only logs: a log line tells people, not the breaker',
      ...marked(
        composed(
          policy("this.logger.warn('attempt failed', { attempt, error });", {
            members: 'constructor(private readonly logger: Logger) {}',
          }),
        ),
        [
          {
            ...mute('RetryPolicy.execute'),
            suggestions: [
              {
                messageId: 'observeAttempts',
                diff: `
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, onFailedAttempt?: (attempt: number, error: unknown) => void): Promise<T> {
                        } catch (error) {
                +         onFailedAttempt?.(attempt, error);
              `,
              },
              {
                messageId: 'askPolicy',
                diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -       const result = await this.retry.execute(fn);
                +       const result = await this.retry.execute(fn, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                -     if (this.state === 'half-open' || this.failures >= 5) {
                +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
              `,
              },
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     countingUnit: 'attempt',
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -     try {
                -       const result = await this.retry.execute(fn);
                -       this.onSuccess();
                -       return result;
                -     } catch (error) {
                -       this.onFailure();
                -       throw error;
                -     }
                +     const result = await this.retry.execute(async () => {
                +       try {
                +         return await fn();
                +       } catch (error) {
                +         this.onFailure();
                +         throw error;
                +       }
                +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                +     this.onSuccess();
                +     return result;
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
      name: 'reports a class whose waits and clocks are handed in',
      ...marked(
        composed(
          policy('await this.sleep(this.backoff(attempt));', {
            members:
              'constructor(private readonly sleep: (ms: number) => Promise<void>, private readonly backoff: (attempt: number) => number) {}',
          }),
        ),
        [
          {
            ...mute('RetryPolicy.execute'),
            suggestions: [
              {
                messageId: 'observeAttempts',
                diff: `
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, onFailedAttempt?: (attempt: number, error: unknown) => void): Promise<T> {
                        } catch (error) {
                +         onFailedAttempt?.(attempt, error);
              `,
              },
              {
                messageId: 'askPolicy',
                diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -       const result = await this.retry.execute(fn);
                +       const result = await this.retry.execute(fn, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                -     if (this.state === 'half-open' || this.failures >= 5) {
                +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
              `,
              },
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     countingUnit: 'attempt',
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -     try {
                -       const result = await this.retry.execute(fn);
                -       this.onSuccess();
                -       return result;
                -     } catch (error) {
                -       this.onFailure();
                -       throw error;
                -     }
                +     const result = await this.retry.execute(async () => {
                +       try {
                +         return await fn();
                +       } catch (error) {
                +         this.onFailure();
                +         throw error;
                +       }
                +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                +     this.onSuccess();
                +     return result;
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
      name: 'reports a class that hands each attempt a signal',
      ...marked(
        composed(
          policy('', {
            signature: '‹execute›<T>(fn: (signal: AbortSignal) => Promise<T>): Promise<T>',
            attempt:
              'const controller = new AbortController();\nsetTimeout(() => controller.abort(), 1_000);\nreturn await fn(controller.signal);',
          }),
        ),
        [
          {
            ...mute('RetryPolicy.execute'),
            suggestions: [
              {
                messageId: 'observeAttempts',
                diff: `
                  -       async execute<T>(fn: (signal: AbortSignal) => Promise<T>): Promise<T> {
                  +       async execute<T>(fn: (signal: AbortSignal) => Promise<T>, onFailedAttempt?: (attempt: number, error: unknown) => void): Promise<T> {
                  -             if (attempt === 3) throw error;
                  +             onFailedAttempt?.(attempt, error);
                  +             if (attempt === 3) throw error;
                `,
              },
              {
                messageId: 'askPolicy',
                diff: `
                  -     class RetryPolicy {
                  +     import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                  + class RetryPolicy {
                  -       async execute<T>(fn: (signal: AbortSignal) => Promise<T>): Promise<T> {
                  +       async execute<T>(fn: (signal: AbortSignal) => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                  -             if (attempt === 3) throw error;
                  +             if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       const result = await this.retry.execute(fn);
                  +       const result = await this.retry.execute(fn, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
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
      name: 'reports a helper function in JavaScript, once for two breakers',
      ...marked(
        `
          const ‹withRetry› = async (fn, retries = 3) => {
            let lastError;
            for (let i = 0; i < retries; i++) {
              try {
                return await fn();
              } catch (error) {
                lastError = error;
                await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** i));
              }
            }
            throw lastError;
          };

          export class CircuitBreaker {
            state = 'closed';
            failures = 0;

            async execute(fn) {
              if (this.state === 'open') {
                if (Date.now() < this.retryAt) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await withRetry(fn);
                this.state = 'closed';
                return result;
              } catch (error) {
                if (++this.failures >= 5) this.state = 'open';
                throw error;
              }
            }

            async probe(fn) {
              if (this.state !== 'open') return;
              try {
                await withRetry(() => fn());
                this.state = 'closed';
              } catch (error) {
                this.failures += 1;
              }
            }
          }
        `,
        [
          {
            ...mute('withRetry'),
            suggestions: [
              {
                messageId: 'observeAttempts',
                diff: `
                  - const withRetry = async (fn, retries = 3) => {
                  + const withRetry = async (fn, retries = 3, onFailedAttempt) => {
                        } catch (error) {
                  +       onFailedAttempt?.(i + 1, error);
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a helper that a client puts inside a breaker',
      ...marked(
        `
          async function ‹withRetry›<T>(fn: () => Promise<T>): Promise<T> {
            let left = 3;
            while (true) {
              try {
                return await fn();
              } catch (error) {
                left -= 1;
                if (left === 0) throw new Error('Giving up', { cause: error });
              }
            }
          }

          ${breaker`
            ${execute('await fn()')}
          `}
          export class Client {
            private readonly breaker = new CircuitBreaker();

            get(url: string): Promise<Response> {
              return this.breaker.execute(() => withRetry(() => fetch(url)));
            }
          }
        `,
        [mute('withRetry')],
      ),
    },
    {
      name: 'reports a recursion through a promise chain, in CommonJS with a closure for a breaker',
      ...marked(
        `
          function ‹retry›(task, left) {
            return task().catch((error) => {
              if (left <= 1) throw error;
              return retry(task, left - 1);
            });
          }

          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let retryAt = 0;
            return function fire() {
              if (state === 'open') {
                if (Date.now() < retryAt) return Promise.reject(new CircuitOpenError());
                state = 'half-open';
              }
              return retry(action, 3).then(
                (result) => {
                  state = 'closed';
                  failures = 0;
                  return result;
                },
                (error) => {
                  failures += 1;
                  if (failures >= 5) state = 'open';
                  throw error;
                },
              );
            };
          };
        `,
        [mute('retry', 'createBreaker')],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'says no number where the attempts come from outside',
      ...marked(
        composed(
          policy('', { members: 'constructor(private readonly maxAttempts: number) {}' }).replace(
            'attempt === 3',
            'attempt >= this.maxAttempts',
          ),
        ),
        [
          {
            messageId: 'noChannelUnknown',
            data: { retry: 'RetryPolicy.execute', breaker: 'CircuitBreaker' },
            suggestions: [
              {
                messageId: 'observeAttempts',
                diff: `
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, onFailedAttempt?: (attempt: number, error: unknown) => void): Promise<T> {
                -         if (attempt >= this.maxAttempts) throw error;
                +         onFailedAttempt?.(attempt, error);
                +         if (attempt >= this.maxAttempts) throw error;
              `,
              },
              {
                messageId: 'askPolicy',
                diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt >= this.maxAttempts) throw error;
                +         if (attempt >= this.maxAttempts || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -       const result = await this.retry.execute(fn);
                +       const result = await this.retry.execute(fn, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                -     if (this.state === 'half-open' || this.failures >= 5) {
                +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
              `,
              },
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens sooner)' },
                diff: `
                + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                +
                -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                -         if (attempt >= this.maxAttempts) throw error;
                +         if (attempt >= this.maxAttempts || shouldRetry?.(attempt, error) === false) throw error;
                    private state: 'closed' | 'open' | 'half-open' = 'closed';
                +   policy: FailurePolicy = {
                +     countingUnit: 'attempt',
                +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                +     shouldCloseCircuit: () => true,
                +   };
                -     try {
                -       const result = await this.retry.execute(fn);
                -       this.onSuccess();
                -       return result;
                -     } catch (error) {
                -       this.onFailure();
                -       throw error;
                -     }
                +     const result = await this.retry.execute(async () => {
                +       try {
                +         return await fn();
                +       } catch (error) {
                +         this.onFailure();
                +         throw error;
                +       }
                +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                +     this.onSuccess();
                +     return result;
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
