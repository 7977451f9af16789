/**
 * Values that run when somebody waits for them: requests, effects, observables.
 *
 * Kept: that nothing runs before, and that an effect or an observable runs again each time; that steps of a pipe stand around what they are
 * piped to, the last one outermost; that a generator goes on with what each effect gives that it yields. Whoever awaits such a value, or
 * returns it from an async function, runs it. Left out: more than one value of an observable, fibers, interruption, what is required, and
 * what a step does that is no function and is not modelled.
 */
import { around, layersOf } from './layers.js';
import { madeOf } from './places.js';

/** Makes of an object something that can be awaited. */
export function awaitable(object, start) {
  object.then = (fulfilled, rejected) => start().then(fulfilled, rejected);
  object.catch = (rejected) => start().catch(rejected);
  object.finally = (after) => start().finally(after);
  return object;
}

/** Makes of an object an effect, or an observable, of a task. */
export function runnable(object, task) {
  object.__made = { model: {}, composed: [], ...object.__made, task };
  object.pipe = (...steps) => piped(object, steps);
  object.subscribe = (observer, failed) => {
    subscribe(task(), observer, failed);
    return { unsubscribe() {} };
  };
  object.toPromise = () => task();
  object[Symbol.iterator] = () => iteratorOver(object);
  return awaitable(object, task);
}

/**
 * Puts steps around an effect, the last one outermost. What is no step of a library is a function of the effect; one of which nothing is
 * known passes it on.
 */
export function piped(source, steps) {
  let value = source;
  for (const step of steps) {
    if (madeOf(step) !== undefined) {
      value = under(value, layersOf(step));
    } else if (typeof step === 'function' && isKnown(step)) {
      value = step(value);
    }
  }
  return value;
}

/** An effect under layers. What stands around it is the operator that brought them. */
export const under = (source, layers) =>
  runnable(
    {},
    around(layers, () => madeOf(source).task(), { name: undefined, args: [], at: layers[0]?.made?.at }),
  );

async function subscribe(running, observer, failed) {
  const { next, error = failed, complete } = typeof observer === 'function' ? { next: observer } : (observer ?? {});
  let answer;
  try {
    answer = await running;
  } catch (reason) {
    error?.(reason);
    return;
  }
  next?.(answer);
  complete?.();
}

/** `yield* effect` yields the effect, and is worth what that has given, which is kept with it. */
function iteratorOver(effect) {
  let isYielded = false;
  return {
    next() {
      const result = { value: isYielded ? effect.__made.answer : effect, done: isYielded };
      isYielded = true;
      return result;
    },
    throw(error) {
      throw error;
    },
  };
}

/** Runs a generator to its end: what it yields is waited for. */
export async function drive(generator) {
  let step = generator.next();
  while (!step.done) {
    step = await resumed(generator, step.value);
  }
  return step.value;
}

async function resumed(generator, yielded) {
  let answer;
  try {
    answer = await yielded;
  } catch (error) {
    return generator.throw(error);
  }
  const made = madeOf(yielded);
  if (made !== undefined) {
    made.answer = answer;
  }
  return generator.next(answer);
}
