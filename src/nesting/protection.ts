/** What a circuit protects, and the retries inside it. */
import type { Circuit, Write } from '../circuits/circuit.js';
import { isLeaf } from '../circuits/observing.js';
import type { Counted } from '../circuits/counting.js';
import type { Activation } from '../machine/frames.js';
import type { Event } from '../machine/trace.js';
import { entered, entryOf, pathTold, type PathStep, type Reader } from './entry.js';
import type { RetryLayer } from './layers.js';
import { meetingOf, type Meeting } from './meetings.js';
import { areCounted, isThresholdCounted } from './numbers.js';
import { packageLayer } from './packages.js';
import type { Places } from './places.js';
import { depthOf, forkOf, wayTo } from './steps.js';

/** A retry on the protected path of a circuit. */
export interface EnclosedRetry {
  /** The outermost one first. */
  readonly layers: readonly RetryLayer[];
  /** The expression of the file that enters the first of them; undefined where another file does. */
  readonly place: number | undefined;
  readonly path: readonly PathStep[];
  /** Of the circuit and the innermost of them. */
  readonly meeting: Meeting;
  /** All of them are clients' own, of which nothing is said. */
  readonly isUnasked: boolean;
  /** One of a package has no last attempt. */
  readonly isEndless: boolean;
  /** Their own numbers are known, whatever is known of the circuit. */
  readonly areCounted: boolean;
  /** The number of the circuit is known, whatever is known of theirs. */
  readonly isThresholdCounted: boolean;
}

/** The function that calls the service and records how that went, in the operation of some events: `execute`. */
export function protectorOf(record: Write, events: readonly Event[]): Activation | undefined {
  const recorded = wayTo(record);
  const forks = events.filter(isLeaf).map((call) => forkOf(wayTo(call), recorded));
  return forks.reduce((deepest, fork) => ((fork?.depth ?? 0) > (deepest?.depth ?? 0) ? fork : deepest), undefined)
    ?.activation;
}

/**
 * A package may call back what records each failure, in its own run: then it is the function of the program above it that protects. A
 * package's own circuit protects what it is handed.
 */
function written(protector: Activation | undefined, { isOfLibrary }: Circuit, places: Places): Activation | undefined {
  let at = protector;
  while (!isOfLibrary && at !== undefined && places.isBroughtAlong(at.module.file)) {
    at = at.caller;
  }
  return at;
}

/** The retries of an operation that stand inside what a circuit protects; undefined where there are none. */
export function enclosedRetries(
  circuit: Circuit,
  events: readonly Event[],
  layers: readonly RetryLayer[],
  { reader, counted }: { readonly reader: Reader; readonly counted: Counted | undefined },
): EnclosedRetry | undefined {
  const { places, state } = reader;
  const limits = counted?.open ?? state;
  const protector = written(protectorOf(circuit.record, events), circuit, places);
  if (protector === undefined) {
    return undefined;
  }
  const inside = layers.filter(({ activation, attempt }) => {
    const from = depthOf(attempt.way, protector);
    const to = depthOf(attempt.way, activation);
    return from !== undefined && to !== undefined && from <= to;
  });
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const entry = entryOf(reader, protector, entered(reader, first));
  const path = pathTold(reader, { outer: protector, inner: entered(reader, last), entry });
  const meeting = meetingOf(state, places, {
    outer: protector,
    inner: last.activation,
    ...(counted && { away: counted.away }),
  });
  const made = inside.map(({ activation }) => packageLayer(state, activation));
  const isUnasked = made.every((each) => each?.isUnasked === true);
  const isEndless = made.some((each) => each?.calls === Infinity);
  return {
    layers: inside,
    place: entry?.place,
    path,
    meeting,
    isUnasked,
    isEndless,
    areCounted: areCounted(inside, limits, places),
    isThresholdCounted: isThresholdCounted(circuit, protector, limits, places),
  };
}
