/** What can be done with values without running anything. */
import { isAbsent, UNKNOWN, type CollectionValue, type Value } from './values.js';

const MAX_OPTIONS = 6;

/** One of several; what nothing is known of says nothing. */
export function join(values: readonly Value[]): Value {
  const options = new Set(values.flatMap((value) => (value.kind === 'either' ? value.options : [value])));
  const known = [...options].filter(({ kind }) => kind !== 'unknown');
  const useful = known.length > 1 ? known.filter(({ kind }) => kind !== 'literal') : known;
  if (known.length > 1 && useful.length === 0) {
    return UNKNOWN;
  }
  const [first] = useful;
  return first === undefined
    ? UNKNOWN
    : useful.length === 1 && (options.size === 1 || first.kind !== 'literal')
      ? first
      : useful.length === 1
        ? UNKNOWN
        : { kind: 'either', options: useful.slice(0, MAX_OPTIONS) };
}

/** The same literals, in lists of what is literal or unknown. */
export const isSame = (some: readonly Value[], others: readonly Value[]): boolean =>
  some.length === others.length &&
  some.every(
    (value, at) =>
      (value.kind === 'literal' ? value.value : undefined) ===
      (others[at]?.kind === 'literal' ? others[at].value : undefined),
  );

/** The entry under a key, or any of them; where none is seen, what their type says. */
export function entryOf({ entries, keyed, declared }: CollectionValue, key?: Value): Value {
  const found = key?.kind === 'literal' ? keyed.get(String(key.value)) : undefined;
  return found ?? (entries.length === 0 && declared !== undefined ? declared : join(entries));
}

const MAX_ENTRIES = 8;
const MAX_KEYED = 64;

export function store({ entries, keyed }: CollectionValue, key: Value | undefined, value: Value): void {
  if (entries.length < MAX_ENTRIES) {
    entries.push(value);
  }
  // What stands under a key already is what a `has` would have found.
  if (key?.kind === 'literal' && keyed.size < MAX_KEYED && !keyed.has(String(key.value))) {
    keyed.set(String(key.value), value);
  }
}

/** What `new Map([['a', first], …])` and `new Set([first, …])` hold. */
export function collectionOf(items: Value, declared: Value | undefined): CollectionValue {
  const collection: CollectionValue = {
    kind: 'collection',
    entries: [],
    keyed: new Map(),
    ...(declared && { declared }),
  };
  for (const item of items.kind === 'array' ? items.items : []) {
    const [key, entry = UNKNOWN] = item.kind === 'array' ? item.items : [undefined, item];
    store(collection, key, entry);
  }
  return collection;
}

/** A number that holds unless a caller says otherwise. */
export const nominal = (value: Value): Value => (value.kind === 'literal' ? { ...value, nominal: true } : value);

export function arithmetic(operator: '+' | '-' | '*', left: Value, right: Value): Value {
  if (
    left.kind !== 'literal' ||
    right.kind !== 'literal' ||
    typeof left.value !== 'number' ||
    typeof right.value !== 'number'
  ) {
    return UNKNOWN;
  }
  const value =
    operator === '+'
      ? left.value + right.value
      : operator === '-'
        ? left.value - right.value
        : left.value * right.value;
  return {
    kind: 'literal',
    value,
    ...((left.nominal === true || right.nominal === true) && { nominal: true as const }),
  };
}

/** An object literal: what stands later wins, and what is spread from outside may win over all before it. */
export function objectOf(members: readonly (readonly [string | undefined, Value])[]): Value {
  const known = new Map<string, Value>();
  let open = false;
  for (const [key, value] of members) {
    if (key !== undefined) {
      known.set(key, value);
      continue;
    }
    if (value.kind === 'object' ? value.open : !isAbsent(value)) {
      open = true;
      known.forEach((member, name) => known.set(name, nominal(member)));
    }
    if (value.kind === 'object') {
      value.members.forEach((member, name) => known.set(name, member));
    }
  }
  return { kind: 'object', members: known, open };
}
