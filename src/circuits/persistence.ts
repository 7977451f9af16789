/** Whether an operation that was admitted goes on calling a service whose circuit has opened meanwhile. */
import type { Counted } from './counting.js';
import { answered, eventsOf } from './observing.js';
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
