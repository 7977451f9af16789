/**
 * What a root does when the service fails: it is run again and again with a clock that stands still, until a caller is turned away. Then
 * cells are put back to see which of them matter, the clock is moved, and operations are run beside each other.
 *
 * No shape and no name is looked for: that callers are turned away after failures, and let through again later, is what a circuit is.
 */
import type { Machine } from '../machine/machine.js';
import type { State } from '../machine/state.js';
import { causesOf, type Causes } from './causes.js';
import type { Cell, Circuit, Dismissal, Failing } from './circuit.js';
import { count, isLimited, type Counted, type IsAsked } from './counting.js';
import { cellKey, isWrite, parting, repeated } from './observing.js';
import { askedBetween, callsWhileOpen } from './persistence.js';
import { racesOf } from './races.js';
import { recoveryOf } from './recovery.js';
import type { Root } from './roots.js';
import { Subject, SUCCEEDS, type Run } from './subject.js';
import { tallyOf } from './tally.js';

export interface Surroundings {
  readonly machine: Machine;
  readonly root: Root;
  readonly failing: Failing;
  /** Whether a place stands in a package's stub. */
  readonly isOfLibrary: (place: number) => boolean;
  readonly isAsked: IsAsked;
  /** Whether an experiment is to go on after its first operation. */
  readonly isWorthwhile: (first: Run) => boolean;
}

export interface Experiment {
  readonly result: Circuit | Dismissal;
  readonly subject: Subject;
  /** The operations that were let through, in order; the service failed in all of them. */
  readonly runs: readonly Run[];
  /** Undefined where nobody was turned away. */
  readonly counted: Counted | undefined;
  /** Instructions that were run. */
  readonly steps: number;
}

/** Runs a root in a state, which is used up. */
export function experiment(around: Surroundings, state: State): Experiment {
  const subject = new Subject(around.machine, around.root, around.failing);
  const { outcome, runs } = count(subject, state, around);
  const counted = typeof outcome === 'string' ? undefined : outcome;
  const result = typeof outcome === 'string' ? outcome : study(around, subject, outcome);
  return { result, subject, runs, counted, steps: subject.steps };
}

function study({ root, isOfLibrary, isAsked }: Surroundings, subject: Subject, counted: Counted): Circuit | Dismissal {
  if (isLimited(subject, counted)) {
    return 'turned away without failures';
  }
  const causes = causesOf(subject, counted, isAsked);
  const { gate, record } = causes;
  if (gate.length + record.length === 0) {
    return 'no cause';
  }
  const { state, open, first, last, away } = counted;
  const tally = tallyOf(state.trace, recordingCells(counted, causes, isAsked), subject.only);
  if (tally === undefined) {
    return 'no record';
  }
  const recovered = recoveryOf(subject, counted, causes);
  const isForeign = areWrittenIn(counted, [...record, ...gate], isOfLibrary);
  return {
    root: root.name,
    operations: counted.operations,
    ...tally,
    // What only the caller compares who is turned away is no limit of what was counted.
    isNominal: open.nominal.size > 0 || open.isEndless || isRate(subject, counted),
    gate: parting(last.events, away.events),
    gateCells: gate,
    recordCells: record,
    isOfLibrary: isForeign,
    attempts: repeated(first.events, subject.only),
    call: subject.firstCall(first.events),
    recovery: recovered?.facts,
    callsWhileOpen: callsWhileOpen(subject, counted),
    askedBetween: askedBetween(first.events, gate, subject.only),
    races: recovered === undefined || isForeign ? [] : racesOf(subject, counted, causes, recovered),
  };
}

/** Successes that came before a failure keep a circuit from opening that the first failure would open: its threshold is no number. */
function isRate(subject: Subject, { beginning, operations }: Counted): boolean {
  if (operations > 1) {
    return false;
  }
  const state = beginning.fork();
  for (let n = 0; n < SUCCESSES_BEFORE; n += 1) {
    subject.operate(state, SUCCEEDS);
  }
  subject.operate(state, subject.fails);
  return !subject.isTurnedAway(state);
}

const SUCCESSES_BEFORE = 3;

/**
 * Cells whose writes are records. Where one operation opens the circuit, nothing shows which of them count: all that decide something and
 * stand beside what the gate asks may, but for those that only keep the time.
 */
function recordingCells(
  { state, operations }: Counted,
  { gate, record }: Causes,
  isAsked: IsAsked,
): ReadonlySet<string> {
  if (operations > 1) {
    return new Set((record.length > 0 ? record : gate).map(cellKey));
  }
  const owners = new Set(gate.map(({ object }) => object));
  const writes = state.trace.filter(isWrite).filter(({ object, key }) => owners.has(object) && isAsked(key));
  const counting = writes.filter(({ after }) => after !== state.now);
  return new Set((counting.length > 0 ? counting : writes).map(cellKey));
}

/** Whether all writes of some cells stand where a test says. */
function areWrittenIn({ state }: Counted, cells: readonly Cell[], isThere: (place: number) => boolean): boolean {
  const keys = new Set(cells.map(cellKey));
  const writes = state.trace.filter(isWrite).filter((event) => keys.has(cellKey(event)));
  return writes.length > 0 && writes.every(({ place }) => isThere(place));
}
