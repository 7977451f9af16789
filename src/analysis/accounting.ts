/** How a breaker keeps its record of failures: which writes of it belong together, and which do not. */
import { allTraces, clockCells, countingCells, isTimestamp } from './breaker.js';
import type { Breaker, FailureClock, Node, SplitAccount, SuccessReset } from './facts.js';
import type { BlockEvent } from './interpreter/machine.js';
import type { CellWrite } from './interpreter/path.js';
import { cellText } from './places.js';
import type { UnitRuns } from './runs.js';

/** Blocks in which callers who were admitted while CLOSED learn their outcome. */
const outcomeBlocks = (runs: UnitRuns, settled: 'fulfilled' | 'rejected'): readonly BlockEvent[] =>
  runs.entries.flatMap((entry) =>
    (runs.explored(entry, 'closed')?.blocks ?? []).filter(({ outcome }) => outcome?.settled === settled),
  );

const firstPerNode = <Fact extends { readonly node: Node }>(facts: readonly Fact[]): Fact[] => [
  ...new Map(facts.map((fact) => [fact.node, fact])).values(),
];

/**
 * Timestamps that failures write while the circuit may be open already, and that decide when the open window ends. Certain where a
 * failure that opens nothing writes them too; potential where only those at the threshold do.
 */
export function failureClocks(runs: UnitRuns, breaker: Breaker): FailureClock[] {
  const { state } = runs.unit;
  const clocks = clockCells(runs);
  const counting = countingCells(runs);
  const isOpening = ({ cell, value }: CellWrite): boolean =>
    cell === state.key && value.kind === 'literal' && value.phase === 'open';
  const opensAgain = allTraces(runs).some(({ writes }) =>
    writes.some((write) => isOpening(write) && write.phases.includes('open') && !isGuarded(write)),
  );
  const found = new Map<Node, FailureClock>();
  for (const { writes, phases } of outcomeBlocks(runs, 'rejected')) {
    const opens = writes.some(isOpening);
    const counts = writes.some(({ cell }) => counting.has(cell));
    for (const [i, write] of writes.entries()) {
      // Where this stretch has moved the state itself, what counts is the state before.
      const moved = writes.slice(0, i).find(({ cell }) => cell === state.key);
      const mayBeOpen = (moved ?? write).phases.includes('open');
      if (clocks.has(write.cell) && isTimestamp(write) && mayBeOpen && !isGuarded(write)) {
        const certain = !opens && counts && phases.includes('closed') && write.phases.includes('closed');
        if (certain || !found.has(write.node)) {
          found.set(write.node, {
            breaker,
            node: write.node,
            cell: cellText(write.cell),
            certainty: certain ? 'certain' : 'potential',
            opensAgain,
          });
        }
      }
    }
  }
  // One report per clock: a stamp at the threshold adds nothing to the one that every failure makes.
  const all = [...found.values()];
  const certain = new Set(all.filter(({ certainty }) => certainty === 'certain').map(({ cell }) => cell));
  return all.filter(({ certainty, cell }) => certainty === 'certain' || !certain.has(cell));
}

const isGuarded = (write: CellWrite): boolean => write.validated || write.exclusive || write.outcome?.locked === true;

/** Successes that clear the count of failures while CLOSED, in whatever number of attempts they came. */
export function successResets(runs: UnitRuns, breaker: Breaker): SuccessReset[] {
  const counting = countingCells(runs);
  const found: SuccessReset[] = [];
  for (const { writes } of outcomeBlocks(runs, 'fulfilled')) {
    // What is cleared together with a transition is part of the transition; `state = 'closed'` while CLOSED is none.
    const moved = writes.find(({ cell }) => cell === runs.unit.state.key);
    if (moved !== undefined && !moved.phases.includes('closed')) {
      continue;
    }
    for (const write of writes) {
      if (write.operation === 'clear' && counting.has(write.cell) && write.phases.includes('closed')) {
        found.push({ breaker, node: write.node, cell: cellText(write.cell) });
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
  const count = blocks
    .flatMap(({ writes }) => writes)
    .find(({ cell, operation }) => counting.has(cell) && operation !== 'clear');
  const betweenAttempts = new Set(
    runs.entries.flatMap((entry) =>
      (runs.explored(entry, 'closed')?.attempts ?? []).flatMap(({ previous, written }) =>
        previous?.settled === 'rejected' ? [...written] : [],
      ),
    ),
  );
  // Attempts that are counted one by one are on the clock's own schedule, whoever counts them.
  if ([...betweenAttempts].some((cell) => counting.has(cell))) {
    return [];
  }
  const found: SplitAccount[] = [];
  for (const { writes } of blocks) {
    const counts = writes.some(({ cell }) => counting.has(cell));
    for (const write of writes) {
      if (
        count !== undefined &&
        !counts &&
        clocks.has(write.cell) &&
        isTimestamp(write) &&
        betweenAttempts.has(write.cell)
      ) {
        found.push({ breaker, node: write.node, cell: cellText(write.cell), count: count.node });
      }
    }
  }
  return firstPerNode(found);
}
