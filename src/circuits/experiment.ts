/**
 * What a root does when the service fails: it is run again and again with a clock that stands still, until a caller is turned away. Then
 * cells are put back to see which of them matter, the clock is moved, and operations are run beside each other.
 *
 * No shape and no name is looked for: that callers are turned away after failures, and let through again later, is what a circuit is.
 */
import { advance, finish, settle, start, startTogether, type Answers, type Callable } from '../machine/driver.js';
import type { Leaf, Operation } from '../machine/jobs.js';
import type { Machine } from '../machine/machine.js';
import type { State } from '../machine/state.js';
import type { Event } from '../machine/trace.js';
import { Reference, type Key, type Value } from '../machine/values.js';
import type { Attempt, Cell, Circuit, Dismissal, Failing, Race, Recovery, Write } from './circuit.js';
import {
  answered,
  attemptOf,
  cellKey,
  cellOf,
  eventsOf,
  isLeaf,
  isRead,
  isSettled,
  isWrite,
  mostOfOneTarget,
  parting,
  repeated,
  writeOf,
} from './observing.js';
import type { Root } from './roots.js';

/** A circuit that stays closed for longer is none that can be counted. */
const MOST_OPERATIONS = 70;

/** Calls after which nothing is counted any more. */
const MOST_CALLS = 4_000;

/** After how long a circuit may let callers through again, in milliseconds, tried in turn. */
const WAITS = [1, 50, 1_000, 5_000, 10_000, 30_000, 60_000, 120_000, 600_000, 3_600_000, 86_400_000, 1_000_000_000];

/** So many callers beside a probe, all of whom get through: nothing limits them. */
const CROWD = 11;

const SUCCEEDS: Answers = () => 'well';

export interface Surroundings {
  readonly machine: Machine;
  readonly root: Root;
  readonly failing: Failing;
  /** Whether a place stands in a package's stub. */
  readonly isOfLibrary: (place: number) => boolean;
  /** Whether some condition may rest on a member or variable of that name. */
  readonly isAsked: (key: Key) => boolean;
}

/** One operation that is over, or waits for ever. */
interface Run {
  readonly operation: Operation | undefined;
  readonly events: readonly Event[];
  readonly calls: number;
}

/** What counting gave. */
interface Counted {
  readonly state: State;
  readonly beginning: State;
  /** Before the last operation that was let through. */
  readonly before: State;
  /** Before the operation that was turned away. */
  readonly open: State;
  readonly operations: number;
  readonly lastRun: Run;
  readonly away: Run;
}

