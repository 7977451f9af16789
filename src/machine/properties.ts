/** Members of values: what an object has itself, what it inherits, and what is unknown of it. */
import type { Accessor, AnsweredCall, HeapObject } from './heap.js';
import type { Machine } from './machine.js';
import { hasMember, memberOfNative } from './builtins.js';
import { describe, Native, propertyKey, Reference, Unknown, type Key, type Value } from './values.js';

/** What a member is: a value, or the getter that gives it. `missing`: nothing has members (`undefined.x`), which throws. */
export type Member =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'getter'; readonly getter: Value; readonly given?: readonly Value[] }
  | { readonly kind: 'missing' };

/** Prototypes are followed this far: a longer chain is a circle. */
const LONGEST_CHAIN = 50;

const ARRAY_INDEX = /^\d+$/;

const found = (value: Value): Member => ({ kind: 'value', value });
const MISSING: Member = { kind: 'missing' };
const NOTHING: Member = { kind: 'value', value: undefined };

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
  regexp: 'RegExp',
};

/** Looks a member up, without running anything. */
export function memberOf(m: Machine, object: Value, name: Value): Member {
  const key = propertyKey(name);
  if (key === MADE_OF && !(object instanceof Reference)) {
    return object === undefined || object === null ? MISSING : NOTHING;
  }
  if (object instanceof Reference) {
    return memberOfObject(m, object, name, key);
  }
  if (object instanceof Unknown) {
    return found(memberOfUnknown(m, object, name, key));
  }
  if (object instanceof Native) {
    const assigned = m.state.globals.get(`${object.name}.${String(key)}`);
    return found(assigned ?? memberOfNative(m, object, key));
  }
  return memberOfPrimitive(m, object, key);
}

/** A member that is not run: what a getter would give is undefined. */
export function valueOf(m: Machine, object: Value, name: Value): Value {
  const member = memberOf(m, object, name);
  return member.kind === 'value' ? member.value : undefined;
}

function memberOfPrimitive(m: Machine, value: Value, key: Key): Member {
  if (value === undefined || value === null) {
    return MISSING;
  }
  if (typeof value === 'string') {
    if (key === 'length') {
      return found(value.length);
    }
    if (typeof key === 'string' && ARRAY_INDEX.test(key)) {
      return found(value[Number(key)]);
    }
    return hasMethod(value, key) ? found(m.native(`String#${String(key)}`)) : NOTHING;
  }
  const className = typeof value === 'number' ? 'Number' : 'Object';
  return hasMethod(value, key) ? found(m.native(`${className}#${String(key)}`)) : NOTHING;
}

/** Whether the host's own value has such a method. */
const hasMethod = (value: Value, key: Key): boolean =>
  typeof (Object(value) as Record<Key, unknown>)[key] === 'function';

function memberOfUnknown(m: Machine, object: Unknown, name: Value, key: Key): Value {
  if (object.origin === 'answer' || object.origin === 'bad answer') {
    const said = m.outside.memberOfAnswer(object.origin === 'answer' ? 'well' : 'badly', key);
    if (said !== undefined) {
      return said;
    }
  }
  const path = [...object.name.path, typeof key === 'string' ? key : describe(key)];
  const unwritten = typeof name === 'string' ? `${object.key}.${name}` : `${object.key}[${String(key)}]`;
  return m.unknown(unwritten, object.origin === 'failure' ? 'computed' : object.origin, { ...object.name, path });
}

