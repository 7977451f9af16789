/** What an object has itself: written, removed, listed and copied. */
import { isWhole } from './builtins.js';
import { LONGEST_ARRAY, type HeapObject } from './heap.js';
import type { Machine } from './machine.js';
import { ARRAY_INDEX, indexOf, LONGEST_CHAIN } from './properties.js';
import { isPrimitive, Native, propertyKey, Reference, type Key, type Value } from './values.js';

/** The setter of a member, if it has one. `null`: it can only be read. */
export function setterOf(m: Machine, object: Reference, key: Key): Value {
  let current: Reference | Native | null = object;
  for (let depth = 0; depth < LONGEST_CHAIN && current instanceof Reference; depth += 1) {
    const here: HeapObject = m.state.at(current);
    const accessor = here.accessors?.get(key);
    if (accessor !== undefined) {
      return accessor.set ?? null;
    }
    if (here.properties.has(key)) {
      return undefined;
    }
    current = here.prototype;
  }
  return undefined;
}

/** What a member of one of the language's own objects is kept as. Members of the global object are variables. */
const globalName = (object: Native, key: Key): string =>
  isWhole(object) ? String(key) : `${object.name}.${String(key)}`;

/** Writes a member of its own, without running a setter. */
export function put(m: Machine, object: Value, name: Value, value: Value): void {
  if (object instanceof Native) {
    m.state.globals.set(globalName(object, propertyKey(name)), value);
    return;
  }
  if (!(object instanceof Reference)) {
    return;
  }
  const target = m.state.write(object);
  if (target.kind === 'array') {
    const index = indexOf(name);
    if (index !== undefined || name === 'length') {
      m.wrote(object, '[]', undefined, undefined);
      putItem(target.items, index, value);
      return;
    }
  }
  const key = propertyKey(name);
  m.wrote(object, key, target.properties.get(key), value);
  target.properties.set(key, value);
}

function putItem(items: Value[], index: number | undefined, value: Value): void {
  if (index === undefined) {
    const length = typeof value === 'number' ? Math.trunc(value) || 0 : items.length;
    items.length = Math.min(Math.max(0, length), LONGEST_ARRAY);
  } else if (index < LONGEST_ARRAY) {
    items[index] = value;
  }
}

/** Makes a member of its own what it is said to be, whatever it was before. */
export function define(m: Machine, object: Reference, name: Value, value: Value): void {
  m.state.write(object).accessors?.delete(propertyKey(name));
  put(m, object, name, value);
}

/** Removes a member of its own. */
export function remove(m: Machine, object: Value, name: Value): void {
  if (object instanceof Native) {
    m.state.globals.delete(globalName(object, propertyKey(name)));
    return;
  }
  if (!(object instanceof Reference)) {
    return;
  }
  const target = m.state.write(object);
  const index = target.kind === 'array' ? indexOf(name) : undefined;
  if (target.kind === 'array' && index !== undefined) {
    m.wrote(object, '[]', undefined, undefined);
    // eslint-disable-next-line @typescript-eslint/no-array-delete -- So does the program.
    delete target.items[index];
    return;
  }
  const key = propertyKey(name);
  m.wrote(object, key, target.properties.get(key), undefined);
  target.properties.delete(key);
  target.accessors?.delete(key);
}

/** What an object inherits from is another one from now on. */
export function setPrototype(m: Machine, reference: Reference, prototype: Value): void {
  if (prototype instanceof Reference || prototype === null) {
    m.state.write(reference).prototype = prototype;
  } else if (prototype instanceof Native) {
    m.state.write(reference).prototype = m.native(classNameOf(prototype));
  }
}

// Listing

/** Keys of its own that an object shows, in the order of the language: numbers, then the others as they were added. */
export function ownKeys(object: HeapObject): string[] {
  const { properties, hidden } = object;
  const keys: string[] = object.kind === 'array' ? Object.keys(object.items) : [];
  let hasNumbers = false;
  for (const key of properties.keys()) {
    if (typeof key === 'string' && !key.startsWith('#') && hidden?.has(key) !== true) {
      keys.push(key);
      hasNumbers ||= ARRAY_INDEX.test(key);
    }
  }
  if (!hasNumbers) {
    return keys;
  }
  const numbers = keys.filter((key) => ARRAY_INDEX.test(key)).sort((one, other) => Number(one) - Number(other));
  return [...numbers, ...keys.filter((key) => !ARRAY_INDEX.test(key))];
}

/** Whether code has to run to list what an object has: a getter, or what a proxy traps. */
export function isListedByCode({ kind, accessors, hidden }: HeapObject): boolean {
  return (
    kind === 'proxy' || (accessors !== undefined && [...accessors.keys()].some((key) => hidden?.has(key) !== true))
  );
}

/** Copies what one object has itself and shows to another one. */
export function copyMembers(m: Machine, to: Value, from: Value, isDefinition = true): void {
  if (typeof from === 'string') {
    [...from].forEach((character, index) => put(m, to, index, character));
  }
  if (!(from instanceof Reference) || isPrimitive(to)) {
    return;
  }
  const source = m.state.at(from);
  m.read(from, '*');
  const symbols = [...source.properties.keys()].filter((key) => typeof key === 'symbol');
  for (const key of [...ownKeys(source), ...symbols.filter((key) => source.hidden?.has(key) !== true)]) {
    const index = source.kind === 'array' ? indexOf(key) : undefined;
    if (index === undefined) {
      m.read(from, key);
    }
    const value = source.kind === 'array' && index !== undefined ? source.items[index] : source.properties.get(key);
    if (isDefinition && to instanceof Reference) {
      define(m, to, key, value);
    } else {
      put(m, to, key, value);
    }
  }
}

/** `Map` for `Map.prototype`. */
function classNameOf({ name }: Native): string {
  const end = '.prototype';
  return name.endsWith(end) ? name.slice(0, -end.length) : name;
}
