/** Iterators of the language, and what of an iteration is known without running code. */
import type { CollectionObject, IteratorObject } from './heap.js';
import type { Machine } from './machine.js';
import { unknownOf, valueOf } from './properties.js';
import { Native, Reference, Unknown, type Key, type Value } from './values.js';

/** An iterator over an array, Map or Set. */
export const iteratorOver = (m: Machine, source: Reference, gives: IteratorObject['gives']): Reference =>
  m.make('iterator', { source, gives, items: [], limit: 0, position: 0, item: undefined, isDone: false });

/** An iterator over items that are known. */
export const iteratorOf = (m: Machine, items: readonly Value[]): Reference =>
  m.make('iterator', {
    source: undefined,
    gives: 'values',
    items,
    limit: 0,
    position: 0,
    item: undefined,
    isDone: false,
  });

/** Goes on to the next item. */
export function advanceIterator(m: Machine, reference: Reference): IteratorObject {
  const own = m.state.writeAs(reference, 'iterator');
  if (!own.isDone) {
    const source = own.source === undefined ? undefined : m.state.at(own.source);
    if (own.source !== undefined) {
      m.read(own.source, source?.kind === 'array' ? '[]' : '*');
    }
    if (source?.kind === 'map' || source?.kind === 'set') {
      nextEntry(m, own, source);
    } else {
      nextItem(m, own, source?.kind === 'array' ? source.items : own.items);
    }
  }
  return own;
}

function nextItem(m: Machine, own: IteratorObject, items: readonly Value[]): void {
  const { position, gives } = own;
  if (position >= items.length) {
    end(own);
    return;
  }
  own.position += 1;
  const item = items[position];
  own.item = given(m, gives, position, item);
}

function end(own: IteratorObject): void {
  own.isDone = true;
  own.item = undefined;
}

function given(m: Machine, gives: IteratorObject['gives'], key: Value, value: Value): Value {
  if (gives === 'entries') {
    return m.array([key, value]);
  }
  return gives === 'keys' ? key : value;
}

/** Entries that were removed in the meantime are passed over, and those that were added come last. */
function nextEntry(m: Machine, own: IteratorObject, { entries, added }: CollectionObject): void {
  for (;;) {
    const key = own.items[own.position] as Key | undefined;
    if (key === undefined) {
      if (added === own.limit) {
        end(own);
        return;
      }
      own.items = [...entries].filter(([, [, , number]]) => number > own.limit).map(([each]) => each);
      own.limit = added;
      own.position = 0;
      continue;
    }
    own.position += 1;
    const entry = entries.get(key);
    if (entry !== undefined && entry[2] <= own.limit) {
      own.item = given(m, own.gives, entry[0], entry[1]);
      return;
    }
  }
}

/** All that is left of an iterator of the language. */
function rest(m: Machine, reference: Reference): Value[] {
  const items: Value[] = [];
  for (let own = advanceIterator(m, reference); !own.isDone; own = advanceIterator(m, reference)) {
    items.push(own.item);
  }
  return items;
}

// Whatever can be iterated

/**
 * Everything that an iteration over a value gives, as far as it is known: of something unknown there is one item. Undefined for what only
 * code can iterate, or what cannot be iterated at all.
 */
export function listOf(m: Machine, value: Value): readonly Value[] | undefined {
  if (typeof value === 'string') {
    return [...value];
  }
  if (value instanceof Unknown) {
    return [m.unknown(`${value.key}[each]`, value.origin, value.name)];
  }
  if (!(value instanceof Reference)) {
    return value instanceof Native ? [m.unknown(`${value.name}[each]`, 'computed')] : undefined;
  }
  const object = m.state.at(value);
  switch (object.kind) {
    case 'array':
      m.read(value, '[]');
      // A hole is an item all the same.
      return Array.from(object.items);
    case 'iterator':
      return rest(m, value);
    case 'map':
    case 'set':
      return isIteratedByCode(m, value) ? undefined : listOfEntries(m, value);
    case 'promise':
      return object.leaf && listOf(m, unknownOf(m, object.leaf));
    case 'object':
      return object.unknownBase && !isIteratedByCode(m, value) ? listOf(m, object.unknownBase) : undefined;
    default:
      return undefined;
  }
}

const isIteratedByCode = (m: Machine, value: Reference): boolean =>
  valueOf(m, value, Symbol.iterator) instanceof Reference;

function listOfEntries(m: Machine, value: Reference): readonly Value[] {
  const object = m.state.at(value);
  m.read(value, '*');
  if (object.kind !== 'map' && object.kind !== 'set') {
    return [];
  }
  return [...object.entries.values()].map((entry) =>
    object.kind === 'set' ? entry[0] : m.array([entry[0], entry[1]]),
  );
}

/** Everything that an iteration gives, for the language's own functions: what only code can iterate is empty. */
export const itemsOf = (m: Machine, value: Value): Value[] => [...(listOf(m, value) ?? [])];
