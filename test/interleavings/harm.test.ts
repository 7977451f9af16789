/**
 * The harm that each interleaving does, run: `harm.json` says what the schedule of a pattern measures on each of its cases, and on what
 * our suggestions make of a wrong one. `docs/interleavings.md` shows the same numbers.
 */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { compileFunction } from 'node:vm';

import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { filesIn, read } from '../support/sources.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { applyAll } from '../suggestions/apply.js';
import { SCHEDULES, type Exports } from './schedules.js';

interface Pattern {
  readonly name: string;
  /** What a schedule measures, by case. */
  readonly runs: Readonly<Record<string, number | string>>;
  /** The suggestions that are applied to a case one after another, and what is measured then. */
  readonly suggested?: Readonly<Record<string, readonly [readonly string[], number | string]>>;
}

const patterns = Object.entries(JSON.parse(read('test/interleavings/harm.json')) as Record<string, Pattern>);
const folderOf = (id: string): string => `test/interleavings/${id.startsWith('L') ? 'held-locks' : 'cases'}`;
const source = (id: string, variant: string): string => read(`${folderOf(id)}/${id}.${variant}.ts`);
const require = createRequire(import.meta.url);

/** Runs the pattern's schedule on a text. */
async function measure(id: string, text: string): Promise<number | string> {
  const compiled = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  }).outputText;
  const exports: Exports = {};
  const define = compileFunction(compiled, ['exports', 'require']) as (
    exports: Exports,
    require: NodeJS.Require,
  ) => void;
  define(exports, require);
  const schedule = SCHEDULES[id];
  if (schedule === undefined) {
    throw new Error(`${id} has no schedule.`);
  }
  return schedule({ exports, compiled, clock });
}

let clock: VirtualClock;
beforeEach(() => {
  clock = VirtualClock.install();
});
afterEach(() => {
  clock.uninstall();
});

it('every case of every pattern is run', () => {
  const cases = ['cases', 'held-locks']
    .flatMap((folder) => filesIn(`test/interleavings/${folder}`, '.ts'))
    .filter((file) => /\/[LR]\d+\./.test(file));
  const run = patterns.flatMap(([id, { runs }]) =>
    Object.keys(runs).map((variant) => `${folderOf(id)}/${id}.${variant}.ts`),
  );
  expect(run.sort()).toEqual(cases.sort());
});

describe.each(patterns)('%s', (id, { name, runs, suggested = {} }) => {
  // Threads on a single processor hardly ever come in between.
  const test = it.skipIf(id === 'R12' && availableParallelism() < 2);

  test.each(Object.entries(runs))(`${name}: %s`, async (variant, expected) => {
    expect(await measure(id, source(id, variant))).toBe(expected);
  });

  test.each(Object.entries(suggested))('%s, as suggested', async (variant, [ids, expected]) => {
    const { output, applied } = applyAll(source(id, variant), `${id}.ts`, ids);
    expect(applied).toEqual(ids);
    expect(await measure(id, output)).toBe(expected);
  });
});
