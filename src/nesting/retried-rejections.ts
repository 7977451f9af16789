/** Retries around a circuit that repeat what it turns callers away with. */
import type { Circuit } from '../circuits/circuit.js';
import type { Counted } from '../circuits/counting.js';
import type { Observed } from '../circuits/find-circuits.js';
import { awaitedBy, eventsOf, isBranch, isSettled, parting } from '../circuits/observing.js';
import { SUCCEEDS } from '../circuits/subject.js';
import { advance, settle, start } from '../machine/driver.js';
import type { Activation } from '../machine/frames.js';
import type { Event } from '../machine/trace.js';
import { Reference, Unknown, type Value } from '../machine/values.js';
import { attemptAt, type Sequence } from './attempts.js';
import { tellingOf, type Entered, type Reader, type Telling } from './entry.js';
import { layersOf, type RetryLayer } from './layers.js';
import { classNameOf, meetingOf, type Meeting } from './meetings.js';
import { areCounted } from './numbers.js';
import { packageLayer } from './packages.js';
import type { Places } from './places.js';
import { protectorOf } from './protection.js';
import { depthOf, type Step } from './steps.js';

/** `place` is the expression of the file that the retry repeats to come to the breaker, or that composed them. */
export interface RetriedRejection extends Telling {
  readonly circuit: Circuit;
  readonly retry: RetryLayer;
  /** How often one caller is turned away; undefined where some limit is not known. */
  readonly rejections: number | undefined;
  /** It takes an assumption about a condition that nobody can decide. */
  readonly isAssumed: boolean;
  readonly meeting: Meeting;
  /** What the circuit is called: its class, or what made it; undefined where it has no name. */
  readonly circuitName: string | undefined;
}

/** Of an experiment that ended with a caller who was turned away; the retries are those of its first operation. */
export function retriedRejectionsOf(
  observed: Observed,
  retries: readonly RetryLayer[],
  reader: Reader,
): readonly RetriedRejection[] {
  const { counted, result, state, isPlain } = observed;
  if (counted === undefined || typeof result === 'string') {
    return [];
  }
  const { places } = reader;
  const { events } = counted.away;
  const gate = gateOf(observed, counted, result);
  const rejections = rejectionsIn(events, gate);
  if (rejections === undefined) {
    return [];
  }
  const names = new Set(
    counted.first.calls > 1 ? retries.map(({ name }) => name) : namesBehind(observed, counted, gate, places),
  );
  const layers = layersOf([rejections], events, places).filter(
    ({ name, activation }) => names.has(name) || packageLayer(state, activation) !== undefined,
  );
  if (layers.length === 0 || outlasts(observed, counted)) {
    return [];
  }
  return layers.flatMap((retry) => {
    const breaker = breakerIn(retry, result, counted);
    const telling = tellingOf(reader, retry.activation, breaker, 'outermost');
    if (telling === undefined) {
      return [];
    }
    const count = areCounted([retry], state, places) ? retry.rounds : undefined;
    const inner = protectorOf(result.record, counted.first.events) ?? breaker.activation;
    const meeting = meetingOf(state, places, { outer: retry.activation, inner, away: counted.away });
    const circuitName = meeting.inner.layer === undefined ? classNameOf(state, inner) : meeting.inner.name;
    return [{ circuit: result, retry, rejections: count, ...telling, isAssumed: !isPlain, meeting, circuitName }];
  });
}

/** The test that turned the caller away. Where the first operation opened the circuit, that one also made what others find made. */
function gateOf(
  { subject, beginning }: Observed,
  { operations, away }: Counted,
  { gate }: Circuit,
): number | undefined {
  if (operations > 1) {
    return gate;
  }
  const state = beginning.fork();
  subject.operate(state, SUCCEEDS);
  return parting(subject.operate(state, subject.fails).events, away.events);
}

/** Where one caller is turned away more than once: by the gate, else by what throws most. */
function rejectionsIn(events: readonly Event[], gate: number | undefined): Sequence | undefined {
  const atGate = arrivalsAt(events, gate);
  if (atGate !== undefined) {
    return atGate;
  }
  const fresh = withoutRethrown(events);
  return arrivalsAt(fresh, mostThrown(fresh));
}

