/** Which members the language's own classes and objects have. What they do stands in `natives/` and in the prelude. */
import type { Machine } from './machine.js';
import { Native, type Key, type Value } from './values.js';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Methods of instances, by class. */
const MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  Object: words('hasOwnProperty toString toLocaleString valueOf isPrototypeOf propertyIsEnumerable'),
  Function: words('call apply bind toString'),
  Array: words(
    'push pop shift unshift map forEach filter reduce reduceRight find findIndex findLast findLastIndex some every includes indexOf lastIndexOf join slice splice concat reverse sort toSorted toReversed toSpliced flat flatMap at fill copyWithin keys values entries with toString',
  ),
  Promise: words('then catch finally'),
  Map: words('get set has delete clear keys values entries forEach'),
  Set: words('add has delete clear keys values entries forEach'),
  Generator: words('next return throw'),
  Iterator: words('next map filter take drop toArray'),
  RegExp: words('test exec toString'),
  Error: words('toString'),
  Date: words(
    'getTime valueOf toISOString toJSON toString toDateString toTimeString toLocaleString toLocaleDateString toLocaleTimeString toUTCString getTimezoneOffset getMilliseconds getSeconds getMinutes getHours getDay getDate getMonth getFullYear getUTCMilliseconds getUTCSeconds getUTCMinutes getUTCHours getUTCDay getUTCDate getUTCMonth getUTCFullYear setTime setMilliseconds setSeconds setMinutes setHours setDate setMonth setFullYear setUTCMilliseconds setUTCSeconds setUTCMinutes setUTCHours setUTCDate setUTCMonth setUTCFullYear',
  ),
  EventEmitter: words(
    'on once off emit addListener removeListener removeAllListeners prependListener prependOnceListener setMaxListeners getMaxListeners listenerCount listeners eventNames',
  ),
  EventTarget: words('addEventListener removeEventListener dispatchEvent'),
  Event: words('preventDefault stopPropagation stopImmediatePropagation'),
  AbortController: words('abort'),
  AbortSignal: words('throwIfAborted'),
  WeakRef: words('deref'),
  Timer: words('ref unref hasRef refresh'),
};

/** What classes of the language extend, where that is not `Object`. */
const PARENTS: Readonly<Record<string, string>> = {
  AbortSignal: 'EventTarget',
  CustomEvent: 'Event',
  Generator: 'Iterator',
  WeakMap: 'Map',
  WeakSet: 'Set',
  ...Object.fromEntries(
    [
      'Int8Array',
      'Uint8Array',
      'Uint8ClampedArray',
      'Int16Array',
      'Uint16Array',
      'Int32Array',
      'Uint32Array',
      'Float32Array',
      'Float64Array',
    ].map((name) => [name, 'Array']),
  ),
};

export const isErrorName = (name: string): boolean => name.endsWith('Error') || name === 'DOMException';

/** Arrays of numbers of one kind. */
export const isTypedArrayName = (name: string): boolean => PARENTS[name] === 'Array';

/** What a class of the language extends. */
export function parentOf(name: string): string | undefined {
  if (isErrorName(name) && name !== 'Error') {
    return 'Error';
  }
  return name === 'Object' ? undefined : (PARENTS[name] ?? 'Object');
}

/** Methods that stand under the symbols of the language. */
const UNDER_SYMBOLS: readonly (readonly [symbol: symbol, className: string, method: string])[] = [
  [Symbol.iterator, 'Array', 'Array#values'],
  [Symbol.iterator, 'Map', 'Map#entries'],
  [Symbol.iterator, 'Set', 'Set#values'],
  [Symbol.iterator, 'Iterator', 'Iterator#itself'],
];

/** A member that instances of a class inherit; undefined if there is none. */
export function nativeMember(m: Machine, className: string, key: Key): Value {
  if (key === 'constructor') {
    return m.native(className);
  }
  for (let name: string | undefined = className; name !== undefined; name = parentOf(name)) {
    const owner = name;
    if (typeof key === 'symbol') {
      const found = UNDER_SYMBOLS.find(([symbol, cls]) => symbol === key && cls === owner);
      if (found !== undefined) {
        return m.native(found[2]);
      }
    } else if (MEMBERS[owner]?.has(key) === true) {
      return m.native(`${owner}#${key}`);
    } else if (owner === 'Error') {
      return memberOfErrors(m, className, key);
    }
  }
  return undefined;
}

