/** Rejections of an open circuit that the breaker counts as failures of the service. */
import { contains } from '../ast/nodes.js';
import { countingCells } from './breaker.js';
import type { Breaker, CountedRejection, Node } from './facts.js';
import type { CellWrite } from './interpreter/path.js';
import type { ModuleIndex } from './module.js';
import type { UnitRuns } from './runs.js';

/** One per place that records: what is turned away first stands for the rejections behind it, and for whatever throws it again. */
export function countedRejections(runs: UnitRuns, breaker: Breaker): CountedRejection[] {
  const counting = countingCells(runs);
  const found = new Map<Node, CountedRejection>();
  for (const entry of runs.entries) {
    for (const write of runs.explored(entry, 'open')?.writes ?? []) {
      const { cell, operation, outcome, rejection, phases } = write;
      const counts = counting.has(cell) && (operation === 'increase' || operation === 'append');
      // Where the write is behind a test that the circuit is not open, nothing that an open circuit turns away is counted.
      if (rejection === undefined || outcome !== undefined || !counts || !phases.includes('open')) {
        continue;
      }
      const record = recordOf(runs.code.index, write);
      if (!found.has(record)) {
        found.set(record, { breaker, node: rejection, record });
      }
    }
  }
  const nodes = new Map([...found.values()].map((fact) => [fact.node, fact]));
  return [...nodes.values()];
}

/** What the handler of the rejection does: the outermost call in a `catch` or in a callback that leads to the write, else the write. */
function recordOf(index: ModuleIndex, { stack, node }: CellWrite): Node {
  const handlers = index.nodesOfType('CatchClause');
  for (const [i, frame] of stack.entries()) {
    const inCallback = stack[i - 1]?.kind === 'callback';
    if (i > 0 && frame.kind === 'call' && (inCallback || handlers.some((handler) => contains(handler, frame.node)))) {
      return frame.node;
    }
  }
  return node;
}
