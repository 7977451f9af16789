/** Which members the language's own classes and objects have. What they do stands in `natives/` and in the prelude. */
import type { Machine } from './machine.js';
import { Native, type Key, type Value } from './values.js';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Methods of instances, by class. */
const MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  Object: words('hasOwnProperty toString valueOf isPrototypeOf'),
  Function: words('call apply bind toString'),
  Array: words(
    'push pop shift unshift map forEach filter reduce reduceRight find findIndex findLast findLastIndex some every includes indexOf join slice splice concat reverse sort toSorted toReversed flat flatMap at fill keys values entries with',
  ),
  Promise: words('then catch finally'),
  Map: words('get set has delete clear keys values entries forEach'),
  Set: words('add has delete clear keys values entries forEach'),
  Generator: words('next return throw'),
  Iterator: words('next'),
  RegExp: words('test exec'),
  Date: words(
    'getTime valueOf toISOString toString getSeconds getMinutes getHours getDay getDate getMonth getFullYear setTime',
  ),
  EventEmitter: words(
    'on once off emit addListener removeListener removeAllListeners prependListener setMaxListeners listenerCount addEventListener removeEventListener dispatchEvent',
  ),
  AbortController: words('abort'),
  AbortSignal: words('addEventListener removeEventListener throwIfAborted'),
  WeakRef: words('deref'),
  Timer: words('ref unref hasRef refresh'),
};

/** Whether instances of a class have a method of that name. */
export const hasMember = (className: string, key: Key): boolean =>
  typeof key === 'string' && (MEMBERS[className]?.has(key) ?? false);

/** Variables that every program has and that the machine knows. */
const GLOBALS = words(
  'globalThis window global self performance Date Math Promise Object Array JSON Number String Boolean Reflect Symbol Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError DOMException console crypto process Atomics Buffer Intl Map Set WeakMap WeakSet WeakRef RegExp URL URLSearchParams setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask structuredClone parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent AbortController AbortSignal BigInt Event EventTarget Proxy Int32Array SharedArrayBuffer Float64Array Uint8Array Function',
);

const WHOLE = words('globalThis window global self');

/** A global variable; undefined for one that the machine does not know. */
export function globalOf(m: Machine, name: string): Value {
  const assigned = m.state.globals.get(name);
  if (assigned !== undefined) {
    return assigned;
  }
  switch (name) {
    case 'Infinity':
      return Infinity;
    case 'NaN':
      return NaN;
    case 'undefined':
      return undefined;
    default:
      return GLOBALS.has(name) ? m.native(name) : m.unknown(`global:${name}`, 'package', { path: [name] });
  }
}

const CONSTANTS: Readonly<Record<string, Value>> = {
  'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
  'Number.MIN_SAFE_INTEGER': Number.MIN_SAFE_INTEGER,
  'Number.MAX_VALUE': Number.MAX_VALUE,
  'Number.EPSILON': Number.EPSILON,
  'Number.POSITIVE_INFINITY': Infinity,
  'Number.NEGATIVE_INFINITY': -Infinity,
  'Number.NaN': NaN,
  'Math.PI': Math.PI,
  'Math.E': Math.E,
  'Symbol.iterator': Symbol.iterator,
  'Symbol.asyncIterator': Symbol.asyncIterator,
  'Symbol.dispose': Symbol.for('dispose'),
  'Symbol.asyncDispose': Symbol.for('asyncDispose'),
  'Symbol.toStringTag': Symbol.toStringTag,
  'Symbol.hasInstance': Symbol.hasInstance,
};

/** A member of the language's own objects: `Math.max`, `Map.prototype`, `process.env`. */
export function memberOfNative(m: Machine, native: Native, key: Key): Value {
  const { name } = native;
  if (typeof key === 'symbol') {
    return undefined;
  }
  if (`${name}.${key}` in CONSTANTS) {
    return CONSTANTS[`${name}.${key}`];
  }
  if (WHOLE.has(name)) {
    return globalOf(m, key);
  }
  if (name.includes('#')) {
    return key === 'call' || key === 'apply' || key === 'bind' ? new Native(`Function#${key}`, native) : undefined;
  }
  if (name.endsWith('.prototype')) {
    return m.native(`${name.slice(0, -'.prototype'.length)}#${key}`);
  }
  if (name === 'process' && key === 'env') {
    return m.unknown('env', 'argument', { path: ['env'] });
  }
  if (key === 'prototype') {
    return m.native(`${name}.prototype`);
  }
  return key === 'call' || key === 'apply' || key === 'bind'
    ? new Native(`Function#${key}`, native)
    : m.native(`${name}.${key}`);
}