/** An error that is thrown on is one rejection. Events keep their positions. */
function withoutRethrown(events: readonly Event[]): readonly Event[] {
  const seen = new Set<Value>();
  return events.map((event): Event => {
    if (event.kind !== 'threw' || !(event.value instanceof Reference)) {
      return event;
    }
    const isAgain = seen.has(event.value);
    seen.add(event.value);
    return isAgain ? { kind: 'await', operation: event.operation, place: event.place } : event;
  });
}

function arrivalsAt(events: readonly Event[], place: number | undefined): Sequence | undefined {
  const [first, ...others] = [...events.entries()].flatMap(([at, event]) =>
    event.place === place && (isBranch(event) || event.kind === 'threw') ? [attemptAt(event, at)] : [],
  );
  return first === undefined || others.length === 0 ? undefined : [first, ...others];
}

function mostThrown(events: readonly Event[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { kind, place } of events) {
    if (kind === 'threw') {
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return [...counts].reduce<[number, number] | undefined>(
    (most, each) => (each[1] > (most?.[1] ?? 0) ? each : most),
    undefined,
  )?.[0];
}

/** What comes back to the gate after a failure that opened the circuit at once, and does not after a success. */
function namesBehind(
  { subject, beginning }: Observed,
  { first }: Counted,
  gate: number | undefined,
  places: Places,
): readonly string[] {
  const namesIn = (events: readonly Event[], isMeant: (sequence: Sequence) => boolean): readonly string[] => {
    const arrivals = arrivalsAt(events, gate);
    return arrivals === undefined || !isMeant(arrivals)
      ? []
      : layersOf([arrivals], events, places).map(({ name }) => name);
  };
  const others = new Set(namesIn(subject.operate(beginning.fork(), SUCCEEDS).events, () => true));
  const failed = first.events.findIndex(isSettled);
  return namesIn(first.events, ([one, other]) => one.at < failed && failed < (other?.at ?? 0)).filter(
    (name) => !others.has(name),
  );
}

/** The most pauses of one operation. */
const MOST_PAUSES = 200;

/** Whether the pauses of the operation last until the circuit lets callers through again. Here the clock moves with them. */
function outlasts({ machine, root, subject }: Observed, { open }: Counted): boolean {
  const state = open.fork();
  return machine.in(state, () => {
    const id = start(machine, root);
    for (let n = 0; n < MOST_PAUSES; n += 1) {
      const events = eventsOf(state, id);
      if (subject.isCalled(events)) {
        return true;
      }
      const other = awaitedBy(state, id);
      const timers = state.timers.filter(({ operation }) => operation === id);
      if (timers.some(({ asked }) => isSaidBy(events, asked))) {
        return true;
      }
      const due = Math.min(...timers.map((timer) => timer.due));
      if (other !== undefined) {
        settle(machine, other, 'well');
      } else if (due === Infinity || state.operations[id]?.result !== undefined) {
        return false;
      } else {
        advance(machine, due - state.now);
        // It is one operation: what it has decided stays decided.
        state.epoch -= 1;
      }
    }
    return false;
  });
}

/** Whether nobody knows how long a wait is but the error that was thrown: `await sleep(error.retryAfterMs)`. */
const isSaidBy = (events: readonly Event[], asked: Value): boolean =>
  asked instanceof Unknown &&
  events.some(
    (event) => event.kind === 'threw' && event.value instanceof Unknown && asked.key.includes(event.value.key),
  );

/** The function of the breaker that a retry enters on the way to the first rejection. */
function breakerIn({ activation, attempt }: RetryLayer, { record }: Circuit, { first }: Counted): Entered {
  const { way, place } = attempt;
  const below = way.steps.slice((depthOf(way, activation) ?? 0) + 1);
  let protector = protectorOf(record, first.events);
  let step: Step | undefined;
  // A caller who is turned away may not come as far.
  while (protector !== undefined && step === undefined) {
    const { graph }: Activation = protector;
    step = below.find((each) => each.activation.graph === graph);
    protector = protector.caller;
  }
  const inner = (step ?? below.at(-1))?.activation;
  return inner === undefined ? { activation, way, place } : { activation: inner, way, place: undefined };
}
