/** Runs a module and everything that it imports, so that what it exports is there. */
import type { Module } from '../ir/ir.js';
import { invoke } from './calls.js';
import { answerEverything, fireNext } from './driver.js';
import { NOWHERE } from './frames.js';
import { exportOf, fillNamespace } from './imports.js';
import { PRELUDE, type Machine, type ModuleInstance } from './machine.js';
import { valueFrom } from './natives/data.js';
import type { Library } from './outside.js';
import { aside, drain, runStack } from './run.js';
import { Reference, type Value } from './values.js';

/** Modules beyond this many are unknown: a program is analysed for the sake of one file. */
const MOST_MODULES = 200;

/** A module that waits is waited for until so much has been answered. */
const MOST_ANSWERS = 50;

/** Undefined where the file is missing or does not parse. */
export function boot(m: Machine, file: string): ModuleInstance | undefined {
  m.load = (specifier, from) => loadMeant(m, specifier, from);
  load(m, PRELUDE);
  const instance = load(m, file);
  // What is imported later, while the program runs, is there by then.
  for (const each of m.instances.values()) {
    dependenciesOf(each?.module).forEach((specifier) => each && loadMeant(m, specifier, each.module));
  }
  m.load = undefined;
  for (const [name, namespace] of m.state.namespaces) {
    const of = m.instances.get(name);
    if (of !== undefined) {
      fillNamespace(m, of, namespace);
    }
  }
  drain(m);
  // Whatever a module waits for while it is loaded is answered.
  answerEverything(m);
  m.state.trace = [];
  return instance;
}

function dependenciesOf(module: Module | undefined): ReadonlySet<string> {
  const { imports = [], reexports = [], stars = [] } = module ?? {};
  return new Set([...imports.map(({ from }) => from), ...reexports.map(({ from }) => from), ...stars]);
}

/** Loads what a specifier means. In a circle, one of the modules finds another one that has not run to its end. */
function loadMeant(m: Machine, specifier: string, importer: Module): void {
  const meaning = m.meaningOf(specifier, importer);
  if (meaning.kind === 'unknown') {
    return;
  }
  const instance = load(m, meaning.file);
  if (meaning.kind === 'library' && instance !== undefined && !m.libraries.has(meaning.library.name)) {
    makeLibrary(m, instance, meaning.library);
  }
}

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
  // What is only passed on is imported by no instruction.
  [...module.reexports.map(({ from }) => from), ...module.stars].forEach((from) => loadMeant(m, from, module));
  run(m, instance);
  return instance;
}

/** Runs the body of a module, before whoever imports it goes on. */
function run(m: Machine, { module, exports }: ModuleInstance): void {
  const graph = module.functions[0];
  if (graph === undefined) {
    return;
  }
  const callee = m.make('function', { name: '', graph, module, scope: undefined });
  let result: Value;
  aside(m, () => {
    const next = (value: Value): boolean => {
      result = value;
      return true;
    };
    const self = module.isCommonJs ? exports : undefined;
    invoke(m, { callee, self, given: [], to: { kind: 'step', next, errors: NOWHERE } });
    runStack(m);
    waitFor(m, result);
  });
}

/** A module that awaits something at its top level is waited for. */
function waitFor(m: Machine, promise: Value): void {
  for (let n = 0; n < MOST_ANSWERS && m.state.of(promise, 'promise')?.status === 'pending'; n += 1) {
    drain(m);
    answerEverything(m);
    if (m.state.of(promise, 'promise')?.status === 'pending' && !fireNext(m, undefined)) {
      return;
    }
  }
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
  aside(m, () => {
    const given = [valueFrom(m, model), subpath];
    invoke(m, { callee, self: undefined, given, to: { kind: 'step', next: note, errors: NOWHERE } });
    drain(m);
  });
}
