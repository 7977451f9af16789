/** Arrays. What calls functions (`map`, `reduce`, …) is in the prelude. */
import { isTypedArrayName } from '../builtins.js';
import { joined, said, textOf } from '../conversions.js';
import { LONGEST_ARRAY, type ArrayObject } from '../heap.js';
import { iteratorOver } from '../iterators.js';
import type { Machine } from '../machine.js';
import { binary, LONGEST_TEXT } from '../operators.js';
import { indexOf } from '../properties.js';
import { describe, Native, Reference, Unknown, type Value } from '../values.js';
import { CallInstead, Threw, type NativeFunction, type NativeFunctions, type NativeResult } from './native.js';

/** The items of an array, or of what is like one: text, or an object with a length. */
export function itemsLike(m: Machine, value: Value): readonly Value[] | undefined {
  if (typeof value === 'string') {
    return [...value];
  }
  if (!(value instanceof Reference)) {
    return undefined;
  }
  const object = m.state.at(value);
  if (object.kind === 'array') {
    m.read(value, '[]');
    return object.items;
  }
  const length = object.properties.get('length');
  return typeof length === 'number'
    ? Array.from({ length: lengthOf(length) }, (_, index) => object.properties.get(String(index)))
    : undefined;
}

const lengthOf = (value: number): number => Math.min(Math.max(0, Math.trunc(value) || 0), LONGEST_ARRAY);

/** A method that leaves the array as it is. */
const reading =
  (read: (m: Machine, items: readonly Value[], given: readonly Value[], self: Value) => NativeResult): NativeFunction =>
  (m, self, given) => {
    const items = itemsLike(m, self);
    return items === undefined ? ofNoArray(m, self) : read(m, items, given, self);
  };

const ofNoArray = (m: Machine, self: Value): NativeResult =>
  self === undefined || self === null
    ? new Threw(m.error('TypeError'))
    : m.unknown(`item of ${describe(self)}`, 'computed');

/** A method that changes the array. */
const writing =
  (write: (m: Machine, items: Value[], given: readonly Value[], self: Reference) => Value): NativeFunction =>
  (m, self, given) => {
    const array = m.state.of(self, 'array');
    if (array === undefined) {
      return ofNoArray(m, self);
    }
    if (array.isFrozen === true) {
      return new Threw(m.error('TypeError'));
    }
    const { self: reference, items } = m.state.writeAs(array.self, 'array');
    m.read(reference, '[]');
    m.wrote(reference, '[]', undefined, undefined);
    return write(m, items, given, reference);
  };

const index = (value: Value, otherwise: number | undefined): number | undefined =>
  typeof value === 'number' ? value : otherwise;

/** An array grows no longer: its oldest items are dropped. */
function shorten(items: Value[]): number {
  const { length } = items;
  if (length > LONGEST_ARRAY) {
    items.splice(0, length - LONGEST_ARRAY);
  }
  return items.length;
}

function flattened(m: Machine, items: readonly Value[], depth: number, flat: Value[] = []): Value[] {
  for (const item of items) {
    const inner = m.state.of(item, 'array');
    if (flat.length > LONGEST_ARRAY) {
      return flat;
    }
    if (inner === undefined || depth <= 0) {
      flat.push(item);
    } else {
      flattened(m, inner.items, depth - 1, flat);
    }
  }
  return flat;
}

/** Arrays in arrays are flattened this far: one may be in itself. */
const DEEPEST = 20;

const depthOf = (value: Value): number => Math.min(index(value, 1) || 0, DEEPEST);

/** Where an item is; undefined where nobody knows. */
function positionOf(m: Machine, items: readonly Value[], wanted: Value, from: number): number | undefined {
  let isUnknown = false;
  for (let at = Math.max(0, from < 0 ? items.length + from : from); at < items.length; at += 1) {
    const isEqual = at in items && binary(m, '===', items[at], wanted);
    if (isEqual === true) {
      return at;
    }
    isUnknown ||= isEqual instanceof Unknown;
  }
  return isUnknown ? undefined : -1;
}

function includes(m: Machine, items: readonly Value[], [wanted]: readonly Value[], self: Value): Value {
  if (Number.isNaN(wanted) || wanted === undefined) {
    return items.includes(wanted);
  }
  const at = positionOf(m, items, wanted, 0);
  return at === undefined ? m.unknown(`${describe(self)} includes ${describe(wanted)}`, 'computed') : at >= 0;
}

/** Items as the language orders them where nobody says how: as text, nothing last. */
function ordered(m: Machine, items: readonly Value[]): Value[] {
  const texts = items.map((item) => [item, textOf(m, item)] as const);
  if (texts.some(([, text]) => typeof text !== 'string')) {
    return items.slice();
  }
  const something = texts.filter(([item]) => item !== undefined);
  something.sort(([, one], [, other]) => (one < other ? -1 : Number(one > other)));
  return [...something.map(([item]) => item), ...texts.slice(something.length).map(() => undefined)];
}

