import { describe, expect, it } from 'vitest';

import { SHAPES } from '../equivalence/shapes.js';
import { toldOf, type Program } from './told.js';

/** A breaker of ten lines, which opens after 5 failures for 30 seconds. */
const BREAKER = `class CircuitOpenError extends Error {}
export class CircuitBreaker {
  state = 'closed'; failures = 0; openedAt = 0;
  async execute(fn) {
    if (this.state === 'open') { if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError(); this.state = 'half-open'; }
    try { const value = await fn(); this.state = 'closed'; this.failures = 0; return value; }
    catch (e) { if (++this.failures >= 5 || this.state === 'half-open') { this.state = 'open'; this.openedAt = Date.now(); } throw e; }
  }
}
const breaker = new CircuitBreaker();`;

/** A retry in one line, the eleventh; `decision` stands in its handler. */
const retry = (decision = '', wait = '100 * 2 ** i'): string =>
  `async function withRetry(fn, n = 3) { for (let i = 1; ; i++) try { return await fn(); } catch (e) { ${decision} if (i >= n) throw e; await new Promise((r) => setTimeout(r, ${wait})); } }`;

const LOAD = "export const load = () => withRetry(() => breaker.execute(() => fetch('/a')));";

/** A program, what its file is told, and one that differs in what makes it right. */
const CASES: readonly (readonly [string, Program, readonly string[], Program])[] = [
  [
    'a retry that tells nothing apart; one that tells the class of the rejection does not repeat it',
    `${BREAKER}\n${retry()}\n${LOAD}`,
    ['12: 3 rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}\n${retry('if (e instanceof CircuitOpenError) throw e;')}\n${LOAD}`,
  ],
  [
    'a deny-list of another class; an allow-list',
    `${BREAKER}\n${retry('if (e instanceof TypeError2) throw e;')}\n${LOAD}\nclass TypeError2 extends Error {}`,
    ['12: 3 rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}\n${retry('if (!(e instanceof HttpError)) throw e;')}
    export const load = () => withRetry(() => breaker.execute(() => fetch('/a').catch(() => { throw new HttpError(); })));
    class HttpError extends Error {}`,
  ],
  [
    'pauses that end while the circuit is open; pauses that outlast it',
    `${BREAKER}\n${retry('', '14_000')}\n${LOAD}`,
    ['12: 3 rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}\n${retry('', '16_000')}\n${LOAD}`,
  ],
  [
    'a retry outside; one inside is another matter',
    `${BREAKER}\n${retry()}\n${LOAD}`,
    ['12: 3 rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}\n${retry()}\nexport const load = () => breaker.execute(() => withRetry(() => fetch('/a')));`,
  ],
  [
    'a retry of several attempts; one attempt in all',
    `${BREAKER}\n${retry()}\nexport const load = () => withRetry(() => breaker.execute(() => fetch('/a')), 6);`,
    ['12: 6 rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}\n${retry()}\nexport const load = () => withRetry(() => breaker.execute(() => fetch('/a')), 1);`,
  ],
  [
    'a loop around a method that asks the breaker; a loop over other targets',
    `${BREAKER}
    export class Client {
      async load() { for (let i = 0; ; i++) try { return await this.guarded(); } catch (e) { if (i === 3) throw e; } }
      guarded() { return breaker.execute(() => fetch('/a')); }
    }`,
    ['12: 4 rejections, load (12) → guarded (12) → breaker.execute (13)'],
    `${BREAKER}
    export async function load() {
      for (const path of ['/a', '/b', '/c']) try { return await breaker.execute(() => fetch(path)); } catch {}
      throw new Error();
    }`,
  ],
  [
    'a loop around the gate and the call in one function; a gate before the loop',
    `let state = 'closed'; let failures = 0; let openedAt = 0;
    function check() { if (state === 'open') { if (Date.now() - openedAt < 1_000) throw new Error('open'); state = 'half-open'; } }
    export async function call(fn) {
      for (let i = 0; ; i++) {
        try { check(); const r = await fn(); state = 'closed'; failures = 0; return r; }
        catch (e) { failures++; openedAt = Date.now(); if (failures >= 5) state = 'open'; if (i === 3) throw e; }
      }
    }`,
    ['5: 4 rejections, call (3) → check (5)'],
    `let state = 'closed'; let failures = 0; let openedAt = 0;
    function check() { if (state === 'open') { if (Date.now() - openedAt < 1_000) throw new Error('open'); state = 'half-open'; } }
    export async function call(fn) {
      check();
      for (let i = 0; ; i++) {
        try { const r = await fn(); state = 'closed'; failures = 0; return r; }
        catch (e) { failures++; openedAt = Date.now(); if (failures >= 5) state = 'open'; if (i === 3) throw e; }
      }
    }`,
  ],
  [
    'a breaker that one failure opens, in a retry; in a loop that goes on after a success',
    `let open = false;
    async function guarded(fn) { if (open) throw new Error('open'); try { return await fn(); } catch (e) { open = true; throw e; } }
    export async function load(fn) { for (let i = 0; ; i++) try { return await guarded(fn); } catch (e) { if (i === 2) throw e; } }`,
    ['3: 3 rejections, load (3) → guarded (3)'],
    `let open = false;
    async function guarded(fn) { if (open) throw new Error('open'); try { return await fn(); } catch (e) { open = true; throw e; } }
    export async function poll(fn) { for (let i = 0; i < 3; i++) try { await guarded(fn); } catch {} }`,
  ],
  [
    'a package around a package; a predicate that excludes the rejection',
    `import CircuitBreaker from 'opossum';
    import pRetry from 'p-retry';
    const breaker = new CircuitBreaker(() => fetch('/a'), { volumeThreshold: 5 });
    export const load = () => pRetry(() => breaker.fire(), { retries: 3 });`,
    ['4: 4 rejections, pRetry (4) → breaker.fire (4)'],
    `import CircuitBreaker from 'opossum';
    import pRetry from 'p-retry';
    const breaker = new CircuitBreaker(() => fetch('/a'), { volumeThreshold: 5 });
    export const load = () => pRetry(() => breaker.fire(), { retries: 3, shouldRetry: ({ error }) => error.code !== 'EOPENBREAKER' });`,
  ],
  [
    'policies that are wrapped: on the composition; an error policy that leaves the rejection out',
    `import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
    const breaker = circuitBreaker(handleAll, { halfOpenAfter: 100_000, breaker: new ConsecutiveBreaker(5) });
    const policy = wrap(retry(handleAll, { maxAttempts: 3 }), breaker);
    export const load = (url) => policy.execute(() => fetch(url));`,
    ['3: 4 rejections, retry (3) → circuitBreaker (2)'],
    `import { circuitBreaker, ConsecutiveBreaker, handleAll, handleWhen, isBrokenCircuitError, retry, wrap } from 'cockatiel';
    const breaker = circuitBreaker(handleAll, { halfOpenAfter: 100_000, breaker: new ConsecutiveBreaker(5) });
    const policy = wrap(retry(handleWhen((e) => !isBrokenCircuitError(e)), { maxAttempts: 3 }), breaker);
    export const load = (url) => policy.execute(() => fetch(url));`,
  ],
  [
    'a rejection that reaches the retry; one that a fallback answers',
    `${BREAKER}\n${retry()}\n${LOAD}`,
    ['12: 3 rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}\n${retry()}\nexport const load = () => withRetry(() => breaker.execute(() => fetch('/a')).catch(() => undefined));`,
  ],
  [
    'the composition of two modules; a module that only calls it',
    {
      'breaker.ts': BREAKER.replace('const breaker', 'export const breaker'),
      'retry.ts': `export ${retry()}`,
      'main.ts': `import { breaker } from './breaker.js';
      import { withRetry } from './retry.js';
      export const load = () => withRetry(() => breaker.execute(() => fetch('/a')));`,
    },
    ['3: 3 rejections, withRetry (3) → breaker.execute (3)'],
    {
      'breaker.ts': BREAKER.replace('const breaker', 'export const breaker'),
      'retry.ts': `export ${retry()}`,
      'load.ts': `import { breaker } from './breaker.js';
      import { withRetry } from './retry.js';
      export const load = () => withRetry(() => breaker.execute(() => fetch('/a')));`,
      'main.ts': `import { load } from './load.js';
      export const handler = () => load();`,
    },
  ],
  [
    'the default of a predicate that nobody passes; one that is passed',
    {
      'guard.ts': `${BREAKER}
      export async function retry(fn, { isRetryable = () => true } = {}) { for (let i = 0; ; i++) try { return await fn(); } catch (e) { if (i >= 2 || !isRetryable(e)) throw e; } }
      export { CircuitOpenError };`,
      'main.ts': `import { CircuitBreaker, CircuitOpenError, retry } from './guard.js';
      const breaker = new CircuitBreaker();
      export const run = (fn) => retry(() => breaker.execute(fn));`,
    },
    ['3: 3 rejections, retry (3) → breaker.execute (3)'],
    {
      'guard.ts': `${BREAKER}
      export async function retry(fn, { isRetryable = () => true } = {}) { for (let i = 0; ; i++) try { return await fn(); } catch (e) { if (i >= 2 || !isRetryable(e)) throw e; } }
      export { CircuitOpenError };`,
      'main.ts': `import { CircuitBreaker, CircuitOpenError, retry } from './guard.js';
      const breaker = new CircuitBreaker();
      export const run = (fn) => retry(() => breaker.execute(fn), { isRetryable: (e) => !(e instanceof CircuitOpenError) });`,
    },
  ],
  [
    'two breakers for two calls of one operation are no retry',
    `${BREAKER}\n${retry()}\n${LOAD}`,
    ['12: 3 rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}
    export async function load() { const a = await breaker.execute(() => fetch('/a')).catch(() => null); return [a, await breaker.execute(() => fetch('/b'))]; }`,
  ],
  [
    'a number that nobody knows; the only attempt',
    `${BREAKER}\n${retry()}\nexport const load = (n) => withRetry(() => breaker.execute(() => fetch('/a')), n);`,
    ['12: unknown rejections, withRetry (12) → breaker.execute (12)'],
    `${BREAKER}\nexport const load = (n) => breaker.execute(() => fetch('/a', { timeout: n }));`,
  ],
];

const REPEATING = Object.entries(SHAPES).filter(
  ([name, { attempts }]) => attempts < 10 && name !== 'for, break when permanent',
);

/** A shape around the breaker, in modules of their own. */
const composed = (shape: string): Program => ({
  'breaker.ts': BREAKER.replace('const breaker', 'export const breaker'),
  'retry.js': `const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));\n${shape.replace(/^(?=(async function|function|const) withRetry\b)/m, 'export ')}`,
  'main.ts': `import { breaker } from './breaker.js';
  import { withRetry } from './retry.js';
  export const load = () => withRetry(() => breaker.execute(() => fetch('/a')));`,
});

describe('retries of what an open circuit rejects with', () => {
  it.each(CASES)('are told: %s', (_, program, rejections) => {
    expect(toldOf(program).rejections).toEqual(rejections);
  });

  it.each(CASES)('are not told where they are none: %s', (_, __, ___, nearMiss) => {
    expect(toldOf(nearMiss).rejections).toEqual([]);
  });

  it.each(REPEATING)('are counted in every shape: %s', (_, { attempts, code }) => {
    const [told = '', ...others] = toldOf(composed(code)).rejections;
    expect(told).toMatch(new RegExp(`^3: ${attempts} rejections, .* → breaker\\.execute \\(3\\)$`));
    expect(others).toEqual([]);
  });

  it('take no assumption where only a cache beside them does', () => {
    const program = `${BREAKER}\n${retry()}
    const known = new Map();
    export async function load(id) {
      const before = known.get(id);
      if (before !== undefined) return before;
      const value = await withRetry(() => breaker.execute(() => fetch('/a/' + id)));
      known.set(id, value);
      return value;
    }`;
    expect(toldOf(program).rejections).toEqual(['16: 3 rejections, withRetry (16) → breaker.execute (16)']);
  });

  it('are assumed where an error that may be of another kind is not repeated', () => {
    const program = `import { isFatal } from './errors.js';
    ${BREAKER}\n${retry('if (isFatal(e)) throw e;')}\n${LOAD}`;
    expect(toldOf(program).rejections).toEqual(['13: 3 rejections, withRetry (13) → breaker.execute (13)?']);
  });

  it('are not told of a shape that looks for what is transient', () => {
    expect(toldOf(composed(SHAPES['for, break when permanent'].code)).rejections).toEqual([]);
  });
});
