/** Whatever a program does, and whatever it hands to whom: the machine ends, and throws nothing. */
import { describe, expect, it } from 'vitest';

import { OUTSIDE } from '../../src/circuits/outside.js';
import { rootsOf } from '../../src/circuits/roots.js';
import { advance, finish, start } from '../../src/machine/driver.js';
import { filesIn, read } from '../support/sources.js';
import { Loaded } from './programs.js';

describe('depth', () => {
  it.each([
    ['a loop', 'let n = 0; for (let i = 0; i < 10_000; i++) n += i; log(n);', ['49995000']],
    ['recursion', 'const f = (n) => (n ? 1 + f(n - 1) : 0); log(f(390));', ['390']],
    ['async recursion', 'const f = async (n) => (n ? f(n - 1) : "end"); f(390).then(log);', ['end']],
    [
      'generators in generators',
      'function* g(n) { if (n > 0) yield* g(n - 1); yield n; } log([...g(300)].length);',
      ['301'],
    ],
    [
      'a chain of promises',
      'let p = Promise.resolve(1); for (let i = 0; i < 10_000; i++) p = p.then((x) => x); p.then(log);',
      ['1'],
    ],
    [
      'promises in promises',
      'let p = Promise.resolve(1); for (let i = 0; i < 5_000; i++) { const q = p; p = new Promise((r) => r(q)); } p.then(log);',
      ['1'],
    ],
    [
      'thenables in thenables',
      'let t = { then(r) { r(1); } }; for (let i = 0; i < 5_000; i++) { const q = t; t = { then(r) { r(q); } }; } Promise.resolve(t).then(log);',
      ['1'],
    ],
    [
      'prototypes',
      'let o = {}; for (let i = 0; i < 5_000; i++) o = Object.create(o); log(o.x, o instanceof Object); for (const k in o) log(k);',
      ['undefined true'],
    ],
    [
      'causes',
      'let e = new Error("x"); for (let i = 0; i < 5_000; i++) e = new Error("y", { cause: e }); log(`${e}`);',
      ['Error: y'],
    ],
    [
      'lists in lists',
      'let a = []; for (let i = 0; i < 5_000; i++) a = [a]; structuredClone(a); JSON.stringify(a); String(a); log(a.flat(Infinity).length);',
      ['1'],
    ],
    [
      'a list in itself',
      'const a = []; a.push(a, a); a.flat(Infinity); String(a); structuredClone(a); try { JSON.stringify(a); } catch (e) { log(e.name); }',
      ['TypeError'],
    ],
    [
      'proxies of proxies',
      'let p = {}; for (let i = 0; i < 5_000; i++) p = new Proxy(p, {}); log(p.x, typeof p);',
      ['undefined object'],
    ],
    [
      'proxies that ask proxies',
      'let p = {}; for (let i = 0; i < 5_000; i++) p = new Proxy(p, { get: Reflect.get }); try { p.x; } catch (e) { log(e.name); }',
      ['RangeError'],
    ],
    [
      'classes of classes',
      'let C = class {}; for (let i = 0; i < 5_000; i++) C = class extends C {}; try { new C(); } catch (e) { log(e.name); }',
      ['RangeError'],
    ],
    [
      'a conversion that converts',
      'const o = { toString: () => String(o) }; try { String(o); } catch (e) { log(e.name); }',
      ['RangeError'],
    ],
  ])('is no concern of the host: %s', (_, text, expected) => {
    const program = new Loaded({ 'main.js': text });
    expect(program.lines()).toEqual(expected);
  });
});

/** Values that nobody expects. */
const VALUES = `[undefined, null, NaN, 1e9, 'x', Symbol('s'), 5n, {}, { length: 3 }, { get a() { throw 1; } }, [1, [2]], () => { throw 1; },
  class {}, new Map([[1, 2]]), /a(b)?/g, new Date(NaN), Promise.resolve(1), (function* () { yield 1; })(),
  new Proxy(() => 1, { get() { throw 1; } }), itself, Object.create(null), { [Symbol.toPrimitive]() { return {}; } }, unknown, unknown.member, Math]`;

/** What all functions of a class or object of the language are called, as the host has them. */
const functionsOf = (name: string, of: object): string[] =>
  Object.getOwnPropertyNames(of)
    .filter((key) => typeof Object.getOwnPropertyDescriptor(of, key)?.value === 'function' && key !== 'constructor')
    .map((key) => `${name}.${key}.call(a, b, a)`);

