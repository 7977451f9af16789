/**
 * What is read of the tree and what experiments show, of the same code. What is read has the nodes that suggestions need; what experiments
 * show is what the code does.
 */
import { contains, type Node } from '../ast/nodes.js';
import type { Breaker, Count, PathStep, ProbeFlood, Race, RetriedCall } from './facts.js';

/** Whether one node stands in the other. */
const overlap = (one: Node, other: Node): boolean => contains(one, other) || contains(other, one);

/** Floods of breakers of which none was read. */
export const floodsBothWays = (
  read: readonly ProbeFlood[],
  shown: readonly ProbeFlood[],
  breakers: readonly Breaker[],
): readonly ProbeFlood[] => [...read, ...shown.filter(({ node }) => !isToldOf(node, read, breakers))];

/** A race that was only supposed is certain where an experiment shows one; those of breakers of which none was read are added. */
export function racesBothWays(
  read: readonly Race[],
  shown: readonly Race[],
  breakers: readonly Breaker[],
): readonly Race[] {
  const known = read.map((race): Race => {
    const isShown = shown.some(({ kind, write }) => kind === 'staleSuccess' && contains(race.breaker.node, write));
    return race.kind === 'toldSuccess' && isShown ? { ...race, certainty: 'certain' } : race;
  });
  const certain = known.filter(({ certainty }) => certainty !== 'potential');
  const isKnown = (race: Race): boolean => {
    // A late failure is another thing than the outcomes that close a circuit.
    const alike = certain.filter(({ kind }) => race.kind !== 'staleFailure' || kind === 'staleFailure');
    return isToldOf(race.write, alike, breakers) || certain.some(({ write }) => contains(write, race.write));
  };
  return [...known, ...shown.filter((race) => !isKnown(race))];
}

/** Whether some fact is of the breaker that a node stands in. */
const isToldOf = (node: Node, facts: readonly { readonly breaker: Breaker }[], breakers: readonly Breaker[]): boolean =>
  breakers.some((breaker) => contains(breaker.node, node) && facts.some((fact) => fact.breaker.node === breaker.node));

/** Compositions that were read, with what was counted of them, and those that only experiments show, of the breakers that were read. */
export function callsBothWays(
  read: readonly RetriedCall[],
  experiments: readonly RetriedCall[],
  breakers: readonly Breaker[],
): readonly RetriedCall[] {
  const shown = experiments.map((call) => ofReadBreaker(call, breakers));
  const counted = read.map((call) => withCounted(call, shown));
  return [...counted, ...shown.filter((call) => !counted.some((other) => isSameComposition(call, other)))];
}

/** What keeps the state of a circuit may be a breaker that was read. */
export function ofReadBreaker(call: RetriedCall, breakers: readonly Breaker[]): RetriedCall {
  const read = breakers.find(({ node }) => contains(node, call.breaker.node));
  const { threshold } = call.breaker;
  return read === undefined
    ? call
    : { ...call, breaker: { ...read, ...(threshold.kind === 'known' && { threshold }) } };
}

/** One retry may be composed several times; where it is told at its own place, or with the same numbers, it is the same one. */
const isSameComposition = (one: RetriedCall, other: RetriedCall): boolean =>
  overlap(one.entry, other.entry) ||
  (haveSameNumbers(one, other) && (one.retry.node === other.retry.node || goesThrough(one.path, other.path))) ||
  (one.retry.node === other.retry.node && [one, other].some(({ entry, retry }) => entry === retry.node));

/** A way may go on behind where another one ends: to the decorator of the method that is called there. */
const goesThrough = (path: readonly PathStep[], other: readonly PathStep[]): boolean => {
  const last = other.at(-1);
  return (
    last !== undefined &&
    path.some(({ name, line, file }) => name === last.name && line === last.line && file === last.file)
  );
};

function haveSameNumbers(one: RetriedCall, other: RetriedCall): boolean {
  const [limits, others] = [one, other].map(({ breaker, retry }) => [breaker.threshold, retry.attempts].map(valueOf));
  return limits !== undefined && others !== undefined && limits.every((limit, index) => limit === others[index]);
}

const valueOf = (count: Count): number | undefined => (count.kind === 'known' ? count.value : undefined);

/** What an experiment has shown and counted is what the code does, however it is written. */
function withCounted(call: RetriedCall, all: readonly RetriedCall[]): RetriedCall {
  const counted = all.find((other) => isSameComposition(call, other));
  const attempts = counted && valueOf(counted.retry.attempts);
  if (counted === undefined || attempts === undefined) {
    return call;
  }
  const { outside = call.outside } = counted;
  const { recorded, askedPerAttempt, askedBeforeAttempt, halfOpen } = counted;
  // What is read of the state between two attempts may be told to somebody who decides.
  const shown: RetriedCall = askedPerAttempt
    ? { ...call, recorded, ...(outside && { outside }) }
    : {
        ...call,
        ...(outside && { outside }),
        recorded,
        askedPerAttempt,
        askedBeforeAttempt,
        halfOpen: halfOpen === 'none' ? call.halfOpen : halfOpen,
      };
  const read = valueOf(call.retry.attempts);
  const isRead = call.breaker.threshold.kind === 'known' && read !== undefined;
  return recorded === 'attempt' || (isRead && attempts <= read && call.retry.kind !== 'call')
    ? shown
    : {
        ...shown,
        breaker: {
          ...call.breaker,
          ...(counted.breaker.threshold.kind === 'known' && { threshold: counted.breaker.threshold }),
        },
        retry: { ...call.retry, attempts: counted.retry.attempts },
        callsPerProbe: counted.callsPerProbe,
      };
}
