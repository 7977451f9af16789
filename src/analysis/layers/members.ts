/** Members of values: of objects and instances, of modules, of libraries. */
import type { ClassRecord, Term } from '../../module-graph/record.js';
import { collectionOf, entryOf, join, nominal, store } from './operations.js';
import { build } from './building.js';
import { ofType } from './declared.js';
import { methodOf } from './decorators.js';
import { fill, keep, placeOfField } from './filling.js';
import type { Machine } from './machine.js';
import {
  ABSENT,
  isAbsent,
  UNKNOWN,
  type Frame,
  type Instance,
  type Program,
  type Scope,
  type Value,
} from './values.js';

type ClassValue = Extract<Value, { kind: 'class' }>;

const OF_FUNCTIONS = new Set(['bind', 'call', 'apply']);

export function readMember(machine: Machine, value: Value, key: string, frame: Frame | undefined, scope: Scope): Value {
  switch (value.kind) {
    case 'object': {
      fill(machine, value);
      const member = value.members.get(key) ?? value.members.get('[]');
      if (member !== undefined) {
        return value.open ? nominal(member) : member;
      }
      if (value.declared !== undefined && (key !== '[]' || value.members.size === 0)) {
        return value.declared;
      }
      return key === '[]' ? join([...value.members.values()]) : value.open ? { kind: 'unknown', text: key } : ABSENT;
    }
    case 'instance': {
      const member = ofInstance(machine, value, key, frame);
      consult(frame, value, scope, key, member.kind === 'closure' && member.record.protects !== undefined);
      return member;
    }
    case 'class': {
      return withSelf(ofClass(machine, value, key), value);
    }
    case 'library': {
      const member = machine.library.member(value, key);
      consult(
        frame,
        value.creation ?? value.model,
        scope,
        key,
        member.kind === 'library' && member.model.call?.layers === 'policy',
      );
      return member;
    }
    case 'namespace':
      return machine.programs.exported(value.program, key);
    case 'either':
      return join(value.options.map((option) => readMember(machine, option, key, frame, scope)));
    case 'array':
      return key === '[]'
        ? join(value.items)
        : (value.items[Number(key)] ??
            (Number.isNaN(Number(key)) ? { kind: 'builtin', name: key, of: value } : ABSENT));
    case 'collection':
      if (key === '[]') {
        fill(machine, value);
      }
      return key === '[]' ? entryOf(value) : { kind: 'builtin', name: key, of: value };
    case 'closure':
      return OF_FUNCTIONS.has(key) ? { kind: 'builtin', name: key, of: value } : UNKNOWN;
    case 'literal':
      return value.value === undefined || value.value === null ? value : UNKNOWN;
    case 'global':
      return value.name === 'Number' && key === 'POSITIVE_INFINITY'
        ? { kind: 'literal', value: Infinity }
        : { kind: 'unknown', text: `${value.name}.${key}`, given: true };
    default:
      return {
        kind: 'unknown',
        text: key,
        ...(value.kind === 'unknown' && value.text === 'process.env' && { given: true as const }),
        ...(value.kind === 'unknown' && value.answers && { answers: true as const }),
      };
  }
}

