/** The retries of an operation that fails from start to end. */
import type { Observed } from '../circuits/find-circuits.js';
import { SUCCEEDS } from '../circuits/subject.js';
import { sequencesOf, type Attempt } from './attempts.js';
import { goingOn, layersOf, type RetryLayer } from './layers.js';
import type { Places } from './places.js';
import { nameOf, type Repetition } from './repetitions.js';
import { depthOf, placeAt } from './steps.js';
import { isOverTargets } from './targets.js';

/** The retries of an experiment's first operation, those around others first. What goes on after a success as well is none. */
export function retriesOf({ runs, subject, beginning }: Observed, places: Places): readonly RetryLayer[] {
  const { events } = runs[0] ?? { events: [] };
  const sequences = sequencesOf(events, subject.only);
  if (sequences.length === 0) {
    return [];
  }
  const others = goingOn(subject.operate(beginning.fork(), SUCCEEDS).events, subject.only, places);
  const elsewhere = new Map<Repetition, boolean>();
  return layersOf(sequences, events, places, (repetition, attempt) => {
    const isElsewhere = elsewhere.get(repetition) ?? goesElsewhere(repetition, attempt, places);
    elsewhere.set(repetition, isElsewhere);
    return isElsewhere || others.has(nameOf(repetition));
  });
}

function goesElsewhere({ loop, activation }: Repetition, { way }: Attempt, places: Places): boolean {
  const depth = depthOf(way, activation);
  return loop !== undefined && depth !== undefined && isOverTargets(loop, activation, placeAt(way, depth + 1), places);
}
