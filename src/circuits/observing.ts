/** Reads what happened in an operation off the trace of its state. */
import type { Leaf } from '../machine/jobs.js';
import type { State } from '../machine/state.js';
import type { Event } from '../machine/trace.js';
import type { Key } from '../machine/values.js';
import type { Attempt, Cell, Write } from './circuit.js';

export type EventOf<K extends Event['kind']> = Extract<Event, { readonly kind: K }>;

/** The events of one operation, since it began or since this state was forked. */
export function eventsOf(state: State, operation: number): readonly Event[] {
  const from = state.operations[operation]?.from ?? 0;
  return state.trace.slice(from).filter((event) => event.operation === operation);
}

/** The call that an operation waits for. */
export const awaitedBy = ({ leaves }: State, operation: number): Leaf | undefined =>
  leaves.find((leaf) => leaf.operation === operation && leaf.isAwaited);

const isOf =
  <K extends Event['kind']>(kind: K) =>
  (event: Event): event is EventOf<K> =>
    event.kind === kind;

export const isLeaf = isOf('leaf');
export const isSettled = isOf('settled');
export const isWrite = isOf('write');
export const isBranch = isOf('branch');
export const isRead = isOf('read');

/** How many calls of the service were answered, of all or of one place. */
export const answered = (events: readonly Event[], only: number | undefined): number =>
  events.filter((event) => isSettled(event) && (only === undefined || event.place === only)).length;

/** Tells cells apart. */
export const cellKey = ({ object, key }: Cell): string => `${object}.${String(key)}`;

export const cellOf = ({ object, key }: { readonly object: number; readonly key: Key }): Cell => ({ object, key });

export const writeOf = ({ object, key, place, activation }: EventOf<'write'>): Write => ({
  object,
  key,
  place,
  activation,
});

export const attemptOf = ({ place, activation }: EventOf<'leaf'> | Leaf): Attempt => ({ place, activation });

/** The first two calls of one target. */
export function repeated(events: readonly Event[], only: number | undefined): readonly [Attempt, Attempt] | undefined {
  const first = new Map<string, EventOf<'leaf'>>();
  for (const event of events) {
    if (isLeaf(event) && (only === undefined || event.place === only)) {
      const before = first.get(event.target);
      if (before !== undefined) {
        return [attemptOf(before), attemptOf(event)];
      }
      first.set(event.target, event);
    }
  }
  return undefined;
}

/** The most calls of one target. */
export function mostOfOneTarget(events: readonly Event[]): number {
  const counts = new Map<string, number>();
  for (const event of events.filter(isLeaf)) {
    counts.set(event.target, (counts.get(event.target) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** The place of the condition that two runs of the same code decided differently. */
export function parting(one: readonly Event[], other: readonly Event[]): number | undefined {
  const branches = other.filter(isBranch);
  let last: number | undefined;
  for (const [index, branch] of one.filter(isBranch).entries()) {
    const twin = branches[index];
    if (twin?.place !== branch.place) {
      return last;
    }
    if (twin.isTaken !== branch.isTaken) {
      return branch.place;
    }
    last = branch.place;
  }
  return last;
}
