/**
 * Copies of a state: what is done in one of them is not seen in the other, for whatever a program is in the middle of. The table of
 * fields is complete because it compiles; this is about what each of them holds.
 */
import { describe, expect, it } from 'vitest';

import { advance, finish, settle, type Answers } from '../../src/machine/driver.js';
import type { Outside } from '../../src/machine/outside.js';
import { drain } from '../../src/machine/run.js';
import type { State } from '../../src/machine/state.js';
import { randomNumbers } from '../support/random-numbers.js';
import { Loaded, NOBODY } from './programs.js';
import { RandomProgram } from './random-programs.js';

/** Programs that export `read`, which gives text, and `change`, after which it gives another one. */
const CHANGES: readonly (readonly [name: string, text: string])[] = [
  ['an array', `const a = [1, 2]; export const read = () => a.join(); export const change = () => { a.push(3); };`],
  ['an item', `const a = [[1]]; export const read = () => a.join(); export const change = () => { a[0][0] = 2; };`],
  [
    'an array that is sorted',
    `const a = [2, 1]; export const read = () => a.join(); export const change = () => { a.sort(); };`,
  ],
  ['a member', `const o = { n: 1 }; export const read = () => o.n; export const change = () => { o.n++; };`],
  [
    'a member that is removed',
    `const o = { n: 1 }; export const read = () => 'n' in o; export const change = () => { delete o.n; };`,
  ],
  [
    'a getter',
    `const o = { n: 1 }; export const read = () => o.n; export const change = () => { Object.defineProperty(o, 'n', { get: () => 2 }); };`,
  ],
  [
    'what is frozen',
    `const o = {}; export const read = () => Object.isFrozen(o); export const change = () => { Object.freeze(o); };`,
  ],
  [
    'what is listed',
    `const o = { n: 1 }; export const read = () => Object.keys(o).join(); export const change = () => { Object.defineProperty(o, 'n', { enumerable: false }); };`,
  ],
  [
    'a prototype',
    `const o = Object.create({ n: 1 }); export const read = () => o.n; export const change = () => { Object.setPrototypeOf(o, { n: 2 }); };`,
  ],
  [
    'a private field',
    `class C { #n = 1; up() { this.#n++; } get n() { return this.#n; } } const c = new C(); export const read = () => c.n; export const change = () => c.up();`,
  ],
  [
    'a static field',
    `class C { static n = 1; } export const read = () => C.n; export const change = () => { C.n = 2; };`,
  ],
  [
    'a method of a class',
    `class C { m() { return 1; } } const c = new C(); export const read = () => c.m(); export const change = () => { C.prototype.m = () => 2; };`,
  ],
  ['a variable of the module', `let n = 1; export const read = () => n; export const change = () => { n = 2; };`],
  [
    'a variable of a closure',
    `const c = (() => { let n = 1; return { up: () => { n++; }, n: () => n }; })(); export const read = () => c.n(); export const change = () => c.up();`,
  ],
  [
    'a member of a function',
    `const f = () => {}; f.n = 1; export const read = () => f.n; export const change = () => { f.n = 2; };`,
  ],
  [
    'a global variable',
    `globalThis.n = 1; export const read = () => globalThis.n; export const change = () => { globalThis.n = 2; };`,
  ],
  [
    'a Map',
    `const m = new Map([['a', 1]]); export const read = () => [...m].join(); export const change = () => { m.set('a', 2).set('b', 3); };`,
  ],
  [
    'a Map that is cleared',
    `const m = new Map([['a', 1]]); export const read = () => m.size; export const change = () => m.clear();`,
  ],
  [
    'a Set',
    `const s = new Set([1]); export const read = () => [...s].join(); export const change = () => { s.delete(1); };`,
  ],
  [
    'a WeakMap',
    `const k = {}; const m = new WeakMap([[k, 1]]); export const read = () => m.get(k); export const change = () => { m.set(k, 2); };`,
  ],
  [
    'a date',
    `const d = new Date(0); export const read = () => d.getTime(); export const change = () => { d.setTime(1); };`,
  ],
  [
    'where an expression has been',
    `const r = /a/g; export const read = () => r.lastIndex; export const change = () => { r.test('a'); };`,
  ],
  [
    'listeners',
    `import { EventEmitter } from 'events'; const e = new EventEmitter(); export const read = () => e.listenerCount('x'); export const change = () => { e.on('x', () => {}); };`,
  ],
  [
    'a signal',
    `const c = new AbortController(); export const read = () => c.signal.aborted; export const change = () => c.abort();`,
  ],
  [
    'shared memory',
    `const a = new Int32Array(2); export const read = () => a[0]; export const change = () => { Atomics.add(a, 0, 1); };`,
  ],
  [
    'what a proxy stands for',
    `const o = { n: 1 }; const p = new Proxy(o, {}); export const read = () => o.n; export const change = () => { p.n = 2; };`,
  ],
  [
    'a generator',
    `function* g() { yield 1; yield 2; } const it = g(); let last = it.next().value; export const read = () => last; export const change = () => { last = it.next().value; };`,
  ],
  [
    'where an iterator is',
    `const it = [1, 2, 3][Symbol.iterator](); let last = it.next().value; export const read = () => last; export const change = () => { last = it.next().value; };`,
  ],
  [
    'a promise',
    `let n = 1; let settle; new Promise((resolve) => { settle = resolve; }).then((to) => { n = to; }); export const read = () => n; export const change = () => settle(2);`,
  ],
  [
    'a function that waits',
    `let n = 1; let go; const gate = new Promise((resolve) => { go = resolve; }); (async () => { const own = 2; await gate; n = own; })(); export const read = () => n; export const change = () => go();`,
  ],
  [
    'an async generator',
    `let n = 0; async function* g() { yield 1; yield 2; } const it = g(); const next = () => it.next().then(({ value }) => { n = value; }); next(); export const read = () => n; export const change = () => next();`,
  ],
];

