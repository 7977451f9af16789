import rule from '../../rules/no-unsynchronized-breaker-state.js';
import { code, marked, unmarked, woven, type Template } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

/** What is right is right in the strict config too. */
const strict: [Record<string, unknown>] = [{ staleOutcomes: 'all' }];

/** A breaker with three states and one probe at a time; what happens around the call is its members. */
const breaker = (members: Template, ...insertions: readonly string[]): string =>
  woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private failures = 0;
      private openedAt = 0;

      ${woven(members, ...insertions)}
    }
  `;

/** Open until the time is over; then the caller that finds it so is the probe, and the others are turned away. */
const admit = `
if (this.state === 'half-open') throw new CircuitOpenError();
if (this.state === 'open') {
  if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
  this.state = 'half-open';
}
`;

const MUTEX = `import { Mutex } from 'async-mutex';\n\n`;

const CLEARS = 'clears the record of an open circuit';
const COUNTS = 'counts towards closing a circuit that it did not probe';

const lost = { messageId: 'lostUpdate', data: { cell: 'this.failures', basis: '①', point: '②' } };
const awaitedFirst = (diff: string) => ({ ...lost, suggestions: [{ messageId: 'awaitFirst', diff }] });

const staleSuccess = (cell: string, harm: string) => ({
  messageId: 'staleSuccess',
  data: { cell, write: '②', point: '①', harm },
});

/** A breaker that is asked and told by its callers. */
const told = (name: string, returns: string, closes: string, parameters = ''): string => `
  export class CircuitBreaker {
    private state: 'closed' | 'open' | 'half-open' = 'closed';
    private failures = 0;
    private openedAt = 0;
    private generation = 0;

    canRequest(): boolean {
      if (①this.state === 'open') {
        if (Date.now() - this.openedAt < 30_000) return false;
        this.state = 'half-open';
        this.generation += 1;
      }
      return true;
    }

    ${name}(${parameters}): ${returns} {
      this.failures = 0;
      ${closes}
    }

    recordFailure(): void {
      this.failures += 1;
      if (this.failures >= 5) {
        this.state = 'open';
        this.openedAt = Date.now();
        this.generation += 1;
      }
    }
  }
