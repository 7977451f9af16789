import { describe, expect, it } from 'vitest';

import { toldOf, type Program } from './told.js';

/** Line 1 of every program that uses it. */
const RETRY =
  'async function withRetry(fn, n = 3) { for (let i = 1; ; i++) try { return await fn(); } catch (e) { if (i >= n) throw e; await new Promise((r) => setTimeout(r, 100 * 2 ** i)); } }';

/** A program, what its file is told, and one that differs in what makes it right. */
const CASES: readonly (readonly [string, Program, readonly string[], Program])[] = [
  [
    'a helper in itself; with one attempt in all it is none',
    `${RETRY}
    export const load = (url) => withRetry(() => withRetry(() => fetch(url), 4));`,
    ['2: 3 × 4 = 12, withRetry (2) → withRetry (2) → for (1)'],
    `${RETRY}
    export const load = (url) => withRetry(() => withRetry(() => fetch(url), 4), 1);`,
  ],
  [
    'a package in a package; an inner one that makes one attempt is none',
    `import { backOff } from 'exponential-backoff';
    import pRetry from 'p-retry';
    export const load = () => pRetry(() => backOff(() => fetch('/a'), { numOfAttempts: 4 }), { retries: 2 });`,
    ['3: 3 × 4 = 12, pRetry (3) → backOff (3)'],
    `import { backOff } from 'exponential-backoff';
    import pRetry from 'p-retry';
    export const load = () => pRetry(() => backOff(() => fetch('/a'), { numOfAttempts: 1 }), { retries: 2 });`,
  ],
  [
    'a method that retries, in a loop that does; a loop over other targets is none',
    `import pRetry from 'p-retry';
    export class Client {
      async load(path) {
        let last;
        for (let attempt = 1; attempt <= 5; attempt++) try { return await this.request(path); } catch (e) { last = e; }
        throw last;
      }
      request(path) { return pRetry(() => fetch(path), { retries: 1 }); }
    }`,
    ['8: 5 × 2 = 10, load (3) → request (5) → pRetry (8)'],
    `import pRetry from 'p-retry';
    export class Client {
      async load(paths) {
        let last;
        for (const path of ['/a', '/b', '/c']) try { return await this.request(path); } catch (e) { last = e; }
        throw last;
      }
      request(path) { return pRetry(() => fetch(path), { retries: 1 }); }
    }`,
  ],
  [
    'a loop in a loop of one function; pages, each of which is retried, are none',
    `export async function load(fn) {
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 2; j++) try { return await fn(); } catch {}
        await new Promise((r) => setTimeout(r, 1_000));
      }
      throw new Error('gave up');
    }`,
    ['3: 3 × 2 = 6, load (1) → for (3)'],
    `export async function load(fn) {
      for (let page = 0; page < 3; page++) {
        for (let j = 0; j < 2; j++) try { await fn(); break; } catch {}
        await new Promise((r) => setTimeout(r, 1_000));
      }
    }`,
  ],
  [
    'a recursion around a package; one that turns to another target is none',
    `import pRetry from 'p-retry';
    export async function load(attempt = 1) {
      try { return await pRetry(() => fetch('/a'), { retries: 2 }); } catch (e) { if (attempt < 3) return load(attempt + 1); throw e; }
    }`,
    ['3: 3 × 3 = 9, load (2) → pRetry (3)'],
    `import pRetry from 'p-retry';
    export async function load(path = '/a') {
      try { return await pRetry(() => fetch(path), { retries: 2 }); } catch (e) { if (path === '/a') return load('/b'); throw e; }
    }`,
  ],
  [
    'counters of any name; an inner retry that swallows its last failure is none',
    `async function inner(url) { for (let i = 0; ; i++) try { return await fetch(url); } catch (e) { if (i >= 2) throw e; } }
    export async function outer(url) { for (let i = 0; ; i++) try { return await inner(url); } catch (e) { if (i >= 2) throw e; } }`,
    ['2: 3 × 3 = 9, outer (2) → inner (2) → for (1)'],
    `async function inner(url) { for (let i = 0; ; i++) try { return await fetch(url); } catch (e) { if (i >= 2) return null; } }
    export async function outer(url) { for (let i = 0; ; i++) try { return await inner(url); } catch (e) { if (i >= 2) throw e; } }`,
  ],
  [
    'what the base class retries; a base class out of view is none',
    `${RETRY}
    class Base { call(path) { return withRetry(() => fetch(path)); } }
    export class Client extends Base {
      call(path) { return withRetry(() => super.call(path), 2); }
    }`,
    ['2: 2 × 3 = 6, withRetry (4) → super.call (4) → withRetry (2) → for (1)'],
    `${RETRY}
    import { Base } from './elsewhere.js';
    export class Client extends Base {
      call(path) { return withRetry(() => super.call(path), 2); }
    }`,
  ],
  [
    'policies that are wrapped; with a breaker instead they are none',
    `import { handleAll, retry, wrap } from 'cockatiel';
    const outer = retry(handleAll, { maxAttempts: 2 });
    const inner = retry(handleAll, { maxAttempts: 3 });
    export const policy = wrap(outer, inner);`,
    ['4: 3 × 4 = 12, retry (2) → retry (3)'],
    `import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
    const outer = retry(handleAll, { maxAttempts: 2 });
    const inner = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(50) });
    export const policy = wrap(outer, inner);`,
  ],
  [
    'policies that are wrapped, where they are called: on the composition; composed elsewhere, another file is told',
    `import { handleAll, retry, wrap } from 'cockatiel';
    const policy = wrap(retry(handleAll, { maxAttempts: 1 }), retry(handleAll, { maxAttempts: 3 }));
    export const load = (url) => policy.execute(() => fetch(url));`,
    ['2: 2 × 4 = 8, retry (2) → retry (2)'],
    {
      'policy.ts': `import { handleAll, retry, wrap } from 'cockatiel';
      export const policy = wrap(retry(handleAll, { maxAttempts: 1 }), retry(handleAll, { maxAttempts: 3 }));`,
      'main.ts': `import { policy } from './policy.js';
      export const load = (url) => policy.execute(() => fetch(url));`,
    },
  ],
  [
    'a retry around a module that retries: in the file that composes them, not in one that calls that',
    {
      'retry.ts': `export ${RETRY}`,
      'orders.ts': `import { withRetry } from './retry.js';
      export const order = (id) => withRetry(() => fetch('/orders/' + id), 4);`,
      'main.ts': `import { withRetry } from './retry.js';
      import { order } from './orders.js';
      export const load = (id) => withRetry(() => order(id));`,
    },
    ['3: 3 × 4 = 12, withRetry (3) → order (3) → withRetry (orders.ts:2) → for (retry.ts:1)'],
    {
      'retry.ts': `export ${RETRY}`,
      'orders.ts': `import { withRetry } from './retry.js';
      const once = (id) => withRetry(() => fetch('/orders/' + id), 4);
      export const order = (id) => withRetry(() => once(id));`,
      'main.ts': `import { order } from './orders.js';
      export const load = (id) => order(id);`,
    },
  ],
  [
    'a retry that a failure of another class does not end; one that a class of failures of the service ends is none',
    `${RETRY}
    class ValidationError extends Error {}
    export async function load(url) {
      for (let i = 0; ; i++) try { return await withRetry(() => fetch(url)); } catch (e) { if (e instanceof ValidationError || i === 2) throw e; }
    }`,
    ['4: 3 × 3 = 9, load (3) → withRetry (4) → for (1)'],
    `${RETRY}
    class UnavailableError extends Error {}
    const request = (url) => fetch(url).catch((e) => { throw new UnavailableError(String(e)); });
    export async function load(url) {
      for (let i = 0; ; i++) try { return await withRetry(() => request(url)); } catch (e) { if (e instanceof UnavailableError || i === 2) throw e; }
    }`,
  ],
  [
    'a client that retries by itself, which is told to; a request that it does not repeat is none',
    `import axios from 'axios';
    import axiosRetry from 'axios-retry';
    import pRetry from 'p-retry';
    const client = axios.create();
    axiosRetry(client, { retries: 3 });
    export const load = (config) => pRetry(() => client.get('/a', config), { retries: 2 });`,
    ['6: 3 × 4 = 12, pRetry (6) → client.get (6)'],
    `import axios from 'axios';
    import axiosRetry from 'axios-retry';
    import pRetry from 'p-retry';
    const client = axios.create();
    axiosRetry(client, { retries: 3 });
    export const load = (body) => pRetry(() => client.post('/a', body), { retries: 2 });`,
  ],
  [
    'a request that is told to retry; one that is told not to is none',
    `import got from 'got';
    import pRetry from 'p-retry';
    export const load = () => pRetry(async () => (await got('/a', { retry: { limit: 4 } })).body, { retries: 2 });`,
    ['3: 3 × 5 = 15, pRetry (3) → got (3)'],
    `import got from 'got';
    import pRetry from 'p-retry';
    export const load = () => pRetry(async () => (await got('/a', { retry: { limit: 0 } })).body, { retries: 2 });`,
  ],
  [
    'a loop that ends when the call went well; one that goes on is a poll',
    `import pRetry from 'p-retry';
    export async function load() {
      let pending = true;
      for (let n = 0; pending && n < 5; n++) try { await pRetry(() => fetch('/a'), { retries: 1 }); pending = false; } catch {}
    }`,
    ['4: 5 × 2 = 10, load (2) → pRetry (4)'],
    `import pRetry from 'p-retry';
    export async function load() {
      for (let n = 0; n < 5; n++) try { await pRetry(() => fetch('/a'), { retries: 1 }); } catch {}
    }`,
  ],
  [
    'retries with a circuit between them; beside each other they are none',
    `import CircuitBreaker from 'opossum';
    import pRetry from 'p-retry';
    const breaker = new CircuitBreaker((id) => pRetry(() => fetch('/a/' + id), { retries: 3 }), { volumeThreshold: 50 });
    export const load = (id) => pRetry(() => breaker.fire(id), { retries: 2 });`,
    ['3: 3 × 4 = 12, pRetry (4) → breaker.fire (4) → pRetry (3)'],
    `import pRetry from 'p-retry';
    export async function load(id) {
      const order = await pRetry(() => fetch('/orders/' + id), { retries: 3 });
      return pRetry(() => fetch('/prices/' + order.id), { retries: 2 });
    }`,
  ],
  [
    'three layers: each in the next one, with all the calls of it; the second call of a fallback is no layer',
    `${RETRY}
    export const load = (url) => withRetry(() => withRetry(() => withRetry(() => fetch(url), 2), 3), 4);`,
    ['2: 4 × 3 = 24, withRetry (2) → withRetry (2) → for (1)', '2: 3 × 2 = 6, withRetry (2) → withRetry (2) → for (1)'],
    `${RETRY}
    export const load = (url) => withRetry(() => fetch(url).catch(() => fetch(url)));`,
  ],
  [
    'an answer that says that it failed; a retry that does not look at answers is none',
    `async function request(url) { for (let i = 0; i < 2; i++) { const r = await fetch(url); if (r.ok) return r; } throw new Error('unavailable'); }
    export async function load(url) { for (let i = 0; ; i++) try { return await request(url); } catch (e) { if (i === 2) throw e; } }`,
    ['2: 3 × 2 = 6, load (2) → request (2) → for (1)'],
    `async function request(url) { for (let i = 0; i < 2; i++) { const r = await fetch(url); return r; } throw new Error('unavailable'); }
    export async function load(url) { for (let i = 0; ; i++) try { return await request(url); } catch (e) { if (i === 2) throw e; } }`,
  ],
  [
    'layers without a limit in common; a budget that both draw on bounds them',
    `let spent = 0;
    async function withRetry(fn, n) { for (let i = 1; ; i++) try { return await fn(); } catch (e) { spent += 1; if (i >= n) throw e; } }
    export const load = (url) => withRetry(() => withRetry(() => fetch(url), 3), 2);`,
    ['3: 2 × 3 = 6, withRetry (3) → withRetry (3) → for (2)'],
    `let left = 10;
    async function withRetry(fn, n) { for (let i = 1; ; i++) try { return await fn(); } catch (e) { if (i >= n || left < 1) throw e; left -= 1; } }
    export const load = (url) => withRetry(() => withRetry(() => fetch(url), 3), 2);`,
  ],
  [
    'a limit that nobody knows: a finding without that number; an unknown attempt that is the only one is none',
    `${RETRY}
    async function times(fn, max) { for (let i = 0; i < max; i++) try { return await fn(); } catch {} throw new Error(); }
    export const load = (url, max) => times(() => withRetry(() => fetch(url)), max);`,
    ['3: unknown × 3 = unknown, times (3) → withRetry (3) → for (1)'],
    `async function times(fn, max) { for (let i = 0; i < max; i++) try { return await fn(); } catch {} throw new Error(); }
    export const load = (url, max) => times(() => fetch(url), max);`,
  ],
  [
    'a limit that a policy asks for, which nobody knows; one that is written is known',
    `${RETRY}
    class Policy { constructor(max) { this.max = max; } mayRetry(n) { return n < this.max; } }
    export async function load(url, max) {
      const policy = new Policy(max);
      for (let n = 1; ; n++) try { return await withRetry(() => fetch(url)); } catch (e) { if (!policy.mayRetry(n)) throw e; }
    }`,
    ['5: unknown × 3 = unknown, load (3) → withRetry (5) → for (1)'],
    `class Policy { constructor(max) { this.max = max; } mayRetry(n) { return n < this.max; } }
    export async function load(url, max) {
      const policy = new Policy(4);
      for (let n = 1; ; n++) try { return await fetch(url); } catch (e) { if (!policy.mayRetry(n)) throw e; }
    }`,
  ],
];

describe('retries inside retries', () => {
  it.each(CASES)('are told: %s', (_, program, nested) => {
    expect(toldOf(program).nested).toEqual(nested);
  });

  it.each(CASES)('are not told where they are none: %s', (_, __, ___, nearMiss) => {
    expect(toldOf(nearMiss).nested).toEqual([]);
  });

  it('are assumed where the first thing that is taken for true ends the outer one', () => {
    const program = `${RETRY}
    export async function load(url) {
      for (let i = 0; ; i++) try { return await withRetry(() => fetch(url)); } catch (e) { if (i >= 1 || e.code !== 'CLIENT_CLOSED') throw e; }
    }`;
    expect(toldOf(program).nested).toEqual(['3: 2 × 3 = 6, load (2) → withRetry (3) → for (1)?']);
  });
});
