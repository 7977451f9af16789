/**
 * Functions of the language, written in the language: the machine runs them as it runs a program, so that what they call can wait,
 * throw, and be seen on the way to a call. `Array_map` is `Array.prototype.map`; a name with `_` for a dot is `Promise.all`.
 */

export function Array_map(each) {
  const mapped = [];
  for (let i = 0; i < this.length; i++) mapped.push(each(this[i], i, this));
  return mapped;
}

export function Array_forEach(each) {
  for (let i = 0; i < this.length; i++) each(this[i], i, this);
}

export function Array_filter(is) {
  const kept = [];
  for (let i = 0; i < this.length; i++) {
    const item = this[i];
    if (is(item, i, this)) kept.push(item);
  }
  return kept;
}

export function Array_reduce(combine, initial) {
  const isGiven = arguments.length > 1;
  let result = isGiven ? initial : this[0];
  for (let i = isGiven ? 0 : 1; i < this.length; i++) result = combine(result, this[i], i, this);
  return result;
}

export function Array_reduceRight(combine, initial) {
  const isGiven = arguments.length > 1;
  let result = isGiven ? initial : this[this.length - 1];
  for (let i = this.length - (isGiven ? 1 : 2); i >= 0; i--) result = combine(result, this[i], i, this);
  return result;
}

export function Array_find(is) {
  for (let i = 0; i < this.length; i++) if (is(this[i], i, this)) return this[i];
  return undefined;
}

export function Array_findIndex(is) {
  for (let i = 0; i < this.length; i++) if (is(this[i], i, this)) return i;
  return -1;
}

export function Array_findLast(is) {
  for (let i = this.length - 1; i >= 0; i--) if (is(this[i], i, this)) return this[i];
  return undefined;
}

export function Array_findLastIndex(is) {
  for (let i = this.length - 1; i >= 0; i--) if (is(this[i], i, this)) return i;
  return -1;
}

export function Array_some(is) {
  for (let i = 0; i < this.length; i++) if (is(this[i], i, this)) return true;
  return false;
}

export function Array_every(is) {
  for (let i = 0; i < this.length; i++) if (!is(this[i], i, this)) return false;
  return true;
}

export function Array_flatMap(each) {
  const mapped = [];
  for (let i = 0; i < this.length; i++) {
    const made = each(this[i], i, this);
    if (Array.isArray(made)) mapped.push(...made);
    else mapped.push(made);
  }
  return mapped;
}

export function Array_from(from, each) {
  const items = Array.listed(from);
  return each ? items.map(each) : items;
}

export function Map_forEach(each) {
  for (const [key, value] of this) each(value, key, this);
}

export function Set_forEach(each) {
  for (const value of this) each(value, value, this);
}

export function Promise_finally(then) {
  return this.then(
    (value) => Promise.resolve(then()).then(() => value),
    (error) =>
      Promise.resolve(then()).then(() => {
        throw error;
      }),
  );
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
  return Promise.all(
    Array.from(promises).map((promise) =>
      Promise.resolve(promise).then(
        (value) => ({ status: 'fulfilled', value }),
        (reason) => ({ status: 'rejected', reason }),
      ),
    ),
  );
}

export function Promise_any(promises) {
  const all = Array.from(promises);
  return new Promise((resolve, reject) => {
    const errors = [];
    let left = all.length;
    if (left === 0) reject(new AggregateError(errors));
    for (const promise of all) {
      Promise.resolve(promise).then(resolve, (error) => {
        errors.push(error);
        left--;
        if (left === 0) reject(new AggregateError(errors));
      });
    }
  });
}
