import rule from '../../rules/require-half-open-retry-suppression.js';
import { breaker, execute, OPENS_BY_POLICY, policy, withRetry } from '../support/breakers.js';
import { code, marked, woven } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const retried = (calls: string, path: string) => ({ messageId: 'probeRetried', data: { calls, path } });

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent where a probe of so many calls is allowed',
      options: [{ max: 3 }],
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 3) {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent on a breaker without a retry',
      code: breaker`${execute('await fn()')}`,
    },
    {
      name: 'is silent where a probe gets one attempt: the limit depends on the state at admission',
      code: breaker`
        ${execute("await this.withRetry(fn, this.state === 'half-open' ? 1 : 3)")}
        private async withRetry<T>(fn: () => Promise<T>, maxAttempts: number): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt >= maxAttempts || this.state !== 'closed') {
                throw error;
              }
              await sleep(1_000);
              if (this.state !== 'closed') {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a probe never enters the retry, and the retry reads the state again before each attempt',
      code: breaker`
        ${execute("await (this.state === 'closed' ? this.withRetry(fn) : fn())")}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 3) {
                throw error;
              }
              await sleep(1_000);
              if (this.state !== 'closed') {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the catch gives up while half-open',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (this.state === 'half-open' || attempt === 3) {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the loop goes on only while the circuit is closed',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          let attempt = 0;
          let lastError: unknown;
          do {
            try {
              return await fn();
            } catch (error) {
              lastError = error;
              attempt += 1;
            }
          } while (this.state === 'closed' && attempt < 3);
          throw lastError;
        }
      `,
    },
    {
      name: 'is silent where what was a probe at admission gets one attempt',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          const isProbe = this.state === 'half-open';
          for (let attempt = 1; ; attempt++) {
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              if (isProbe || attempt === 3 || this.state !== 'closed') {
                this.onFailure();
                throw error;
              }
              await sleep(1_000);
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a method answers whether retries are allowed',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private get mayRetry(): boolean {
          return this.state === 'closed';
        }
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 3 || !this.mayRetry) {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a policy decides each further attempt, and is told the phase',
      code: breaker`
        constructor(private readonly policy: FailurePolicy) {}
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (!this.policy.shouldRetry(attempt, error, { phase: this.state })) {
                throw error;
              }
              await sleep(1_000);
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a policy that is told the state is asked beside a limit',
      code: breaker`
        constructor(private readonly policy: FailurePolicy) {}
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt >= 3 || !this.policy.shouldRetry(attempt, error, this.state)) {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a table gives each state its number of attempts, and the table is read before each',
      code: breaker`
        private static readonly ATTEMPTS = { closed: 3, open: 0, 'half-open': 1 };
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt >= CircuitBreaker.ATTEMPTS[this.state]) {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a method compares the state',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private is(state: string): boolean {
          return this.state === state;
        }
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 3 || !this.is('closed')) {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a switch over the state gives a probe its own path',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          switch (this.state) {
            case 'half-open':
              return this.probe(fn);
            default:
              return this.retrying(fn);
          }
        }
        private async probe<T>(fn: () => Promise<T>): Promise<T> {
          try {
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        private async retrying<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              if (attempt === 3 || this.state !== 'closed') {
                this.onFailure();
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where a permit carries the phase of its admission, and the state of now is asked as well',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          const permit = { phase: this.state, admittedAt: Date.now() };
          for (let attempt = 1; ; attempt++) {
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              if (permit.phase === 'half-open' || this.state !== 'closed' || attempt === 3) {
                this.onFailure();
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the phase of the admission is compared with the state of now before each further attempt',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          const admittedIn = this.state;
          for (let attempt = 1; ; attempt++) {
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              if (admittedIn === 'half-open' || admittedIn !== this.state || attempt === 3) {
                this.onFailure();
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where each attempt is admitted by itself, so that a second one is another admission',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            this.admit();
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              this.state = 'open';
              this.openedAt = Date.now();
              if (attempt === 3) {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the retry stands outside',
      code:
        breaker`
        ${execute('await fn()')}
      ` +
        code(`
          export async function withRetry<T>(breaker: CircuitBreaker, fn: () => Promise<T>): Promise<T> {
            for (let attempt = 1; ; attempt++) {
              try {
                return await breaker.execute(fn);
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        `),
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
            }
          }
        }
      `,
    },
    {
      name: 'is silent on a breaker that has no half-open state by design',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' = 'closed';
          private failures = 0;
          private openUntil = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() < this.openUntil) throw new CircuitOpenError();
              this.state = 'closed';
            }
            for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt < 3) continue;
                if (++this.failures >= 5) {
                  this.state = 'open';
                  this.openUntil = Date.now() + 30_000;
                }
                throw error;
              }
            }
          }
        }
      `),
    },
    {
      name: 'is silent where callers are rejected while half-open and a timer probes the health of the service',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state !== 'closed') throw new CircuitOpenError();
            for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt < 3 && this.state === 'closed') continue;
                if (++this.failures >= 5) this.open();
                throw error;
              }
            }
          }

          private open(): void {
            this.state = 'open';
            setTimeout(() => void this.probe(), 30_000);
          }

          private async probe(): Promise<void> {
            this.state = 'half-open';
            const healthy = await this.health.check();
            if (healthy) {
              this.state = 'closed';
              this.failures = 0;
            } else {
              this.open();
            }
          }
        }
      `),
    },
    {
      name: 'is silent on failover while half-open: each round calls another replica',
      code: breaker`
        async execute<T>(fn: (host: string) => Promise<T>): Promise<T> {
          this.admit();
          let lastError: unknown;
          for (const host of this.hosts) {
            try {
              const result = await fn(host);
              this.onSuccess();
              return result;
            } catch (error) {
              lastError = error;
            }
          }
          this.onFailure();
          throw lastError;
        }
      `,
    },
    {
      name: 'is silent on polling while half-open',
      code: breaker`
        async execute<T extends { done: boolean }>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          try {
            for (;;) {
              const job = await fn();
              if (job.done) {
                this.onSuccess();
                return job;
              }
              await sleep(1_000);
            }
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on pagination while half-open',
      code: breaker`
        async execute<T>(fn: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
          this.admit();
          const items: T[] = [];
          let cursor: string | undefined;
          try {
            do {
              const page = await fn(cursor);
              items.push(...page.items);
              cursor = page.next;
            } while (cursor !== undefined);
            this.onSuccess();
          } catch (error) {
            this.onFailure();
            throw error;
          }
          return items;
        }
      `,
    },
    {
      name: 'is silent on one more call with a fresh token after a 401',
      code: breaker`
        ${execute('await this.authorized(fn)')}
        private async authorized<T>(fn: (token: string) => Promise<T>, refreshed = false): Promise<T> {
          try {
            return await fn(this.token);
          } catch (error) {
            if (refreshed || error.status !== 401) {
              throw error;
            }
            this.token = await this.auth.refresh();
            return this.authorized(fn, true);
          }
        }
      `,
    },
    {
      name: 'is silent in JavaScript where #private state turns the retry off',
      code: code(`
        export class CircuitBreaker {
          #state = 'CLOSED';
          #failures = 0;
          #openedAt = 0;

          async fire(action) {
            if (this.#state === 'OPEN') {
              if (Date.now() - this.#openedAt < 30_000) throw new CircuitOpenError();
              this.#state = 'HALF_OPEN';
            }
            for (let left = this.#state === 'HALF_OPEN' ? 0 : 2; ; left--) {
              try {
                const result = await action();
                this.#state = 'CLOSED';
                this.#failures = 0;
                return result;
              } catch (error) {
                if (left > 0 && this.#state === 'CLOSED') continue;
                this.#failures++;
                if (this.#failures >= 5) {
                  this.#state = 'OPEN';
                  this.#openedAt = Date.now();
                }
                throw error;
              }
            }
          }
        }
      `),
      filename: 'breaker.mjs',
    },
    {
      name: 'is silent in a closure where a probe gets one attempt',
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
            let attempt = 0;
            while (true) {
              try {
                const result = await action();
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                attempt += 1;
                if (state === 'closed' && attempt < 3) continue;
                failures += 1;
                if (failures >= 5) {
                  state = 'open';
                  retryAt = Date.now() + 30_000;
                }
                throw error;
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
      name: 'reports a retry of a library in what a breaker of a library was handed, of more calls than are allowed',
      options: [{ max: 2 }],
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          const breaker = new CircuitBreaker(() => ‹①pRetry(() => fetch('/a'), { retries: 2 })›);
          export const load = () => breaker.fire();
        `,
        [
          {
            messageId: 'probeRetried',
            data: { calls: '3', path: 'breaker.fire → pRetry, line ①' },
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
      name: 'reports the call that enters the retry: a failing probe makes three calls',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          ${withRetry}
        `,
        [
          {
            ...retried('3', 'execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the loop itself where it stands in the protected function',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            let lastError: unknown;
            ‹①for (let attempt = 1; attempt <= 4; attempt++) {
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch (error) {
                lastError = error;
              }
            }›
            this.onFailure();
            throw lastError;
          }
        `,
        [retried('4', 'execute → for, line ①')],
      ),
    },
    {
      name: 'reports attempts that are counted one by one: they still hit a service that has just recovered',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            ‹①for (let attempt = 1; ; attempt++) {
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch (error) {
                this.failures += 1;
                if (attempt === 3) {
                  throw error;
                }
                await sleep(1_000);
              }
            }›
          }
        `,
        [
          {
            ...retried('3', 'execute → for, line ①'),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt === 3) {
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a declared counting unit: it says what is counted, not how often a probe calls',
      ...marked(
        breaker`
          readonly countingUnit = 'sequence';
          ${execute('await ‹this.withRetry(fn)›')}
          ${withRetry}
        `,
        [
          {
            ...retried('3', 'execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a while loop, two hops away',
      ...marked(
        breaker`
          ${execute('await this.run(fn)')}
          private run<T>(fn: () => Promise<T>): Promise<T> {
            return ‹this.withRetry(fn, 2)›;
          }
          private async withRetry<T>(fn: () => Promise<T>, retries: number): Promise<T> {
            let failed = 0;
            ①while (true) {
              try {
                return await fn();
              } catch (error) {
                failed += 1;
                if (failed > retries) throw error;
              }
            }
          }
        `,
        [retried('3', 'execute → run → withRetry → while, line ①')],
      ),
    },
    {
      name: 'reports a do loop',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            let left = 3;
            let lastError: unknown;
            ①do {
              try {
                return await fn();
              } catch (error) {
                lastError = error;
              }
            } while (--left > 0);
            throw lastError;
          }
        `,
        [retried('3', 'execute → withRetry → do, line ①')],
      ),
    },
    {
      name: 'reports recursion',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>, left = 2): Promise<T> {
            try {
              return await fn();
            } catch (error) {
              if (left === 0) throw error;
              return ①this.withRetry(fn, left - 1);
            }
          }
        `,
        [retried('3', 'execute → withRetry → itself, line ①')],
      ),
    },
    {
      name: 'reports a retry strategy that is injected',
      ...marked(
        breaker`
          constructor(private readonly retry: RetryStrategy) {}
          ${execute('await ‹this.retry.execute(fn)›')}
        ` +
          code(`
            export class RetryStrategy {
              async execute<T>(fn: () => Promise<T>): Promise<T> {
                ①for (let attempt = 1; ; attempt++) {
                  try {
                    return await fn();
                  } catch (error) {
                    if (attempt === 3) throw error;
                  }
                }
              }
            }
          `),
        [
          {
            ...retried('3', 'execute → retry.execute → for, line ①'),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -       const result = await this.retry.execute(fn);
                  +       const result = await this.retry.execute(fn, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                  ${OPENS_BY_POLICY}
                  -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                  +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
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
            let retryAt = 0;

            async function attempts() {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await action();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }

            return async function fire() {
              if (state === 'open') {
                if (Date.now() < retryAt) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await ‹attempts()›;
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
            ...retried('3', 'fire → attempts → for, line ①'),
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
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !policy.shouldRetry(attempt, error, { phase: state })) throw error;
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
      name: 'reports an enum of states and #private methods',
      ...marked(
        `
          enum State { Closed, Open, HalfOpen }

          export class Breaker {
            #state = State.Closed;
            #failures = 0;
            #openedAt = 0;

            async call<T>(operation: () => Promise<T>): Promise<T> {
              if (this.#state === State.Open) {
                if (Date.now() - this.#openedAt < 30_000) throw new CircuitOpenError();
                this.#state = State.HalfOpen;
              }
              try {
                const value = await ‹this.#retrying(operation)›;
                this.#state = State.Closed;
                this.#failures = 0;
                return value;
              } catch (e) {
                if (++this.#failures >= 5) {
                  this.#state = State.Open;
                  this.#openedAt = Date.now();
                }
                throw e;
              }
            }

            async #retrying<T>(operation: () => Promise<T>): Promise<T> {
              ①for (let attempt = 0; attempt < 2; attempt++) {
                try {
                  return await operation();
                } catch {
                  await sleep(100);
                }
              }
              return operation();
            }
          }
        `,
        [retried('3', 'call → retrying → for, line ①')],
      ),
    },
    {
      name: 'reports a half-open state that a timer sets',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private timer: ReturnType<typeof setTimeout> | undefined;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') throw new CircuitOpenError();
              ‹①for (let attempt = 1; ; attempt++) {
                try {
                  const result = await fn();
                  this.state = 'closed';
                  this.failures = 0;
                  return result;
                } catch (error) {
                  if (attempt < 3) continue;
                  if (++this.failures >= 5) this.open();
                  throw error;
                }
              }›
            }

            private open(): void {
              clearTimeout(this.timer);
              this.state = 'open';
              this.timer = setTimeout(() => { this.state = 'half-open'; }, 30_000);
            }
          }
        `,
        [retried('3', 'execute → for, line ①')],
      ),
    },
    {
      name: 'says how often a probe calls where it is allowed fewer attempts, but more than one',
      ...marked(
        breaker`
          ${execute("await ‹this.withRetry(fn, this.state === 'half-open' ? 2 : 5)›")}
          private async withRetry<T>(fn: () => Promise<T>, maxAttempts: number): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt >= maxAttempts) throw error;
              }
            }
          }
        `,
        [
          {
            ...retried('2', 'execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt >= maxAttempts) throw error;
                  +         if (attempt >= maxAttempts || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'counts the calls on errors that are retried, where others end the sequence early',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (error.status === 404) throw error;
                if (attempt === 3) throw error;
              }
            }
          }
        `,
        [
          {
            ...retried('3', 'execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says that the number is unknown where the environment gives it',
      ...marked(
        breaker`
          private readonly maxAttempts = Number(process.env.MAX_ATTEMPTS);
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt >= this.maxAttempts) throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'probeRetriedUnknown',
            data: { path: 'execute → withRetry → for, line ①' },
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt >= this.maxAttempts) throw error;
                  +         if (attempt >= this.maxAttempts || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says that the number is unknown where the retry never gives up',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①while (true) {
              try {
                return await fn();
              } catch {
                await sleep(1_000);
              }
            }
          }
        `,
        [{ messageId: 'probeRetriedUnknown', data: { path: 'execute → withRetry → while, line ①' } }],
      ),
    },
    {
      name: 'reports a choice that is made once: the retry goes on after the circuit has opened and turned half-open',
      ...marked(
        breaker`
          ${execute("await (‹this.state === 'closed'› ? this.withRetry(fn) : fn())")}
          ${withRetry}
        `,
        [
          {
            messageId: 'staleSuppression',
            data: { calls: 'up to 2', path: 'execute → withRetry → for, line ①' },
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports an early way out for probes that leaves the others with a choice made once',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              const result = await this.run(fn);
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          private run<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'half-open'›) {
              return fn();
            }
            return this.withRetry(fn);
          }
          ${withRetry}
        `,
        [
          {
            messageId: 'staleSuppression',
            data: { calls: 'up to 2', path: 'execute → run → withRetry → for, line ①' },
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says any number of attempts where the choice is made once and their number is unknown',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>, maxAttempts: number): Promise<T> {
            this.admit();
            try {
              const result = await (‹this.state === 'closed'› ? this.withRetry(fn, maxAttempts) : fn());
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          private async withRetry<T>(fn: () => Promise<T>, limit: number): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt >= limit) throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'staleSuppression',
            data: { calls: 'any number of', path: 'execute → withRetry → for, line ①' },
            suggestions: [
              {
                messageId: 'askPolicy',
                diff: woven`
                  ${policy()}
                  -         if (attempt >= limit) throw error;
                  +         if (attempt >= limit || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  ${OPENS_BY_POLICY}
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'has nothing to offer where the policy is asked already and is not told the phase',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;
            private readonly policy = {
              shouldRetry: (attempt: number) => attempt < 3,
              shouldOpenCircuit: (failures: number) => failures >= 5,
              shouldCloseCircuit: () => true,
            };

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await ‹this.withRetry(fn)›;
                this.state = 'closed';
                this.failures = 0;
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.policy.shouldOpenCircuit(this.failures)) {
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
                  if (!this.policy.shouldRetry(attempt)) throw error;
                  await sleep(1_000);
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'probeRetried',
            data: { calls: '3', path: 'execute → withRetry → for, line 32' },
          },
        ],
      ),
    },
  ],
});
