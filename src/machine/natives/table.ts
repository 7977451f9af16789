/** All functions of the language that are not in the prelude, and what `new` makes of its classes. */
import type { Machine } from '../machine.js';
import type { Unknown } from '../values.js';
import { describe, type Value } from '../values.js';
import { COLLECTIONS, newCollection } from './collections.js';
import { LISTS, newArray } from './lists.js';
import { type NativeFunction, type NativeFunctions, type NativeResult } from './native.js';
import { newAbortController, newError, OBJECTS } from './objects.js';
import { SCALARS } from './scalars.js';
import { STUBS } from './stubs.js';
import { newDate, newPromise, TIME } from './time.js';

const FUNCTIONS: ReadonlyMap<string, NativeFunction> = new Map(
  Object.entries<NativeFunction>({
    ...LISTS,
    ...COLLECTIONS,
    ...OBJECTS,
    ...SCALARS,
    ...TIME,
    ...STUBS,
  } satisfies NativeFunctions),
);

/** Undefined for one of which nothing is known. */
export const nativeFunction = (name: string): NativeFunction | undefined => FUNCTIONS.get(name);

export const isErrorName = (name: string): boolean => name.endsWith('Error') || name === 'DOMException';

const CLASSES: Readonly<Record<string, (m: Machine, given: readonly Value[]) => NativeResult>> = {
  Map: (m, given) => newCollection(m, 'map', given),
  WeakMap: (m, given) => newCollection(m, 'map', given),
  Set: (m, given) => newCollection(m, 'set', given),
  WeakSet: (m, given) => newCollection(m, 'set', given),
  Promise: newPromise,
  Date: newDate,
  Array: newArray,
  Object: (m) => m.object(),
  RegExp: (m, [pattern, flags]) =>
    m.make('regexp', {
      pattern: typeof pattern === 'string' ? pattern : undefined,
      flags: typeof flags === 'string' ? flags : '',
    }),
  AbortController: newAbortController,
  EventEmitter: (m) => m.object(undefined, m.native('EventEmitter')),
  EventTarget: (m) => m.object(undefined, m.native('EventEmitter')),
  WeakRef: (m, [target]) => m.object(new Map([['target', target]]), m.native('WeakRef')),
};

/** `new` of a class of the language. */
export function construct(m: Machine, name: string, given: readonly Value[]): NativeResult {
  if (isErrorName(name)) {
    return newError(m, name, given);
  }
  return CLASSES[name]?.(m, given) ?? madeOf(m, name, given);
}

const madeOf = (m: Machine, name: string, given: readonly Value[]): Unknown =>
  m.unknown(`new ${name}(${given.map(describe).join()})`, 'package', { path: [name] }, true);
