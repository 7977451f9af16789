/** Runs a module and everything that it imports, so that what it exports is there. */
import type { Module } from '../ir/ir.js';
import { invoke } from './calls.js';
import { answerEverything } from './driver.js';
import { NOWHERE } from './frames.js';
import { exportOf } from './imports.js';
import type { Library } from './outside.js';
import { PRELUDE, type Machine, type ModuleInstance } from './machine.js';
import { drain } from './run.js';
import { Reference, type Value } from './values.js';

/** Modules beyond this many are unknown: a program is analysed for the sake of one file. */
const MOST_MODULES = 200;

/** Undefined where the file is missing or does not parse. */
export function boot(m: Machine, file: string): ModuleInstance | undefined {
  load(m, PRELUDE);
  const instance = load(m, file);
  // Whatever a module waits for while it is loaded is answered.
  answerEverything(m);
  m.state.trace = [];
  return instance;
}

/** Loads a module after what it imports. In a circle, one of the modules finds another one that has not run yet. */
function load(m: Machine, file: string): ModuleInstance | undefined {
  if (m.instances.has(file) || m.instances.size > MOST_MODULES) {
    return m.instances.get(file);
  }
  const module = m.linker.module(file);
  if (module === undefined) {
    m.instances.set(file, undefined);
    return undefined;
  }
  const instance = m.addInstance(file, module);
  m.state.writeAs(instance.commonJs, 'object').properties.set('exports', m.object());
  for (const specifier of dependenciesOf(module)) {
    loadMeant(m, module, specifier);
  }
  run(m, instance);
  return instance;
}

function dependenciesOf({ imports, reexports, stars }: Module): ReadonlySet<string> {
  return new Set([...imports.map(({ from }) => from), ...reexports.map(({ from }) => from), ...stars]);
}

function loadMeant(m: Machine, importer: Module, specifier: string): void {
  const meaning = m.meaningOf(specifier, importer);
  if (meaning.kind === 'unknown') {
    return;
  }
  const instance = load(m, meaning.file);
  if (meaning.kind === 'library' && instance !== undefined && !m.libraries.has(meaning.library.name)) {
    makeLibrary(m, instance, meaning.library);
  }
}

function run(m: Machine, { module }: ModuleInstance): void {
  const graph = module.functions[0];
  if (graph === undefined) {
    return;
  }
  const callee = m.make('function', { name: '', graph, module, scope: undefined });
  m.operation = undefined;
  m.activation = undefined;
  invoke(m, { callee, self: undefined, given: [], to: NOWHERE });
  drain(m);
}

/** Calls `library(model, subpath)` of a stub, for what a described package exports. */
function makeLibrary(m: Machine, stub: ModuleInstance, { model, name, subpath }: Library): void {
  const callee = exportOf(m, stub, 'library');
  const note = (value: Value): boolean => {
    if (value instanceof Reference) {
      m.libraries.set(name, value);
    }
    return true;
  };
  m.operation = undefined;
  m.activation = undefined;
  const given = [fromData(m, model), subpath];
  invoke(m, { callee, self: undefined, given, to: { kind: 'step', next: note, errors: NOWHERE } });
  drain(m);
}

/** Plain data as a value of the program. Data may refer to itself, and have part of its members from its prototype. */
export function fromData(m: Machine, data: unknown, made = new Map<object, Reference>()): Value {
  if (typeof data !== 'object' || data === null) {
    return data as Value;
  }
  const known = made.get(data);
  if (known !== undefined) {
    return known;
  }
  if (Array.isArray(data)) {
    const array = m.array([]);
    made.set(data, array);
    m.state.writeAs(array, 'array').items = data.map((item) => fromData(m, item, made));
    return array;
  }
  const object = m.object();
  made.set(data, object);
  for (const key in data) {
    const value = fromData(m, (data as Record<string, unknown>)[key], made);
    m.state.write(object).properties.set(key, value);
  }
  return object;
}
