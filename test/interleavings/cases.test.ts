/**
 * Interleavings that have been run: each file in `cases` was executed with other callers in between, and its first line says what came
 * of it. `*.wrong*` does harm, `*.right*` is the cure, `*.near*` looks like the wrong one and is right.
 */
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint } from '../support/lint.js';
import { filesIn, read } from '../support/sources.js';

const RULES = ['no-unsynchronized-breaker-state', 'require-half-open-probe-limit'];

const cases = filesIn('test/interleavings/cases', '.ts');
const nameOf = (file: string): string => path.basename(file, '.ts');

/** The situations that the two rules report in a case, at the level of a config. */
const reported = (name: string, level: 'recommended' | 'strict'): string[] => {
  const file = `test/interleavings/cases/${name}.ts`;
  const findings = lint(read(file), `${name}.ts`, plugin.configs[level]);
  return findings.filter(({ rule }) => RULES.includes(rule)).map(({ messageId }) => messageId);
};

/** What each wrong case is reported as, and what the strict config adds to it. */
const FOUND: Record<string, { recommended: string[]; strict?: string[] }> = {
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
  'R13.wrongA': { recommended: ['lateReservation'] },
  'R14.wrong-closure': { recommended: ['lostUpdate'] },
  // The seeds' breaker: a success that clears the count is reported at once, a failure that moves the open window in strict.
  'S01.seed': { recommended: ['unlimitedProbes', 'staleSuccess'], strict: ['staleFailure'] },
};

/** Wrong cases that no rule reports yet, with what is wrong in them. */
const NOT_FOUND: Record<string, string> = {
  'R07.wrongA': 'a copy of a stored record is changed and written back as JSON',
  'R07.wrongB': 'the same through helpers that read and write the record',
  'R08.wrong': '`return fn()` in try/finally gives the slot back before the probe has finished',
  'R09.wrongA': 'an await that rejects between the reservation and the try leaks the slot',
  'R09.wrongB': 'the slot is given back on success only',
  'R10.wrong': 'the slot is given back by calls that never took it',
  'R11.wrong': 'listeners run between the test and the write, and may call the breaker (strict)',
  'R12.wrong': '++ on memory that threads share',
  'R13.wrongB': 'the lock is released between the test and the taking',
  'R14.wrong-map': 'a copy of the counter of a Map entry is written back after an await',
  'R14.wrong-param': 'the state is a parameter, and a copy of its counter is written back after an await',
  'R14.wrong-private': 'a reducer is handed the state from before an await',
};

it('every wrong case is either found or listed as not found', () => {
  const wrong = cases.map(nameOf).filter((name) => /\.(wrong|seed)/.test(name));
  expect(Object.keys({ ...FOUND, ...NOT_FOUND }).sort()).toEqual(wrong);
});

describe('what is right is not reported, in the strict config either', () => {
  it.each(cases.map(nameOf).filter((name) => /\.(right|near)/.test(name)))('%s', (name) => {
    expect(reported(name, 'strict')).toEqual([]);
  });
});

describe('what is wrong is reported as what it is', () => {
  it.each(Object.entries(FOUND))('%s', (name, { recommended, strict = [] }) => {
    expect(reported(name, 'recommended')).toEqual(recommended);
    expect(reported(name, 'strict').sort()).toEqual([...recommended, ...strict].sort());
  });
});

describe('what is wrong and not found yet', () => {
  for (const [name, why] of Object.entries(NOT_FOUND)) {
    it.todo(`${name}: ${why}`);
  }

  it.each(Object.keys(NOT_FOUND))('%s is still silent; once it is not, it belongs to what is found', (name) => {
    expect(reported(name, 'strict')).toEqual([]);
  });
});
