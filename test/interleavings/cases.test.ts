/**
 * Interleavings that have been run: each file in `cases` was executed with other callers in between, and its first line says what came
 * of it. `*.wrong*` does harm, `*.right*` is the cure, `*.near*` looks like the wrong one and is right.
 */
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint } from '../support/lint.js';
import { filesIn, read } from '../support/sources.js';

const RULES = ['no-leaked-probe-slot', 'no-unsynchronized-breaker-state', 'require-half-open-probe-limit'];

const cases = filesIn('test/interleavings/cases', '.ts');
const nameOf = (file: string): string => path.basename(file, '.ts');

/** The situations that these rules report in a case, at the level of a config. */
const reported = (name: string, level: 'recommended' | 'strict'): string[] => {
  const file = `test/interleavings/cases/${name}.ts`;
  const findings = lint(read(file), `${name}.ts`, plugin.configs[level]);
  return findings.filter(({ rule }) => RULES.includes(rule)).map(({ messageId }) => messageId);
};

/** What each wrong case is reported as, and what the strict config adds to it or says instead. */
const FOUND: Record<string, { recommended: string[]; strict?: string[]; instead?: string[] }> = {
  'R01.wrong': { recommended: ['unlimitedProbes', 'staleSuccess'] },
  'R02.wrongA': { recommended: ['staleSuccess'] },
  'R02.wrongB': { recommended: [], strict: ['staleSuccess'] },
  'R03.wrong': { recommended: ['staleTimer'] },
  'R04.wrongA': { recommended: ['lostUpdate'] },
  'R04.wrongB': { recommended: ['lostUpdate'] },
  'R05.wrongA': { recommended: ['staleDecision'] },
  'R05.wrongB': { recommended: ['staleDecision'] },
  'R05.wrongC': { recommended: ['staleDecision'], strict: ['staleDecision'] },
  'R06.wrongA': { recommended: ['lateReservation'] },
  'R06.wrongB': { recommended: ['lateReservation'] },
  'R07.wrongA': { recommended: ['storeUpdate'] },
  'R07.wrongB': { recommended: ['storeUpdate'] },
  'R08.wrong': { recommended: ['earlyRelease'] },
  // A rejection that leaks the slot is told by the race rule in `recommended`, and by the rule for every leak in `strict`.
  'R09.wrongA': { recommended: ['slotLeak'], instead: ['leakedByRejection'] },
  'R09.wrongB': { recommended: ['slotLeak'], instead: ['leakedByRejection'] },
  'R10.wrong': { recommended: ['unownedRelease'] },
  'R11.wrong': { recommended: [], strict: ['reentrant'] },
  'R12.wrong': { recommended: ['sharedMemory'] },
  'R13.wrongA': { recommended: ['lateReservation'] },
  'R13.wrongB': { recommended: ['lateReservation'] },
  'R14.wrong-closure': { recommended: ['lostUpdate'] },
  'R14.wrong-map': { recommended: ['lostUpdate'] },
  'R14.wrong-param': { recommended: ['lostUpdate'] },
  'R14.wrong-private': { recommended: ['lostUpdate'] },
  // The seeds' breaker: a success that clears the count is reported at once, a failure that moves the open window in strict.
  'S01.seed': { recommended: ['unlimitedProbes', 'staleSuccess'], strict: ['staleFailure'] },
};

it('every wrong case is listed', () => {
  const wrong = cases.map(nameOf).filter((name) => /\.(wrong|seed)/.test(name));
  expect(Object.keys(FOUND).sort()).toEqual(wrong);
});

describe('what is right is not reported, in the strict config either', () => {
  it.each(cases.map(nameOf).filter((name) => /\.(right|near)/.test(name)))('%s', (name) => {
    expect(reported(name, 'strict')).toEqual([]);
  });
});

describe('what is wrong is reported as what it is', () => {
  it.each(Object.entries(FOUND))('%s', (name, { recommended, strict = [], instead = recommended }) => {
    expect(reported(name, 'recommended')).toEqual(recommended);
    expect(reported(name, 'strict').sort()).toEqual([...instead, ...strict].sort());
  });
});

it('no less than 24 of the wrong cases are found in the recommended config', () => {
  expect(Object.values(FOUND).filter(({ recommended }) => recommended.length > 0).length).toBeGreaterThanOrEqual(24);
});