const sorted = (m: Machine, array: Reference, compare: Value): NativeResult => {
  if (compare !== undefined) {
    return new CallInstead(m.prelude('Array.sortedBy'), array, [compare]);
  }
  const own = m.state.writeAs(array, 'array');
  own.items = ordered(m, own.items);
  return array;
};

const iterating = (gives: 'keys' | 'values' | 'entries'): NativeFunction => {
  return (m, self) => {
    const items = m.state.of(self, 'array') === undefined ? itemsLike(m, self) : undefined;
    const source = items === undefined ? self : m.array([...items]);
    return source instanceof Reference ? iteratorOver(m, source, gives) : ofNoArray(m, self);
  };
};

export const LISTS: NativeFunctions = {
  'Array#push': writing((_, items, given) => {
    items.push(...given);
    return shorten(items);
  }),
  'Array#pop': writing((_, items) => items.pop()),
  'Array#shift': writing((_, items) => items.shift()),
  'Array#unshift': writing((_, items, given) => {
    items.unshift(...given);
    items.length = Math.min(items.length, LONGEST_ARRAY);
    return items.length;
  }),
  'Array#splice': writing((m, items, given) => {
    const count = given.length > 1 ? (index(given[1], 0) ?? 0) : Infinity;
    const removed = given.length === 0 ? [] : items.splice(index(given[0], 0) ?? 0, count, ...given.slice(2));
    shorten(items);
    return m.array(removed);
  }),
  'Array#reverse': writing((_, items, __, self) => {
    items.reverse();
    return self;
  }),
  'Array#fill': writing((_, items, [value, from, to], self) => {
    items.fill(value, index(from, 0), index(to, undefined));
    return self;
  }),
  'Array#copyWithin': writing((_, items, [target, from, to], self) => {
    items.copyWithin(index(target, 0) ?? 0, index(from, 0) ?? 0, index(to, undefined));
    return self;
  }),
  'Array#sort': (m, self, [compare]) => {
    const array = m.state.of(self, 'array');
    return array === undefined || array.isFrozen === true
      ? new Threw(m.error('TypeError'))
      : sorted(m, array.self, compare);
  },
  'Array#toSorted': reading((m, items, [compare]) => sorted(m, m.array(Array.from(items)), compare)),
  'Array#toReversed': reading((m, items) => m.array(Array.from(items).reverse())),
  'Array#toSpliced': reading((m, items, [from, count, ...added]) => {
    const copy = Array.from(items);
    copy.splice(index(from, 0) ?? 0, index(count, copy.length) ?? 0, ...added);
    return m.array(copy);
  }),
  'Array#with': reading((m, items, [at, value]) => {
    const position = index(at, 0) ?? 0;
    const copy = Array.from(items);
    copy[position < 0 ? copy.length + position : position] = value;
    return m.array(copy);
  }),
  'Array#includes': reading(includes),
  'Array#indexOf': reading((m, items, [wanted, from]) => positionOf(m, items, wanted, index(from, 0) ?? 0) ?? -1),
  'Array#lastIndexOf': reading((m, items, [wanted]) => {
    const at = positionOf(m, Array.from(items).reverse(), wanted, 0) ?? -1;
    return at < 0 ? -1 : items.length - 1 - at;
  }),
  'Array#join': reading((m, items, [separator]) => {
    const text = joined(m, items, typeof separator === 'string' ? separator : ',');
    return typeof text === 'string' && text.length > LONGEST_TEXT ? m.unknown('long text', 'computed') : text;
  }),
  'Array#slice': reading((m, items, [from, to]) => m.array(items.slice(index(from, 0), index(to, undefined)))),
  'Array#concat': reading((m, items, given) => m.array([...items, ...flattened(m, given, 1)])),
  'Array#flat': reading((m, items, [depth]) => m.array(flattened(m, items, depthOf(depth)))),
  'Array#at': reading((_, items, [at]) => items.at(index(at, 0) ?? 0)),
  'Array#keys': iterating('keys'),
  'Array#values': iterating('values'),
  'Array#entries': iterating('entries'),
  'Array#toString': (m, self) => textOf(m, self),
  'Array.isArray': (m, _, [value]) => isArray(m, said(m, value)),
  'Array.of': (m, _, given) => m.array(given.slice()),
  Array: (m, _, given) => newArray(m, given),
};

function isArray(m: Machine, value: Value): Value {
  if (value instanceof Unknown) {
    return m.unknown(`isArray ${value.key}`, 'computed');
  }
  const array: ArrayObject | undefined = m.state.of(value, 'array');
  return array !== undefined && !(array.prototype instanceof Native && isTypedArrayName(array.prototype.name));
}

/** `new Array(3)`, `new Array(a, b)` */
export function newArray(m: Machine, given: readonly Value[]): NativeResult {
  const [length] = given;
  if (given.length !== 1 || typeof length !== 'number') {
    return m.array(given.slice());
  }
  return indexOf(length) === undefined
    ? new Threw(m.error('RangeError'))
    : m.array(new Array<Value>(Math.min(length, LONGEST_ARRAY)));
}