const CLASSES = {
  Array,
  Map,
  Set,
  Promise,
  RegExp,
  Date,
  String,
  Number,
  Function,
  Object,
  Error,
  WeakMap,
  EventTarget,
  AbortController,
};

const CALLS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    Object.entries(CLASSES).map(([name, cls]) => [
      `${name}.prototype`,
      functionsOf(`${name}.prototype`, cls.prototype as object),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({ Object, Array, Promise, Reflect, JSON, Math, Number, String, Date, Symbol, Atomics, BigInt }).map(
      ([name, of]) => [name, functionsOf(name, of)],
    ),
  ),
  classes: [
    ...Object.keys(CLASSES),
    'Proxy',
    'Int32Array',
    'SharedArrayBuffer',
    'AggregateError',
    'WeakRef',
    'URL',
    'a',
  ].map((name) => `new ${name}(a, b)`),
  operators: ['+', '-', '**', '<', '==', '===', 'in', 'instanceof', '<<', '??', '&&'].map(
    (operator) => `a ${operator} b`,
  ),
  functions: [
    'setTimeout',
    'setInterval',
    'queueMicrotask',
    'structuredClone',
    'parseInt',
    'encodeURIComponent',
    'String',
    'Number',
    'AbortSignal.timeout',
  ].map((name) => `${name}(a, b)`),
  forms: [
    '[a, ...b]',
    '({ ...a, ...b })',
    'a[b]',
    'a[b] = 1',
    'delete a[b]',
    '`${a}${b}`',
    'a?.(b)',
    'typeof a + -b',
    '(([x, ...y]) => x)(a)',
    '(({ x, ...y }) => x)(a)',
    '(() => { for (const k in a) k; })()',
    '(() => { for (const k of a) k; })()',
    '(async () => { for await (const k of a) k; })()',
    '(async () => { await a; })()',
    'class extends a { static x = b }',
    'new (class extends a { constructor() { super(b); } })()',
    '(function* () { yield* a; })().next()',
    "'aXb'.replace(a, b)",
    'Object.defineProperty(a, "q", b)',
    '[3, 1, 2].sort(a)',
    'JSON.stringify({ a, b }, a, 2)',
    'new Map([[a, b]]).get(a)',
    'a.then(b)',
    'a.push(b)',
    'a.next(b)',
    'a.on(b, b)',
  ],
};

describe('values that nobody expects', () => {
  it.each(Object.entries(CALLS))('are taken by %s', (_, calls) => {
    const all = calls.map((call) => `(a, b) => ${call.startsWith('{') ? `(${call})` : call}`);
    const text = `const itself = []; itself.push(itself);
      export const f = (unknown) => {
        const values = () => ${VALUES};
        for (const run of [${all.join(', ')}]) for (const a of values()) for (const b of values()) try { run(a, b); } catch {}
        return 'end';
      };`;
    const program = new Loaded({ 'main.js': text }, { budget: 1_000_000 });
    const unknown = program.m.unknown('unknown', 'argument', { path: ['unknown'] }, true);
    expect(program.result('f', unknown) === 'end' || program.m.state.isExhausted).toBe(true);
  });
});

/** Instructions that each root may run. */
const BUDGET = 20_000;

/** Files of other people, of which every sixth is run. */
const FILES = [
  'eslint/lib',
  'axios/lib',
  'undici/lib',
  'cockatiel/dist',
  'bottleneck/lib',
  'p-queue/dist',
  'radash/dist/esm',
]
  .flatMap((folder) => filesIn(`node_modules/${folder}`, '.js'))
  .filter((_, index) => index % 6 === 0);

it('programs of other people run, from whatever others may call, whatever the rest of the world does', () => {
  let roots = 0;
  for (const file of FILES) {
    const rounds = new Map<number, number>();
    // What is not known holds, but not for ever.
    const decide = (_: string, place: number): boolean => {
      rounds.set(place, (rounds.get(place) ?? 0) + 1);
      return (rounds.get(place) ?? 0) % 25 !== 0;
    };
    const program = new Loaded({ 'main.js': read(file) }, { outside: OUTSIDE, decide, budget: BUDGET });
    const { m } = program;
    for (const each of rootsOf(m, program.main)) {
      const state = m.state.fork();
      state.steps = 0;
      m.in(state, () => {
        const id = start(m, each);
        finish(m, id, (leaf) => (leaf.id % 2 === 0 ? 'well' : 'rejects'));
        advance(m, 60_000);
      });
      roots += 1;
    }
  }
  expect(FILES.length).toBeGreaterThan(80);
  expect(roots).toBeGreaterThan(200);
});
