/** Members of values: what an object has itself, what it inherits, and what is unknown of it. */
import { memberOfNative, nativeMember } from './builtins.js';
import type { AnsweredCall, FunctionObject, HeapObject } from './heap.js';
import type { Machine } from './machine.js';
import { describe, Native, propertyKey, Reference, Unknown, type Key, type Primitive, type Value } from './values.js';

/** A member that is no value, but has to be called for. */
export class Getter {
  constructor(
    readonly callee: Value,
    readonly given: readonly Value[] = [],
    /** `this` of the call; undefined for the object that is read. */
    readonly self?: Value,
  ) {}
}

/** What a member is. */
export type Member = Value | Getter;

/** Nothing has members: `undefined.x`, which throws. */
export const MISSING = new Getter(undefined);

/** What an object has not. */
const NONE = Symbol('none');

/** Prototypes are followed this far: a longer chain is a circle. */
export const LONGEST_CHAIN = 50;

export const ARRAY_INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** The position in an array that a key means; undefined for a key of another kind. */
export function indexOf(name: Value): number | undefined {
  if (typeof name === 'number') {
    return Number.isInteger(name) && name >= 0 ? name : undefined;
  }
  return typeof name === 'string' && ARRAY_INDEX.test(name) ? Number(name) : undefined;
}

// Reading

/** Looks a member up, without running anything. */
export function memberOf(m: Machine, object: Value, name: Value): Member {
  if (object instanceof Reference) {
    return memberOfObject(m, object, name);
  }
  const key = propertyKey(name);
  if (key === MADE_OF) {
    return object === undefined || object === null ? MISSING : undefined;
  }
  if (object instanceof Unknown) {
    return memberOfUnknown(m, object, name, key);
  }
  if (object instanceof Native) {
    return m.state.globals.get(`${object.name}.${String(key)}`) ?? memberOfNative(m, object, key);
  }
  return memberOfPrimitive(m, object, key);
}

/** A member that is not run: what a getter would give is undefined. */
export function valueOf(m: Machine, object: Value, name: Value): Value {
  const member = memberOf(m, object, name);
  return member instanceof Getter ? undefined : member;
}

function memberOfPrimitive(m: Machine, value: Primitive, key: Key): Member {
  if (value === undefined || value === null) {
    return MISSING;
  }
  const className = CLASS_OF_PRIMITIVE[typeof value] ?? 'Object';
  if (key === 'constructor') {
    return m.native(className);
  }
  // The host's own value has the same members.
  const member = (Object(value) as Record<Key, unknown>)[key];
  return typeof member === 'function' ? m.native(`${className}#${nameOf(key)}`) : (member as Value);
}

const CLASS_OF_PRIMITIVE: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Number',
  boolean: 'Boolean',
  bigint: 'BigInt',
  symbol: 'Symbol',
};

/** A key in the name of a method of the language: `Symbol(Symbol.iterator)` is `iterator`. */
const nameOf = (key: Key): string => (typeof key === 'symbol' ? (key.description ?? '').replace('Symbol.', '') : key);

/** So many of its names tell what a value is. */
const MOST_NAMES = 12;

function memberOfUnknown(m: Machine, object: Unknown, name: Value, key: Key): Value {
  if (object.origin === 'answer' || object.origin === 'bad answer') {
    const said = m.outside.memberOfAnswer(object.origin === 'answer' ? 'well' : 'badly', key);
    if (said !== undefined) {
      return said;
    }
  }
  const { path } = object.name;
  const before = path.length < MOST_NAMES ? path : [...path.slice(0, 2), ...path.slice(3)];
  const names = [...before, typeof key === 'string' ? key : describe(key)];
  const text = typeof name === 'string' ? `${object.key}.${name}` : `${object.key}[${String(key)}]`;
  return m.unknown(text, object.origin === 'failure' ? 'computed' : object.origin, { ...object.name, path: names });
}

function memberOfObject(m: Machine, reference: Reference, name: Value): Member {
  const first = m.state.at(reference);
  if (first.kind === 'array') {
    m.read(reference, '[]');
    const index = indexOf(name);
    if (index !== undefined) {
      return first.items[index];
    }
  }
  const key = propertyKey(name);
  if (first.kind === 'proxy') {
    return memberOfProxy(m, first, key);
  }
  if (first.kind !== 'array') {
    m.read(reference, key);
  }
  const own = ownMember(m, first, key);
  if (own !== NONE) {
    return own;
  }
  if (name instanceof Unknown && first.kind === 'object' && first.properties.size > 0) {
    const entry = entryOfTable(first.properties);
    if (entry !== undefined) {
      return entry;
    }
  }
  const member = inherited(m, first, key);
  if (member === undefined && first.kind === 'promise' && first.leaf !== undefined && key !== MADE_OF) {
    return memberOfUnknown(m, unknownOf(m, first.leaf), name, key);
  }
  return member;
}

