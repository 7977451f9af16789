import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint, type Finding } from '../support/lint.js';
import { leadingCalls } from './leading-calls.js';

interface Row {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly defect: string;
  readonly source: string;
}

const STATES = path.join(import.meta.dirname, 'states');
const read = (file: string): string => readFileSync(path.join(STATES, file), 'utf8');

const rows = JSON.parse(read('expected.json')) as Row[];
/** The lines that deserve a report, and those that a report elsewhere speaks of. */
const named = JSON.parse(read('named-lines.json')) as Record<string, { report: number[]; related: number[] }>;

/** Rules that the table owes no row: where they report is said here, state by state. */
const WITHOUT_ROWS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  'no-owned-retry': {
    's1-improvement1.ts': [74],
    's1-improvement2.ts': [98],
    's1-improvement2-mutex.ts': [95],
    's1-improvement2-mutex-held.ts': [95],
    'js/s1-improvement2.js': [44],
  },
  'require-attempt-observer': { 's1-improvement1.ts': [30], 's2-improvement2.ts': [28], 'js/s2-improvement2.js': [14] },
  // The decisions to retry, to close and to open, in the order of the source.
  'require-failure-policy': {
    'original.ts': [66, 79, 91],
    's1-improvement1.ts': [36, 100, 112],
    's1-improvement2.ts': [59, 139, 152],
    's1-improvement2-mutex.ts': [55, 139, 152],
    's1-improvement2-mutex-held.ts': [55, 135, 148],
    's2-improvement1.ts': [76, 90, 102],
    's2-improvement2.ts': [33, 92, 104],
    'js/original.js': [43, 53, 65],
    'js/original.cjs': [14, 26, 33],
    'js/s1-improvement2.js': [25, 75, 88],
    'js/s2-improvement2.js': [19, 68, 80],
  },
};

const findings = new Map<string, Finding[]>();
function found(file: string): Finding[] {
  const known =
    findings.get(file) ??
    lint(read(file), path.relative(process.cwd(), path.join(STATES, file)), plugin.configs.strict);
  findings.set(file, known);
  return known;
}

/** The TypeScript state that a JavaScript state says again: `js/original.js` and `original.ts`; the lock changes nothing in the other. */
function twinOf(file: string): string | undefined {
  if (file === 's1-improvement2-mutex.ts') {
    return 's1-improvement2.ts';
  }
  return file.startsWith('js/') ? `${path.basename(file, path.extname(file))}.ts` : undefined;
}

/** A report answers a row on the row's line, or on the line of a call that leads there. */
const answers = ({ rule, line }: Finding, row: Row): boolean =>
  rule === row.rule && (line === row.line || leadingCalls(read(row.file), row.file, row.line).has(line));

it('the table has 118 rows', () => {
  expect(rows).toHaveLength(118);
  expect([...new Set(rows.map(({ file }) => file))].filter((file) => !(file in named))).toEqual([]);
});