export class Experiment {
  readonly #m: Machine;
  readonly #callable: Callable;
  readonly #fails: Answers;
  readonly #only: number | undefined;
  /** Instructions that were run. */
  steps = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly beginning: State,
  ) {
    const { machine, root, failing } = around;
    this.#m = machine;
    this.#callable = root;
    this.#only = failing.only;
    this.#fails = ({ place }) => (failing.only === undefined || place === failing.only ? failing.how : 'well');
  }

  run(): Circuit | Dismissal {
    const counted = this.#count();
    if (typeof counted === 'string') {
      return counted;
    }
    if (this.#isLimited(counted)) {
      return 'turned away without failures';
    }
    const cells = this.#causes(counted);
    if (cells.gate.length + cells.record.length === 0) {
      return 'no cause';
    }
    const causal = new Set((cells.record.length > 0 ? cells.record : cells.gate).map(cellKey));
    const tally = tallyOf(counted.state.trace, causal, this.#only);
    if (tally === undefined) {
      return 'no record';
    }
    const isOfLibrary = this.#isOfLibrary(counted, [...cells.record, ...cells.gate]);
    const recovery = this.#recovery(counted, cells);
    return {
      root: this.around.root.name,
      operations: counted.operations,
      ...tally,
      isNominal: counted.state.nominal.size > 0 || counted.state.isEndless,
      gate: parting(counted.lastRun.events, counted.away.events),
      gateCells: cells.gate,
      recordCells: cells.record,
      isOfLibrary,
      attempts: repeated(eventsOf(counted.state, this.#firstOperation(counted)), this.#only),
      call: this.#firstCall(counted),
      recovery: recovery?.facts,
      races: recovery === undefined || isOfLibrary ? [] : this.#races(counted, cells.gate, recovery),
    };
  }

  // Operations

  #operate(state: State, answers: Answers): Run {
    const m = this.#m;
    const before = state.steps;
    return m.in(state, () => {
      const id = start(m, this.#callable);
      const operation = finish(m, id, answers);
      this.steps += state.steps - before;
      return this.#runOf(state, id, operation);
    });
  }

  #runOf(state: State, id: number, operation: Operation | undefined): Run {
    const events = eventsOf(state, id);
    return { operation, events, calls: answered(events, this.#only) };
  }

  /** Begins an operation that waits for a call of the service; undefined where it does not. */
  #begin(state: State): number | undefined {
    const m = this.#m;
    return m.in(state, () => {
      const id = start(m, this.#callable);
      for (let n = 0; n < 20; n += 1) {
        const leaf = state.leaves.find((each) => each.operation === id && each.isAwaited);
        if (leaf === undefined || this.#only === undefined || leaf.place === this.#only) {
          return leaf === undefined ? undefined : id;
        }
        settle(m, leaf, 'well');
      }
      return undefined;
    });
  }

  #end(state: State, id: number, answers: Answers): void {
    this.#m.in(state, () => finish(this.#m, id, answers));
  }

  #advance(state: State, ms: number): void {
    this.#m.in(state, () => {
      advance(this.#m, ms);
    });
  }

  #isTurnedAway(state: State): boolean {
    return this.#operate(state.fork(), this.#fails).calls === 0;
  }

  // E1: how often it fails until a caller is turned away

  #count(): Counted | Dismissal {
    const state = this.beginning;
    const beginning = state.fork();
    const written = new Set<string>();
    let before = beginning;
    let open = beginning;
    let lastRun: Run | undefined;
    for (let operations = 0; operations < MOST_OPERATIONS; operations += 1) {
      before = open;
      open = state.fork();
      const run = this.#operate(state, this.#fails);
      if (state.isExhausted) {
        return 'budget';
      }
      if (run.calls === 0) {
        return lastRun === undefined
          ? 'no call'
          : run.operation?.result === undefined
            ? 'never settles'
            : { state, beginning, before, open, operations, lastRun, away: run };
      }
      if (operations > 0 && !run.events.some((event) => isRead(event) && written.has(cellKey(event)))) {
        return 'nothing remembered';
      }
      for (const event of run.events) {
        if (isWrite(event) && this.around.isAsked(event.key)) {
          written.add(cellKey(event));
        }
      }
      lastRun = run;
      if (state.trace.length > MOST_CALLS * 50) {
        return 'never turned away';
      }
    }
    return 'never turned away';
  }

  // E2: a limiter, a cache or something that happens once turns callers away as well

  #isLimited({ beginning, operations }: Counted): boolean {
    const state = beginning.fork();
    for (let n = 0; n < operations + 2; n += 1) {
      if (this.#operate(state, SUCCEEDS).calls === 0) {
        return true;
      }
    }
    return false;
  }

  // E3: which cells matter

  #causes(counted: Counted): { readonly gate: readonly Cell[]; readonly record: readonly Cell[] } {
    const { state, beginning, before, open, operations, away } = counted;
    const read = new Set(away.events.filter(isRead).map(cellKey));
    const gate: Cell[] = [];
    const record: Cell[] = [];
    for (const [key, cell] of writtenIn(state)) {
      if (read.has(key) && this.#isReset(open, beginning, cell, 1)) {
        gate.push(cell);
      }
      if (operations > 1 && this.#isReset(before, beginning, cell, 2)) {
        record.push(cell);
      }
    }
    return { gate, record };
  }

  /** Puts a cell back to what it was in the beginning, and runs so often: is the last caller let through? */
  #isReset(at: State, beginning: State, cell: Cell, runs: number): boolean {
    const state = at.fork();
    if (!putBack(state, beginning, cell)) {
      return false;
    }
    let calls = 0;
    for (let n = 0; n < runs; n += 1) {
      ({ calls } = this.#operate(state, this.#fails));
    }
    return calls > 0;
  }

  // E4

  #firstOperation({ state, operations }: Counted): number {
    return state.operations.length - operations - 1;
  }

  #firstCall(counted: Counted): Attempt | undefined {
    const events = eventsOf(counted.state, this.#firstOperation(counted));
    const leaf = events.filter(isLeaf).find(({ place }) => this.#only === undefined || place === this.#only);
    return leaf && attemptOf(leaf);
  }

  /** Everything that decides is written in stubs. */
  #isOfLibrary({ state }: Counted, cells: readonly Cell[]): boolean {
    const keys = new Set(cells.map(cellKey));
    const writes = state.trace.filter(isWrite).filter((event) => keys.has(cellKey(event)));
    return writes.length > 0 && writes.every(({ place }) => this.around.isOfLibrary(place));
  }

  // E5 and E6: how it lets callers through again

  #recovery(
    { open, beginning, operations, away }: Counted,
    cells: { readonly gate: readonly Cell[]; readonly record: readonly Cell[] },
  ): { readonly facts: Recovery; readonly probing: State } | undefined {
    for (const after of WAITS) {
      const state = open.fork();
      this.#advance(state, after + 1);
      const probing = state.fork();
      const run = this.#operate(state, this.#fails);
      if (run.calls > 0) {
        const isShut = this.#isTurnedAway(state);
        const moves = movesBeforeCall(run.events, cells.gate) || differ(open, probing, cells.gate);
        const hasHalfOpen =
          operations === 1
            ? movesBeforeCall(run.events, cells.gate)
            : isShut && (moves || this.#isForced(probing, beginning, cells));
        const callsPerProbe = Math.min(run.calls, Math.max(1, mostOfOneTarget(run.events)));
        const flood = hasHalfOpen ? this.#flood(probing, away) : undefined;
        return { facts: { after, hasHalfOpen, callsPerProbe, flood }, probing };
      }
    }
    return undefined;
  }

  /** One failure shuts the circuit again, even with the count put back: it is not the count that does it. */
  #isForced(
    probing: State,
    beginning: State,
    { gate, record }: { readonly gate: readonly Cell[]; readonly record: readonly Cell[] },
  ): boolean {
    const state = probing.fork();
    const asked = new Set(gate.map(cellKey));
    for (const cell of record.filter((each) => !asked.has(cellKey(each)))) {
      putBack(state, beginning, cell);
    }
    this.#operate(state, this.#fails);
    return this.#isTurnedAway(state);
  }

  /** Who is let through while a probe is under way: where everybody is, the test that lets them. */
  #flood(probing: State, away: Run): number | undefined {
    const m = this.#m;
    const state = probing.fork();
    return m.in(state, () => {
      start(m, this.#callable);
      let admitting: number | undefined;
      for (let n = 0; n < CROWD; n += 1) {
        const id = start(m, this.#callable);
        const events = eventsOf(state, id);
        if (!events.some((event) => isLeaf(event) && (this.#only === undefined || event.place === this.#only))) {
          return undefined;
        }
        admitting ??= parting(events, away.events);
      }
      return admitting;
    });
  }

  // E7 and E8: operations beside each other

  #races(
    counted: Counted,
    gate: readonly Cell[],
    { facts, probing }: { readonly facts: Recovery; readonly probing: State },
  ): readonly Race[] {
    const races: (Race | undefined)[] = [
      ...this.#staleOutcomes(counted, gate, facts),
      facts.hasHalfOpen ? this.#staleProbe(probing, gate) : undefined,
      facts.hasHalfOpen && facts.flood === undefined ? this.#lateAdmission(probing, counted) : undefined,
      this.#leak(probing, counted, facts),
    ];
    return races.filter((race) => race !== undefined);
  }

  /** A call that was admitted while CLOSED ends while the circuit is OPEN, or while it is probed. */
  #staleOutcomes({ beginning, operations }: Counted, gate: readonly Cell[], { after, hasHalfOpen }: Recovery): Race[] {
    const state = beginning.fork();
    const late = this.#begin(state);
    if (late === undefined || !this.#openBeside(state, operations + 1)) {
      return [];
    }
    const success = this.#staleSuccess(state, late, gate);
    const failure = this.#lateFailure(state, late, gate, after);
    const early =
      success === undefined && hasHalfOpen && operations > 1
        ? this.#earlyClose(beginning, operations, gate, after)
        : undefined;
    return [success, failure, early].filter((race) => race !== undefined);
  }

  /** Fails until somebody is turned away. */
  #openBeside(state: State, most: number): boolean {
    for (let n = 0; n < most; n += 1) {
      if (this.#operate(state, this.#fails).calls === 0) {
        return true;
      }
    }
    return this.#isTurnedAway(state);
  }

  #staleSuccess(open: State, late: number, gate: readonly Cell[]): Race | undefined {
    const state = open.fork();
    const call = this.#callOf(state, late);
    this.#end(state, late, SUCCEEDS);
    const write = lastWrite(state, gate, late);
    return this.#isTurnedAway(state) ? undefined : { kind: 'stale success', write, call };
  }

  /** The failure comes at 60 % of the open window; at 120 % the circuit would be open no more. */
  #lateFailure(open: State, late: number, gate: readonly Cell[], after: number): Race | undefined {
    const part = Math.max(1, Math.floor(after * 0.6));
    const rest = Math.ceil(after * 0.6) + 2;
    const state = open.fork();
    const call = this.#callOf(state, late);
    const without = open.fork();
    this.#advance(state, part);
    this.#end(state, late, this.#fails);
    const write = lastWrite(state, gate, late);
    this.#advance(state, rest);
    this.#advance(without, part);
    this.#advance(without, rest);
    return !this.#isTurnedAway(without) && this.#isTurnedAway(state)
      ? { kind: 'late failure', write, call }
      : undefined;
  }

  /** Successes of calls that were admitted while CLOSED close a circuit that is being probed. */
  #earlyClose(beginning: State, operations: number, gate: readonly Cell[], after: number): Race | undefined {
    const state = beginning.fork();
    const late = [this.#begin(state), this.#begin(state), this.#begin(state)].filter((id) => id !== undefined);
    const [first] = late;
    if (late.length < 3 || first === undefined || !this.#openBeside(state, operations + 3)) {
      return undefined;
    }
    this.#advance(state, after + 1);
    if (this.#begin(state) === undefined) {
      return undefined;
    }
    const without = state.fork();
    const call = this.#callOf(state, first);
    late.forEach((id) => {
      this.#end(state, id, SUCCEEDS);
    });
    const write = lastWrite(state, gate, undefined);
    const isClosed = (each: State): boolean =>
      this.#operate(each, this.#fails).calls > 0 && this.#operate(each, this.#fails).calls > 0;
    return isClosed(state) && !isClosed(without) ? { kind: 'early close', write, call } : undefined;
  }

  /** Of two probes, the first one fails and shuts the circuit, and the second one succeeds and opens it again to everybody. */
  #staleProbe(probing: State, gate: readonly Cell[]): Race | undefined {
    const state = probing.fork();
    const first = this.#begin(state);
    const second = this.#begin(state);
    if (first === undefined || second === undefined) {
      return undefined;
    }
    const call = this.#callOf(state, second);
    this.#end(state, first, this.#fails);
    if (!this.#isTurnedAway(state)) {
      return undefined;
    }
    this.#end(state, second, SUCCEEDS);
    const write = lastWrite(state, gate, second);
    return this.#isTurnedAway(state) ? undefined : { kind: 'stale probe', write, call };
  }

  /** Callers who arrive in one tick are all let through, although one after the other they are not. */
  #lateAdmission(probing: State, counted: Counted): Race | undefined {
    const place = this.#only ?? this.#firstCall(counted)?.place;
    const one = this.#inFlight(probing, 1, place);
    const many = this.#inFlight(probing, CROWD, place);
    return one === 1 && many === CROWD
      ? { kind: 'late admission', write: undefined, call: this.#firstCall(counted) }
      : undefined;
  }

  #inFlight(probing: State, callers: number, place: number | undefined): number {
    const m = this.#m;
    const state = probing.fork();
    return m.in(state, () => {
      startTogether(m, new Array<Callable>(callers).fill(this.#callable));
      const isProtected = (leaf: Leaf): boolean => leaf.place === place && leaf.isAwaited;
      for (let n = 0; n < 4 * CROWD; n += 1) {
        const other = state.leaves.find((leaf) => leaf.isAwaited && leaf.place !== place);
        if (other === undefined) {
          break;
        }
        settle(m, other, 'well');
      }
      return state.leaves.filter(isProtected).length;
    });
  }

  /** After a probe nobody is let through any more, however long they wait: the slot is not given back. */
  #leak(probing: State, { away }: Counted, { after }: Recovery): Race | undefined {
    for (const answers of [this.#fails, SUCCEEDS]) {
      const state = probing.fork();
      const probe = this.#operate(state, answers);
      for (const wait of [after + 1, after * 4, after * 40]) {
        this.#advance(state, wait);
      }
      const next = this.#operate(state, this.#fails);
      if (next.calls === 0 && next.operation?.result === away.operation?.result) {
        const call = probe.events.find(isLeaf);
        return { kind: 'leaked probe', write: undefined, call: call && attemptOf(call) };
      }
    }
    return undefined;
  }

  #callOf(state: State, operation: number): Attempt | undefined {
    const leaf = state.leaves.find((each) => each.operation === operation && each.isAwaited);
    return leaf && attemptOf(leaf);
  }
}

