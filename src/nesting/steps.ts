/** The way from a root down to a call. */
import type { Activation } from '../machine/frames.js';
import { PRELUDE } from '../machine/machine.js';

/** A call of the service, or something else that happens in a running function. */
export interface Occurrence {
  readonly place: number;
  readonly activation: Activation | undefined;
}

/** A running function on the way. */
export interface Step {
  readonly activation: Activation;
  /** Where it was called; undefined for the root. */
  readonly calledAt: number | undefined;
}

/** A way, outermost first, and where it ends. */
export interface Way {
  readonly steps: readonly Step[];
  readonly place: number;
}

/** What the language itself calls is called where the program asks for it: `list.map(load)` calls `load`. */
export function wayTo({ place, activation }: Occurrence): Way {
  const steps: Step[] = [];
  let end = place;
  let at = activation;
  while (at?.module.file === PRELUDE) {
    end = at.calledAt ?? end;
    at = at.caller;
  }
  while (at !== undefined) {
    let { calledAt, caller } = at;
    while (caller?.module.file === PRELUDE) {
      ({ calledAt, caller } = caller);
    }
    steps.push({ activation: at, calledAt });
    at = caller;
  }
  return { steps: steps.reverse(), place: end };
}

/** Where two ways part. */
export interface Fork {
  /** The last function that is on both. */
  readonly activation: Activation;
  /** Its depth. */
  readonly depth: number;
  /** The places in it where each goes on. */
  readonly places: readonly [number, number];
}

/** Undefined for ways that have nothing in common. */
export function forkOf(one: Way, other: Way): Fork | undefined {
  let depth = 0;
  while (isSame(one.steps[depth], other.steps[depth])) {
    depth += 1;
  }
  const last = one.steps[depth - 1];
  return last && { activation: last.activation, depth, places: [placeAt(one, depth), placeAt(other, depth)] };
}

const isSame = (one: Step | undefined, other: Step | undefined): boolean =>
  one !== undefined && one.activation === other?.activation;

/** Where a way leaves the function above a depth. */
export const placeAt = (way: Way, depth: number): number => way.steps[depth]?.calledAt ?? way.place;

/** How deep a running function is on a way; undefined where it is not on it. */
export function depthOf({ steps }: Way, activation: Activation): number | undefined {
  const depth = steps.findIndex((step) => step.activation === activation);
  return depth < 0 ? undefined : depth;
}
