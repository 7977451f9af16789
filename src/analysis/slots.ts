/** Slots: flags and counters that a call takes on its way to the service and gives back when it is done. */
import { allTraces, oncePerUnit } from './breaker.js';
import { slotChange, type CellWrite, type Tested } from './interpreter/path.js';

/** Given back by itself, not along with everything else: a counter that only a transition resets counts the calls of a period. */
const givesBack = (write: CellWrite): boolean => slotChange(write) === 'give' && write.operation !== 'clear';

const isDuringCall = ({ outcome, timer, unawaited }: CellWrite): boolean =>
  outcome !== undefined || timer !== undefined || unawaited !== undefined;

/** Cells that a caller who was let in while the circuit was not closed has tested, taken, and gives back after the call. */
export const slotCells = oncePerUnit((runs): ReadonlySet<string> => {
  const { state } = runs.unit;
  const taken = new Set<string>();
  for (const phase of ['open', 'half-open'] as const) {
    for (const trace of runs.entries.flatMap((entry) => runs.explored(entry, phase) ?? [])) {
      for (const write of trace.writes) {
        if (slotChange(write) === 'take' && !isDuringCall(write) && write.tested.has(write.cell)) {
          taken.add(write.cell);
        }
      }
      for (const { slots, tested } of trace.attempts) {
        for (const cell of slots.keys()) {
          if (tested.has(cell)) {
            taken.add(cell);
          }
        }
      }
    }
  }
  taken.delete(state.key);
  const givenBack = new Set(
    allTraces(runs).flatMap(({ writes, timers }) =>
      [...writes, ...timers.flatMap((timer) => timer.writes)]
        .filter((write) => givesBack(write) && isDuringCall(write))
        .map(({ cell }) => cell),
    ),
  );
  return new Set([...taken].filter((cell) => givenBack.has(cell)));
});

/** Cells that every transition to half-open makes free again. */
export const freedByTransition = oncePerUnit((runs): ReadonlySet<string> => {
  const { state } = runs.unit;
  let freed: Set<string> | undefined;
  for (const { blocks, timers } of allTraces(runs)) {
    for (const writes of [...blocks.map((block) => block.writes), ...timers.map((timer) => timer.writes)]) {
      if (
        writes.some(({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open')
      ) {
        const given = new Set(writes.filter((write) => slotChange(write) === 'give').map(({ cell }) => cell));
        freed = freed === undefined ? given : new Set([...freed].filter((cell) => given.has(cell)));
      }
    }
  }
  return freed ?? new Set<string>();
});

/** Slots that somebody who finds them taken frees or gets past while the circuit is half-open: after a while, say. */
export const freedByOthers = oncePerUnit((runs): ReadonlySet<string> => {
  const { state } = runs.unit;
  const slots = slotCells(runs);
  const freed = new Set<string>();
  const note = (tested: ReadonlyMap<string, Tested>, candidates: Iterable<string>): void => {
    for (const cell of candidates) {
      if (slots.has(cell) && foundTaken(tested.get(cell))) {
        freed.add(cell);
      }
    }
  };
  for (const trace of runs.entries.flatMap((entry) => runs.explored(entry, 'half-open') ?? [])) {
    for (const write of trace.writes) {
      if (!isDuringCall(write)) {
        note(write.tested, write.cell === state.key ? slots : [write.cell]);
      }
    }
    for (const { ordinal, tests } of trace.attempts) {
      if (ordinal === 1) {
        note(tests, slots);
      }
    }
  }
  for (const write of allTraces(runs).flatMap(({ timers }) => timers.flatMap(({ writes }) => writes))) {
    const leavesHalfOpen =
      write.cell === state.key && !(write.value.kind === 'literal' && write.value.phase === 'half-open');
    const given = leavesHalfOpen ? slots : slotChange(write) === 'give' ? [write.cell] : [];
    for (const cell of given) {
      freed.add(cell);
    }
  }
  return freed;
});

/** A test that found a flag set, or a counter at its limit. */
function foundTaken(tested: Tested | undefined): boolean {
  const operator = tested?.comparison?.operator;
  if (tested?.truth === undefined || operator === undefined) {
    return tested?.truth === true;
  }
  return operator.startsWith('>') ? tested.truth : operator.startsWith('<') && !tested.truth;
}
