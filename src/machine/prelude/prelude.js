/**
 * Functions of the language, written in the language: the machine runs them as it runs a program, so that what they call can wait,
 * throw, and be seen on the way to a call. `Array_map` is `Array.prototype.map`; a name with `_` for a dot is `Promise.all`. What ends in
 * `ByCode` does what a function of the machine itself cannot: it runs getters, conversions and iterators of the program. What only the
 * machine knows is a function of `Machine`.
 */

// Arrays. What is added to one while it is gone through is passed over.

export function Array_map(each) {
  const { length } = this;
  const mapped = [];
  mapped.length = length;
  for (let i = 0; i < length; i++) if (i in this) mapped[i] = each(this[i], i, this);
  return mapped;
}

export function Array_forEach(each) {
  const { length } = this;
  for (let i = 0; i < length; i++) if (i in this) each(this[i], i, this);
}

export function Array_filter(is) {
  const { length } = this;
  const kept = [];
  for (let i = 0; i < length; i++) {
    if (i in this) {
      const item = this[i];
      if (is(item, i, this)) kept.push(item);
    }
  }
  return kept;
}

export function Array_reduce(combine, initial) {
  const { length } = this;
  let i = 0;
  let result = initial;
  if (arguments.length < 2) {
    while (i < length && !(i in this)) i++;
    if (i >= length) throw new TypeError('Reduce of empty array with no initial value');
    result = this[i++];
  }
  for (; i < length; i++) if (i in this) result = combine(result, this[i], i, this);
  return result;
}

export function Array_reduceRight(combine, initial) {
  let i = this.length - 1;
  let result = initial;
  if (arguments.length < 2) {
    while (i >= 0 && !(i in this)) i--;
    if (i < 0) throw new TypeError('Reduce of empty array with no initial value');
    result = this[i--];
  }
  for (; i >= 0; i--) if (i in this) result = combine(result, this[i], i, this);
  return result;
}

export function Array_find(is) {
  const { length } = this;
  for (let i = 0; i < length; i++) {
    const item = this[i];
    if (is(item, i, this)) return item;
  }
  return undefined;
}

export function Array_findIndex(is) {
  const { length } = this;
  for (let i = 0; i < length; i++) if (is(this[i], i, this)) return i;
  return -1;
}

export function Array_findLast(is) {
  for (let i = this.length - 1; i >= 0; i--) {
    const item = this[i];
    if (is(item, i, this)) return item;
  }
  return undefined;
}

export function Array_findLastIndex(is) {
  for (let i = this.length - 1; i >= 0; i--) if (is(this[i], i, this)) return i;
  return -1;
}

export function Array_some(is) {
  const { length } = this;
  for (let i = 0; i < length; i++) if (i in this && is(this[i], i, this)) return true;
  return false;
}

export function Array_every(is) {
  const { length } = this;
  for (let i = 0; i < length; i++) if (i in this && !is(this[i], i, this)) return false;
  return true;
}

export function Array_flatMap(each) {
  const { length } = this;
  const mapped = [];
  for (let i = 0; i < length; i++) {
    const made = each(this[i], i, this);
    if (Array.isArray(made)) mapped.push(...made);
    else mapped.push(made);
  }
  return mapped;
}

export function Array_from(from, each) {
  const items = Machine.listed(from) ?? Array_taken(from);
  return arguments.length > 1 && each !== undefined ? items.map((item, i) => each(item, i)) : items;
}

export async function Array_fromAsync(from, each) {
  const items = [];
  for await (const item of from) items.push(arguments.length > 1 ? await each(item, items.length) : item);
  return items;
}

/** The first items of what can be iterated, or all of them. */
export function Array_taken(from, count) {
  const items = [];
  for (const item of from) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

/** A new collection of what only code can iterate. */
export function Array_madeInto(Collection, from) {
  return new Collection(Array_taken(from));
}

export function Array_sortedBy(compare) {
  const items = this.filter((item) => item !== undefined);
  const sorted = merged(items, compare);
  for (let i = 0; i < this.length; i++) this[i] = sorted[i];
  return this;
}

function merged(items, compare) {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = merged(items.slice(0, middle), compare);
  const right = merged(items.slice(middle), compare);
  const all = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    if (Machine.isAfter(compare(left[i], right[j]))) all.push(right[j++]);
    else all.push(left[i++]);
  }
  return all.concat(left.slice(i), right.slice(j));
}

// Promises

export function Promise_finally(run) {
  if (!Machine.isFunction(run)) return this.then(run, run);
  return this.then(
    (value) => Promise.resolve(run()).then(() => value),
    (error) =>
      Promise.resolve(run()).then(() => {
        throw error;
      }),
  );
}

export function Promise_try(run, ...given) {
  return new Promise((resolve) => resolve(run(...given)));
}

export function Promise_race(promises) {
  const all = Array.from(promises);
  return new Promise((resolve, reject) => {
    for (const promise of all) Promise.resolve(promise).then(resolve, reject);
  });
}

export function Promise_all(promises) {
  const all = Array.from(promises);
  return new Promise((resolve, reject) => {
    const values = [];
    let left = all.length;
    if (left === 0) resolve(values);
    for (let i = 0; i < all.length; i++) {
      Promise.resolve(all[i]).then((value) => {
        values[i] = value;
        left--;
        if (left === 0) resolve(values);
      }, reject);
    }
  });
}

export function Promise_allSettled(promises) {
  const all = Array.from(promises);
  return new Promise((resolve) => {
    const results = [];
    let left = all.length;
    const settle = (i, result) => {
      results[i] = result;
      left--;
      if (left === 0) resolve(results);
    };
    if (left === 0) resolve(results);
    for (let i = 0; i < all.length; i++) {
      Promise.resolve(all[i]).then(
        (value) => settle(i, { status: 'fulfilled', value }),
        (reason) => settle(i, { status: 'rejected', reason }),
      );
    }
  });
}

export function Promise_any(promises) {
  const all = Array.from(promises);
  return new Promise((resolve, reject) => {
    const errors = [];
    let left = all.length;
    if (left === 0) reject(new AggregateError(errors));
    for (let i = 0; i < all.length; i++) {
      Promise.resolve(all[i]).then(resolve, (error) => {
        errors[i] = error;
        left--;
        if (left === 0) reject(new AggregateError(errors));
      });
    }
  });
}

/** `promisify` of `node:util`: a function that takes a callback, as one that gives a promise. */
export function promisify(run) {
  return function (...given) {
    return new Promise((resolve, reject) => {
      Machine.run(run, this, [...given, (error, value) => (error ? reject(error) : resolve(value))]);
    });
  };
}
