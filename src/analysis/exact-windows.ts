/** Windows of outcomes, or counts of them, whose exact number ends the half-open state. */
import { contains, type Node } from '../ast/nodes.js';
import { oncePerUnit } from './breaker.js';
import type { BlockEvent } from './interpreter/machine.js';
import type { CellWrite } from './interpreter/path.js';
import type { ModuleIndex } from './module.js';
import type { UnitRuns } from './runs.js';

const grows = ({ operation }: CellWrite): boolean => operation === 'append' || operation === 'increase';

/** The code stands where only the truth of the condition leads. */
function happensIf(index: ModuleIndex, condition: Node, inside: Node): boolean {
  for (
    let at = condition, parent = index.parentOf(at);
    parent !== undefined;
    at = parent, parent = index.parentOf(at)
  ) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      return parent.test === at && contains(parent.consequent, inside);
    }
    if (parent.type !== 'LogicalExpression' || parent.operator !== '&&') {
      return false;
    }
    if (parent.left === at && contains(parent.right, inside)) {
      return true;
    }
  }
  return false;
}

/** What a write rests on that was held against exactly one number in its stretch, and met it. */
function metExactly(index: ModuleIndex, write: CellWrite): Map<string, Node> {
  const { tested, block, control, stack, node } = write;
  const met = new Map<string, Node>();
  for (const [cell, { comparison, truth, block: at }] of tested) {
    const isMet =
      comparison !== undefined &&
      (/^===?$/.test(comparison.operator) ? truth === true : /^!==?$/.test(comparison.operator) && truth === false);
    if (at === block && isMet && comparison?.cell === cell) {
      met.set(cell, comparison.node);
    }
  }
  // What was tested once more since then is still what decided.
  for (const { cell, block: at, node: read } of control) {
    const comparison = index.parentOf(read);
    const isEquality = comparison?.type === 'BinaryExpression' && /^===?$/.test(comparison.operator);
    if (
      at === block &&
      isEquality &&
      [node, ...stack.map((frame) => frame.node)].some((inside) => happensIf(index, comparison, inside))
    ) {
      met.set(cell, comparison);
    }
  }
  return met;
}

/**
 * Cells that grow with the outcome of each probe, where no probe leaves the half-open state but the one that finds exactly so many: with the
 * comparison. An outcome that comes from elsewhere makes the number skip, and then none does.
 */
const exactWindows: (runs: UnitRuns) => ReadonlyMap<string, Node> = oncePerUnit((runs) => {
  const { state } = runs.unit;
  const blocks = runs.entries
    .flatMap((entry) => runs.explored(entry, 'half-open')?.blocks ?? [])
    .filter(({ outcome }) => outcome !== undefined);
  const grown = new Set(blocks.flatMap(({ writes }) => writes.filter(grows).map(({ cell }) => cell)));
  let exact: Map<string, Node> | undefined;
  for (const write of blocks.flatMap(({ writes }) => writes)) {
    if (write.cell === state.key && write.phases.includes('half-open')) {
      const met = metExactly(runs.code.index, write);
      exact = new Map([...(exact ?? met)].filter(([cell, node]) => met.get(cell) === node && grown.has(cell)));
    }
  }
  return exact ?? new Map<string, Node>();
});

/** The comparison that waits for such a number, where a call of whatever period makes it grow and does not look whether it is the one. */
export function skipsExact(runs: UnitRuns, write: CellWrite, { writes, tested }: BlockEvent): Node | undefined {
  const comparison =
    grows(write) && write.phases.includes('half-open') ? exactWindows(runs).get(write.cell) : undefined;
  const tests = [tested, ...writes.map((other) => other.tested)];
  return tests.some((made) => [...made.values()].some((test) => test.comparison?.node === comparison))
    ? undefined
    : comparison;
}
