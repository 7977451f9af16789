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
const gate = { messageId: 'unlimitedGate' };

/** A slot beside the state of this breaker: taken before the `try`, given back behind it. */
const SLOT = `
    private state: 'closed' | 'open' | 'half-open' = 'closed';
+   private probeInFlight = false;
-     try {
+     const isProbe = this.state === 'half-open';
+     if (isProbe) {
+       if (this.probeInFlight) {
+         throw new CircuitOpenError();
+       }
+       this.probeInFlight = true;
+     }
+     try {
        throw error;
-     }
+     } finally {
+       if (isProbe) {
+         this.probeInFlight = false;
+       }
+     }
`;

const reserving = (diff: string) => ({ ...unlimited, suggestions: [{ messageId: 'reserveProbe', diff }] });
const reserved = reserving(SLOT);

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
      name: 'is silent where callers who find no slot are answered by somebody else',
      code: breaker`
        private inFlight = 0;
        private readonly fallbacks: { load(): Promise<unknown> }[] = [];
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          try {
            if (!this.mayCall()) {
              if (this.fallbacks.length > 0) return (await this.fallBack(new CircuitOpenError())) as T;
              throw new CircuitOpenError();
            }
            if (this.state === 'half-open') this.inFlight += 1;
            const result = await this.inTime(fn);
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        private mayCall(): boolean {
          if (this.state === 'closed') return true;
          if (this.state === 'half-open') return this.inFlight < 1;
          if (Date.now() - this.openedAt < 30_000) return false;
          this.state = 'half-open';
          this.inFlight = 0;
          return true;
        }
        private inTime<T>(fn: () => Promise<T>): Promise<T> {
          return new Promise<T>((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('too late')), 1_000);
            fn().then(resolve, reject).finally(() => clearTimeout(timer));
          });
        }
        private async fallBack(error: Error): Promise<unknown> {
          try {
            return await this.fallbacks[0]!.load();
          } catch {
            this.onFailure();
            throw error;
          }
        }
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
      name: 'is silent where surplus callers wait for the probe and ask again',
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
      name: 'is silent on a gate whose count is asked for by another method that its callers must call',
      code: asked`
        private questions = 0;
        canRequest(): boolean {
          this.questions += 1;
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return false;
            this.state = 'half-open';
            this.questions = 1;
          }
          return true;
        }
        isCrowded(): boolean {
          return this.state === 'half-open' && this.questions > 3;
        }
      `,
    },
    {
      name: 'is silent on a gate that says no with a reason to all but the probe',
      code: asked`
        canRequest(): { allowed: boolean; reason?: string } {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return { allowed: false, reason: 'open' };
            this.state = 'half-open';
            return { allowed: true };
          }
          return this.state === 'half-open' ? { allowed: false, reason: 'a probe is under way' } : { allowed: true };
        }
      `,
    },
    {
      name: 'is silent on a report of the state that turns the circuit half-open by the way: what it says of admission it does not say',
      code: asked`
        report(): { healthy: boolean; failures: number } {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return { healthy: false, failures: this.failures };
            this.state = 'half-open';
          }
          return { healthy: true, failures: this.failures };
        }
      `,
    },
    {
      name: 'is silent on a setting that the breaker calls for another reason than to reach the service',
      code: `
        export class CircuitBreaker {
          constructor({ alarm, threshold = 5 }) {
            this.alarm = alarm;
            this.threshold = threshold;
            this.state = 'CLOSED';
            this.failures = 0;
            this.openedAt = 0;
          }

          async settle() {
            if (this.state === 'OPEN' && Date.now() - this.openedAt > 30000) {
              this.state = 'HALF_OPEN';
            }
            try {
              await this.alarm();
              this.state = 'CLOSED';
            } catch (error) {
              this.failures++;
              if (this.failures >= this.threshold) {
                this.state = 'OPEN';
                this.openedAt = Date.now();
              }
            }
          }
        }
      `,
      filename: 'breaker.js',
    },
    {
      name: 'is silent on a question whether the circuit is open that says yes to all but the probe',
      code: asked`
        isOpen(): boolean {
          if (this.state === 'closed') return false;
          if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
            this.state = 'half-open';
            return false;
          }
          return true;
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
    {
      name: 'is silent on a gate that reserves one of the slots, in the branch for half-open',
      code: code(`
        export class CircuitBreaker {
          #state: 'closed' | 'open' | 'half-open' = 'closed';
          #failures = 0;
          #retryAt = 0;
          #slots = 0;

          tryAcquire(): boolean {
            if (this.#state === 'open' && Date.now() >= this.#retryAt) {
              this.#state = 'half-open';
              this.#slots = 2;
            }
            if (this.#state === 'half-open') {
              if (this.#slots === 0) return false;
              this.#slots -= 1;
              return true;
            }
            return this.#state === 'closed';
          }

          recordSuccess(): void {
            this.#state = 'closed';
            this.#failures = 0;
          }

          recordFailure(): void {
            this.#failures += 1;
            if (this.#state === 'half-open' || this.#failures >= 5) {
              this.#state = 'open';
              this.#retryAt = Date.now() + 30_000;
            }
          }
        }
      `),
    },
    {
      name: 'is silent on a gate that compares the probes under way with a limit, and counts the caller that it admits',
      code: asked`
        private inFlight = 0;
        private readonly maxProbes = 3;
        allowRequest(): boolean {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return false;
            this.state = 'half-open';
            this.inFlight = 0;
          }
          return this.state === 'closed' || this.inFlight++ < this.maxProbes;
        }
        release(): void {
          this.inFlight -= 1;
        }
      `,
    },
    {
      name: 'is silent on a gate whose slot is taken by another method that its callers must call',
      code: asked`
        private inFlight = 0;
        canRequest(): boolean {
          if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
            this.state = 'half-open';
          }
          return this.state === 'closed' || (this.state === 'half-open' && this.inFlight < 1);
        }
        begin(): void {
          this.inFlight += 1;
        }
        end(): void {
          this.inFlight -= 1;
        }
      `,
    },
    {
      name: 'is silent on a gate that refuses in half-open, by throwing',
      code: asked`
        admit(): void {
          if (this.state === 'half-open') throw new CircuitOpenError();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
        }
      `,
    },
    {
      name: 'is silent on isOpen(), which reads the state and the clock and moves neither: a timer does',
      code: asked`
        isOpen(): boolean {
          return this.state === 'open' && Date.now() - this.openedAt < 30_000;
        }
        trip(): void {
          this.state = 'open';
          setTimeout(() => { this.state = 'half-open'; }, 30_000);
        }
      `,
    },
    {
      name: 'is silent on canExecute() beside execute(), which has a limit of its own',
      code: breaker`
        private probing = false;
        canExecute(): boolean {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) return false;
            this.state = 'half-open';
            this.probing = false;
          }
          return true;
        }
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (!this.canExecute() || (this.state === 'half-open' && this.probing)) throw new CircuitOpenError();
          this.probing = this.state === 'half-open';
          ${run}
        }
      `,
    },
    {
      name: 'is silent on tick(), which moves the state, says so, and admits nobody',
      code: asked`
        tick(now: number): boolean {
          if (this.state === 'open' && now - this.openedAt >= 30_000) {
            this.state = 'half-open';
            return true;
          }
          return false;
        }
        canRequest(): boolean {
          if (this.state === 'open' || this.probing) return false;
          this.probing = this.state === 'half-open';
          return true;
        }
      `,
    },
    {
      name: 'is silent on a gate of a breaker that has no half-open state',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' = 'closed';
          private failures = 0;
          private openedAt = 0;

          canRequest(): boolean {
            if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
              this.state = 'closed';
              this.failures = 0;
            }
            return this.state === 'closed';
          }

          recordFailure(): void {
            this.failures += 1;
            if (this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
            }
          }
        }
      `),
    },
    {
      name: 'is silent on a closure whose gate takes a slot, in JavaScript',
      code: code(`
        module.exports = function createBreaker() {
          let state = 'closed';
          let failures = 0;
          let retryAt = 0;
          let probing = false;
          return {
            allow() {
              if (state === 'open' && Date.now() >= retryAt) {
                state = 'half-open';
                probing = false;
              }
              if (state === 'half-open' && !probing) {
                probing = true;
                return true;
              }
              return state === 'closed';
            },
            recordFailure() {
              failures += 1;
              if (state === 'half-open' || failures >= 5) {
                state = 'open';
                retryAt = Date.now() + 30_000;
              }
            },
          };
        };
      `),
      filename: 'breaker.cjs',
    },
    {
      name: 'is silent on a question whether the circuit is half-open, which makes the transition, beside the gate that takes the slot',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
          private openedAt = 0;
          private probing = false;

          isHalfOpen(): boolean {
            if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
              this.state = 'half-open';
              this.probing = false;
            }
            return this.state === 'half-open';
          }

          canRequest(): boolean {
            if (this.isHalfOpen()) {
              if (this.probing) return false;
              this.probing = true;
              return true;
            }
            return this.state === 'closed';
          }

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
      `),
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
        [reserved],
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
        [reserved],
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
        [reserved],
      ),
    },
    {
      name: 'turns the second caller away with a code where the open circuit throws a plain Error',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new Error('circuit is open');
              this.state = 'half-open';
            }
            const result = await ①fn();
            this.state = 'closed';
            return result;
          }
        `,
        [
          reserving(`
                private state: 'closed' | 'open' | 'half-open' = 'closed';
            +   private probeInFlight = false;
            -     const result = await fn();
            -     this.state = 'closed';
            -     return result;
            +     const isProbe = this.state === 'half-open';
            +     if (isProbe) {
            +       if (this.probeInFlight) {
            +         throw Object.assign(new Error('circuit is open'), { code: 'ECIRCUITOPEN' });
            +       }
            +       this.probeInFlight = true;
            +     }
            +     try {
            +       const result = await fn();
            +       this.state = 'closed';
            +       return result;
            +     } finally {
            +       if (isProbe) {
            +         this.probeInFlight = false;
            +       }
            +     }
          `),
        ],
      ),
    },
    {
      name: 'turns the second caller away with the error of the open circuit as it is where that has a code or a name',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw Object.assign(new Error('open'), { name: 'CircuitOpen' });
              this.state = 'half-open';
            }
            const result = await ①fn();
            this.state = 'closed';
            return result;
          }
        `,
        [
          reserving(`
                private state: 'closed' | 'open' | 'half-open' = 'closed';
            +   private probeInFlight = false;
            -     const result = await fn();
            -     this.state = 'closed';
            -     return result;
            +     const isProbe = this.state === 'half-open';
            +     if (isProbe) {
            +       if (this.probeInFlight) {
            +         throw Object.assign(new Error('open'), { name: 'CircuitOpen' });
            +       }
            +       this.probeInFlight = true;
            +     }
            +     try {
            +       const result = await fn();
            +       this.state = 'closed';
            +       return result;
            +     } finally {
            +       if (isProbe) {
            +         this.probeInFlight = false;
            +       }
            +     }
          `),
        ],
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
        [
          reserving(`
                private state: 'closed' | 'open' | 'half-open' = 'closed';
            +   private probeInFlight = false;
            -     const result = await fn();
            +     const isProbe = this.state === 'half-open';
            +     if (isProbe) {
            +       if (this.probeInFlight) {
            +         throw new CircuitOpenError();
            +       }
            +       this.probeInFlight = true;
            +     }
            +     try {
            +       const result = await fn();
            -     if (this.state === 'half-open' && ++this.halfOpenCalls >= this.halfOpenMaxCalls) {
            -       this.state = 'closed';
            -     }
            -     return result;
            +       if (this.state === 'half-open' && ++this.halfOpenCalls >= this.halfOpenMaxCalls) {
            +         this.state = 'closed';
            +       }
            +       return result;
            +     } finally {
            +       if (isProbe) {
            +         this.probeInFlight = false;
            +       }
            +     }
          `),
        ],
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
        [reserved],
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
        [
          reserving(`
                private state: 'closed' | 'open' | 'half-open' = 'closed';
            +   private probeInFlight = false;
            -     const result = await fn();
            +     const isProbe = this.state === 'half-open';
            +     if (isProbe) {
            +       if (this.probeInFlight) {
            +         throw new CircuitOpenError();
            +       }
            +       this.probeInFlight = true;
            +     }
            +     try {
            +       const result = await fn();
            -     this.probing = true;
            -     this.onSuccess();
            -     return result;
            +       this.probing = true;
            +       this.onSuccess();
            +       return result;
            +     } finally {
            +       if (isProbe) {
            +         this.probeInFlight = false;
            +       }
            +     }
          `),
        ],
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
        [reserved],
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
        [
          reserving(`
                let state = 'closed';
            +   let probeInFlight = false;
            -     try {
            +     const isProbe = state === 'half-open';
            +     if (isProbe) {
            +       if (probeInFlight) {
            +         throw new CircuitOpenError();
            +       }
            +       probeInFlight = true;
            +     }
            +     try {
                    throw error;
            -     }
            +     } finally {
            +       if (isProbe) {
            +         probeInFlight = false;
            +       }
            +     }
          `),
        ],
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
        [
          reserving(`
                #state = State.Closed;
            +   #probeInFlight = false;
            -     try {
            +     const isProbe = this.#state === State.HalfOpen;
            +     if (isProbe) {
            +       if (this.#probeInFlight) {
            +         throw new CircuitOpenError();
            +       }
            +       this.#probeInFlight = true;
            +     }
            +     try {
                    throw error;
            -     }
            +     } finally {
            +       if (isProbe) {
            +         this.#probeInFlight = false;
            +       }
            +     }
          `),
        ],
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
        [
          {
            ...unlimited,
            suggestions: [
              {
                messageId: 'reserveProbe',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private probeInFlight = false;
                  -     return fn().then(
                  -       (result) => { this.onSuccess(); return result; },
                  -       (error) => { this.onFailure(); throw error; },
                  -     );
                  +     const isProbe = this.state === 'half-open';
                  +     if (isProbe) {
                  +       if (this.probeInFlight) {
                  +         return Promise.reject(new CircuitOpenError());
                  +       }
                  +       this.probeInFlight = true;
                  +     }
                  +     try {
                  +       return fn().then(
                  +         (result) => { this.onSuccess(); return result; },
                  +         (error) => { this.onFailure(); throw error; },
                  +       ).finally(() => {
                  +         if (isProbe) {
                  +           this.probeInFlight = false;
                  +         }
                  +       });
                  +     } catch (error) {
                  +       if (isProbe) {
                  +         this.probeInFlight = false;
                  +       }
                  +       throw error;
                  +     }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'counts the slots where a policy says how many probes there may be',
      ...marked(
        `
          import type { FailurePolicy } from 'eslint-plugin-resilience/policy';

          ${breaker`
            constructor(private readonly policy: FailurePolicy) {}
            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (‹this.state === 'open'›) {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              ${run.replace('await fn', 'await ①fn')}
            }
          `.replaceAll('\n', '\n          ')}
        `,
        [
          reserving(`
                private state: 'closed' | 'open' | 'half-open' = 'closed';
            +   private probesInFlight = 0;
            -     try {
            +     const isProbe = this.state === 'half-open';
            +     if (isProbe) {
            +       if (this.probesInFlight >= (this.policy.maxProbes ?? 1)) {
            +         throw new CircuitOpenError();
            +       }
            +       this.probesInFlight += 1;
            +     }
            +     try {
                    throw error;
            -     }
            +     } finally {
            +       if (isProbe) {
            +         this.probesInFlight -= 1;
            +       }
            +     }
          `),
        ],
      ),
    },
    {
      name: 'gives the slot back first of all where there is a finally, and turns callers away with the error of a method that admits',
      ...marked(
        breaker`
          private calls = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            ${run.replace('await fn', 'await ①fn').trimEnd()} finally {
              this.calls += 1;
            }
          }
          private admit(): void {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.toHalfOpen();
            }
          }
          private toHalfOpen(): void {
            this.state = 'half-open';
          }
        `,
        [
          reserving(`
                private state: 'closed' | 'open' | 'half-open' = 'closed';
            +   private probeInFlight = false;
            -     try {
            +     const isProbe = this.state === 'half-open';
            +     if (isProbe) {
            +       if (this.probeInFlight) {
            +         throw new CircuitOpenError();
            +       }
            +       this.probeInFlight = true;
            +     }
            +     try {
                  } finally {
            +       if (isProbe) {
            +         this.probeInFlight = false;
            +       }
          `),
        ],
      ),
    },
    {
      name: 'offers no slot where the error is made of what only the rejection knows',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              const wait = this.openedAt + 30_000 - Date.now();
              if (wait > 0) throw new CircuitOpenError(wait);
              this.state = 'half-open';
            }
            ${run.replace('await fn', 'await ①fn')}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'offers no slot where the error is made of a field that may be missing',
      ...marked(
        breaker`
          private lastError?: Error;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError(this.lastError);
              this.state = 'half-open';
            }
            ${run.replace('await fn', 'await ①fn')}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'offers no slot where open callers get a value: there is nothing to throw',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T | undefined> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) return undefined;
              this.state = 'half-open';
            }
            ${run.replace('await fn', 'await ①fn')}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'offers no slot where two methods let callers through: it would have to be one slot for both',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            ${run.replace('await fn', 'await ①fn')}
          }
          async executeAll<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') throw new CircuitOpenError();
            ${run}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'offers no slot where something is awaited between the test and the call',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            await log('admitted');
            ${run.replace('await fn', 'await ①fn')}
          }
        `,
        [unlimited],
      ),
    },
    {
      name: 'offers no slot where its name is taken',
      ...marked(
        breaker`
          private probeInFlight: string | undefined;
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
      name: 'reports a breaker whose service is handed in among its settings',
      ...marked(
        `
          class CircuitBreaker {
            constructor({ action, fallback = null, threshold = 3 }) {
              if (typeof action !== 'function') throw new TypeError('action must be a function');
              this.action = action;
              this.fallback = fallback;
              this.threshold = threshold;
              this.state = 'CLOSED';
              this.failures = 0;
              this.nextAttempt = 0;
            }

            async fire() {
              if (‹this.state === 'OPEN'›) {
                if (Date.now() < this.nextAttempt) return this.fallback;
                this.state = 'HALF_OPEN';
              }
              try {
                const result = ①await this.action();
                this.state = 'CLOSED';
                this.failures = 0;
                return result;
              } catch (error) {
                this.failures++;
                if (this.state === 'HALF_OPEN' || this.failures >= this.threshold) {
                  this.state = 'OPEN';
                  this.nextAttempt = Date.now() + 10000;
                }
                throw error;
              }
            }
          }

          module.exports = { CircuitBreaker };
        `,
        [unlimited],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports a question whether the circuit is open that says no to everybody in half-open',
      ...marked(
        `
          export class CircuitBreaker {
            monitors = new Map();

            isOpen(name) {
              const monitor = this.monitorOf(name);
              const waited = Date.now() - monitor.lastFailure;
              if (‹monitor.state === 'open' && waited <= 60000›) return true;
              if (monitor.state === 'open') monitor.state = 'half-open';
              return false;
            }

            onSuccess(name) {
              const monitor = this.monitorOf(name);
              monitor.failures = 0;
              if (monitor.state === 'half-open') monitor.state = 'closed';
            }

            onError(name) {
              const monitor = this.monitorOf(name);
              monitor.failures++;
              monitor.lastFailure = Date.now();
              if (monitor.failures >= 5) monitor.state = 'open';
            }

            monitorOf(name) {
              if (!this.monitors.has(name)) this.monitors.set(name, { state: 'closed', failures: 0, lastFailure: 0 });
              return this.monitors.get(name);
            }
          }
        `,
        [gate],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a question whether the circuit is open, in TypeScript',
      ...marked(
        asked`
          isOpen(): boolean {
            if (‹this.state !== 'open'›) return false;
            if (Date.now() - this.openedAt < 30_000) return true;
            this.state = 'half-open';
            return false;
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reports a gate that counts what it is asked, where nothing ever looks at the count',
      ...marked(
        `
          class CircuitBreaker {
            constructor(enabled) {
              this.enabled = enabled;
              this.state = 'CLOSED';
              this.failures = 0;
              this.openedAt = 0;
              this.asked = 0;
              this.rejected = 0;
            }

            canExecute() {
              if (!this.enabled) return true;
              this.asked++;
              switch (‹this.state›) {
                case 'CLOSED':
                  return true;
                case 'OPEN':
                  if (Date.now() - this.openedAt >= 30000) {
                    this.state = 'HALF_OPEN';
                    return true;
                  }
                  this.rejected++;
                  return false;
                default:
                  return true;
              }
            }

            recordSuccess() {
              this.failures = 0;
              this.state = 'CLOSED';
            }

            recordFailure() {
              this.failures++;
              if (this.state === 'HALF_OPEN' || this.failures >= 5) {
                this.state = 'OPEN';
                this.openedAt = Date.now();
              }
            }
          }

          module.exports = CircuitBreaker;
        `,
        [gate],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports a gate that says yes or no with a reason',
      ...marked(
        asked`
          canRequest(): { allowed: boolean; retryAfterMs?: number } {
            if (‹this.state === 'open'›) {
              const waited = Date.now() - this.openedAt;
              if (waited < 30_000) return { allowed: false, retryAfterMs: 30_000 - waited };
              this.state = 'half-open';
            }
            return { allowed: true };
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reports a gate that says yes or no with a reason for one of many circuits',
      ...marked(
        `
          const circuits = new Map();

          export function mayCall(service) {
            const circuit = circuits.get(service);
            if (!circuit) return { ok: true };
            if (‹circuit.state === 'open'›) {
              if (Date.now() - circuit.openedAt < 30000) return { ok: false, state: circuit.state };
              circuit.state = 'half-open';
            }
            return { ok: true };
          }

          export function failed(service) {
            const circuit = circuits.get(service) ?? { state: 'closed', failures: 0, openedAt: 0 };
            circuits.set(service, circuit);
            circuit.failures += 1;
            if (circuit.state === 'half-open' || circuit.failures >= 5) {
              circuit.state = 'open';
              circuit.openedAt = Date.now();
            }
          }

          export function succeeded(service) {
            circuits.delete(service);
          }
        `,
        [gate],
      ),
      filename: 'breaker.js',
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
        [gate],
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
        [gate],
      ),
    },
    {
      name: 'reports canExecute() that answers by the state after it has moved it',
      ...marked(
        asked`
          canExecute(): boolean {
            if (‹this.state === 'open' && Date.now() - this.openedAt >= 30_000›) {
              this.state = 'half-open';
            }
            return this.state !== 'open';
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reports a gate with a branch for half-open that takes nothing, over #private state in an enum',
      ...marked(
        `
          enum State { Closed, Open, HalfOpen }

          export class CircuitBreaker {
            #state = State.Closed;
            #failures = 0;
            #retryAt = 0;

            isAvailable(): boolean {
              switch (‹this.#state›) {
                case State.Closed:
                case State.HalfOpen:
                  return true;
                case State.Open:
                  if (Date.now() < this.#retryAt) return false;
                  this.#state = State.HalfOpen;
                  return true;
              }
            }

            recordSuccess(): void {
              this.#state = State.Closed;
              this.#failures = 0;
            }

            recordFailure(): void {
              this.#failures += 1;
              if (this.#state === State.HalfOpen || this.#failures >= 5) {
                this.#state = State.Open;
                this.#retryAt = Date.now() + 30_000;
              }
            }
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reports the gate of a closure',
      ...marked(
        `
          type State = 'closed' | 'open' | 'half-open';

          export function createCircuitBreaker(threshold = 5, resetMs = 30_000) {
            let state: State = 'closed';
            let failures = 0;
            let openedAt = 0;

            return {
              allow(): boolean {
                if (‹state === 'closed'›) return true;
                if (state === 'open') {
                  if (Date.now() - openedAt < resetMs) return false;
                  state = 'half-open';
                }
                return true;
              },
              recordSuccess(): void {
                state = 'closed';
                failures = 0;
              },
              recordFailure(): void {
                failures += 1;
                if (state === 'half-open' || failures >= threshold) {
                  state = 'open';
                  openedAt = Date.now();
                }
              },
            };
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reports admit() that throws while the circuit is open, from a method that computes the rest of the window',
      ...marked(
        asked`
          admit(): void {
            if (‹this.state !== 'open'›) return;
            if (this.remaining() > 0) throw new CircuitOpenError(this.remaining());
            this.state = 'half-open';
          }
          private remaining(): number {
            return this.openedAt + 30_000 - Date.now();
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reports allowRequest() that asks a getter, which makes the transition',
      ...marked(
        asked`
          get current(): 'closed' | 'open' | 'half-open' {
            if (‹this.state === 'open' && Date.now() - this.openedAt >= 30_000›) {
              this.state = 'half-open';
            }
            return this.state;
          }
          allowRequest(): boolean {
            return this.current !== 'open';
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reports a CommonJS class whose gate has the limit in a comment only',
      ...marked(
        `
          class CircuitBreaker {
            constructor({ threshold = 5, resetMs = 30000 } = {}) {
              this.threshold = threshold;
              this.resetMs = resetMs;
              this.state = 'CLOSED';
              this.failures = 0;
              this.nextAttempt = 0;
            }

            canRequest() {
              if (‹this.state === 'OPEN'›) {
                if (Date.now() < this.nextAttempt) {
                  return false;
                }
                // One request at a time from here.
                this.state = 'HALF_OPEN';
              }
              return true;
            }

            onSuccess() {
              this.state = 'CLOSED';
              this.failures = 0;
            }

            onFailure() {
              this.failures += 1;
              if (this.state === 'HALF_OPEN' || this.failures >= this.threshold) {
                this.state = 'OPEN';
                this.nextAttempt = Date.now() + this.resetMs;
              }
            }
          }

          module.exports = { CircuitBreaker };
        `,
        [gate],
      ),
      filename: 'circuit-breaker.cjs',
    },
    {
      name: 'reports a gate whose counter only its callers count: the answer depends on nothing that it takes',
      ...marked(
        asked`
          private probes = 0;
          canRequest(): boolean {
            if (‹this.state === 'open'›) {
              if (Date.now() - this.openedAt < 30_000) return false;
              this.state = 'half-open';
              this.probes = 0;
            }
            return true;
          }
          recordProbe(): void {
            this.probes += 1;
          }
        `,
        [gate],
      ),
    },
    {
      name: 'reserves a slot that a promise chain gives back, also where the call throws',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            execute<T>(fn: () => Promise<T>): Promise<T> {
              if (‹this.state === 'open'›) {
                if (Date.now() - this.openedAt < 30_000) {
                  return Promise.reject(new CircuitOpenError());
                }
                this.state = 'half-open';
              }
              // Outcomes are applied in the order in which they come.
              return fn()
                .then((result) => {
                  this.failures = 0;
                  this.state = 'closed';
                  return result;
                })
                .catch((error: unknown) => {
                  this.failures += 1;
                  if (this.failures >= 5) {
                    this.state = 'open';
                    this.openedAt = Date.now();
                  }
                  throw error;
                });
            }
          }
        `,
        [
          {
            messageId: 'unlimitedProbes',
            data: { line: '14' },
            suggestions: [
              {
                messageId: 'reserveProbe',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private probeInFlight = false;
                  -     return fn()
                  -       .then((result) => {
                  -         this.failures = 0;
                  -         this.state = 'closed';
                  -         return result;
                  -       })
                  -       .catch((error: unknown) => {
                  -         this.failures += 1;
                  -         if (this.failures >= 5) {
                  -           this.state = 'open';
                  -           this.openedAt = Date.now();
                  -         }
                  -         throw error;
                  -       });
                  +     const isProbe = this.state === 'half-open';
                  +     if (isProbe) {
                  +       if (this.probeInFlight) {
                  +         return Promise.reject(new CircuitOpenError());
                  +       }
                  +       this.probeInFlight = true;
                  +     }
                  +     try {
                  +       return fn()
                  +         .then((result) => {
                  +           this.failures = 0;
                  +           this.state = 'closed';
                  +           return result;
                  +         })
                  +         .catch((error: unknown) => {
                  +           this.failures += 1;
                  +           if (this.failures >= 5) {
                  +             this.state = 'open';
                  +             this.openedAt = Date.now();
                  +           }
                  +           throw error;
                  +         })
                  +         .finally(() => {
                  +           if (isProbe) {
                  +             this.probeInFlight = false;
                  +           }
                  +         });
                  +     } catch (error) {
                  +       if (isProbe) {
                  +         this.probeInFlight = false;
                  +       }
                  +       throw error;
                  +     }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reserves a slot in front of a chain of two handlers, and throws where the open circuit throws',
      ...marked(
        `
          function createBreaker() {
            let state = 'closed'
            let failures = 0
            let openedAt = 0

            function execute(fn) {
              if (‹state === 'open'›) {
                if (Date.now() - openedAt < 30000) throw new CircuitOpenError()
                state = 'half-open'
              }
              return fn().then((result) => {
                failures = 0
                state = 'closed'
                return result
              }, (error) => {
                failures += 1
                if (failures >= 5) {
                  state = 'open'
                  openedAt = Date.now()
                }
                throw error
              })
            }

            return { execute }
          }

          module.exports = { createBreaker }
        `,
        [
          {
            messageId: 'unlimitedProbes',
            data: { line: '11' },
            suggestions: [
              {
                messageId: 'reserveProbe',
                diff: `
                      let state = 'closed'
                  +   let probeInFlight = false
                  -     return fn().then((result) => {
                  -       failures = 0
                  -       state = 'closed'
                  -       return result
                  -     }, (error) => {
                  -       failures += 1
                  -       if (failures >= 5) {
                  -         state = 'open'
                  -         openedAt = Date.now()
                  +     const isProbe = state === 'half-open'
                  +     if (isProbe) {
                  +       if (probeInFlight) {
                  +         throw new CircuitOpenError()
                          }
                  +       probeInFlight = true
                  +     }
                  +     try {
                  +       return fn().then((result) => {
                  +         failures = 0
                  +         state = 'closed'
                  +         return result
                  +       }, (error) => {
                  +         failures += 1
                  +         if (failures >= 5) {
                  +           state = 'open'
                  +           openedAt = Date.now()
                  +         }
                  +         throw error
                  +       }).finally(() => {
                  +         if (isProbe) {
                  +           probeInFlight = false
                  +         }
                  +       })
                  +     } catch (error) {
                  +       if (isProbe) {
                  +         probeInFlight = false
                  +       }
                  -     })
                  +     }
                `,
              },
            ],
          },
        ],
      ),
      filename: 'circuit-breaker.cjs',
    },
  ],
});
