/** The retries of an operation that fails from start to end. */
import type { Observed } from '../circuits/find-circuits.js';
import { isLeaf } from '../circuits/observing.js';
import { SUCCEEDS } from '../circuits/subject.js';
import { OTHER_REPETITIONS } from '../lexicon/retries/other-repetitions.js';
import type { Event } from '../machine/trace.js';
import { sequencesOf, type Attempt } from './attempts.js';
import { goingOn, layersOf, type RetryLayer } from './layers.js';
import type { Places } from './places.js';
import { nameOf, type Repetition } from './repetitions.js';
import { depthOf, placeAt, wayTo } from './steps.js';
import { isOverTargets } from './targets.js';

/** The retries of an experiment's first operation, those around others first. What goes on after a success as well is none. */
export function retriesOf({ runs, subject, beginning }: Observed, places: Places): readonly RetryLayer[] {
  const { events } = runs[0] ?? { events: [] };
  const sequences = sequencesOf(events, subject.only);
  if (sequences.length === 0) {
    return [];
  }
  const others = goingOn(subject.operate(beginning.fork(), SUCCEEDS).events, subject.only, places);
  const known = new Map<Repetition, boolean>();
  return layersOf(sequences, events, places, (repetition, attempt) => {
    const isOther =
      known.get(repetition) ??
      (others.has(nameOf(repetition)) ||
        isNamedOther(repetition) ||
        goesElsewhere(repetition, attempt, places) ||
        turnsElsewhere(repetition, attempt, events));
    known.set(repetition, isOther);
    return isOther;
  });
}

/** What repeats says by its name that it is a poll, takes a lock, or reads pages. */
const isNamedOther = ({ activation: { graph } }: Repetition): boolean =>
  graph.name !== '' && OTHER_REPETITIONS.has({ last: graph.name, owners: [] });

function goesElsewhere({ loop, activation }: Repetition, { way }: Attempt, places: Places): boolean {
  const depth = depthOf(way, activation);
  return loop !== undefined && depth !== undefined && isOverTargets(loop, activation, placeAt(way, depth + 1), places);
}

/** Some round calls another target at the same place: a failure is followed by somebody else. */
function turnsElsewhere({ activation }: Repetition, { place }: Attempt, events: readonly Event[]): boolean {
  const targets = new Set(
    events
      .filter(isLeaf)
      .filter((call) => call.place === place && depthOf(wayTo(call), activation) !== undefined)
      .map(({ target }) => target),
  );
  return targets.size > 1;
}
