/**
 * Decorators: a method runs under layers.
 *
 * Kept: both forms, that of the language (a method and its context) and that of TypeScript (a class, a name and a descriptor); that the one
 * which stands on top is outermost, as the language calls it last. Left out: classes and parameters that are decorated.
 */
import { around } from './layers.js';

/** A decorator that puts layers around a method. */
export const decorator = (layers) => (target, key, descriptor) => {
  if (descriptor === undefined) {
    return under(target, layers);
  }
  descriptor.value = under(descriptor.value, layers);
  return descriptor;
};

function under(method, layers) {
  return function (...args) {
    return around(layers, async () => method.apply(this, args), { name: undefined, args, at: calledAt() })();
  };
}
