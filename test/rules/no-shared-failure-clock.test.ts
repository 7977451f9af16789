import rule from '../../rules/no-shared-failure-clock.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const shared = (cell: string) => ({ messageId: 'sharedClock', data: { cell } });
const restamped = (cell: string) => ({ messageId: 'restamped', data: { cell } });
const potential = [{ report: 'potential' }];

/** A breaker whose window ends by `expired`; `failure` records a failed call. */
const breaker = (expired: string, failure: string, fields = ''): string => `
  export class CircuitBreaker {
    private state: 'closed' | 'open' | 'half-open' = 'closed';
    private failures = 0;
    private lastFailureTime = 0;
    private openedAt = 0;
    private nextAttempt = 0;
    ${fields}

    async execute<T>(fn: () => Promise<T>): Promise<T> {
      if (this.state === 'open') {
        if (!(${expired})) throw new CircuitOpenError();
        this.state = 'half-open';
      }
      try {
        const result = await fn();
        this.state = 'closed';
        this.failures = 0;
        return result;
      } catch (error) {
        ${failure}
        throw error;
      }
    }
  }
`;

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a stamp that the transition alone writes',
      code: code(
        breaker(
          'Date.now() - this.openedAt >= 30_000',
          "this.failures += 1; if (this.state !== 'open' && this.failures >= 5) { this.state = 'open'; this.openedAt = Date.now(); }",
        ),
      ),
      options: potential,
    },
    {
      name: 'is silent on a time of the last failure that is shown and decides nothing',
      code: code(
        breaker(
          'Date.now() >= this.nextAttempt',
          "this.failures += 1; this.lastFailureTime = Date.now(); if (this.failures >= 5) { this.state = 'open'; this.nextAttempt = Date.now() + 30_000; }",
        ),
      ),
    },
    {
      name: 'is silent on a time of the last failure that is only asked whether there is one',
      code: code(
        breaker(
          'this.lastFailureTime && Date.now() >= this.nextAttempt',
          "this.failures += 1; this.lastFailureTime = Date.now(); if (this.failures >= 5) { this.state = 'open'; this.nextAttempt = Date.now() + 30_000; }",
        ),
      ),
    },
    {
      name: 'is silent on a stamp at the threshold, which only those may move who get there',
      code: code(
        breaker(
          'Date.now() - this.openedAt >= 30_000',
          "this.failures += 1; if (this.failures >= 5) { this.state = 'open'; this.openedAt = Date.now(); }",
        ),
      ),
    },
    {
      name: 'is silent where failures that come in while the circuit is open are not recorded',
      code: code(
        breaker(
          'Date.now() - this.lastFailureTime >= 30_000',
          "if (this.state === 'open') throw error; this.failures += 1; this.lastFailureTime = Date.now(); if (this.failures >= 5) this.state = 'open';",
        ),
      ),
      options: potential,
    },
    {
      name: 'is silent on a timeout that grows with every failure: it is no time of day',
      code: code(
        breaker(
          'Date.now() - this.openedAt >= this.timeout',
          "this.failures += 1; this.timeout = Math.min(this.timeout * 2, 60_000); if (this.failures >= 5) { this.state = 'open'; this.openedAt = Date.now(); }",
          'private timeout = 1_000;',
        ),
      ),
    },
    {
      name: 'is silent on the entry that a collection of circuits is given for a new service',
      code: code(`
        const circuits = new Map();

        function circuitOf(service) {
          if (!circuits.has(service)) {
            circuits.set(service, { state: 'closed', failures: 0, nextAttempt: 0 });
          }
          return circuits.get(service);
        }

        export function mayCall(service) {
          const circuit = circuitOf(service);
          if (circuit.state === 'open' && Date.now() >= circuit.nextAttempt) {
            circuit.state = 'half-open';
          }
          return circuit.state !== 'open';
        }

        export async function callCircuit(service, fn) {
          if (!mayCall(service)) throw new CircuitOpenError();
          try {
            const result = await fn();
            const circuit = circuitOf(service);
            circuit.state = 'closed';
            circuit.failures = 0;
            return result;
          } catch (error) {
            const circuit = circuitOf(service);
            circuit.failures += 1;
            if (circuit.failures >= 5) {
              circuit.state = 'open';
              circuit.nextAttempt = Date.now() + 30_000;
            }
            throw error;
          }
        }
      `),
      filename: 'breaker.js',
    },
    {
      name: 'is silent where the generation of the call is compared before its failure is recorded',
      code: code(
        breaker(
          'Date.now() - this.lastFailureTime >= 30_000',
          `
            if (generation === this.generation) {
              this.failures += 1;
              this.lastFailureTime = Date.now();
              if (this.failures >= 5) { this.state = 'open'; this.generation += 1; }
            }
          `,
          'private generation = 0;',
        ).replace('try {', 'const generation = this.generation;\n      try {'),
      ),
    },
  ],

  invalid: [
    {
      name: 'reports one field for both: when something last failed, and since when the circuit is open',
      ...marked(
        breaker(
          'Date.now() - this.lastFailureTime >= 30_000',
          "this.failures += 1; ‹this.lastFailureTime = Date.now()›; if (this.failures >= 5) this.state = 'open';",
        ),
        [shared('this.lastFailureTime')],
      ),
    },
    {
      name: 'reports a time that is asked in a method, and whether there is one before that',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private lastFailure?: Date;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (!this.mayReset()) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await fn();
                this.state = 'closed';
                this.failures = 0;
                return result;
              } catch (error) {
                this.onFailure();
                throw error;
              }
            }

            private mayReset(): boolean {
              if (!this.lastFailure) return false;
              return Date.now() - this.lastFailure.getTime() > 30_000;
            }

            private onFailure(): void {
              this.failures += 1;
              ‹this.lastFailure = new Date()›;
              if (this.failures >= 5) {
                this.state = 'open';
              }
            }
          }
        `,
        [shared('this.lastFailure')],
      ),
    },
    {
      name: 'reports #private state in an enum, with a window of failures',
      ...marked(
        `
          enum State { Closed, Open, HalfOpen }

          export class Breaker {
            #state = State.Closed;
            #failures: number[] = [];
            #failedAt = 0;

            async call<T>(operation: () => Promise<T>): Promise<T> {
              if (this.#state === State.Open) {
                if (performance.now() - this.#failedAt < 30_000) throw new CircuitOpenError();
                this.#state = State.HalfOpen;
              }
              try {
                const value = await operation();
                this.#state = State.Closed;
                return value;
              } catch (error) {
                const now = performance.now();
                ‹this.#failedAt = now›;
                this.#failures.push(now);
                if (this.#failures.length >= 5) this.#state = State.Open;
                throw error;
              }
            }
          }
        `,
        [shared('this.#failedAt')],
      ),
    },
    {
      name: 'reports a closure over let, in CommonJS, and offers nothing: a late failure would move a stamp of the transition as well',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let lastFailure = 0;
            return async function fire() {
              if (state === 'open') {
                if (Date.now() - lastFailure < 30_000) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await action();
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                failures += 1;
                ‹lastFailure = Date.now()›;
                if (failures >= 5) state = 'open';
                throw error;
              }
            };
          };
        `,
        [shared('lastFailure')],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'moves the stamp to the transition where that is not made again while the circuit is open',
      ...marked(
        `
          module.exports = function createBreaker(action) {
            let state = 'closed';
            let failures = 0;
            let lastFailure = 0;
            return async function fire() {
              if (state === 'open') {
                if (Date.now() - lastFailure < 30_000) throw new CircuitOpenError();
                state = 'half-open';
              }
              try {
                const result = await action();
                state = 'closed';
                failures = 0;
                return result;
              } catch (error) {
                failures += 1;
                ‹lastFailure = Date.now()›;
                if (state !== 'open' && failures >= 5) state = 'open';
                throw error;
              }
            };
          };
        `,
        [
          {
            ...shared('lastFailure'),
            suggestions: [
              {
                messageId: 'stampOpening',
                diff: `
                  -       lastFailure = Date.now();
                  -       if (state !== 'open' && failures >= 5) state = 'open';
                  +       if (state !== 'open' && failures >= 5) {
                  +         state = 'open';
                  +         lastFailure = Date.now();
                  +       }
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports the end of the window itself, which every failure puts off',
      ...marked(
        breaker(
          'Date.now() >= this.nextAttempt',
          "this.failures += 1; ‹this.nextAttempt = Date.now() + 30_000›; if (this.failures >= 5) this.state = 'open';",
        ),
        [shared('this.nextAttempt')],
      ),
    },
    {
      name: 'reports a promise chain and states of a constant object',
      ...marked(
        `
          const STATE = Object.freeze({ CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF_OPEN' });

          export class CircuitBreaker {
            state = STATE.CLOSED;
            failures = 0;
            failedAt = 0;

            run(task) {
              if (this.state === STATE.OPEN) {
                if (Date.now() - this.failedAt < 30_000) return Promise.reject(new CircuitOpenError());
                this.state = STATE.HALF_OPEN;
              }
              return task().then(
                (result) => {
                  this.state = STATE.CLOSED;
                  this.failures = 0;
                  return result;
                },
                (error) => {
                  this.failures += 1;
                  ‹this.failedAt = Date.now()›;
                  if (this.state === STATE.CLOSED && this.failures >= 5) this.state = STATE.OPEN;
                  throw error;
                },
              );
            }
          }
        `,
        [
          {
            ...shared('this.failedAt'),
            suggestions: [
              {
                messageId: 'stampOpening',
                diff: `
                  -         this.failedAt = Date.now();
                  -         if (this.state === STATE.CLOSED && this.failures >= 5) this.state = STATE.OPEN;
                  +         if (this.state === STATE.CLOSED && this.failures >= 5) {
                  +           this.state = STATE.OPEN;
                  +           this.failedAt = Date.now();
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
      name: 'reports a stamp that is held against a timeout which changes',
      ...marked(
        breaker(
          'Date.now() - this.lastFailureTime >= this.timeout',
          "this.failures += 1; ‹this.lastFailureTime = Date.now()›; if (this.failures >= 5) { this.state = 'open'; this.timeout *= 2; }",
          'private timeout = 1_000;',
        ),
        [shared('this.lastFailureTime')],
      ),
    },
    {
      name: 'reports a circuit in a record of circuits',
      ...marked(
        `
          export class CircuitBreakers {
            private readonly circuits = new Map<string, { state: string; failures: number; failedAt: number }>();

            async execute<T>(name: string, fn: () => Promise<T>): Promise<T> {
              const circuit = this.circuits.get(name)!;
              if (circuit.state === 'open') {
                if (Date.now() - circuit.failedAt < 30_000) throw new CircuitOpenError();
                circuit.state = 'half-open';
              }
              try {
                const result = await fn();
                circuit.state = 'closed';
                circuit.failures = 0;
                return result;
              } catch (error) {
                circuit.failures += 1;
                ‹circuit.failedAt = Date.now()›;
                if (circuit.failures >= 5) circuit.state = 'open';
                throw error;
              }
            }
          }
        `,
        [shared('this.circuits[…].failedAt')],
      ),
    },
    {
      name: 'reports a stamp at the threshold where potential reports are wanted',
      ...marked(
        breaker(
          'Date.now() - this.openedAt >= 30_000',
          "this.failures += 1; if (this.failures >= 5) { this.state = 'open'; ‹this.openedAt = Date.now()›; }",
        ),
        [restamped('this.openedAt')],
      ),
      options: potential,
    },
    {
      name: 'reports an open window that a failure puts off on purpose where potential reports are wanted',
      ...marked(
        breaker(
          'Date.now() >= this.nextAttempt',
          "this.failures += 1; if (this.state === 'open') { ‹this.nextAttempt = Date.now() + 30_000›; } else if (this.failures >= 5) { this.state = 'open'; this.nextAttempt = Date.now() + 30_000; }",
        ),
        [restamped('this.nextAttempt')],
      ),
      options: potential,
    },
    {
      name: 'reads the new stamp also where it is asked whether there is one',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private lastFailureTime: number | null = null;

            get health() {
              return { failures: this.failures, lastFailureTime: this.lastFailureTime };
            }

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                const elapsed = this.lastFailureTime ? Date.now() - this.lastFailureTime : 0;
                if (elapsed < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await fn();
                this.state = 'closed';
                this.failures = 0;
                return result;
              } catch (error) {
                this.failures += 1;
                ‹this.lastFailureTime = Date.now()›;
                if (this.state !== 'open' && this.failures >= 5) {
                  this.state = 'open';
                }
                throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'sharedClock',
            data: { cell: 'this.lastFailureTime' },
            suggestions: [
              {
                messageId: 'stampOpening',
                diff: `
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   private openedAt = 0;
                  -       const elapsed = this.lastFailureTime ? Date.now() - this.lastFailureTime : 0;
                  +       const elapsed = this.openedAt ? Date.now() - this.openedAt : 0;
                            this.state = 'open';
                  +         this.openedAt = Date.now();
                `,
              },
            ],
          },
        ],
      ),
    },
  ],
});
