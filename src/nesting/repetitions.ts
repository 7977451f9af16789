/** What makes one attempt follow another: a loop, a function that calls itself, or the next link of a chain. */
import type { BlockId } from '../ir/ir.js';
import type { Activation } from '../machine/frames.js';
import type { Event } from '../machine/trace.js';
import type { Attempt, Sequence } from './attempts.js';
import { loopsOf, type Loop } from './loops.js';
import type { Places } from './places.js';
import { forkOf, placeAt, type Fork, type Step } from './steps.js';

/**
 * `loop`: another round. `recursion`: the function is run again from inside its last run, directly or through others. `chain`: further calls
 * that are written one after the other, as in `call().catch(() => call())`.
 */
export type RepetitionKind = 'loop' | 'recursion' | 'chain';

/** Why an attempt follows another. */
export interface Repetition {
  readonly kind: RepetitionKind;
  /** The run of the function that repeats; for a recursion, the one that the first of all was called in. */
  readonly activation: Activation;
  /** The loop; the call that recurses; the second call of a chain. */
  readonly place: number;
  readonly loop: Loop | undefined;
}

/** Tells apart what repeats: a loop of a function, its recursion, its chain. */
export const nameOf = ({ kind, activation, loop }: Repetition): string =>
  `${kind} ${activation.module.file}:${activation.graph.id}:${loop?.site ?? ''}`;

/** The repetitions of a sequence, one fewer than its attempts; undefined where two of them have nothing in common. */
export type Repetitions = readonly (Repetition | undefined)[];

/** Whether what repeats is no retry; with the attempt before it. */
export type IsOther = (repetition: Repetition, attempt: Attempt) => boolean;

interface Pair {
  readonly fork: Fork;
  readonly repetition: Repetition;
}

export class Repeating {
  /** Of a run that a function has called itself in: the first of all. */
  readonly #first = new Map<Activation, Activation>();
  /** One for each run and what repeats in it. */
  readonly #known = new Map<string, Repetition>();

  constructor(
    private readonly events: readonly Event[],
    private readonly places: Places,
  ) {}

  /** What is none of a retry is left out before links are joined to what stands beside them. */
  of(sequence: Sequence, isOther: IsOther = () => false): Repetitions {
    const pairs = sequence.slice(1).map((attempt, index) => {
      const before = sequence[index] ?? attempt;
      const pair = this.#pair(before, attempt);
      return pair === undefined || isOther(pair.repetition, before) ? undefined : pair;
    });
    return pairs.map((pair) => pair && joined(pair, pairs));
  }

  #pair(before: Attempt, attempt: Attempt): Pair | undefined {
    const fork = forkOf(before.way, attempt.way);
    if (fork === undefined) {
      return undefined;
    }
    const found = this.#repetition(fork, before, attempt);
    const key = `${found.activation.serial} ${nameOf(found)}`;
    const repetition = this.#known.get(key) ?? found;
    this.#known.set(key, repetition);
    return { fork, repetition };
  }

  #repetition(fork: Fork, before: Attempt, attempt: Attempt): Repetition {
    const { activation, depth, places } = fork;
    const runs = this.#runsBelow(fork, attempt);
    // What is handed over may run the same function: that is no recursion of this run.
    const again = runs.length > this.#runsBelow(fork, before).length ? runs[0] : undefined;
    const loop = places[0] === places[1] || again === undefined ? this.#loop(fork, before, attempt) : undefined;
    if (loop !== undefined) {
      return { kind: 'loop', activation, place: this.places.placeOf(activation.module, loop.site), loop };
    }
    const first = this.#first.get(activation) ?? activation;
    if (again === undefined) {
      return { kind: 'chain', activation: first, place: placeAt(attempt.way, depth), loop };
    }
    this.#first.set(again.activation, first);
    return { kind: 'recursion', activation: first, place: again.calledAt ?? placeAt(attempt.way, depth), loop };
  }

  /** Further runs of the function that two attempts part in; of a recursion in one of them, its first run only. */
  #runsBelow({ activation: { graph }, depth }: Fork, { way }: Attempt): readonly Step[] {
    const runs = way.steps.slice(depth).filter(({ activation }) => activation.graph === graph);
    return runs.filter(({ activation }) => !this.#first.has(activation));
  }

  /** The innermost loop round both calls that was not left between them. */
  #loop({ activation, places: [from, to] }: Fork, before: Attempt, attempt: Attempt): Loop | undefined {
    const { places } = this;
    const begins = places.blocksOf(activation, from);
    const ends = places.blocksOf(activation, to);
    const loops = loopsOf(activation.graph).filter(
      ({ blocks }) => begins.some((id) => blocks.has(id)) && ends.some((id) => blocks.has(id)),
    );
    if (loops.length < 2) {
      return loops[0];
    }
    const between = this.#blocksBetween(activation, before.at, attempt.at);
    return loops.find(({ blocks }) => between.every((id) => blocks.has(id))) ?? loops.at(-1);
  }

  /** Blocks of a run that something is known to have happened in between two events. */
  #blocksBetween(activation: Activation, from: number, to: number): readonly BlockId[] {
    return this.events.slice(from + 1, to).flatMap((event) => {
      const isOfRun = event.kind === 'await' || ('activation' in event && event.activation === activation);
      return isOfRun ? this.places.blocksOf(activation, event.place).slice(0, 1) : [];
    });
  }
}

/** A link beside a loop or a recursion of the same run is one more attempt of that: `for (…) { … } return call();`. */
function joined({ fork, repetition }: Pair, pairs: readonly (Pair | undefined)[]): Repetition {
  if (repetition.kind !== 'chain') {
    return repetition;
  }
  const beside = pairs.find(
    (pair) =>
      pair !== undefined &&
      pair.repetition.kind !== 'chain' &&
      (pair.repetition.activation === repetition.activation || pair.fork.activation === fork.activation),
  );
  return beside?.repetition ?? repetition;
}
