/** Rejections of an open circuit that look like any other error. */
import type { Breaker, Node, OpaqueRejection } from './facts.js';
import type { UnitRuns } from './runs.js';

export function opaqueRejections(runs: UnitRuns, breaker: Breaker): OpaqueRejection[] {
  const found = new Map<Node, OpaqueRejection>();
  for (const entry of runs.entries) {
    for (const { node, value, phases } of runs.explored(entry, 'open')?.rejections ?? []) {
      if (phases.length !== 1 || phases[0] !== 'open') {
        continue;
      }
      // One error is one rejection, however often it is caught and thrown again.
      const isThrownAgain =
        value.kind === 'error' &&
        [...found.values()].some(({ node: first, error }) => error === value.node && first !== node);
      if (value.kind === 'error' && !value.typed && !isThrownAgain) {
        found.set(node, { breaker, node, value: 'error', error: value.node });
      } else if (value.kind === 'literal' && typeof value.value === 'string') {
        found.set(node, { breaker, node, value: 'string' });
      }
    }
  }
  return [...found.values()];
}
