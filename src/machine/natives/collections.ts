/** Maps and Sets. `forEach` is in the prelude. */
import type { CollectionObject } from '../heap.js';
import type { Machine } from '../machine.js';
import { itemsOf } from '../properties.js';
import { describe, entryKey, Reference, type Value } from '../values.js';
import type { NativeFunction, NativeFunctions } from './native.js';

const on =
  (run: (m: Machine, collection: CollectionObject, given: readonly Value[]) => Value): NativeFunction =>
  (m, self, given) => {
    const collection = m.state.of(self, 'map') ?? m.state.of(self, 'set');
    return collection === undefined ? m.unknown(`entry of ${describe(self)}`, 'computed') : run(m, collection, given);
  };

const writable = (m: Machine, { self }: CollectionObject): CollectionObject => m.state.write(self) as CollectionObject;

function put(m: Machine, collection: CollectionObject, key: Value, value: Value): Reference {
  const own = writable(m, collection);
  const entry = entryKey(key);
  m.wrote(collection.self, entry, own.entries.get(entry)?.[1], value);
  own.entries.set(entry, [key, value]);
  return collection.self;
}

const has = on((m, { self, entries }, [key]) => {
  m.read(self, entryKey(key));
  return entries.has(entryKey(key));
});

const remove = on((m, collection, [key]) => {
  const own = writable(m, collection);
  const entry = entryKey(key);
  m.wrote(collection.self, entry, own.entries.get(entry)?.[1], undefined);
  return own.entries.delete(entry);
});

const clear = on((m, collection) => {
  m.wrote(collection.self, '*', undefined, undefined);
  writable(m, collection).entries = new Map();
  return undefined;
});

const listing = (pick: (m: Machine, entry: readonly [Value, Value]) => Value): NativeFunction =>
  on((m, { self, entries }) => {
    m.read(self, '*');
    return m.array([...entries.values()].map((entry) => pick(m, entry)));
  });

const keys = listing((_, [key]) => key);
const values = listing((_, [, value]) => value);
const pairs = listing((m, entry) => m.array([...entry]));

export const COLLECTIONS: NativeFunctions = {
  'Map#get': on((m, { self, entries }, [key]) => {
    m.read(self, entryKey(key));
    return entries.get(entryKey(key))?.[1];
  }),
  'Map#set': on((m, map, [key, value]) => put(m, map, key, value)),
  'Set#add': on((m, set, [value]) => put(m, set, value, value)),
  'Map#has': has,
  'Set#has': has,
  'Map#delete': remove,
  'Set#delete': remove,
  'Map#clear': clear,
  'Set#clear': clear,
  'Map#keys': keys,
  'Set#keys': keys,
  'Map#values': values,
  'Set#values': keys,
  'Map#entries': pairs,
  'Set#entries': pairs,
};

/** `new Map(entries)`, `new Set(values)`; weak ones are the same. */
export function newCollection(m: Machine, kind: 'map' | 'set', [from]: readonly Value[]): Reference {
  const entries = new Map<string, readonly [Value, Value]>();
  for (const item of from instanceof Reference ? itemsOf(m, from) : []) {
    const [key, value] = kind === 'set' ? [item, item] : itemsOf(m, item);
    entries.set(entryKey(key), [key, value]);
  }
  return m.make(kind, { entries });
}
