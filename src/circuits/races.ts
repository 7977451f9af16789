/** Operations beside each other: what an outcome that comes late does to a circuit that has moved on meanwhile. */
import type { State } from '../machine/state.js';
import type { Event } from '../machine/trace.js';
import { putBack, type Causes } from './causes.js';
import type { Attempt, Race } from './circuit.js';
import type { Counted } from './counting.js';
import {
  attemptOf,
  cellKey,
  isBranch,
  isLeaf,
  isRead,
  isSettled,
  isWrite,
  writeOf,
  type EventOf,
} from './observing.js';
import type { Recovered } from './recovery.js';
import { SUCCEEDS, type Subject } from './subject.js';

/** So many callers in one tick. */
const CROWD = 11;

export function racesOf(subject: Subject, counted: Counted, causes: Causes, recovered: Recovered): readonly Race[] {
  const study = new Study(subject, counted, causes, recovered);
  const { hasHalfOpen, flood } = recovered.facts;
  const races = [
    ...study.staleOutcomes(),
    hasHalfOpen ? study.staleProbe() : undefined,
    hasHalfOpen && flood === undefined ? study.lateAdmission() : undefined,
    study.leak(),
  ];
  return races.filter((race) => race !== undefined);
}

class Study {
  constructor(
    private readonly subject: Subject,
    private readonly counted: Counted,
    private readonly causes: Causes,
    private readonly recovered: Recovered,
  ) {}

  /** A call that was admitted while CLOSED ends while the circuit is OPEN, or while it is probed. */
  staleOutcomes(): readonly Race[] {
    const { subject, counted, recovered } = this;
    const state = counted.beginning.fork();
    const late = subject.begin(state);
    if (late === undefined || !this.#opens(state)) {
      return [];
    }
    const success = this.#staleSuccess(state, late);
    const mayCloseEarly = success === undefined && recovered.facts.hasHalfOpen && counted.operations > 1;
    const races = [success, this.#lateFailure(state, late), mayCloseEarly ? this.#earlyClose() : undefined];
    return races.filter((race) => race !== undefined);
  }

  /** Fails until somebody is turned away as when the circuit was opened: others may be turned away because somebody is in. */
  #opens(state: State): boolean {
    const { subject, counted } = this;
    for (let n = 0; n < counted.operations + 3; n += 1) {
      const { calls, events } = subject.operate(state, subject.fails);
      if (calls === 0) {
        return lastBranch(events) === lastBranch(counted.away.events);
      }
    }
    return false;
  }

  /** The success opens the circuit to everybody, or clears what would have shut it again. */
  #staleSuccess(open: State, late: number): Race | undefined {
    const { subject } = this;
    const state = open.fork();
    const call = subject.callUnderWay(state, late);
    subject.end(state, late, SUCCEEDS);
    const isHarmful = !subject.isTurnedAway(state) || (this.#staysOpen(open) && !this.#staysOpen(state));
    return isHarmful ? this.#race('stale success', state, [late], call) : undefined;
  }