/** Cells that were there before the operation that wrote them, in the order in which they were first written. */
function writtenIn(state: State): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const event of state.trace) {
    if (isWrite(event) && !cells.has(cellKey(event))) {
      cells.set(cellKey(event), cellOf(event));
    }
  }
  return cells;
}

/** Puts a cell back to what it was in another state; false where the object is not there. */
function putBack(state: State, beginning: State, { object: id, key }: Cell): boolean {
  const reference = new Reference(id);
  const object = state.objects[id] === undefined ? undefined : state.write(reference);
  const former = beginning.objects[id];
  if (object === undefined) {
    return false;
  }
  if (object.kind === 'array') {
    object.items = former?.kind === 'array' ? former.items.slice() : [];
  } else if ((object.kind === 'map' || object.kind === 'set') && typeof key === 'string') {
    const entry = former?.kind === object.kind ? former.entries.get(key) : undefined;
    if (entry === undefined) {
      object.entries.delete(key);
    } else {
      object.entries.set(key, entry);
    }
  } else {
    object.properties.set(key, former === undefined ? firstValue(state, id, key) : former.properties.get(key));
  }
  return true;
}

/** What a cell of an object held that was made after the beginning: what its first write replaced. */
function firstValue(state: State, object: number, key: Key): Value {
  const write = state.trace.find((event) => isWrite(event) && event.object === object && event.key === key);
  return write?.kind === 'write' ? write.before : undefined;
}

