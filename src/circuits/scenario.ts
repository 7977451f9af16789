/** Decides unknown conditions: the same condition at the same place is decided the same way all through an experiment. */
import type { State } from '../machine/state.js';
import type { Event } from '../machine/trace.js';

/** A decision that was made for the first time. */
interface Made {
  readonly key: string;
  readonly value: boolean;
}

/** Where a condition stands. */
interface Asked {
  readonly place: number;
  readonly isTurnable: boolean;
}

/** A condition that nobody can decide, in a time in which nothing changes by itself. */
interface Condition {
  readonly place: number;
  readonly condition: string;
  readonly epoch: number;
}

/** A condition that has held for so many rounds of one operation is turned over: nothing goes on for ever. */
const MOST_ROUNDS = 25;

/** From this many different conditions at one place on, the place is decided as one: each round of a loop may make a new one. */
const MOST_KEYS = 3;

/** Decisions of a run that others are derived from. */
const MOST_TURNED = 12;

export class Scenario {
  readonly #decided: Map<string, boolean>;
  readonly #made: Made[] = [];
  readonly #keysAt = new Map<number, number>();
  /** What a condition was taken for when it was last asked. */
  readonly #before = new Map<string, boolean>();

  constructor(readonly given: ReadonlyMap<string, boolean> = new Map()) {
    this.#decided = new Map(given);
  }

  /** With `isTurnable`, other scenarios come of the decision. What a package does is not: only the program's own conditions are. */
  decide(state: State, condition: string, { place, isTurnable }: Asked): boolean {
    const rounds = (state.rounds.get(place) ?? 0) + 1;
    state.rounds.set(place, rounds);
    const value = isTurnable ? this.#valueOf({ place, condition, epoch: state.epoch }) : true;
    if (rounds > MOST_ROUNDS) {
      state.isEndless = true;
      return !value;
    }
    return value;
  }

  /** Until it is given otherwise, a condition is decided as it was before the clock was moved, and at first taken for true. */
  #valueOf({ place, condition, epoch }: Condition): boolean {
    const asked = `${place} ${condition}`;
    const exact = `${asked} ${epoch}`;
    const keys = this.#keysAt.get(place) ?? 0;
    const key = keys >= MOST_KEYS && !this.#decided.has(exact) ? `${place} *` : exact;
    const known = this.#decided.get(key);
    const value = known ?? this.#before.get(asked) ?? true;
    this.#before.set(asked, value);
    if (known === undefined) {
      this.#keysAt.set(place, keys + 1);
      this.#decided.set(key, value);
      this.#made.push({ key, value });
    }
    return value;
  }

  /** Whether the condition that was turned over last is asked in some events. */
  isTurnedIn(events: readonly Event[]): boolean {
    const turned = [...this.given.keys()].at(-1) ?? '';
    return events.some(
      (event) =>
        event.kind === 'branch' &&
        (turned === `${event.place} *` || turned.startsWith(`${event.place} ${event.assumed ?? ''} `)),
    );
  }

  /** Scenarios in which one of the decisions of this one is turned over, and those before it hold. */
  others(): Scenario[] {
    return this.#made.slice(0, MOST_TURNED).map(({ key, value }, index) => {
      const before = this.#made.slice(0, index).map((made): [string, boolean] => [made.key, made.value]);
      return new Scenario(new Map([...this.given, ...before, [key, !value]]));
    });
  }

  /** Tells scenarios apart. */
  get key(): string {
    return [...this.given]
      .map(([key, value]) => `${key}=${String(value)}`)
      .sort()
      .join(';');
  }
}
