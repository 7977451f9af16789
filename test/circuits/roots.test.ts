import { describe, expect, it } from 'vitest';

import { OUTSIDE } from '../../src/circuits/outside.js';
import { rootsOf, type Root } from '../../src/circuits/roots.js';
import { boot } from '../../src/machine/boot.js';
import { Machine } from '../../src/machine/machine.js';
import { describe as told } from '../../src/machine/values.js';
import { linkerOf, MAIN } from '../support/programs.js';

interface Found {
  readonly machine: Machine;
  readonly roots: readonly Root[];
}

function find(text: string, file = MAIN, others: Readonly<Record<string, string>> = {}): Found {
  const linker = linkerOf({ ...others, [file]: text });
  const machine = new Machine({ linker, outside: OUTSIDE, decide: () => true, budget: 100_000 });
  const instance = boot(machine, file);
  if (instance === undefined) {
    throw new Error('The program has no main file.');
  }
  return { machine, roots: rootsOf(machine, instance) };
}

const names = (text: string, file = MAIN): readonly string[] => find(text, file).roots.map(({ name }) => name);

/** What a root is called with. */
const given = (text: string, root = 0): readonly string[] => (find(text).roots[root]?.given ?? []).map(told);

describe('roots of a module', () => {
  it('are not what it only passes on', () => {
    const others = { 'client.ts': 'export const load = () => fetch("/a"); export const save = load;' };
    const { roots } = find(
      "export * from './client.js'; export { save as store } from './client.js'; export function own() {}",
      MAIN,
      others,
    );
    expect(roots.map(({ name }) => name)).toEqual(['own']);
  });

  it.each([
    ['functions', 'export function load() {} export const save = () => {}; function own() {}', ['load', 'save']],
    ['functions under another name', 'function load() {} export { load as fetchOrder };', ['fetchOrder']],
    ['the default export', 'export default async () => {};', ['default']],
    ['bound functions', 'function load() {} export const bound = load.bind(null, 1);', ['bound']],
    ['methods of objects', 'export const api = { load() {}, name: "api", save: () => {} };', ['api.load', 'api.save']],
    [
      'methods of objects in objects',
      'export const api = { orders: { load() {}, own: { save() {} } } };',
      ['api.orders.load'],
    ],
    ['nothing of numbers and types', 'export const limit = 3; export interface Order {} export type Id = string;', []],
    ['nothing that is not exported', 'function load() {} class Client { load() {} }', []],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });
});

