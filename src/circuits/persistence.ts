/** Whether an operation that was admitted goes on calling a service whose circuit has opened meanwhile, and whether it looks. */
import type { Event } from '../machine/trace.js';
import type { Cell, Circuit } from './circuit.js';
import type { Counted } from './counting.js';
import { answered, cellKey, eventsOf, isBranch, isLeaf, isRead, isSettled } from './observing.js';
import type { Subject } from './subject.js';

/** Calls that follow the one that was under way when the circuit opened. */
export function callsWhileOpen(subject: Subject, counted: Counted): number {
  const state = counted.beginning.fork();
  const late = subject.begin(state);
  if (late === undefined) {
    return 0;
  }
  for (let n = 0; n < counted.operations + 3 && !subject.isTurnedAway(state); n += 1) {
    subject.operate(state, subject.fails);
  }
  subject.end(state, late, subject.fails);
  return Math.max(0, answered(eventsOf(state, late), subject.only) - 1);
}

/** What is asked after a call of an operation has ended, and before the next one. */
export function askedBetween(
  events: readonly Event[],
  gate: readonly Cell[],
  only: number | undefined,
): Circuit['askedBetween'] {
  const counts = ({ place }: Event): boolean => only === undefined || place === only;
  const ended = events.findIndex((event) => isSettled(event) && counts(event));
  const next = events.findIndex((event, at) => at > ended && isLeaf(event) && counts(event));
  const between = ended < 0 || next < 0 ? [] : events.slice(ended, next);
  const keys = new Set(gate.map(cellKey));
  if (between.some((event) => isBranch(event) && event.assumed?.includes('bad answer') === true)) {
    return 'answer';
  }
  if (between.some((event) => isRead(event) && keys.has(cellKey(event)))) {
    return 'state';
  }
  return between.some((event) => isBranch(event) && asksSomebody(event.assumed)) ? 'somebody' : undefined;
}

/** Whether a condition is the answer of an unknown function that was handed nothing. Its key says how it was made: `…gate.isShut()`. */
const asksSomebody = (condition = ''): boolean => condition.includes('()');
