/**
 * One circuit breaker, written in many forms. Each opens after 5 failures in a row and turns its callers away for a while; each but those of a
 * library applies a late outcome to whatever the state is by then, and lets everybody in while it is half-open.
 */
import { woven } from '../support/marked.js';

export const THRESHOLD = 5;

export interface Form {
  /** The breaker where it can stand in a module of its own. */
  readonly breaker?: { readonly name: string; readonly code: string };
  /** What runs a call under the breaker and `withRetry`; with the breaker itself where that cannot stand apart. */
  readonly use: string;
  /** `own`: it has a half-open state, in which one failure is enough. `library`: what it does then is the library's. */
  readonly halfOpen: 'own' | 'none' | 'library';
}

/** What admits a call, with the state in the fields of an object. */
const gate = (state: string): string => `
  if (${state}.state === 'open') {
    if (Date.now() - ${state}.openedAt < 30_000) {
      throw Object.assign(new Error('circuit is open'), { code: 'EOPEN' });
    }
    ${state}.state = 'half-open';
  }
`;
const succeed = (state: string): string => `
  ${state}.failures = 0;
  ${state}.state = 'closed';
`;
const fail = (state: string): string => `
  ${state}.failures += 1;
  if (${state}.state === 'half-open' || ${state}.failures >= 5) {
    ${state}.state = 'open';
    ${state}.openedAt = Date.now();
  }
`;
/** The protected call under the gate, and what its outcome does. */
const guarded = (state: string, call: string): string => woven`
  ${gate(state)}
  try {
    const value = await ${call};
    ${succeed(state)}
    return value;
  } catch (error) {
    ${fail(state)}
    throw error;
  }
`;

/** `#`: the fields are private. */
const breakerClass = (call: string, mark: '' | '#' = ''): string => woven`
  export class CircuitBreaker {
    ${mark}state = 'closed';
    ${mark}failures = 0;
    ${mark}openedAt = 0;
    async execute(fn) {
      ${guarded('this', call).replace(/this\.(?=state|failures|openedAt)/g, `this.${mark}`)}
    }
  }
`;

/** What one may write with any of the breakers. */
const ORDER = `withRetry(() => fetch('https://orders.test/' + id))`;

