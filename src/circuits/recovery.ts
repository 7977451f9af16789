/** How a circuit lets callers through again: the clock is moved until somebody is. */
import type { State } from '../machine/state.js';
import type { Event } from '../machine/trace.js';
import { initialValue, putBack, type Causes } from './causes.js';
import type { Cell, Recovery } from './circuit.js';
import type { Counted } from './counting.js';
import { cellKey, isLeaf, isWrite, mostOfOneTarget, parting, type EventOf } from './observing.js';
import { SUCCEEDS, type Run, type Subject } from './subject.js';

/** After how long a circuit may let callers through again, in milliseconds, tried in turn. */
const WAITS = [1, 50, 1_000, 5_000, 10_000, 30_000, 60_000, 120_000, 600_000, 3_600_000, 86_400_000, 1_000_000_000];

/** So many callers beside a probe, all of whom get through: nothing limits them. */
const CROWD = 11;

export interface Recovered {
  readonly facts: Recovery;
  /** When the time is over, before anybody has called. */
  readonly probing: State;
}

/** Undefined where the circuit stays open. */
export function recoveryOf(subject: Subject, counted: Counted, causes: Causes): Recovered | undefined {
  for (const after of WAITS) {
    const state = counted.open.fork();
    subject.advance(state, after + 1);
    const probing = state.fork();
    const run = subject.operate(state, subject.fails);
    if (run.calls > 0) {
      const hasHalfOpen = isHalfOpen(subject, counted, causes, { state, probing, run });
      const facts: Recovery = {
        after,
        hasHalfOpen,
        callsPerProbe: Math.min(run.calls, Math.max(1, mostOfOneTarget(run.events))),
        flood: hasHalfOpen ? floodOf(subject, probing, counted) : undefined,
      };
      return { facts, probing };
    }
  }
  return undefined;
}

interface Probe {
  /** After the probe. */
  readonly state: State;
  /** Before it. */
  readonly probing: State;
  readonly run: Run;
}

/** One failure shuts the circuit again, and it is not the count that does it: the state has moved, or the count is put back. */
function isHalfOpen(subject: Subject, counted: Counted, causes: Causes, { state, probing, run }: Probe): boolean {
  const { open, operations, beginning } = counted;
  const isInitial = (event: EventOf<'write'>): boolean => event.after === initialValue(state, beginning, event);
  const hasMoved = movesBeforeCall(run.events, causes.gate, isInitial);
  if (operations === 1) {
    return hasMoved;
  }
  return (
    subject.isTurnedAway(state) &&
    (hasMoved ||
      movedByTime({ open, probing, beginning }, causes.gate) ||
      isShutWithoutCount(subject, probing, beginning, causes))
  );
}

/** With the count put back, too, one failure shuts the circuit. */
function isShutWithoutCount(subject: Subject, probing: State, beginning: State, { gate, record }: Causes): boolean {
  const state = probing.fork();
  const asked = new Set(gate.map(cellKey));
  for (const cell of record.filter((each) => !asked.has(cellKey(each)))) {
    putBack(state, beginning, cell);
  }
  subject.operate(state, subject.fails);
  return subject.isTurnedAway(state);
}

/** Who is let through while a probe is under way: where everybody is, the test that lets them. */
function floodOf(subject: Subject, probing: State, { first, away }: Counted): number | undefined {
  const place = protectedIn(subject, probing, first);
  const state = probing.fork();
  let admitting: number | undefined;
  for (let n = 0; n <= CROWD; n += 1) {
    const { isThere, events } = subject.reach(state, place);
    if (!isThere) {
      return undefined;
    }
    // The first one is the probe.
    admitting ??= n === 0 ? undefined : parting(events, away.events);
  }
  return admitting;
}

/** Where a probe calls what is called while the circuit is closed; where it does not, its first call. */
function protectedIn(subject: Subject, probing: State, first: Run): number | undefined {
  const { events } = subject.operate(probing.fork(), SUCCEEDS);
  const usual = subject.firstCall(first.events)?.place;
  return events.some((event) => isLeaf(event) && event.place === usual) ? usual : subject.firstCall(events)?.place;
}

/** A cell of the gate is changed before the service is called, and not to what it was in the beginning. */
function movesBeforeCall(
  events: readonly Event[],
  gate: readonly Cell[],
  isInitial: (write: EventOf<'write'>) => boolean,
): boolean {
  const keys = new Set(gate.map(cellKey));
  const call = events.findIndex(isLeaf);
  return events.slice(0, call < 0 ? undefined : call).some(
    // To put the same entry back into a Map changes nothing.
    (event) => isWrite(event) && event.before !== event.after && keys.has(cellKey(event)) && !isInitial(event),
  );
}

interface Times {
  readonly open: State;
  readonly probing: State;
  readonly beginning: State;
}

/** A timer has moved a cell of the gate, and not to what it was in the beginning. */
const movedByTime = ({ open, probing, beginning }: Times, cells: readonly Cell[]): boolean =>
  cells.some((cell) => {
    const [before, after] = [open, probing].map((state) => state.objects[cell.object]?.properties.get(cell.key));
    return before !== after && after !== initialValue(probing, beginning, cell);
  });
