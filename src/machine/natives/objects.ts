/** `Object`, `Reflect`, `Proxy`, and functions as objects. */
import { nativeClassOf, textOf } from '../conversions.js';
import type { Accessor, FunctionObject, HeapObject } from '../heap.js';
import { itemsOf, listOf } from '../iterators.js';
import type { Machine } from '../machine.js';
import { truthOf } from '../operators.js';
import { copyMembers, define, isListedByCode, ownKeys, put, remove, setPrototype } from '../own-members.js';
import { Getter, hasOwn, indexOf, LONGEST_CHAIN, memberOf, valueOf } from '../properties.js';
import { describe, isPrimitive, Native, propertyKey, Reference, Unknown, type Key, type Value } from '../values.js';
import { itemsLike } from './lists.js';
import { CallInstead, Threw, type NativeFunction, type NativeFunctions, type NativeResult } from './native.js';

// Listing

/** Own members that others see, in order. */
function entriesOf(m: Machine, reference: Reference): (readonly [string, Value])[] {
  const object = m.state.at(reference);
  m.read(reference, '*');
  return ownKeys(object).map((key) => [key, ownValue(object, key)] as const);
}

function ownValue(object: HeapObject, key: string): Value {
  const index = object.kind === 'array' ? indexOf(key) : undefined;
  return object.kind === 'array' && index !== undefined ? object.items[index] : object.properties.get(key);
}

/** Lists what an object shows. Getters and proxies are asked by the function of the prelude, of the same name. */
const over =
  (name: string, pick: (m: Machine, entry: readonly [string, Value]) => Value): NativeFunction =>
  (m, _, [given]) => {
    const value = typeof given === 'string' ? m.array([...given]) : given;
    if (value === undefined || value === null) {
      return new Threw(m.error('TypeError'));
    }
    if (!(value instanceof Reference)) {
      return isPrimitive(value) ? m.array([]) : m.unknown(`${name} ${describe(value)}`, 'computed');
    }
    return isListedByCode(m.state.at(value)) && name !== 'keys'
      ? new CallInstead(m.prelude(`Object.${name}ByCode`), undefined, [value])
      : m.array(entriesOf(m, shownBy(m, value)).map((entry) => pick(m, entry)));
  };

/** What shows its members for a proxy. */
export function shownBy(m: Machine, value: Reference): Reference {
  const target = m.state.of(value, 'proxy')?.target;
  return target instanceof Reference ? target : value;
}

export const allKeys = (m: Machine, value: Value): Key[] => {
  const object = value instanceof Reference ? m.state.at(value) : undefined;
  return object === undefined
    ? []
    : [
        ...(object.kind === 'array' ? Object.keys(object.items) : []),
        ...[...object.properties.keys()].filter((key) => typeof key === 'symbol' || !key.startsWith('#')),
      ];
};

// Defining

function defineBy(m: Machine, target: Value, name: Value, descriptor: Value): void {
  if (!(target instanceof Reference) || !(descriptor instanceof Reference)) {
    return;
  }
  const { properties } = m.state.at(descriptor);
  const key = propertyKey(name);
  const isNew = !hasOwn(m, target, name);
  const own = m.state.write(target);
  if (properties.has('get') || properties.has('set')) {
    const accessor: Accessor = { get: properties.get('get'), set: properties.get('set') };
    own.accessors = new Map(own.accessors).set(key, accessor);
    own.properties.set(key, undefined);
  } else if (isNew || properties.has('value')) {
    define(m, target, name, properties.get('value'));
  }
  const isShown = properties.has('enumerable') ? truthOf(m, properties.get('enumerable')) : !isNew;
  const hidden = new Set(own.hidden);
  if (isShown === false) {
    hidden.add(key);
  } else if (properties.has('enumerable')) {
    hidden.delete(key);
  }
  own.hidden = hidden;
}

function defineAll(m: Machine, target: Value, descriptors: Value): void {
  if (descriptors instanceof Reference) {
    entriesOf(m, descriptors).forEach(([key, descriptor]) => defineBy(m, target, key, descriptor));
  }
}

function descriptorOf(m: Machine, [value, name]: readonly Value[]): Value {
  if (!(value instanceof Reference) || !hasOwn(m, value, name)) {
    return value instanceof Unknown ? m.unknown(`descriptor of ${value.key}`, 'computed') : undefined;
  }
  const object = m.state.at(value);
  const key = propertyKey(name);
  const accessor = object.accessors?.get(key);
  const isHidden = object.hidden?.has(key) === true;
  const members: [Key, Value][] =
    accessor === undefined
      ? [
          ['value', valueOf(m, value, name)],
          ['writable', object.isFrozen !== true],
        ]
      : [
          ['get', accessor.get],
          ['set', accessor.set],
        ];
  return m.object(new Map<Key, Value>([...members, ['enumerable', !isHidden], ['configurable', true]]));
}

