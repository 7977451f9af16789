/** What somebody outside may call: exported functions, methods of what is exported, and functions that were given away. */
import type { Parameter } from '../ir/ir.js';
import { invoke } from '../machine/calls.js';
import type { Callable } from '../machine/driver.js';
import { NOWHERE } from '../machine/frames.js';
import type { FunctionObject } from '../machine/heap.js';
import { exportedNames, exportOf } from '../machine/imports.js';
import type { Machine, ModuleInstance } from '../machine/machine.js';
import { valueOf } from '../machine/properties.js';
import { drain } from '../machine/run.js';
import type { State } from '../machine/state.js';
import { construct } from '../machine/calls.js';
import { Reference, type Key, type Value } from '../machine/values.js';

export interface Root extends Callable {
  /** How it is reached: `load`, `new OrdersClient.order`, `createBreaker().run`. */
  readonly name: string;
}

/** A module is looked at up to this many roots: generated clients have thousands of methods. */
const MOST_ROOTS = 300;

/** How deep injected objects are made of objects. */
const DEEPEST_INJECTION = 3;

/** Finds the roots of a module. Classes are made, and factories called, in the present state, so that the roots share what they make. */
export function rootsOf(m: Machine, instance: ModuleInstance): readonly Root[] {
  const finder = new Finder(m, instance);
  const whole = instance.module.isCommonJs ? valueOf(m, instance.commonJs, 'exports') : undefined;
  const isOne = isClassOrInstance(m, whole);
  for (const name of isOne ? [] : exportedNames(m, instance)) {
    // What is only passed on is a root of the file that it comes from.
    const isOwn = instance.module.isCommonJs || instance.module.exports.has(name);
    if (isOwn && name !== 'prototype') {
      finder.exported(name, exportOf(m, instance, name), whole);
    }
  }
  if (isOne || m.state.of(whole, 'function') !== undefined) {
    finder.exported('module.exports', whole);
  }
  finder.handlers();
  m.state.trace = [];
  return finder.roots;
}

/** All that may be called of what a module keeps in its variables, exported or not: others may get at it by some way. */
export function callablesOf(m: Machine, instance: ModuleInstance): readonly Root[] {
  const finder = new Finder(m, instance);
  const { scope } = instance;
  for (const [name, value] of scope === undefined ? [] : m.state.at(scope).properties) {
    finder.exported(String(name), value);
  }
  return finder.roots;
}

class Finder {
  readonly roots: Root[] = [];
  readonly #seen = new Set<Reference>();
  /** Instances that parameters of a class's type are given, by class. */
  readonly #injected = new Map<Reference, Value>();

  constructor(
    private readonly m: Machine,
    private readonly instance: ModuleInstance,
  ) {}

  /** With `self`, that is `this` of a function: what CommonJS exports is an object whose methods may use each other. */
  exported(name: string, value: Value, self?: Value): void {
    const { m } = this;
    const fn = m.state.of(value, 'function');
    if (fn !== undefined && isClass(m, fn)) {
      this.#ofClass(name, fn);
    } else if (fn !== undefined || m.state.of(value, 'bound') !== undefined) {
      this.#ofFunction(name, value as Reference, 0, self);
    } else {
      this.#methods(name, value, 0);
    }
  }

  /** Functions of this module that were handed to something unknown, which may call them. */
  handlers(): void {
    const { m, instance } = this;
    [...new Set(m.state.handlers)].forEach((callee, index) => {
      const fn = m.state.of(callee, 'function');
      if (fn?.graph !== undefined && fn.module === instance.module) {
        const given = fn.graph.parameters.map(({ name = '' }) =>
          m.unknown(`handed ${name}`, 'framework', { path: [name] }, true),
        );
        this.#add({ name: fn.name === '' ? `handler ${index + 1}` : fn.name, callee, self: undefined, given });
      }
    });
  }

