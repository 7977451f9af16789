import rule from '../../rules/no-lock-across-protected-call.js';
import { breaker } from '../support/breakers.js';
import { marked, unmarked, woven } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const serialised = { messageId: 'serialised', data: { call: '①' } };
const deadlock = { messageId: 'deadlock', data: { call: '①', again: '②' } };

/** A breaker with a lock of its own; `fields` says how it is made. */
const locked = (fields: string, members: string): string =>
  `import { Mutex, Semaphore } from 'async-mutex';\n\n${breaker(`${fields}\n${members}`)}`;

/** Admission, call and outcome in one critical section. */
const held = (receiver: string): string => `
async execute<T>(fn: () => Promise<T>): Promise<T> {
  return ‹${receiver}.runExclusive(async () => {
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
`;

/** A breaker that keeps callers out by a slot and late outcomes by a generation: whatever lock it takes beside them is needless. */
const guarded = (execute: string): string => woven`
  import { Mutex } from 'async-mutex';

  export class CircuitBreaker {
    private state: 'closed' | 'open' | 'half-open' = 'closed';
    private generation = 0;
    private failures = 0;
    private openedAt = 0;
    private probing = false;
    private readonly mutex = new Mutex();

    ${execute}

    private admit(): number {
      if (this.state === 'open') {
        if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
        this.moveTo('half-open');
      }
      if (this.state === 'half-open') {
        if (this.probing) throw new CircuitOpenError();
        this.probing = true;
      }
      return this.generation;
    }

    private record(ok: boolean, admittedIn: number): void {
      if (admittedIn !== this.generation) return;
      if (ok) {
        this.failures = 0;
        this.moveTo('closed');
        return;
      }
      this.failures += 1;
      if (this.state === 'half-open' || this.failures >= 5) this.moveTo('open');
    }

    private moveTo(next: 'closed' | 'open' | 'half-open'): void {
      this.state = next;
      this.generation += 1;
      this.probing = false;
      if (next === 'open') this.openedAt = Date.now();
    }
  }
`;

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a lock around the change of state alone',
      code: locked(
        'private readonly mutex = new Mutex();',
        `
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            await this.mutex.runExclusive(() => this.admit());
            try {
              const result = await fn();
              await this.mutex.runExclusive(() => this.onSuccess());
              return result;
            } catch (error) {
              await this.mutex.runExclusive(() => this.onFailure());
              throw error;
            }
          }
        `,
      ),
    },
    {
      name: 'is silent on a lock that is given back before the call',
      code: locked(
        'private readonly mutex = new Mutex();',
        `
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            const release = await this.mutex.acquire();
            try {
              this.admit();
            } finally {
              release();
            }
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
        `,
      ),
    },
    {
      name: 'is silent on a semaphore with several permits, which limits the calls and does not serialise them',
      code: unmarked(locked('private readonly semaphore = new Semaphore(5);', held('this.semaphore'))),
    },
    {
      name: 'is silent on a semaphore whose permits the code does not state',
      code: unmarked(
        locked(
          'constructor(permits: number) { this.semaphore = new Semaphore(permits); }\nprivate readonly semaphore: Semaphore;',
          held('this.semaphore'),
        ),
      ),
    },
    {
      name: 'is silent on a semaphore that is handed in',
      code: unmarked(locked('constructor(private readonly semaphore: Semaphore) {}', held('this.semaphore'))),
    },
    {
      name: 'is silent on a lock of the resource: it is taken inside the protected call and guards no state of the breaker',
      code: locked(
        'private readonly portLock = new Mutex();',
        `
          async send<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              const result = await this.portLock.runExclusive(() => fn());
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
        `,
      ),
    },
    {
      name: 'is silent on a lock per business key: one operation at a time for one order',
      code: locked(
        'private readonly locks = new Map<string, Mutex>();',
        `
          async execute<T>(orderId: string, fn: () => Promise<T>): Promise<T> {
            const lock = this.lockOf(orderId);
            return lock.runExclusive(async () => {
              this.admit();
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch (error) {
                this.onFailure();
                throw error;
              }
            });
          }
          private lockOf(orderId: string): Mutex {
            const known = this.locks.get(orderId) ?? new Mutex();
            this.locks.set(orderId, known);
            return known;
          }
        `,
      ),
    },
    {
      name: 'is silent on a lock that is taken with a key',
      code: unmarked(
        locked(
          'private readonly lock = new KeyedLock();',
          held('this.lock').replace('runExclusive(', 'runExclusive(accountId, '),
        ),
      ),
    },
    {
      name: 'is silent on a protected function that returns no promise: nobody can come in between',
      code: locked(
        'private readonly mutex = new Mutex();',
        `
          execute<T>(fn: () => T): T {
            this.admit();
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
      ),
    },
  ],

  invalid: [
    {
      name: 'reports a mutex that spans admission, call and outcome',
      ...marked(locked('private readonly mutex = new Mutex();', held('this.mutex')), [serialised]),
    },
    {
      name: 'reports a #private mutex that the constructor makes',
      ...marked(locked('readonly #mutex;\nconstructor() { this.#mutex = new Mutex(); }', held('this.#mutex')), [
        serialised,
      ]),
    },
    {
      name: 'reports a mutex that is handed in, unless the caller has a better one',
      ...marked(
        locked(
          'private readonly mutex: Mutex;\nconstructor(mutex?: Mutex) { this.mutex = mutex ?? new Mutex(); }',
          held('this.mutex'),
        ),
        [serialised],
      ),
    },
    {
      name: 'reports a semaphore with one permit, which is a mutex',
      ...marked(locked('private readonly gate = new Semaphore(1);', held('this.gate')), [serialised]),
    },
    {
      name: 'reports a lock that is acquired before the admission and released in a finally',
      ...marked(
        locked(
          'private readonly mutex = new Mutex();',
          `
            async execute<T>(fn: () => Promise<T>): Promise<T> {
              const release = await ‹this.mutex.acquire()›;
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
        ),
        [serialised],
      ),
    },
    {
      name: 'reports a closure with a mutex beside its state, in CommonJS',
      ...marked(
        `
          const { Mutex } = require('async-mutex');

          module.exports = function createBreaker(action) {
            const mutex = new Mutex();
            let state = 'closed';
            let retryAt = 0;
            const admit = () => {
              if (state === 'open') {
                if (Date.now() < retryAt) throw new CircuitOpenError();
                state = 'half-open';
              }
            };
            return function fire() {
              return ‹mutex.runExclusive(async () => {
                admit();
                try {
                  const result = await ①action();
                  state = 'closed';
                  return result;
                } catch (error) {
                  state = 'open';
                  retryAt = Date.now() + 30_000;
                  throw error;
                }
              })›;
            };
          };
        `,
        [serialised],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports the deadlock where the outcome takes the lock that the call is made under',
      ...marked(
        locked(
          'private readonly mutex = new Mutex();',
          `
            async execute<T>(fn: () => Promise<T>): Promise<T> {
              return ‹this.mutex.runExclusive(async () => {
                this.admit();
                try {
                  const result = await ①fn();
                  this.onSuccess();
                  return result;
                } catch (error) {
                  await this.recordFailure();
                  throw error;
                }
              })›;
            }
            private async recordFailure(): Promise<void> {
              await ②this.mutex.runExclusive(() => this.onFailure());
            }
          `,
        ),
        [deadlock],
      ),
    },
    {
      name: 'offers to take away a lock that a slot and a generation make needless, with what is left of it',
      ...marked(
        guarded(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            return ‹this.mutex.runExclusive(async () => {
              // Who is let in, and into which period.
              const admittedIn = this.admit();
              try {
                const result = await ①fn();
                this.record(true, admittedIn);
                return result;
              } catch (error) {
                this.record(false, admittedIn);
                throw error;
              }
            })›;
          }
        `),
        [
          {
            ...serialised,
            suggestions: [
              {
                messageId: 'runUnlocked',
                diff: `
                  - import { Mutex } from 'async-mutex';
                  -
                  -   private readonly mutex = new Mutex();
                  -     return this.mutex.runExclusive(async () => {
                  -       // Who is let in, and into which period.
                  -       const admittedIn = this.admit();
                  -       try {
                  -         const result = await fn();
                  -         this.record(true, admittedIn);
                  -         return result;
                  -       } catch (error) {
                  -         this.record(false, admittedIn);
                  -         throw error;
                  -       }
                  -     });
                  +     // Who is let in, and into which period.
                  +     const admittedIn = this.admit();
                  +     try {
                  +       const result = await fn();
                  +       this.record(true, admittedIn);
                  +       return result;
                  +     } catch (error) {
                  +       this.record(false, admittedIn);
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
      name: 'offers the same for a lock that is taken and given back, and leaves the lock to others that take it',
      ...marked(
        guarded(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            const release = await ‹this.mutex.acquire()›;
            try {
              const admittedIn = this.admit();
              try {
                const result = await ①fn();
                this.record(true, admittedIn);
                return result;
              } catch (error) {
                this.record(false, admittedIn);
                throw error;
              }
            } finally {
              release();
            }
          }

          async reset(): Promise<void> {
            await this.mutex.runExclusive(() => this.moveTo('closed'));
          }
        `),
        [
          {
            ...serialised,
            suggestions: [
              {
                messageId: 'runUnlocked',
                diff: `
                  -     const release = await this.mutex.acquire();
                  +     const admittedIn = this.admit();
                        try {
                  -       const admittedIn = this.admit();
                  -       try {
                  -         const result = await fn();
                  -         this.record(true, admittedIn);
                  -         return result;
                  -       } catch (error) {
                  -         this.record(false, admittedIn);
                  -         throw error;
                  -       }
                  -     } finally {
                  -       release();
                  +       const result = await fn();
                  +       this.record(true, admittedIn);
                  +       return result;
                  +     } catch (error) {
                  +       this.record(false, admittedIn);
                  +       throw error;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'offers nothing where something else is waited for under the lock, or the slot is taken behind a wait',
      ...marked(
        guarded(`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            return ‹this.mutex.runExclusive(async () => {
              const admittedIn = this.admit();
              await this.limiter.wait();
              try {
                const result = await ①fn();
                this.record(true, admittedIn);
                return result;
              } catch (error) {
                this.record(false, admittedIn);
                throw error;
              }
            })›;
          }
        `),
        [serialised],
      ),
    },
    {
      name: 'reports a lock that lets its holder in again as one that serialises',
      ...marked(
        locked(
          'private readonly lock = new RecursiveLock({ reentrant: true });',
          `
            async execute<T>(fn: () => Promise<T>): Promise<T> {
              return ‹this.lock.runExclusive(async () => {
                this.admit();
                try {
                  const result = await ①fn();
                  this.onSuccess();
                  return result;
                } catch (error) {
                  await this.lock.runExclusive(() => this.onFailure());
                  throw error;
                }
              })›;
            }
          `,
        ),
        [serialised],
      ),
    },
    {
      name: 'reports a lock around a retry: the waits are held as well',
      ...marked(
        locked(
          'private readonly mutex = new Mutex();',
          `
            async execute<T>(fn: () => Promise<T>): Promise<T> {
              return ‹this.mutex.runExclusive(async () => {
                this.admit();
                for (let attempt = 1; ; attempt++) {
                  try {
                    const result = await ①fn();
                    this.onSuccess();
                    return result;
                  } catch (error) {
                    this.onFailure();
                    if (attempt === 3) throw error;
                    await sleep(1_000);
                  }
                }
              })›;
            }
          `,
        ),
        [serialised],
      ),
    },
    {
      name: 'reports a lock that is acquired under a constant name, for as long as a function runs',
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
