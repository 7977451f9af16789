/**
 * What the rules should say and do not say yet, each with the smallest file that shows it. Every case fails today; a case that no longer
 * does fails here, and belongs into the specification of its rule.
 */
import noCountedRejection from '../rules/no-counted-rejection.js';
import noLockAcrossProtectedCall from '../rules/no-lock-across-protected-call.js';
import noRetriedSuccessReset from '../rules/no-retried-success-reset.js';
import noRetryInBreaker from '../rules/no-retry-in-breaker.js';
import noRetryWhileOpen from '../rules/no-retry-while-open.js';
import noUnsynchronizedBreakerState from '../rules/no-unsynchronized-breaker-state.js';
import requireHalfOpenProbeLimit from '../rules/require-half-open-probe-limit.js';
import requireHalfOpenRetrySuppression from '../rules/require-half-open-retry-suppression.js';
import { breaker, execute } from './support/breakers.js';
import { code, marked } from './support/marked.js';
import { notYet } from './support/not-yet.js';

const three = (path: string) => ({
  messageId: 'sequenceCounted',
  data: { calls: '15', threshold: '5', attempts: '3', path },
});

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
    ...[
      ['failover over replicas that a method picks', 'for (let i = 0; i < 3; i++)', 'await fn(this.nextHost())', ''],
      ['failover from an offset, round the list', 'for (let i = 0; i < hosts.length; i++)', 'await fn(hosts[(start + i) % hosts.length])', ''],
      ['the search for a name that is free', 'for (let n = 0; ; n++)', 'await fn(`report-${n}`)', "if (error.code !== 'EEXIST') throw error;"],
      ['the search for an id that is free', 'for (let id = randomId(); ; id = randomId())', 'await fn(id)', "if (error.code !== 'CONFLICT') throw error;"],
    ].map(([what = '', head = '', attempt = '', inCatch = '']) => ({
      name: what,
      code: breaker`
        async execute<T>(fn: (target: string) => Promise<T>, hosts: string[], start = 0): Promise<T> {
          this.admit();
          try {
            const result = await this.run(fn, hosts, start);
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        private async run<T>(fn: (target: string) => Promise<T>, hosts: string[], start: number): Promise<T> {
          let lastError: unknown;
          ${head} {
            try {
              return ${attempt};
            } catch (error) {
              ${inCatch}
              lastError = error;
            }
          }
          throw lastError;
        }
      `,
    })),
    {
      name: 'a walk over a tree, by recursion: each call is for another node',
      code: breaker`
        async execute(fn: (node: Tree) => Promise<void>, root: Tree): Promise<void> {
          this.admit();
          try {
            await this.visit(fn, root);
            this.onSuccess();
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        private async visit(fn: (node: Tree) => Promise<void>, node: Tree): Promise<void> {
          try {
            await fn(node);
          } catch (error) {
            log(node, error);
          }
          for (const child of node.children) {
            await this.visit(fn, child);
          }
        }
      `,
    },
  ],
  invalid: [
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
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private withRetry<T>(fn: () => Promise<T>): Promise<T> {
            return ①[1, 2].reduce((chain) => chain.catch(() => fn()), fn());
          }
        `,
        [three('execute → withRetry → reduce, line ①')],
      ),
    },
  ],
});

notYet(requireHalfOpenRetrySuppression, {
  valid: [
    {
      name: 'the phase of the admission is compared with the state of now before each further attempt',
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
  ],
  invalid: [
    {
      name: 'the place of a choice that is made once, by a constant',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            const isProbe = ‹this.state === 'half-open'›;
            ①for (let attempt = 1; ; attempt++) {
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch (error) {
                if (isProbe || attempt === 3) {
                  this.onFailure();
                  throw error;
                }
              }
            }
          }
        `,
        [{ messageId: 'staleSuppression', data: { calls: 'up to 2', path: 'execute → for, line ①' } }],
      ),
    },
  ],
});

