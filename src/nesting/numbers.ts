/** Whether a number that was counted holds. */
import type { State } from '../machine/state.js';
import type { RetryLayer } from './layers.js';
import type { Places } from './places.js';

/**
 * Whether no limit of some layers was taken for a number that nobody knows. One that stands in none of the functions that repeat may be of
 * any of them, unless each makes as many rounds as the others let it.
 */
export function areCounted(layers: readonly RetryLayer[], state: State, places: Places): boolean {
  return (
    !state.isEndless &&
    !state.isExhausted &&
    [...state.nominal].every((place) => !layers.some((layer) => isOf(layer, place, places)))
  );
}

/** Whether a place stands in the function that repeats, or in the package that does. */
function isOf({ activation }: RetryLayer, place: number, places: Places): boolean {
  const file = places.fileOf(place);
  if (file !== activation.module.file) {
    return false;
  }
  return places.isBroughtAlong(file) || places.blocksOf(activation, place).length > 0;
}