/** `super.key`: what the classes above have, where they are in view. */
export function readInherited(machine: Machine, { at, key }: Extract<Term, { kind: 'super' }>, scope: Scope): Value {
  const above = (cls: ClassRecord | undefined, around: Scope): Value | undefined =>
    cls?.parent && machine.evaluate(cls.parent, around, undefined);
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

/** Whatever runs inside a breaker and asks it, or reports to it, has made its own arrangements; but not by another call under it, made in a handler. */
export function consult(frame: Frame | undefined, identity: object, scope: Scope, key: string, isEntry: boolean): void {
  if (scope.self === identity) {
    return;
  }
  let isRetried = false;
  for (let at = frame; at !== undefined; at = at.up) {
    if (at.kind === 'handler' && isEntry) {
      return;
    }
    isRetried ||= at.kind === 'layer' && at.layer.kind === 'retry';
    if (at.kind === 'layer' && at.layer.kind === 'breaker' && at.layer.identity === identity) {
      // Who reports to a breaker by hand also tells it of the success, once.
      at.layer.consulted ||= at.layer.isAsked !== true || (isRetried && !/succe|\bok\b/i.test(key));
    }
  }
}

const withSelf = (value: Value, self: Value): Value =>
  value.kind === 'closure' && value.self === undefined && value.record.lexical !== true ? { ...value, self } : value;

function ofInstance(machine: Machine, instance: Instance, key: string, frame: Frame | undefined): Value {
  build(machine, instance);
  const own = instance.fields.get(key);
  if (own !== undefined) {
    keep(own, () =>
      [...lineage(machine, instance)].map(({ record, scope }) => ({
        program: scope.program,
        scope,
        self: instance,
        place: placeOfField(scope.program.record.classes.indexOf(record), key),
      })),
    );
  }
  if (own !== undefined && own.kind !== 'unknown' && !(own.kind === 'literal' && own.value === undefined)) {
    return withSelf(own, instance);
  }
  for (const { record, scope } of lineage(machine, instance)) {
    const method = methodOf(machine, record, scope, key);
    if (method !== undefined) {
      return { ...method, self: instance };
    }
    const getter = scope.program.record.functions[record.getters[key] ?? -1];
    if (getter !== undefined) {
      return machine.call({ kind: 'closure', record: getter, scope, self: instance }, [], {
        site: getter.at,
        name: key,
        scope,
        frame,
      });
    }
    const late: Value | undefined = setLater(machine, scope.program, record, instance, key);
    if (late !== undefined) {
      instance.fields.set(key, late);
      return late;
    }
  }
  return own ?? { kind: 'unknown', text: `this.${key}` };
}

const statics = new WeakMap<Machine, Map<ClassRecord, Map<string, Value>>>();

/** What is kept on a class itself: there is one of it, whoever asks. */
function staticsOf(machine: Machine, record: ClassRecord): Map<string, Value> {
  const all = statics.get(machine) ?? new Map<ClassRecord, Map<string, Value>>();
  statics.set(machine, all);
  const own = all.get(record) ?? new Map<string, Value>();
  all.set(record, own);
  return own;
}

function ofClass(machine: Machine, cls: ClassValue, key: string): Value {
  const { record, scope } = cls;
  const own = staticsOf(machine, record);
  let value = own.get(key);
  if (value === undefined) {
    const [, term] = record.statics.find(([name]) => name === key) ?? [];
    own.set(key, UNKNOWN);
    value = term === undefined ? UNKNOWN : machine.evaluate(term, { ...scope, self: cls }, undefined);
    own.set(key, value);
  }
  keep(value, () => [
    {
      program: scope.program,
      scope,
      self: cls,
      place: placeOfField(scope.program.record.classes.indexOf(record), key),
    },
  ]);
  return value;
}

/** The class of an instance, and those that it extends. */
function* lineage(
  machine: Machine,
  instance: Instance,
): Generator<{ readonly record: ClassRecord; readonly scope: Scope }> {
  for (let { record, scope } = instance, hops = 0; hops < 6; hops += 1) {
    yield { record, scope };
    const parent = record.parent === undefined ? undefined : machine.evaluate(record.parent, scope, undefined);
    if (parent?.kind !== 'class') {
      return;
    }
    ({ record, scope } = parent);
  }
}

/** What a field is after an assignment. A constructor that sets it to what is not known takes the value away that it had. */
function assigned({ state }: Instance, before: Value | undefined, value: Value, maybe: boolean): Value {
  const isUnsaid = value.kind === 'unknown' || (maybe && isAbsent(value));
  if (!isUnsaid || before === undefined) {
    return value;
  }
  if (state !== 'building' || before.kind !== 'literal') {
    return before;
  }
  return maybe ? nominal(before) : value;
}

export function assignMember(machine: Machine, target: Value, key: string, value: Value, maybe = false): void {
  if (target.kind === 'instance') {
    const before = target.fields.get(key);
    const declared = (before?.kind === 'collection' || before?.kind === 'object') && before.declared;
    target.fields.set(
      key,
      declared ? ofType(machine, collectionOf(UNKNOWN, declared), value) : assigned(target, before, value, maybe),
    );
  } else if (target.kind === 'class') {
    if (value.kind !== 'unknown') {
      staticsOf(machine, target.record).set(key, value);
    }
  } else if (target.kind === 'library') {
    machine.library.assign(target, key, value);
  } else if (target.kind === 'object') {
    target.members.set(key, value);
  } else if (target.kind === 'collection') {
    store(target, undefined, value);
  } else if (target.kind === 'either') {
    target.options.forEach((option) => {
      assignMember(machine, option, key, value, maybe);
    });
  }
}

const late = new WeakMap<Program, Map<string, { readonly value: Term; readonly fn: number }[]>>();

/** Fields that were looked for among what methods set, and not found, or not yet: definitions may run in circles. */
const sought = new WeakMap<Instance, Set<string>>();

/** A field that some method sets, when the module starts up or when it is first needed. */
function setLater(
  machine: Machine,
  program: Program,
  cls: ClassRecord,
  instance: Instance,
  key: string,
): Value | undefined {
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
  const values = found.map(({ value, fn }) =>
    machine.evaluate(
      value,
      { program, fn, values: new Map(), parent: instance.scope, self: instance, args: undefined },
      undefined,
    ),
  );
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
