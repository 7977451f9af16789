/**
 * Whatever a file holds, a rule says something sensible or nothing: it never throws. The analysis takes an exception of its own for
 * "nothing is known", so here exceptions are made visible.
 */
import { Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import plugin from '../src/index.js';
import { LANGUAGES } from './support/languages.js';
import { code } from './support/marked.js';
import { filesIn, read } from './support/sources.js';

const { all } = plugin.configs;

beforeAll(() => {
  vi.stubEnv('ESLINT_PLUGIN_RESILIENCE_DEBUG', '1');
});

afterAll(() => {
  vi.unstubAllEnvs();
});

/** The findings of every rule; a message of the parser is returned like any other. */
function verify(text: string, filename: string, settings: Record<string, unknown> = {}): Linter.LintMessage[] {
  return new Linter().verify(text, [...LANGUAGES, { ...all, files: ['**/*'], settings }], { filename });
}

/** A breaker that several rules have something to say about. */
const faulty = code(`
  export class CircuitBreaker {
    state = 'closed';
    failures = 0;
    openedAt = 0;

    async execute(fn) {
      if (this.state === 'open') {
        if (Date.now() - this.openedAt < 30_000) throw new Error('open');
        this.state = 'half-open';
      }
      try {
        const result = await this.retry(fn);
        this.failures = 0;
        this.state = 'closed';
        return result;
      } catch (error) {
        this.failures += 1;
        this.openedAt = Date.now();
        if (this.failures >= 5) this.state = 'open';
        throw error;
      }
    }

    async retry(fn) {
      for (let attempt = 0; attempt < 3; attempt++) {
        try {
          return await fn();
        } catch {
          await sleep(100);
        }
      }
      throw new Error('exhausted');
    }
  }
`);

const rulesOf = (messages: Linter.LintMessage[]): string[] => messages.map(({ ruleId }) => String(ruleId));
const faults = rulesOf(verify(faulty, 'breaker.js'));

it('the faulty breaker is faulty', () => {
  expect(faults.length).toBeGreaterThan(4);
});

describe('a file that does not parse', () => {
  it.each([
    ['a brace that is missing', faulty.slice(0, -3)],
    ['half a file', faulty.slice(0, faulty.length / 2)],
    ['a class without a name', `${faulty}\nclass {`],
    ['a merge conflict', faulty.replace('  async retry', '<<<<<<< HEAD\n  async retry')],
    [
      'a template with a component around it',
      `<template><b>{{ circuit }}</b></template>\n<script>\n${faulty}\n</script>`,
    ],
  ])('gets the message of the parser alone: %s', (_, text) => {
    for (const filename of ['breaker.js', 'breaker.ts']) {
      expect(verify(text, filename)).toMatchObject([{ ruleId: null, fatal: true }]);
    }
  });

  it('gets no exception, wherever it is cut off', () => {
    for (let end = 0; end < faulty.length; end += 7) {
      const messages = verify(faulty.slice(0, end), 'breaker.js');
      expect(messages.filter(({ fatal, ruleId }) => !fatal && ruleId === null)).toEqual([]);
    }
  });
});

describe('a file with little in it is silent', () => {
  it.each([
    ['nothing', ''],
    ['a line break', '\n'],
    ['a comment', '// circuit breaker, half-open, retry'],
    ['a hashbang line', '#!/usr/bin/env node'],
    ['a byte order mark', '\uFEFF// circuit breaker'],
    ['a directive', "'use strict';\n// circuit breaker"],
    ['an empty class', 'export class CircuitBreaker {}'],
    ['a class with an empty method', 'export class CircuitBreaker { state = "open"; execute() {} }'],
    ['an empty function', 'export function circuitBreaker() {}'],
    ['a word alone', 'breaker'],
  ])('%s', (_, text) => {
    expect(verify(text, 'breaker.js')).toEqual([]);
    expect(verify(text, 'breaker.ts')).toEqual([]);
  });
});

describe('what stands before or around a breaker does not change what is found in it', () => {
  it.each([
    ['a byte order mark', `\uFEFF${faulty}`, 'breaker.js'],
    ['a hashbang line', `#!/usr/bin/env node\n${faulty}`, 'breaker.js'],
    ['a byte order mark in TypeScript', `\uFEFF${faulty}`, 'breaker.ts'],
    ['Windows line ends', faulty.replaceAll('\n', '\r\n'), 'breaker.js'],
    ['old Macintosh line ends', faulty.replaceAll('\n', '\r'), 'breaker.js'],
    ['the line separator of Unicode', faulty.replaceAll('\n', '\u2028'), 'breaker.js'],
    ['JSX', `${faulty}\nexport const view = (state) => <p title="circuit">{state} <b /></p>;`, 'breaker.jsx'],
    ['JSX with types', `${faulty}\nexport const view = (state: string): unknown => <p>{state}</p>;`, 'breaker.tsx'],
    [
      'decorators',
      faulty
        .replace('export class', '@Injectable()\nexport class')
        .replace('  async execute', '  @Trace()\n  async execute'),
      'breaker.ts',
    ],
    ['a script of a component, taken out by a processor', faulty, 'component.vue.js'],
    [
      '20,000 lines of something else',
      `${Array.from({ length: 20_000 }, (_, i) => `export const value${i} = ${i};`).join('\n')}\n${faulty}`,
      'breaker.js',
    ],
    ['a line of a million characters', `export const data = '${'x'.repeat(1_000_000)}';\n${faulty}`, 'breaker.js'],
    [
      'a thousand other classes',
      `${Array.from({ length: 1_000 }, (_, i) => `class C${i} { run(fn) { return fn(); } }`).join('\n')}\n${faulty}`,
      'breaker.js',
    ],
  ])('%s', (_, text, filename) => {
    expect(rulesOf(verify(text, filename))).toEqual(faults);
  });
});

/** `inner`, so many times inside `open … close`. */
const nested = (depth: number, open: string, inner: string, close: string): string =>
  `${open.repeat(depth)}${inner}${close.repeat(depth)}`;

describe('deep nesting', () => {
  const inMethod = (body: string): string => faulty.replace('async retry(fn) {', `async retry(fn) {\n${body}`);

  it.each([
    ['blocks', nested(200, '{', '', '}')],
    ['conditions', nested(200, 'if (fn) {', 'log();', '}')],
    ['loops', nested(100, 'for (;;) {', 'break;', '}')],
    ['try statements', nested(100, 'try {', 'log();', '} catch {} ')],
    ['parentheses', `log(${nested(500, '(', '1', ')')});`],
    ['calls', `${nested(300, 'log(', '1', ')')};`],
    ['arrow functions', `log(${nested(300, '() => ', 'fn', '')});`],
    ['arrays', `log(${nested(500, '[', '', ']')});`],
    ['objects', `log(${nested(300, '{ a: ', '1', ' }')});`],
    ['member chains', `log(fn${'.then'.repeat(1_000)});`],
    ['additions', `log(${Array.from({ length: 1_500 }, (_, i) => String(i)).join(' + ')});`],
    ['conjunctions', `log(${Array.from({ length: 500 }, () => 'fn').join(' && ')});`],
    ['conditional expressions', `log(${nested(300, 'fn ? 1 : (', '2', ')')});`],
    ['statements in a row', Array.from({ length: 5_000 }, () => 'log(fn);').join('\n')],
    ['conditions in a row', Array.from({ length: 500 }, (_, i) => `if (fn.a${i}) log(${i});`).join('\n')],
    ['awaits in a row', Array.from({ length: 300 }, () => 'await log();').join('\n')],
    [
      'cases of a switch',
      `switch (fn) {\n${Array.from({ length: 1_000 }, (_, i) => `case ${i}: log(${i});`).join('\n')}\n}`,
    ],
  ])('of %s gets no exception, and ends', { timeout: 20_000 }, (_, body) => {
    const messages = verify(inMethod(body), 'breaker.js');
    expect(messages.filter(({ ruleId, fatal }) => ruleId === null && !fatal)).toEqual([]);
  });

  it('of promises gets no exception, and ends', { timeout: 20_000 }, () => {
    const chain = faulty.replace('return await fn();', `return await fn()${'.then((x) => x)'.repeat(200)};`);
    expect(() => verify(chain, 'breaker.js')).not.toThrow();
  });
});

describe('code that leads back to itself ends', () => {
  it.each([
    ['a method that calls itself', 'execute(fn) { return this.execute(fn); }'],
    [
      'two methods that call each other',
      'execute(fn) { return this.other(fn); } other(fn) { return this.execute(fn); }',
    ],
    [
      'a getter that reads itself',
      'get state() { return this.state; } execute(fn) { if (this.state === "open") return fn(); }',
    ],
    ['a function that is handed itself', 'execute(fn) { const again = (f) => f(f); return again(again); }'],
    [
      'a class that makes itself',
      'constructor() { this.next = new CircuitBreaker(); } execute(fn) { return this.next.execute(fn); }',
    ],
    ['a default that calls its function', 'execute(fn = this.execute()) { return fn(); }'],
    [
      'a wrapper that captures itself',
      'execute(fn) { let wrapped = fn; wrapped = () => this.execute(wrapped); return wrapped(); }',
    ],
  ])('%s', (_, members) => {
    const text = `export class CircuitBreaker { phase = 'closed'; trip() { this.phase = this.phase === 'half-open' ? 'open' : 'half-open'; } ${members} }`;
    expect(() => verify(text, 'breaker.js')).not.toThrow();
  });

  it('two classes that extend each other', () => {
    const breaker = faulty.replace('export class CircuitBreaker', 'class A extends B');
    expect(() => verify(`${breaker}\nclass B extends A {}`, 'breaker.js')).not.toThrow();
  });
});

/** Each construct of the language once, inside a breaker that is not faulty: nothing is to be said, whatever it is. */
const CONSTRUCTS: Record<string, string> = {
  'optional chaining': 'this.log?.info?.(this?.failures);',
  'private names': 'if (#secret in this) this.#secret = this.#hidden();',
  'computed members': "this[Symbol.iterator] = this['state' + 1]; this[fn()] += 1; delete this[0];",
  'destructuring with defaults':
    'const { a: { b = 1, ...c } = {}, [fn]: d, ...e } = this; const [f, , [g] = [], ...h] = [1];',
  'assignment patterns': '({ a: this.failures, b: [this.openedAt] } = { a: 1, b: [2] }); [this.failures] = [1];',
  'logical assignment': 'this.a ??= fn; this.b ||= fn; this.c &&= fn;',
  'spread everywhere': 'log(...[1, ...fn], { ...this, ...fn() }); new Map([...fn]);',
  'tagged templates': 'tag`a${fn}b${await fn}`; `${this.failures}`;',
  generators: 'const g = function* () { const x = yield* [1]; return yield x; }; for (const v of g()) log(v);',
  'async generators': 'const g = async function* () { yield await fn; }; for await (const v of g()) log(v);',
  labels:
    'outer: for (const a of [1]) { inner: for (const b in fn) { if (a) continue outer; break inner; } } block: { break block; }',
  'every statement':
    'debugger; ; if (fn) ; else ; do ; while (!fn); while (!fn) ; switch (fn) { default: } throw_: try { } finally { }',
  'with new.target and import.meta': 'log(new.target, import.meta.url, import("./a.js"));',
  'classes in classes':
    'const C = class extends (fn ?? Object) { static { this.x = 1; } static y = () => super.toString(); get z() { return super.z; } };',
  'accessors and static blocks':
    'log(class { static #a = 1; static { log(this.#a); } static set b(v) {} static get b() { return 1; } });',
  'big integers, regular expressions, numeric separators':
    'log(10n ** 2n, /circuit/giv, 1_000, 0xff, -0, +fn, ~fn, !fn, void 0, typeof fn);',
  'sequences, exponents, in and instanceof': 'log((1, 2), 2 ** 3 ** 2, "a" in fn, fn instanceof Object);',
  'functions with every parameter':
    'const f = (a, { b, c: [d] = [] } = {}, ...[e, ...g]) => [a, b, d, e, g, arguments]; f();',
  'eval and arguments': 'log(arguments[0], eval("1"), globalThis.x, undefined, NaN);',
  'immediately called functions':
    '(() => {})(); (function () { return this; }).call(this); (async () => { await fn; })();',
};

/** What TypeScript adds. */
const TYPED: Record<string, string> = {
  assertions:
    'const a = fn as unknown as number; const b = <number>(<unknown>fn); const c = fn! satisfies unknown; this!.failures!++;',
  'types in bodies':
    'type T = { a: string }; interface I extends Object { b(): void } enum E { A = 1, B = "b" as never } declare const x: T & I; log(E.A, x);',
  'generic calls': 'log<string>(new Map<string, number>(), fn<void>); const g = fn<string>; log(g);',
  'overloads and this parameters':
    'function f(this: Window, a: string): void; function f(this: Window, a?: unknown): void { log(a); } log(f);',
  'abstract classes and index signatures':
    'abstract class A { abstract a: string; [key: string]: unknown; declare b: number; override toString(): string { return ""; } constructor(protected c?: number) {} } log(A);',
  'unique symbols and template types':
    'const s: unique symbol = Symbol(); type U = `a-${string}`; let v: U = "a-b"; log(s, v);',
  using: 'using a = fn(); await using b = fn();',
};

describe('every construct of the language passes through the analysis', () => {
  const around = (body: string): string =>
    `export class CircuitBreaker {
      #secret; #hidden() {}
      state = 'closed'; failures = 0;
      async execute(fn) {
        if (this.state === 'open' || this.state === 'half-open') return fn;
        try { await fn(); } catch (error) { this.state = 'open'; }
        ${body}
      }
    }`;

  it.each(Object.entries(CONSTRUCTS))('%s', (_, body) => {
    for (const filename of ['breaker.js', 'breaker.ts']) {
      const messages = verify(around(body), filename);
      expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
    }
  });

  it.each(Object.entries(TYPED))('%s', (_, body) => {
    const messages = verify(around(body), 'breaker.ts');
    expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  });

  it('declaration files, namespaces, exports and imports of every kind', () => {
    const text = code(`
      import type { A } from './a.js';
      import b, * as c from './b.js';
      import d = require('./d.js');
      export * from './e.js';
      export * as breaker from './f.js';
      export { c as default, type A };
      export as namespace Circuit;
      declare module './g.js' { export const state: 'open'; }
      declare global { interface Window { circuit: string } }
      namespace Breaker.Inner { export let state = 'half-open'; export const open = () => { state = 'open'; }; }
      export = d;
    `).replace(/^export as.*\n|^export =.*\n|^export \{ c.*\n/gm, '');
    expect(verify(text, 'breaker.ts').filter(({ fatal }) => fatal)).toEqual([]);
    expect(
      verify(
        "export declare class CircuitBreaker { state: 'open' | 'half-open'; execute(fn: () => void): void; }",
        'breaker.d.ts',
      ),
    ).toEqual([]);
  });
});

describe('a file that is changed at random', () => {
  const sources = [
    ...filesIn('test/interleavings/cases', '.ts'),
    ...filesIn('test/seeds/states', 'states/original.ts'),
  ].map(read);

  /** Numbers that look random and are the same in each run. */
  function* numbers(seed: number): Generator<number> {
    for (let state = seed; ;) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      yield state / 2_147_483_648;
    }
  }

  it('gets no exception when statements are taken out, doubled or exchanged', { timeout: 120_000 }, () => {
    const random = numbers(1);
    const pick = (below: number): number => Math.floor((random.next().value as number) * below);
    let parsed = 0;
    for (let round = 0; round < 400; round++) {
      const lines = (sources[pick(sources.length)] ?? '').split('\n');
      for (let change = 0; change <= pick(4); change++) {
        const from = pick(lines.length);
        const line = lines[from] ?? '';
        const to = pick(lines.length);
        [
          () => lines.splice(from, 1),
          () => lines.splice(to, 0, line),
          () => ([lines[from], lines[to]] = [lines[to] ?? '', line]),
        ][pick(3)]?.();
      }
      const messages = verify(lines.join('\n'), 'breaker.ts');
      parsed += messages.some(({ fatal }) => fatal) ? 0 : 1;
    }
    expect(parsed).toBeGreaterThan(100);
  });
});

describe('an option that a rule does not have', () => {
  it.each(Object.keys(plugin.rules))('of %s is an error that ESLint words', (name) => {
    const configure = (option: unknown) => () =>
      new Linter().verify('', [
        { plugins: { resilience: plugin }, rules: { [`resilience/${name}`]: ['error', option] } },
      ] as Linter.Config[]);
    expect(configure({ unknown: true })).toThrow(/should NOT have additional properties[\s\S]*unknown/);
    expect(configure({ report: 'sometimes' })).toThrow(/sometimes[\s\S]*should be equal to one of the allowed values/);
    expect(configure('certain')).toThrow(/should be object/);
    expect(configure({ report: 'potential' })).not.toThrow();
  });
});

describe('a setting that is wrong', () => {
  it.each<[unknown, string]>([
    [1, 'settings.resilience must be an object, not 1.'],
    [null, 'settings.resilience must be an object, not null.'],
    [['policy'], 'settings.resilience must be an object, not ["policy"].'],
    [{ polices: {} }, 'Unknown key settings.resilience.polices. Known keys: policy, followImports, models.'],
    [
      { policy: './policy.js' },
      'settings.resilience.policy must be an object with module and name, not "./policy.js".',
    ],
    [{ policy: { path: './policy.js' } }, 'Unknown key settings.resilience.policy.path. Known keys: module, name.'],
    [{ policy: { module: 7 } }, 'settings.resilience.policy.module must be a module specifier, not 7.'],
    [
      { policy: { name: 'Failure Policy' } },
      'settings.resilience.policy.name must be an identifier, not "Failure Policy".',
    ],
  ])('is one message that names the key, and the rules go on: %j', (resilience, sentence) => {
    const [first, ...rest] = verify(faulty, 'breaker.js', { resilience });
    expect(first).toMatchObject({ line: 1, column: 1, message: sentence });
    expect(rulesOf(rest)).toEqual(faults);
  });
});