describe('a change on one side is not seen on the other', () => {
  it.each(CHANGES)('%s', (_, text) => {
    const program = new Loaded({ 'main.js': text });
    const { m } = program;
    const read = (state: State): unknown => m.in(state, () => program.result('read'));
    const before = read(m.state);
    const fork = m.state.fork();
    const forkOfFork = fork.fork();
    m.in(fork, () => program.result('change'));
    const after = read(fork);
    expect(after).not.toEqual(before);
    expect(read(m.state)).toEqual(before);
    expect(read(forkOfFork)).toEqual(before);
    program.result('change');
    expect(read(m.state)).toEqual(after);
    expect(read(forkOfFork)).toEqual(before);
  });
});

/** Everything that is called there leaves the program. */
const SERVICE: Outside = { ...NOBODY, callOf: () => 'service' };

describe('what is under way', () => {
  const text = `
    export const call = async () => { try { await fetchIt(1); log('well'); } catch { log('badly'); } };
    export const wait = async () => { setTimeout(() => log('timer'), 10); await new Promise((resolve) => setTimeout(resolve, 5)); log('waited'); };
    export const every = () => { const id = setInterval(() => log('again'), 10); return () => clearInterval(id); };
  `;

  it('a call is answered in one way here and in another way there', () => {
    const program = new Loaded({ 'main.js': text }, { outside: SERVICE });
    const { m } = program;
    program.start('call');
    const fork = m.state.fork();
    const [leaf] = m.state.leaves;
    m.in(fork, () => program.start('call'));
    expect(fork.leaves).toHaveLength(2);
    m.in(fork, () => fork.leaves.forEach((each) => settle(m, each, 'rejects')));
    expect(m.state.leaves).toEqual([leaf]);
    m.state.leaves.forEach((each) => settle(m, each, 'well'));
    expect(m.in(fork, () => program.lines())).toEqual(['badly', 'badly']);
    expect(program.lines()).toEqual(['well']);
  });

  it('a timer fires where the clock is moved', () => {
    const program = new Loaded({ 'main.js': text });
    const { m } = program;
    program.start('wait');
    const fork = m.state.fork();
    m.in(fork, () => advance(m, 7));
    expect(m.in(fork, () => program.lines())).toEqual(['waited']);
    expect(program.lines()).toEqual([]);
    expect(fork.now - m.state.now).toBe(7);
    advance(m, 10);
    expect(program.lines()).toEqual(['waited', 'timer']);
    m.in(fork, () => advance(m, 3));
    expect(m.in(fork, () => program.lines())).toEqual(['waited', 'timer']);
  });

  it('an interval goes on where nobody has cleared it', () => {
    const program = new Loaded({ 'main.js': text });
    const { m } = program;
    const stop = program.result('every');
    const fork = m.state.fork();
    fork.timers = [];
    advance(m, 25);
    m.in(fork, () => advance(m, 25));
    expect(stop).toBeDefined();
    expect(program.lines()).toEqual(['again', 'again']);
    expect(m.in(fork, () => program.lines())).toEqual([]);
  });

  it('what was put off to the end of the turn is there on both sides', () => {
    const forks: State[] = [];
    const outside: Outside = {
      ...NOBODY,
      callOf: () => {
        forks.push(program.m.state.fork());
        return 'computed';
      },
    };
    const program = new Loaded(
      {
        'main.js': `export const put = () => { process.nextTick(() => log('tick')); queueMicrotask(() => log('job')); here(); };`,
      },
      { outside },
    );
    program.start('put');
    expect(program.lines()).toEqual(['tick', 'job']);
    const { m } = program;
    expect(forks.map((fork) => m.in(fork, () => (drain(m), program.lines())))).toEqual([['tick', 'job']]);
  });

  it('a module that is asked for as a whole is made in each of them', () => {
    const main = `let made = []; export const whole = async () => { made = [{}, {}]; return (await import('./other.js')).n; };`;
    const program = new Loaded({ 'main.js': main, 'other.js': 'export const n = 1;' });
    const { m } = program;
    const fork = m.state.fork();
    expect(m.in(fork, () => program.result('whole'))).toBe(1);
    expect(m.state.namespaces.size).toBe(0);
    program.result('whole');
    expect(program.result('whole')).toBe(1);
  });

  it('what experiments are told is told of one of them', () => {
    const program = new Loaded({
      'main.js': `export const ask = (give, limit) => { give(() => 1); return 1 < limit.most; };`,
    });
    const { m } = program;
    const [give, limit] = ['give', 'limit'].map((name) => m.unknown(name, 'argument', { path: [name] }));
    const fork = m.state.fork();
    fork.rounds.set(1, 1);
    expect(m.state.rounds.size).toBe(0);
    m.in(fork, () => program.result('ask', give, limit));
    expect([fork.handlers.length, fork.nominal.size]).toEqual([1, 1]);
    expect([m.state.handlers.length, m.state.nominal.size]).toEqual([0, 0]);
  });

  it('what happened before stays with the state that it happened in', () => {
    const program = new Loaded({ 'main.js': text }, { outside: SERVICE });
    const { m } = program;
    program.result('call');
    const before = m.state.trace.length;
    const fork = m.state.fork();
    expect(fork.trace).toEqual([]);
    m.in(fork, () => program.result('call'));
    expect(m.state.trace).toHaveLength(before);
    expect(m.state.operations).toHaveLength(1);
    expect(fork.operations).toHaveLength(2);
  });
});