function memberOfErrors(m: Machine, className: string, key: string): Value {
  switch (key) {
    case 'name':
      return className;
    case 'message':
      return '';
    case 'stack':
      return m.unknown('stack', 'computed', undefined, true);
    default:
      return nativeMember(m, 'Object', key);
  }
}

/** Variables that every program has and that the machine knows. */
const GLOBALS = words(
  'globalThis window global self performance Date Math Promise Object Array JSON Number String Boolean Reflect Symbol Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError DOMException console crypto process Atomics Buffer Intl Map Set WeakMap WeakSet WeakRef RegExp URL URLSearchParams setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask structuredClone parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI btoa atob AbortController AbortSignal BigInt Event CustomEvent EventTarget Proxy SharedArrayBuffer ArrayBuffer Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array Function Iterator',
);

const WHOLE = words('globalThis window global self');

/** The object whose members are the global variables. */
export const isWhole = ({ name }: Native): boolean => WHOLE.has(name);

/** Objects of the platform that cannot be called. */
const NAMESPACES = new Set([...WHOLE, ...words('Math JSON Reflect Atomics Intl console process crypto performance')]);

/** Whether `typeof` says `function` of one of the language's own values. */
export const isCallableNative = ({ name }: Native): boolean => !NAMESPACES.has(name) && !name.endsWith('.prototype');

/** A global variable; an unknown for one that the machine does not know. */
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

/** Objects whose members are those that the host's own have. */
const HOSTED = words('Math Number Symbol Object Array Promise Reflect JSON String Date BigInt Atomics Map Set Error');

/** What the language has, and the oldest host lacks. */
const NEWER: Readonly<Record<string, Value>> = {
  'Symbol.dispose': Symbol.for('dispose'),
  'Symbol.asyncDispose': Symbol.for('asyncDispose'),
};

const NEWER_FUNCTIONS = words('Promise.withResolvers Promise.try Array.fromAsync Object.groupBy Map.groupBy');

/** What is known of the platform's data is that it is there: `process.platform`. */
const PLATFORM = words('process crypto');

/** A member of the language's own objects: `Math.max`, `Map.prototype`, `process.env`. */
export function memberOfNative(m: Machine, native: Native, key: Key): Value {
  const { name } = native;
  if (WHOLE.has(name)) {
    return typeof key === 'string' ? globalOf(m, key) : undefined;
  }
  if (name.endsWith('.prototype')) {
    return nativeMember(m, name.slice(0, -'.prototype'.length), key);
  }
  if ((key === 'call' || key === 'apply' || key === 'bind') && isCallableNative(native)) {
    return new Native(`Function#${key}`, native);
  }
  if (typeof key === 'symbol' || name.includes('#')) {
    return key === 'name' ? name.slice(name.indexOf('#') + 1) : undefined;
  }
  if (key === 'prototype' || key === 'name') {
    return key === 'name' ? name : m.native(`${name}.prototype`);
  }
  return memberOfObject(m, name, key);
}

function memberOfObject(m: Machine, name: string, key: string): Value {
  const full = `${name}.${key}`;
  if (full in NEWER) {
    return NEWER[full];
  }
  if (NEWER_FUNCTIONS.has(full)) {
    return m.native(full);
  }
  if (name === 'EventEmitter') {
    return m.native(key === 'once' ? 'EventEmitter.onceByPromise' : name);
  }
  const host: unknown = (globalThis as Record<string, unknown>)[name];
  const member = (host as Record<string, unknown> | undefined)?.[key];
  if (HOSTED.has(name) && typeof member !== 'function') {
    return member as Value;
  }
  return PLATFORM.has(name) && typeof member !== 'function'
    ? m.unknown(key, 'argument', { path: [key] })
    : m.native(full);
}
