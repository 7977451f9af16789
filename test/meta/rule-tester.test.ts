import { describe, expect, it } from 'vitest';

import type { ResilienceRule } from '../../src/create-rule.js';
import { checkCases, type Cases } from '../support/rule-cases.js';
import { collectCases, ruleTester } from '../support/rule-tester.js';

/** A rule that reports every variable named `bad` and offers to rename it. */
const sample: ResilienceRule = {
  name: 'sample',
  configOptions: {},
  meta: {
    type: 'problem',
    docs: { description: 'Sample', url: 'file:///sample.md', config: 'strict' },
    hasSuggestions: true,
    schema: [],
    messages: { bad: '`{{name}}` is bad.', rename: 'Rename it.' },
  },
  create: (context) => ({
    Identifier(node) {
      if (node.name === 'bad') {
        context.report({
          node,
          messageId: 'bad',
          data: { name: node.name },
          suggest: [{ messageId: 'rename', fix: (fixer) => fixer.replaceText(node, 'good') }],
        });
      }
    },
  }),
};

const at = { line: 1, column: 5, endLine: 1, endColumn: 8 };
const suggestions = [{ messageId: 'rename', output: 'let good;' }];
const error = { messageId: 'bad', data: { name: 'bad' }, ...at, suggestions };
const cases = (over: object): Cases => ({
  valid: [{ name: 'is silent on other names', code: 'let other;' }],
  invalid: [{ name: 'reports the name', code: 'let bad;', errors: [error], ...over }],
});

describe('a complete specification', () => {
  ruleTester(sample).run({
    valid: [
      { name: 'is silent on other names', code: 'let other: string;' },
      { name: 'reads CommonJS where the file name says so', code: 'if (module.parent) return;', filename: 'a.cjs' },
      {
        name: 'reads JSX in TypeScript where the file name says so',
        code: 'export const a = <b>text</b>;',
        filename: 'a.tsx',
      },
    ],
    invalid: [
      { name: 'reports the name in TypeScript', code: 'let bad;', errors: [error] },
      { name: 'reports the name in JavaScript', code: 'let bad;', filename: 'a.js', errors: [error] },
    ],
  });
});

describe('the wrapper refuses', () => {
  it.each<[string, object, string]>([
    ['a number of errors', { errors: 1 }, 'errors must be a list'],
    ['an empty list of errors', { errors: [] }, 'errors must be a list'],
    ['an error without a messageId', { errors: [{ message: '`bad` is bad.', ...at }] }, 'needs a messageId'],
    [
      'a messageId that the rule does not have',
      { errors: [{ ...error, messageId: 'other' }] },
      'needs a messageId that the rule has',
    ],
    ['an error without data', { errors: [{ ...error, data: undefined }] }, 'needs data for name'],
    [
      'an error without its whole location',
      { errors: [{ ...error, endLine: undefined, column: undefined }] },
      'needs column, endLine',
    ],
    ['a number of suggestions', { errors: [{ ...error, suggestions: 1 }] }, 'must be a list'],
    [
      'a suggestion without output',
      { errors: [{ ...error, suggestions: [{ messageId: 'rename' }] }] },
      'needs the whole output',
    ],
    [
      'a suggestion without a messageId',
      { errors: [{ ...error, suggestions: [{ desc: 'Rename it.', output: '' }] }] },
      'needs a messageId',
    ],
    ['a case without a name', { name: undefined }, 'needs a name'],
    ['a name that is no sentence', { name: 'test1' }, 'needs a name that is a sentence'],
  ])('%s', (_, over, why) => {
    expect(() => checkCases(sample, cases(over))).toThrow(why);
  });

  it('a specification without valid cases', () => {
    expect(() => checkCases(sample, { ...cases({}), valid: [] })).toThrow('needs valid and invalid cases');
  });
});

it('hands its cases to the meta tests instead of running them', async () => {
  const collected = await collectCases(async () => {
    await Promise.resolve();
    ruleTester(sample).run(cases({}));
  });
  expect([...collected.keys()]).toEqual(['sample']);
});