export const FORMS = {
  'class, composed': {
    breaker: { name: 'CircuitBreaker', code: breakerClass('fn()') },
    use: woven`
      const breaker = new CircuitBreaker();
      export const load = (id) => breaker.execute(() => ${ORDER});
    `,
    halfOpen: 'own',
  },
  'class, retry inside': { use: breakerClass('withRetry(fn)'), halfOpen: 'own' },
  'class, fused client': {
    use: woven`
      export class OrdersClient {
        state = 'closed';
        failures = 0;
        openedAt = 0;
        constructor(http) {
          this.http = http;
        }
        async order(id) {
          this.ensureAllowed();
          try {
            const answer = await this.send(id);
            this.onSuccess();
            return answer;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        send(id) {
          return withRetry(() => this.http.get('/orders/' + id));
        }
        ensureAllowed() {
          ${gate('this')}
        }
        onSuccess() {
          ${succeed('this')}
        }
        onFailure() {
          ${fail('this')}
        }
      }
    `,
    halfOpen: 'own',
  },
  'private fields': { use: breakerClass('withRetry(fn)', '#'), halfOpen: 'own' },
  'closure factory': {
    breaker: {
      name: 'createBreaker',
      code: woven`
        export function createBreaker() {
          const circuit = { state: 'closed', failures: 0, openedAt: 0 };
          return async function run(fn) {
            ${guarded('circuit', 'fn()')}
          };
        }
      `,
    },
    use: woven`
      const run = createBreaker();
      export const load = (id) => run(() => ${ORDER});
    `,
    halfOpen: 'own',
  },
  'closure, let variables': {
    breaker: {
      name: 'createBreaker',
      code: woven`
        export function createBreaker() {
          let state = 'closed';
          let failures = 0;
          let openedAt = 0;
          const run = async (fn) => {
            if (state === 'open') {
              if (Date.now() - openedAt < 30_000) throw Object.assign(new Error('circuit is open'), { code: 'EOPEN' });
              state = 'half-open';
            }
            try {
              const value = await fn();
              failures = 0;
              state = 'closed';
              return value;
            } catch (error) {
              failures += 1;
              if (state === 'half-open' || failures >= 5) {
                state = 'open';
                openedAt = Date.now();
              }
              throw error;
            }
          };
          return { run };
        }
      `,
    },
    use: woven`
      const breaker = createBreaker();
      export const load = (id) => breaker.run(() => ${ORDER});
    `,
    halfOpen: 'own',
  },
  prototype: {
    breaker: {
      name: 'Breaker',
      code: woven`
        export function Breaker() {
          this.state = 'closed';
          this.failures = 0;
          this.openedAt = 0;
        }
        Breaker.prototype.run = function (fn) {
          ${gate('this')}
          return fn().then(
            (value) => {
              ${succeed('this')}
              return value;
            },
            (error) => {
              ${fail('this')}
              throw error;
            },
          );
        };
      `,
    },
    use: woven`
      const breaker = new Breaker();
      export function load(id) {
        return breaker.run(() => ${ORDER});
      }
    `,
    halfOpen: 'own',
  },
  'static class': {
    breaker: {
      name: 'StorageBreaker',
      code: woven`
        export class StorageBreaker {
          static state = 'closed';
          static failures = 0;
          static openedAt = 0;
          static async protect(fn) {
            ${guarded('StorageBreaker', 'fn()')}
          }
        }
      `,
    },
    use: woven`
      export const load = (id) => StorageBreaker.protect(() => withRetry(() => fetch('https://files.test/' + id)));
    `,
    halfOpen: 'own',
  },
  'module state, fused': {
    use: woven`
      let state = 'closed';
      let failures = 0;
      let openedAt = 0;
      function allowed() {
        if (state !== 'open') return true;
        if (Date.now() - openedAt < 30_000) return false;
        state = 'half-open';
        return true;
      }
      function succeeded() {
        failures = 0;
        state = 'closed';
      }
      function failed() {
        failures += 1;
        if (state === 'half-open' || failures >= 5) {
          state = 'open';
          openedAt = Date.now();
        }
      }
      export async function rates(base) {
        if (!allowed()) throw Object.assign(new Error('rates are unavailable'), { code: 'EOPEN' });
        try {
          const answer = await withRetry(() => fetch('https://rates.test/' + base));
          succeeded();
          return answer;
        } catch (error) {
          failed();
          throw error;
        }
      }
    `,
    halfOpen: 'own',
  },
  'Map by host': {
    breaker: {
      name: 'guarded',
      code: woven`
        const circuits = new Map();
        export async function guarded(host, fn) {
          let circuit = circuits.get(host);
          if (!circuit) {
            circuit = { state: 'closed', failures: 0, openedAt: 0 };
            circuits.set(host, circuit);
          }
          ${guarded('circuit', 'fn()')}
        }
      `,
    },
    use: woven`
      export const load = (host, id) => guarded(host, () => withRetry(() => fetch(host + '/' + id)));
    `,
    halfOpen: 'own',
  },
  'two booleans': {
    use: woven`
      const circuit = { open: false, halfOpen: false, failures: 0, openedAt: 0 };
      export async function rates(base) {
        if (circuit.open) {
          if (Date.now() - circuit.openedAt < 30_000) throw Object.assign(new Error('unavailable'), { code: 'EOPEN' });
          circuit.open = false;
          circuit.halfOpen = true;
        }
        try {
          const answer = await withRetry(() => fetch('https://rates.test/' + base));
          circuit.failures = 0;
          circuit.halfOpen = false;
          return answer;
        } catch (error) {
          circuit.failures += 1;
          if (circuit.halfOpen || circuit.failures >= 5) {
            circuit.open = true;
            circuit.halfOpen = false;
            circuit.openedAt = Date.now();
          }
          throw error;
        }
      }
    `,
    halfOpen: 'own',
  },
  'open until a time': {
    use: woven`
      let failures = 0;
      let openUntil = 0;
      export async function feed(name) {
        if (Date.now() < openUntil) throw Object.assign(new Error('circuit is open'), { code: 'EOPEN' });
        try {
          const answer = await withRetry(() => fetch('https://feed.test/' + name));
          failures = 0;
          openUntil = 0;
          return answer;
        } catch (error) {
          failures += 1;
          if (failures >= 5) {
            openUntil = Date.now() + 60_000;
            failures = 0;
          }
          throw error;
        }
      }
    `,
    halfOpen: 'none',
  },
  'asked and told': {
    breaker: {
      name: 'Circuit',
      code: woven`
        export class Circuit {
          state = 'closed';
          failures = 0;
          openedAt = 0;
          canRequest() {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) return false;
              this.state = 'half-open';
            }
            return true;
          }
          recordSuccess() {
            ${succeed('this')}
          }
          recordFailure() {
            ${fail('this')}
          }
        }
      `,
    },
    use: woven`
      const circuit = new Circuit();
      export async function load(id) {
        if (!circuit.canRequest()) throw Object.assign(new Error('circuit is open'), { code: 'EOPEN' });
        try {
          const answer = await ${ORDER};
          circuit.recordSuccess();
          return answer;
        } catch (error) {
          circuit.recordFailure();
          throw error;
        }
      }
    `,
    halfOpen: 'own',
  },
  'base class': {
    breaker: {
      name: 'ResilientClient',
      code: woven`
        export class ResilientClient {
          state = 'closed';
          failures = 0;
          openedAt = 0;
          async guard(work) {
            ${gate('this')}
            try {
              const value = await work();
              ${succeed('this')}
              return value;
            } catch (error) {
              this.fault();
              throw error;
            }
          }
          fault() {
            ${fail('this')}
          }
        }
      `,
    },
    use: woven`
      export class RoomsClient extends ResilientClient {
        rooms(hotel) {
          return this.guard(() => withRetry(() => this.load(hotel)));
        }
        load(hotel) {
          return fetch('https://hotels.test/' + hotel);
        }
      }
    `,
    halfOpen: 'own',
  },
  'state object in a field': {
    use: woven`
      export class Client {
        circuit = { state: 'closed', failures: 0, openedAt: 0 };
        async get(id) {
          ${guarded('this.circuit', ORDER)}
        }
      }
    `,
    halfOpen: 'own',
  },
  'other words': {
    use: woven`
      export class Feed {
        mood = 'fine';
        misses = 0;
        since = 0;
        async pull(id) {
          if (this.mood === 'broken') {
            if (Date.now() - this.since < 30_000) {
              throw Object.assign(new Error('circuit breaker: feed is off'), { code: 'EOFF' });
            }
            this.mood = 'trial';
          }
          try {
            const value = await withRetry(() => fetch('https://feed.test/' + id));
            this.misses = 0;
            this.mood = 'fine';
            return value;
          } catch (error) {
            this.misses += 1;
            if (this.mood === 'trial' || this.misses >= 5) {
              this.mood = 'broken';
              this.since = Date.now();
            }
            throw error;
          }
        }
      }
    `,
    halfOpen: 'own',
  },
  opossum: {
    use: woven`
      import CircuitBreaker from 'opossum';
      const breaker = new CircuitBreaker((id) => ${ORDER}, { volumeThreshold: 5 });
      export const load = (id) => breaker.fire(id);
    `,
    halfOpen: 'library',
  },
  cockatiel: {
    use: woven`
      import { circuitBreaker, handleAll, ConsecutiveBreaker } from 'cockatiel';
      const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
      export const load = (id) => breaker.execute(() => ${ORDER});
    `,
    halfOpen: 'library',
  },
} satisfies Record<string, Form>;

export type FormName = keyof typeof FORMS;
