/** A root in the hands of experiments: its operations are run, begun and ended, in any state. */
import { advance, finish, settle, start, startTogether, type Answers, type Callable } from '../machine/driver.js';
import type { Leaf, Operation } from '../machine/jobs.js';
import type { Machine } from '../machine/machine.js';
import type { State } from '../machine/state.js';
import type { Event } from '../machine/trace.js';
import type { Attempt, Failing } from './circuit.js';
import { answered, attemptOf, awaitedBy, eventsOf, isLeaf } from './observing.js';

/** The service is well. */
export const SUCCEEDS: Answers = () => 'well';

/** One operation that is over, or waits for ever. */
export interface Run {
  readonly id: number;
  readonly operation: Operation | undefined;
  readonly events: readonly Event[];
  /** Calls of the service that were answered. */
  readonly calls: number;
}

export class Subject {
  /** Instructions that were run. */
  steps = 0;
  /** The service fails. */
  readonly fails: Answers;
  /** A failing call rejects: it does not answer that it failed. */
  readonly rejects: boolean;
  /** The calls that count; undefined for all. */
  readonly only: number | undefined;

  constructor(
    private readonly m: Machine,
    private readonly callable: Callable,
    { how, only }: Failing,
  ) {
    this.only = only;
    this.rejects = how === 'rejects';
    this.fails = ({ place }) => (only === undefined || place === only ? how : 'well');
  }

  /** Runs an operation from its beginning to its end. */
  operate(state: State, answers: Answers): Run {
    const { m } = this;
    const before = state.steps;
    return m.in(state, () => {
      const id = start(m, this.callable);
      const operation = finish(m, id, answers);
      this.steps += state.steps - before;
      const events = eventsOf(state, id);
      return { id, operation, events, calls: answered(events, this.only) };
    });
  }

  /** Runs an operation that may make what the next ones share. */
  operateFirst(state: State): Run {
    return this.#notingAll(() => this.operate(state, this.fails));
  }

  /** Begins an operation that waits for a call of the service; undefined where it does not. */
  begin(state: State): number | undefined {
    return this.m.in(state, () => {
      const { id, isThere } = this.#comeTo(({ place }) => this.#counts(place));
      return isThere ? id : undefined;
    });
  }

  /** Begins an operation beside others, as far as a call of a place, if it ever comes there. */
  reach(state: State, place: number | undefined): { readonly isThere: boolean; readonly events: readonly Event[] } {
    return this.m.in(state, () => {
      const { id, isThere } = this.#comeTo((leaf) => leaf.place === place);
      return { isThere, events: eventsOf(state, id) };
    });
  }

  /** Begins an operation. Everything that it waits for succeeds, until it waits for a certain call. */
  #comeTo(isMeant: (leaf: Leaf) => boolean): { readonly id: number; readonly isThere: boolean } {
    const { m } = this;
    const id = start(m, this.callable);
    for (let n = 0; n < MOST_OTHERS; n += 1) {
      const leaf = awaitedBy(m.state, id);
      if (leaf === undefined || isMeant(leaf)) {
        return { id, isThere: leaf !== undefined };
      }
      settle(m, leaf, 'well');
    }
    return { id, isThere: false };
  }

  /** Runs what was begun to its end. It may have made what the others share. */
  end(state: State, id: number, answers: Answers): void {
    this.#notingAll(() => this.m.in(state, () => finish(this.m, id, answers)));
  }

  /** So many callers in one tick; everything else that they wait for succeeds. How many calls of a place are then under way. */
  callsInFlight(state: State, callers: number, place: number | undefined): number {
    const { m } = this;
    return m.in(state, () => {
      startTogether(m, new Array<Callable>(callers).fill(this.callable));
      for (let n = 0; n < MOST_OTHERS * callers; n += 1) {
        const other = state.leaves.find((leaf) => leaf.isAwaited && leaf.place !== place);
        if (other === undefined) {
          break;
        }
        settle(m, other, 'well');
      }
      return state.leaves.filter((leaf) => leaf.place === place && leaf.isAwaited).length;
    });
  }

  advance(state: State, ms: number): void {
    this.m.in(state, () => {
      advance(this.m, ms);
    });
  }

  /** Whether the next caller is turned away. The state stays as it is. */
  isTurnedAway(state: State): boolean {
    return this.operate(state.fork(), this.fails).calls === 0;
  }

  /** Whether some of the events are a call that counts. */
  isCalled(events: readonly Event[]): boolean {
    return events.some((event) => isLeaf(event) && this.#counts(event.place));
  }

  /** The first call that counts. */
  firstCall(events: readonly Event[]): Attempt | undefined {
    const leaf = events.filter(isLeaf).find(({ place }) => this.#counts(place));
    return leaf && attemptOf(leaf);
  }

  /** The call that an operation waits for. */
  callUnderWay(state: State, operation: number): Attempt | undefined {
    const leaf = awaitedBy(state, operation);
    return leaf && attemptOf(leaf);
  }

  /** Writes of an operation to what it has made itself are noted too. */
  #notingAll<T>(run: () => T): T {
    this.m.notesOwnWrites = true;
    try {
      return run();
    } finally {
      this.m.notesOwnWrites = false;
    }
  }

  #counts(place: number): boolean {
    return this.only === undefined || place === this.only;
  }
}

/** Calls of something else that an operation makes before it calls the service. */
const MOST_OTHERS = 20;
