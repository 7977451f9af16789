import { describe, expect, it } from 'vitest';

import { toldOf, type Program } from './told.js';

/** A retry in one line, the first one. */
const RETRY =
  'async function withRetry(fn, n = 3) { for (let i = 1; ; i++) try { return await fn(); } catch (e) { if (i >= n) throw e; } }';

/** The body of a breaker's `execute`, from its second line to its seventh; what it protects is on the fourth. */
const execute = (call: string): string => `
    if (this.state === 'open') { if (Date.now() - this.openedAt < 30_000) throw new Error('open'); this.state = 'half-open'; }
    try {
      const value = await ${call};
      this.state = 'closed'; this.failures = 0;
      return value;
    } catch (e) { this.fail(); throw e; }`;

const breaker = (call: string, more = ''): string => `class CircuitBreaker {
  state = 'closed'; failures = 0; openedAt = 0;
  async execute(fn) {${execute(call)}
  }
  fail() { if (++this.failures >= 5 || this.state === 'half-open') { this.state = 'open'; this.openedAt = Date.now(); } }
  ${more}
}`;

const CASES: readonly (readonly [string, Program, readonly string[]])[] = [
  [
    'the call of the retry, in what the breaker is handed',
    `${RETRY}
    ${breaker('fn()')}
    const it = new CircuitBreaker();
    export const load = (url) => it.execute(() => withRetry(() => fetch(url)));`,
    ['16: 3 rounds, it.execute (16) → withRetry (16) → for (1)'],
  ],
  [
    'the call of the retry in the breaker itself, not in the file that calls the breaker',
    `${RETRY}
    export ${breaker('withRetry(fn)')}`,
    ['7: 3 rounds, execute (4) → withRetry (7) → for (1)'],
  ],
  [
    'the loop, where it stands in the protected function',
    `export ${breaker('fn()').replace('try {', 'for (let i = 0; ; i++) try {').replace('catch (e) {', 'catch (e) { if (i < 3) continue;')}`,
    ['5: 4 rounds, execute (3) → for (5)'],
  ],
  [
    'the loop in a function that the breaker is handed',
    `${breaker('fn()')}
    const it = new CircuitBreaker();
    export const load = (url) => it.execute(async () => {
      for (let i = 0; ; i++) try { return await fetch(url); } catch (e) { if (i === 1) throw e; }
    });`,
    ['16: 2 rounds, it.execute (15) → for (16)'],
  ],
  [
    'the call of a client that is reached by its members, where it is made, whoever waits for it',
    `import OpenAI from 'openai';
    ${breaker('fn()')}
    const client = new OpenAI({ maxRetries: 3 });
    const it = new CircuitBreaker();
    export const load = () => it.execute(() => client.chat.completions.create({}));`,
    ['17: 4 rounds, it.execute (17) → client.chat.completions.create (17)'],
  ],
  [
    'the retry of a call that comes after another one, which goes well',
    `${RETRY}
    ${breaker('fn()')}
    const it = new CircuitBreaker();
    export const load = (url) => it.execute(async () => {
      const token = await signIn();
      return withRetry(() => fetch(url, token));
    });`,
    ['18: 3 rounds, it.execute (16) → withRetry (18) → for (1)'],
  ],
  [
    'the call of the retry in what a breaker is handed that somebody else has registered',
    `${RETRY}
    ${breaker('fn()')}
    const breakers = new Map();
    export const register = (name) => { breakers.set(name, new CircuitBreaker()); };
    export const load = (url) => breakers.get('users').execute(() => withRetry(() => fetch(url)));`,
    ['17: 3 rounds, breakers.get().execute (17) → withRetry (17) → for (1)'],
  ],
  [
    'nothing where nobody registers one',
    `${RETRY}
    ${breaker('fn()')}
    const breakers = new Map();
    export const register = (name) => { breakers.set(name, { execute: (fn) => fn() }); };
    export const load = (url) => breakers.get('users').execute(() => withRetry(() => fetch(url)));`,
    [],
  ],
  [
    'the innermost of several calls on the way',
    `${RETRY}
    export ${breaker('this.send(fn)', 'send(fn) { return this.again(fn); } again(fn) { return withRetry(fn); }')}`,
    ['13: 3 rounds, execute (4) → send (7) → again (13) → withRetry (13) → for (1)'],
  ],
  [
    'two layers: the call of the outer one, and the way to the inner one',
    `${RETRY}
    ${breaker('fn()')}
    const it = new CircuitBreaker();
    export const load = (url) => it.execute(() => withRetry(() => withRetry(() => fetch(url), 2)));`,
    ['16: 3 × 2 rounds, it.execute (16) → withRetry (16) → withRetry (16) → for (1)'],
  ],
  [
    'the call that composes, where the retry is a function of another module that is handed over',
    {
      'load.ts': `export const load = async (url) => { for (let i = 0; ; i++) try { return await fetch(url); } catch (e) { if (i === 2) throw e; } };`,
      'breaker.ts': `export ${breaker('fn()')}`,
      'main.ts': `import { CircuitBreaker } from './breaker.js';
      import { load } from './load.js';
      const it = new CircuitBreaker();
      export const get = () => it.execute(load);`,
    },
    ['4: 3 rounds, it.execute (4) → for (load.ts:1)'],
  ],
  [
    'the expression that composes functions of other modules',
    {
      'retried.ts': `export const retried = (fn) => async (...given) => { for (let i = 0; ; i++) try { return await fn(...given); } catch (e) { if (i === 2) throw e; } };`,
      'guarded.ts': `${breaker('fn()')}
      export const guarded = (fn) => { const it = new CircuitBreaker(); return (...given) => it.execute(() => fn(...given)); };`,
      'main.ts': `import { guarded } from './guarded.js';
      import { retried } from './retried.js';
      export const load = guarded(retried((url) => fetch(url)));`,
    },
    ['3: 3 rounds, it.execute (guarded.ts:14) → for (retried.ts:1)'],
  ],
  [
    'the file that composes, in the innermost of its calls',
    {
      'http.ts': `${RETRY}\nexport const json = (url) => withRetry(() => fetch(url));`,
      'breaker.ts': `export ${breaker('fn()')}`,
      'main.ts': `import { CircuitBreaker } from './breaker.js';
      import { json } from './http.js';
      const it = new CircuitBreaker();
      const rates = (base) => json('/rates/' + base);
      export const get = (base) => it.execute(() => rates(base));`,
    },
    ['4: 3 rounds, it.execute (5) → rates (5) → json (4) → withRetry (http.ts:2) → for (http.ts:1)'],
  ],
  [
    'another file, where it is composed elsewhere',
    {
      'http.ts': `${RETRY}
      export ${breaker('withRetry(fn)')}`,
      'main.ts': `import { CircuitBreaker } from './http.js';
      const it = new CircuitBreaker();
      export const get = (url) => it.execute(() => fetch(url));`,
    },
    ['-: 3 rounds, it.execute (3) → withRetry (http.ts:7) → for (http.ts:1)'],
  ],
  [
    'the call of a package in what another package is handed',
    `import CircuitBreaker from 'opossum';
    import pRetry from 'p-retry';
    const read = (id) => pRetry(() => fetch('/a/' + id), { retries: 2 });
    const it = new CircuitBreaker(read, { volumeThreshold: 5 });
    export const load = (id) => it.fire(id);`,
    ['3: 3 rounds, it.fire (5) → pRetry (3)'],
  ],
  [
    'policies that are wrapped',
    `import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
    const policy = wrap(
      circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
      retry(handleAll, { maxAttempts: 3 }),
    );
    export const load = (url) => policy.execute(() => fetch(url));`,
    ['2: 4 rounds, circuitBreaker (3) → retry (4)'],
  ],
  [
    'policies that a function of the file wraps for a client of it',
    `import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
    function policyFor(halfOpenAfter) {
      const circuit = circuitBreaker(handleAll, { halfOpenAfter, breaker: new ConsecutiveBreaker(5) });
      return wrap(circuit, retry(handleAll, { maxAttempts: 3 }));
    }
    export class Client {
      policy = policyFor(10_000);
      load(url) { return this.policy.execute(() => fetch(url)); }
    }`,
    ['4: 4 rounds, circuitBreaker (3) → retry (4)'],
  ],
  [
    "a package's decorator above the method that is called",
    `import CircuitBreaker from 'opossum';
    import { Retryable } from 'typescript-retry-decorator';
    class Client {
      @Retryable({ maxAttempts: 3 })
      load(id) { return fetch('/a/' + id); }
    }
    const client = new Client();
    const it = new CircuitBreaker((id) => client.load(id), { volumeThreshold: 5 });
    export const load = (id) => it.fire(id);`,
    ['4: 4 rounds, it.fire (9) → Retryable (4)'],
  ],
  [
    'a call of a package that tells the circuit of each failure',
    `import pRetry from 'p-retry';
    ${breaker('pRetry(fn, { retries: 2, onFailedAttempt: () => this.fail() })').replace('this.fail(); throw', 'throw')}
    const it = new CircuitBreaker();
    export const load = (url) => it.execute(() => fetch(url));`,
    ['7: 3 rounds, it.execute (16) → pRetry (7)'],
  ],
  [
    'a request of a client that retries, which is sent when the breaker waits for it',
    `import axios from 'axios';
    import axiosRetry from 'axios-retry';
    import CircuitBreaker from 'opossum';
    const client = axios.create();
    axiosRetry(client, { retries: 3 });
    const it = new CircuitBreaker((url) => client.get(url), { volumeThreshold: 5 });
    export const load = (url) => it.fire(url);`,
    ['6: 4 rounds, it.fire (7) → client.get (6)'],
  ],
  [
    'a request of a client that another module of CommonJS makes, with a retry that is the default of a namespace',
    {
      'http.cjs': `const axios = require('axios');
      const { default: axiosRetry } = require('axios-retry');
      exports.createClient = () => {
        const client = axios.create();
        client.interceptors.request.use((config) => { config.headers['x-trace'] = 'a'; return config; });
        axiosRetry(client, { retries: 2 });
        return client;
      };`,
      'service.cjs': `const CircuitBreaker = require('opossum');
      const { createClient } = require('./http.cjs');
      module.exports = class Service {
        constructor() {
          this.client = createClient();
          this.checks = new CircuitBreaker((id) => this.check(id), { volumeThreshold: 5 });
        }
        async check(id) { return (await this.client.get('/' + id)).data; }
        async verify(id) { return this.checks.fire(id); }
      };`,
    },
    ['8: 3 rounds, checks.fire (9) → check (6) → client.get (8)'],
  ],
  [
    'decorators: the loop',
    `const Guarded = (_target, _key, descriptor) => {
      const { value } = descriptor;
      const it = new CircuitBreaker();
      descriptor.value = function (...given) { return it.execute(() => value.apply(this, given)); };
    };
    const Again = (_target, _key, descriptor) => {
      const { value } = descriptor;
      descriptor.value = async function (...given) { for (let i = 0; ; i++) try { return await value.apply(this, given); } catch (e) { if (i === 2) throw e; } };
    };
    ${breaker('fn()')}
    export class Client {
      @Guarded
      @Again
      load() { return fetch('/a'); }
    }`,
    ['8: 3 rounds, it.execute (4) → for (8)'],
  ],
];

describe('a retry inside a circuit', () => {
  it.each(CASES)('is told at %s', (_, program, inside) => {
    expect(toldOf(program).inside.filter((line, index, all) => all.indexOf(line) === index)).toEqual(inside);
  });

  it('is none where it is around the circuit', () => {
    const program = `${RETRY}
    ${breaker('fn()')}
    const it = new CircuitBreaker();
    export const load = (url) => withRetry(() => it.execute(() => fetch(url)));`;
    expect(toldOf(program).inside).toEqual([]);
  });

  it('is none where it makes one attempt', () => {
    const program = `${RETRY}
    ${breaker('fn()')}
    const it = new CircuitBreaker();
    export const load = (url) => it.execute(() => withRetry(() => fetch(url), 1));`;
    expect(toldOf(program).inside).toEqual([]);
  });
});
