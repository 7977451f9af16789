import path from 'node:path';
import { describe, expect, it } from 'vitest';

import type { ResilienceRule } from '../../src/create-rule.js';
import plugin from '../../src/index.js';
import { sectionsOf } from '../support/page.js';
import { filesIn, read } from '../support/sources.js';
import { specifications } from '../support/specifications.js';

const names = filesIn('rules', '.ts').map((file) => path.basename(file, '.ts'));
const rules = plugin.rules as Record<string, ResilienceRule | undefined>;
const pages = filesIn('docs/rules', '.md')
  .map((file) => path.basename(file, '.md'))
  .filter((page) => page !== 'README');
const tests = filesIn('test/rules', '.test.ts').map((file) => path.basename(file, '.test.ts'));

/** Under this heading a page gives a reason for each message id, in a list. */
const WITHOUT = 'Without a suggestion';

/** What createRule adds to every rule is tested once, with createRule. */
const shared = new Set(
  Object.keys(Object.values(rules)[0]?.meta.messages ?? {}).filter((id) =>
    Object.values(rules).every((rule) => id in (rule?.meta.messages ?? {})),
  ),
);

it('the plugin exports the files of rules/, each under its name', () => {
  expect(names.length).toBeGreaterThan(0);
  expect(Object.keys(rules).sort()).toEqual(names);
  expect(
    Object.values(rules)
      .map((rule) => rule?.name)
      .sort(),
  ).toEqual(names);
});

it('every page and every test belongs to a rule', () => {
  expect(pages).toEqual(names);
  expect(tests).toEqual(names);
});

describe.each(names)('%s', (name) => {
  const { meta, configOptions } = rules[name] ?? {};
  const own = Object.entries(meta?.messages ?? {}).filter(([id]) => !shared.has(id));
  const { valid = [], invalid = [] } = specifications.get(name) ?? {};

  it('describes itself', () => {
    expect(meta?.type).toBe('problem');
    expect(meta?.docs.description).toMatch(/^(Disallow|Require) \S.*[^.]$/);
    expect(meta?.docs.config).toMatch(/^(recommended|strict)$/);
    expect(meta?.docs.recommended).toBe(meta?.docs.config === 'recommended');
    expect(new URL(meta?.docs.url ?? '').pathname).toMatch(new RegExp(`/docs/rules/${name}\\.md$`));
  });

  it('describes each of its options', () => {
    const [schema] = meta?.schema as { properties: Record<string, { description?: string }> }[];
    const options = Object.keys(schema?.properties ?? {});
    expect(Object.values(schema?.properties ?? {}).filter(({ description }) => !description?.endsWith('.'))).toEqual(
      [],
    );
    expect(Object.keys(meta?.defaultOptions?.[0] as object).sort()).toEqual(options.sort());
    for (const given of Object.values(configOptions ?? {})) {
      expect(options).toEqual(expect.arrayContaining(Object.keys(given)));
    }
  });

  it('speaks in whole sentences', () => {
    expect(own.filter(([, text]) => !/^\S.*\.$/s.test(text))).toEqual([]);
  });

  it('is specified by near misses and by cases for each of its messages', () => {
    const errors = invalid.flatMap((testCase) => testCase.errors);
    const asserted = new Set(
      [...errors, ...errors.flatMap(({ suggestions = [] }) => suggestions)].map(({ messageId }) => messageId),
    );
    expect(valid.length).toBeGreaterThan(0);
    expect(own.map(([id]) => id).filter((id) => !asserted.has(id))).toEqual([]);
  });

  it('offers a suggestion for each of its messages, or its page says why none is safe', () => {
    const found = new Map<string, boolean>();
    for (const { messageId, suggestions = [] } of invalid.flatMap(({ errors }) => errors)) {
      found.set(messageId, found.get(messageId) === true || suggestions.length > 0);
    }
    const section = sectionsOf(read(`docs/rules/${name}.md`)).find(({ heading }) => heading === WITHOUT);
    const reasons = [...(section?.text ?? '').matchAll(/^- `(\w+)`: (.{40,})$/gm)].map(([, id]) => id);
    expect(reasons.sort()).toEqual([...found].flatMap(([id, isOffered]) => (isOffered ? [] : [id])).sort());
  });

  it('offers suggestions exactly if it says so', () => {
    const offered = invalid.some(({ errors }) => errors.some(({ suggestions = [] }) => suggestions.length > 0));
    expect(offered).toBe(meta?.hasSuggestions);
  });
});
