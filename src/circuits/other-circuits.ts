/** Circuits of something else, by their names: what is wired in a switchgear, and what keeps out who cannot say who he is. */
import type { FunctionGraph } from '../ir/ir.js';
import { ELECTRICS } from '../lexicon/breakers/electrics.js';
import { LOCK_OUTS } from '../lexicon/breakers/lock-outs.js';
import { OTHER_BREAKERS } from '../lexicon/breakers/other-breakers.js';
import type { Activation } from '../machine/frames.js';
import type { Write } from './circuit.js';

const AGAINST = [ELECTRICS, LOCK_OUTS, OTHER_BREAKERS];

/**
 * Whether a function on the way to the record speaks of something else than a service. What stands elsewhere in the file says nothing of
 * the circuit.
 *
 * @example
 * `this.bus.writeCoil(coil, true)` in the function that counts failures speaks of electrics.
 */
export function isOtherCircuit({ activation }: Write): boolean {
  let at: Activation | undefined = activation;
  while (at !== undefined) {
    if (speaksOfOthers(at.graph)) {
      return true;
    }
    at = at.caller;
  }
  return false;
}

const known = new WeakMap<FunctionGraph, boolean>();

function speaksOfOthers(graph: FunctionGraph): boolean {
  const before = known.get(graph);
  if (before !== undefined) {
    return before;
  }
  const names = [graph.name, ...graph.parameters.map(({ name = '' }) => name), ...namesIn(graph)];
  const isOther = names.some((last) => AGAINST.some((concept) => concept.has({ last, owners: [] })));
  known.set(graph, isOther);
  return isOther;
}

/** Names of variables and members that a function reads and writes. */
function namesIn({ blocks }: FunctionGraph): readonly string[] {
  const instructions = blocks.flatMap((block) => block.instructions);
  const keys = new Set(instructions.flatMap((each) => (each.op === 'get' || each.op === 'set' ? [each.key] : [])));
  return instructions.flatMap((each) => {
    if (each.op === 'load' || each.op === 'store') {
      return [each.name];
    }
    return each.op === 'const' && typeof each.value === 'string' && keys.has(each.into) ? [each.value] : [];
  });
}
