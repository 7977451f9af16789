/** What a file is told of the retries of a program, as text: lines and numbers. */
import path from 'node:path';

import { EFFORT, type Observed } from '../../src/circuits/find-circuits.js';
import { findCircuits } from '../../src/circuits/find-circuits.js';
import type { PathStep } from '../../src/nesting/entry.js';
import { findNesting, type Nesting } from '../../src/nesting/find-nesting.js';
import type { RetryLayer } from '../../src/nesting/layers.js';
import { Places } from '../../src/nesting/places.js';
import { retriesOf } from '../../src/nesting/retries.js';
import { linkerOf, MAIN } from '../support/programs.js';

/** Texts by file name; one text alone is `main.ts`. */
export type Program = string | Readonly<Record<string, string>>;

const filesOf = (program: Program): Readonly<Record<string, string>> =>
  typeof program === 'string' ? { [MAIN]: program } : program;

export interface Told {
  /** `7: 3 × 4 = 12, outer (6) → inner (7) → for (2)`. What takes an assumption ends with `?`. */
  readonly nested: readonly string[];
  /** `7: 3 rejections, withRetry (7) → breaker.execute (7)` */
  readonly rejections: readonly string[];
  /** `7: 3 rounds, execute (2) → withRetry (7) → for (5)`; `-` where another file is told. */
  readonly inside: readonly string[];
}

/** What the file is told: the one called `main.ts`, else the last one. */
export function toldOf(program: Program): Told {
  const files = filesOf(program);
  const main = MAIN in files ? MAIN : (Object.keys(files).at(-1) ?? MAIN);
  const nesting = findNesting(linkerOf(files), main);
  if (nesting === undefined) {
    throw new Error('The program has no main file.');
  }
  return {
    nested: nesting.nestedRetries.map(
      ({ place, outerRounds, innerRounds, calls, path: way, isAssumed }) =>
        `${lineOf(nesting, place)}: ${numbered(outerRounds)} × ${numbered(innerRounds)} = ${numbered(calls)}, ${via(way)}${isAssumed ? '?' : ''}`,
    ),
    rejections: nesting.retriedRejections.map(
      ({ place, rejections, path: way, isAssumed }) =>
        `${lineOf(nesting, place)}: ${numbered(rejections)} rejections, ${via(way)}${isAssumed ? '?' : ''}`,
    ),
    inside: [...new Set(insideOf(nesting))],
  };
}

const insideOf = (nesting: Nesting): readonly string[] =>
  nesting.circuits.flatMap((circuit) => {
    const inside = nesting.retriesIn(circuit);
    const rounds = inside?.layers.map((layer) => layer.rounds).join(' × ');
    return inside === undefined ? [] : [`${lineOf(nesting, inside.place)}: ${rounds} rounds, ${via(inside.path)}`];
  });

const numbered = (count: number | undefined): string => (count === undefined ? 'unknown' : String(count));

const lineOf = ({ machine }: Nesting, place: number | undefined): string =>
  place === undefined ? '-' : String(new Places(machine).lineOf(place));

const via = (way: readonly PathStep[]): string =>
  way
    .map(({ name, line, file }) => `${name} (${file === undefined ? '' : `${path.basename(file)}:`}${line})`)
    .join(' → ');

/**
 * The retries of the first root that makes a call, when the service rejects, outermost first: `for 2 × 3 of 9 in load, called at 8` is a loop
 * on line 2 that makes 3 rounds and 9 calls, in a function that is called on line 8; of a package, `package × 3 of 9`.
 */
export function layersOf(program: Program): readonly string[] {
  let layers: readonly string[] | undefined;
  const observe = (observed: Observed): void => {
    if (layers === undefined && observed.runs.length > 0 && observed.isPlain) {
      const places = new Places(observed.machine);
      layers = retriesOf(observed, places).map((layer) => layerText(layer, places));
    }
  };
  findCircuits(linkerOf(filesOf(program)), MAIN, EFFORT, observe);
  return layers ?? ['no call'];
}

function layerText({ kind, loop, place, rounds, calls, activation }: RetryLayer, places: Places): string {
  const { calledAt, graph, module } = activation;
  if (places.isBroughtAlong(module.file)) {
    return `package × ${rounds} of ${calls}`;
  }
  const called = calledAt === undefined ? '' : `, called at ${places.lineOf(calledAt)}`;
  return `${loop?.form ?? kind} ${places.lineOf(place)} × ${rounds} of ${calls} in ${graph.name}${called}`;
}