/** Each call of the outside world goes as its number says, whoever asks. */
const answers: Answers = ({ id }) => (id % 3 === 1 ? 'rejects' : 'well');

interface Run {
  readonly program: Loaded;
  /** How often it could have been copied: in the middle of what runs, and where it waits for an answer. */
  readonly points: number;
  readonly fork: State | undefined;
}

/** Runs a random program to its end, and copies its state at one of the points, if any is said. */
function runCopiedAt(seed: number, at: number | undefined): Run {
  let points = 0;
  let fork: State | undefined;
  const copy = (): void => {
    if (points === at) {
      fork = program.m.state.fork();
    }
    points += 1;
  };
  const outside: Outside = {
    ...NOBODY,
    callOf: ({ name }) => {
      if (name.path[0] !== 'here') {
        return 'service';
      }
      copy();
      return 'computed';
    },
  };
  const program = new Loaded({ 'main.js': new RandomProgram(seed).text }, { outside });
  const { m } = program;
  const id = program.start('main');
  finish(m, id, (leaf) => {
    copy();
    return answers(leaf);
  });
  advance(m, 1_000);
  return { program, points, fork };
}

describe('a copy in the middle of a program goes on as the program does', () => {
  const numbers = randomNumbers(4711);

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('seed %i', (seed) => {
    const straight = runCopiedAt(seed, undefined);
    const expected = straight.program.lines();
    expect(expected.at(-1)).toContain('Map');
    const { program, fork } = runCopiedAt(seed, Math.floor(numbers() * straight.points));
    expect(program.lines()).toEqual(expected);
    if (straight.points > 0) {
      const { m } = program;
      const copied = m.in(fork ?? m.state.fork(), () => {
        drain(m);
        finish(m, 0, answers);
        advance(m, 1_000);
        return program.lines();
      });
      expect(fork).toBeDefined();
      expect(copied).toEqual(expected);
    }
  });
});
