import { describe, expect, it } from 'vitest';

import { askedKeys, mayRemember } from '../../src/circuits/asked-keys.js';
import { lowered, MAIN } from '../support/programs.js';

/** Whether `count` may decide something in a program. */
const isAsked = (text: string): boolean => askedKeys([lowered(MAIN, text)])('count');

describe('a variable or member is asked', () => {
  it.each([
    ['by a condition', 'let count = 0; export const f = () => { if (count > 3) return 1; };'],
    ['by a member of a condition', 'const o = { count: 0 }; export const f = () => (o.count > 3 ? 1 : 2);'],
    ['by a loop', 'let count = 0; export const f = () => { while (count < 3) g(); };'],
    [
      'by another one that a condition asks',
      'let count = 0, n = 0; export const f = () => { n = count + 1; if (n) g(); };',
    ],
    ['by whoever gets it as a result', 'let count = 0; export const f = () => count;'],
    ['by whoever catches it', 'let count = 0; export const f = () => { throw count; };'],
    ['by whoever is handed it', 'let count = 0; export const f = () => g(count);'],
    ['by the constructor that is handed it', 'let count = 0; export const f = () => { const o = new G(count); };'],
    ['by whoever waits for it', 'let count = 0; export const f = async () => { await count; };'],
    ['by an item of an array', 'let count = 0; export const f = () => { list = [count]; };'],
    ['by a call of it', 'let count = () => 0; export const f = () => { count(); };'],
  ])('%s', (_, text) => {
    expect(isAsked(text)).toBe(true);
  });

  it.each([
    ['where it is only counted up', 'let count = 0; export const f = () => { count += 1; };'],
    ['where a member is only counted up', 'const o = { count: 0 }; export const f = () => { o.count++; };'],
    ['where what it is stored as is not asked', 'let count = 0, n = 0; export const f = () => { n = count + 1; };'],
    ['where it is only written', 'let count = 0; export const f = () => { count = 3; if (g) g(); };'],
    ['where nobody has it', 'export const f = () => 1;'],
  ])('but not %s', (_, text) => {
    expect(isAsked(text)).toBe(false);
  });

  it('where some module of the program asks it', () => {
    const one = lowered('one.ts', 'export const f = (o) => { o.count += 1; };');
    const other = lowered('other.ts', 'export const g = (o) => o.count > 3;');
    expect(askedKeys([one])('count')).toBe(false);
    expect(askedKeys([one, other])('count')).toBe(true);
  });
});

it('a key that is no name may always be asked', () => {
  const ask = askedKeys([]);
  expect([ask('[]'), ask('string localhost'), ask(Symbol('count')), ask('count'), ask('#count')]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

describe('a program may remember', () => {
  it.each([
    ['a variable that is asked', 'let n = 0; export const f = () => { n += 1; if (n > 3) g(); };', true],
    ['a variable that is not', 'let n = 0; export const f = () => { n += 1; };', false],
    ['a member that is asked', 'export class A { n = 0; f() { this.n += 1; if (this.n > 3) g(); } }', true],
    [
      'a member that only its constructor writes',
      'export class A { constructor() { this.n = 1; } f() { return this.n; } }',
      false,
    ],
    ['an entry of a collection', 'const s = new Set(); export const f = (x) => { s.add(x); };', true],
    ['an item of an array', 'const a = []; export const f = (x) => { a.push(x); };', true],
    ['a literal that it makes', 'export const f = () => { const o = { n: 1 }; return o.n; };', false],
    ['a variable that is set while the module is loaded', 'let n = 0; n = 1; export const f = () => n;', false],
    ['nothing', 'export const f = () => fetch();', false],
  ])('%s', (_, text, expected) => {
    expect(mayRemember([lowered(MAIN, text)])).toBe(expected);
  });
});
