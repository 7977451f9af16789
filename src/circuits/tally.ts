/** How many failed calls led to how many records. */
import type { Event } from '../machine/trace.js';
import type { Write } from './circuit.js';
import { cellKey, isSettled, isWrite, writeOf } from './observing.js';

export interface Tally {
  readonly calls: number;
  readonly recorded: number;
  /** The write that recorded the first failure. */
  readonly record: Write;
}

/**
 * Of the object that recorded most. A failed call leads to a record where a cell that matters is written in the stretch behind it, before
 * another call is answered; the calls before it that led to none led to this one.
 *
 * @example
 * Three attempts, all failing, and one record behind the last: 3 calls, 1 recorded.
 */
export function tallyOf(
  trace: readonly Event[],
  causal: ReadonlySet<string>,
  only: number | undefined,
): Tally | undefined {
  const tallies = new Map<number, Tally>();
  const inStretch = new Map<number, Write>();
  let pending = 0;
  const endStretch = (): void => {
    for (const [object, record] of inStretch) {
      const { calls = 0, recorded = 0, record: first = record } = tallies.get(object) ?? {};
      tallies.set(object, { calls: calls + pending, recorded: recorded + 1, record: first });
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
  return [...tallies.values()].reduce<Tally | undefined>(
    (most, tally) => (most === undefined || tally.recorded > most.recorded ? tally : most),
    undefined,
  );
}
