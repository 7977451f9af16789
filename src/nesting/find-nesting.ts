/** Everything that one look at a module says of circuits and of what stands around calls: the module is loaded, and each root run, once. */
import type { Circuit, Write } from '../circuits/circuit.js';
import { EFFORT, findCircuits, type Effort, type Findings, type Observed } from '../circuits/find-circuits.js';
import type { Linker } from '../machine/outside.js';
import type { Reader, Telling } from './entry.js';
import type { RetryLayer } from './layers.js';
import { nestedRetriesOf, type NestedRetry } from './nested-retries.js';
import { Places } from './places.js';
import { enclosedRetries, type EnclosedRetry } from './protection.js';
import { retriedRejectionsOf, type RetriedRejection } from './retried-rejections.js';
import { retriesOf } from './retries.js';

export interface Nesting extends Findings {
  readonly nestedRetries: readonly NestedRetry[];
  readonly retriedRejections: readonly RetriedRejection[];
  /** The retries inside what a circuit protects; undefined where there are none. */
  retriesIn(circuit: Circuit): EnclosedRetry | undefined;
}

/** Undefined where the file is missing or does not parse. */
export function findNesting(linker: Linker, file: string, effort: Effort = EFFORT): Nesting | undefined {
  const seen = new Seen(file);
  const findings = findCircuits(linker, file, effort, (observed) => {
    seen.note(observed);
  });
  return (
    findings && {
      ...findings,
      nestedRetries: [...seen.nested.values()],
      retriedRejections: [...seen.rejections.values()],
      retriesIn: ({ record }) => seen.enclosed.get(record),
    }
  );
}

/** What experiments have shown so far. */
class Seen {
  readonly nested = new Map<string, NestedRetry>();
  readonly rejections = new Map<string, RetriedRejection>();
  /** By what a circuit's first failure writes. */
  readonly enclosed = new Map<Write, EnclosedRetry>();
  /** Retries that take no assumption, by root. What a scenario assumes beside them may be of something else, such as a cache. */
  readonly #plain = new Set<string>();

  constructor(private readonly file: string) {}

  note(observed: Observed): void {
    const { machine, result, root, runs, isPlain, state, counted } = observed;
    const places = new Places(machine);
    const reader: Reader = { places, state, file: this.file, root: root.name };
    const retries = retriesOf(observed, places);
    const keyOf = ({ name }: RetryLayer): string => `${root.name} ${name}`;
    if (isPlain) {
      retries.forEach((retry) => this.#plain.add(keyOf(retry)));
    }
    for (const each of nestedRetriesOf(observed, retries, reader)) {
      keep(this.nested, `${each.place} ${each.inner.name}`, each, ({ calls }) => calls);
    }
    for (const each of retriedRejectionsOf(observed, retries, reader)) {
      const isAssumed = each.isAssumed && !this.#plain.has(keyOf(each.retry));
      keep(this.rejections, `${each.place} ${each.retry.name}`, { ...each, isAssumed }, (found) => found.rejections);
    }
    if (typeof result !== 'string') {
      const inside = enclosedRetries(result, runs[0]?.events ?? [], retries, { reader, counted });
      if (inside !== undefined) {
        this.enclosed.set(result.record, inside);
      }
    }
  }
}

/** Of what is told at one place, what takes no assumption; of that, what has the larger number, and then what tells a way from some call. */
function keep<T extends Telling & { readonly isAssumed: boolean }>(
  all: Map<string, T>,
  key: string,
  found: T,
  numberOf: (found: T) => number | undefined,
): void {
  const before = all.get(key);
  const ranks = (each: T): readonly number[] => [
    each.isAssumed ? 0 : 1,
    numberOf(each) ?? 0,
    each.path[0]?.place === each.place ? 0 : 1,
  ];
  if (before === undefined || isGreater(ranks(found), ranks(before))) {
    all.set(key, found);
  }
}

/** By the first number that differs. */
function isGreater(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((rank, index) => rank !== other[index]);
  return (one[at] ?? 0) > (other[at] ?? 0);
}
