/** Members of values: of objects and instances, of modules, of libraries. */
import type { ClassRecord, Term } from '../../module-graph/record.js';
import { join, nominal } from './operations.js';
import { build } from './building.js';
import type { Machine } from './machine.js';
import { ABSENT, UNKNOWN, type Frame, type Instance, type Program, type Scope, type Value } from './values.js';

const OF_FUNCTIONS = new Set(['bind', 'call', 'apply']);

export function readMember(machine: Machine, value: Value, key: string, frame: Frame | undefined, scope: Scope): Value {
  switch (value.kind) {
    case 'object': {
      const member = value.members.get(key);
      if (member !== undefined) {
        return value.open ? nominal(member) : member;
      }
      return key === '[]' ? join([...value.members.values()]) : value.open ? { kind: 'unknown', text: key } : ABSENT;
    }
    case 'instance':
      consult(frame, value, scope);
      return ofInstance(machine, value, key, frame);
    case 'class': {
      const [, term] = value.record.statics.find(([name]) => name === key) ?? [];
      return term === undefined ? UNKNOWN : withSelf(machine.evaluate(term, { ...value.scope, self: value }, frame), value);
    }
    case 'library':
      consult(frame, value.creation ?? value.model, scope);
      return machine.library.member(value, key);
    case 'namespace':
      return machine.programs.exported(value.program, key);
    case 'either':
      return join(value.options.map((option) => readMember(machine, option, key, frame, scope)));
    case 'array':
      return key === '[]' ? join(value.items) : (value.items[Number(key)] ?? (Number.isNaN(Number(key)) ? { kind: 'builtin', name: key, of: value } : ABSENT));
    case 'collection':
      return key === '[]' ? join(value.entries) : { kind: 'builtin', name: key, of: value };
    case 'closure':
      return OF_FUNCTIONS.has(key) ? { kind: 'builtin', name: key, of: value } : UNKNOWN;
    case 'literal':
      return value.value === undefined || value.value === null ? value : UNKNOWN;
    case 'global':
      return value.name === 'Number' && key === 'POSITIVE_INFINITY' ? { kind: 'literal', value: Infinity } : { kind: 'unknown', text: `${value.name}.${key}` };
    default:
      return { kind: 'unknown', text: key };
  }
}

/** `super.key`: what the classes above have, where they are in view. */
export function readInherited(machine: Machine, { at, key }: Extract<Term, { kind: 'super' }>, scope: Scope): Value {
  const above = (cls: ClassRecord | undefined, around: Scope): Value | undefined => cls?.parent && machine.evaluate(cls.parent, around, undefined);
  let base = above(scope.program.record.classes[at], scope);
  for (let hops = 0; base?.kind === 'class' && hops < 6; hops += 1) {
    const { record, scope: around } = base;
    const fn = around.program.record.functions[record.methods[key] ?? -1];
    if (fn !== undefined) {
      return { kind: 'closure', record: fn, scope: around, self: scope.self };
    }
    base = above(record, around);
  }
  return { kind: 'unknown', text: key };
}

/** Whatever runs inside a breaker and asks it, or reports to it, has made its own arrangements. */
function consult(frame: Frame | undefined, identity: object, scope: Scope): void {
  if (scope.self === identity) {
    return;
  }
  for (let at = frame; at !== undefined; at = at.up) {
    if (at.kind === 'layer' && at.layer.kind === 'breaker' && at.layer.identity === identity) {
      at.layer.consulted = true;
    }
  }
}

const withSelf = (value: Value, self: Value): Value => (value.kind === 'closure' && value.self === undefined && value.record.lexical !== true ? { ...value, self } : value);

function ofInstance(machine: Machine, instance: Instance, key: string, frame: Frame | undefined): Value {
  build(machine, instance);
  const own = instance.fields.get(key);
  if (own !== undefined && own.kind !== 'unknown' && !(own.kind === 'literal' && own.value === undefined)) {
    return withSelf(own, instance);
  }
  for (let { record, scope } = instance, hops = 0; hops < 6; hops += 1) {
    const method = record.methods[key];
    const getter = record.getters[key];
    const fn = scope.program.record.functions[method ?? getter ?? -1];
    if (fn !== undefined) {
      const closure: Value = { kind: 'closure', record: fn, scope, self: instance };
      if (method !== undefined) {
        return closure;
      }
      return machine.call(closure, [], { site: fn.at, name: key, scope, frame });
    }
    const late: Value | undefined = setLater(machine, scope.program, record, instance, key);
    if (late !== undefined) {
      instance.fields.set(key, late);
      return late;
    }
    const parent = record.parent === undefined ? undefined : machine.evaluate(record.parent, scope, undefined);
    if (parent?.kind !== 'class') {
      break;
    }
    ({ record, scope } = parent);
  }
  return own ?? { kind: 'unknown', text: `this.${key}` };
}

export function assignMember(machine: Machine, target: Value, key: string, value: Value): void {
  if (target.kind === 'instance') {
    const before = target.fields.get(key);
    if (value.kind !== 'unknown' || before === undefined) {
      target.fields.set(key, value);
    }
  } else if (target.kind === 'object') {
    target.members.set(key, value);
  } else if (target.kind === 'collection' && target.entries.length < 8) {
    target.entries.push(value);
  } else if (target.kind === 'either') {
    target.options.forEach((option) => {
      assignMember(machine, option, key, value);
    });
  }
}

const late = new WeakMap<Program, Map<string, { readonly value: Term; readonly fn: number }[]>>();

/** Fields that were looked for among what methods set, and not found, or not yet: definitions may run in circles. */
const sought = new WeakMap<Instance, Set<string>>();

/** A field that some method sets, when the module starts up or when it is first needed. */
function setLater(machine: Machine, program: Program, cls: ClassRecord, instance: Instance, key: string): Value | undefined {
  const place = `${program.record.classes.indexOf(cls)} ${key}`;
  const fields = sought.get(instance) ?? new Set();
  const name = `${program.record.file} ${place}`;
  if (fields.has(name)) {
    return undefined;
  }
  sought.set(instance, fields.add(name));
  let byKey = late.get(program);
  if (byKey === undefined) {
    byKey = new Map();
    for (const [fn, { body, owner }] of program.record.functions.entries()) {
      for (const { target, value } of assignments(body)) {
        if (owner !== undefined && target.kind === 'member' && target.object.kind === 'this') {
          const name = `${owner} ${target.key}`;
          byKey.set(name, [...(byKey.get(name) ?? []), { value, fn }]);
        }
      }
    }
    late.set(program, byKey);
  }
  const found = byKey.get(place) ?? [];
  const values = found.map(({ value, fn }) => machine.evaluate(value, { program, fn, values: new Map(), parent: instance.scope, self: instance, args: undefined }, undefined));
  const result = join(values.filter(({ kind }) => kind !== 'literal'));
  return result.kind === 'unknown' ? undefined : result;
}

type Assignment = Extract<Term, { kind: 'assign' }>;

/** The assignments in some steps, wherever they stand. */
function assignments(part: unknown, found: Assignment[] = []): readonly Assignment[] {
  if (Array.isArray(part)) {
    part.forEach((item) => assignments(item, found));
  } else if (typeof part === 'object' && part !== null) {
    if ((part as Term).kind === 'assign') {
      found.push(part as Assignment);
    }
    Object.values(part).forEach((item) => assignments(item, found));
  }
  return found;
}
