/**
 * What is easily taken for a race, or hides that there is none. Every trap is silent under all rules of the strict config, and stands
 * beside its twin: the same code with the defect that the trap resembles, which is reported. So the silence has the reason it claims.
 */
import { both, mark, twins } from '../support/twins.js';

twins({
  'a breaker that is switched off, and calls the service without asking': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private probing = false;
        private generation = 0;
        enabled = true;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (!this.enabled) return fn();
          if (${mark("this.state === 'open'", defective)}) {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.moveTo('half-open');
          }
          const isProbe = this.state === 'half-open';
          if (isProbe) {
            ${defective ? '' : 'if (this.probing) throw new CircuitOpenError();'}
            ${defective ? '' : 'this.probing = true;'}
          }
          const admittedIn = this.generation;
          try {
            const result = await fn();
            if (admittedIn === this.generation) {
              this.failures = 0;
              if (isProbe) this.moveTo('closed');
            }
            return result;
          } catch (error) {
            if (admittedIn === this.generation) {
              this.failures += 1;
              if (isProbe || this.failures >= 5) this.moveTo('open');
            }
            throw error;
          } finally {
            if (isProbe) this.probing = false;
          }
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          this.state = next;
          this.generation += 1;
          if (next === 'open') this.openedAt = Date.now();
        }
      }
    `,
    'unlimitedProbes',
  ),

  'a fallback, a health check and an audit beside the protected call': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private probing = false;
        private generation = 0;
        constructor(
          private readonly fallback: () => Promise<string>,
          private readonly healthCheck: () => Promise<boolean>,
          private readonly audit: (event: string) => Promise<void>,
        ) {}
        async execute(fn: () => Promise<string>): Promise<string> {
          await this.audit('call');
          if (${mark("this.state === 'open'", defective)}) {
            if (Date.now() - this.openedAt < 30_000) return this.fallback();
            this.moveTo('half-open');
          }
          let isProbe = false;
          if (this.state === 'half-open') {
            if (this.probing) return ${defective ? 'fn()' : 'this.fallback()'};
            this.probing = true;
            isProbe = true;
          }
          const admittedIn = this.generation;
          try {
            const result = await fn();
            if (admittedIn === this.generation) this.moveTo('closed');
            return result;
          } catch (error) {
            if (admittedIn === this.generation && (isProbe || ++this.failures >= 5)) this.moveTo('open');
            return this.fallback();
          } finally {
            if (isProbe) this.probing = false;
          }
        }
        async healthy(): Promise<boolean> {
          if (this.state === 'half-open') return this.healthCheck();
          return this.state === 'closed';
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          this.state = next;
          this.generation += 1;
          this.failures = 0;
          if (next === 'open') this.openedAt = Date.now();
        }
      }
    `,
    'unlimitedProbes',
  ),

  'a protected call that is synchronous': both(
    (defective) => {
      const [modifier, type, wait] = defective ? ['async ', 'Promise<T>', 'await '] : ['', 'T', ''];
      return `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        ${modifier}executeSync<T>(fn: () => ${type}): ${type} {
          if (${mark("this.state === 'open'", defective)}) {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
          try {
            const result = ${wait}fn();
            ${mark('this.onSuccess()', defective)};
            return result;
          } catch (error) {
            this.failures += 1;
            if (this.state === 'half-open' || this.failures >= 5) {
              this.state = 'open';
              ${mark('this.openedAt = Date.now()', defective)};
            }
            throw error;
          }
        }
        private onSuccess(): void {
          this.failures = 0;
          this.state = 'closed';
        }
      }
    `;
    },
    'unlimitedProbes',
    'staleSuccess',
    'staleFailure',
  ),

  'a flag that is up while the slot is free': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private awaitsProbe = false;
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (${mark("this.state === 'open'", defective)}) throw new CircuitOpenError();
          if (this.state === 'half-open') {
            if (!this.awaitsProbe) throw new CircuitOpenError();
            ${defective ? '' : 'this.awaitsProbe = false;'}
          }
          const admittedIn = this.generation;
          try {
            const result = await fn();
            if (admittedIn === this.generation) {
              this.failures = 0;
              if (this.state === 'half-open') this.moveTo('closed');
            }
            return result;
          } catch (error) {
            if (admittedIn === this.generation) {
              this.failures += 1;
              if (this.state === 'half-open' || this.failures >= 5) this.open();
            }
            throw error;
          }
        }
        private open(): void {
          this.moveTo('open');
          setTimeout(() => {
            this.moveTo('half-open');
            this.awaitsProbe = true;
          }, 30_000);
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          this.state = next;
          this.generation += 1;
        }
      }
    `,
    'unlimitedProbes',
  ),

  'a slot that is taken by whoever makes the circuit half-open, and tested by the others': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private probing = false;
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (${mark("this.state === 'open'", defective)}) {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.moveTo('half-open');
            this.probing = ${String(!defective)};
          } else if (this.state === 'half-open' && this.probing) {
            throw new CircuitOpenError();
          }
          const admittedIn = this.generation;
          try {
            const result = await fn();
            if (admittedIn === this.generation) {
              this.failures = 0;
              this.moveTo('closed');
              this.probing = false;
            }
            return result;
          } catch (error) {
            if (admittedIn === this.generation) {
              this.failures += 1;
              if (this.state === 'half-open' || this.failures >= 5) {
                this.moveTo('open');
                this.openedAt = Date.now();
                this.probing = false;
              }
            }
            throw error;
          }
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          this.state = next;
          this.generation += 1;
        }
      }
    `,
    'unlimitedProbes',
  ),

  'a state object that is spread into its successor': both(
    (defective) => `
      interface Circuit { readonly phase: 'closed' | 'open' | 'half-open'; readonly failures: number; readonly openedAt: number; readonly period: number }
      export class CircuitBreaker {
        private circuit: Circuit = { phase: 'closed', failures: 0, openedAt: 0, period: 0 };
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.circuit.phase === 'half-open') throw new CircuitOpenError();
          if (this.circuit.phase === 'open') {
            if (Date.now() - this.circuit.openedAt < 30_000) throw new CircuitOpenError();
            this.circuit = { ...this.circuit, phase: 'half-open', period: this.circuit.period + 1 };
          }
          const { period, failures } = this.circuit;
          try {
            const result = await fn();
            if (period === this.circuit.period) {
              const wasProbe = this.circuit.phase === 'half-open';
              this.circuit = { ...this.circuit, phase: 'closed', failures: 0, period: wasProbe ? period + 1 : period };
            }
            return result;
          } catch (error) {
            ${mark(`this.circuit = { ...this.circuit, failures: ${defective ? '' : 'this.circuit.'}failures + 1 }`, defective)};
            if (period === this.circuit.period && (this.circuit.phase === 'half-open' || this.circuit.failures >= 5)) {
              this.circuit = { ...this.circuit, phase: 'open', openedAt: Date.now(), period: period + 1 };
            }
            throw error;
          }
        }
      }
    `,
    'lostUpdate',
  ),

  'a state whose identity says which period it is': both(
    (defective) => `
      type State = { kind: 'closed'; failures: number } | { kind: 'half-open' } | { kind: 'open'; until: number };
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
            ${defective ? '' : 'if (admitted === this.state)'} ${mark("this.state = { kind: 'closed', failures: 0 }", defective)};
            return result;
          } catch (error) {
            if (admitted === this.state) {
              if (admitted.kind === 'half-open' || admitted.failures + 1 >= 5) {
                this.state = { kind: 'open', until: Date.now() + 30_000 };
              } else {
                this.state = { kind: 'closed', failures: admitted.failures + 1 };
              }
            }
            throw error;
          }
        }
      }
    `,
    'staleSuccess',
  ),

  'a mutex made of a chain of promises, round the admission alone': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private probing = false;
        private generation = 0;
        private tail: Promise<void> = Promise.resolve();
        constructor(private readonly audit: (event: string) => Promise<void>) {}
        private async inTurn<T>(section: () => Promise<T>): Promise<T> {
          const before = this.tail;
          let release!: () => void;
          this.tail = new Promise<void>((resolve) => { release = resolve; });
          await before;
          try {
            return await section();
          } finally {
            release();
          }
        }
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          const isProbe = await ${defective ? 'this.admit()' : 'this.inTurn(() => this.admit())'};
          const admittedIn = this.generation;
          try {
            const result = await fn();
            if (admittedIn === this.generation) {
              this.failures = 0;
              if (this.state === 'half-open') this.moveTo('closed');
            }
            return result;
          } catch (error) {
            if (admittedIn === this.generation) {
              this.failures += 1;
              if (this.state === 'half-open' || this.failures >= 5) this.moveTo('open');
            }
            throw error;
          } finally {
            if (isProbe) this.probing = false;
          }
        }
        private async admit(): Promise<boolean> {
          if (this.state === 'closed') return false;
          if (this.state === 'open' && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          if (this.probing) throw new CircuitOpenError();
          await this.audit('probe');
          if (this.state === 'open') this.moveTo('half-open');
          ${mark('this.probing = true', defective)};
          return true;
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          this.state = next;
          this.generation += 1;
          if (next === 'open') this.openedAt = Date.now();
        }
      }
    `,
    'lateReservation',
  ),

  'a timer that is cancelled only if there is one': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private timer: ReturnType<typeof setTimeout> | undefined;
        private probing = false;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') throw new CircuitOpenError();
          const isProbe = this.state === 'half-open';
          if (isProbe) {
            if (this.probing) throw new CircuitOpenError();
            this.probing = true;
          }
          try {
            const result = await fn();
            if (isProbe) {
              this.state = 'closed';
              this.failures = 0;
            }
            return result;
          } catch (error) {
            this.failures += 1;
            if (this.failures >= 5) this.open();
            throw error;
          } finally {
            if (isProbe) this.probing = false;
          }
        }
        private open(): void {
          this.state = 'open';
          ${defective ? '' : 'if (this.timer) clearTimeout(this.timer);'}
          this.timer = ${mark("setTimeout(() => { this.state = 'half-open'; }, 30_000)", defective)};
        }
      }
    `,
    'staleTimer',
  ),

  'a count of failures that goes down by one with each success': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private consecutiveFailures = 0;
        private openedAt = 0;
        private inFlight = 0;
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.moveTo('half-open');
          }
          let isProbe = false;
          if (this.state === 'half-open') {
            if (this.inFlight >= 2) throw new CircuitOpenError();
            this.inFlight++;
            isProbe = true;
          }
          const admittedIn = this.generation;
          try {
            const result = await fn();
            if (this.consecutiveFailures > 0) this.consecutiveFailures--;
            if (isProbe && admittedIn === this.generation) this.moveTo('closed');
            return result;
          } catch (error) {
            this.consecutiveFailures++;
            if (admittedIn === this.generation && (isProbe || this.consecutiveFailures >= 5)) this.moveTo('open');
            throw error;
          } finally {
            ${defective ? '‹this.inFlight--›;' : 'if (isProbe) this.inFlight--;'}
          }
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          this.state = next;
          this.generation += 1;
          if (next === 'open') this.openedAt = Date.now();
        }
      }
    `,
    'unownedRelease',
  ),

  'values that went through fields which never change, or through an answer from outside': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private readonly limits: { readonly step: number; readonly threshold: number };
        constructor(private readonly weigh: (failures: number) => Promise<number>, step = 1) {
          this.limits = { step, threshold: 5 * step };
        }
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'half-open') throw new CircuitOpenError();
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
          }
          const { step, threshold } = this.limits;
          const isProbe = this.state === 'half-open';
          ${defective ? 'const weight = this.failures + step;' : ''}
          try {
            const result = await fn();
            if (isProbe) {
              this.failures = 0;
              this.state = 'closed';
            }
            return result;
          } catch (error) {
            ${defective ? '‹this.failures = weight›;' : 'this.failures = Math.max(0, await this.weigh(this.failures + step));'}
            if (this.state === 'closed' && this.failures >= threshold || isProbe) {
              this.state = 'open';
              this.openedAt = Date.now();
            }
            throw error;
          }
        }
      }
    `,
    'lostUpdate',
  ),

  'a flag that is reset together with the transition that makes it void': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private probing = false;
        private generation = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.generation += 1;
          }
          let isProbe = false;
          if (this.state === 'half-open') {
            if (this.probing) throw new CircuitOpenError();
            this.probing = true;
            isProbe = true;
          }
          const admittedIn = this.generation;
          try {
            const result = await fn();
            if (admittedIn === this.generation) {
              this.failures = 0;
              if (isProbe) this.reset('closed');
            }
            return result;
          } catch (error) {
            this.failures += 1;
            ${defective ? '‹this.probing = false›;' : ''}
            if (isProbe || this.failures >= 5) this.reset('open');
            throw error;
          }
        }
        private reset(next: 'closed' | 'open'): void {
          this.state = next;
          this.probing = false;
          this.failures = 0;
          this.generation += 1;
          if (next === 'open') this.openedAt = Date.now();
        }
      }
    `,
    'unownedRelease',
  ),

  'a state under a symbol, and getters that are named like states': both(
    (defective) => `
      const STATE = Symbol('state');
      export class CircuitBreaker {
        private [STATE]: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private generation = 0;
        get closed(): boolean { return this[STATE] === 'closed'; }
        get opened(): boolean { return this[STATE] === 'open'; }
        get halfOpen(): boolean { return this[STATE] === 'half-open'; }
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.halfOpen) throw new CircuitOpenError();
          if (this.opened) {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.moveTo('half-open');
          }
          const admittedIn = this.generation;
          try {
            const result = await fn();
            ${defective ? '‹this.onSuccess()›;' : 'if (admittedIn === this.generation) this.onSuccess();'}
            return result;
          } catch (error) {
            if (admittedIn === this.generation) {
              this.failures += 1;
              if (this.halfOpen || this.failures >= 5) this.moveTo('open');
            }
            throw error;
          }
        }
        private onSuccess(): void {
          this.failures = 0;
          if (!this.closed) this.moveTo('closed');
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          this[STATE] = next;
          this.generation += 1;
          if (next === 'open') this.openedAt = Date.now();
        }
      }
    `,
    'staleSuccess',
  ),
});
