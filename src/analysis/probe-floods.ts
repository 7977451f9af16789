/** Half-open states that let every caller through. */
import type { Breaker, ProbeFlood } from './facts.js';
import { allTraces, countingCells } from './breaker.js';
import type { Flow } from './interpreter/machine.js';
import type { UnitRuns } from './runs.js';

export function probeFloods(runs: UnitRuns, breaker: Breaker): ProbeFlood[] {
  const { unit } = runs;
  if (!unit.phases.has('half-open') || unit.form === 'store' || !turnsHalfOpen(runs)) {
    return [];
  }
  const closedGate = takenWhileHalfOpen(runs);
  for (const entry of runs.entries) {
    for (const event of runs.explored(entry, 'half-open')?.attempts ?? []) {
      const admits = event.ordinal === 1 && event.phases.includes('half-open') && event.stateTest !== undefined;
      if (!admits || event.reserved || event.locked || !event.isAsync) {
        continue;
      }
      // A path that needs the slot to be free is no path while whoever made the circuit half-open holds it.
      const needsFreeSlot = [...event.known].some(([cell, value]) => closedGate.has(cell) && value.kind === 'literal' && !value.value);
      if (!needsFreeSlot) {
        return [{ breaker, node: event.stateTest, call: event.stack.find((frame, i) => i > 0 && frame.kind !== 'loop')?.node ?? event.node }];
      }
    }
  }
  return gates(runs, breaker);
}

/**
 * Breakers that are asked by their callers: `if (!breaker.canRequest()) …`. The gate that makes the circuit half-open says yes to
 * whoever asks it afterwards, too, and takes no slot.
 */
function gates(runs: UnitRuns, breaker: Breaker): ProbeFlood[] {
  const { state } = runs.unit;
  const counting = countingCells(runs);
  const traces = allTraces(runs);
  const recordsFailures = traces.some(({ writes }) => writes.some(({ cell, operation }) => counting.has(cell) && (operation === 'increase' || operation === 'append')));
  if (!recordsFailures || traces.some(({ attempts }) => attempts.length > 0)) {
    return [];
  }
  for (const entry of runs.entries) {
    const open = runs.explored(entry, 'open');
    const halfOpen = runs.explored(entry, 'half-open');
    const closed = runs.explored(entry, 'closed');
    const transits = open?.writes.some(({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open');
    if (open === undefined || halfOpen === undefined || transits !== true || !open.exits.some(refuses)) {
      continue;
    }
    const test = halfOpen.exits[0]?.path.firstStateTest;
    const takesNothing = halfOpen.writes.length === 0 && halfOpen.exits.every(({ path }) => path.reserved.size === 0 && path.lock === undefined);
    // A question such as `isHalfOpen()` says no while the circuit is closed: it lets nobody through.
    if (test !== undefined && takesNothing && halfOpen.exits.every(admits) && closed?.exits.every(admits) === true) {
      return [{ breaker, node: test }];
    }
  }
  return [];
}

const refuses = ({ kind, value }: Flow): boolean => kind === 'throw' || (value.kind === 'literal' && value.value === false);

/** True, or nothing where the gate refuses by throwing. */
const admits = ({ kind, value }: Flow): boolean =>
  kind !== 'throw' && value.kind === 'literal' && (value.value === true || value.value === undefined);

/** Some path, or some timer, makes the circuit half-open. */
function turnsHalfOpen(runs: UnitRuns): boolean {
  const { state } = runs.unit;
  return allTraces(runs).some(({ writes, timers }) =>
    [...writes, ...timers.flatMap((timer) => timer.writes)].some(({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open'),
  );
}

/** Flags that are set in every stretch that makes the circuit half-open, and are only cleared in stretches that end it. */
function takenWhileHalfOpen(runs: UnitRuns): ReadonlySet<string> {
  const { state } = runs.unit;
  let taken: Set<string> | undefined;
  const clearedWhileHalfOpen = new Set<string>();
  for (const { blocks } of allTraces(runs)) {
    for (const { writes, phases } of blocks) {
      const flags = new Map<string, boolean>();
      for (const { cell, value } of writes) {
        if (value.kind === 'literal' && typeof value.value === 'boolean') {
          flags.set(cell, value.value);
        }
      }
      const makesHalfOpen = writes.some(({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open');
      if (makesHalfOpen) {
        const set = new Set([...flags].filter(([, value]) => value).map(([cell]) => cell));
        taken = taken === undefined ? set : new Set([...taken].filter((cell) => set.has(cell)));
      }
      for (const [cell, value] of flags) {
        if (!value && phases.includes('half-open')) {
          clearedWhileHalfOpen.add(cell);
        }
      }
    }
  }
  return new Set([...(taken ?? [])].filter((cell) => !clearedWhileHalfOpen.has(cell)));
}
