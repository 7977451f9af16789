import rule from '../../rules/no-leaked-probe-slot.js';
import { marked, woven, type Template } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

/** A breaker with a flag that keeps a second probe out; what becomes of the flag is its members. */
const breaker = (members: Template, ...insertions: readonly string[]): string =>
  woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private failures = 0;
      private openedAt = 0;
      private probing = false;

      ${woven(members, ...insertions)}

      private trip(): void {
        this.state = 'open';
        this.openedAt = Date.now();
      }
    }
  `;

/** The first caller after the open window is the probe. `take` is what takes the slot. */
const admit = (take = 'this.probing = true'): string => `
if (this.state === 'closed') return fn();
if (this.state === 'open') {
  if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
  this.state = 'half-open';
}
if (this.probing) throw new CircuitOpenError();
${take};
`;

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent where the slot is given back in finally',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit()}
          try {
            await this.audit.write('probe');
            const result = await fn();
            this.state = 'closed';
            return result;
          } catch (error) {
            this.trip();
            throw error;
          } finally {
            this.probing = false;
          }
        }
      `,
    },
    {
      name: 'is silent where both outcomes give the slot back, in methods of their own',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit()}
          try {
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        private onSuccess(): void {
          this.probing = false;
          this.state = 'closed';
        }
        private onFailure(): void {
          this.probing = false;
          this.trip();
        }
      `,
    },
    {
      name: 'is silent where the promise of the call gives the slot back',
      code: breaker`
        execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit()}
          return fn().finally(() => {
            this.probing = false;
          });
        }
      `,
    },
    {
      name: 'is silent where a taken slot is ignored after a while',
      code: breaker`
        private probedAt = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'closed') return fn();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
          if (this.probing && Date.now() - this.probedAt < 10_000) throw new CircuitOpenError();
          this.probing = true;
          this.probedAt = Date.now();
          const result = await fn();
          this.probing = false;
          this.state = 'closed';
          return result;
        }
      `,
    },
    {
      name: 'is silent where a timer ends a half-open period that takes too long',
      code: breaker`
        private timer: ReturnType<typeof setTimeout> | undefined;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit()}
          clearTimeout(this.timer);
          this.timer = setTimeout(() => {
            this.probing = false;
            this.trip();
          }, 10_000);
          const result = await fn();
          clearTimeout(this.timer);
          this.probing = false;
          this.state = 'closed';
          return result;
        }
      `,
    },
    {
      name: 'is silent where the next half-open period begins with a free slot, and every way out ends this one',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'closed') return fn();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.probing = false;
          }
          if (this.probing) throw new CircuitOpenError();
          this.probing = true;
          try {
            const result = await fn();
            this.probing = false;
            this.state = 'closed';
            return result;
          } catch (error) {
            this.trip();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on a call that finds its period over: the slot is of a later one',
      code: breaker`
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'closed') return fn();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.generation += 1;
            this.probing = false;
          }
          if (this.probing) throw new CircuitOpenError();
          this.probing = true;
          const generation = this.generation;
          try {
            const result = await fn();
            if (generation !== this.generation) return result;
            this.probing = false;
            this.state = 'closed';
            this.generation += 1;
            return result;
          } catch (error) {
            if (generation !== this.generation) throw error;
            this.probing = false;
            this.generation += 1;
            this.trip();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on a gate whose callers give the slot back',
      code: breaker`
        tryAcquire(): boolean {
          if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) this.state = 'half-open';
          if (this.state === 'open' || this.probing) return false;
          this.probing = this.state === 'half-open';
          return true;
        }
        recordSuccess(): void {
          this.probing = false;
          this.state = 'closed';
        }
        recordFailure(): void {
          this.probing = false;
          this.trip();
        }
      `,
    },
    {
      name: 'is silent on a count of the calls of one period, which the transition starts anew',
      code: breaker`
        private calls = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.calls = 0;
          }
          if (this.state === 'half-open' && this.calls >= 3) throw new CircuitOpenError();
          this.calls += 1;
          try {
            const result = await fn();
            this.state = 'closed';
            return result;
          } catch (error) {
            this.trip();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on a wait that cannot fail',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit()}
          await new Promise((resolve) => setTimeout(resolve, 100));
          try {
            return await fn();
          } finally {
            this.probing = false;
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'reports a slot that an await between the taking and the try leaks',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit('‹this.probing = true›')}
            ①await this.audit.write('probe');
            try {
              const result = await fn();
              this.state = 'closed';
              return result;
            } catch (error) {
              this.trip();
              throw error;
            } finally {
              this.probing = false;
            }
          }
        `,
        [
          {
            messageId: 'leakedByRejection',
            data: { cell: 'this.probing', exit: '①' },
            suggestions: [
              {
                messageId: 'releaseAlways',
                diff: `
                  -     await this.audit.write('probe');
                  -       const result = await fn();
                  -       this.state = 'closed';
                  -       return result;
                  -     } catch (error) {
                  -       this.trip();
                  -       throw error;
                  +       await this.audit.write('probe');
                  +       try {
                  +         const result = await fn();
                  +         this.state = 'closed';
                  +         return result;
                  +       } catch (error) {
                  +         this.trip();
                  +         throw error;
                  +       } finally {
                  +         this.probing = false;
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a slot that only a success gives back',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit('‹this.probing = true›')}
            const result = ①await fn();
            this.probing = false;
            this.state = 'closed';
            return result;
          }
        `,
        [
          {
            messageId: 'leakedByRejection',
            data: { cell: 'this.probing', exit: '①' },
            suggestions: [
              {
                messageId: 'releaseAlways',
                diff: `
                  -     const result = await fn();
                  -     this.probing = false;
                  -     this.state = 'closed';
                  -     return result;
                  +     try {
                  +       const result = await fn();
                  +       this.probing = false;
                  +       this.state = 'closed';
                  +       return result;
                  +     } finally {
                  +       this.probing = false;
                  +     }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a slot that a handler leaves taken when it throws',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit('‹this.probing = true›')}
            try {
              const result = await fn();
              this.probing = false;
              this.state = 'closed';
              return result;
            } catch (error) {
              this.trip();
              ①throw error;
            }
          }
        `,
        [
          {
            messageId: 'leakedByThrow',
            data: { cell: 'this.probing', exit: '①' },
            suggestions: [
              {
                messageId: 'releaseAlways',
                diff: `
                          throw error;
                  +     } finally {
                  +       this.probing = false;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a slot that an error which does not count leaves taken',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit('‹this.probing = true›')}
            try {
              const result = await fn();
              this.probing = false;
              this.state = 'closed';
              return result;
            } catch (error) {
              if (this.isIgnored(error)) ①throw error;
              this.probing = false;
              this.trip();
              throw error;
            }
          }
          private isIgnored(error: unknown): boolean {
            return error instanceof ValidationError;
          }
        `,
        [
          {
            messageId: 'leakedByThrow',
            data: { cell: 'this.probing', exit: '①' },
            suggestions: [
              {
                messageId: 'releaseAlways',
                diff: `
                          throw error;
                  +     } finally {
                  +       this.probing = false;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a slot that an aborted call leaves taken',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
            ${admit('‹this.probing = true›')}
            if (signal.aborted) ①return undefined;
            try {
              return await fn();
            } finally {
              this.probing = false;
            }
          }
        `,
        [
          {
            messageId: 'leakedByReturn',
            data: { cell: 'this.probing', exit: '①' },
            suggestions: [
              {
                messageId: 'releaseAlways',
                diff: `
                  -     if (signal.aborted) return undefined;
                  -       return await fn();
                  +       if (signal.aborted) return undefined;
                  +       try {
                  +         return await fn();
                  +       } finally {
                  +         this.probing = false;
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a counter that only goes down while the circuit is still half-open',
      ...marked(
        breaker`
          private inFlight = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            if (this.state === 'half-open') {
              if (this.inFlight >= 1) throw new CircuitOpenError();
              ‹this.inFlight += 1›;
            }
            try {
              return await fn();
            } catch (error) {
              this.trip();
              ①throw error;
            } finally {
              if (this.state === 'half-open') this.inFlight -= 1;
            }
          }
        `,
        [{ messageId: 'leakedByThrow', data: { cell: 'this.inFlight', exit: '①' } }],
      ),
    },
    {
      name: 'reports a closure over let',
      ...marked(
        `
          export function createBreaker(fn, audit) {
            let state = 'closed';
            let openedAt = 0;
            let probing = false;
            return async function execute() {
              if (state === 'closed') return fn();
              if (state === 'open') {
                if (Date.now() - openedAt < 30_000) throw new CircuitOpenError();
                state = 'half-open';
              }
              if (probing) throw new CircuitOpenError();
              ‹probing = true›;
              const result = ①await fn();
              probing = false;
              state = 'closed';
              return result;
            };
          }
        `,
        [
          {
            messageId: 'leakedByRejection',
            data: { cell: 'probing', exit: '①' },
            suggestions: [
              {
                messageId: 'releaseAlways',
                diff: `
                  -     const result = await fn();
                  -     probing = false;
                  -     state = 'closed';
                  -     return result;
                  +     try {
                  +       const result = await fn();
                  +       probing = false;
                  +       state = 'closed';
                  +       return result;
                  +     } finally {
                  +       probing = false;
                  +     }
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
    },
  ],
});
