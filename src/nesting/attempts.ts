/** Sequences of attempts: a call of one target, and the same again after it has failed. */
import type { Answer, Event } from '../machine/trace.js';
import { forkOf, wayTo, type Occurrence, type Way } from './steps.js';

/** Something that is done again. */
export interface Attempt extends Occurrence {
  readonly way: Way;
  /** Its place among the events of the operation. */
  readonly at: number;
}

/** Attempts in order, with no other one of their sequence between them. */
export type Sequence = readonly [Attempt, ...Attempt[]];

/** A call of the service, with how it ended. */
interface Call {
  readonly target: string;
  readonly attempt: Attempt;
  readonly settledAt: number;
  readonly how: Answer | undefined;
}

/** After which answers a call of the same target belongs to the same sequence. */
export type Follows = (how: Answer) => boolean;

const AFTER_FAILURE: Follows = (how) => how !== 'well';
export const AFTER_SUCCESS: Follows = (how) => how === 'well';

/**
 * The sequences of an operation, those of one call left out. Of several calls that have ended a call repeats the one that it has most in
 * common with: two sequences may run beside each other.
 */
export function sequencesOf(
  events: readonly Event[],
  only: number | undefined,
  follows: Follows = AFTER_FAILURE,
): readonly Sequence[] {
  const all: Call[][] = [];
  for (const call of callsOf(events, only)) {
    const open = all.filter((calls) => isFollowed(calls.at(-1), call, follows));
    const [nearest] = open.sort((one, other) => sharedDepth(other, call) - sharedDepth(one, call));
    if (nearest === undefined) {
      all.push([call]);
    } else {
      nearest.push(call);
    }
  }
  return all.flatMap((calls) => {
    const [first, ...others] = calls.map(({ attempt }) => attempt);
    return first === undefined || others.length === 0 ? [] : [[first, ...others]];
  });
}

function callsOf(events: readonly Event[], only: number | undefined): readonly Call[] {
  const ends = new Map<number, { readonly settledAt: number; readonly how: Answer }>();
  for (const [settledAt, event] of events.entries()) {
    if (event.kind === 'settled') {
      ends.set(event.leaf, { settledAt, how: event.how });
    }
  }
  return events.flatMap((event, at) => {
    if (event.kind !== 'leaf' || (only !== undefined && event.place !== only)) {
      return [];
    }
    const { settledAt = Infinity, how } = ends.get(event.leaf) ?? {};
    return [{ target: event.target, attempt: attemptAt(event, at), settledAt, how }];
  });
}

export const attemptAt = ({ place, activation }: Occurrence, at: number): Attempt => ({
  place,
  activation,
  at,
  way: wayTo({ place, activation }),
});

const isFollowed = (last: Call | undefined, { target, attempt }: Call, follows: Follows): boolean =>
  last?.target === target && last.how !== undefined && follows(last.how) && last.settledAt < attempt.at;

function sharedDepth(calls: readonly Call[], { attempt }: Call): number {
  const last = calls.at(-1);
  return (last && forkOf(last.attempt.way, attempt.way)?.depth) ?? 0;
}