notYet(noRetryWhileOpen, {
  invalid: [
    {
      name: 'the place of an attempt whose function is wrapped on the way: it is in the loop, not in the wrapper',
      ...marked(
        breaker`
          ${execute('await this.withRetry(() => fn())')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await ‹fn()›;
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        `,
        [{ messageId: 'notAskedAgain', data: { attempts: ', up to 2 more times', path: 'execute → withRetry → for, line ①' } }],
      ),
    },
  ],
});

notYet(noUnsynchronizedBreakerState, {
  valid: [
    {
      name: 'a callback that is only registered: what follows it still runs in the same stretch',
      code: breaker`
        recordFailure(error: unknown): void {
          const seen = this.failures;
          weigh(error).then(log);
          this.failures = seen + 1;
        }
        trip(): void {
          this.state = 'half-open';
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a transition after a wait inside the branch that tested the state',
      ...marked(
        breaker`
          async check(): Promise<void> {
            if (①this.state === 'open') {
              const healthy = ②await this.ping();
              if (healthy) {
                ‹this.state = 'half-open'›;
              }
            }
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [{ messageId: 'staleDecision', data: { cell: 'this.state', basis: '①', point: '②' } }],
      ),
    },
  ],
});

notYet(requireHalfOpenProbeLimit, {
  valid: [
    {
      name: 'surplus callers wait for the probe and ask again',
      code: breaker`
        private probe: Promise<unknown> | undefined;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.probe = undefined;
          }
          if (this.state === 'half-open') {
            if (this.probe !== undefined) {
              await this.probe.catch(() => undefined);
              return this.execute(fn);
            }
            this.probe = fn();
            return this.settle(this.probe as Promise<T>);
          }
          return this.settle(fn());
        }
        private async settle<T>(call: Promise<T>): Promise<T> {
          try {
            const result = await call;
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `,
    },
  ],
});

notYet(noCountedRejection, {
  invalid: [
    {
      name: 'a closure that names its state in blocks only',
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
        [{ messageId: 'rejectionCounted', data: { record: '①' } }],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'a caller that asks a breaker and tells it of its rejection',
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
              try {
                if (!this.breaker.canRequest()) ‹throw new CircuitOpenError();›
                return await fetch(url);
              } catch (error) {
                ①this.breaker.recordFailure();
                throw error;
              }
            }
          }
        `,
        [{ messageId: 'rejectionCounted', data: { record: '①' } }],
      ),
    },
    {
      name: 'a rejection over the probe limit, which opens the half-open circuit again',
      ...marked(
        breaker`
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
        `,
        [{ messageId: 'rejectionCounted', data: { record: '①' } }],
      ),
    },
  ],
});

notYet(noLockAcrossProtectedCall, {
  invalid: [
    {
      name: 'a chain of promises that callers queue up in until the call has settled',
      ...marked(
        breaker`
          private tail: Promise<void> = Promise.resolve();
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            const before = this.tail;
            let release!: () => void;
            this.tail = new Promise<void>((resolve) => { release = resolve; });
            ‹await before›;
            try {
              this.admit();
              const result = await ①fn();
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            } finally {
              release();
            }
          }
        `,
        [{ messageId: 'serialised', data: { call: '①' } }],
      ),
    },
    {
      name: 'a lock that is acquired under a constant name, for as long as a function runs',
      ...marked(
        breaker`
          private readonly lock = new AsyncLock();
          execute<T>(fn: () => Promise<T>): Promise<T> {
            return ‹this.lock.acquire('breaker', async () => {
              this.admit();
              try {
                const result = await ①fn();
                this.onSuccess();
                return result;
              } catch (error) {
                this.onFailure();
                throw error;
              }
            })›;
          }
        `,
        [{ messageId: 'serialised', data: { call: '①' } }],
      ),
    },
  ],
});

notYet(noRetriedSuccessReset, {
  invalid: [
    {
      name: 'more attempts by recursion than are explored',
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
        [{ messageId: 'retriedSuccessClears', data: { cell: 'this.failures', failures: '3', attempts: '4' } }],
      ),
    },
  ],
});
