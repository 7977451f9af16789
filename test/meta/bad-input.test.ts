import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { LANGUAGES } from '../support/languages.js';
import { lint, only } from '../support/lint.js';
import { read } from '../support/sources.js';

const { strict } = plugin.configs;
const original = read('test/seeds/states/original.ts');

describe('a file', () => {
  it.each([
    ['without a character', ''],
    ['with nothing but a comment', '// circuit breaker half-open retry'],
    ['with nothing but a hash-bang line', '#!/usr/bin/env node'],
    ['with a byte order mark', '\uFEFFexport const state = "open";'],
  ])('%s is silent', (_, code) => {
    expect(lint(code, 'a.js', strict)).toEqual([]);
    expect(lint(code, 'a.ts', strict)).toEqual([]);
  });

  it('that does not parse gives the parse error alone', () => {
    const messages = new Linter().verify(
      `${original}\nclass {`,
      [...LANGUAGES, { ...strict, files: ['**/*'] }],
      'a.ts',
    );
    expect(messages).toMatchObject([{ ruleId: null, fatal: true }]);
  });

  it('of 20,000 lines gets the same answers as its beginning', () => {
    const filler = Array.from({ length: 19_000 }, (_, index) => `export const value${index} = ${index};`).join('\n');
    expect(lint(`${original}\n${filler}`, 'a.ts', strict)).toEqual(lint(original, 'a.ts', strict));
  });
});

describe('an unknown option', () => {
  it.each(Object.keys(plugin.rules))('of %s is a configuration error', (rule) => {
    expect(() => lint('', 'a.js', only(rule, [{ unknown: true }]))).toThrow(/unknown/);
    expect(() => lint('', 'a.js', only(rule, [{ report: 'sometimes' }]))).toThrow(/sometimes/);
  });
});

describe('wrong settings', () => {
  it.each<[string, unknown, string[]]>([
    ['not an object', 'yes', ['settings.resilience must be an object, not "yes".']],
    [
      'an unknown key',
      { policies: {} },
      ['Unknown key settings.resilience.policies. Known keys: policy, followImports, models.'],
    ],
    [
      'a policy that is a string',
      { policy: './p.js' },
      ['settings.resilience.policy must be an object with module and name, not "./p.js".'],
    ],
    [
      'a policy with wrong members',
      { policy: { module: '', name: '1x', extra: 1 } },
      [
        'Unknown key settings.resilience.policy.extra. Known keys: module, name.',
        'settings.resilience.policy.module must be a module specifier, not "".',
        'settings.resilience.policy.name must be an identifier, not "1x".',
      ],
    ],
    [
      'imports that are neither followed nor not',
      { followImports: 'no' },
      ['settings.resilience.followImports must be true or false, not "no".'],
    ],
  ])('are reported once for all rules: %s', (_, resilience, sentences) => {
    const messages = lint('let a = 1;', 'a.js', { ...strict, settings: { resilience } });
    expect(messages.map(({ message }) => message)).toEqual(sentences);
    expect(messages.every(({ line, messageId }) => line === 1 && messageId === 'invalidSettings')).toBe(true);
  });

  it('leave the rules at work', () => {
    const good = lint(original, 'a.ts', strict);
    const bad = lint(original, 'a.ts', { ...strict, settings: { resilience: 1 } });
    expect(bad.slice(1)).toEqual(good);
  });
});