/** How many failed calls led to how many records, of the object that recorded most. */
function tallyOf(
  trace: readonly Event[],
  causal: ReadonlySet<string>,
  only: number | undefined,
): { readonly calls: number; readonly recorded: number; readonly record: Write } | undefined {
  const tallies = new Map<number, { calls: number; recorded: number; readonly record: Write }>();
  const inStretch = new Map<number, Write>();
  let pending = 0;
  const endStretch = (): void => {
    for (const [object, record] of inStretch) {
      const tally = tallies.get(object) ?? { calls: 0, recorded: 0, record };
      tally.calls += pending;
      tally.recorded += 1;
      tallies.set(object, tally);
    }
    pending = inStretch.size > 0 ? 0 : pending;
    inStretch.clear();
  };
  for (const event of trace) {
    if (isSettled(event) && (only === undefined || event.place === only)) {
      endStretch();
      pending += 1;
    } else if (isWrite(event) && pending > 0 && causal.has(cellKey(event)) && !inStretch.has(event.object)) {
      inStretch.set(event.object, writeOf(event));
    }
  }
  endStretch();
  return [...tallies.values()].reduce<{ calls: number; recorded: number; record: Write } | undefined>(
    (most, tally) => (most === undefined || tally.recorded > most.recorded ? tally : most),
    undefined,
  );
}

/** A cell of the gate is written before the service is called. */
function movesBeforeCall(events: readonly Event[], gate: readonly Cell[]): boolean {
  const keys = new Set(gate.map(cellKey));
  const call = events.findIndex(isLeaf);
  return events.slice(0, call < 0 ? undefined : call).some((event) => isWrite(event) && keys.has(cellKey(event)));
}

/** A timer has moved a cell of the gate. */
const differ = (one: State, other: State, cells: readonly Cell[]): boolean =>
  cells.some(
    ({ object, key }) => one.objects[object]?.properties.get(key) !== other.objects[object]?.properties.get(key),
  );

/** The last write of some of the cells, by one operation or by any. */
function lastWrite(state: State, cells: readonly Cell[], operation: number | undefined): Write | undefined {
  const keys = new Set(cells.map(cellKey));
  const write = state.trace.findLast(
    (event) => isWrite(event) && keys.has(cellKey(event)) && (operation === undefined || event.operation === operation),
  );
  return write?.kind === 'write' ? writeOf(write) : undefined;
}
