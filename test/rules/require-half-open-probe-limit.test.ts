import rule from '../../rules/require-half-open-probe-limit.js';
import { code, marked, woven, type Template } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

/** A breaker that turns half-open when its time is over; who is let through then is its members' matter. */
const breaker = (members: Template, ...insertions: readonly string[]): string =>
  woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private failures = 0;
      private openedAt = 0;

      ${woven(members, ...insertions)}

      private onSuccess(): void {
        this.failures = 0;
        this.state = 'closed';
      }

      private onFailure(): void {
        this.failures += 1;
        if (this.state === 'half-open' || this.failures >= 5) {
          this.state = 'open';
          this.openedAt = Date.now();
        }
      }
    }
  `;

/** What follows an admission. */
const run = `
try {
  const result = await fn();
  this.onSuccess();
  return result;
} catch (error) {
  this.onFailure();
  throw error;
}
`;

const body = (admission: Template): string => woven`
  async execute<T>(fn: () => Promise<T>): Promise<T> {
    ${woven(admission)}
    ${run}
  }
`;

/** A breaker that its callers ask, and tell how the call went; `gate` is what they ask. */
const asked = (gate: Template): string => woven`
  export class CircuitBreaker {
    private state: 'closed' | 'open' | 'half-open' = 'closed';
    private failures = 0;
    private openedAt = 0;
    private probing = false;

    ${woven(gate)}

    recordSuccess(): void {
      this.state = 'closed';
      this.failures = 0;
    }

    recordFailure(): void {
      this.failures += 1;
      if (this.state === 'half-open' || this.failures >= 5) {
        this.state = 'open';
        this.openedAt = Date.now();
      }
    }
  }
