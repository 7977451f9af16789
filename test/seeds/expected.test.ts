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

const rows = (JSON.parse(read('expected.json')) as Row[]).filter(({ rule }) => rule in plugin.rules);
/** The lines that deserve a report, and those that a report elsewhere speaks of. */
const named = JSON.parse(read('named-lines.json')) as Record<string, { report: number[]; related: number[] }>;

const findings = new Map<string, Finding[]>();
function found(file: string): Finding[] {
  const known = findings.get(file) ?? lint(read(file), path.basename(file), plugin.configs.strict);
  findings.set(file, known);
  return known;
}

/** The TypeScript state that a JavaScript state says again: `js/original.js` and `original.ts`. */
const twinOf = (file: string): string | undefined => (file.startsWith('js/') ? `${path.basename(file, path.extname(file))}.ts` : undefined);

/** A report answers a row on the row's line, or on the line of a call that leads there. */
const answers = ({ rule, line }: Finding, row: Row): boolean =>
  rule === row.rule && (line === row.line || leadingCalls(read(row.file), row.file, row.line).has(line));

describe.each(Object.keys(named))('%s', (file) => {
  const own = rows.filter((row) => row.file === file);

  it.for(own)('$line: $defect ($rule)', (row) => {
    expect(read(file).split('\n')[row.line - 1]?.trim()).toBe(row.source);
    const ofRule = found(file).filter(({ rule }) => rule === row.rule);
    expect(ofRule.filter((finding) => answers(finding, row)), `${row.rule} reported ${JSON.stringify(ofRule)}`).not.toEqual([]);
  });

  it('reports nothing else', () => {
    const lines = new Set([...(named[file]?.report ?? []), ...(named[file]?.related ?? [])]);
    const others = found(file).filter((finding) => !lines.has(finding.line) && !own.some((row) => answers(finding, row)));
    // The table of a JavaScript state names a selection. It is its TypeScript state again, so what is owed there is right here.
    const owedInTwin = new Set(rows.filter((row) => row.file === twinOf(file)).map(({ rule }) => rule));
    const ownRules = new Set(own.map(({ rule }) => rule));
    expect(others.filter(({ rule }) => ownRules.has(rule) || !owedInTwin.has(rule))).toEqual([]);
  });

  it('reports one cause once', () => {
    const places = found(file).map(({ rule, line }) => `${rule} on line ${line}`);
    expect(places).toEqual([...new Set(places)]);
  });
});

describe('what must not be said', () => {
  it.each(['resolved.ts', 'policy.ts'])('%s is silent', (file) => {
    expect(found(file)).toEqual([]);
  });

  it.each(['s2-improvement2.ts', 'js/s2-improvement2.js'])('%s: one failing probe is one call, so only the stale choice is reported', (file) => {
    const messages = found(file).filter(({ rule }) => rule === 'require-half-open-retry-suppression');
    expect(messages.map(({ messageId }) => messageId)).toEqual(['staleSuppression']);
  });
});

describe('the numbers in the messages', () => {
  const messages = (code: string, rule: string): string[] =>
    lint(code, 'original.ts', plugin.configs.strict).flatMap((finding) => (finding.rule === rule ? [finding.message] : []));
  const original = read('original.ts');
  const changed = original.replace('maxRetries = 3', 'maxRetries = 4').replace('failureThreshold = 5', 'failureThreshold = 7');
  const unknown = original.replace('maxRetries = 3', 'maxRetries');

  it('are those of the simulation: 15 calls to open, 3 calls per probe', () => {
    expect(messages(original, 'no-retry-in-breaker')).toEqual([expect.stringMatching(/^15 service calls .* not 5: .* 3 attempts/)]);
    expect(messages(original, 'require-half-open-retry-suppression')).toEqual([expect.stringContaining('makes 3 service calls, not 1')]);
  });

  it('follow the code: 4 attempts at a threshold of 7 are 28 calls', () => {
    expect(messages(changed, 'no-retry-in-breaker')).toEqual([expect.stringMatching(/^28 service calls .* not 7: .* 4 attempts/)]);
    expect(messages(changed, 'require-half-open-retry-suppression')).toEqual([expect.stringContaining('makes 4 service calls, not 1')]);
  });

  it('are worded as unknown where the code does not say them', () => {
    expect(messages(unknown, 'no-retry-in-breaker')).toEqual([expect.stringMatching(/^5 times the number of attempts .*service calls before the circuit opens/)]);
    expect(messages(unknown, 'require-half-open-retry-suppression')).toEqual([expect.stringContaining('more than one service call')]);
    for (const message of lint(unknown, 'original.ts', plugin.configs.strict).map((finding) => finding.message)) {
      expect(message).not.toMatch(/undefined|NaN|\[object|\{\{/);
    }
  });
});
