/**
 * Decorators: a method runs under layers.
 *
 * Kept: both forms, that of the language (a method and its context) and that of TypeScript (a class, a name and a descriptor); that the one
 * which stands on top is outermost, as the language calls it last. Left out: classes and parameters that are decorated.
 */
import { around } from './layers.js';

/** A decorator that puts layers around a method. They are asked for when it is called. */
export function decorator(layersFor) {
  return (target, key, descriptor) => {
    if (descriptor === undefined) {
      return under(target, layersFor);
    }
    descriptor.value = under(descriptor.value, layersFor);
    return descriptor;
  };
}

function under(method, layersFor) {
  return function (...args) {
    return around(layersFor(), async () => method.apply(this, args), { name: undefined, args })();
  };
}
