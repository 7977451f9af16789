import rule from '../../rules/no-owned-retry.js';
import { breaker, execute } from '../support/breakers.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const owned = (name = 'CircuitBreaker') => ({
  messageId: 'ownedRetry',
  data: { breaker: name, entry: '①', threshold: '5', calls: '15' },
});
const ownedUnknown = { messageId: 'ownedRetryUnknown', data: { breaker: 'CircuitBreaker', entry: '①' } };

/** A retry that is a class of its own. */
const POLICY = `
  interface RetryOptions {
    readonly maxAttempts?: number;
  }

  class RetryPolicy {
    private readonly maxAttempts: number;

    constructor({ maxAttempts = 3 }: RetryOptions = {}) {
      this.maxAttempts = maxAttempts;
    }

    async execute<T>(fn: () => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await fn();
        } catch (error) {
          if (attempt >= this.maxAttempts) throw error;
        }
      }
    }
  }
`;

/** The policy, and a breaker with these members that runs its calls through it. */
const composed = (members: string, call = 'await ①this.retry.execute(fn)'): string =>
  `${code(POLICY)}\n${breaker`
    ${members}

    ${execute(call)}
  `}`;

const right = (members: string, call?: string): string => composed(members, call).replace('①', '');

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a retry that the constructor is given',
      code: right('constructor(private readonly retry: RetryPolicy) {}'),
    },
    {
      name: 'is silent on a retry that the constructor is given, with a default',
      code: right('constructor(private readonly retry: RetryPolicy = new RetryPolicy()) {}'),
    },
    {
      name: 'is silent on a retry among the options, with a default',
      code: right(
        'private readonly retry: RetryPolicy;\n\nconstructor(options: { retry?: RetryPolicy } = {}) {\n  this.retry = options.retry ?? new RetryPolicy();\n}',
      ),
    },
    {
      name: 'is silent on a retry that can be put in place of the first one',
      code: right(
        'private retry = new RetryPolicy();\n\nuseRetry(retry: RetryPolicy): void {\n  this.retry = retry;\n}',
      ),
    },
    {
      name: 'is silent on a retry that runs only while the circuit is closed',
      code: right(
        'private readonly retry = new RetryPolicy();',
        "this.state === 'closed' ? await this.retry.execute(fn) : await fn()",
      ),
    },
    {
      name: 'is silent on a retry that can be left out',
      code: right(
        'private readonly retry = new RetryPolicy();\n\nconstructor(private readonly retries: boolean) {}',
        'this.retries ? await this.retry.execute(fn) : await fn()',
      ),
    },
    {
      name: 'is silent on a retry that is handed over with the call',
      code: breaker`
        async execute<T>(fn: () => Promise<T>, retry: RetryPolicy): Promise<T> {
          this.admit();
          try {
            const result = await retry.execute(fn);
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on a private method of the breaker: it is no abstraction that could stand elsewhere',
      code: breaker`
        ${execute('await this.withRetry(fn)')}

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
      name: 'is silent on a client that makes a retry and puts it outside its breaker',
      code: `${right('', 'await fn()')}
        export class Client {
          private readonly retry = new RetryPolicy();
          private readonly breaker = new CircuitBreaker();

          get(url: string): Promise<Response> {
            return this.retry.execute(() => this.breaker.execute(() => fetch(url)));
          }
        }
      `,
    },
    {
      name: 'is silent on a client that composes a breaker and a retry that it makes: the order is chosen there',
      code: `${right('', 'await fn()')}
        export class Client {
          private readonly retry = new RetryPolicy();
          private readonly breaker = new CircuitBreaker();

          get(url: string): Promise<Response> {
            return this.breaker.execute(() => this.retry.execute(() => fetch(url)));
          }
        }
      `,
    },
    {
      name: 'is silent where sequences are the declared unit',
      code: right("readonly countingUnit = 'sequence';\nprivate readonly retry = new RetryPolicy();"),
    },
    {
      name: 'is silent on a retry of one attempt',
      code: right('private readonly retry = new RetryPolicy({ maxAttempts: 1 });'),
    },
    {
      name: 'is silent where the state is asked after each failed attempt',
      code: `${code(POLICY)}\n${breaker`
        private readonly retry = new RetryPolicy();

        async execute<T>(fn: () => Promise<T>): Promise<T> {
          const result = await this.retry.execute(() => this.attempt(fn));
          this.onSuccess();
          return result;
        }

        private async attempt<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          try {
            return await fn();
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `}`,
    },
    {
      name: 'is silent on a class of the caller',
      code: right(
        'private readonly retry: RetryPolicy;\n\nconstructor(Policy: typeof RetryPolicy) {\n  this.retry = new Policy();\n}',
      ),
    },
  ],

  invalid: [
    {
      name: 'reports a retry that a field is made with',
      ...marked(composed('private readonly retry = ‹new RetryPolicy()›;'), [
        {
          ...owned(),
          suggestions: [
            {
              messageId: 'takeRetry',
              diff: `
                -   private readonly retry = new RetryPolicy();
                +   constructor(private readonly retry: RetryPolicy = new RetryPolicy()) {}
              `,
            },
          ],
        },
      ]),
    },
    {
      name: 'reports a retry that the constructor makes from options',
      ...marked(
        composed(
          'private readonly retry: RetryPolicy;\n\nconstructor(options: RetryOptions = {}) {\n  this.retry = ‹new RetryPolicy(options)›;\n}',
        ),
        [
          {
            ...owned(),
            suggestions: [
              {
                messageId: 'takeRetry',
                diff: `
                  -   constructor(options: RetryOptions = {}) {
                  -     this.retry = new RetryPolicy(options);
                  +   constructor(options: RetryOptions = {}, retry: RetryPolicy = new RetryPolicy(options)) {
                  +     this.retry = retry;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry that is made for each call',
      ...marked(composed('', 'await ①‹new RetryPolicy()›.execute(fn)'), [owned()]),
    },
    {
      name: 'reports a retry that a variable holds on the way into its field',
      ...marked(
        composed(
          'private readonly retry: RetryPolicy;\n\nconstructor() {\n  const retry = ‹new RetryPolicy({ maxAttempts: 3 })›;\n  this.retry = retry;\n}',
        ),
        [owned()],
      ),
    },
    {
      name: 'reports #private fields in JavaScript, with a callback for each attempt: the order is as fixed as before',
      ...marked(
        `
          class Retry {
            constructor(attempts, onFailure) {
              this.attempts = attempts;
              this.onFailure = onFailure;
            }

            async run(fn) {
              let left = this.attempts;
              while (true) {
                try {
                  return await fn();
                } catch (error) {
                  this.onFailure(error);
                  left -= 1;
                  if (left === 0) throw error;
                }
              }
            }
          }

          export class Breaker {
            #state = 'CLOSED';
            #failures = 0;
            #retryAt = 0;
            #retry;

            constructor() {
              this.#retry = ‹new Retry(3, (error) => console.warn(error))›;
            }

            async call(fn) {
              if (this.#state === 'OPEN') {
                if (Date.now() < this.#retryAt) throw new CircuitOpenError();
                this.#state = 'HALF_OPEN';
              }
              try {
                const result = await ①this.#retry.run(fn);
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
        [
          {
            ...owned('Breaker'),
            suggestions: [
              {
                messageId: 'takeRetry',
                diff: `
                  -   constructor() {
                  -     this.#retry = new Retry(3, (error) => console.warn(error));
                  +   constructor(retry = new Retry(3, (error) => console.warn(error))) {
                  +     this.#retry = retry;
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a factory of retries that the breaker calls, in a closure and in CommonJS',
      ...marked(
        `
          function createRetry(attempts = 3) {
            return async (fn) => {
              for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === attempts) throw error;
                }
              }
            };
          }

          module.exports = function createBreaker() {
            const withRetry = ‹createRetry()›;
            let state = 'closed';
            let failures = 0;
            let retryAt = 0;
            return async function fire(action) {
              if (state === 'open') {
                if (Date.now() < retryAt) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await ①withRetry(action);
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
            };
          };
        `,
        [
          {
            ...owned('createBreaker'),
            suggestions: [
              {
                messageId: 'takeRetry',
                diff: `
                  - module.exports = function createBreaker() {
                  -   const withRetry = createRetry();
                  + module.exports = function createBreaker(withRetry = createRetry()) {
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'says no number where the attempts come from outside',
      ...marked(
        composed('private readonly retry = ‹new RetryPolicy()›;').replace(
          'maxAttempts = 3',
          'maxAttempts = Number(process.env.MAX_ATTEMPTS)',
        ),
        [
          {
            ...ownedUnknown,
            suggestions: [
              {
                messageId: 'takeRetry',
                diff: `
                  -   private readonly retry = new RetryPolicy();
                  +   constructor(private readonly retry: RetryPolicy = new RetryPolicy()) {}
                `,
              },
            ],
          },
        ],
      ),
    },
  ],
});