function prototypeOf(m: Machine, value: Value): Value {
  if (!(value instanceof Reference)) {
    return m.unknown(`prototype of ${describe(value)}`, 'computed');
  }
  const object = m.state.at(value);
  if (object.prototype instanceof Native || (object.prototype === null && object.kind !== 'object')) {
    const constructor = valueOf(m, value, 'constructor');
    const name = object.prototype?.name ?? (constructor instanceof Native ? constructor.name : 'Object');
    return m.native(`${name}.prototype`);
  }
  return object.prototype;
}

function isPrototypeOf(m: Machine, self: Value, value: Value): boolean {
  let current = value instanceof Reference ? m.state.at(value).prototype : null;
  for (let depth = 0; depth < LONGEST_CHAIN && current instanceof Reference; depth += 1) {
    if (current === self) {
      return true;
    }
    current = m.state.at(current).prototype;
  }
  return false;
}

const freeze = (m: Machine, _: Value, [value]: readonly Value[]): Value => {
  if (value instanceof Reference) {
    m.state.write(value).isFrozen = true;
  }
  return value;
};

const itself: NativeFunction = (_, __, [value]) => value;

const ownOf = (m: Machine, value: Value, name: Value): Value =>
  value instanceof Reference
    ? hasOwn(m, value, name)
    : m.unknown(`${describe(value)} has ${describe(name)}`, 'computed');

function assign(m: Machine, _: Value, [target, ...sources]: readonly Value[]): NativeResult {
  const isByCode = (value: Value): boolean => value instanceof Reference && isListedByCode(m.state.at(value));
  if (isByCode(target) || sources.some(isByCode)) {
    return new CallInstead(m.prelude('Object.assignByCode'), undefined, [target, ...sources]);
  }
  sources.forEach((source) => copyMembers(m, target, source, false));
  return target;
}

function fromEntries(m: Machine, _: Value, [entries]: readonly Value[]): NativeResult {
  const items = listOf(m, entries);
  if (items === undefined) {
    return new CallInstead(m.prelude('Object.fromEntriesByCode'), undefined, [entries]);
  }
  const object = m.object();
  for (const entry of items) {
    const [key, value] = itemsOf(m, entry);
    put(m, object, key, value);
  }
  return object;
}

/** Reads a member and runs its getter. */
function get(m: Machine, _: Value, [target, key, receiver = target]: readonly Value[]): NativeResult {
  const member = memberOf(m, target, key);
  return member instanceof Getter ? new CallInstead(member.callee, member.self ?? receiver, member.given) : member;
}

