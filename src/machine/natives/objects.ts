/** `Object`, `Reflect`, `JSON`, functions as objects, events, and errors. */
import type { FunctionObject } from '../heap.js';
import type { Machine } from '../machine.js';
import { copyMembers, itemsOf, put, valueOf } from '../properties.js';
import { describe, Native, propertyKey, Reference, Unknown, type Key, type Value } from '../values.js';
import { CallInstead, type NativeFunctions } from './native.js';

/** Own members that others see, in order. A private member's key begins with `#`. */
function entriesOf(m: Machine, value: Value): (readonly [string, Value])[] | undefined {
  if (!(value instanceof Reference)) {
    return undefined;
  }
  const object = m.state.at(value);
  m.read(value, '*');
  if (object.kind === 'array') {
    return object.items.map((item, index) => [String(index), item] as const);
  }
  return [...object.properties].filter(
    (entry): entry is [string, Value] => typeof entry[0] === 'string' && !entry[0].startsWith('#'),
  );
}

const over =
  (name: string, pick: (m: Machine, entry: readonly [string, Value]) => Value) =>
  (m: Machine, _: Value, [value]: readonly Value[]): Value => {
    const entries = entriesOf(m, value);
    return entries === undefined
      ? m.unknown(`${name} ${describe(value)}`, 'computed')
      : m.array(entries.map((entry) => pick(m, entry)));
  };

const itself = (_m: Machine, _self: Value, [value]: readonly Value[]): Value => value;

function define(m: Machine, target: Value, key: Value, descriptor: Value): void {
  if (!(target instanceof Reference) || !(descriptor instanceof Reference)) {
    return;
  }
  const { properties } = m.state.at(descriptor);
  if (properties.has('value')) {
    put(m, target, key, properties.get('value'));
    return;
  }
  const own = m.state.write(target);
  own.accessors = new Map(own.accessors).set(propertyKey(key), {
    get: properties.get('get'),
    set: properties.get('set'),
  });
}

export const OBJECTS: NativeFunctions = {
  'Object.assign': (m, _, [target, ...sources]) => {
    sources.forEach((source) => copyMembers(m, target, source));
    return target;
  },
  'Object.freeze': itself,
  'Object.seal': itself,
  'Object.preventExtensions': itself,
  'Object.isFrozen': () => false,
  Object: (m, _, [value]) => (value instanceof Reference ? value : m.object()),
  'Object.keys': over('keys', (_, [key]) => key),
  'Object.values': over('values', (_, [, value]) => value),
  'Object.entries': over('entries', (m, [key, value]) => m.array([key, value])),
  'Object.getOwnPropertyNames': over('keys', (_, [key]) => key),
  'Reflect.ownKeys': over('keys', (_, [key]) => key),
  'Object.fromEntries': (m, _, [entries]) => {
    const object = m.object();
    for (const entry of itemsOf(m, entries)) {
      const [key, value] = itemsOf(m, entry);
      put(m, object, key, value);
    }
    return object;
  },
  'Object.create': (m, _, [prototype]) =>
    m.object(undefined, prototype instanceof Reference || prototype instanceof Native ? prototype : null),
  'Object.setPrototypeOf': (m, _, [target, prototype]) => {
    if (target instanceof Reference && prototype instanceof Reference) {
      m.state.write(target).prototype = prototype;
    }
    return target;
  },
  'Object.getPrototypeOf': (m, _, [value]) =>
    (value instanceof Reference ? m.state.at(value).prototype : undefined) ?? m.unknown('prototype', 'computed'),
  'Object.defineProperty': (m, _, [target, key, descriptor]) => {
    define(m, target, key, descriptor);
    return target;
  },
  'Object.defineProperties': (m, _, [target, descriptors]) => {
    entriesOf(m, descriptors)?.forEach(([key, descriptor]) => define(m, target, key, descriptor));
    return target;
  },
  'Object.hasOwn': (m, _, [value, key]) => hasOwn(m, value, key),
  'Object#hasOwnProperty': (m, self, [key]) => hasOwn(m, self, key),
  'Object#toString': (m, self) => textOf(m, self),
  'Object#valueOf': (_, self) => self,
  'Object#isPrototypeOf': (m, self) => m.unknown(`prototype ${describe(self)}`, 'computed'),
  'Reflect.get': (m, _, [target, key]) => valueOf(m, target, key),
  'Reflect.set': (m, _, [target, key, value]) => {
    put(m, target, key, value);
    return true;
  },
  'Reflect.has': (m, _, [value, key]) => hasOwn(m, value, key),
  'Reflect.apply': (m, _, [callee, self, given]) => new CallInstead(callee, self, itemsOf(m, given)),
  'Function#call': (m, self, [own, ...given]) => new CallInstead(targetOf(m, self), own, given),
  'Function#apply': (m, self, [own, given]) => new CallInstead(targetOf(m, self), own, itemsOf(m, given)),
  'Function#bind': (m, self, [own, ...given]) => m.make('bound', { target: targetOf(m, self), boundThis: own, given }),
  'Function#toString': (m) => m.unknown('source', 'computed', undefined, true),
  structuredClone: (m, _, [value]) => cloned(m, value),
  'JSON.stringify': (m, _, [value]) => m.unknown(`json ${describe(value)}`, 'computed', undefined, true),
  'JSON.parse': (m, _, [text]) => m.unknown(`parsed ${describe(text)}`, 'computed'),
  'Error.captureStackTrace': () => undefined,
  'EventEmitter#emit': (m, self, [event]) => m.state.of(self, 'object')?.listeners?.has(eventName(event)) ?? false,
  'EventEmitter#on': listen,
  'EventEmitter#once': listen,
  'EventEmitter#addListener': listen,
  'EventEmitter#prependListener': listen,
  'EventEmitter#addEventListener': listen,
  'EventEmitter#off': (_, self) => self,
  'EventEmitter#removeListener': (_, self) => self,
  'EventEmitter#removeEventListener': (_, self) => self,
  'EventEmitter#removeAllListeners': (_, self) => self,
  'EventEmitter#setMaxListeners': (_, self) => self,
  'EventEmitter#listenerCount': () => 0,
  'WeakRef#deref': (m, self) => m.state.of(self, 'object')?.properties.get('target'),
  'AbortController#abort': () => undefined,
  'AbortSignal#addEventListener': () => undefined,
  'AbortSignal#removeEventListener': () => undefined,
  'AbortSignal#throwIfAborted': () => undefined,
  'Timer#ref': (_, self) => self,
  'Timer#unref': (_, self) => self,
  'Timer#refresh': (_, self) => self,
  'Timer#hasRef': () => true,
};

