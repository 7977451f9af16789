/** Maps and Sets. `forEach` is in the prelude. */
import type { CollectionObject, Entry } from '../heap.js';
import { iteratorOver, itemsOf, listOf } from '../iterators.js';
import type { Machine } from '../machine.js';
import { describe, entryKey, Unknown, type Key, type Value } from '../values.js';
import { CallInstead, Threw, type NativeFunction, type NativeFunctions, type NativeResult } from './native.js';

const on =
  (run: (m: Machine, collection: CollectionObject, given: readonly Value[]) => Value): NativeFunction =>
  (m, self, given) => {
    const collection = m.state.of(self, 'map') ?? m.state.of(self, 'set');
    if (collection !== undefined) {
      return run(m, collection, given);
    }
    return self instanceof Unknown
      ? m.unknown(`entry of ${describe(self)}`, 'computed')
      : new Threw(m.error('TypeError'));
  };

const writable = (m: Machine, { self }: CollectionObject): CollectionObject => m.state.write(self) as CollectionObject;

function put(m: Machine, collection: CollectionObject, key: Value, value: Value): Value {
  const own = writable(m, collection);
  const entry = entryKey(key);
  const before = own.entries.get(entry);
  m.wrote(collection.self, entry, before?.[1], value);
  if (before === undefined) {
    own.added += 1;
  }
  own.entries.set(entry, [key, value, before?.[2] ?? own.added]);
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

const iterating = (gives: 'keys' | 'values' | 'entries'): NativeFunction =>
  on((m, { self }) => iteratorOver(m, self, gives));

/** The last entry whose key is not known. */
const ofUnknownKey = (entries: CollectionObject['entries']): Entry | undefined =>
  [...entries.values()].findLast(([key]) => key instanceof Unknown);

export const COLLECTIONS: NativeFunctions = {
  'Map#get': on((m, { self, entries }, [key]) => {
    m.read(self, entryKey(key));
    return (entries.get(entryKey(key)) ?? (m.state.findsAnyKey ? ofUnknownKey(entries) : undefined))?.[1];
  }),
  'Map#set': on((m, map, [key, value]) => put(m, map, key, value)),
  'Set#add': on((m, set, [value]) => put(m, set, value, value)),
  'Map#has': has,
  'Set#has': has,
  'Map#delete': remove,
  'Set#delete': remove,
  'Map#clear': clear,
  'Set#clear': clear,
  'Map#keys': iterating('keys'),
  'Set#keys': iterating('keys'),
  'Map#values': iterating('values'),
  'Set#values': iterating('values'),
  'Map#entries': iterating('entries'),
  'Set#entries': iterating('entries'),
};

/** What a new collection consists of. */
export function contentOf(
  m: Machine,
  kind: 'map' | 'set',
  items: readonly Value[],
): Pick<CollectionObject, 'entries' | 'added'> {
  const entries = new Map<Key, Entry>();
  for (const item of items) {
    const [key, value] = kind === 'set' ? [item, item] : itemsOf(m, item);
    const number = entries.get(entryKey(key))?.[2] ?? entries.size + 1;
    entries.set(entryKey(key), [key, value, number]);
  }
  return { entries, added: entries.size };
}

/** `new Map(entries)`, `new Set(values)`; weak ones are the same. What of the entries is not known is not in it. */
export function newCollection(m: Machine, name: string, [from]: readonly Value[]): NativeResult {
  const kind = name.endsWith('Map') ? 'map' : 'set';
  const items = from === undefined || from === null || from instanceof Unknown ? [] : listOf(m, from);
  if (items === undefined) {
    return new CallInstead(m.prelude('Array.madeInto'), undefined, [m.native(name), from]);
  }
  const prototype = name.startsWith('Weak') ? m.native(name) : null;
  return m.make(kind, { prototype, ...contentOf(m, kind, items) });
}
