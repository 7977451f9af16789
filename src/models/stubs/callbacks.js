/**
 * Functions that end by a callback, and callers that wait with one.
 *
 * Kept: that a function is over when it calls its last argument, or settles the promise that it gives; that the caller's callback is told
 * with an error or an answer. Left out: that a library may take a function for one kind only.
 */

/** Calls a function that ends by a callback, and gives a promise. `callbacks`: it calls the first of two on success. */
export function promised(run, args, style) {
  return new Promise((resolve, reject) => {
    const done = (error, ...answers) => {
      if (error !== undefined && error !== null) {
        reject(error);
      } else {
        resolve(answers[0]);
      }
    };
    const ends = style === 'callbacks' ? [resolve, () => reject(new Error('The command failed'))] : [done];
    follow(run(...args, ...ends), resolve, reject);
  });
}

/** What a function gives decides as well, if it is a promise. */
async function follow(result, resolve, reject) {
  if (typeof result?.then === 'function') {
    try {
      resolve(await result);
    } catch (error) {
      reject(error);
    }
  }
}

/** The callback of a caller: the last argument, unless it is the function that is run. */
export function callbackOf(run, args, creation) {
  const all = args.length > 0 ? args : creation;
  const last = all[all.length - 1];
  return typeof last === 'function' && last !== run ? last : undefined;
}

/** Tells a callback, if the caller has handed one over; otherwise the caller has the promise. */
export function told(promise, callback) {
  if (typeof callback !== 'function') {
    return promise;
  }
  promise.then(
    (answer) => callback(null, answer),
    (error) => callback(error),
  );
  return undefined;
}