`;

const unlimited = { messageId: 'unlimitedProbes', data: { line: '①' } };

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent where a flag is tested and set in the same tick',
      code: breaker`
        private probing = false;
        ${body`
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.probing = false;
          }
          if (this.state === 'half-open') {
            if (this.probing) throw new CircuitOpenError();
            this.probing = true;
          }
        `}
      `,
    },
    {
      name: 'is silent where the flag stands for a free slot, and is cleared in the gate',
      code: breaker`
        private mayProbe = false;
        ${body`
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.mayProbe = true;
          }
          if (this.state === 'half-open') {
            if (!this.mayProbe) throw new CircuitOpenError();
            this.mayProbe = false;
          }
        `}
      `,
    },
    {
      name: 'is silent where a counter bounds the probes in flight',
      code: breaker`
        private inFlight = 0;
        private readonly maxProbes = 3;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.inFlight = 0;
          }
          const isProbe = this.state === 'half-open';
          if (isProbe) {
            if (this.inFlight >= this.maxProbes) throw new CircuitOpenError();
            this.inFlight += 1;
          }
          try {
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          } finally {
            if (isProbe) this.inFlight -= 1;
          }
        }
      `,
    },
    {
      name: 'is silent where a method takes the slot',
      code: breaker`
        private inFlight = 0;
        ${body`
          if (!this.tryAcquire()) throw new CircuitOpenError();
        `}
        private tryAcquire(): boolean {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return false;
            this.state = 'half-open';
            this.inFlight = 0;
          }
          if (this.state === 'half-open') {
            if (this.inFlight >= 1) return false;
            this.inFlight += 1;
          }
          return true;
        }
      `,
    },
    {
      name: 'is silent where only the caller that makes the circuit half-open is let through',
      code: breaker`${body`
          if (this.state === 'half-open') throw new CircuitOpenError();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
        `}`,
    },
    {
      name: 'is silent where the time of the next probe is moved by the caller that takes it',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private nextProbeAt = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state !== 'closed') {
              if (Date.now() < this.nextProbeAt) throw new CircuitOpenError();
              this.nextProbeAt = Date.now() + 1_000;
              this.state = 'half-open';
            }
            try {
              const result = await fn();
              this.state = 'closed';
              return result;
            } catch (error) {
              this.state = 'open';
              this.nextProbeAt = Date.now() + 1_000;
              throw error;
            }
          }
        }
      `),
    },
    {
      name: 'is silent where tokens of the calls in flight are counted',
      code: breaker`
        private readonly live = new Set<symbol>();
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
          if (this.state === 'half-open' && this.live.size > 0) throw new CircuitOpenError();
          const token = Symbol('call');
          this.live.add(token);
          try {
            return await fn();
          } finally {
            this.live.delete(token);
          }
        }
      `,
    },
    {
      name: 'is silent under a lock that is held across the call',
      code: code(`
        import { Mutex } from 'async-mutex';

        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private openedAt = 0;
          private readonly mutex = new Mutex();

          execute<T>(fn: () => Promise<T>): Promise<T> {
            return this.mutex.runExclusive(async () => {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await fn();
                this.state = 'closed';
                return result;
              } catch (error) {
                this.state = 'open';
                this.openedAt = Date.now();
                throw error;
              }
            });
          }
        }
      `),
    },
    {
      name: 'is silent on a synchronous breaker: probes cannot overlap',
      code: breaker`
        execute<T>(fn: () => T): T {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
          try {
            const result = fn();
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
            try {
              return await fn();
            } catch (error) {
              if (++this.failures >= 5) {
                this.state = 'open';
                this.openUntil = Date.now() + 30_000;
              }
              throw error;
            }
          }
        }
      `),
    },
    {
      name: 'is silent where callers are rejected while half-open and a timer probes the health of the service',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state !== 'closed') throw new CircuitOpenError();
          ${run}
        }
        private async probe(): Promise<void> {
          if (this.state !== 'open') return;
          this.state = 'half-open';
          const healthy = await this.health.check();
          if (healthy) {
            this.onSuccess();
          } else {
            this.onFailure();
          }
        }
      `,
    },
    {
      name: 'is silent where a slot is reserved too late: that is a race, and reported as one',
      code: breaker`
        private inFlight = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
          if (this.state === 'half-open' && this.inFlight >= 1) throw new CircuitOpenError();
          await this.limiter.wait();
          this.inFlight += 1;
          try {
            return await fn();
          } finally {
            this.inFlight -= 1;
          }
        }
      `,
    },
    {
      name: 'is silent on calls that go round a breaker that is switched off',
      code: breaker`
        private probing = false;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (!this.enabled) return fn();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.probing = false;
          }
          if (this.state === 'half-open') {
            if (this.probing) throw new CircuitOpenError();
            this.probing = true;
          }
          ${run}
        }
      `,
    },
    {
      name: 'is silent on a fallback that every caller may run',
      code: breaker`
        private probing = false;
        async execute<T>(fn: () => Promise<T>, fallback: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return fallback();
            this.state = 'half-open';
            this.probing = false;
          }
          if (this.state === 'half-open') {
            if (this.probing) return fallback();
            this.probing = true;
          }
          ${run}
        }
      `,
    },
    {
      name: 'is silent in a closure that takes a slot, in JavaScript',
      code: code(`
        module.exports = function createBreaker(action) {
          let state = 'closed';
          let retryAt = 0;
          let probing = false;
          return async function fire() {
            if (state === 'open') {
              if (Date.now() < retryAt) throw new CircuitOpenError();
              state = 'half-open';
              probing = false;
            }
            if (state === 'half-open') {
              if (probing) throw new CircuitOpenError();
              probing = true;
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
      `),
      filename: 'breaker.cjs',
    },
    {
      name: 'is silent on a gate that takes a slot for whoever asks it',
      code: asked`
        canRequest(): boolean {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return false;
            this.state = 'half-open';
            this.probing = false;
          }
          if (this.state === 'half-open') {
            if (this.probing) return false;
            this.probing = true;
          }
          return true;
        }
      `,
    },
    {
      name: 'is silent on a gate that says yes only to the caller that makes the circuit half-open',
      code: asked`
        canRequest(): boolean {
          if (this.state === 'closed') return true;
          if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
            this.state = 'half-open';
            return true;
          }
          return false;
        }
      `,
    },
    {
      name: 'is silent on a question that moves nothing: it shows the state, and admits nobody',
      code: asked`
        get current(): string {
          return this.state;
        }
        isOpen(): boolean {
          return this.state === 'open';
        }
        halfOpen(): void {
          if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) this.state = 'half-open';
        }
      `,
    },
  ],

  invalid: [
    {
      name: 'reports the test behind which everybody passes: the transition is atomic, but nothing is taken',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            ${run.replace('await fn', 'await ①fn')}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a method that admits',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (!this.allows()) throw new CircuitOpenError();
            ${run.replace('await fn', 'await ①fn')}
          }
          private allows(): boolean {
            if (‹this.state === 'closed'›) return true;
            if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
              this.state = 'half-open';
            }
            return this.state === 'half-open';
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a switch',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            switch (‹this.state›) {
              case 'open':
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
                break;
              case 'half-open':
              case 'closed':
                break;
            }
            ${run.replace('await fn', 'await ①fn')}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a limit that counts successes, not the calls in flight',
      ...marked(
        breaker`
          private halfOpenCalls = 0;
          private readonly halfOpenMaxCalls = 3;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
              this.halfOpenCalls = 0;
            }
            const result = await ①fn();
            if (this.state === 'half-open' && ++this.halfOpenCalls >= this.halfOpenMaxCalls) {
              this.state = 'closed';
            }
            return result;
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a counter that nothing compares with the limit',
      ...marked(
        breaker`
          private static readonly HALF_OPEN_REQUESTS = 1;
          private probes = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            this.probes += 1;
            ${run.replace('await fn', 'await ①fn')}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a flag that is set only when the call is over',
      ...marked(
        breaker`
          private probing = false;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            if (this.state === 'half-open' && this.probing) throw new CircuitOpenError();
            const result = await ①fn();
            this.probing = true;
            this.onSuccess();
            return result;
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a half-open state that a timer sets',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) throw new CircuitOpenError();
            ${run.replace('await fn', 'await ①fn')}
          }
          trip(): void {
            this.state = 'open';
            setTimeout(() => { this.state = 'half-open'; }, 30_000);
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a closure over let in JavaScript',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let retryAt = 0;
            return async function fire() {
              if (‹state === 'open'›) {
                if (Date.now() < retryAt) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await ①action();
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
        [unlimited],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports #private state in an enum',
      ...marked(
        `
          enum State { Closed, Open, HalfOpen }

          export class Breaker {
            #state = State.Closed;
            #retryAt = 0;

            async call<T>(operation: () => Promise<T>): Promise<T> {
              if (‹this.#state === State.Open›) {
                if (Date.now() < this.#retryAt) throw new CircuitOpenError();
                this.#state = State.HalfOpen;
              }
              try {
                const value = await ①operation();
                this.#state = State.Closed;
                return value;
              } catch (error) {
                this.#state = State.Open;
                this.#retryAt = Date.now() + 30_000;
                throw error;
              }
            }
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a call that is not awaited but returned',
      ...marked(
        breaker`
          execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) return Promise.reject(new CircuitOpenError());
              this.state = 'half-open';
            }
            return ①fn().then(
              (result) => { this.onSuccess(); return result; },
              (error) => { this.onFailure(); throw error; },
            );
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'reports a gate that says yes to every half-open caller that asks it',
      ...marked(
        asked`
          canRequest(): boolean {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) return false;
              this.state = 'half-open';
            }
            return true;
          }
        `,
        [{ messageId: 'unlimitedGate' }],
      ),
    },
    {
      name: 'reports a gate that refuses by throwing',
      ...marked(
        asked`
          assertClosed(): void {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
          }
        `,
        [{ messageId: 'unlimitedGate' }],
      ),
    },
  ],
});
