/** Whether a number that was counted holds. */
import type { Circuit } from '../circuits/circuit.js';
import type { FunctionGraph, Register } from '../ir/ir.js';
import { writeOf } from '../ir/operands.js';
import type { Activation } from '../machine/frames.js';
import type { State } from '../machine/state.js';
import { lastPart, nameIn } from './call-names.js';
import { definitionOf, storedIn } from './definitions.js';
import type { RetryLayer } from './layers.js';
import { packageLayer } from './packages.js';
import type { Compared, Places } from './places.js';

/**
 * Whether no limit of some layers was taken for a number that nobody knows. It is looked for where they repeat: in the function, in what
 * that asks by its name, as in `policy.mayRetry(attempt)`, and in the whole of a package, unless that has been told a number.
 */
export const areCounted = (layers: readonly RetryLayer[], state: State, places: Places): boolean =>
  layers.every((layer) => {
    const made = packageLayer(state, layer.activation);
    return made === undefined
      ? !state.isEndless && ![...state.nominal].some((place) => isOf(layer, place, places))
      : made.calls !== undefined;
  });

/** Whether the threshold of a circuit is known: what nobody knows stands nowhere where it counts, or asks, or lets callers through. */
export function isThresholdCounted(circuit: Circuit, protector: Activation, state: State, places: Places): boolean {
  const { record, gate, operations } = circuit;
  const own = [record.place, ...(gate === undefined ? [] : [gate])].map((place) => places.functionAt(place));
  const callers = [protector, record.activation].filter((each) => each !== undefined);
  return (
    operations > 1 &&
    !state.isEndless &&
    ![...state.nominal].some((place) => {
      const graph = places.functionAt(place);
      const isInside = graph !== undefined && (own.includes(graph) || callers.some((each) => reaches(each, graph)));
      return isLimit(place, places) && isInside;
    })
  );
}

/** Whether a function is another one, or calls it by its name. */
const reaches = (activation: Activation, graph: FunctionGraph): boolean =>
  activation.graph === graph || callsByName(activation, graph.name);

/** A number against one that the code writes out is no limit: `status >= 500`. */
function isLimit(place: number, places: Places): boolean {
  const compared = places.comparisonAt(place);
  return compared === undefined || !compared.operands.some((register) => isWrittenOut(compared, register));
}

function isWrittenOut({ module, graph }: Compared, register: Register): boolean {
  const [definition, ...others] = graph.blocks
    .flatMap(({ instructions }) => instructions)
    .filter((each) => writeOf(each) === register);
  if (definition?.op !== 'load') {
    return definition?.op === 'const' && others.length === 0;
  }
  const stored = storedIn(module, definition.scope, definition.name);
  return stored.length === 1 && stored.every((each) => definitionOf(each)?.op === 'const');
}

function isOf({ activation }: RetryLayer, place: number, places: Places): boolean {
  if (!isLimit(place, places)) {
    return false;
  }
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
