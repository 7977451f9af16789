/** Slots that are given back too early or by somebody else, and code of others that runs while a slot is being taken. */
import { allTraces, countingCells, oncePerUnit, PHASES } from './breaker.js';
import type { Breaker, Node, Race } from './facts.js';
import type { BlockEvent } from './interpreter/machine.js';
import { slotChange, type CellWrite, type Tested } from './interpreter/path.js';
import type { UnitRuns } from './runs.js';
import { slotCells } from './slots.js';

export function slotRaces(runs: UnitRuns, breaker: Breaker): Race[] {
  return [...earlyReleases(runs, breaker), ...unownedReleases(runs, breaker), ...reentries(runs, breaker)];
}

function slotRace(
  breaker: Breaker,
  kind: Race['kind'],
  level: Race['level'],
  write: CellWrite,
  basis: Node,
  point: Node,
): Race {
  return { breaker, kind, level, node: write.node, basis, point, write: write.node, cell: write.cell };
}

/** `try { return fn() } finally { release }`: the slot is free again while the call is under way. */
function earlyReleases(runs: UnitRuns, breaker: Breaker): Race[] {
  const found: Race[] = [];
  for (const { writes } of allTraces(runs)) {
    for (const write of writes) {
      const { held, unawaited, cell } = write;
      const isTested = write.tested.has(cell) || held?.tested.has(cell) === true;
      if (unawaited !== undefined && held !== undefined && isTested && slotChange(write) === 'give') {
        found.push({
          ...slotRace(breaker, 'earlyRelease', 'unconditional', write, held.node, unawaited),
          node: unawaited,
        });
      }
    }
  }
  return found;
}

/** A call that was admitted while CLOSED, and took no slot, gives one back: the one that the probe of a later period holds. */
function unownedReleases(runs: UnitRuns, breaker: Breaker): Race[] {
  const { state } = runs.unit;
  const slots = slotCells(runs);
  const found: Race[] = [];
  for (const entry of slots.size === 0 ? [] : runs.entries) {
    for (const block of runs.explored(entry, 'closed')?.blocks ?? []) {
      const { writes } = block;
      // A transition in the same stretch ends the period that the slot belongs to.
      if (writes.some(({ cell }) => cell === state.key) || !mayBeHalfOpen(runs, block)) {
        continue;
      }
      for (const write of writes) {
        const { cell, outcome, held, phases, operation } = write;
        const gives = slotChange(write) === 'give' && operation !== 'clear' && slots.has(cell) && held === undefined;
        if (
          gives &&
          outcome !== undefined &&
          !outcome.locked &&
          !write.validated &&
          write.timer === undefined &&
          phases.includes('half-open')
        ) {
          const taken = takenAt(runs, cell);
          if (taken !== undefined) {
            found.push(
              slotRace(
                breaker,
                'unownedRelease',
                phases.length === 1 ? 'guarded' : 'unconditional',
                write,
                taken,
                outcome.point,
              ),
            );
          }
        }
      }
    }
  }
  return found;
}

/** The stretch may run while HALF_OPEN: it has not found otherwise, nor a count below the limit that keeps the circuit from closing. */
function mayBeHalfOpen(runs: UnitRuns, { phases, tested, writes }: BlockEvent): boolean {
  const counting = countingCells(runs);
  const since = Math.max(0, ...writes.map(({ block }) => block));
  const isBelowLimit = [...tested].some(
    ([cell, test]) =>
      counting.has(cell) &&
      test.block === since &&
      test.comparison?.cell === cell &&
      !isOver(test) &&
      !clearedOnTheWay(runs).has(cell),
  );
  return phases.includes('half-open') && !isBelowLimit;
}

const isOver = ({ comparison, truth }: Tested): boolean =>
  comparison?.operator.startsWith('<') === true ? truth === false : truth === true;

/** Counters that opening the circuit, or making it half-open, starts anew. */
const clearedOnTheWay = oncePerUnit((runs): ReadonlySet<string> => {
  const { state } = runs.unit;
  const cleared = new Set<string>();
  for (const { writes } of allTraces(runs).flatMap(({ blocks }) => blocks)) {
    if (writes.some(({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase !== 'closed')) {
      for (const { cell, operation } of writes) {
        if (operation === 'clear') {
          cleared.add(cell);
        }
      }
    }
  }
  return cleared;
});

const takenAt = (runs: UnitRuns, cell: string): Node | undefined =>
  allTraces(runs).flatMap(({ attempts }) => attempts.flatMap(({ slots }) => slots.get(cell)?.node ?? []))[0];

/** Listeners that run between the test that lets a call in and the write that keeps the next one out. */
function reentries(runs: UnitRuns, breaker: Breaker): Race[] {
  const { state } = runs.unit;
  const found: Race[] = [];
  for (const phase of PHASES) {
    for (const entry of runs.entries) {
      const trace = runs.explored(entry, phase);
      for (const write of trace?.writes ?? []) {
        const { reentry, outcome, cell, tested } = write;
        const basis = tested.get(cell);
        const keepsOut =
          cell === state.key
            ? write.value.kind === 'literal' && write.value.phase === 'half-open'
            : slotCells(runs).has(cell) && slotChange(write) === 'take';
        if (
          reentry !== undefined &&
          outcome === undefined &&
          basis !== undefined &&
          keepsOut &&
          write.timer === undefined &&
          trace !== undefined &&
          trace.attempts.length > 0
        ) {
          found.push({ ...slotRace(breaker, 'reentrant', 'guarded', write, basis.node, reentry), node: reentry });
        }
      }
    }
  }
  return found;
}