/** A native that was taken off its object keeps what it is: `Function#call` of `Array#push`. */
const targetOf = (_m: Machine, self: Value): Value =>
  self instanceof Native && self.target !== undefined ? self.target : self;

function hasOwn(m: Machine, value: Value, name: Value): Value {
  if (!(value instanceof Reference)) {
    return m.unknown(`${describe(value)} has ${describe(name)}`, 'computed');
  }
  const key = propertyKey(name);
  m.read(value, key);
  const object = m.state.at(value);
  return object.properties.has(key) || object.accessors?.has(key) === true;
}

export function textOf(m: Machine, value: Value): Value {
  if (value instanceof Unknown || value instanceof Reference) {
    return m.unknown(`text ${describe(value)}`, 'computed', undefined, true);
  }
  return value instanceof Native ? value.name : String(value);
}

function cloned(m: Machine, value: Value): Value {
  const object = value instanceof Reference ? m.state.at(value) : undefined;
  if (object?.kind === 'array') {
    return m.array(object.items.slice());
  }
  if (object?.kind !== 'object') {
    return value;
  }
  const copy = m.object();
  copyMembers(m, copy, value);
  return copy;
}

/** An event as the key of its listeners. */
export const eventName = (event: Value): string => (typeof event === 'string' ? event : describe(event));

function listen(m: Machine, self: Value, [event, listener]: readonly Value[]): Value {
  if (m.state.of(self, 'object') !== undefined) {
    const emitter = m.state.writeAs(self as Reference, 'object');
    const name = eventName(event);
    emitter.listeners = new Map(emitter.listeners).set(name, [...(emitter.listeners?.get(name) ?? []), listener]);
  }
  return self;
}

/** `new Error(message, { cause })` */
export function newError(m: Machine, name: string, [message, options]: readonly Value[]): Reference {
  const cause = options instanceof Reference ? valueOf(m, options, 'cause') : undefined;
  return m.error(name, message === undefined ? '' : message, cause);
}

/** `new AbortController()`, whose signal nobody aborts. */
export function newAbortController(m: Machine): Reference {
  const signal = m.object(new Map<Key, Value>([['aborted', false]]), m.native('AbortSignal'));
  return m.object(new Map<Key, Value>([['signal', signal]]), m.native('AbortController'));
}

/** Functions that a value hands over, itself or one member deep. */
export function functionsIn(m: Machine, value: Value): Reference[] {
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
