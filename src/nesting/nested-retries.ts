/** Retries inside retries: one failing operation makes more calls of one target than anybody has decided on. */
import type { Observed } from '../circuits/find-circuits.js';
import { mostOfOneTarget } from '../circuits/observing.js';
import type { Run } from '../circuits/subject.js';
import { entered, tellingOf, type Reader, type Telling } from './entry.js';
import type { RetryLayer } from './layers.js';
import { meetingOf, type Meeting } from './meetings.js';
import { areCounted } from './numbers.js';
import { packageLayer } from './packages.js';

/** `place` is the expression of the file that enters the inner retry, or that composed them. */
export interface NestedRetry extends Telling {
  readonly outer: RetryLayer;
  readonly inner: RetryLayer;
  /** Undefined where its limit is not known; Infinity where there is none. */
  readonly outerRounds: number | undefined;
  readonly innerRounds: number | undefined;
  /** Calls of one run of the outer retry that fails from start to end, counted; undefined where a limit is not known. */
  readonly calls: number | undefined;
  /** It takes an assumption about a condition that nobody can decide. */
  readonly isAssumed: boolean;
  readonly meeting: Meeting;
}

/** The retries inside retries among the layers of an experiment's first operation, as far as they are to be told in the file. */
export function nestedRetriesOf(
  { runs, state, isPlain }: Observed,
  layers: readonly RetryLayer[],
  reader: Reader,
): readonly NestedRetry[] {
  const pairs = pairsOf(layers);
  if (pairs.length === 0 || isBudgetShared(runs)) {
    return [];
  }
  const isOver = runs[0]?.operation?.result !== undefined;
  const roundsOf = (layer: RetryLayer): number | undefined => {
    const made = packageLayer(state, layer.activation);
    if (made !== undefined) {
      return made.calls;
    }
    return isOver && areCounted([layer], state, reader.places) ? layer.rounds : undefined;
  };
  return pairs.flatMap(([outer, inner]) => {
    const telling = tellingOf(reader, outer.activation, entered(reader, inner));
    const [outerRounds, innerRounds] = [roundsOf(outer), roundsOf(inner)];
    const calls = callsOf(outer, outerRounds, innerRounds);
    if (telling === undefined) {
      return [];
    }
    const meeting = meetingOf(state, reader.places, { outer: outer.activation, inner: inner.activation });
    return [{ outer, inner, outerRounds, innerRounds, calls, ...telling, isAssumed: !isPlain, meeting }];
  });
}

/** What was counted, where both limits are known; without one of them, it never ends. */
function callsOf({ calls }: RetryLayer, ...rounds: readonly (number | undefined)[]): number | undefined {
  if (rounds.includes(Infinity)) {
    return Infinity;
  }
  return rounds.includes(undefined) ? undefined : calls;
}

/** Each retry inside another one, with the next one around it. */
function pairsOf(layers: readonly RetryLayer[]): readonly (readonly [RetryLayer, RetryLayer])[] {
  return layers.filter(isRetry).flatMap((inner) => {
    let outer = inner.around;
    while (outer !== undefined && !isRetry(outer)) {
      outer = outer.around;
    }
    return outer === undefined ? [] : [[outer, inner] as const];
  });
}

/** A second call that is written out is no retry, nor a function that calls itself once: something may have been put right before. */
const isRetry = ({ kind, rounds }: RetryLayer): boolean => kind === 'loop' || rounds > 2;

/**
 * Whether later operations do without a second attempt, so that all layers together are limited by something that they share. The last
 * operation may have been ended by a circuit.
 */
const isBudgetShared = (runs: readonly Run[]): boolean =>
  runs.slice(1, -1).some(({ events }) => mostOfOneTarget(events) <= 1);