/** A table that is written as a literal answers an unknown key with one of its entries: all of them are alike. */
function entryOfTable(properties: ReadonlyMap<Key, Value>): Value {
  for (const [key, value] of properties) {
    if (typeof key === 'string' && !key.startsWith('?') && (value instanceof Reference || value instanceof Native)) {
      return value;
    }
  }
  return undefined;
}

function memberOfProxy(m: Machine, first: HeapObject & { kind: 'proxy' }, key: Key): Member {
  let proxy = first;
  for (let depth = 0; depth < LONGEST_CHAIN; depth += 1) {
    const { target, handler } = proxy;
    const trap = valueOf(m, handler, 'get');
    if (trap !== undefined) {
      return new Getter(trap, [target, key, first.self], handler);
    }
    const inner = m.state.of(target, 'proxy');
    if (inner === undefined) {
      return memberOf(m, target, key);
    }
    proxy = inner;
  }
  return undefined;
}

/** What an object has itself; `NONE` if nothing. */
function ownMember(m: Machine, object: HeapObject, key: Key): Member {
  const accessor = object.accessors?.get(key);
  if (accessor !== undefined) {
    return accessor.get === undefined ? undefined : new Getter(accessor.get);
  }
  const value = object.properties.get(key);
  return value !== undefined || object.properties.has(key) ? value : built(m, object, key);
}

/** What the language itself gives objects of a kind. */
function built(m: Machine, object: HeapObject, key: Key): Member {
  switch (object.kind) {
    case 'array':
      return key === 'length' ? object.items.length : NONE;
    case 'function':
      return builtOfFunction(m, object, key);
    case 'bound':
      return key === 'name' ? boundName(m, object.target) : NONE;
    case 'regexp':
      return builtOfRegExp(object, key);
    case 'generator':
      return builtOfGenerator(m, object.isAsync, key);
    default:
      return NONE;
  }
}

/** A generator is its own iterator, of one of the two kinds. */
function builtOfGenerator(m: Machine, isAsync: boolean, key: Key): Member {
  if (key === Symbol.asyncIterator) {
    return isAsync ? m.native('Iterator#itself') : undefined;
  }
  return key === Symbol.iterator && isAsync ? undefined : NONE;
}

function builtOfFunction(m: Machine, fn: FunctionObject, key: Key): Member {
  switch (key) {
    case 'name':
      return fn.name;
    case 'length': {
      const { parameters = [] } = fn.graph ?? {};
      const first = parameters.findIndex(({ hasDefault, isRest }) => hasDefault || isRest);
      return first < 0 ? parameters.length : first;
    }
    case 'prototype':
      return fn.graph?.kind === 'function' && !fn.graph.isAsync && !fn.graph.isGenerator ? prototypeOf(m, fn) : NONE;
    default:
      return NONE;
  }
}

/** The prototype of a function that may be a class. It is made when somebody first asks for it. */
function prototypeOf(m: Machine, { self }: FunctionObject): Reference {
  const prototype = m.object(new Map([['constructor', self]]));
  m.state.write(prototype).hidden = new Set(['constructor']);
  const own = m.state.write(self);
  own.properties.set('prototype', prototype);
  own.hidden = new Set(own.hidden).add('prototype');
  return prototype;
}

function boundName(m: Machine, target: Value): string {
  const name = valueOf(m, target, 'name');
  return `bound ${typeof name === 'string' ? name : ''}`;
}

function builtOfRegExp({ pattern, flags }: HeapObject & { kind: 'regexp' }, key: Key): Member {
  switch (key) {
    case 'source':
      return pattern;
    case 'flags':
      return flags;
    case 'global':
      return flags.includes('g');
    case 'lastIndex':
      return 0;
    default:
      return NONE;
  }
}

