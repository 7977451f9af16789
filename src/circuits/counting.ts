/** Runs a root until a caller is turned away, with a service that fails and a clock that stands still. */
import type { State } from '../machine/state.js';
import type { Key } from '../machine/values.js';
import type { Dismissal } from './circuit.js';
import { cellKey, isBranch, isRead, isWrite } from './observing.js';
import { SUCCEEDS, type Run, type Subject } from './subject.js';

/** A circuit that stays closed for longer is none that can be counted. */
const MOST_OPERATIONS = 70;

/** Events after which nothing is counted any more. */
const MOST_EVENTS = 200_000;

export interface Counted {
  /** After everything, with all that happened in its trace. */
  readonly state: State;
  readonly beginning: State;
  /** Before the last operation that was let through. */
  readonly before: State;
  /** Before the operation that was turned away. */
  readonly open: State;
  /** How many were let through. */
  readonly operations: number;
  readonly first: Run;
  /** The last one that was let through. */
  readonly last: Run;
  readonly away: Run;
}

/** Whether some condition may rest on a member or variable of that name. */
export type IsAsked = (key: Key) => boolean;

/** What comes of counting, and the operations that were let through on the way. */
export interface Counting {
  readonly outcome: Counted | Dismissal;
  readonly runs: readonly Run[];
}

/** Counts in a state, which is used up. Where the first operation does not call for more, that is all. */
export function count(subject: Subject, state: State, { isAsked, isWorthwhile }: Wanted): Counting {
  const runs: Run[] = [];
  return { outcome: countInto(runs, subject, state, { isAsked, isWorthwhile }), runs };
}

export interface Wanted {
  readonly isAsked: IsAsked;
  readonly isWorthwhile: (first: Run) => boolean;
}

function countInto(
  runs: Run[],
  subject: Subject,
  state: State,
  { isAsked, isWorthwhile }: Wanted,
): Counted | Dismissal {
  const beginning = state.fork();
  if (!subject.rejects && !isToldOfFailure(subject, beginning)) {
    return 'failure unseen';
  }
  const written = new Set<string>();
  let before = beginning;
  let open = beginning;
  while (runs.length < MOST_OPERATIONS && state.trace.length < MOST_EVENTS) {
    before = open;
    open = state.fork();
    const run = runs.length === 0 ? subject.operateFirst(state) : subject.operate(state, subject.fails);
    if (state.isExhausted) {
      return 'budget';
    }
    const [first] = runs;
    const last = runs.at(-1);
    if (run.calls === 0) {
      return first === undefined || last === undefined
        ? 'no call'
        : endOf({ state, beginning, before, open, operations: runs.length, first, last, away: run });
    }
    if (runs.length > 0 && !run.events.some((event) => isRead(event) && written.has(cellKey(event)))) {
      return 'nothing remembered';
    }
    for (const event of run.events) {
      if (isWrite(event) && isAsked(event.key)) {
        written.add(cellKey(event));
      }
    }
    runs.push(run);
    if (runs.length === 1 && !isWorthwhile(run)) {
      return 'as before';
    }
  }
  return 'never turned away';
}

/** Whether the code does anything else when the service fails than when it is well: it may not look at an answer. */
function isToldOfFailure(subject: Subject, beginning: State): boolean {
  const well = subject.operate(beginning.fork(), SUCCEEDS);
  const failing = subject.operate(beginning.fork(), subject.fails);
  return well.operation?.result !== failing.operation?.result || pathOf(well) !== pathOf(failing);
}

/** Which way an operation went. */
const pathOf = ({ events }: Run): string =>
  events.map((event) => (isBranch(event) ? `${event.place}${event.isTaken ? '+' : '-'}` : '')).join('');

const endOf = (counted: Counted): Counted | Dismissal =>
  counted.away.operation?.result === undefined ? 'never settles' : counted;

/** Whether callers are turned away while the service is well: by a limiter, a cache, or because something happens once only. */
export function isLimited(subject: Subject, { beginning, operations }: Counted): boolean {
  const state = beginning.fork();
  for (let n = 0; n < operations + 2; n += 1) {
    if (subject.operate(state, SUCCEEDS).calls === 0) {
      return true;
    }
  }
  return false;
}
