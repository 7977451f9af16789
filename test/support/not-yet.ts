import { describe, expect, it } from 'vitest';

import type { ResilienceRule } from '../../src/create-rule.js';
import { lint, only } from './lint.js';
import type { ExpectedError, InvalidCase, ValidCase } from './rule-cases.js';

/**
 * What a rule should say and does not say yet. Each case fails today; a case that no longer does fails here, and belongs into the
 * specification of the rule.
 */
export function notYet(
  rule: ResilienceRule,
  { valid = [], invalid = [] }: { valid?: ValidCase[]; invalid?: InvalidCase[] },
): void {
  describe(rule.name, () => {
    for (const testCase of valid) {
      const messages = found(rule, testCase);
      it.fails(testCase.name, () => {
        expect(messages).toEqual([]);
      });
    }
    for (const testCase of invalid) {
      const messages = found(rule, testCase);
      it.fails(testCase.name, () => {
        expect(messages).toEqual(testCase.errors.map((error) => `${error.line}: ${wording(rule, error)}`));
      });
    }
  });
}

const found = (rule: ResilienceRule, { code, filename = 'file.ts', options = [] }: ValidCase): string[] =>
  lint(code, filename, only(rule.name, options)).map(({ line, message }) => `${line}: ${message}`);

const wording = ({ meta }: ResilienceRule, { messageId, data }: ExpectedError): string =>
  (meta.messages?.[messageId] ?? '').replace(/\{\{(\w+)\}\}/g, (_, key: string) => data?.[key] ?? '');

/**
 * The same for a table: expects that just the named ones fail.
 *
 * @param failures what is wrong, by name; those that hold are not in it
 */
export function onlyFailing(failures: ReadonlyMap<string, string>, names: readonly string[]): void {
  expect({
    fails: Object.fromEntries([...failures].filter(([name]) => !names.includes(name))),
    holdsAndIsNoLongerToBeNamed: names.filter((name) => !failures.has(name)),
  }).toEqual({ fails: {}, holdsAndIsNoLongerToBeNamed: [] });
}