/** The classes of the language that objects of a kind inherit from. */
const CLASS_OF: Readonly<Record<HeapObject['kind'], string>> = {
  object: 'Object',
  array: 'Array',
  scope: 'Object',
  function: 'Function',
  bound: 'Function',
  promise: 'Promise',
  resolver: 'Function',
  map: 'Map',
  set: 'Set',
  generator: 'Generator',
  iterator: 'Iterator',
  proxy: 'Object',
  regexp: 'RegExp',
};

function inherited(m: Machine, first: HeapObject, key: Key): Member {
  let { prototype, unknownBase, giver } = first;
  for (let depth = 0; depth < LONGEST_CHAIN && prototype instanceof Reference; depth += 1) {
    const object: HeapObject = m.state.at(prototype);
    const own = object.kind === 'proxy' ? memberOfProxy(m, object, key) : ownMember(m, object, key);
    if (own !== NONE) {
      return own;
    }
    prototype = object.prototype;
    unknownBase ??= object.unknownBase;
    giver ??= object.giver;
  }
  const native = ofLanguage(m, first, prototype, key);
  if (native !== undefined) {
    return native;
  }
  if (giver !== undefined && typeof key === 'string' && !NEVER_GIVEN.has(key)) {
    return new Getter(giver, [key]);
  }
  if (m.state.findsAnyKey && first.kind === 'object') {
    return ofUnknownKey(first);
  }
  return key === MADE_OF ? undefined : unknownBase && memberOfUnknown(m, unknownBase, String(key), key);
}

/** What was put last under a key that is not known. */
const ofUnknownKey = ({ properties }: HeapObject): Value =>
  [...properties].findLast(([key]) => typeof key === 'string' && key.startsWith('?'))?.[1];

/** The member in which a value of a described package keeps what it was made of. Nothing else has it. */
const MADE_OF = '__made';

/** No unknown member makes a promise of a value. */
const NEVER_GIVEN = new Set(['then', MADE_OF]);

/** A member of the language's own prototypes. */
function ofLanguage(m: Machine, object: HeapObject, prototype: Native | Reference | null, key: Key): Value {
  if ((object.kind === 'map' || object.kind === 'set') && key === 'size') {
    return object.entries.size;
  }
  const own = CLASS_OF[object.kind];
  if (prototype instanceof Native) {
    return (
      assigned(m, prototype.name, key) ??
      nativeMember(m, prototype.name, key) ??
      (own === prototype.name || own === 'Object' ? undefined : nativeMember(m, own, key))
    );
  }
  // Only an object can be made without a prototype.
  return object.kind === 'object' ? undefined : (assigned(m, own, key) ?? nativeMember(m, own, key));
}

/** What the program has put on a prototype of the language. */
const assigned = (m: Machine, className: string, key: Key): Value =>
  m.state.globals.size === 0 ? undefined : m.state.globals.get(`${className}.prototype.${String(key)}`);

/** The unknown that a call gave that nobody waits for: it was no call of a service, and its promise is just a value. */
export const unknownOf = (m: Machine, { callee, told }: AnsweredCall): Unknown =>
  m.unknown(`given ${callee.key}(${told})`, callee.origin, callee.name);

/** Whether a key is a member of an object, or of what it inherits from. Undefined where nobody knows. */
export function hasMember(m: Machine, reference: Reference, name: Value): boolean | undefined {
  const key = propertyKey(name);
  const first = m.state.at(reference);
  const index = first.kind === 'array' ? indexOf(name) : undefined;
  if (first.kind === 'array' && index !== undefined) {
    m.read(reference, '[]');
    return index in first.items;
  }
  let current: Value = reference;
  for (let depth = 0; depth < LONGEST_CHAIN && current instanceof Reference; depth += 1) {
    const object: HeapObject = m.state.at(current);
    m.read(current, key);
    if (ownMember(m, object, key) !== NONE) {
      return true;
    }
    if (object.unknownBase !== undefined) {
      return undefined;
    }
    current = object.kind === 'proxy' ? object.target : object.prototype;
  }
  return current instanceof Unknown ? undefined : ofLanguage(m, first, current as Native | null, key) !== undefined;
}

/** Whether an object has a member itself. */
export function hasOwn(m: Machine, reference: Reference, name: Value): boolean {
  const object = m.state.at(reference);
  m.read(reference, object.kind === 'array' ? '[]' : propertyKey(name));
  const index = object.kind === 'array' ? indexOf(name) : undefined;
  return object.kind === 'array' && index !== undefined
    ? index in object.items
    : ownMember(m, object, propertyKey(name)) !== NONE;
}
