/**
 * What the rules should say and do not say yet, each with the smallest file that shows it. Every case fails today; a case that no longer
 * does fails here, and belongs into the specification of its rule.
 */
import noRetryInBreaker from '../rules/no-retry-in-breaker.js';
import { code, marked } from './support/marked.js';
import { notYet } from './support/not-yet.js';

const three = (path: string) => ({
  messageId: 'sequenceCounted',
  data: { calls: '15', threshold: '5', attempts: '3', path },
});

/** A breaker with three attempts per recorded failure; \`opens\` decides whether a failure opens it, \`inCatch\` follows each failed attempt. */
const retrying = (opens: string, inCatch = ''): string => `
  export class CircuitBreaker {
    private state: 'closed' | 'open' | 'half-open' = 'closed';
    private failures = 0;
    private calls = 0;
    private openedAt = 0;

    async execute<T>(fn: () => Promise<T>): Promise<T> {
      if (this.state === 'open') {
        if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
        this.state = 'half-open';
      }
      this.calls += 1;
      try {
        const result = await ‹this.withRetry(fn)›;
        this.state = 'closed';
        this.failures = 0;
        return result;
      } catch (error) {
        this.failures += 1;
        if (${opens}) {
          this.state = 'open';
          this.openedAt = Date.now();
        }
        throw error;
      }
    }

    private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
      ①for (let attempt = 1; ; attempt++) {
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

notYet(noRetryInBreaker, {
  valid: [
    {
      name: 'a public method that retries beside the breaker, which neither admits nor records it',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
          private openedAt = 0;

          async call<T>(fn: () => Promise<T>): Promise<T> {
            return this.enabled ? this.execute(fn) : this.withRetry(fn);
          }

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              return await fn();
            } catch (error) {
              if (++this.failures >= 5) {
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
  ],
  invalid: [
    ...[
      ['the state is compared after the retry', "this.state === 'half-open' || this.failures >= 5", ''],
      ['the threshold is a negated test', '!(this.failures < 5)', ''],
      ['an error status ends the sequence early', 'this.failures >= 5', 'if (error.status === 404) throw error;'],
      ['an error code ends the sequence early', 'this.failures >= 5', "if (error.code !== 'ECONNRESET') throw error;"],
      ['an error name ends the sequence early', 'this.failures >= 5', "if (error.name === 'AbortError') throw error;"],
      ['a range of statuses ends the sequence early', 'this.failures >= 5', 'if (error.status < 500) throw error;'],
    ].map(([where = '', opens = '', inCatch]) => ({
      name: `the number of attempts and the threshold where ${where}`,
      ...marked(retrying(opens, inCatch), [three('execute → withRetry → for, line ①')]),
    })),
    {
      name: 'a rate, which is no count of failures',
      ...marked(retrying('this.failures / this.calls > 0.5'), [
        { messageId: 'sequenceCountedUnknown', data: { calls: '3 times the failure threshold', path: 'execute → withRetry → for, line ①' } },
      ]),
    },
    {
      name: 'check, loop and record in one function that calls the service by itself',
      ...marked(
        `
          export class PaymentCircuitBreaker {
            #state: 'closed' | 'open' | 'half-open' = 'closed';
            #failures = 0;
            #retryAt = 0;

            constructor(private readonly http: HttpClient) {}

            async charge(order: Order): Promise<Receipt> {
              if (this.#state === 'open') {
                if (Date.now() < this.#retryAt) throw new CircuitOpenError();
                this.#state = 'half-open';
              }
              let lastError: unknown;
              ‹①for (let attempt = 0; attempt < 3; attempt++) {
                try {
                  const receipt = await this.http.post('/charges', order);
                  this.#state = 'closed';
                  this.#failures = 0;
                  return receipt;
                } catch (error) {
                  lastError = error;
                }
              }›
              if (++this.#failures >= 5) {
                this.#state = 'open';
                this.#retryAt = Date.now() + 30_000;
              }
              throw lastError;
            }
          }
        `,
        [three('charge → for, line ①')],
      ),
    },
    {
      name: 'a composition in the same file: the breaker is handed a callback that retries',
      ...marked(
        `
          class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                return await fn();
              } catch (error) {
                if (++this.failures >= 5) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }
          }

          async function withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }

          const breaker = new CircuitBreaker();

          export const fetchUser = (id: string) => breaker.execute(() => ‹withRetry(() => fetch(\`/users/\${id}\`))›);
        `,
        [three('fetchUser → execute → withRetry → for, line ①')],
      ),
    },
    {
      name: 'a split interface: the caller asks, retries and records',
      ...marked(
        `
          class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            canRequest(): boolean {
              if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
                this.state = 'half-open';
              }
              return this.state !== 'open';
            }

            recordSuccess(): void {
              this.state = 'closed';
              this.failures = 0;
            }

            recordFailure(): void {
              if (++this.failures >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
            }
          }

          export class Client {
            private readonly breaker = new CircuitBreaker();

            async get(url: string): Promise<Response> {
              if (!this.breaker.canRequest()) throw new CircuitOpenError();
              let lastError: unknown;
              ‹①for (let attempt = 0; attempt < 3; attempt++) {
                try {
                  const response = await fetch(url);
                  this.breaker.recordSuccess();
                  return response;
                } catch (error) {
                  lastError = error;
                }
              }›
              this.breaker.recordFailure();
              throw lastError;
            }
          }
        `,
        [three('get → for, line ①')],
      ),
    },
    {
      name: 'functions on a prototype',
      ...marked(
        `
          function CircuitBreaker() {
            this.state = 'closed';
            this.failures = 0;
          }

          CircuitBreaker.prototype.execute = async function (fn) {
            if (this.state === 'open') {
              if (Date.now() < this.retryAt) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              return await ‹this.withRetry(fn)›;
            } catch (error) {
              this.failures += 1;
              if (this.failures >= 5) {
                this.state = 'open';
                this.retryAt = Date.now() + 30000;
              }
              throw error;
            }
          };

          CircuitBreaker.prototype.withRetry = async function (fn) {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          };

          module.exports = CircuitBreaker;
        `,
        [three('execute → withRetry → for, line ①')],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'transitions that all go through one method',
      ...marked(
        `
          type State = 'closed' | 'open' | 'half-open';

          export class CircuitBreaker {
            private state: State = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.transitionTo('half-open');
              }
              try {
                const result = await ‹this.withRetry(fn)›;
                this.transitionTo('closed');
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) this.transitionTo('open');
                throw error;
              }
            }

            private transitionTo(next: State): void {
              this.state = next;
              if (next === 'open') this.openedAt = Date.now();
              if (next === 'closed') this.failures = 0;
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [three('execute → withRetry → for, line ①')],
      ),
    },
    {
      name: 'a boolean for a state',
      ...marked(
        `
          export class CircuitBreaker {
            private isOpen = false;
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.isOpen && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              try {
                const result = await ‹this.withRetry(fn)›;
                this.isOpen = false;
                this.failures = 0;
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.isOpen = true;
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [three('execute → withRetry → for, line ①')],
      ),
    },
    {
      name: 'a time until which the circuit is open, and no other state',
      ...marked(
        `
          export class CircuitBreaker {
            private openUntil = 0;
            private failures = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (Date.now() < this.openUntil) throw new CircuitOpenError();
              try {
                const result = await ‹this.withRetry(fn)›;
                this.failures = 0;
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.openUntil = Date.now() + 30_000;
                  this.failures = 0;
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [three('execute → withRetry → for, line ①')],
      ),
    },
    {
      name: 'a retry by reduce over the attempts',
      ...marked(retrying('this.failures >= 5').replace(/①for [\s\S]*?\n      }\n/, `return ①Array.from({ length: 2 }).reduce<Promise<T>>((chain) => chain.catch(() => fn()), fn());\n`), [
        three('execute → withRetry → reduce, line ①'),
      ]),
    },
  ],
});
