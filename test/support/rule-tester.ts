import { RuleTester, type Linter } from 'eslint';
import { RuleTester as RuleTesterOfEslint9 } from 'eslint-v9';
import { afterAll, describe, it } from 'vitest';

import type { ResilienceRule } from '../../src/create-rule.js';
import { LANGUAGES } from './languages.js';
import { checkCases, type Cases, type InvalidCase, type ValidCase } from './rule-cases.js';

/** ESLint's RuleTester takes its hooks from static members. */
type Hooks = Record<'describe' | 'it' | 'itOnly' | 'afterAll', unknown>;

const ENGINES = [
  ['ESLint 10', RuleTester],
  ['ESLint 9', RuleTesterOfEslint9 as unknown as typeof RuleTester],
] as const;

for (const [, Tester] of ENGINES) {
  Object.assign(Tester as unknown as Hooks, { describe, it, itOnly: it.only, afterAll });
}

let collected: Map<string, Cases> | undefined;

/**
 * Specifies a rule: cases that it is silent on, then cases that it reports, each with a sentence for a name.
 *
 * ```ts
 * ruleTester(rule).run({
 *   valid: [{ name: 'is silent on …', code }],
 *   invalid: [{ name: 'reports …', code, errors: [{ messageId, data, line, column, endLine, endColumn, suggestions }] }],
 * });
 * ```
 *
 * Code is TypeScript unless `filename` says otherwise. Every case runs on ESLint 10 and on ESLint 9.
 */
export function ruleTester(rule: ResilienceRule): { run(cases: Cases): void } {
  return {
    run(cases) {
      checkCases(rule, cases);
      if (collected !== undefined) {
        collected.set(rule.name, cases);
        return;
      }
      for (const [engine, Tester] of ENGINES) {
        describe(engine, () => {
          new Tester({}).run(rule.name, rule, {
            valid: cases.valid.map((testCase) => withLanguage(testCase)),
            invalid: cases.invalid.map((testCase) => withLanguage(testCase)),
          });
        });
      }
    },
  };
}

/**
 * The cases of the test files that `load` imports, by rule, without running them.
 *
 * The meta tests judge the specifications with this, and run checks of their own over all of them.
 */
export async function collectCases(load: () => Promise<unknown>): Promise<ReadonlyMap<string, Cases>> {
  const cases = new Map<string, Cases>();
  collected = cases;
  try {
    await load();
  } finally {
    collected = undefined;
  }
  return cases;
}

/** RuleTester has no file patterns, so each case carries what its own file name asks for. */
function withLanguage<Case extends ValidCase | InvalidCase>(testCase: Case) {
  const { filename = 'file.ts', ...rest } = testCase;
  const extension = filename.slice(filename.lastIndexOf('.') + 1);
  const languageOptions = LANGUAGES.filter(({ files }) =>
    files?.some((pattern) =>
      String(pattern)
        .split(/[^a-z]+/)
        .includes(extension),
    ),
  );
  return {
    ...rest,
    filename,
    languageOptions: Object.assign(
      {},
      ...languageOptions.map((config) => config.languageOptions),
    ) as Linter.LanguageOptions,
  };
}
