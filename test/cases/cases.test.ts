import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lintFile } from '../support/lint.js';
import { onlyFailing } from '../support/not-yet.js';
import { project } from '../support/project.js';
import { judge, type Judgement, type Report } from './judgement.js';
import { BELOW_THE_GOAL, MISSED, WRONG } from './not-yet.js';
import { isCode, programNames, readProgram } from './program.js';

/** What our rules say of a program, at the level of the config `strict`. */
function judgementOf(name: string): Judgement {
  const { texts, expectations, allowed } = readProgram(name);
  const folder = project(texts);
  const reports = Object.keys(texts)
    .filter(isCode)
    .flatMap((file) => lintFile(folder, file, plugin.configs.strict).map((finding) => ({ ...finding, file })));
  return judge(expectations, reports, ({ file, rule }) => allowed[file]?.has(rule) === true);
}

const judgements = new Map<string, Judgement>();
function judged(name: string): Judgement {
  const judgement = judgements.get(name) ?? judgementOf(name);
  judgements.set(name, judgement);
  return judgement;
}

it('there are 117 programs, which owe 315 findings', () => {
  const owed = programNames.flatMap((name) => readProgram(name).expectations);
  expect(programNames).toHaveLength(117);
  expect(owed).toHaveLength(315);
  expect(owed.filter(({ rule }) => !(rule in plugin.rules))).toEqual([]);
  expect([...Object.keys(MISSED), ...Object.keys(WRONG)].filter((name) => !programNames.includes(name))).toEqual([]);
});

describe.each(programNames)('%s', (name) => {
  it('has reported what it owes', () => {
    onlyFailing(
      new Map(judged(name).missed.map(({ expectation, why }) => [expectation.label, why])),
      MISSED[name] ?? [],
    );
  });

  it('has nothing else reported', () => {
    const { placeOf } = readProgram(name);
    const label = ({ file, line, rule }: Report): string => `${placeOf(file)}${line} ${rule}`;
    onlyFailing(new Map(judged(name).wrong.map((report) => [label(report), report.message])), WRONG[name] ?? []);
  });
});

/** The goals for each rule, as shares. */
const RECALL = 0.95;
const PRECISION = 0.97;

it('of twenty findings that are owed nineteen are there, and of a hundred reports at most three are wrong', () => {
  const all = programNames.map(judged);
  const rows = Object.keys(plugin.rules).map((rule) => [rule, countsOf(rule, all)] as const);
  console.table(Object.fromEntries(rows));
  const below = rows.filter(([, { recall, precision }]) => recall < RECALL || precision < PRECISION);
  onlyFailing(new Map(below.map(([rule, counts]) => [rule, JSON.stringify(counts)])), BELOW_THE_GOAL);
});

function countsOf(rule: string, judgements: readonly Judgement[]) {
  const count = (things: readonly { rule: string }[]): number => things.filter((thing) => thing.rule === rule).length;
  const found = count(judgements.flatMap((judgement) => judgement.found));
  const missed = count(judgements.flatMap((judgement) => judgement.missed.map(({ expectation }) => expectation)));
  const wrong = count(judgements.flatMap((judgement) => judgement.wrong));
  return { found, missed, wrong, recall: share(found, found + missed), precision: share(found, found + wrong) };
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : Math.round((part / whole) * 1000) / 1000);
