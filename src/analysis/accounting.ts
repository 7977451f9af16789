/** How a breaker keeps its record of failures: which writes of it belong together, and which do not. */
import { countingCells } from './breaker.js';
import type { Breaker, FailureClock, Node, SplitAccount, SuccessReset } from './facts.js';
import type { BlockEvent } from './interpreter/machine.js';
import type { CellWrite } from './interpreter/path.js';
import { clockCells, isInsideSequence } from './races.js';
import type { UnitRuns } from './runs.js';

/** Blocks in which callers who were admitted while CLOSED learn their outcome. */
const outcomeBlocks = (runs: UnitRuns, settled: 'fulfilled' | 'rejected'): readonly BlockEvent[] =>
  runs.entries.flatMap((entry) => (runs.explored(entry, 'closed')?.blocks ?? []).filter(({ outcome }) => outcome?.settled === settled));

const firstPerNode = <Fact extends { readonly node: Node }>(facts: readonly Fact[]): Fact[] => [...new Map(facts.map((fact) => [fact.node, fact])).values()];

/** Timestamps that every counted failure writes, also one that opens nothing, and that decide when the open window ends. */
export function failureClocks(runs: UnitRuns, breaker: Breaker): FailureClock[] {
  const { state } = runs.unit;
  const clocks = clockCells(runs);
  const counting = countingCells(runs);
  const found: FailureClock[] = [];
  for (const { writes } of outcomeBlocks(runs, 'rejected')) {
    const opens = writes.some(({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'open');
    const counts = writes.some(({ cell }) => counting.has(cell));
    for (const write of writes) {
      const isGuarded = write.validated || write.exclusive || write.outcome?.locked === true;
      if (!opens && counts && clocks.has(write.cell) && write.phases.includes('open') && !isGuarded) {
        found.push({ breaker, node: write.node, cell: cellText(write) });
      }
    }
  }
  return firstPerNode(found);
}

/** Successes that clear the count of failures while CLOSED, in whatever number of attempts they came. */
export function successResets(runs: UnitRuns, breaker: Breaker): SuccessReset[] {
  const counting = countingCells(runs);
  const found: SuccessReset[] = [];
  for (const { writes } of outcomeBlocks(runs, 'fulfilled')) {
    // What is cleared together with a transition is part of the transition.
    if (writes.some(({ cell }) => cell === runs.unit.state.key)) {
      continue;
    }
    for (const write of writes) {
      if (write.operation === 'clear' && counting.has(write.cell) && write.phases.includes('closed')) {
        found.push({ breaker, node: write.node, cell: cellText(write) });
      }
    }
  }
  return firstPerNode(found);
}

/** Failed attempts that move the clock of the open window while only the end of the sequence moves the count. */
export function splitAccounts(runs: UnitRuns, breaker: Breaker): SplitAccount[] {
  const clocks = clockCells(runs);
  const counting = countingCells(runs);
  const blocks = outcomeBlocks(runs, 'rejected');
  const count = blocks.flatMap(({ writes }) => writes).find(({ cell, operation }) => counting.has(cell) && operation !== 'clear');
  const found: SplitAccount[] = [];
  for (const { writes } of blocks) {
    const counts = writes.some(({ cell }) => counting.has(cell));
    for (const write of writes) {
      if (count !== undefined && !counts && clocks.has(write.cell) && isInsideSequence(write)) {
        found.push({ breaker, node: write.node, cell: cellText(write), count: count.node });
      }
    }
  }
  return firstPerNode(found);
}

const cellText = ({ cell }: CellWrite): string => cell.replace(/@\d+/g, '');
