/**
 * What a register can hold.
 *
 * Primitives are themselves. Everything with an identity lives on the heap and is held by reference; there is one `Reference` for
 * each object, so that values are compared with `===`. What comes from outside is unknown, and two unknowns that were made in the same
 * way are the same one: a Map that is keyed by an unknown host finds its entry again.
 */

/** The identity of an object on the heap. */
export class Reference {
  constructor(
    /** Ids grow: an object with a smaller one is older. */
    readonly id: number,
  ) {}
}

/** Where an unknown value comes from, as far as it decides what may be assumed of it. */
export type Origin =
  /** Handed in by whoever calls the program. */
  | 'argument'
  /** A parameter of a function that was given to a framework. */
  | 'framework'
  /** What a service answered: well, or with a failure that does not reject. */
  | 'answer'
  | 'bad answer'
  /** What a failed call rejects with. */
  | 'failure'
  /** An object of a package, or of the platform, that nobody has described. */
  | 'package'
  /** A test that nobody can decide: a comparison with something unknown, an unknown predicate. */
  | 'computed';

/** How the code writes a value: `this.metrics.counter('x').inc` is `metrics`, `counter`, `inc`. */
export interface WrittenName {
  readonly path: readonly string[];
  /** The package or platform module that its beginning was imported from. */
  readonly package?: string;
}

/** Something of which the program does not say what it is. */
export class Unknown {
  constructor(
    /** How it was made; the same key is the same value. */
    readonly key: string,
    readonly origin: Origin,
    readonly name: WrittenName,
    /** It is an object, a function, an error or text that is not empty, so that tests of it hold. */
    readonly isTruthy: boolean,
  ) {}
}

/** A function, class or object of the language: `Array#push`, `Math`, `Promise`. */
export class Native {
  constructor(
    readonly name: string,
    /** What a native method is called on, where it was taken off it: `[].push.call`. */
    readonly target?: Value,
  ) {}
}

export type Primitive = string | number | boolean | bigint | symbol | null | undefined;
export type Value = Primitive | Reference | Unknown | Native;

export const isPrimitive = (value: Value): value is Primitive => typeof value !== 'object' || value === null;

/** Beyond this many characters, the end of a key is told apart by a hash. */
const LONGEST_KEY = 160;

/** Unknowns and natives, one for each key. */
export class Interner {
  readonly #unknowns = new Map<string, Unknown>();
  readonly #natives = new Map<string, Native>();

  /** The unknown of a key. Whoever makes it first says what it is. */
  unknown(key: string, origin: Origin, name: WrittenName = NAMELESS, isTruthy = false): Unknown {
    const short = key.length > LONGEST_KEY ? `${key.slice(0, 60)}~${hash(key)}` : key;
    const full = `${origin}:${short}`;
    let unknown = this.#unknowns.get(full);
    if (unknown === undefined) {
      unknown = new Unknown(full, origin, name, isTruthy);
      this.#unknowns.set(full, unknown);
    }
    return unknown;
  }

  native(name: string): Native {
    let native = this.#natives.get(name);
    if (native === undefined) {
      native = new Native(name);
      this.#natives.set(name, native);
    }
    return native;
  }
}

const NAMELESS: WrittenName = { path: [] };

/** 53 bits of a string, in base 36. */
export function hash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** A value as text, for keys and messages: `"open"`, `@12`, `?argument:id`, `%Math`. */
export function describe(value: Value): string {
  if (value instanceof Reference) {
    return `@${value.id}`;
  }
  if (value instanceof Unknown) {
    return `?${value.key}`;
  }
  if (value instanceof Native) {
    return `%${value.name}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** What a value is as the key of a property or of a Map. Symbols stay themselves. */
export type Key = string | symbol;

/** The key of a property. An unknown one is a key of its own, so that it finds what was put there. */
export function propertyKey(value: Value): Key {
  if (typeof value === 'symbol') {
    return value;
  }
  return isPrimitive(value) ? String(value) : describe(value);
}

/** The key of an entry of a Map or Set: unlike a property's, it tells `1` from `"1"`. */
export function entryKey(value: Value): string {
  if (typeof value === 'symbol') {
    return `symbol ${symbolNumber(value)}`;
  }
  return isPrimitive(value) ? `${typeof value} ${String(value)}` : describe(value);
}

/** Symbols of one description are told apart in the order in which they are first seen. */
const symbolNumbers = new WeakMap<WeakKey, number>();
let symbols = 0;

function symbolNumber(symbol: symbol): string {
  const shared = Symbol.keyFor(symbol);
  if (shared !== undefined) {
    return `for ${shared}`;
  }
  const known = symbolNumbers.get(symbol) ?? (symbols += 1);
  symbolNumbers.set(symbol, known);
  return String(known);
}
