/**
 * Libraries as programs: what a package exports, made of its model, in the language itself. Whoever runs a program runs its packages with it:
 * a breaker of a package opens, a retry tries again, a lock lets one in at a time, in the order in which the real one does.
 *
 * A program speaks to the world outside by functions that are there for it alone:
 *
 * - `outside(name, …arguments)`: a promise of one request of the service of that name. It is rejected, or resolved with an answer of which
 *   nothing is known.
 * - `unknown(library, member)`: a value of which nothing is known.
 * - `anyMember(object, give)`: the object (or function), which has any member: one that neither it nor what it inherits from has is
 *   `give(name)`. It is not asked for `then`, nor for `__made`: no unknown value has them.
 * - `isKnown(value)`: whether the program says what a value is.
 * - `patience()`: after how many attempts a retry is given up that has no last one, so that what stands around it is seen to go on.
 * - `calledAt()`: the place in the program that has called; undefined while the package is loaded.
 *
 * Beside these, it needs the language, `setTimeout`, `clearTimeout` and `Date.now`. Each file says what it keeps of the real behaviour, and
 * what it leaves out:
 *
 * | file | kind |
 * | --- | --- |
 * | `retry.js`, `operations.js` | a retry; one that code asks for itself |
 * | `breaker.js`, `policies.js` | a circuit breaker; what counts as a failure |
 * | `lock.js` | mutex, semaphore, limiter, queue |
 * | `fallback.js` | an answer instead of a failure |
 * | `layers.js`, `decorators.js` | compositions; decorated methods |
 * | `clients.js`, `interceptors.js` | clients, their own retries, and what is installed on them |
 * | `lazy.js`, `callbacks.js` | effects and observables; functions that end by a callback |
 * | `values.js`, `invocations.js`, `places.js`, `errors.js` | what a model says of values, calls, arguments and errors |
 *
 * To add a kind: say in `../model.ts` what is known of it, as another `layer`, or as another key of a value or of a call, and its shape in
 * `../shape.ts`. Write it as a class with `run(next, given, call)`, where `next(...given)` runs what stands inside and `call` is the call
 * that it stands around (`name`, `args`). Make it in `layerOf` (a layer), `actionOf` (what a call does) or `valueOf` (what a value is).
 * Then hold it against an installed package: `test/models/stubs` runs the same code on both.
 */
import { madeWith, stateOf, valueOf } from './values.js';

/**
 * The exports of a package, or of one of its subpaths.
 *
 * @param {import('../model.js').LibraryModel} model What is known of the package.
 * @param {string} [subpath] Left out for the package itself: `./promise`.
 * @param {readonly string[]} [names] The exports that are asked for; left out: all that the model names.
 */
export function library(model, subpath, names) {
  const exports = subpath === undefined ? model.exports : model.subpaths[subpath];
  const own = {
    name: model.package,
    model,
    valueOf,
    madeWith,
    stateOf,
    /** By model: what values have in common, and models with what they use. By name: classes of errors. By key: locks and circuits. */
    shapes: new Map(),
    resolved: new Map(),
    errors: new Map(),
    locks: new Map(),
    circuits: new Map(),
  };
  const namespace = {};
  for (const name of names ?? Object.keys(exports)) {
    if (name !== '*') {
      namespace[name] = exported(own, exports, name);
    }
  }
  return anyMember(namespace, (name) => exported(own, exports, name));
}

/** An export. A model may speak of all those that it does not name. */
function exported(own, exports, name) {
  const model = exports[name] ?? exports['*'];
  return model === undefined ? unknown(own.name, name) : valueOf(own, model, name);
}