function memberOfObject(m: Machine, reference: Reference, name: Value, key: Key): Member {
  const { state } = m;
  const first = state.at(reference);
  m.read(reference, first.kind === 'array' ? '[]' : key);
  const own = ownMember(first, key);
  if (own !== undefined) {
    return own;
  }
  if (first.kind === 'object' && name instanceof Unknown && first.properties.size > 0) {
    const entry = entryOfTable(first.properties);
    if (entry !== undefined) {
      return found(entry);
    }
  }
  if (first.kind === 'promise' && first.leaf !== undefined && key !== MADE_OF && !hasMember('Promise', key)) {
    return found(memberOfUnknown(m, unknownOf(m, first.leaf), name, key));
  }
  return inherited(m, first, key);
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

function ownMember(object: HeapObject, key: Key): Member | undefined {
  if (object.kind === 'array') {
    if (key === 'length') {
      return found(object.items.length);
    }
    if (typeof key === 'string' && ARRAY_INDEX.test(key)) {
      return found(object.items[Number(key)]);
    }
  }
  const accessor = object.accessors?.get(key);
  if (accessor !== undefined) {
    return accessor.get === undefined ? NOTHING : { kind: 'getter', getter: accessor.get };
  }
  return object.properties.has(key) ? found(object.properties.get(key)) : undefined;
}

function inherited(m: Machine, first: HeapObject, key: Key): Member {
  let { prototype, unknownBase } = first;
  for (let depth = 0; depth < LONGEST_CHAIN && prototype instanceof Reference; depth += 1) {
    const object: HeapObject = m.state.at(prototype);
    const own = ownMember(object, key);
    if (own !== undefined) {
      return own;
    }
    prototype = object.prototype;
    unknownBase ??= object.unknownBase;
  }
  if ((first.kind === 'map' || first.kind === 'set') && key === 'size') {
    return found(first.entries.size);
  }
  const className = prototype instanceof Native ? prototype.name : CLASS_OF[first.kind];
  for (const name of new Set([className, CLASS_OF[first.kind], 'Object'])) {
    if (hasMember(name, key)) {
      return found(m.native(`${name}#${String(key)}`));
    }
  }
  const giver = giverOf(m, first);
  if (giver !== undefined && typeof key === 'string' && !NEVER_GIVEN.has(key)) {
    return { kind: 'getter', getter: giver, given: [key] };
  }
  return unknownBase === undefined ? NOTHING : found(memberOfUnknown(m, unknownBase, String(key), key));
}

/** The member in which a value of a described package keeps what it was made of. Nothing else has it. */
const MADE_OF = '__made';

/** No unknown member makes a promise of a value. */
const NEVER_GIVEN = new Set(['then', MADE_OF]);

/** What gives members that are nowhere, of an object or of what it inherits from. */
function giverOf(m: Machine, first: HeapObject): Value {
  let current: HeapObject = first;
  for (let depth = 0; depth < LONGEST_CHAIN; depth += 1) {
    if (current.kind === 'object' && current.giver !== undefined) {
      return current.giver;
    }
    if (!(current.prototype instanceof Reference)) {
      return undefined;
    }
    current = m.state.at(current.prototype);
  }
  return undefined;
}

/** The unknown that a call gave that nobody waits for: it was no call of a service, and its promise is just a value. */
export const unknownOf = (m: Machine, { callee }: AnsweredCall): Unknown =>
  m.unknown(`given ${callee.key}`, callee.origin, callee.name);

/** The setter of a member, if it has one. `null`: it can only be read. */
export function setterOf(m: Machine, object: Reference, key: Key): Value {
  let current: Reference | Native | null = object;
  for (let depth = 0; depth < LONGEST_CHAIN && current instanceof Reference; depth += 1) {
    const here: HeapObject = m.state.at(current);
    const accessor: Accessor | undefined = here.accessors?.get(key);
    if (accessor !== undefined) {
      return accessor.set ?? null;
    }
    if (here.properties.has(key)) {
      return undefined;
    }
    current = here.prototype;
  }
  return undefined;
}

/** The most items that an array is kept with. */
const LONGEST_ARRAY = 3_000;

/** Writes a member of its own, without running a setter. */
export function put(m: Machine, object: Value, name: Value, value: Value): void {
  const key = propertyKey(name);
  if (object instanceof Native) {
    m.state.globals.set(`${object.name}.${String(key)}`, value);
    return;
  }
  if (!(object instanceof Reference)) {
    return;
  }
  const target = m.state.write(object);
  if (target.kind === 'array' && typeof key === 'string' && (key === 'length' || ARRAY_INDEX.test(key))) {
    m.wrote(object, '[]', undefined, undefined);
    putItem(target.items, key, value);
    return;
  }
  m.wrote(object, key, target.properties.get(key), value);
  target.properties.set(key, value);
}

function putItem(items: Value[], key: string, value: Value): void {
  if (key === 'length') {
    items.length =
      typeof value === 'number' ? Math.min(Math.max(0, Math.trunc(value) || 0), LONGEST_ARRAY) : items.length;
  } else if (Number(key) < LONGEST_ARRAY) {
    items[Number(key)] = value;
  }
}

/** Removes a member of its own. */
export function remove(m: Machine, object: Value, name: Value): void {
  if (object instanceof Reference) {
    const key = propertyKey(name);
    const target = m.state.write(object);
    m.wrote(object, key, target.properties.get(key), undefined);
    target.properties.delete(key);
    target.accessors?.delete(key);
  }
}

/** Copies what one object has itself to another one. Getters stay getters. */
export function copyMembers(m: Machine, to: Value, from: Value): void {
  if (!(from instanceof Reference) || !(to instanceof Reference)) {
    return;
  }
  const source = m.state.at(from);
  m.read(from, '*');
  if (source.kind === 'array') {
    source.items.forEach((item, index) => put(m, to, index, item));
  }
  for (const [key, value] of source.properties) {
    m.read(from, key);
    put(m, to, key, value);
  }
  if (source.accessors !== undefined) {
    const target = m.state.write(to);
    target.accessors = new Map([...(target.accessors ?? []), ...source.accessors]);
  }
}

/** Everything that an iteration over a value gives, as far as it is known. Of something unknown there is one item. */
export function itemsOf(m: Machine, value: Value): Value[] {
  if (typeof value === 'string') {
    return [...value];
  }
  if (value instanceof Unknown) {
    return [m.unknown(`${value.key}[each]`, value.origin, value.name)];
  }
  if (!(value instanceof Reference)) {
    return [];
  }
  const object = m.state.at(value);
  m.read(value, object.kind === 'array' ? '[]' : '*');
  switch (object.kind) {
    case 'array':
      return object.items.slice();
    case 'iterator':
      return remaining(m, object);
    case 'set':
      return [...object.entries.values()].map(([key]) => key);
    case 'map':
      return [...object.entries.values()].map((entry) => m.array([...entry]));
    case 'promise':
      return object.leaf === undefined ? [] : itemsOf(m, unknownOf(m, object.leaf));
    default:
      return [];
  }
}

function remaining(m: Machine, { source, items, position }: HeapObject & { kind: 'iterator' }): Value[] {
  const all = source === undefined ? items : (m.state.of(source, 'array')?.items ?? items);
  return all.slice(position);
}
