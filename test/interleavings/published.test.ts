/**
 * How breakers that are published as packages are written: what makes them hard to follow, with the outcome that arrives late, and beside it
 * what keeps that out.
 */
import { both, mark, twins } from '../support/twins.js';

twins({
  'a breaker of many options, whose listener closes it on a success': both(
    (defective) => `
      const STATE = Symbol('state');
      const PROBE = Symbol('probe');
      const FALLBACK = Symbol('fallback');
      const ENABLED = Symbol('enabled');
      const WARMING_UP = Symbol('warming-up');
      const TIMER = Symbol('timer');
      const CLOSED = Symbol('closed');
      const OPEN = Symbol('open');
      const HALF_OPEN = Symbol('half-open');

      export class CircuitBreaker extends EventEmitter {
        constructor(action, options = {}) {
          super();
          this.options = options;
          this.options.limitMs = options.limitMs ?? 10_000;
          this.options.resetMs = options.resetMs ?? 30_000;
          this.action = action;
          this.stats = new Stats(this.options);
          this.permits = new Permits(options.capacity);
          this.period = 0;
          this[STATE] = CLOSED;
          this[PROBE] = false;
          this[FALLBACK] = null;
          this[ENABLED] = options.enabled !== false;
          this[WARMING_UP] = options.warmUp === true;
          if (this[WARMING_UP]) {
            setTimeout(() => (this[WARMING_UP] = false), this.options.warmUpMs);
          }
          this.on('open', () => {
            clearTimeout(this[TIMER]);
            this[TIMER] = setTimeout(() => halfOpen(this), this.options.resetMs);
          });
          this.on('success', (value, admittedIn) => {
            if (this.halfOpen${defective ? '' : ' && admittedIn === this.period'}) ${mark('this.close()', defective)};
          });
        }

        get closed() { return this[STATE] === CLOSED; }
        get halfOpen() { return this[STATE] === HALF_OPEN; }
        get probeIsFree() { return this[PROBE]; }

        fallback(fn) {
          this[FALLBACK] = fn;
          return this;
        }

        enable() { this[ENABLED] = true; }
        disable() { this[ENABLED] = false; }

        renewSignal() {
          if (this.options.renews && this.options.controller && this.options.controller.signal.aborted) {
            this.options.controller = new AbortController();
          }
        }

        close() {
          if (this[STATE] !== CLOSED) {
            if (this[TIMER]) clearTimeout(this[TIMER]);
            this[STATE] = CLOSED;
            this[PROBE] = false;
            this.period += 1;
            this.renewSignal();
            this.emit('close');
          }
        }

        open() {
          if (this[STATE] !== OPEN) {
            this[STATE] = OPEN;
            this[PROBE] = false;
            this.period += 1;
            this.emit('open');
          }
        }

        fire(...args) {
          this.emit('fire', args);
          if (!this[ENABLED]) return Promise.resolve(this.action.apply(this, args));
          const key = this.options.caches || this.options.joins ? this.options.keyOf(args) : '';
          if (this.options.caches) {
            const cached = this.options.cache.get(key);
            if (cached) {
              this.emit('cacheHit');
              return cached;
            }
            this.emit('cacheMiss');
          }
          if (this.options.joins) {
            const joined = this.options.running.get(key);
            if (joined) {
              this.emit('joined');
              return joined;
            }
            this.emit('alone');
          }
          if (!this.closed && !this.probeIsFree) {
            const error = openError();
            this.emit('reject', error);
            return fallBack(this, error, args) || Promise.reject(error);
          }
          this[PROBE] = false;
          const admittedIn = this.period;
          let timer;
          let late = false;
          const call = new Promise((resolve, reject) => {
            if (this.permits.take()) {
              if (this.options.limitMs) {
                timer = setTimeout(() => {
                  late = true;
                  this.permits.give();
                  const error = limitError();
                  this.emit('timeout', error, args);
                  fail(this, error, args, resolve, reject);
                  forget(this, key, 'timeout');
                  if (this.options.controller) this.options.controller.abort();
                }, this.options.limitMs);
              }
              try {
                const result = this.action.apply(this, args);
                const promise = typeof result.then === 'function' ? result : Promise.resolve(result);
                promise
                  .then((value) => {
                    if (!late) {
                      clearTimeout(timer);
                      this.emit('success', value, admittedIn);
                      forget(this, key, 'success');
                      this.permits.give();
                      resolve(value);
                      if (this.options.caches) this.options.cache.set(key, promise);
                    }
                  })
                  .catch((error) => {
                    if (!late) {
                      this.permits.give();
                      fail(this, error, args, resolve, reject);
                      forget(this, key, 'error');
                    }
                  });
              } catch (error) {
                this.permits.give();
                fail(this, error, args, resolve, reject);
                forget(this, key, 'error');
              }
            } else {
              const error = busyError();
              this.emit('busy', error);
              fail(this, error, args, resolve, reject);
              forget(this, key);
            }
          });
          if (this.options.joins) this.options.running.set(key, call);
          return call;
        }
      }

      function halfOpen(circuit) {
        circuit[STATE] = HALF_OPEN;
        circuit[PROBE] = true;
        circuit.period += 1;
        circuit.renewSignal();
        circuit.emit('halfOpen');
      }

      function fail(circuit, error, args, resolve, reject) {
        count(circuit, error, args);
        const instead = fallBack(circuit, error, args);
        if (instead) return resolve(instead);
        reject(error);
      }

      function fallBack(circuit, error, args) {
        if (circuit[FALLBACK]) {
          try {
            const result = circuit[FALLBACK](...args, error);
            circuit.emit('fallback', result);
            if (result instanceof Promise) return result;
            return Promise.resolve(result);
          } catch (thrown) {
            return Promise.reject(thrown);
          }
        }
      }

      function count(circuit, error, args) {
        circuit.emit('failure', error, args);
        if (circuit[WARMING_UP]) return;
        const { stats } = circuit;
        if (stats.fires < circuit.options.volume && !circuit.halfOpen) return;
        if (stats.failures / stats.fires > circuit.options.ratio || circuit.halfOpen) circuit.open();
      }

      function forget(circuit, key, event) {
        if (!event || circuit.options.forgets.includes(event)) circuit.options.running?.delete(key);
      }
    `,
    'staleSuccess',
  ),

  'a policy that branches on the state it read before the call, and compares the object while half-open': both(
    (defective) => `
      type State =
        | { readonly phase: 'closed' }
        | { readonly phase: 'open'; readonly since: number }
        | { readonly phase: 'half-open'; readonly probe: Promise<unknown> };

      export class CircuitPolicy {
        private current: State = { phase: 'closed' };
        constructor(private readonly counter: Counter, private readonly openMs = 30_000) {}
        get phase(): State['phase'] {
          return this.current.phase;
        }
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          const seen = this.current;
          switch (seen.phase) {
            case 'closed': {
              const result = await this.attempt(fn);
              if ('value' in result) {
                this.counter.success();
              } else if (this.counter.failure()${defective ? '' : ' && this.current === seen'}) {
                this.trip();
              }
              return unpack(result);
            }
            case 'half-open':
              await seen.probe.catch(() => undefined);
              return this.execute(fn);
            case 'open': {
              if (Date.now() - seen.since < this.openMs) throw new CircuitOpenError();
              const probe = this.probe(fn);
              this.current = { phase: 'half-open', probe };
              return probe;
            }
          }
        }
        private async probe<T>(fn: () => Promise<T>): Promise<T> {
          const result = await this.attempt(fn);
          if ('value' in result) {
            this.close();
          } else {
            this.trip();
          }
          return unpack(result);
        }
        private trip(): void {
          if (this.phase === 'open') return;
          ${mark("this.current = { phase: 'open', since: Date.now() }", defective)};
        }
        private close(): void {
          if (this.phase === 'half-open') this.current = { phase: 'closed' };
        }
        private async attempt<T>(fn: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
          try {
            return { value: await fn() };
          } catch (error) {
            return { error };
          }
        }
      }
    `,
    'staleDecision',
  ),

  'a probe that decides by the state of its admission, through a transition that only looks whether there is one': both(
    (defective) => `
      export class CircuitBreaker {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private failures = 0;
        private openedAt = 0;
        private probes = 0;
        async call<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open' && Date.now() - this.openedAt >= 30_000) {
            this.moveTo('half-open');
            this.probes = 0;
          }
          const admitted = this.state;
          if (admitted === 'open') throw new CircuitOpenError();
          if (admitted === 'half-open') {
            if (this.probes >= 3) throw new CircuitOpenError();
            this.probes += 1;
          }
          try {
            const result = await fn();
            if (admitted === 'half-open'${defective ? '' : " && this.is('half-open')"}) this.moveTo('closed');
            return result;
          } catch (error) {
            this.failures += 1;
            if (this.is('half-open') || this.failures >= 5) {
              this.moveTo('open');
            }
            throw error;
          }
        }
        private is(state: 'closed' | 'open' | 'half-open'): boolean {
          return this.state === state;
        }
        private moveTo(next: 'closed' | 'open' | 'half-open'): void {
          const before = this.state;
          if (before === next) return;
          ${mark('this.state = next', defective)};
          this.failures = 0;
          if (next === 'open') this.openedAt = Date.now();
          log(before, next);
        }
      }
    `,
    'staleDecision',
  ),

  'a window of outcomes that ends the half-open state when there are as many as probes': both(
    (defective) => `
      export class SlidingBreaker {
        private state: 'closed' | 'half-open' | 'open' = 'closed';
        private admitted = 0;
        private outcomes: boolean[] = [];
        private timer: ReturnType<typeof setTimeout> | undefined;
        constructor(private readonly probes = 2, private readonly openMs = 60_000) {}
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          if (this.state === 'open') throw new CircuitOpenError();
          if (this.state === 'half-open') {
            if (this.admitted >= this.probes) throw new CircuitOpenError();
            this.admitted += 1;
          }
          const isProbe = this.state === 'half-open';
          try {
            const result = await fn();
            ${mark('this.record(true, isProbe)', defective)};
            return result;
          } catch (error) {
            this.record(false, isProbe);
            throw error;
          }
        }
        private record(ok: boolean, isProbe: boolean): void {
          ${defective ? '' : "if (!this.is(isProbe ? 'half-open' : 'closed')) return;"}
          this.outcomes.push(ok);
          if (isProbe) {
            if (this.is('half-open') && this.outcomes.length === this.probes) this.moveTo(this.outcomes.every(Boolean) ? 'closed' : 'open');
          } else if (this.is('closed') && this.outcomes.filter((each) => !each).length >= 5) {
            this.moveTo('open');
          }
        }
        private is(state: 'closed' | 'half-open' | 'open'): boolean {
          return this.state === state;
        }
        private moveTo(next: 'closed' | 'half-open' | 'open'): void {
          clearTimeout(this.timer);
          this.state = next;
          this.admitted = 0;
          this.outcomes = [];
          if (next === 'open') this.timer = setTimeout(() => this.moveTo('half-open'), this.openMs);
        }
      }
    `,
    'staleSuccess',
  ),
});
