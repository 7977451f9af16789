/** What an import is: a value of another module, of a described package, or of something that nobody knows. */
import type { Module } from '../ir/ir.js';
import type { Machine, ModuleInstance } from './machine.js';
import { valueOf } from './properties.js';
import { Reference, type Value } from './values.js';

interface Wanted {
  readonly from: string;
  /** A name, `default`, or `*`. */
  readonly name: string;
  /** By `require`, which answers with the whole module, or what it has put in its place. */
  readonly isRequired: boolean;
}

export function importOf(m: Machine, importer: Module, wanted: Wanted): Value {
  const meaning = m.meaningOf(wanted.from, importer);
  if (meaning.kind === 'library') {
    const exported = m.libraries.get(meaning.library.name);
    return exported === undefined ? ofNobody(m, wanted) : ofLibrary(m, exported, wanted);
  }
  const instance = meaning.kind === 'module' ? m.instances.get(meaning.file) : undefined;
  return instance === undefined ? platform(m, wanted) : ofModule(m, instance, wanted);
}

/** Modules of the platform that the machine knows. */
function platform(m: Machine, wanted: Wanted): Value {
  const { name } = wanted;
  switch (wanted.from.replace(/^node:/, '')) {
    case 'timers/promises':
      return name === 'setTimeout' ? m.native('pause') : ofNobody(m, wanted);
    case 'perf_hooks':
      return name === 'performance' ? m.native('performance') : ofNobody(m, wanted);
    case 'events':
      return m.native('EventEmitter');
    default:
      return ofNobody(m, wanted);
  }
}

/** Its name is that of the export, or the package's own where all of it is imported. */
function ofNobody(m: Machine, { from, name }: Wanted): Value {
  const isWhole = name === 'default' || name === '*';
  const written = isWhole ? (from.split('/').at(-1) ?? from) : name;
  return m.unknown(`${from}.${isWhole ? '' : name}`, 'package', { path: [written], package: from }, isWhole);
}

function ofLibrary(m: Machine, exported: Reference, wanted: Wanted): Value {
  const { name, isRequired } = wanted;
  if (name === '*' || isRequired) {
    const whole = valueOf(m, exported, 'default');
    // What is required is the default export, which has the others as members.
    return isRequired && whole instanceof Reference ? whole : exported;
  }
  // A description may leave an export out.
  return valueOf(m, exported, name) ?? ofNobody(m, wanted);
}

function ofModule(m: Machine, instance: ModuleInstance, { name, isRequired }: Wanted): Value {
  if (isRequired && instance.module.isCommonJs) {
    return valueOf(m, instance.commonJs, 'exports');
  }
  return name === '*' || isRequired ? namespaceOf(m, instance) : exportOf(m, instance, name);
}

/** A value that a module exports; undefined where there is none, or the module has not run yet. */
export function exportOf(m: Machine, instance: ModuleInstance, name: string, seen = new Set<string>()): Value {
  const { module } = instance;
  const key = `${module.file} ${name}`;
  if (seen.has(key)) {
    return undefined;
  }
  seen.add(key);
  const local = module.exports.get(name);
  if (local !== undefined) {
    return instance.scope === undefined
      ? m.unknown(`export ${key}`, 'computed', { path: [name] })
      : m.state.at(instance.scope).properties.get(local);
  }
  const again = module.reexports.find(({ as }) => as === name);
  if (again !== undefined) {
    return reexported(m, module, { from: again.from, name: again.name, isRequired: false }, seen);
  }
  for (const from of name === 'default' ? [] : module.stars) {
    const value = reexported(m, module, { from, name, isRequired: false }, seen);
    if (value !== undefined) {
      return value;
    }
  }
  return ofCommonJs(m, instance, name);
}

function reexported(m: Machine, from: Module, wanted: Wanted, seen: Set<string>): Value {
  const meaning = m.meaningOf(wanted.from, from);
  const instance = meaning.kind === 'module' ? m.instances.get(meaning.file) : undefined;
  return instance === undefined || wanted.name === '*'
    ? importOf(m, from, wanted)
    : exportOf(m, instance, wanted.name, seen);
}

/** A name of what a CommonJS module exports; its default is all of it. */
function ofCommonJs(m: Machine, { module, commonJs }: ModuleInstance, name: string): Value {
  if (!module.isCommonJs) {
    return undefined;
  }
  const exported = valueOf(m, commonJs, 'exports');
  if (name !== 'default') {
    return exported instanceof Reference ? valueOf(m, exported, name) : undefined;
  }
  // What TypeScript compiles says that its default is a member.
  const isCompiled = exported instanceof Reference && valueOf(m, exported, '__esModule') === true;
  return isCompiled ? valueOf(m, exported, 'default') : exported;
}

/** Everything that a module exports, as an object. */
export function namespaceOf(m: Machine, instance: ModuleInstance): Reference {
  if (instance.namespace !== undefined) {
    return instance.namespace;
  }
  const namespace = m.object();
  instance.namespace = namespace;
  for (const name of exportedNames(m, instance)) {
    m.state.write(namespace).properties.set(name, exportOf(m, instance, name));
  }
  return namespace;
}

export function exportedNames(
  m: Machine,
  instance: ModuleInstance,
  seen = new Set<ModuleInstance>(),
): ReadonlySet<string> {
  seen.add(instance);
  const { module, commonJs } = instance;
  const names = new Set([...module.exports.keys(), ...module.reexports.map(({ as }) => as)]);
  for (const from of module.stars) {
    const meaning = m.meaningOf(from, module);
    const next = meaning.kind === 'module' ? m.instances.get(meaning.file) : undefined;
    if (next !== undefined && !seen.has(next)) {
      exportedNames(m, next, seen).forEach((name) => name === 'default' || names.add(name));
    }
  }
  const exported = module.isCommonJs ? valueOf(m, commonJs, 'exports') : undefined;
  if (exported instanceof Reference) {
    for (const key of m.state.at(exported).properties.keys()) {
      names.add(String(key));
    }
  }
  return names;
}