  #add(root: Root): void {
    if (this.roots.length < MOST_ROOTS) {
      this.roots.push(root);
    }
  }

  #ofClass(name: string, cls: FunctionObject): void {
    const { m } = this;
    for (const [key, value] of cls.properties) {
      const isPublic = typeof key === 'string' && key !== 'prototype' && cls.asClass?.privates.has(key) !== true;
      if (isPublic && m.state.of(value, 'function')?.asClass === undefined && isCallable(m.state, value)) {
        this.#add({ name: `${name}.${key}`, callee: value, self: cls.self, given: this.#argumentsOf(value) });
      }
    }
    this.#methods(`new ${name}`, this.#instanceOf(cls, 0), 0);
  }

  #instanceOf(cls: FunctionObject, depth: number): Value {
    const { m } = this;
    let made: Value;
    const note = (value: Value): boolean => {
      made = value;
      return true;
    };
    m.operation = undefined;
    m.activation = undefined;
    const given = this.#argumentsFor(constructorOf(m, cls), depth + 1);
    construct(m, { callee: cls.self, given, to: { kind: 'step', next: note, errors: NOWHERE } });
    drain(m);
    m.state.jobs = [];
    return made;
  }

  /** Methods of an object, with those that it inherits, and of the objects that it has. */
  #methods(name: string, value: Value, depth: number): void {
    const { m } = this;
    const object = m.state.of(value, 'object');
    if (object === undefined || this.#seen.has(object.self)) {
      return;
    }
    this.#seen.add(object.self);
    const done = new Set<Key>(['constructor']);
    let current: Value = value;
    for (let n = 0; n < 10 && current instanceof Reference; n += 1) {
      const { properties, prototype } = m.state.at(current);
      const privates = m.state.of(properties.get('constructor'), 'function')?.asClass?.privates;
      for (const [key, member] of properties) {
        if (
          typeof key !== 'string' ||
          done.has(key) ||
          key.startsWith('#') ||
          key.startsWith('__') ||
          privates?.has(key) === true
        ) {
          continue;
        }
        done.add(key);
        if (isCallable(m.state, member)) {
          this.#add({ name: `${name}.${key}`, callee: member, self: value, given: this.#argumentsOf(member) });
        } else if (depth < 1 && n === 0) {
          this.#methods(`${name}.${key}`, member, depth + 1);
        }
      }
      current = prototype;
    }
  }

  /** A function is a root. What it returns is looked at too, on a copy of the state: it may be a factory. */
  #ofFunction(name: string, callee: Reference, depth: number, self?: Value): void {
    const { m } = this;
    const given = this.#argumentsOf(callee);
    this.#add({ name, callee, self, given });
    const graph = m.state.of(callee, 'function')?.graph;
    if (depth > 0 || graph?.isAsync === true || graph?.isGenerator === true) {
      return;
    }
    const tried = m.state.fork();
    const result = m.in(tried, () => this.#resultOf(callee, given));
    if (!hasFunctions(tried, result) && tried.handlers.length === m.state.handlers.length) {
      return;
    }
    const leaves = m.state.leaves.length;
    const made = this.#resultOf(callee, given);
    m.state.leaves.length = Math.min(m.state.leaves.length, leaves);
    m.state.jobs = [];
    if (m.state.of(made, 'function') !== undefined || m.state.of(made, 'bound') !== undefined) {
      this.#ofFunction(`${name}()`, made as Reference, depth + 1);
    } else {
      this.#methods(`${name}()`, made, 0);
    }
  }

  #resultOf(callee: Reference, given: readonly Value[]): Value {
    const { m } = this;
    let result: Value;
    const note = (value: Value): boolean => {
      result = value;
      return true;
    };
    m.operation = undefined;
    m.activation = undefined;
    invoke(m, { callee, self: undefined, given, to: { kind: 'step', next: note, errors: NOWHERE } });
    drain(m);
    return result;
  }

  #argumentsOf(callee: Value): readonly Value[] {
    return this.#argumentsFor(functionOf(this.m.state, callee), 0);
  }

  /**
   * Unknown arguments. A parameter with a default is handed nothing, one whose type is a class of the program an instance of it. What a
   * package is handed is what it runs.
   */
  #argumentsFor(fn: FunctionObject | undefined, depth: number): readonly Value[] {
    const { m } = this;
    const parameters = fn?.graph?.parameters ?? [];
    const isOfPackage = fn !== undefined && m.linker.isStub(fn.module.file);
    return parameters
      .filter(({ isRest }) => !isRest || isOfPackage)
      .map((parameter, index) => {
        if (parameter.hasDefault || parameter.isOptional) {
          return undefined;
        }
        const name = parameter.name ?? `argument ${index + 1}`;
        return this.#injectedFor(fn, parameter, depth) ?? m.unknown(name, 'argument', { path: [name] }, true);
      });
  }

  #injectedFor(fn: FunctionObject | undefined, { type }: Parameter, depth: number): Value {
    const { m } = this;
    const scope = fn && m.instances.get(fn.module.file)?.scope;
    if (type === undefined || scope === undefined || depth >= DEEPEST_INJECTION) {
      return undefined;
    }
    const cls = m.state.of(m.state.at(scope).properties.get(type), 'function');
    if (cls?.asClass === undefined) {
      return undefined;
    }
    if (!this.#injected.has(cls.self)) {
      this.#injected.set(cls.self, undefined);
      this.#injected.set(cls.self, this.#instanceOf(cls, depth));
    }
    return this.#injected.get(cls.self);
  }
}

/** A class, or a function with something on its prototype. */
function isClass(m: Machine, fn: FunctionObject): boolean {
  const prototype = m.state.of(fn.properties.get('prototype'), 'object');
  return fn.asClass !== undefined || (prototype?.properties.size ?? 0) > 0;
}

/** `module.exports = class {}`, `module.exports = new Client()`: its members belong together. */
function isClassOrInstance(m: Machine, value: Value): boolean {
  const fn = m.state.of(value, 'function');
  return fn === undefined ? m.state.of(value, 'object')?.prototype instanceof Reference : isClass(m, fn);
}

/** The class whose constructor runs first: one without takes the parameters of what it extends. */
function constructorOf(m: Machine, cls: FunctionObject): FunctionObject | undefined {
  let current: FunctionObject | undefined = cls;
  for (let n = 0; n < 20 && current !== undefined && current.graph === undefined; n += 1) {
    current = m.state.of(current.asClass?.superclass, 'function');
  }
  return current;
}

function functionOf(state: State, callee: Value): FunctionObject | undefined {
  const bound = state.of(callee, 'bound');
  return bound === undefined ? state.of(callee, 'function') : state.of(bound.target, 'function');
}

function isCallable(state: State, value: Value): boolean {
  const fn = state.of(value, 'function');
  return (fn !== undefined && fn.asClass === undefined) || state.of(value, 'bound') !== undefined;
}

/** A function, or an object with methods of its own or inherited, but for what is only waited for. */
function hasFunctions(state: State, value: Value): boolean {
  if (isCallable(state, value)) {
    return true;
  }
  if (isCallable(state, state.of(value, 'object')?.properties.get('then'))) {
    return false;
  }
  let current: Value = state.of(value, 'object')?.self;
  for (let n = 0; n < 5 && current instanceof Reference; n += 1) {
    const { properties, prototype } = state.at(current);
    if ([...properties.values()].some((member) => isCallable(state, member))) {
      return true;
    }
    current = prototype;
  }
  return false;
}
