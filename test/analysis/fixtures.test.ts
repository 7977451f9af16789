import path from 'node:path';

import { Linter, type Rule } from 'eslint';
import { describe, expect, it } from 'vitest';

import { fileFacts } from '../../src/analysis/file-facts.js';
import { printFacts } from '../../src/analysis/print.js';
import { LANGUAGES } from '../support/languages.js';
import { filesIn, read } from '../support/sources.js';

const FIXTURES = 'test/analysis/fixtures';
const fixtures = [...filesIn(FIXTURES, '.ts'), ...filesIn(FIXTURES, '.js'), ...filesIn(FIXTURES, '.cjs')].sort();

/** The facts that a fixture says the analysis finds: the comment that begins with the word `expected`. */
const EXPECTED = /\/\* expected\n(?<facts>[\s\S]*?)\n?\*\//;

/** What the analysis finds in a file, parsed as a linter would parse it. */
function factsOf(file: string): string {
  let printed = '';
  const probe: Rule.RuleModule = {
    create: ({ sourceCode, filename }) => ({
      Program() {
        const facts = fileFacts(sourceCode, filename);
        printed = facts === undefined ? 'not a word about breakers' : printFacts(facts, sourceCode.text);
      },
    }),
  };
  const plugin = { plugins: { probe: { rules: { probe } } }, rules: { 'probe/probe': 'error' } } as const;
  const messages = new Linter().verify(read(file), [...LANGUAGES, { files: ['**/*'], ...plugin }], path.basename(file));
  expect(messages).toEqual([]);
  return printed;
}

it('there are fixtures', () => {
  expect(fixtures.length).toBeGreaterThan(0);
});

describe.each(fixtures)('%s', (file) => {
  // What the analysis does not find yet: the facts are right, and the test fails when they are found.
  const test = file.includes('.todo.') ? it.fails : it;

  test('has the facts that stand in it', () => {
    const expected = EXPECTED.exec(read(file))?.groups?.['facts'];
    expect(expected, 'a comment /* expected … */').toBeDefined();
    expect(factsOf(file)).toBe(expected);
  });
});
