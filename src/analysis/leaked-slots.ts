/** Half-open slots that some way out of the call never gives back. */
import { PHASES } from './breaker.js';
import type { Breaker, LeakedSlot, Node } from './facts.js';
import { possiblePhases } from './interpreter/cells.js';
import type { Flow } from './interpreter/machine.js';
import { slotChange, type CellWrite } from './interpreter/path.js';
import { cellBeside } from './places.js';
import type { UnitRuns } from './runs.js';
import { freedByOthers, freedByTransition, slotCells } from './slots.js';
import type { Entry } from './unit-code.js';

const WAYS: readonly LeakedSlot['way'][] = ['rejection', 'throw', 'return'];

/** One per place that takes a slot: the way out that needs the least to happen. */
export function leakedSlots(runs: UnitRuns, breaker: Breaker): LeakedSlot[] {
  const found = new Map<Node, LeakedSlot>();
  // Whoever frees the slot may stand in a run that was given up.
  if (runs.entries.some((entry) => PHASES.some((phase) => runs.explored(entry, phase) === undefined))) {
    return [];
  }
  for (const entry of runs.entries) {
    const returned = givenBackIn(runs, entry);
    for (const phase of ['half-open', 'open'] as const) {
      for (const flow of runs.explored(entry, phase)?.ends ?? []) {
        for (const [cell, taken] of flow.path.held) {
          if (returned.has(cell) && !isFreedLater(runs, flow, cell)) {
            const before = found.get(taken.node);
            const leak = leakOf(breaker, cellBeside(runs.unit.state, cell), flow, taken);
            if (before === undefined || WAYS.indexOf(leak.way) < WAYS.indexOf(before.way)) {
              found.set(taken.node, leak);
            }
          }
        }
      }
    }
  }
  return [...found.values()];
}

function leakOf(breaker: Breaker, cell: string, { kind, path }: Flow, taken: CellWrite): LeakedSlot {
  const { leftAt } = path;
  const way = kind !== 'throw' ? 'return' : leftAt?.type === 'ThrowStatement' ? 'throw' : 'rejection';
  return { breaker, node: taken.node, cell, exit: leftAt ?? taken.node, way };
}

/** Slots that this entry gives back on some way out: it is this entry's business to do so. */
function givenBackIn(runs: UnitRuns, entry: Entry): ReadonlySet<string> {
  const slots = slotCells(runs);
  const given = new Set<string>();
  for (const phase of ['half-open', 'open'] as const) {
    for (const write of runs.explored(entry, phase)?.writes ?? []) {
      if (write.held !== undefined && slotChange(write) === 'give' && slots.has(write.cell)) {
        given.add(write.cell);
      }
    }
  }
  return given;
}

/** Whether somebody else frees what this way out leaves taken. */
function isFreedLater(runs: UnitRuns, { path }: Flow, cell: string): boolean {
  const { unit } = runs;
  // A period that is over leaves the slot to the next transition to half-open.
  const isOver =
    (path.written.has(unit.state.key) && path.outcome !== undefined) ||
    !possiblePhases({ unit, admitted: 'half-open' }, path).includes('half-open');
  return path.superseded || freedByOthers(runs).has(cell) || (isOver && freedByTransition(runs).has(cell));
}