describe.each(Object.keys(named))('%s', (file) => {
  const own = rows.filter((row) => row.file === file);

  for (const row of own) {
    // What a rule owes that is still to come fails, and says so when it no longer does.
    const test = row.rule in plugin.rules ? it : it.fails;
    test(`${row.line}: ${row.defect} (${row.rule})`, () => {
      expect(read(file).split('\n')[row.line - 1]?.trim()).toBe(row.source);
      const ofRule = found(file).filter(({ rule }) => rule === row.rule);
      expect(
        ofRule.filter((finding) => answers(finding, row)),
        `${row.rule} reported ${JSON.stringify(ofRule)}`,
      ).not.toEqual([]);
    });
  }

  it('reports nothing else', () => {
    const lines = new Set([...(named[file]?.report ?? []), ...(named[file]?.related ?? [])]);
    const others = found(file).filter(
      (finding) =>
        !(finding.rule in WITHOUT_ROWS) && !lines.has(finding.line) && !own.some((row) => answers(finding, row)),
    );
    // The table of a JavaScript state names a selection. It is its TypeScript state again, so what is owed there is right here.
    const owedInTwin = new Set(rows.filter((row) => row.file === twinOf(file)).map(({ rule }) => rule));
    const ownRules = new Set(own.map(({ rule }) => rule));
    expect(others.filter(({ rule }) => ownRules.has(rule) || !owedInTwin.has(rule))).toEqual([]);
  });

  it.each(Object.keys(WITHOUT_ROWS))('says where the decision was made: %s', (rule) => {
    const reported = found(file).flatMap((finding) => (finding.rule === rule ? [finding.line] : []));
    expect(reported).toEqual(WITHOUT_ROWS[rule]?.[file] ?? []);
  });

  it('speaks of one line twice only where the line deserves both', () => {
    const plain = (source: string): string => source.replace(/[_#]/g, '').trim();
    const isOwed = ({ rule, line }: Finding): boolean => {
      const source = plain(read(file).split('\n')[line - 1] ?? '');
      return rows.some(
        (row) =>
          row.rule === rule &&
          ((row.file === file && row.line === line) || (row.file === twinOf(file) && plain(row.source) === source)),
      );
    };
    const shared = found(file).filter((finding) =>
      found(file).some((other) => other !== finding && other.line === finding.line),
    );
    expect(shared.filter((finding) => !isOwed(finding))).toEqual([]);
  });

  it('reports one cause once', () => {
    const places = found(file).map(({ rule, line }) => `${rule} on line ${line}`);
    expect(places).toEqual([...new Set(places)]);
  });
});

describe('what must not be said', () => {
  it.each(['resolved.ts', 'policy.ts'])('%s is silent', (file) => {
    expect(lint(read(file), file, plugin.configs.all)).toEqual([]);
  });

  it.each(['s2-improvement2.ts', 'js/s2-improvement2.js'])(
    '%s: one failing probe is one call, so only the stale choice is reported',
    (file) => {
      const messages = found(file).filter(({ rule }) => rule === 'require-half-open-retry-suppression');
      expect(messages.map(({ messageId }) => messageId)).toEqual(['staleSuppression']);
    },
  );
});

describe('the numbers in the messages', () => {
  const messages = (code: string, rule: string): string[] =>
    lint(code, 'original.ts', plugin.configs.strict).flatMap((finding) =>
      finding.rule === rule ? [finding.message] : [],
    );
  const original = read('original.ts');
  const changed = original
    .replace('maxRetries = 3', 'maxRetries = 4')
    .replace('failureThreshold = 5', 'failureThreshold = 7');
  const unknown = original.replace('maxRetries = 3', 'maxRetries');

  it('are those of the simulation: 15 calls to open, 3 calls per probe', () => {
    expect(messages(original, 'no-retry-in-breaker')).toEqual([
      expect.stringMatching(/^15 service calls .* not 5: .* 3 attempts/),
    ]);
    expect(messages(original, 'require-half-open-retry-suppression')).toEqual([
      expect.stringContaining('makes 3 service calls, not 1'),
    ]);
  });

  it('follow the code: 4 attempts at a threshold of 7 are 28 calls', () => {
    expect(messages(changed, 'no-retry-in-breaker')).toEqual([
      expect.stringMatching(/^28 service calls .* not 7: .* 4 attempts/),
    ]);
    expect(messages(changed, 'require-half-open-retry-suppression')).toEqual([
      expect.stringContaining('makes 4 service calls, not 1'),
    ]);
  });

  it('are worded as unknown where the code does not say them', () => {
    expect(messages(unknown, 'no-retry-in-breaker')).toEqual([
      expect.stringMatching(/^5 times the number of attempts .*service calls before the circuit opens/),
    ]);
    expect(messages(unknown, 'require-half-open-retry-suppression')).toEqual([
      expect.stringContaining('more than one service call'),
    ]);
    for (const message of lint(unknown, 'original.ts', plugin.configs.strict).map((finding) => finding.message)) {
      expect(message).not.toMatch(/undefined|NaN|\[object|\{\{/);
    }
  });
});
