/** All functions of the language that are not in the prelude, and what `new` makes of its classes. */
import { isErrorName, isTypedArrayName } from '../builtins.js';
import { shapeOf } from '../conversions.js';
import { advanceIterator, iteratorOf, itemsOf } from '../iterators.js';
import type { Machine } from '../machine.js';
import { step } from '../outcomes.js';
import { put } from '../own-members.js';
import { Reference, type Unknown, type Value } from '../values.js';
import { COLLECTIONS, contentOf, newCollection } from './collections.js';
import { DATA } from './data.js';
import { DATES, newDate, setTime } from './dates.js';
import { newController, newEvent } from './events.js';
import { LISTS, newArray } from './lists.js';
import { Threw, type CallBeside, type NativeFunction, type NativeFunctions, type NativeResult } from './native.js';
import { newError, newProxy, OBJECTS } from './objects.js';
import { FOR_PRELUDE } from './prelude.js';
import { SCALARS } from './scalars.js';
import { newBuffer, newTypedArray, SHARED_MEMORY } from './shared-memory.js';
import { STUBS } from './stubs.js';
import { TEXT } from './text.js';
import { newPromise, TIME } from './time.js';

const FUNCTIONS: ReadonlyMap<string, NativeFunction> = new Map(
  Object.entries<NativeFunction>({
    ...LISTS,
    ...COLLECTIONS,
    ...OBJECTS,
    ...SCALARS,
    ...TEXT,
    ...DATA,
    ...DATES,
    ...TIME,
    ...SHARED_MEMORY,
    ...STUBS,
    'WeakRef#deref': (m, self) => m.state.of(self, 'object')?.properties.get('#target'),
    RegExp: (m, _, given) => newRegExp(m, given),
    'String#iterator': (m, self) => iteratorOf(m, itemsOf(m, self)),
    // An iterator is its own.
    'Iterator#itself': (_, self) => self,
    'Proxy.revocable': (m, _, given) => m.object(new Map([['proxy', newProxy(m, given)]])),
    'Iterator#next': (m, self) => {
      const iterator = m.state.of(self, 'iterator');
      const { item, isDone } =
        iterator === undefined ? { item: undefined, isDone: true } : advanceIterator(m, iterator.self);
      return step(m, item, isDone);
    },
    ...FOR_PRELUDE,
  } satisfies NativeFunctions),
);

/** Undefined for one of which nothing is known. */
export const nativeFunction = (name: string): NativeFunction | undefined => FUNCTIONS.get(name);

type Construct = (m: Machine, given: readonly Value[], name: string) => NativeResult;

const collection: Construct = (m, given, name) => newCollection(m, name, given);
const emitter: Construct = (m, _, name) => m.object(undefined, m.native(name));
const event: Construct = (m, given, name) => newEvent(m, name, given);
const buffer: Construct = (m, given, name) => newBuffer(m, name, given);

const CLASSES: Readonly<Record<string, Construct>> = {
  Map: collection,
  WeakMap: collection,
  Set: collection,
  WeakSet: collection,
  Promise: (m, given) => newPromise(m, given),
  Date: newDate,
  Array: newArray,
  Object: (m, [value]) => (value instanceof Reference ? value : m.object()),
  RegExp: newRegExp,
  AbortController: newController,
  EventEmitter: emitter,
  EventTarget: emitter,
  Event: event,
  CustomEvent: event,
  SharedArrayBuffer: buffer,
  ArrayBuffer: buffer,
  Proxy: newProxy,
  WeakRef: (m, [target]) => m.object(new Map([['#target', target]]), m.native('WeakRef')),
  Number: (m, given) => nativeFunction('Number')?.(m, undefined, given),
  String: (m, given) => nativeFunction('String')?.(m, undefined, given),
  Boolean: (m, given) => nativeFunction('Boolean')?.(m, undefined, given),
  Symbol: (m) => new Threw(m.error('TypeError')),
  BigInt: (m) => new Threw(m.error('TypeError')),
};

function newRegExp(m: Machine, [from, flags]: readonly Value[]): Reference {
  const given = m.state.of(from, 'regexp');
  const pattern = given === undefined ? from : given.pattern;
  return m.make('regexp', {
    pattern: typeof pattern === 'string' ? pattern : undefined,
    flags: typeof flags === 'string' ? flags : (given?.flags ?? ''),
  });
}

/** `new` of a class of the language. */
export function construct(m: Machine, name: string, given: readonly Value[]): NativeResult {
  if (isErrorName(name)) {
    return newError(m, name, given);
  }
  if (isTypedArrayName(name)) {
    return newTypedArray(m, name, given);
  }
  return Object.hasOwn(CLASSES, name) ? CLASSES[name]?.(m, given, name) : madeOf(m, name, given);
}

const madeOf = (m: Machine, name: string, given: readonly Value[]): Unknown =>
  m.unknown(`new ${name}(${given.map((value) => shapeOf(m, value)).join()})`, 'package', { path: [name] }, true);

/** `super(…)` in a class that extends one of the language: makes of a new object what the class would have made. */
export function fill(
  m: Machine,
  object: Reference,
  name: string,
  given: readonly Value[],
): Threw | CallBeside | undefined {
  if (isErrorName(name)) {
    fillError(m, object, newError(m, name, given));
    return undefined;
  }
  switch (m.state.at(object).kind) {
    case 'promise':
      return newPromise(m, given, object);
    case 'map':
    case 'set':
      fillCollection(m, object, itemsOf(m, given[0]));
      return undefined;
    case 'array': {
      const made = newArray(m, given);
      m.state.writeAs(object, 'array').items = itemsOf(m, made instanceof Reference ? made : undefined);
      return undefined;
    }
    default:
      if (name === 'Date') {
        setTime(m, object, given);
      }
      return undefined;
  }
}

function fillError(m: Machine, object: Reference, made: Reference): void {
  const { properties } = m.state.at(made);
  properties.forEach((value, key) => put(m, object, key, value));
  const own = m.state.write(object);
  own.hidden = new Set([...(own.hidden ?? []), ...properties.keys()]);
}

function fillCollection(m: Machine, object: Reference, items: readonly Value[]): void {
  const own = m.state.write(object);
  if (own.kind === 'map' || own.kind === 'set') {
    Object.assign(own, contentOf(m, own.kind, items));
  }
}
