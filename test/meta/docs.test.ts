import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint, only } from '../support/lint.js';
import { sectionsOf, type Example } from '../support/page.js';
import { filesIn, read, ROOT } from '../support/sources.js';

describe.each(Object.keys(plugin.rules))('the page of %s', (rule) => {
  const sections = sectionsOf(read(`docs/rules/${rule}.md`));
  const examples = (heading: string): readonly Example[] =>
    sections.filter((section) => section.heading === heading).flatMap((section) => section.examples);
  const reported = ({ language, options, code }: Example): string[] =>
    lint(code, `example.${language}`, only(rule, options)).map(({ message }) => message);

  it('has the sections that every page has, in their order', () => {
    expect(sections.filter(({ depth }) => depth <= 2).map(({ heading }) => heading)).toEqual([
      `resilience/${rule}`,
      'Why',
      'Examples',
      'Options',
      'Limits',
      'When not to use it',
    ]);
    expect(
      sections.filter(
        ({ heading, text }) => heading !== 'Examples' && text.trim() === '' && !/correct$/i.test(heading),
      ),
    ).toEqual([]);
  });

  it('says what was measured, what is behind it, and how it can be wrong', () => {
    const textOf = (heading: string): string => sections.find((section) => section.heading === heading)?.text ?? '';
    expect(textOf('Why')).toMatch(/\d/);
    expect(textOf('Limits')).toMatch(/The rule is wrong where/);
    const [, heading = ''] = /What is behind it: \[([^\]]+)\]\(README\.md#/.exec(read(`docs/rules/${rule}.md`)) ?? [];
    expect(sectionsOf(read('docs/rules/README.md')).find((section) => section.heading === heading)?.text).toMatch(/\d/);
  });

  it('shows what it reports and what it accepts', () => {
    expect(examples('Incorrect').length).toBeGreaterThan(0);
    expect(examples('Correct').length).toBeGreaterThan(0);
  });

  it.each(examples('Incorrect').map((example) => [example.line, example] as const))(
    'line %d: the incorrect example is reported',
    (_, example) => {
      expect(reported(example)).not.toEqual([]);
    },
  );

  it.each(examples('Correct').map((example) => [example.line, example] as const))(
    'line %d: the correct example is not',
    (_, example) => {
      expect(reported(example)).toEqual([]);
    },
  );
});

describe('links', () => {
  const pages = ['README.md', 'CHANGELOG.md', ...filesIn('docs', '.md')];

  it.each(pages)('of %s lead to files that exist', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    const missing = targets.filter(
      (target) => !/^https?:/.test(target) && !existsSync(path.join(ROOT, path.dirname(page), target)),
    );
    expect(missing).toEqual([]);
  });

  it.each(filesIn('docs/rules', '.md'))('of %s stay among the pages that ship with the package', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    expect(
      targets.filter(
        (target) => !/^https?:/.test(target) && !/^([\w-]+\.md|\.\.\/(failure-policy|interleavings)\.md)$/.test(target),
      ),
    ).toEqual([]);
  });
});
