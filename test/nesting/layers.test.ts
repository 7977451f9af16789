import { describe, expect, it } from 'vitest';

import { SHAPES } from '../equivalence/shapes.js';
import { layersOf, type Program } from './told.js';

/** Each declares `withRetry`, which is called with `fn` on the line behind it, the third one. */
const program = (text: string): string =>
  `const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));\n${text}\nexport const load = (fn) => withRetry(() => fn());`;

const RETRIES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a for loop',
    'async function withRetry(fn) { for (let i = 0; i < 3; i++) try { return await fn(); } catch (e) { if (i === 2) throw e; } }',
    ['for 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'a while loop',
    'async function withRetry(fn) { let left = 4; while (left-- > 0) try { return await fn(); } catch (e) { if (left === 0) throw e; } }',
    ['while 2 × 4 of 4 in withRetry, called at 3'],
  ],
  [
    'a do loop',
    'async function withRetry(fn) { let n = 0; do { try { return await fn(); } catch {} } while (++n < 5); throw new Error(); }',
    ['do 2 × 5 of 5 in withRetry, called at 3'],
  ],
  [
    'a for … of loop over delays',
    'async function withRetry(fn) { for (const ms of [100, 200, 400]) try { return await fn(); } catch { await pause(ms); } throw new Error(); }',
    ['for 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'a for await loop over attempts',
    'async function* attempts() { yield 1; yield 2; } async function withRetry(fn) { for await (const _ of attempts()) try { return await fn(); } catch {} throw new Error(); }',
    ['for await 2 × 2 of 2 in withRetry, called at 3'],
  ],
  [
    'a labelled continue out of a switch',
    'async function withRetry(fn) { let n = 0; again: for (;;) try { return await fn(); } catch (e) { switch (++n) { case 3: throw e; default: continue again; } } }',
    ['for 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'recursion',
    'async function withRetry(fn, n = 3) { try { return await fn(); } catch (e) { if (n <= 1) throw e; return withRetry(fn, n - 1); } }',
    ['recursion 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'mutual recursion',
    'async function withRetry(fn, n = 3) { try { return await fn(); } catch (e) { return again(fn, n, e); } } function again(fn, n, e) { if (n <= 1) throw e; return withRetry(fn, n - 1); }',
    ['recursion 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'recursion in a rejection handler',
    'const withRetry = (fn, n = 4) => fn().catch((e) => { if (n <= 1) throw e; return withRetry(fn, n - 1); });',
    ['recursion 2 × 4 of 4 in withRetry, called at 3'],
  ],
  [
    'recursion through a timer',
    'const withRetry = (fn) => new Promise((resolve, reject) => { let n = 0; const attempt = () => fn().then(resolve, (e) => (++n === 3 ? reject(e) : setTimeout(attempt, 100))); attempt(); });',
    ['recursion 2 × 3 of 3 in attempt, called at 2'],
  ],
  [
    'a chain of handlers',
    'const withRetry = (fn) => fn().catch(() => fn()).catch(() => fn());',
    ['chain 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'a chain that is folded over delays',
    'const withRetry = (fn) => [1, 2, 3].reduce((before, ms) => before.catch(() => pause(ms).then(fn)), fn());',
    ['chain 2 × 4 of 4 in withRetry, called at 3'],
  ],
  [
    'a last attempt behind the loop: one more round of it',
    'async function withRetry(fn) { for (let i = 0; i < 3; i++) try { return await fn(); } catch {} return fn(); }',
    ['for 2 × 4 of 4 in withRetry, called at 3'],
  ],
  [
    'a first attempt before the loop',
    'async function withRetry(fn) { try { return await fn(); } catch {} for (let i = 0; i < 2; i++) try { return await fn(); } catch {} throw new Error(); }',
    ['for 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'two attempts in one round: of the loop, all of them',
    'async function withRetry(fn) { for (let i = 0; i < 3; i++) try { return await fn(); } catch { try { return await fn(); } catch {} } throw new Error(); }',
    ['for 2 × 6 of 6 in withRetry, called at 3'],
  ],
  [
    'a retry class',
    'class Retry { constructor(n = 3) { this.n = n; } async run(fn) { for (let i = 1; ; i++) try { return await fn(); } catch (e) { if (i >= this.n) throw e; } } } const withRetry = (fn) => new Retry(5).run(fn);',
    ['for 2 × 5 of 5 in run, called at 2'],
  ],
  [
    'a retry in the base class',
    'class Base { async again(fn) { for (let i = 0; i < 3; i++) try { return await fn(); } catch {} throw new Error(); } } class Sub extends Base { go(fn) { return this.again(fn); } } const withRetry = (fn) => new Sub().go(fn);',
    ['for 2 × 3 of 3 in again, called at 2'],
  ],
  [
    'a retry that is curried',
    'const times = (n) => (fn) => async () => { for (let i = 0; i < n; i++) try { return await fn(); } catch {} throw new Error(); }; const withRetry = (fn) => times(3)(fn)();',
    ['for 2 × 3 of 3 in , called at 2'],
  ],
  [
    'a try in a helper',
    'async function once(fn) { try { return { value: await fn() }; } catch (error) { return { error }; } } async function withRetry(fn) { for (let i = 0; i < 3; i++) { const r = await once(fn); if (!r.error) return r.value; } throw new Error(); }',
    ['for 2 × 3 of 3 in withRetry, called at 3'],
  ],
  [
    'a package',
    "import pRetry from 'p-retry'; const withRetry = (fn) => pRetry(fn, { retries: 4 });",
    ['package × 5 of 5'],
  ],
];

/** Bodies of `load`, on the second line, which calls `fn` and has `other` and `pause`. */
const NO_RETRIES: readonly (readonly [string, string])[] = [
  ['one call', 'return fn();'],
  ['one total attempt', 'for (let i = 0; i < 1; i++) try { return await fn(); } catch {} throw new Error();'],
  ['a loop that a failure ends', 'for (let i = 0; i < 3; i++) await fn();'],
  [
    'another target in each round',
    "for (const host of ['a', 'b']) try { return await fn(host); } catch {} throw new Error();",
  ],
  ['a fallback to something else', 'try { return await fn(); } catch { return other(); }'],
  ['calls beside each other', 'return Promise.allSettled([fn(), fn(), fn()]);'],
  [
    'a poll that goes on when the call went well',
    'for (let i = 0; i < 9; i++) { try { await fn(); } catch {} await pause(1_000); }',
  ],
  ['a call that is made twice whatever happens', 'await fn().catch(() => {}); return fn();'],
  ['a queue whose messages fail', 'for (;;) { const message = await other(); try { await fn(message); } catch {} }'],
  [
    'a table of targets that the round chooses from',
    "const table = { a: () => fn('a'), b: () => fn('b') }; for (const name of [names.first, names.second]) try { return await table[name](); } catch {} throw new Error();",
  ],
];

const NESTED: readonly (readonly [string, Program, readonly string[]])[] = [
  [
    'loops in one function',
    `export async function load(fn) {
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 4; j++) {
          try { return await fn(); } catch {}
        }
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      throw new Error();
    }`,
    ['for 2 × 3 of 12 in load', 'for 3 × 4 of 4 in load'],
  ],
  [
    'the same helper twice',
    `async function withRetry(fn, n) { for (let i = 1; ; i++) try { return await fn(); } catch (e) { if (i >= n) throw e; } }
    export const load = (fn) => withRetry(() => withRetry(() => fn(), 2), 5);`,
    ['for 1 × 5 of 10 in withRetry, called at 2', 'for 1 × 2 of 2 in withRetry, called at 2'],
  ],
  [
    'a recursive helper twice',
    `const again = (fn, n) => fn().catch((e) => { if (n <= 1) throw e; return again(fn, n - 1); });
    export const load = (fn) => again(() => again(() => fn(), 3), 2);`,
    ['recursion 1 × 2 of 6 in again, called at 2', 'recursion 1 × 3 of 3 in again, called at 2'],
  ],
  [
    'three levels',
    `async function withRetry(fn) { for (let i = 0; ; i++) try { return await fn(); } catch (e) { if (i >= 1) throw e; } }
    const inner = (fn) => withRetry(() => fn());
    const middle = (fn, n = 3) => inner(fn).catch((e) => { if (n <= 1) throw e; return middle(fn, n - 1); });
    export async function load(fn) {
      let left = 4;
      while (left-- > 0) try { return await middle(fn); } catch (e) { if (left === 0) throw e; }
    }`,
    [
      'while 6 × 4 of 24 in load',
      'recursion 3 × 3 of 6 in middle, called at 6',
      'for 1 × 2 of 2 in withRetry, called at 2',
    ],
  ],
  [
    'a loop in a recursion',
    `export async function load(fn, n = 2) {
      for (let i = 0; i < 3; i++) try { return await fn(); } catch {}
      if (n > 1) return load(fn, n - 1);
      throw new Error();
    }`,
    ['recursion 3 × 2 of 6 in load', 'for 2 × 3 of 3 in load'],
  ],
  [
    'an own loop around a package',
    `import pRetry from 'p-retry';
    export async function load(fn) {
      for (let i = 0; ; i++) try { return await pRetry(() => fn(), { retries: 3 }); } catch (e) { if (i === 2) throw e; }
    }`,
    ['for 3 × 3 of 12 in load', 'package × 4 of 4'],
  ],
  [
    'a client of a package that retries by itself',
    `import axios from 'axios';
    import axiosRetry from 'axios-retry';
    const client = axios.create();
    axiosRetry(client, { retries: 3 });
    export async function load() {
      for (let i = 0; ; i++) try { return await client.get('/a'); } catch (e) { if (i === 2) throw e; }
    }`,
    ['for 6 × 3 of 12 in load', 'package × 4 of 4'],
  ],
  [
    'decorators',
    `const Again = (n) => (_target, _key, descriptor) => {
      const { value } = descriptor;
      descriptor.value = async function (...args) {
        for (let i = 1; ; i++) try { return await value.apply(this, args); } catch (e) { if (i === n) throw e; }
      };
    };
    export class Client {
      @Again(3)
      @Again(2)
      load() { return fetch('/a'); }
    }`,
    ['for 4 × 3 of 6 in value', 'for 4 × 2 of 2 in value, called at 4'],
  ],
  [
    'a helper of another module',
    {
      'retry.ts':
        'export async function withRetry(fn) { for (let i = 0; i < 3; i++) try { return await fn(); } catch {} throw new Error(); }',
      'main.ts': `import { withRetry } from './retry.js';
      const again = (fn) => withRetry(fn);
      export const load = (fn) => again(() => again(() => fn()));`,
    },
    ['for 1 × 3 of 9 in withRetry, called at 2', 'for 1 × 3 of 3 in withRetry, called at 2'],
  ],
  [
    'an inner retry that swallows its last failure: the outer one makes one round',
    `async function quietly(fn) { for (let i = 0; i < 3; i++) try { return await fn(); } catch {} return null; }
    export async function load(fn) { for (let i = 0; ; i++) try { return await quietly(fn); } catch (e) { if (i === 2) throw e; } }`,
    ['for 1 × 3 of 3 in quietly, called at 2'],
  ],
  [
    'a retry before another one of the same call: neither is in the other',
    `async function quietly(fn) { for (let i = 0; i < 2; i++) try { return await fn(); } catch {} return null; }
    export async function load(fn) {
      await quietly(fn);
      for (let i = 0; ; i++) try { return await fn(); } catch (e) { if (i === 3) throw e; }
    }`,
    ['for 1 × 2 of 2 in quietly, called at 3', 'for 4 × 4 of 4 in load'],
  ],
];

describe('the retry around a call', () => {
  it.each(RETRIES)('is %s', (_, text, layers) => {
    expect(layersOf(program(text))).toEqual(layers);
  });

  it.each(NO_RETRIES)('is not seen in %s', (_, body) => {
    const text = `const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    export async function load(fn, other, names) { ${body} }`;
    expect(layersOf(text)).toEqual([]);
  });
});

/** One of them gives up early on errors that are fatal, which is tried too: its number is not that of the first scenario. */
const REPEATING = Object.entries(SHAPES).filter(([name, { attempts }]) => attempts < 10 && name !== 'nested if');

describe('retries in each other', () => {
  it.each(NESTED)('are told apart: %s', (_, text, layers) => {
    expect(layersOf(text)).toEqual(layers);
  });

  it.each(REPEATING)('are counted, whichever is inside a loop: %s', (_, { attempts, code }) => {
    const files = {
      'retry.js': `const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));\n${code.replace(/^(?=(async function|function|const) withRetry\b)/m, 'export ')}`,
      'main.ts': `import { withRetry } from './retry.js';
        async function twice(fn) { for (let i = 0; ; i++) try { return await fn(); } catch (e) { if (i === 1) throw e; } }
        export const load = (fn) => twice(() => withRetry(() => fn()));
        export const turned = (fn) => withRetry(() => twice(() => fn()));`,
    };
    expect(layersOf(files)[0]).toBe(`for 2 × 2 of ${2 * attempts} in twice, called at 3`);
    expect(layersOf(files)[1]).toContain(`× ${attempts} of ${attempts}`);
  });
});
