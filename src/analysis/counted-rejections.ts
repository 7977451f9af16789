/** Rejections of an open circuit that the breaker counts as failures of the service. */
import { countingCells } from './breaker.js';
import type { Breaker, CountedRejection, Node } from './facts.js';
import type { UnitRuns } from './runs.js';

export function countedRejections(runs: UnitRuns, breaker: Breaker): CountedRejection[] {
  const counting = countingCells(runs);
  const found = new Map<Node, CountedRejection>();
  for (const entry of runs.entries) {
    for (const { cell, operation, outcome, rejection, node, stack } of runs.explored(entry, 'open')?.writes ?? []) {
      const counts = counting.has(cell) && (operation === 'increase' || operation === 'append');
      if (rejection !== undefined && outcome === undefined && counts && !found.has(rejection)) {
        const call = stack.find((frame, i) => i > 0 && frame.kind === 'call');
        found.set(rejection, { breaker, node: rejection, record: call?.node ?? node });
      }
    }
  }
  return [...found.values()];
}
