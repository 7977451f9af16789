/**
 * The retries around a call, from outermost to innermost, read off the attempts of one operation that fails from start to end.
 *
 * No shape is looked for: a function repeats where two attempts part from it. Numbers are counted: a retry whose last failure is swallowed
 * ends the one around it after one round, which then repeats nothing.
 */
import type { Activation } from '../machine/frames.js';
import type { Event } from '../machine/trace.js';
import { AFTER_SUCCESS, sequencesOf, type Attempt, type Sequence } from './attempts.js';
import type { Loop } from './loops.js';
import type { Places } from './places.js';
import {
  nameOf,
  Repeating,
  type IsOther,
  type Repetition,
  type RepetitionKind,
  type Repetitions,
} from './repetitions.js';
import { depthOf, placeAt } from './steps.js';

export interface RetryLayer {
  readonly kind: RepetitionKind;
  readonly loop: Loop | undefined;
  /** The function that repeats, in the first run of it: its `graph`, its `module`, its call at `calledAt`. */
  readonly activation: Activation;
  /** The loop; the call that recurses; the second call of a chain. */
  readonly place: number;
  /** The most rounds that one run makes. */
  readonly rounds: number;
  /** The most calls of the service that one run makes, those of retries inside it included. */
  readonly calls: number;
  /** The next retry around it. */
  readonly around: RetryLayer | undefined;
  /** The first attempt that is made again. */
  readonly attempt: Attempt;
  /** Tells it from what else repeats, whatever stands around it. */
  readonly name: string;
}

/** What repeats although nothing has failed: pages, polls, queues. */
export function goingOn(events: readonly Event[], only: number | undefined, places: Places): ReadonlySet<string> {
  const repeating = new Repeating(events, places);
  const all = sequencesOf(events, only, AFTER_SUCCESS).flatMap((sequence) => repeating.of(sequence));
  return new Set(all.flatMap((repetition) => (repetition === undefined ? [] : [nameOf(repetition)])));
}

/** The layers around some sequences, those around others first. */
export function layersOf(
  sequences: readonly Sequence[],
  events: readonly Event[],
  places: Places,
  isOther?: IsOther,
): readonly RetryLayer[] {
  const repeating = new Repeating(events, places);
  const stack = new Stack(places);
  for (const sequence of sequences) {
    stack.add(sequence, repeating.of(sequence, isOther));
  }
  return stack.layers();
}

/** A layer while it is counted. */
interface Counted {
  readonly id: string;
  readonly repetition: Repetition;
  /** Ids of the layers around it, outermost first. */
  readonly around: readonly string[];
  readonly attempt: Attempt;
  rounds: number;
  calls: number;
}

class Stack {
  readonly #counted = new Map<string, Counted>();

  constructor(private readonly places: Places) {}

  add(sequence: Sequence, repetitions: Repetitions): void {
    const all = new Set(repetitions.filter((repetition) => repetition !== undefined));
    const known = new Map<Repetition, Counted>();
    const layers = repetitions.map((repetition, index) => {
      const attempt = sequence[index];
      if (repetition === undefined || attempt === undefined) {
        return undefined;
      }
      const layer = known.get(repetition) ?? this.#layerOf(repetition, attempt, all);
      known.set(repetition, layer);
      return layer;
    });
    for (const layer of new Set(known.values())) {
      count(layer, layers);
    }
  }

  layers(): readonly RetryLayer[] {
    const made = new Map<string, RetryLayer>();
    const inOrder = [...this.#counted.values()].sort((one, other) => one.around.length - other.around.length);
    for (const { id, repetition, around, attempt, rounds, calls } of inOrder) {
      const { kind, loop, activation, place } = repetition;
      const outer = around.map((each) => made.get(each)).findLast((each) => each !== undefined);
      const name = nameOf(repetition);
      made.set(id, { kind, loop, activation, place, rounds, calls, around: outer, attempt, name });
    }
    return [...made.values()];
  }

  /** The same code inside the same layers is the same layer. */
  #layerOf(repetition: Repetition, attempt: Attempt, all: ReadonlySet<Repetition>): Counted {
    const names = [...this.#around(repetition, attempt, all), repetition].map(nameOf);
    const around = names.slice(1).map((_, end) => names.slice(0, end + 1).join(' > '));
    const id = names.join(' > ');
    const layer = this.#counted.get(id) ?? { id, repetition, around, attempt, rounds: 1, calls: 1 };
    this.#counted.set(id, layer);
    return layer;
  }

  /** Repetitions whose code the way of an attempt goes through before it comes to a certain one; outermost first. */
  #around(inner: Repetition, attempt: Attempt, all: ReadonlySet<Repetition>): readonly Repetition[] {
    const depth = ({ activation }: Repetition): number => depthOf(attempt.way, activation) ?? 0;
    return [...all]
      .filter((outer) => this.#isAround(outer, inner, attempt))
      .sort((one, other) => depth(one) - depth(other) || sizeOf(other) - sizeOf(one));
  }

  #isAround(outer: Repetition, inner: Repetition, { way }: Attempt): boolean {
    const at = depthOf(way, outer.activation);
    const depth = depthOf(way, inner.activation);
    if (at === undefined || depth === undefined || at > depth) {
      return false;
    }
    if (at === depth) {
      return sizeOf(outer) > sizeOf(inner);
    }
    const { loop } = outer;
    return (
      loop === undefined ||
      this.places.blocksOf(outer.activation, placeAt(way, at + 1)).some((id) => loop.blocks.has(id))
    );
  }
}

/** In one run, a recursion is around everything else, and larger loops are around smaller ones. */
const sizeOf = ({ loop }: Repetition): number => loop?.blocks.size ?? Infinity;

/** A run of a layer ends where one around it begins another round, and where something unrelated follows. */
function count(layer: Counted, layers: readonly (Counted | undefined)[]): void {
  let rounds = 1;
  let calls = 1;
  for (const other of layers) {
    const isInside = other === layer || other?.around.includes(layer.id) === true;
    rounds = isInside ? rounds + (other === layer ? 1 : 0) : 1;
    calls = isInside ? calls + 1 : 1;
    layer.rounds = Math.max(layer.rounds, rounds);
    layer.calls = Math.max(layer.calls, calls);
  }
}
