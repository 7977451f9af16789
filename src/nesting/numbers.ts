/** Whether a number that was counted holds. */
import type { Activation } from '../machine/frames.js';
import type { State } from '../machine/state.js';
import { lastPart, nameIn } from './call-names.js';
import type { RetryLayer } from './layers.js';
import type { Places } from './places.js';

/**
 * Whether no limit of some layers was taken for a number that nobody knows. It is looked for where they repeat: in the function, in what
 * that asks by its name, as in `policy.mayRetry(attempt)`, and in the whole of a package.
 */
export const areCounted = (layers: readonly RetryLayer[], state: State, places: Places): boolean =>
  !state.isEndless && ![...state.nominal].some((place) => layers.some((layer) => isOf(layer, place, places)));

function isOf({ activation }: RetryLayer, place: number, places: Places): boolean {
  const file = places.fileOf(place);
  if (file !== undefined && places.isBroughtAlong(file)) {
    return file === activation.module.file;
  }
  const graph = places.functionAt(place);
  return graph !== undefined && (graph === activation.graph || callsByName(activation, graph.name));
}

const callsByName = ({ graph, module }: Activation, name: string): boolean =>
  name !== '' &&
  graph.blocks.some(({ instructions }) =>
    instructions.some(
      (each) => each.op === 'call' && lastPart(nameIn(module, { graph, register: each.callee })) === name,
    ),
  );
