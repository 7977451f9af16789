import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

import { scaffold } from '../../docs/tools/new-rule.mjs';
import { sectionsOf } from '../support/page.js';
import { ROOT } from '../support/sources.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The folders that a new rule touches, with the plugin's entry as it is. */
function project(): string {
  const folder = temporaryFolder();
  for (const part of ['rules', 'test/rules', 'docs/rules', 'src']) {
    mkdirSync(path.join(folder, part), { recursive: true });
  }
  cpSync(path.join(ROOT, 'src/index.ts'), path.join(folder, 'src/index.ts'));
  return folder;
}

it('writes a rule, its test and its page, and adds the rule to the plugin in order', () => {
  const folder = project();
  expect(scaffold(folder, 'no-sample-rule')).toEqual([
    'rules/no-sample-rule.ts',
    'test/rules/no-sample-rule.test.ts',
    'docs/rules/no-sample-rule.md',
    'src/index.ts',
  ]);
  const entry = readFileSync(path.join(folder, 'src/index.ts'), 'utf8').split('\n');
  const imports = entry.filter((line) => line.includes("'../rules/"));
  const listed = entry.filter((line) => /^ {2}(no|require)\w+,$/.test(line));
  expect(imports).toContain("import noSampleRule from '../rules/no-sample-rule.js';");
  expect(listed).toContain('  noSampleRule,');
  expect(imports).toEqual([...imports].sort());
  expect(listed).toEqual([...listed].sort());
  const page = readFileSync(path.join(folder, 'docs/rules/no-sample-rule.md'), 'utf8');
  expect(sectionsOf(page).map(({ heading }) => heading)).toEqual([
    'Why',
    'Examples',
    'Incorrect',
    'Correct',
    'Options',
    'Limits',
    'When not to use it',
  ]);
});

it('overwrites nothing', () => {
  const folder = project();
  scaffold(folder, 'no-sample-rule');
  expect(() => scaffold(folder, 'no-sample-rule')).toThrow('already exists');
});

it.each(['', 'Sample', 'sample-rule', 'no-', 'no-Sample', '../no-sample'])('refuses the name "%s"', (name) => {
  expect(() => scaffold(project(), name)).toThrow('A rule is named');
});
