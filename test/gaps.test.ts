/**
 * What the rules should say and do not say yet, each with the smallest file that shows it. Every case fails today; a case that no longer
 * does fails here, and belongs into the specification of its rule.
 */
import noCountedRejection from '../rules/no-counted-rejection.js';
import noLockAcrossProtectedCall from '../rules/no-lock-across-protected-call.js';
import noRetryInBreaker from '../rules/no-retry-in-breaker.js';
import noRetryWhileOpen from '../rules/no-retry-while-open.js';
import requireHalfOpenRetrySuppression from '../rules/require-half-open-retry-suppression.js';
import { breaker, execute } from './support/breakers.js';
import { marked } from './support/marked.js';
import { notYet } from './support/not-yet.js';

const three = (path: string) => ({
  messageId: 'sequenceCounted',
  data: { calls: '15', threshold: '5', attempts: '3', path },
});

notYet(noRetryInBreaker, {
  valid: [
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

notYet(noCountedRejection, {
  invalid: [
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
  ],
});
