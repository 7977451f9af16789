/** What an import is: a value of another module, of a described package, or of something that nobody knows. */
import type { Instruction, Module } from '../ir/ir.js';
import { NOWHERE, type Frame } from './frames.js';
import type { Machine, ModuleInstance } from './machine.js';
import { callGetter } from './members.js';
import { Getter, memberOf, valueOf } from './properties.js';
import { aside, runStack } from './run.js';
import { Reference, type Key, type Unknown, type Value } from './values.js';

interface Wanted {
  readonly from: string;
  /** A name, `default`, or `*`. */
  readonly name: string;
  /** By `require`, which answers with the whole module, or what it has put in its place. */
  readonly isRequired: boolean;
}

/** Imports, and first runs what is imported if the program is just being loaded. */
export function runImport(m: Machine, frame: Frame, instruction: Extract<Instruction, { op: 'import' }>): false {
  const { from, name, isRequired, into } = instruction;
  if (from === undefined) {
    frame.registers[into] = m.unknown('import', 'package');
    return false;
  }
  m.load?.(from, frame.module);
  frame.registers[into] = importOf(m, frame.module, { from, name, isRequired });
  return false;
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

/** What the machine knows of modules of the platform: the functions of the language that their exports are. */
const PLATFORM: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  events: { default: 'EventEmitter', EventEmitter: 'EventEmitter', once: 'EventEmitter.onceByPromise' },
  perf_hooks: { performance: 'performance' },
  process: { default: 'process', nextTick: 'process.nextTick' },
  timers: Object.fromEntries(
    ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'].map((name) => [
      name,
      name,
    ]),
  ),
  'timers/promises': { setTimeout: 'pause', setImmediate: 'turn' },
  util: { promisify: 'promisify' },
};

function platform(m: Machine, wanted: Wanted): Value {
  const { name, from } = wanted;
  const known = PLATFORM[from.replace('node:', '')];
  const native = known?.[name === '*' ? 'default' : name];
  if (native !== undefined) {
    return m.native(native);
  }
  return known !== undefined && (name === 'default' || name === '*') ? wholeOf(m, known, wanted) : ofNobody(m, wanted);
}

/** A module of the platform of which some members are known. */
function wholeOf(m: Machine, known: Readonly<Record<string, string>>, wanted: Wanted): Value {
  const properties = new Map<Key, Value>(Object.entries(known).map(([key, native]) => [key, m.native(native)]));
  return m.make('object', { properties, prototype: m.native('Object'), unknownBase: ofNobody(m, wanted) });
}

/** Its name is that of the export, or the package's own where all of it is imported. */
function ofNobody(m: Machine, { from, name }: Wanted): Unknown {
  const isWhole = name === 'default' || name === '*';
  const written = isWhole ? (from.split('/').at(-1) ?? from) : name;
  return m.unknown(`${from}.${isWhole ? '' : name}`, 'package', { path: [written], package: from }, isWhole);
}

function ofLibrary(m: Machine, exported: Reference, wanted: Wanted): Value {
  const { name, isRequired } = wanted;
  if (name === '*' || isRequired) {
    const whole = valueOf(m, exported, 'default');
    // What is required is the default export, which has the others as members, and itself as `default`.
    return isRequired && whole instanceof Reference ? withDefault(m, whole) : exported;
  }
  // A description may leave an export out.
  return exportOfLibrary(m, exported, name) ?? ofNobody(m, wanted);
}

/** An export that a description does not name is made when somebody asks for it, once. */
function exportOfLibrary(m: Machine, exported: Reference, name: string): Value {
  const member = memberOf(m, exported, name);
  if (!(member instanceof Getter)) {
    return member;
  }
  aside(m, () => {
    const note = (value: Value): boolean => {
      m.state.write(exported).properties.set(name, value);
      return true;
    };
    callGetter(m, member, exported, { kind: 'step', next: note, errors: NOWHERE });
    runStack(m);
  });
  return valueOf(m, exported, name);
}

function withDefault(m: Machine, whole: Reference): Reference {
  if (!m.state.at(whole).properties.has('default')) {
    m.state.write(whole).properties.set('default', whole);
  }
  return whole;
}

function ofModule(m: Machine, instance: ModuleInstance, { name, isRequired }: Wanted): Value {
  if (isRequired && instance.module.isCommonJs) {
    return valueOf(m, instance.commonJs, 'exports');
  }
  return name === '*' || isRequired ? namespaceOf(m, instance) : exportOf(m, instance, name);
}

/** A value that a module exports; undefined where there is none, unknown where the module has not begun to run. */
export function exportOf(m: Machine, instance: ModuleInstance, name: string, seen?: Set<string>): Value {
  const { module, scope } = instance;
  const local = module.exports.get(name);
  if (local !== undefined) {
    if (scope === undefined) {
      return m.unknown(`export ${module.file} ${name}`, 'computed', { path: [name] });
    }
    m.read(scope, local);
    return m.state.at(scope).properties.get(local);
  }
  return passedOn(m, instance, name, seen ?? new Set()) ?? ofCommonJs(m, instance, name);
}

/** A value that a module exports which another one has made. Modules may pass it on in a circle. */
function passedOn(m: Machine, { module }: ModuleInstance, name: string, seen: Set<string>): Value {
  const key = `${module.file} ${name}`;
  if (seen.has(key)) {
    return undefined;
  }
  seen.add(key);
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
  return undefined;
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

/** Everything that a module exports, as an object. While the program is loaded, more of it may be there each time. */
export function namespaceOf(m: Machine, instance: ModuleInstance): Reference {
  const { file } = instance.module;
  const known = m.state.namespaces.get(file);
  const namespace = known ?? m.object();
  m.state.namespaces.set(file, namespace);
  if (known === undefined || m.load !== undefined) {
    fillNamespace(m, instance, namespace);
  }
  return namespace;
}

export function fillNamespace(m: Machine, instance: ModuleInstance, namespace: Reference): void {
  for (const name of exportedNames(m, instance)) {
    m.state.write(namespace).properties.set(name, exportOf(m, instance, name));
  }
}

/** A variable of a module holds another value: so does what it exports. */
export function noteExport(m: Machine, { file, exports }: Module, variable: string, value: Value): void {
  const namespace = m.state.namespaces.get(file);
  if (namespace !== undefined) {
    for (const [name, local] of exports) {
      if (local === variable) {
        m.state.write(namespace).properties.set(name, value);
      }
    }
  }
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
