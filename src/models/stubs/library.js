/**
 * What a package exports, made of its model.
 */
import { madeWith, stateOf, valueOf } from './values.js';

/** The exports of a package, or of one of its subpaths: `library(model, './promise')`. */
export function library(model, subpath) {
  const exports = subpath === undefined ? model.exports : model.subpaths[subpath];
  const own = {
    name: model.package,
    model,
    valueOf,
    madeWith,
    stateOf,
    resolved: new Map(),
    prototypes: new Map(),
    errors: new Map(),
    locks: new Map(),
    circuits: new Map(),
  };
  const namespace = {};
  for (const [name, value] of Object.entries(exports)) {
    if (name !== '*') {
      namespace[name] = valueOf(own, value, name);
    }
  }
  const any = exports['*'];
  return anyMember(namespace, (name) => (any === undefined ? unknown(model.package, name) : valueOf(own, any, name)));
}