describe('roots of a class', () => {
  it.each([
    ['methods', 'export class Client { load() {} }', ['new Client.load']],
    ['functions in fields', 'export class Client { load = () => {}; }', ['new Client.load']],
    ['static methods', 'export class Client { static create() {} }', ['Client.create']],
    [
      'inherited methods',
      'class Base { load() {} } export class Client extends Base { save() {} }',
      ['new Client.save', 'new Client.load'],
    ],
    [
      'an overridden method once',
      'class Base { load() {} } export class Client extends Base { load() {} }',
      ['new Client.load'],
    ],
    [
      'methods of a prototype',
      'export function Client() {} Client.prototype.load = function () {};',
      ['new Client.load'],
    ],
    [
      'no private members',
      'export class Client { private a() {} protected b() {} #c() {} load() {} }',
      ['new Client.load'],
    ],
    [
      'no private static members',
      'export class Client { private static a() {} static #b() {} static load() {} }',
      ['Client.load'],
    ],
    ['an instance that is exported', 'class Client { load() {} } export const client = new Client();', ['client.load']],
    [
      'an instance once, under its first name',
      'class Client { load() {} } const c = new Client(); export { c as a, c as b };',
      ['a.load'],
    ],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('share one instance', () => {
    const { roots } = find('export class Client { load() {} save() {} }');
    expect(roots[0]?.self).toBe(roots[1]?.self);
    expect(told(roots[0]?.self)).toMatch(/^@\d+$/);
  });
});

describe('roots of what a function makes', () => {
  it.each([
    ['a function', 'export const wrap = (call) => () => call();', ['wrap', 'wrap()']],
    ['an object', 'export function create(api) { return { load: () => api.load() }; }', ['create', 'create().load']],
    [
      'an instance',
      'class Client { load() {} } export const create = () => new Client();',
      ['create', 'create().load'],
    ],
    ['a function of a function', 'export const a = () => () => () => 1;', ['a', 'a()']],
    ['nothing with functions', 'export const create = () => ({ limit: 3 });', ['create']],
    ['a promise', 'export const create = async () => () => 1;', ['create']],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('are made in the state of the module only where they have functions', () => {
    const { machine, roots } = find(
      'let made = 0; export const count = () => { made += 1; return { made }; }; export const read = () => made;',
    );
    expect(roots.map(({ name }) => name)).toEqual(['count', 'read']);
    expect(machine.state.trace).toEqual([]);
    expect(machine.state.jobs).toEqual([]);
    expect(machine.state.leaves).toEqual([]);
  });
});

describe('functions that were handed away are roots', () => {
  it.each([
    ['with their names', 'app.get("/", function orders() {});', ['orders']],
    ['by number without', 'app.get("/", () => {}); app.post("/", () => {});', ['handler 1', 'handler 2']],
    ['once', 'const load = () => {}; app.get("/", load); app.post("/", load);', ['load']],
    [
      'where a factory hands them away',
      'export const register = (app) => { app.on("x", function handle() {}); };',
      ['register', 'handle'],
    ],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('are called by a framework', () => {
    expect(given('app.get("/", (request, reply) => {});')).toEqual([
      '?framework:handed request',
      '?framework:handed reply',
    ]);
  });
});

describe('roots of CommonJS', () => {
  it.each([
    ['a function', 'module.exports = function load() {};', ['module.exports']],
    ['functions', 'exports.load = () => {}; exports.save = () => {};', ['load', 'save']],
    ['an object of functions', 'module.exports = { load() {}, save() {} };', ['load', 'save']],
    ['an instance', 'class Client { load() {} } module.exports = new Client();', ['module.exports.load']],
    ['static methods of a class, once', 'module.exports = class { static create() {} };', ['module.exports.create']],
    ['a factory', 'exports.create = () => ({ load() {} });', ['create', 'create().load']],
    ['a class by name', 'exports.Client = class { load() {} };', ['new Client.load']],
    [
      'a function with functions',
      'module.exports = () => {}; module.exports.load = () => {};',
      ['load', 'module.exports'],
    ],
    ['a class', 'module.exports = class Client { load() {} };', ['new module.exports.load']],
  ])('%s', (_, text, expected) => {
    expect(names(text, 'main.cjs')).toEqual(expected);
  });
});

it('a method of what CommonJS exports is called on it', () => {
  const { machine, roots } = find('module.exports = { failures: 3, load() {} };', 'main.cjs');
  const self = machine.state.of(roots[0]?.self, 'object');
  expect(self?.properties.get('failures')).toBe(3);
});

describe('arguments', () => {
  it('are unknown, and nothing where there is a default', () => {
    expect(given('export const load = (id, limit = 3, ...rest) => {};')).toEqual(['?argument:id', 'undefined']);
    expect(given('export const load = ({ id }) => {};')).toEqual(['?argument:argument 1']);
  });

  it('are instances where their type is a class of the module, the same for all', () => {
    const text =
      'class Breaker {} export const load = (b: Breaker) => {}; export const save = (b: Breaker, c: Cache) => {};';
    const [breaker, cache] = given(text, 1);
    expect(given(text)).toEqual([breaker]);
    expect([breaker?.charAt(0), cache]).toEqual(['@', '?argument:c']);
  });

  it('of a constructor are instances, too', () => {
    const text =
      'class Breaker { run() {} } export class Client { constructor(private breaker: Breaker) {} load() { return this.breaker; } }';
    const { machine, roots } = find(text);
    const client = machine.state.of(roots.find(({ name }) => name === 'new Client.load')?.self, 'object');
    const breaker = machine.state.of(client?.properties.get('breaker'), 'object');
    expect(told(breaker?.self)).toMatch(/^@\d+$/);
  });

  it('of types that hold each other end', () => {
    const text = 'export class A { constructor(b: B) {} load() {} } class B { constructor(a: A) {} }';
    expect(names(text)).toEqual(['new A.load']);
  });
});

it('a module has three hundred roots at the most', () => {
  const functions = Array.from({ length: 310 }, (_, index) => `export const f${index} = () => {};`).join('\n');
  expect(names(functions)).toHaveLength(300);
});