export const OBJECTS: NativeFunctions = {
  Object: (m, _, [value]) => (value === undefined || value === null ? m.object() : value),
  'Object.assign': assign,
  'Object.freeze': freeze,
  'Object.seal': itself,
  'Object.preventExtensions': itself,
  'Object.isFrozen': (m, _, [value]) => !(value instanceof Reference) || m.state.at(value).isFrozen === true,
  'Object.isSealed': (m, _, [value]) => !(value instanceof Reference) || m.state.at(value).isFrozen === true,
  'Object.isExtensible': (m, _, [value]) => value instanceof Reference && m.state.at(value).isFrozen !== true,
  'Object.is': (_, __, [one, other]) => Object.is(one, other),
  'Object.keys': over('keys', (_, [key]) => key),
  'Object.values': over('values', (_, [, value]) => value),
  'Object.entries': over('entries', (m, [key, value]) => m.array([key, value])),
  'Object.getOwnPropertyNames': (m, _, [value]) => m.array(allKeys(m, value).filter((key) => typeof key === 'string')),
  'Object.getOwnPropertySymbols': (m, _, [value]) =>
    m.array(allKeys(m, value).filter((key) => typeof key === 'symbol')),
  'Object.getOwnPropertyDescriptor': (m, _, given) => descriptorOf(m, given),
  'Object.fromEntries': fromEntries,
  'Object.create': (m, _, [prototype, descriptors]) => {
    const object = m.object(undefined, null);
    setPrototype(m, object, prototype);
    defineAll(m, object, descriptors);
    return object;
  },
  'Object.setPrototypeOf': (m, _, [target, prototype]) => {
    if (target instanceof Reference) {
      setPrototype(m, target, prototype);
    }
    return target;
  },
  'Object.getPrototypeOf': (m, _, [value]) => prototypeOf(m, value),
  'Object.defineProperty': (m, _, [target, key, descriptor]) => {
    defineBy(m, target, key, descriptor);
    return target;
  },
  'Object.defineProperties': (m, _, [target, descriptors]) => {
    defineAll(m, target, descriptors);
    return target;
  },
  'Object.hasOwn': (m, _, [value, key]) => ownOf(m, value, key),
  'Object#hasOwnProperty': (m, self, [key]) => ownOf(m, self, key),
  'Object#propertyIsEnumerable': (m, self, [key]) =>
    self instanceof Reference && hasOwn(m, self, key) && m.state.at(self).hidden?.has(propertyKey(key)) !== true,
  'Object#toString': (m, self) => tagOf(m, self),
  'Object#toLocaleString': (m, self) => textOf(m, self),
  'Object#valueOf': (_, self) => self,
  'Object#isPrototypeOf': (m, self, [value]) => isPrototypeOf(m, self, value),
  'Error#toString': (m, self) => textOf(m, self),
  'Error.captureStackTrace': () => undefined,

  'Reflect.ownKeys': (m, _, [value]) => m.array(allKeys(m, value)),
  'Reflect.get': get,
  'Reflect.set': (m, _, given) => new CallInstead(m.prelude('Reflect.setByCode'), undefined, given),
  'Reflect.has': (m, _, given) => new CallInstead(m.prelude('Reflect.hasByCode'), undefined, given),
  'Reflect.deleteProperty': (m, _, [target, key]) => {
    remove(m, target, key);
    return true;
  },
  'Reflect.defineProperty': (m, _, [target, key, descriptor]) => {
    defineBy(m, target, key, descriptor);
    return true;
  },
  'Reflect.getPrototypeOf': (m, _, [value]) => prototypeOf(m, value),
  'Reflect.apply': (m, _, [callee, self, given]) => new CallInstead(callee, self, itemsLike(m, given) ?? []),
  'Reflect.construct': (m, _, [callee, given]) => new CallInstead(callee, undefined, itemsLike(m, given) ?? [], true),

  'Function#call': (_, self, [own, ...given]) => new CallInstead(targetOf(self), own, given),
  'Function#apply': (m, self, [own, given]) =>
    new CallInstead(targetOf(self), own, itemsLike(m, given) ?? (given === undefined ? [] : itemsOf(m, given))),
  'Function#bind': (m, self, [own, ...given]) => m.make('bound', { target: targetOf(self), boundThis: own, given }),
  'Function#toString': (m) => m.unknown('source', 'computed', undefined, true),
};

/** A native that was taken off its object keeps what it is: `Function#call` of `Array#push`. */
const targetOf = (self: Value): Value => (self instanceof Native && self.target !== undefined ? self.target : self);

/** `[object Array]` */
function tagOf(m: Machine, value: Value): Value {
  if (value instanceof Unknown) {
    return textOf(m, value);
  }
  if (!(value instanceof Reference)) {
    return isPrimitive(value) ? Object.prototype.toString.call(value) : '[object Function]';
  }
  const object = m.state.at(value);
  const tag = valueOf(m, value, Symbol.toStringTag);
  const kind = object.kind === 'bound' || object.kind === 'resolver' ? 'function' : object.kind;
  const name = kind === 'object' ? (nativeClassOf(m, value) ?? 'Object') : kind;
  const shown = name.endsWith('Error') ? 'Error' : `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
  return `[object ${typeof tag === 'string' ? tag : shown}]`;
}

/** `new Proxy(target, handler)` */
export const newProxy = (m: Machine, [target, handler]: readonly Value[]): Value =>
  target instanceof Unknown || handler instanceof Unknown ? target : m.make('proxy', { target, handler });

/** `new Error(message, { cause })` */
export function newError(m: Machine, name: string, given: readonly Value[]): Reference {
  const [members, message, options] =
    name === 'AggregateError'
      ? [{ errors: m.array(itemsOf(m, given[0])) }, given[1], given[2]]
      : [{}, given[0], given[1]];
  if (name === 'DOMException') {
    return m.error(name, message, { name: typeof options === 'string' ? options : 'Error' });
  }
  const isCaused = options instanceof Reference && hasOwn(m, options, 'cause');
  return m.error(name, message, { ...members, ...(isCaused && { cause: valueOf(m, options, 'cause') }) });
}

/** Functions that a value hands over, itself or one member deep. */
export function functionsIn(m: Machine, value: Value): readonly Reference[] {
  if (!(value instanceof Reference)) {
    return [];
  }
  const isPlain = (each: Value): each is Reference => {
    const fn: FunctionObject | undefined = m.state.of(each, 'function');
    return fn !== undefined && fn.asClass === undefined;
  };
  if (isPlain(value)) {
    return [value];
  }
  const object = m.state.at(value);
  return object.kind === 'object' ? [...object.properties.values()].filter(isPlain) : [];
}
