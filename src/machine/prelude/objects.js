/** Functions of objects, Maps, Sets, iterators and text: a part of what is in `prelude.js`. */

// Maps, Sets and iterators

export function Map_forEach(each) {
  for (const [key, value] of this) each(value, key, this);
}

export function Set_forEach(each) {
  for (const value of this) each(value, value, this);
}

export function Object_groupBy(items, keyOf) {
  const groups = Object.create(null);
  let i = 0;
  for (const item of items) (groups[keyOf(item, i++)] ??= []).push(item);
  return groups;
}

export function Map_groupBy(items, keyOf) {
  const groups = new Map();
  let i = 0;
  for (const item of items) {
    const key = keyOf(item, i++);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

export function* Iterator_map(each) {
  let i = 0;
  for (const item of this) yield each(item, i++);
}

export function* Iterator_filter(is) {
  let i = 0;
  for (const item of this) if (is(item, i++)) yield item;
}

export function* Iterator_take(count) {
  let left = count;
  if (left > 0) {
    for (const item of this) {
      yield item;
      if (--left === 0) return;
    }
  }
}

export function* Iterator_drop(count) {
  let left = count;
  for (const item of this) if (left-- <= 0) yield item;
}

export function Iterator_toArray() {
  return Array.from(this);
}

/** The iterator of a value whose items are awaited: what `for await` goes through if it is not async itself. */
export function Iterator_awaited(from) {
  const iterator = from[Symbol.iterator]();
  const awaited = (ask) => {
    try {
      const { value, done } = ask();
      return Promise.resolve(value).then((item) => ({ value: item, done }));
    } catch (error) {
      return Promise.reject(error);
    }
  };
  return {
    next: (sent) => awaited(() => iterator.next(sent)),
    return: (value) => awaited(() => (iterator.return ? iterator.return(value) : { value, done: true })),
  };
}

// Objects

/** Copies what an object shows to another one, by its getters. */
export function Object_copied(to, from, except) {
  for (const key of Machine.shown(from))
    if (except === undefined || !except.includes(key)) Machine.define(to, key, from[key]);
  return to;
}

export function Object_assignByCode(target, ...sources) {
  for (const source of sources) for (const key of Machine.shown(source)) target[key] = source[key];
  return target;
}

export function Object_valuesByCode(from) {
  return Object.keys(from).map((key) => from[key]);
}

export function Object_entriesByCode(from) {
  return Object.keys(from).map((key) => [key, from[key]]);
}

export function Object_fromEntriesByCode(entries) {
  return Object.fromEntries(Array.from(entries));
}

export function Reflect_hasByCode(target, key) {
  return key in target;
}

export function Reflect_setByCode(target, key, value) {
  target[key] = value;
  return true;
}

export function JSON_stringifyByCode(value, replacer, space) {
  return JSON.stringify(plain({ '': value }, '', replacer), null, space);
}

function plain(holder, key, replacer) {
  let value = holder[key];
  if (typeof value === 'object' && value !== null && typeof value.toJSON === 'function') value = value.toJSON(key);
  if (replacer !== undefined) value = replacer.call(holder, key, value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((_, i) => plain(value, `${i}`, replacer));
  const copy = {};
  for (const name of Object.keys(value)) copy[name] = plain(value, name, replacer);
  return copy;
}

export function JSON_revived(holder, key, reviver) {
  const value = holder[key];
  if (typeof value === 'object' && value !== null) {
    for (const name of Object.keys(value)) {
      const revived = JSON_revived(value, name, reviver);
      if (revived === undefined) delete value[name];
      else value[name] = revived;
    }
  }
  return reviver.call(holder, key, value);
}

// Text

/** What an object is as text or a number, by its own function. */
export function String_convertedByCode(convert, own, object, hint) {
  return convert(own.call(object, hint));
}

export function String_replaceByCode(pattern, replace, isEach) {
  const matches = Machine.matches(this, pattern, isEach);
  if (matches === undefined) return Machine.text(this, pattern);
  let made = '';
  let end = 0;
  for (const match of matches) {
    made += this.slice(end, match.index) + replace(...match, match.index, this);
    end = match.index + match[0].length;
  }
  return made + this.slice(end);
}
