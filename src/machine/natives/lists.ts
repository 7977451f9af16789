/** Arrays. What calls functions (`map`, `reduce`, …) is in the prelude. */
import type { ArrayObject } from '../heap.js';
import type { Machine } from '../machine.js';
import { binary } from '../operators.js';
import { itemsOf } from '../properties.js';
import { describe, isPrimitive, Reference, Unknown, type Value } from '../values.js';
import type { NativeFunction, NativeFunctions } from './native.js';

/** An array grows no longer: its oldest items are dropped. */
const LONGEST = 3_000;

/** A method that leaves the array as it is. */
const reading =
  (read: (m: Machine, array: ArrayObject, given: readonly Value[]) => Value): NativeFunction =>
  (m, self, given) => {
    const array = m.state.of(self, 'array');
    if (array === undefined) {
      return m.unknown(`item of ${describe(self)}`, 'computed');
    }
    m.read(array.self, '[]');
    return read(m, array, given);
  };

/** Items to write; of something that is no array, none. */
const ownItems = (m: Machine, self: Value): Value[] =>
  m.state.of(self, 'array') === undefined ? [] : m.state.writeAs(self as Reference, 'array').items;

/** A method that changes the array. */
const writing =
  (write: (m: Machine, items: Value[], given: readonly Value[]) => Value): NativeFunction =>
  (m, self, given) => {
    if (m.state.of(self, 'array') === undefined) {
      return m.unknown(`item of ${describe(self)}`, 'computed');
    }
    const { self: reference, items } = m.state.writeAs(self as Reference, 'array');
    m.read(reference, '[]');
    m.wrote(reference, '[]', undefined, undefined);
    return write(m, items, given);
  };

const index = (value: Value, otherwise: number | undefined): number | undefined =>
  typeof value === 'number' ? value : otherwise;

const flattened = (m: Machine, items: readonly Value[]): Value[] =>
  items.flatMap((item) => m.state.of(item, 'array')?.items ?? [item]);

export const LISTS: NativeFunctions = {
  'Array#push': writing((_, items, given) => {
    items.push(...given);
    if (items.length > LONGEST) {
      items.splice(0, items.length - LONGEST);
    }
    return items.length;
  }),
  'Array#pop': writing((_, items) => items.pop()),
  'Array#shift': writing((_, items) => items.shift()),
  'Array#unshift': writing((_, items, given) => items.unshift(...given)),
  'Array#splice': writing((m, items, given) => {
    const count = given.length > 1 ? (index(given[1], 0) ?? 0) : Infinity;
    return m.array(items.splice(index(given[0], 0) ?? 0, count, ...given.slice(2)));
  }),
  'Array#reverse': (m, self) => {
    ownItems(m, self).reverse();
    return self;
  },
  'Array#fill': (m, self, [value]) => {
    ownItems(m, self).fill(value);
    return self;
  },
  'Array#sort': (_, self) => self,
  'Array#toSorted': reading((m, { items }) => m.array(items.slice())),
  'Array#toReversed': reading((m, { items }) => m.array(items.slice().reverse())),
  'Array#includes': reading((m, { items, self }, [wanted]) => {
    const equal = items.map((item) => binary(m, '===', item, wanted));
    if (equal.includes(true)) {
      return true;
    }
    return equal.some((each) => each instanceof Unknown)
      ? m.unknown(`${describe(self)} includes ${describe(wanted)}`, 'computed')
      : false;
  }),
  'Array#indexOf': reading((m, { items }, [wanted]) =>
    items.findIndex((item) => binary(m, '===', item, wanted) === true),
  ),
  'Array#join': reading((m, { items }, [separator]) =>
    items.every(isPrimitive)
      ? items.join(typeof separator === 'string' ? separator : ',')
      : m.unknown('joined', 'computed'),
  ),
  'Array#slice': reading((m, { items }, [from, to]) => m.array(items.slice(index(from, 0), index(to, undefined)))),
  'Array#concat': reading((m, { items }, given) => m.array([...items, ...flattened(m, given)])),
  'Array#flat': reading((m, { items }) => m.array(flattened(m, items))),
  'Array#at': reading((_, { items }, [at]) => items.at(index(at, 0) ?? 0)),
  'Array#with': reading((m, { items }, [at, value]) => m.array(items.map((item, i) => (i === at ? value : item)))),
  'Array#keys': reading((m, { items }) => m.array([...items.keys()])),
  'Array#values': (_, self) => self,
  'Array#entries': reading((m, { items }) => m.array(items.map((item, i) => m.array([i, item])))),
  'Array.isArray': (m, _, [value]) =>
    value instanceof Unknown ? m.unknown(`isArray ${value.key}`, 'computed') : m.state.of(value, 'array') !== undefined,
  'Array.of': (m, _, given) => m.array(given.slice()),
  // What `Array.from` of the prelude begins with.
  'Array.listed': (m, _, [value]) => m.array(value instanceof Reference ? listed(m, value) : itemsOf(m, value)),
  Array: (m, _, given) => newArray(m, given),
};

/** `{ length: 3 }` is a list of three. */
function listed(m: Machine, value: Reference): Value[] {
  const object = m.state.at(value);
  const length = object.kind === 'object' ? object.properties.get('length') : undefined;
  return typeof length === 'number'
    ? new Array<Value>(Math.min(Math.max(0, Math.trunc(length)), 1_000)).fill(undefined)
    : itemsOf(m, value);
}

/** `new Array(3)`, `new Array(a, b)` */
export function newArray(m: Machine, given: readonly Value[]): Reference {
  const [length] = given;
  const isLength = given.length === 1 && typeof length === 'number';
  return m.array(
    isLength ? new Array<Value>(Math.min(Math.max(0, Math.trunc(length) || 0), 1_000)).fill(undefined) : given.slice(),
  );
}