  /** Whether a failure shuts the circuit again, once its time is over. */
  #staysOpen(open: State): boolean {
    const { subject, recovered } = this;
    const state = open.fork();
    subject.advance(state, recovered.facts.after + 1);
    return subject.operate(state, subject.fails).calls > 0 && subject.isTurnedAway(state);
  }

  /** The failure comes at 60 % of the open window; at 120 % the circuit would be open no more. */
  #lateFailure(open: State, late: number): Race | undefined {
    const { subject, recovered } = this;
    const part = Math.max(1, Math.floor(recovered.facts.after * 0.6));
    const rest = Math.ceil(recovered.facts.after * 0.6) + 2;
    const before = open.fork();
    const call = subject.callUnderWay(before, late);
    subject.advance(before, part);
    const state = before.fork();
    subject.end(state, late, subject.fails);
    const isOpenAfterwards = (at: State): boolean => {
      const later = at.fork();
      subject.advance(later, rest);
      return subject.isTurnedAway(later);
    };
    if (isOpenAfterwards(before) || !isOpenAfterwards(state)) {
      return undefined;
    }
    // What moves the open window is the cell without whose change it stays where it was.
    const moved = changesOf(state, [late]).findLast((change) => {
      const without = state.fork();
      return putBack(without, before, change) && !isOpenAfterwards(without);
    });
    const write =
      moved &&
      state.trace.filter(isWrite).findLast((event) => event.operation === late && cellKey(event) === cellKey(moved));
    return write && { kind: 'late failure', write: writeOf(write), isAsked: isAsked(state, late, write), call };
  }

  /** Successes of calls that were admitted while CLOSED close a circuit that is being probed. */
  #earlyClose(): Race | undefined {
    const { subject, counted, recovered } = this;
    const state = counted.beginning.fork();
    const late = [subject.begin(state), subject.begin(state), subject.begin(state)].filter((id) => id !== undefined);
    const [first] = late;
    if (late.length < 3 || first === undefined || !this.#opens(state)) {
      return undefined;
    }
    subject.advance(state, recovered.facts.after + 1);
    if (subject.begin(state) === undefined) {
      return undefined;
    }
    const without = state.fork();
    const call = subject.callUnderWay(state, first);
    for (const id of late) {
      subject.end(state, id, SUCCEEDS);
    }
    const race = this.#race('early close', state, late, call);
    return this.#isClosed(state) && !this.#isClosed(without) ? race : undefined;
  }

  /** One failure does not shut it. */
  #isClosed(state: State): boolean {
    const { subject } = this;
    return subject.operate(state, subject.fails).calls > 0 && subject.operate(state, subject.fails).calls > 0;
  }

  /** Of two probes, the first one fails and shuts the circuit, and the second one succeeds and opens it to everybody. */
  staleProbe(): Race | undefined {
    const { subject } = this;
    const state = this.recovered.probing.fork();
    const first = subject.begin(state);
    const second = subject.begin(state);
    if (first === undefined || second === undefined) {
      return undefined;
    }
    const call = subject.callUnderWay(state, second);
    subject.end(state, first, subject.fails);
    if (!subject.isTurnedAway(state)) {
      return undefined;
    }
    subject.end(state, second, SUCCEEDS);
    return subject.isTurnedAway(state) ? undefined : this.#race('stale probe', state, [second], call);
  }

  /** Callers who arrive in one tick are all let through, although one after the other they are not. */
  lateAdmission(): Race | undefined {
    const { subject, counted } = this;
    const call = subject.firstCall(counted.first.events);
    const inFlight = (callers: number): number =>
      subject.callsInFlight(this.recovered.probing.fork(), callers, call?.place);
    return inFlight(1) === 1 && inFlight(CROWD) === CROWD
      ? { kind: 'late admission', write: undefined, isAsked: true, call }
      : undefined;
  }

  /** After a probe nobody is let through any more, however long they wait: the slot is not given back. */
  leak(): Race | undefined {
    const { subject, counted, recovered } = this;
    const { after } = recovered.facts;
    for (const answers of [subject.fails, SUCCEEDS]) {
      const state = recovered.probing.fork();
      const probe = subject.operate(state, answers);
      for (const wait of [after + 1, after * 4, after * 40]) {
        subject.advance(state, wait);
      }
      const next = subject.operate(state, subject.fails);
      if (next.calls === 0 && next.operation?.result === counted.away.operation?.result) {
        const call = probe.events.find(isLeaf);
        return { kind: 'leaked probe', write: undefined, isAsked: true, call: call && attemptOf(call) };
      }
    }
    return undefined;
  }

  #race(kind: Race['kind'], state: State, operations: readonly number[], call: Attempt | undefined): Race {
    const change = lastChange(state, this.causes, operations);
    return {
      kind,
      write: change && writeOf(change),
      isAsked: change?.operation !== undefined && isAsked(state, change.operation, change),
      call,
    };
  }
}

/**
 * The last change that some operations make to what the gate asks; where they leave that alone, to what is recorded, and then to what stands
 * beside it, such as a flag that only an outcome asks.
 */
function lastChange(
  state: State,
  { gate, record }: Causes,
  operations: readonly number[],
): EventOf<'write'> | undefined {
  const [asked, recorded] = [gate, record].map((cells) => new Set(cells.map(cellKey)));
  const owners = new Set([...gate, ...record].map(({ object }) => object));
  const changes = changesOf(state, operations);
  return (
    changes.findLast((event) => asked?.has(cellKey(event))) ??
    changes.findLast((event) => recorded?.has(cellKey(event))) ??
    changes.findLast(({ object }) => owners.has(object))
  );
}

/** The writes of some operations that change something that was there: to make an entry of a Map is no change of a circuit. */
const changesOf = (state: State, operations: readonly number[]): readonly EventOf<'write'>[] =>
  state.trace.filter(isWrite).filter(({ operation, object, before, after }) => {
    const isMade = before === undefined && state.objects[object]?.kind === 'map';
    return operation !== undefined && operations.includes(operation) && before !== after && !isMade;
  });

/** The last condition of a run, and how it was decided. */
function lastBranch(events: readonly Event[]): string | undefined {
  const branch = events.findLast(isBranch);
  return branch?.kind === 'branch' ? `${branch.place} ${branch.isTaken}` : undefined;
}

/** Whether an operation reads something beside what it writes, that some operation has changed, since its last call has ended. */
function isAsked(state: State, operation: number, write: EventOf<'write'>): boolean {
  const { trace } = state;
  const changed = new Set(trace.filter(isWrite).map(cellKey));
  const end = trace.indexOf(write);
  const begin = trace.findLastIndex((event, at) => at < end && isSettled(event) && event.operation === operation);
  return trace
    .slice(begin, end)
    .some(
      (event) =>
        isRead(event) && event.operation === operation && event.object === write.object && changed.has(cellKey(event)),
    );
}
