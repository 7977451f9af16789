/** Everything that one look at a module says of circuits and of what stands around calls: the module is loaded, and each root run, once. */
import type { Circuit, Write } from '../circuits/circuit.js';
import { EFFORT, findCircuits, type Effort, type Findings, type Observed } from '../circuits/find-circuits.js';
import type { Linker } from '../machine/outside.js';
import type { Reader, Telling } from './entry.js';
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
  const nested = new Map<string, NestedRetry>();
  const rejections = new Map<string, RetriedRejection>();
  const enclosed = new Map<Write, EnclosedRetry>();
  const observe = (observed: Observed): void => {
    const { machine, result, runs, root } = observed;
    const places = new Places(machine);
    const reader: Reader = { places, file, root: root.name };
    const retries = retriesOf(observed, places);
    for (const each of nestedRetriesOf(observed, retries, reader)) {
      keep(nested, `${each.place} ${each.inner.name}`, each, ({ calls }) => calls);
    }
    for (const each of retriedRejectionsOf(observed, retries, reader)) {
      keep(rejections, `${each.place} ${each.retry.name}`, each, (rejection) => rejection.rejections);
    }
    const inside =
      typeof result === 'string' ? undefined : enclosedRetries(result, runs[0]?.events ?? [], retries, reader);
    if (inside !== undefined && typeof result !== 'string') {
      enclosed.set(result.record, inside);
    }
  };
  const findings = findCircuits(linker, file, effort, observe);
  return (
    findings && {
      ...findings,
      nestedRetries: [...nested.values()],
      retriedRejections: [...rejections.values()],
      retriesIn: ({ record }) => enclosed.get(record),
    }
  );
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