`;

ruleTester(rule).run({
  valid: [
    // Breakers that are told by their callers.
    {
      name: 'is silent on a success that callers tell, unless a guess will do',
      code: unmarked(told('recordSuccess', 'void', `this.state = 'closed';`)),
      options: strict,
    },
    {
      name: 'is silent on a reset by hand',
      code: unmarked(told('reset', 'void', `this.state = 'closed';`)),
      options: [{ staleOutcomes: 'all', report: 'potential' }],
    },
    {
      name: 'is silent on a success that callers tell with what admitted it',
      code: unmarked(
        told(
          'recordSuccess',
          'void',
          `if (admittedIn === this.generation) this.state = 'closed';`,
          'admittedIn: number',
        ),
      ),
      options: [{ staleOutcomes: 'all', report: 'potential' }],
    },
    {
      name: 'is silent on a success that callers tell and that leaves an open circuit alone',
      code: unmarked(told('recordSuccess', 'void', `if (this.state === 'half-open') this.state = 'closed';`)),
      options: [{ staleOutcomes: 'all', report: 'potential' }],
    },

    {
      name: 'is silent on a state that is taken over from a database, whose failures are only noted',
      code: breaker`
        private readonly label = 'orders';
        async sync(db: { get(name: string): Promise<{ state: string }> }, log: { error(text: string, details: object): void }): Promise<void> {
          try {
            const row = await db.get(this.label);
            if (row.state === 'closed' && this.state !== 'closed') {
              this.state = 'closed';
              this.failures = 0;
            }
          } catch (error) {
            log.error('not synchronised', { name: this.label, error });
          }
        }
        recordFailure(): void {
          this.failures += 1;
          if (this.failures >= 5) {
            this.state = 'open';
            this.openedAt = Date.now();
          }
        }
      `,
    },
    // One synchronous stretch.
    {
      name: 'is silent on a test and a write in one synchronous stretch',
      code: breaker`
        recordFailure(): void {
          if (this.state === 'open') return;
          this.failures += 1;
          if (this.failures >= 5) {
            this.state = 'open';
            this.openedAt = Date.now();
          }
        }
        recordSuccess(): void {
          if (this.state === 'half-open') {
            this.state = 'closed';
            this.failures = 0;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a breaker around a synchronous call: nothing can come in between',
      code: breaker`
        execute<T>(fn: () => T): T {
          ${admit}
          try {
            const result = fn();
            this.state = 'closed';
            this.failures = 0;
            return result;
          } catch (error) {
            this.state = 'open';
            this.openedAt = Date.now();
            throw error;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on an await before the value is read and written in one step',
      code: breaker`
        async recordFailure(error: unknown): Promise<void> {
          const weight = await this.classify(error);
          this.failures += weight;
          if (this.failures >= 5) {
            this.state = 'open';
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where the cell is read behind the await of the same expression',
      code: breaker`
        async recordFailure(error: unknown): Promise<void> {
          this.failures = (await this.classify(error)) + this.failures;
          if (this.failures >= 5) this.state = 'open';
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where a condition is tested again after each wait',
      code: breaker`
        private inFlight = 0;
        async acquire(): Promise<void> {
          while (this.state === 'half-open' && this.inFlight >= 1) {
            await this.freed();
          }
          this.inFlight += 1;
        }
      `,
      options: strict,
    },

    // Outcomes that are compared with what admitted them.
    {
      name: 'is silent where a generation from the admission is compared after the call',
      code: breaker`
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'half-open') throw new CircuitOpenError();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.generation += 1;
          }
          const generation = this.generation;
          try {
            const result = await fn();
            this.onSuccess(generation);
            return result;
          } catch (error) {
            this.onFailure(generation);
            throw error;
          }
        }
        private onSuccess(generation: number): void {
          if (generation !== this.generation) return;
          this.failures = 0;
          if (this.state === 'half-open') {
            this.state = 'closed';
            this.generation += 1;
          }
        }
        private onFailure(generation: number): void {
          if (generation !== this.generation) return;
          this.failures += 1;
          if (this.state === 'half-open' || this.failures >= 5) {
            this.state = 'open';
            this.openedAt = Date.now();
            this.generation += 1;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where the outcome is handed to a closure that holds the generation',
      code: breaker`
        private generation = 0;
        allow(): (error?: unknown) => void {
          ${admit}
          const generation = this.generation;
          return (error) => {
            if (generation !== this.generation) return;
            this.generation += 1;
            if (error === undefined) {
              this.state = 'closed';
              this.failures = 0;
            } else if (++this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
            }
          };
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where the state is an object, and the object that admitted the call is compared',
      code: code(`
        type State = { kind: 'closed'; failures: number } | { kind: 'open'; until: number } | { kind: 'half-open' };

        export class CircuitBreaker {
          private state: State = { kind: 'closed', failures: 0 };

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state.kind === 'half-open') throw new CircuitOpenError();
            if (this.state.kind === 'open') {
              if (Date.now() < this.state.until) throw new CircuitOpenError();
              this.state = { kind: 'half-open' };
            }
            const admitted = this.state;
            try {
              const result = await fn();
              if (this.state === admitted) {
                this.state = { kind: 'closed', failures: 0 };
              }
              return result;
            } catch (error) {
              if (this.state === admitted) {
                const failures = admitted.kind === 'closed' ? admitted.failures + 1 : 5;
                this.state = failures >= 5 ? { kind: 'open', until: Date.now() + 30_000 } : { kind: 'closed', failures };
              }
              throw error;
            }
          }
        }
      `),
      options: strict,
    },
    {
      name: 'is silent where only a call whose token is still registered counts',
      code: breaker`
        private readonly live = new Set<symbol>();
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit}
          const token = Symbol('call');
          this.live.add(token);
          try {
            const result = await fn();
            if (this.live.delete(token)) {
              this.state = 'closed';
              this.failures = 0;
            }
            return result;
          } catch (error) {
            if (this.live.delete(token) && ++this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
              this.live.clear();
            }
            throw error;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where the holder of the only probe slot alone may close or open again',
      code: breaker`
        private probing = false;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.probing = false;
          }
          let isProbe = false;
          if (this.state === 'half-open') {
            if (this.probing) throw new CircuitOpenError();
            this.probing = true;
            isProbe = true;
          }
          try {
            const result = await fn();
            if (isProbe) {
              this.state = 'closed';
              this.failures = 0;
            }
            return result;
          } catch (error) {
            if (isProbe || (this.state === 'closed' && ++this.failures >= 5)) {
              this.state = 'open';
              this.openedAt = Date.now();
            }
            throw error;
          } finally {
            if (isProbe) this.probing = false;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where a call is given up before the open window can end',
      code: breaker`
        private readonly callTimeoutMs = 10_000;
        constructor(private readonly resetMs = 30_000) {}
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'half-open') throw new CircuitOpenError();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < this.resetMs) throw new CircuitOpenError();
            this.state = 'half-open';
          }
          try {
            const result = await Promise.race([fn(), this.timeout()]);
            if (this.state === 'half-open') this.state = 'closed';
            if (this.state === 'closed') this.failures = 0;
            return result;
          } catch (error) {
            this.failures += 1;
            if (this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
            }
            throw error;
          }
        }
        private timeout(): Promise<never> {
          return new Promise((_, reject) => {
            setTimeout(() => reject(new Error('timeout')), this.callTimeoutMs);
          });
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a success that is logged in half-open and changes nothing elsewhere',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit}
          try {
            const result = await fn();
            if (this.state === 'half-open') {
              console.log('recovered');
            }
            this.lastSuccessAt = Date.now();
            return result;
          } catch (error) {
            this.trip();
            throw error;
          }
        }
        private lastSuccessAt = 0;
        private trip(): void {
          if (this.state === 'open') return;
          this.state = 'open';
          this.openedAt = Date.now();
        }
        close(): void {
          this.state = 'closed';
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a count that a late success clears where any failure opens a half-open circuit, through a chain that settles a promise',
      code: `
        class CircuitBreaker {
          constructor() {
            this.state = 'CLOSED';
            this.failures = 0;
            this.openedAt = 0;
          }

          async call(fn) {
            if (this.state === 'OPEN') {
              if (Date.now() - this.openedAt < 30000) throw new CircuitOpenError();
              this.move('HALF_OPEN');
            }
            try {
              const result = await this.inTime(fn);
              this.failures = 0;
              if (this.state === 'HALF_OPEN') this.move('CLOSED');
              return result;
            } catch (error) {
              this.failures++;
              if (this.state === 'HALF_OPEN' || this.failures >= 5) this.move('OPEN');
              throw error;
            }
          }

          inTime(fn) {
            return new Promise((resolve, reject) => {
              const timer = setTimeout(() => reject(new Error('timeout')), 10000);
              Promise.resolve()
                .then(fn)
                .then((value) => { clearTimeout(timer); resolve(value); })
                .catch((error) => { clearTimeout(timer); reject(error); });
            });
          }

          move(next) {
            this.state = next;
            if (next === 'OPEN') this.openedAt = Date.now();
          }
        }

        module.exports = CircuitBreaker;
      `,
      filename: 'breaker.cjs',
    },
    {
      name: 'is silent on late outcomes that only a metric counts',
      code: breaker`
        private generation = 0;
        private lateSuccesses = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit}
          const generation = this.generation;
          try {
            const result = await fn();
            if (generation === this.generation) {
              this.state = 'closed';
              this.failures = 0;
              this.generation += 1;
            } else {
              this.lateSuccesses += 1;
            }
            return result;
          } catch (error) {
            if (generation === this.generation && ++this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
              this.generation += 1;
            }
            throw error;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent in the recommended config on a success that looks at the value of the state first',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit}
          try {
            const result = await fn();
            if (this.state === 'half-open') this.state = 'closed';
            if (this.state === 'closed') this.failures = 0;
            return result;
          } catch (error) {
            this.failures += 1;
            if (this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
            }
            throw error;
          }
        }
      `,
    },

    // Locks.
    {
      name: 'is silent under a mutex that covers admission, call and outcome',
      code: code(`
        import { Mutex } from 'async-mutex';

        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
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
                this.failures = 0;
                return result;
              } catch (error) {
                if (++this.failures >= 5) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            });
          }
        }
      `),
      options: strict,
    },
    {
      name: 'is silent where the mutex spans the test, an await and the write',
      code: `${MUTEX}${breaker`
        private inFlight = 0;
        private readonly mutex = new Mutex();
        async reserve(): Promise<void> {
          const release = await this.mutex.acquire();
          try {
            if (this.state === 'open' || this.inFlight >= 1) throw new CircuitOpenError();
            await this.audit.write('probe');
            this.inFlight += 1;
          } finally {
            release();
          }
        }
        trip(): void {
          this.state = 'open';
        }
      `}`,
      options: strict,
    },
    {
      name: 'is silent under a lock made of a chain of promises',
      code: breaker`
        private tail: Promise<void> = Promise.resolve();
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          const before = this.tail;
          let release: () => void = () => {};
          this.tail = new Promise<void>((resolve) => {
            release = resolve;
          });
          try {
            await before;
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              const result = await fn();
              this.state = 'closed';
              this.failures = 0;
              return result;
            } catch (error) {
              if (++this.failures >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
              throw error;
            }
          } finally {
            release();
          }
        }
      `,
      options: strict,
    },

    // Reservations.
    {
      name: 'is silent where an async helper tests and takes the slot before its own first await',
      code: breaker`
        private inFlight = 0;
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (!(await this.tryAcquire())) throw new CircuitOpenError();
          try {
            return await fn();
          } finally {
            this.inFlight -= 1;
          }
        }
        private async tryAcquire(): Promise<boolean> {
          if (this.state === 'open' || this.inFlight >= 1) return false;
          this.inFlight += 1;
          return true;
        }
        trip(): void {
          this.state = 'open';
        }
        halfOpen(): void {
          this.state = 'half-open';
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where a test before a wait is a fast way out, and is repeated after it',
      code: breaker`
        private inFlight = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.inFlight >= 10) throw new CircuitOpenError();
          await this.limiter.wait();
          if (this.state === 'open' || this.inFlight >= 10) throw new CircuitOpenError();
          this.inFlight += 1;
          try {
            return await fn();
          } finally {
            this.inFlight -= 1;
          }
        }
        trip(): void {
          this.state = 'open';
        }
        halfOpen(): void {
          this.state = 'half-open';
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a lease: tested and taken at once, given back by its holder',
      code: breaker`
        private syncing = false;
        async sync(): Promise<void> {
          if (this.syncing) return;
          this.syncing = true;
          try {
            const remote = await this.store.load();
            this.publish(remote);
          } finally {
            this.syncing = false;
          }
        }
        trip(): void {
          this.state = 'open';
        }
        halfOpen(): void {
          this.state = 'half-open';
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a compare-and-set loop',
      code: breaker`
        async recordFailure(error: unknown): Promise<void> {
          const weight = await this.classify(error);
          for (;;) {
            const seen = this.failures;
            await Promise.resolve();
            if (this.failures === seen) {
              this.failures = seen + weight;
              break;
            }
          }
          if (this.failures >= 5) this.state = 'open';
        }
      `,
      options: strict,
    },

    // Values that cross an await and decide nothing.
    {
      name: 'is silent on a copy of the state that is only logged after the call',
      code: breaker`
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit}
          const before = this.state;
          const generation = this.generation;
          const result = await fn();
          if (generation === this.generation && this.state === 'half-open') {
            this.state = 'closed';
            this.generation += 1;
          }
          console.debug('admitted in %s, now %s', before, this.state);
          return result;
        }
      `,
      options: strict,
    },
    {
      name: 'is silent in the recommended config where a copy of the state and the state of now agree',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admit}
          const wasHalfOpen = this.state === 'half-open';
          const result = await fn();
          if (wasHalfOpen && this.state === 'half-open') this.state = 'closed';
          return result;
        }
      `,
    },
    {
      name: 'is silent on a breaker that is made for one call and shared with nobody',
      code: code(`
        export async function fetchOnce(circuitOpen, call) {
          let state = circuitOpen ? 'open' : 'closed';
          let failures = 0;
          try {
            const result = await call();
            state = 'closed';
            failures = 0;
            return result;
          } catch (error) {
            failures += 1;
            if (failures >= 5) state = 'half-open';
            throw error;
          }
        }
      `),
      filename: 'once.js',
      options: strict,
    },
    {
      name: 'is silent on a client that is made when it is first needed',
      code: breaker`
        private client: Promise<Client> | undefined;
        async execute(): Promise<string> {
          if (this.state === 'open') throw new CircuitOpenError();
          this.client ??= this.connect();
          const client = await this.client;
          try {
            return await client.call();
          } catch (error) {
            this.failures += 1;
            if (this.failures >= 5) this.state = 'open';
            throw error;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a door that is open or closed, in a file that mentions a circuit',
      code: code(`
        // Part of the alarm circuit.
        export class Door {
          state = 'closed';

          async toggle(motor) {
            const before = this.state;
            await motor.run();
            this.state = before === 'closed' ? 'open' : 'closed';
          }
        }
      `),
      filename: 'door.js',
      options: strict,
    },

    // Timers.
    {
      name: 'is silent on a timer that is cancelled before it is armed again',
      code: breaker`
        private timer: ReturnType<typeof setTimeout> | undefined;
        trip(): void {
          clearTimeout(this.timer);
          this.state = 'open';
          this.timer = setTimeout(() => {
            this.state = 'half-open';
          }, 30_000);
        }
        close(): void {
          clearTimeout(this.timer);
          this.state = 'closed';
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a timer that is cancelled if there is one',
      code: breaker`
        private timer: ReturnType<typeof setTimeout> | undefined;
        trip(): void {
          if (this.timer) {
            clearTimeout(this.timer);
          }
          this.state = 'open';
          this.timer = setTimeout(() => {
            this.state = 'half-open';
          }, 30_000);
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a timer whose callback compares the generation that it was armed in',
      code: breaker`
        private generation = 0;
        trip(): void {
          this.state = 'open';
          const generation = ++this.generation;
          setTimeout(() => {
            if (generation !== this.generation) return;
            this.state = 'half-open';
          }, 30_000);
        }
        close(): void {
          this.state = 'closed';
          this.generation += 1;
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a timer that is armed once for each opening and is the only way out of it',
      code: breaker`
        trip(): void {
          if (this.state === 'open') return;
          this.state = 'open';
          setTimeout(() => {
            this.state = 'half-open';
          }, 30_000);
        }
      `,
      options: strict,
    },

    // Stores.
    {
      name: 'is silent on an atomic script in the store',
      code: code(`
        export class RedisCircuitBreaker {
          constructor(private readonly redis: Redis) {}

          async recordFailure(): Promise<void> {
            const record = await this.redis.get('circuit');
            if (record.state === 'open') return;
            if (record.state === 'half-open') return;
            await this.redis.eval(RECORD_FAILURE, 1, 'circuit', { state: 'open' });
          }
        }
      `),
      options: strict,
    },
    {
      name: 'is silent on a transaction that is repeated while others interfere',
      code: code(`
        export class RedisCircuitBreaker {
          constructor(private readonly redis: Redis) {}

          async recordFailure(): Promise<void> {
            for (;;) {
              await this.redis.watch('circuit');
              const record = await this.redis.get('circuit');
              const failures = record.failures + 1;
              const state = failures >= 5 ? 'open' : record.state === 'half-open' ? 'open' : record.state;
              const transaction = this.redis.multi();
              transaction.set('circuit', { state, failures });
              if ((await transaction.exec()) !== null) return;
            }
          }
        }
      `),
      options: strict,
    },
    {
      name: 'is silent on a counter that the store increments',
      code: code(`
        export class SharedCircuitBreaker {
          constructor(private readonly store: Store) {}

          async recordFailure(): Promise<void> {
            const failures = await this.store.incr('circuit:failures');
            if (failures >= 5) {
              await this.store.set('circuit', { state: 'open', openedAt: Date.now() });
            }
          }

          async isOpen(): Promise<boolean> {
            const record = await this.store.get('circuit');
            return record.state === 'open' || record.state === 'half-open';
          }
        }
      `),
      options: strict,
    },
    {
      name: 'is silent after a callback that is only registered: what follows it still runs in the same stretch',
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

    // Slots, listeners, threads.
    {
      name: 'is silent on an operation on shared memory that is one step, and on memory that is not shared',
      code: `
        export class CircuitCells {
          private readonly own = new Int32Array(1);
          private readonly cells: Int32Array;

          constructor(shared: SharedArrayBuffer) {
            this.cells = new Int32Array(shared);
          }

          recordFailure(): void {
            this.own[0]++;
            Atomics.add(this.cells, 0, 1);
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where the transition stands before the listeners are told',
      code: `
        import { EventEmitter } from 'node:events';

        export class CircuitBreaker extends EventEmitter {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private openedAt = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'half-open') throw new CircuitOpenError();
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              queueMicrotask(() => this.emit('soon'));
              this.state = 'half-open';
              this.emit('halfOpen');
            }
            return fn();
          }

          trip(): void {
            this.state = 'open';
            this.openedAt = Date.now();
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a slot that only its holder gives back',
      code: breaker`
        private probing = false;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          let isProbe = false;
          if (this.state === 'half-open') {
            if (this.probing) throw new CircuitOpenError();
            this.probing = true;
            isProbe = true;
          }
          try {
            return await fn();
          } finally {
            if (isProbe) this.probing = false;
          }
        }
        trip(): void {
          this.state = 'open';
        }
      `,
      options: strict,
    },
    {
      name: 'is silent where whoever gives back the slot of another period ends that period in the same stretch',
      code: breaker`
        private probing = false;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') throw new CircuitOpenError();
          if (this.state === 'half-open') {
            if (this.probing) throw new CircuitOpenError();
            this.probing = true;
          }
          try {
            const result = await fn();
            if (this.state === 'half-open') {
              this.probing = false;
              this.state = 'closed';
            }
            return result;
          } catch (error) {
            this.probing = false;
            if (this.state === 'half-open') this.state = 'open';
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on the entry of a Map that is set up where there is none',
      code: `
        export class CircuitBreakers {
          private readonly circuits = new Map<string, Circuit>();

          async recordFailure(key: string, error: unknown): Promise<void> {
            await this.report(key, error);
            const circuit = this.circuitOf(key);
            circuit.failures += 1;
            if (circuit.failures >= 5) circuit.state = 'open';
          }

          private circuitOf(key: string): Circuit {
            if (!this.circuits.has(key)) {
              this.circuits.set(key, { state: 'closed', failures: 0 });
            }
            return this.circuits.get(key)!;
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on a flag that is set while a probe may come, and cleared by the one that comes',
      code: `
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private pendingClose = false;
          private generation = 0;

          async fire<T>(action: () => Promise<T>): Promise<T> {
            if (this.state === 'open' || (this.state === 'half-open' && !this.pendingClose)) throw new CircuitOpenError();
            this.pendingClose = false;
            const generation = this.generation;
            const result = await action();
            if (generation === this.generation) this.moveTo('closed');
            return result;
          }

          moveTo(next: 'closed' | 'open' | 'half-open'): void {
            this.state = next;
            this.generation += 1;
            this.pendingClose = next === 'half-open';
          }
        }
      `,
      options: strict,
    },
    {
      name: 'is silent on what is written while a call that nobody waits for is under way: it is still the same stretch',
      code: `
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private openedAt = 0;
          private attempts = 0;

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'half-open') throw new CircuitOpenError();
            if (this.state === 'closed') return fn();
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            const before = this.attempts;
            const probe = this.probe(fn);
            this.state = 'half-open';
            this.attempts = before + 1;
            return probe;
          }

          private async probe<T>(fn: () => Promise<T>): Promise<T> {
            const result = await fn();
            console.log('probed');
            return result;
          }

          trip(): void {
            this.state = 'open';
            this.openedAt = Date.now();
          }
        }
      `,
      options: strict,
    },
  ],

  invalid: [
    // A success that is applied to whatever state the circuit is in by now.
    {
      name: 'reports the call that applies a late success: it closes the circuit, whoever admitted it',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            const result = ①await fn();
            ‹this.onSuccess()›;
            return result;
          }
          private onSuccess(): void {
            ②this.state = 'closed';
            this.failures = 0;
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -     this.onSuccess();
                  +     if (admittedIn === this.generation) {
                  +       this.onSuccess();
                  +     }
                      private onSuccess(): void {
                  +     if (this.state !== 'closed') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'closed';
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a success that looks at the state only to log it',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            try {
              const result = ①await fn();
              ‹this.onSuccess()›;
              return result;
            } catch (error) {
              this.trip();
              throw error;
            }
          }
          private onSuccess(): void {
            if (this.state === 'half-open') {
              console.log('recovered');
            }
            ②this.state = 'closed';
          }
          private trip(): void {
            this.state = 'open';
            this.openedAt = Date.now();
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       this.onSuccess();
                  +       if (admittedIn === this.generation) {
                  +         this.onSuccess();
                  +       }
                  -       this.trip();
                  +       if (admittedIn === this.generation) {
                  +         this.trip();
                  +       }
                          console.log('recovered');
                        }
                  +     if (this.state !== 'closed') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'closed';
                        this.state = 'open';
                  +     this.generation += 1;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a success that closes the circuit because something has failed, although a call is given up before the open window ends',
      ...marked(
        `
          class CircuitBreaker {
            constructor() {
              this.state = 'CLOSED';
              this.failures = 0;
              this.openedAt = 0;
            }

            async execute(operation) {
              if (this.state === 'HALF_OPEN') throw new CircuitOpenError();
              if (this.state === 'OPEN') {
                if (Date.now() - this.openedAt < 60000) throw new CircuitOpenError();
                this.state = 'HALF_OPEN';
              }
              try {
                const result = ①await Promise.race([operation(), this.timeout()]);
                if (this.state === 'HALF_OPEN' || this.failures > 0) {
                  this.failures = 0;
                  ②‹this.state = 'CLOSED'›;
                }
                return result;
              } catch (error) {
                this.failures++;
                if (this.state === 'HALF_OPEN' || this.failures >= 5) {
                  this.state = 'OPEN';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            timeout() {
              return new Promise((_, reject) => {
                setTimeout(() => reject(new Error('timeout')), 10000);
              });
            }
          }

          module.exports = CircuitBreaker;
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                    class CircuitBreaker {
                  +   generation = 0;
                  +
                          this.state = 'HALF_OPEN';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       if (this.state === 'HALF_OPEN' || this.failures > 0) {
                  -         this.failures = 0;
                  -         this.state = 'CLOSED';
                  +       if (admittedIn === this.generation) {
                  +         if (this.state === 'HALF_OPEN' || this.failures > 0) {
                  +           this.failures = 0;
                  +           if (this.state !== 'CLOSED') {
                  +             this.generation += 1;
                  +           }
                  +           this.state = 'CLOSED';
                  +         }
                          }
                        } catch (error) {
                  -       this.failures++;
                  -       if (this.state === 'HALF_OPEN' || this.failures >= 5) {
                  -         this.state = 'OPEN';
                  -         this.openedAt = Date.now();
                  +       if (admittedIn === this.generation) {
                  +         this.failures++;
                  +         if (this.state === 'HALF_OPEN' || this.failures >= 5) {
                  +           this.state = 'OPEN';
                  +           this.generation += 1;
                  +           this.openedAt = Date.now();
                  +         }
                          }
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports the write itself where the success is applied in place',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            try {
              const result = ①await fn();
              ②‹this.state = 'closed'›;
              this.failures = 0;
              return result;
            } catch (error) {
              this.trip();
              throw error;
            }
          }
          private trip(): void {
            this.state = 'open';
            this.openedAt = Date.now();
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       this.state = 'closed';
                  -       this.failures = 0;
                  +       if (admittedIn === this.generation) {
                  +         if (this.state !== 'closed') {
                  +           this.generation += 1;
                  +         }
                  +         this.state = 'closed';
                  +         this.failures = 0;
                  +       }
                  -       this.trip();
                  +       if (admittedIn === this.generation) {
                  +         this.trip();
                  +       }
                        this.state = 'open';
                  +     this.generation += 1;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a success that a listener of the breaker applies, in the strict config',
      ...marked(
        `
          import { EventEmitter } from 'node:events';

          export class CircuitBreaker extends EventEmitter {
            constructor(action) {
              super();
              this.action = action;
              this.state = 'closed';
              this.on('success', () => {
                if (this.state === 'half-open') ‹this.close()›;
              });
            }

            close() {
              ②this.state = 'closed';
            }

            trip() {
              this.state = 'open';
            }

            probe() {
              this.state = 'half-open';
            }

            async fire(...args) {
              if (this.state === 'open') throw new CircuitOpenError();
              const result = ①await this.action(...args);
              this.emit('success', result);
              return result;
            }
          }
        `,
        [staleSuccess('this.state', COUNTS)],
      ),
      filename: 'breaker.js',
      options: strict,
    },
    {
      name: 'reports a success that a method applies which then is given by reference',
      ...marked(
        `
          export class CircuitBreaker {
            state = 'closed';

            execute(fn) {
              if (this.state === 'open') throw new CircuitOpenError();
              return ①fn().then(this.onSuccess.bind(this));
            }

            onSuccess(value) {
              ②‹this.state = 'closed'›;
              return value;
            }

            trip() {
              this.state = 'open';
            }

            probe() {
              this.state = 'half-open';
            }
          }
        `,
        [staleSuccess('this.state', CLEARS)],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a success in a callback of then',
      ...marked(
        breaker`
          execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            return ①fn().then((result) => {
              ②‹this.state = 'closed'›;
              return result;
            });
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       this.state = 'closed';
                  +       if (admittedIn === this.generation) {
                  +         if (this.state !== 'closed') {
                  +           this.generation += 1;
                  +         }
                  +         this.state = 'closed';
                  +       }
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a success that clears the count of a circuit that may be open, and so keeps a failed probe from opening it',
      ...marked(
        `
          export class CircuitBreaker {
            _state = 'closed';
            _failures = 0;
            _openedAt = 0;

            async execute(fn) {
              if (this._state === 'open') {
                if (Date.now() - this._openedAt < 30_000) throw new CircuitOpenError();
                this._state = 'half-open';
              }
              try {
                const result = ①await fn();
                ‹this._onSuccess()›;
                return result;
              } catch (error) {
                this._onFailure();
                throw error;
              }
            }

            _onSuccess() {
              if (this._state === 'half-open') {
                this._state = 'closed';
              }
              ②this._failures = 0;
            }

            _onFailure() {
              this._failures += 1;
              if (this._failures >= 5) {
                this._state = 'open';
                this._openedAt = Date.now();
              }
            }
          }
        `,
        [
          {
            ...staleSuccess('this._failures', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      _state = 'closed';
                  +   _generation = 0;
                          this._state = 'half-open';
                  +       this._generation += 1;
                        }
                  +     const admittedIn = this._generation;
                  -       this._onSuccess();
                  +       if (admittedIn === this._generation) {
                  +         this._onSuccess();
                  +       }
                  -       this._onFailure();
                  +       if (admittedIn === this._generation) {
                  +         this._onFailure();
                  +       }
                          this._state = 'closed';
                  +       this._generation += 1;
                          this._state = 'open';
                  +       this._generation += 1;
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'compares a generation beside a record, for a transition without a block, one on a line with others, and an admission that answers',
      ...marked(
        `
          export class CircuitBreaker {
            private readonly circuit = { state: 'closed', failures: 0, openedAt: 0 };

            async execute<T>(fn: () => Promise<T>, fallback?: () => Promise<T>): Promise<T> {
              if (this.circuit.state === 'half-open') throw new CircuitOpenError();
              if (this.circuit.state === 'open') {
                if (Date.now() - this.circuit.openedAt < 30_000) {
                  if (fallback) return await fallback();
                  throw new CircuitOpenError(\`open since \${this.circuit.openedAt}\`); // await nothing
                }
                this.circuit.state = 'half-open'; // for one
              }
              try {
                const result = ①await fn();
                this.circuit.failures = 0;
                ②‹this.circuit.state = 'closed'›;
                return result;
              } catch (error) {
                if (++this.circuit.failures >= 5) this.circuit.state = 'open';
                if (this.circuit.failures === 5) { this.circuit.openedAt = Date.now(); this.circuit.state = 'open'; }
                throw error;
              }
            }
          }
        `,
        [
          {
            ...staleSuccess('this.circuit.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private readonly circuit = { state: 'closed', failures: 0, openedAt: 0 };
                  +   private generation = 0;
                          this.circuit.state = 'half-open'; // for one
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       this.circuit.failures = 0;
                  -       this.circuit.state = 'closed';
                  +       if (admittedIn === this.generation) {
                  +         this.circuit.failures = 0;
                  +         if (this.circuit.state !== 'closed') {
                  +           this.generation += 1;
                  +         }
                  +         this.circuit.state = 'closed';
                  +       }
                  -       if (++this.circuit.failures >= 5) this.circuit.state = 'open';
                  -       if (this.circuit.failures === 5) { this.circuit.openedAt = Date.now(); this.circuit.state = 'open'; }
                  +       if (admittedIn === this.generation) {
                  +         if (++this.circuit.failures >= 5) { this.circuit.state = 'open'; this.generation += 1; }
                  +         if (this.circuit.failures === 5) { this.circuit.openedAt = Date.now(); if (this.circuit.state !== 'open') { this.generation += 1; } this.circuit.state = 'open'; }
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'begins a generation where the state changes and nowhere else: a transition without a block, a method for all of them',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            try {
              const result = ①await fn();
              if (result !== undefined) ②‹this.state = 'closed'›;
              return result;
            } catch (error) {
              if (++this.failures >= 5) this.move('open');
              throw error;
            }
          }
          move(next: 'closed' | 'open' | 'half-open'): void {
            this.state = next;
            this.openedAt = Date.now();
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       if (result !== undefined) this.state = 'closed';
                  +       if (admittedIn === this.generation) {
                  +         if (result !== undefined) { if (this.state !== 'closed') { this.generation += 1; } this.state = 'closed'; }
                  +       }
                  -       if (++this.failures >= 5) this.move('open');
                  +       if (admittedIn === this.generation) {
                  +         if (++this.failures >= 5) this.move('open');
                  +       }
                      move(next: 'closed' | 'open' | 'half-open'): void {
                  +     if (this.state !== next) {
                  +       this.generation += 1;
                  +     }
                        this.state = next;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'offers nothing where whether a transition changes the state could only be computed twice',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            const result = ①await fn();
            ②‹this.state = 'closed'›;
            return result;
          }
          restore(): void {
            this.state = isHealthy() ? 'closed' : 'open';
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [staleSuccess('this.state', CLEARS)],
      ),
    },
    {
      name: 'reports a closure over let',
      ...marked(
        `
          export function createCircuitBreaker(call) {
            let state = 'CLOSED';
            let failures = 0;
            let openedAt = 0;
            return async function run(...args) {
              if (state === 'OPEN') {
                if (Date.now() - openedAt < 30_000) throw new CircuitOpenError();
                state = 'HALF_OPEN';
              }
              try {
                const result = ①await call(...args);
                ②‹failures = 0›;
                state = 'CLOSED';
                return result;
              } catch (error) {
                if (++failures >= 5) {
                  state = 'OPEN';
                  openedAt = Date.now();
                }
                throw error;
              }
            };
          }
        `,
        [
          {
            ...staleSuccess('failures', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      let state = 'CLOSED';
                  +   let generation = 0;
                          state = 'HALF_OPEN';
                  +       generation += 1;
                        }
                  +     const admittedIn = generation;
                  -       failures = 0;
                  -       state = 'CLOSED';
                  +       if (admittedIn === generation) {
                  +         failures = 0;
                  +         if (state !== 'CLOSED') {
                  +           generation += 1;
                  +         }
                  +         state = 'CLOSED';
                  +       }
                  -       if (++failures >= 5) {
                  -         state = 'OPEN';
                  -         openedAt = Date.now();
                  +       if (admittedIn === generation) {
                  +         if (++failures >= 5) {
                  +           state = 'OPEN';
                  +           generation += 1;
                  +           openedAt = Date.now();
                  +         }
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
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
              if (this.#state === State.Open) {
                if (Date.now() < this.#retryAt) throw new CircuitOpenError();
                this.#state = State.HalfOpen;
              }
              try {
                const value = ①await operation();
                ②‹this.#state = State.Closed›;
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
          {
            ...staleSuccess('this.#state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      #state = State.Closed;
                  +   #generation = 0;
                          this.#state = State.HalfOpen;
                  +       this.#generation += 1;
                        }
                  +     const admittedIn = this.#generation;
                  -       this.#state = State.Closed;
                  +       if (admittedIn === this.#generation) {
                  +         if (this.#state !== State.Closed) {
                  +           this.#generation += 1;
                  +         }
                  +         this.#state = State.Closed;
                  +       }
                  -       this.#state = State.Open;
                  -       this.#retryAt = Date.now() + 30_000;
                  +       if (admittedIn === this.#generation) {
                  +         this.#state = State.Open;
                  +         this.#generation += 1;
                  +         this.#retryAt = Date.now() + 30_000;
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports one success once, however many cells it writes',
      ...marked(
        breaker`
          private successes = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            const result = ①await fn();
            this.failures = 0;
            this.successes += 1;
            ②‹this.state = 'closed'›;
            return result;
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -     this.failures = 0;
                  -     this.successes += 1;
                  -     this.state = 'closed';
                  +     if (admittedIn === this.generation) {
                  +       this.failures = 0;
                  +       this.successes += 1;
                  +       if (this.state !== 'closed') {
                  +         this.generation += 1;
                  +       }
                  +       this.state = 'closed';
                  +     }
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports an unrelated number that is compared instead of a generation',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            const startedAt = Date.now();
            const result = ①await fn();
            if (Date.now() - startedAt < 1_000) {
              ②‹this.state = 'closed'›;
            }
            return result;
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        const startedAt = Date.now();
                  +     const admittedIn = this.generation;
                  -     if (Date.now() - startedAt < 1_000) {
                  -       this.state = 'closed';
                  +     if (admittedIn === this.generation) {
                  +       if (Date.now() - startedAt < 1_000) {
                  +         if (this.state !== 'closed') {
                  +           this.generation += 1;
                  +         }
                  +         this.state = 'closed';
                  +       }
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a mutex that covers the outcome alone: the admission is another critical section',
      ...marked(
        `${MUTEX}${breaker`
          private readonly mutex = new Mutex();
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            const result = ①await fn();
            const release = await this.mutex.acquire();
            ②‹this.state = 'closed'›;
            release();
            return result;
          }
          trip(): void {
            this.state = 'open';
          }
        `}`,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -     this.state = 'closed';
                  +     if (admittedIn === this.generation) {
                  +       if (this.state !== 'closed') {
                  +         this.generation += 1;
                  +       }
                  +       this.state = 'closed';
                  +     }
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a call that may outlive the open window, in spite of its timeout',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 5_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              const result = ①await Promise.race([fn(), this.timeout()]);
              ②‹this.state = 'closed'›;
              return result;
            } catch (error) {
              this.state = 'open';
              this.openedAt = Date.now();
              throw error;
            }
          }
          private timeout(): Promise<never> {
            return new Promise((_, reject) => {
              setTimeout(() => reject(new Error('timeout')), 10_000);
            });
          }
        `,
        [
          {
            ...staleSuccess('this.state', CLEARS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       this.state = 'closed';
                  +       if (admittedIn === this.generation) {
                  +         if (this.state !== 'closed') {
                  +           this.generation += 1;
                  +         }
                  +         this.state = 'closed';
                  +       }
                  -       this.state = 'open';
                  -       this.openedAt = Date.now();
                  +       if (admittedIn === this.generation) {
                  +         this.state = 'open';
                  +         this.generation += 1;
                  +         this.openedAt = Date.now();
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a success behind a check of the value of the state in the strict config: another half-open period has the same value',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            const result = ①await fn();
            if (this.state === 'half-open') {
              ②‹this.state = 'closed'›;
            }
            return result;
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [
          {
            ...staleSuccess('this.state', COUNTS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -     if (this.state === 'half-open') {
                  -       this.state = 'closed';
                  +     if (admittedIn === this.generation) {
                  +       if (this.state === 'half-open') {
                  +         this.state = 'closed';
                  +         this.generation += 1;
                  +       }
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
      options: strict,
    },
    {
      name: 'reports a late success that counts as one of the probes in the strict config',
      ...marked(
        breaker`
          private successes = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            const result = ①await fn();
            if (this.state === 'half-open') {
              ②‹this.successes += 1›;
              if (this.successes >= 3) {
                this.state = 'closed';
                this.successes = 0;
              }
            }
            return result;
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [
          {
            ...staleSuccess('this.successes', COUNTS),
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -     if (this.state === 'half-open') {
                  -       this.successes += 1;
                  -       if (this.successes >= 3) {
                  -         this.state = 'closed';
                  -         this.successes = 0;
                  +     if (admittedIn === this.generation) {
                  +       if (this.state === 'half-open') {
                  +         this.successes += 1;
                  +         if (this.successes >= 3) {
                  +           this.state = 'closed';
                  +           this.generation += 1;
                  +           this.successes = 0;
                  +         }
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
      options: strict,
    },

    // A failure that moves the open window.
    {
      name: 'reports a late failure that moves the open window in the strict config',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            try {
              return ①await fn();
            } catch (error) {
              ‹this.onFailure()›;
              throw error;
            }
          }
          private onFailure(): void {
            this.failures += 1;
            ②this.openedAt = Date.now();
            if (this.failures >= 5) {
              this.state = 'open';
            }
          }
        `,
        [
          {
            messageId: 'staleFailure',
            data: { cell: 'this.openedAt', write: '②', point: '①' },
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -       this.onFailure();
                  +       if (admittedIn === this.generation) {
                  +         this.onFailure();
                  +       }
                          this.state = 'open';
                  +       this.generation += 1;
                `,
              },
            ],
          },
        ],
      ),
      options: strict,
    },
    {
      name: 'reports each failed attempt that moves the open window, beside the code that opens the circuit',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            for (let attempt = 1; ; attempt++) {
              try {
                return ①await fn();
              } catch (error) {
                ‹this.openedAt = Date.now()›;
                if (attempt === 3) {
                  this.state = 'open';
                  ‹this.openedAt = Date.now()›;
                  throw error;
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'staleAttempt',
            data: { cell: 'this.openedAt', point: '①' },
            suggestions: [
              {
                messageId: 'moveClockLast',
                diff: `
                  -         this.openedAt = Date.now();
                `,
              },
            ],
          },
          {
            messageId: 'staleFailure',
            data: { cell: 'this.openedAt', point: '①', write: '19' },
          },
        ],
      ),
      options: strict,
    },
    {
      name: 'reports each failed attempt that moves the open window in the strict config',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            ${admit}
            for (let attempt = 1; ; attempt++) {
              try {
                return ①await fn();
              } catch (error) {
                ‹this.openedAt = Date.now()›;
                if (attempt === 3) {
                  this.state = 'open';
                  throw error;
                }
              }
            }
          }
        `,
        [{ messageId: 'staleAttempt', data: { cell: 'this.openedAt', point: '①' } }],
      ),
      options: strict,
    },

    // Timers.
    {
      name: 'reports a timer that late failures arm again and nothing cancels',
      ...marked(
        breaker`
          recordFailure(): void {
            this.failures += 1;
            if (this.failures >= 5) {
              this.state = 'open';
              ‹setTimeout(() => {
                ①this.state = 'half-open';
              }, 30_000)›;
            }
          }
        `,
        [
          {
            messageId: 'staleTimer',
            data: { cell: 'this.state', write: '①' },
            suggestions: [
              {
                messageId: 'cancelTimer',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private timer: ReturnType<typeof setTimeout> | undefined;
                  -       setTimeout(() => {
                  +       clearTimeout(this.timer);
                  +       this.timer = setTimeout(() => {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a timer whose handle is kept and never cancelled',
      ...marked(
        `
          let state = 'closed';
          let failures = 0;
          let timer;

          export function recordFailure() {
            failures += 1;
            if (failures >= 5) {
              state = 'open';
              timer = ‹setTimeout(() => { ①state = 'half-open'; }, 30_000)›;
            }
          }

          export function recordSuccess() {
            failures = 0;
            state = 'closed';
          }

          export const isOpen = () => state === 'open';
        `,
        [{ messageId: 'staleTimer', data: { cell: 'state', write: '①' } }],
      ),
      filename: 'circuit.js',
    },
    {
      name: 'reports a timer that is armed once per opening, where something else leads out of it too',
      ...marked(
        breaker`
          trip(): void {
            if (this.state === 'open') return;
            this.state = 'open';
            ‹setTimeout(() => {
              ①this.state = 'half-open';
            }, 30_000)›;
          }
          reset(): void {
            this.state = 'closed';
            this.failures = 0;
          }
        `,
        [
          {
            messageId: 'staleTimer',
            data: { cell: 'this.state', write: '①' },
            suggestions: [
              {
                messageId: 'cancelTimer',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private timer: ReturnType<typeof setTimeout> | undefined;
                  -     setTimeout(() => {
                  +     clearTimeout(this.timer);
                  +     this.timer = setTimeout(() => {
                `,
              },
            ],
          },
        ],
      ),
    },

    // Decisions that rest on an old read.
    {
      name: 'reports a decision to close that rests on a copy of the state',
      ...marked(
        breaker`
          private inFlight = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
              this.inFlight = 0;
            }
            if (this.state === 'half-open') {
              if (this.inFlight >= 2) throw new CircuitOpenError();
              this.inFlight += 1;
            }
            const wasHalfOpen = ①this.state === 'half-open';
            const result = ②await fn();
            if (wasHalfOpen) {
              ‹this.state = 'closed'›;
            }
            return result;
          }
        `,
        [
          {
            messageId: 'staleDecision',
            data: { cell: 'this.state', basis: '①', point: '②' },
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        const wasHalfOpen = this.state === 'half-open';
                  +     const admittedIn = this.generation;
                  -     if (wasHalfOpen) {
                  -       this.state = 'closed';
                  +     if (admittedIn === this.generation) {
                  +       if (wasHalfOpen) {
                  +         this.state = 'closed';
                  +         this.generation += 1;
                  +       }
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a transition after a wait inside the branch that tested the state',
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
    {
      name: 'reports a switch over a copy of the state',
      ...marked(
        breaker`
          private inFlight = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') throw new CircuitOpenError();
            if (this.state === 'half-open') {
              if (this.inFlight >= 2) throw new CircuitOpenError();
              this.inFlight += 1;
            }
            const { ①state } = this;
            const result = ②await fn();
            switch (state) {
              case 'half-open':
                ‹this.state = 'closed'›;
                break;
              default:
                break;
            }
            return result;
          }
          trip(): void {
            this.state = 'open';
            this.inFlight = 0;
          }
        `,
        [
          {
            messageId: 'staleDecision',
            data: { cell: 'this.state', basis: '①', point: '②' },
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                        const { state } = this;
                  +     const admittedIn = this.generation;
                  -     switch (state) {
                  -       case 'half-open':
                  -         this.state = 'closed';
                  -         break;
                  -       default:
                  -         break;
                  +     if (admittedIn === this.generation) {
                  +       switch (state) {
                  +         case 'half-open':
                  +           this.state = 'closed';
                  +           this.generation += 1;
                  +           break;
                  +         default:
                  +           break;
                  +       }
                      trip(): void {
                  +     if (this.state !== 'open') {
                  +       this.generation += 1;
                  +     }
                        this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
    },

    // Lost updates.
    {
      name: 'reports += with an await on its right: the left side is read before it',
      ...marked(
        breaker`
          async recordFailure(error: unknown): Promise<void> {
            ①②‹this.failures += await this.classify(error)›;
            if (this.failures >= 5) this.state = 'open';
          }
        `,
        [
          awaitedFirst(`
            -     this.failures += await this.classify(error);
            +     const amount = await this.classify(error);
            +     this.failures += amount;
          `),
        ],
      ),
    },
    {
      name: 'waits first where the sum is written out, and takes the parentheses away',
      ...marked(
        breaker`
          async recordFailure(error: unknown): Promise<void> {
            ‹this.failures = ①this.failures + (②await this.classify(error))›; // by weight
            if (this.failures >= 5) this.state = 'open';
          }
        `,
        [
          awaitedFirst(`
            -     this.failures = this.failures + (await this.classify(error)); // by weight
            +     const amount = await this.classify(error);
            +     this.failures = this.failures + amount; // by weight
          `),
        ],
      ),
    },
    {
      name: 'leaves a sum alone that is part of another expression',
      ...marked(
        breaker`
          async recordFailure(error: unknown): Promise<number> {
            const failures = (①②‹this.failures += await this.classify(error)›);
            if (this.failures >= 5) this.state = 'open';
            return failures;
          }
        `,
        [lost],
      ),
    },
    {
      name: 'leaves a sum alone where the name for what is awaited is taken',
      ...marked(
        breaker`
          async recordFailure(error: unknown, amount: number): Promise<void> {
            ①②‹this.failures += amount * await this.classify(error)›;
            if (this.failures >= 5) this.state = 'open';
          }
        `,
        [lost],
      ),
    },
    {
      name: 'moves the copy of a counter behind the wait',
      ...marked(
        breaker`
          async recordFailure(error: unknown): Promise<void> {
            const { ①failures } = this;
            const weight = ②await this.classify(error);
            console.log(weight);
            ‹this.failures = failures + weight›;
            if (this.failures >= 5) this.state = 'open';
          }
        `,
        [
          {
            ...lost,
            suggestions: [
              {
                messageId: 'readLate',
                diff: `
                  -     const { failures } = this;
                        console.log(weight);
                  +     const { failures } = this;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'leaves a copy alone that what is awaited is told',
      ...marked(
        breaker`
          async recordFailure(): Promise<void> {
            const before = ①this.failures;
            ②await this.report(before);
            ‹this.failures = before + 1›;
            if (this.failures >= 5) this.state = 'open';
          }
        `,
        [lost],
      ),
    },
    {
      name: 'leaves a copy alone that a comment speaks of',
      ...marked(
        breaker`
          async recordFailure(): Promise<void> {
            // What it was when the call failed.
            const before = ①this.failures;
            ②await this.flush();
            ‹this.failures = before + 1›;
            if (this.failures >= 5) this.state = 'open';
          }
        `,
        [lost],
      ),
    },
    {
      name: 'reports a counter that is copied, awaited and written back',
      ...marked(
        `
          export function createCircuitBreaker(sink, threshold = 5) {
            let state = 'closed';
            let failures = 0;
            async function recordFailure() {
              const next = ①failures + 1;
              ②await sink.write(next);
              ‹failures = next›;
              if (failures >= threshold) state = 'open';
            }
            return { recordFailure, isOpen: () => state === 'open' };
          }
        `,
        [{ messageId: 'lostUpdate', data: { cell: 'failures', basis: '①', point: '②' } }],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a counter that is copied before a callback and written back in it',
      ...marked(
        breaker`
          recordFailure(error: unknown): Promise<void> {
            const before = ①this.failures;
            return ②this.classify(error).then((weight) => {
              ‹this.failures = before + weight›;
              if (this.failures >= 5) this.state = 'open';
            });
          }
        `,
        [{ messageId: 'lostUpdate', data: { cell: 'this.failures', basis: '①', point: '②' } }],
      ),
    },

    // Late reservations.
    {
      name: 'reports a slot that is tested, and taken after a wait',
      ...marked(
        breaker`
          private inFlight = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'half-open' && ①this.inFlight >= 1) throw new CircuitOpenError();
            ②await this.limiter.wait();
            ‹this.inFlight += 1›;
            try {
              return await fn();
            } finally {
              this.inFlight -= 1;
            }
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [{ messageId: 'lateReservation', data: { cell: 'this.inFlight', basis: '①', point: '②' } }],
      ),
    },
    {
      name: 'reports a test in an async helper: its answer is old when it arrives',
      ...marked(
        breaker`
          private probing = false;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (!(①②await this.mayProbe())) throw new CircuitOpenError();
            ‹this.probing = true›;
            try {
              return await fn();
            } finally {
              this.probing = false;
            }
          }
          private async mayProbe(): Promise<boolean> {
            return this.state === 'half-open' && !this.probing;
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [{ messageId: 'lateReservation', data: { cell: 'this.probing', basis: '①', point: '②' } }],
      ),
    },

    // Stores outside the process.
    {
      name: 'reports a decision that rests on a copy from the store',
      ...marked(
        `
          export class SharedCircuitBreaker {
            constructor(private readonly store: Store) {}

            async admit(): Promise<void> {
              const record = ①await this.store.get('circuit');
              if (record.state === 'open') {
                if (Date.now() - record.openedAt < 30_000) throw new CircuitOpenError();
                await ‹this.store.set('circuit', { state: 'half-open', openedAt: record.openedAt })›;
              }
            }
          }
        `,
        [{ messageId: 'storeDecision', data: { basis: '①' } }],
      ),
    },
    {
      name: 'reports a count that is read, increased and stored',
      ...marked(
        `
          export class SharedCircuitBreaker {
            constructor(private readonly store: Store) {}

            async recordFailure(): Promise<void> {
              const record = ①await this.store.get('circuit');
              const failures = ‹record.failures + 1›;
              ②await this.store.set('circuit', { state: failures >= 5 ? 'open' : record.state, failures });
            }

            async isHalfOpen(): Promise<boolean> {
              const record = await this.store.get('circuit');
              return record.state === 'half-open';
            }
          }
        `,
        [{ messageId: 'storeUpdate', data: { basis: '①', write: '②' } }],
      ),
    },
    {
      name: 'reports a record that is parsed, changed and stored again as text',
      ...marked(
        `
          export class SharedCircuitBreaker {
            constructor(private readonly redis: Redis) {}

            async recordFailure(): Promise<void> {
              const text = ①await this.redis.get('circuit');
              const record: CircuitRecord = text ? JSON.parse(text) : { state: 'closed', failures: 0 };
              ‹record.failures++›;
              if (record.failures >= 5) record.state = 'open';
              ②await this.redis.set('circuit', JSON.stringify(record));
            }
          }
        `,
        [{ messageId: 'storeUpdate', data: { basis: '①', write: '②' } }],
      ),
    },
    {
      name: 'reports a record that is read and stored by methods of their own',
      ...marked(
        `
          export class SharedCircuitBreaker {
            constructor(private readonly redis: Redis) {}

            async recordFailure(): Promise<void> {
              const record = await this.read();
              const failures = ‹record.failures + 1›;
              await this.write({ state: failures >= 5 ? 'open' : record.state, failures });
            }

            private async read(): Promise<CircuitRecord> {
              const text = ①await this.redis.get('circuit');
              return text ? JSON.parse(text) : { state: 'closed', failures: 0 };
            }

            private async write(record: CircuitRecord): Promise<void> {
              ②await this.redis.set('circuit', JSON.stringify(record));
            }
          }
        `,
        [{ messageId: 'storeUpdate', data: { basis: '①', write: '②' } }],
      ),
    },

    // Copies in disguise.
    {
      name: 'reports the entry of a Map whose counter is copied, awaited and put back',
      ...marked(
        `
          export class CircuitBreakers {
            private readonly circuits = new Map<string, Circuit>();

            async recordFailure(key: string, error: unknown): Promise<void> {
              const circuit = this.circuits.get(key) ?? { state: 'closed', failures: 0 };
              const failures = ①circuit.failures + 1;
              ②await this.report(key, error);
              ‹this.circuits.set(key, { state: failures >= 5 ? 'open' : 'closed', failures })›;
            }
          }
        `,
        [{ messageId: 'lostUpdate', data: { cell: 'circuit.failures', basis: '①', point: '②' } }],
      ),
    },
    {
      name: 'reports a record that a function is handed and takes apart before it waits',
      ...marked(
        `
          interface Circuit { state: 'closed' | 'open' | 'half-open'; failures: number }

          export async function recordFailure(circuit: Circuit, report: () => Promise<void>): Promise<void> {
            const { ①failures } = circuit;
            ②await report();
            ‹circuit.failures = failures + 1›;
            if (circuit.failures >= 5) circuit.state = 'open';
          }
        `,
        [
          {
            messageId: 'lostUpdate',
            data: { cell: 'circuit.failures', basis: '①', point: '②' },
            suggestions: [
              {
                messageId: 'readLate',
                diff: `
                  -   const { failures } = circuit;
                      await report();
                  +   const { failures } = circuit;
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a reducer that is handed the state from before the wait',
      ...marked(
        `
          type Circuit = { readonly state: 'closed' | 'open'; readonly failures: number };

          const fail = (before: Circuit): Circuit => ({ state: before.failures >= 4 ? 'open' : before.state, failures: before.failures + 1 });

          export class CircuitBreaker {
            #circuit: Circuit = { state: 'closed', failures: 0 };

            async recordFailure(error: unknown): Promise<void> {
              const before = ①this.#circuit;
              ②await report(error);
              ‹this.#circuit = fail(before)›;
            }
          }
        `,
        [
          {
            messageId: 'lostUpdate',
            data: { cell: 'this.#circuit.failures', basis: '①', point: '②' },
            suggestions: [
              {
                messageId: 'readLate',
                diff: `
                  -     const before = this.#circuit;
                        await report(error);
                  +     const before = this.#circuit;
                `,
              },
            ],
          },
        ],
      ),
    },

    {
      name: 'reports a late success that is written with a stale copy of the record as the success, and not as a lost update too',
      ...marked(
        `
          export class CircuitBreaker {
            private circuit: Circuit = { state: 'closed', failures: 0, openedAt: 0 };

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              const { circuit } = this;
              if (circuit.state !== 'closed') throw new CircuitOpenError();
              const result = ①await fn();
              ②‹this.circuit = { ...circuit, state: 'closed', failures: 0 }›;
              return result;
            }

            trip(): void {
              this.circuit = { ...this.circuit, state: 'open', openedAt: Date.now() };
            }

            probe(): void {
              this.circuit = { ...this.circuit, state: 'half-open' };
            }
          }
        `,
        [staleSuccess('this.circuit.state', CLEARS)],
      ),
      options: strict,
    },
    {
      name: 'reports both where a late failure moves the clock of an open circuit and another cell of the record is counted from before the wait',
      ...marked(
        `
          export class CircuitBreaker {
            private circuit: Circuit = { state: 'closed', failures: 0, openedAt: 0 };

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.circuit.state === 'half-open') throw new CircuitOpenError();
              if (this.circuit.state === 'open') {
                if (Date.now() - this.circuit.openedAt < 30_000) throw new CircuitOpenError();
                this.circuit = { ...this.circuit, state: 'half-open' };
              }
              const before = ①this.circuit.failures;
              try {
                return ②await fn();
              } catch (error) {
                ③‹‹this.circuit = { ...this.circuit, failures: before + 1, state: before >= 4 ? 'open' : this.circuit.state, openedAt: Date.now() }››;
                throw error;
              }
            }
          }
        `,
        [
          { messageId: 'staleFailure', data: { cell: 'this.circuit.openedAt', point: '②', write: '③' } },
          { messageId: 'lostUpdate', data: { cell: 'this.circuit.failures', basis: '①', point: '②' } },
        ],
      ),
      options: strict,
    },

    {
      name: 'reports a success that callers tell, where it closes a circuit that is open, potentially',
      ...marked(told('recordSuccess', 'void', `‹this.state = 'closed'›;`), [
        { messageId: 'toldSuccess', data: { cell: 'this.state', basis: '①' } },
      ]),
      options: [{ report: 'potential' }],
    },
    {
      name: 'reports a success that callers tell of an entry that is kept under a key, potentially',
      ...marked(
        `
          const circuits = new Map<string, { state: 'closed' | 'open' | 'half-open'; failures: number; openedAt: number }>();

          export function canRequest(key: string): boolean {
            const circuit = circuits.get(key)!;
            if (①circuit.state === 'open') {
              if (Date.now() - circuit.openedAt < 30_000) return false;
              circuit.state = 'half-open';
            }
            return true;
          }

          export function onSuccess(key: string): void {
            const circuit = circuits.get(key)!;
            circuit.failures = 0;
            ‹circuit.state = 'closed'›;
          }

          export function onFailure(key: string): void {
            const circuit = circuits.get(key)!;
            circuit.failures += 1;
            if (circuit.failures >= 5) {
              circuit.state = 'open';
              circuit.openedAt = Date.now();
            }
          }
        `,
        [{ messageId: 'toldSuccess', data: { cell: 'circuit.state', basis: '①' } }],
      ),
      options: [{ report: 'potential' }],
    },

    // Slots.
    {
      name: 'reports a lock that is given back between the test and the taking',
      ...marked(
        woven`
          ${MUTEX}
          ${breaker`
            private inFlight = 0;
            private readonly mutex = new Mutex();
            async execute<T>(fn: () => Promise<T>): Promise<T> {
              const release = await this.mutex.acquire();
              const busy = this.state === 'half-open' && this.inFlight >= 1;
              release();
              if (①busy) throw new CircuitOpenError();
              ②await this.limiter.wait();
              ‹this.inFlight += 1›;
              try {
                return await fn();
              } finally {
                this.inFlight -= 1;
              }
            }
            trip(): void {
              this.state = 'open';
            }
          `}
        `,
        [{ messageId: 'lateReservation', data: { cell: 'this.inFlight', basis: '①', point: '②' } }],
      ),
    },
    {
      name: 'reports a return in try that does not wait for the call before finally gives the slot back',
      ...marked(
        breaker`
          private inFlight = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open' || this.inFlight >= 1) throw new CircuitOpenError();
            ①this.inFlight += 1;
            try {
              ‹return fn();›
            } finally {
              ②this.inFlight -= 1;
            }
          }
          probe(): void {
            this.state = 'half-open';
          }
        `,
        [
          {
            messageId: 'earlyRelease',
            data: { cell: 'this.inFlight', basis: '①', write: '②' },
            suggestions: [
              {
                messageId: 'awaitReturned',
                diff: `
                  -       return fn();
                  +       return await fn();
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a slot that is given back by calls which never took it',
      ...marked(
        breaker`
          private generation = 0;
          private probing = false;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
              this.generation += 1;
            }
            if (this.state === 'half-open') {
              if (this.probing) throw new CircuitOpenError();
              ①this.probing = true;
            }
            const generation = this.generation;
            try {
              const result = ②await fn();
              if (generation === this.generation && this.state === 'half-open') this.state = 'closed';
              return result;
            } finally {
              ‹this.probing = false›;
            }
          }
        `,
        [
          {
            messageId: 'unownedRelease',
            data: { cell: 'this.probing', basis: '①', point: '②' },
            suggestions: [
              {
                messageId: 'releaseOwn',
                diff: `
                        }
                  +     let isProbe = false;
                          this.probing = true;
                  +       isProbe = true;
                  -       this.probing = false;
                  +       if (isProbe) {
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
      name: 'puts what is returned in parentheses where await would bind to a part of it',
      ...marked(
        breaker`
          private inFlight = 0;
          async execute<T>(fn: () => Promise<T>, map: (call: Promise<T>) => Promise<T>): Promise<T> {
            if (this.state === 'open' || this.inFlight >= 1) throw new CircuitOpenError();
            ①this.inFlight += 1;
            try {
              ‹return (fn() as Promise<T>);›
            } finally {
              ②this.inFlight -= 1;
            }
          }
          probe(): void {
            this.state = 'half-open';
          }
        `,
        [
          {
            messageId: 'earlyRelease',
            data: { cell: 'this.inFlight', basis: '①', write: '②' },
            suggestions: [
              {
                messageId: 'awaitReturned',
                diff: `
                  -       return (fn() as Promise<T>);
                  +       return (await (fn() as Promise<T>));
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'gives a slot back behind the flag that is set with it',
      ...marked(
        breaker`
          private probing = false;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            let isProbe = false;
            if (this.state === 'open') throw new CircuitOpenError();
            if (this.state === 'half-open') {
              if (this.probing) throw new CircuitOpenError();
              ①this.probing = true;
              isProbe = true;
            }
            try {
              return ②await fn();
            } finally {
              ‹this.probing = false›;
              console.log(isProbe);
            }
          }
          probe(): void {
            this.state = 'half-open';
          }
        `,
        [
          {
            messageId: 'unownedRelease',
            data: { cell: 'this.probing', basis: '①', point: '②' },
            suggestions: [
              {
                messageId: 'releaseOwn',
                diff: `
                  -       this.probing = false;
                  +       if (isProbe) {
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
      name: 'knows no flag for a slot that another method takes',
      ...marked(
        breaker`
          private probing = false;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              return ②await fn();
            } finally {
              ‹this.probing = false›;
            }
          }
          private admit(): void {
            if (this.state === 'open') throw new CircuitOpenError();
            if (this.state === 'half-open') {
              if (this.probing) throw new CircuitOpenError();
              ①this.probing = true;
            }
          }
          probe(): void {
            this.state = 'half-open';
          }
        `,
        [{ messageId: 'unownedRelease', data: { cell: 'this.probing', basis: '①', point: '②' } }],
      ),
    },
    {
      name: 'reports a slot that a late call gives back because the circuit is half-open, in the strict config',
      ...marked(
        breaker`
          private inFlight = 0;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') throw new CircuitOpenError();
            if (this.state === 'half-open') {
              if (this.inFlight >= 1) throw new CircuitOpenError();
              ①this.inFlight += 1;
            }
            try {
              return ②await fn();
            } finally {
              if (this.state === 'half-open') ‹this.inFlight -= 1›;
            }
          }
          probe(): void {
            this.state = 'half-open';
            this.inFlight = 0;
          }
        `,
        [{ messageId: 'unownedRelease', data: { cell: 'this.inFlight', basis: '①', point: '②' } }],
      ),
      options: strict,
    },
    {
      name: 'reports a rejection that leaves the slot taken',
      ...marked(
        breaker`
          private probing = false;
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'closed') return fn();
            if (this.probing) throw new CircuitOpenError();
            ①this.probing = true;
            ‹await this.audit.write('probe')›;
            try {
              return await fn();
            } finally {
              this.probing = false;
            }
          }
          probe(): void {
            this.state = 'half-open';
          }
          trip(): void {
            this.state = 'open';
          }
        `,
        [
          {
            messageId: 'slotLeak',
            data: { cell: 'this.probing', basis: '①' },
            suggestions: [
              {
                messageId: 'releaseAlways',
                diff: `
                  -     await this.audit.write('probe');
                  -       return await fn();
                  +       await this.audit.write('probe');
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
      name: 'reports listeners that run between the test and the transition, in the strict config',
      ...marked(
        woven`
          import { EventEmitter } from 'node:events';

          export class CircuitBreaker extends EventEmitter {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'half-open') throw new CircuitOpenError();
              if (①this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                ‹this.emit('halfOpen')›;
                ②this.state = 'half-open';
              }
              return fn();
            }

            trip(): void {
              this.state = 'open';
              this.openedAt = Date.now();
            }
          }
        `,
        [
          {
            messageId: 'reentrant',
            data: { cell: 'this.state', basis: '①', write: '②' },
            suggestions: [
              {
                messageId: 'tellAfterwards',
                diff: `
                          if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                  +       this.state = 'half-open';
                  -       this.state = 'half-open';
                `,
              },
            ],
          },
        ],
      ),
      options: strict,
    },

    // Threads.
    {
      name: 'reports ++ on memory that threads share',
      ...marked(
        `
          export class CircuitCells {
            private readonly cells: Int32Array;

            constructor(shared: SharedArrayBuffer) {
              this.cells = new Int32Array(shared);
            }

            recordFailure(): void {
              ‹this.cells[0]++›;
            }
          }
        `,
        [
          {
            messageId: 'sharedMemory',
            data: { cell: 'this.cells[0]' },
            suggestions: [
              {
                messageId: 'addAtomically',
                diff: `
                  -     this.cells[0]++;
                  +     Atomics.add(this.cells, 0, 1);
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'leaves a sum in shared memory alone whose value is used, and takes away in one step',
      ...marked(
        `
          const cells = new Int32Array(new SharedArrayBuffer(8));

          export function openCircuit() {
            ‹cells[1] -= 2›;
            return ‹++cells[0]›;
          }
        `,
        [
          {
            messageId: 'sharedMemory',
            data: { cell: 'cells[1]' },
            suggestions: [
              {
                messageId: 'addAtomically',
                diff: `
                  -   cells[1] -= 2;
                  +   Atomics.sub(cells, 1, 2);
                `,
              },
            ],
          },
          { messageId: 'sharedMemory', data: { cell: 'cells[0]' } },
        ],
      ),
      filename: 'circuit.js',
    },
    {
      name: 'reports a sum that is written back to memory that threads share',
      ...marked(
        `
          const cells = new Int32Array(new SharedArrayBuffer(8));

          export function openCircuit() {
            ‹cells[1] = cells[1] + 1›;
          }
        `,
        [{ messageId: 'sharedMemory', data: { cell: 'cells[1]' } }],
      ),
      filename: 'circuit.js',
    },
    {
      name: 'offers no generation for a call that goes on attempting after the failure that opened the circuit',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              this.admit();
              for (let attempt = 0; ; attempt++) {
                try {
                  const result = await fn();
                  ‹this.onSuccess()›;
                  return result;
                } catch (error) {
                  this.onFailure();
                  if (attempt === 2) {
                    throw error;
                  }
                  await sleep(1_000);
                }
              }
            }

            private admit(): void {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) {
                  throw new CircuitOpenError();
                }
                this.state = 'half-open';
              }
            }

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
        `,
        [
          {
            messageId: 'staleSuccess',
            data: { point: '10', cell: 'this.state', write: '34', harm: 'clears the record of an open circuit' },
          },
        ],
      ),
    },
    {
      name: 'offers no generation where several calls lead to one write',
      ...marked(
        `
          export class CircuitBreaker {
            state = 'closed';
            failures = 0;
            openedAt = 0;

            async run(fn) {
              switch (this.state) {
                case 'open':
                  if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                  this.state = 'half-open';
                // falls through
                case 'half-open':
                  return this.probe(fn);
                default:
                  return this.call(fn);
              }
            }

            async probe(fn) {
              try {
                return await fn();
              } catch (error) {
                this.open();
                throw error;
              }
            }

            async call(fn) {
              try {
                return await fn();
              } catch (error) {
                if (++this.failures >= 5) ‹this.open()›;
                throw error;
              }
            }

            open() {
              ‹this.state = 'open'›;
              this.openedAt = Date.now();
            }
          }
        `,
        [
          {
            messageId: 'staleFailure',
            data: { point: '30', cell: 'this.openedAt', write: '39' },
          },
          {
            messageId: 'staleDecision',
            data: { basis: '7', point: '21', cell: 'this.state' },
          },
        ],
      ),
      filename: 'circuit-breaker.js',
      options: strict,
    },
    {
      name: 'knows no flag behind which to give a slot back that was declared in the try',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;
            private probing = false;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              try {
                if (this.state === 'open') {
                  if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                  this.state = 'half-open';
                  this.probing = false;
                }
                let isProbe = false;
                if (this.state === 'half-open') {
                  if (this.probing) throw new CircuitOpenError();
                  this.probing = true;
                  isProbe = true;
                }
                return await fn();
              } finally {
                ‹this.probing = false›;
              }
            }

            recordFailure(): void {
              this.failures += 1;
              if (this.failures >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
            }
          }
        `,
        [
          {
            messageId: 'unownedRelease',
            data: { cell: 'this.probing', basis: '17', point: '20' },
          },
        ],
      ),
    },
    {
      name: 'leaves alone what makes the slot free before it is taken',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;
            private probing = false;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
                this.probing = false;
              }
              if (this.state === 'half-open') {
                if (this.probing) throw new CircuitOpenError();
                this.probing = true;
              }
              try {
                return await fn();
              } finally {
                ‹this.probing = false›;
              }
            }

            recordFailure(): void {
              this.failures += 1;
              if (this.failures >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
            }
          }
        `,
        [
          {
            messageId: 'unownedRelease',
            data: { cell: 'this.probing', basis: '15', point: '18' },
            suggestions: [
              {
                messageId: 'releaseOwn',
                diff: `
                        }
                  +     let isProbe = false;
                          this.probing = true;
                  +       isProbe = true;
                  -       this.probing = false;
                  +       if (isProbe) {
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
      name: 'gives the slot back in any generation: only outcomes are compared',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;
            private probing = false;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              const isProbe = this.state === 'half-open';
              if (isProbe) {
                if (this.probing) throw new CircuitOpenError();
                this.probing = true;
              }
              try {
                const result = await fn();
                this.failures = 0;
                ‹this.state = 'closed'›;
                return result;
              } finally {
                if (isProbe) {
                  this.probing = false;
                }
              }
            }

            recordFailure(): void {
              this.failures += 1;
              if (this.failures >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
            }
          }
        `,
        [
          {
            messageId: 'staleSuccess',
            data: { point: '18', cell: 'this.state', write: '20', harm: 'clears the record of an open circuit' },
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                          this.probing = true;
                        }
                  +     const admittedIn = this.generation;
                  -       this.failures = 0;
                  -       this.state = 'closed';
                  +       if (admittedIn === this.generation) {
                  +         this.failures = 0;
                  +         if (this.state !== 'closed') {
                  +           this.generation += 1;
                  +         }
                  +         this.state = 'closed';
                  +       }
                        if (this.failures >= 5) {
                  +       if (this.state !== 'open') {
                  +         this.generation += 1;
                  +       }
                          this.state = 'open';
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'compares the generation for all that records an attempt inside the retry',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'half-open') throw new CircuitOpenError();
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              const result = await this.withRetry(async () => {
                try {
                  return await fn();
                } catch (error) {
                  this.failures += 1;
                  ‹this.openedAt = Date.now()›;
                  if (this.failures >= 5) this.state = 'open';
                  throw error;
                }
              });
              ‹this.state = 'closed'›;
              return result;
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3 || this.state !== 'closed') throw error;
                  await sleep(1_000);
                  if (this.state !== 'closed') throw error;
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'staleFailure',
            data: { point: '14', cell: 'this.openedAt', write: '17' },
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -         this.failures += 1;
                  -         this.openedAt = Date.now();
                  -         if (this.failures >= 5) this.state = 'open';
                  +         if (admittedIn === this.generation) {
                  +           this.failures += 1;
                  +           this.openedAt = Date.now();
                  +           if (this.failures >= 5) { this.state = 'open'; this.generation += 1; }
                  +         }
                  -     this.state = 'closed';
                  +     if (admittedIn === this.generation) {
                  +       if (this.state !== 'closed') {
                  +         this.generation += 1;
                  +       }
                  +       this.state = 'closed';
                  +     }
                `,
              },
            ],
          },
          {
            messageId: 'staleSuccess',
            data: { point: '12', cell: 'this.state', write: '22', harm: 'clears the record of an open circuit' },
            suggestions: [
              {
                messageId: 'compareGeneration',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private generation = 0;
                          this.state = 'half-open';
                  +       this.generation += 1;
                        }
                  +     const admittedIn = this.generation;
                  -         this.failures += 1;
                  -         this.openedAt = Date.now();
                  -         if (this.failures >= 5) this.state = 'open';
                  +         if (admittedIn === this.generation) {
                  +           this.failures += 1;
                  +           this.openedAt = Date.now();
                  +           if (this.failures >= 5) { this.state = 'open'; this.generation += 1; }
                  +         }
                  -     this.state = 'closed';
                  +     if (admittedIn === this.generation) {
                  +       if (this.state !== 'closed') {
                  +         this.generation += 1;
                  +       }
                  +       this.state = 'closed';
                  +     }
                `,
              },
            ],
          },
        ],
      ),
      options: strict,
    },
  ],
});
