import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { LIBRARY_MODELS } from '../../src/models/registry.js';
import { DEFAULT_POLICY, readSettings } from '../../src/policy/settings.js';
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

/** An object that contains itself. */
const CYCLE: Record<string, unknown> = {};
CYCLE['self'] = CYCLE;

const throwing = (): never => {
  throw new Error('no');
};

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
    ['a number that JSON has not', 1n, ['settings.resilience must be an object, not 1n.']],
    ['a symbol', Symbol('yes'), ['settings.resilience must be an object, not Symbol(yes).']],
    ['a function', () => ({}), ['settings.resilience must be an object, not a function.']],
    [
      'values that JSON has not',
      { followImports: 1n, policy: Symbol('policy'), models: () => [] },
      [
        'settings.resilience.policy must be an object with module and name, not Symbol(policy).',
        'settings.resilience.followImports must be true or false, not 1n.',
        'settings.resilience.models must be a list of models, not a function.',
      ],
    ],
    [
      'members that JSON has not',
      { policy: { module: 2n, name: () => 'P' }, models: [1n, { package: 1n, exports: { a: Symbol('a') } }] },
      [
        'settings.resilience.policy.module must be a module specifier, not 2n.',
        'settings.resilience.policy.name must be an identifier, not a function.',
        'settings.resilience.models[0] must be an object, not 1n.',
        'settings.resilience.models[1].package must be a text, not 1n.',
        'settings.resilience.models[1].exports.a must be an object, not Symbol(a).',
      ],
    ],
    [
      'an object that contains itself',
      { followImports: CYCLE, models: CYCLE, policy: { module: [CYCLE] } },
      [
        'settings.resilience.policy.module must be a module specifier, not a list that is no plain data.',
        'settings.resilience.followImports must be true or false, not an object that is no plain data.',
        'settings.resilience.models must be a list of models, not an object that is no plain data.',
      ],
    ],
    [
      'an object that throws when it is asked how JSON would say it',
      {
        followImports: { toJSON: throwing },
        policy: {
          name: {
            get member() {
              return throwing();
            },
          },
        },
      },
      [
        'settings.resilience.policy.name must be an identifier, not an object that is no plain data.',
        'settings.resilience.followImports must be true or false, not an object that is no plain data.',
      ],
    ],
  ])('are reported once for all rules: %s', (_, resilience, sentences) => {
    const messages = lint('let a = 1;', 'a.js', { ...strict, settings: { resilience } });
    expect(messages.map(({ message }) => message)).toEqual(sentences);
    expect(messages.every(({ line, messageId }) => line === 1 && messageId === 'invalidSettings')).toBe(true);
  });

  /** Settings are frozen and merged by ESLint, which reads `resilience` itself before any rule does; what is below it nobody has read yet. */
  it('are reported where a member throws when it is read', () => {
    const whole = {
      get resilience() {
        return throwing();
      },
    };
    expect(readSettings(whole).problems).toEqual(['settings.resilience must be plain data, and cannot be read.']);
    const each = {
      get followImports() {
        return throwing();
      },
      policy: {
        get module() {
          return throwing();
        },
      },
      models: [
        {
          get package() {
            return throwing();
          },
        },
      ],
    };
    expect(readSettings({ resilience: each })).toMatchObject({
      policy: DEFAULT_POLICY,
      followImports: true,
      models: LIBRARY_MODELS,
      problems: [
        'settings.resilience.policy must be plain data, and cannot be read.',
        'settings.resilience.followImports must be plain data, and cannot be read.',
        'settings.resilience.models[0] must be plain data.',
      ],
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(readSettings({ resilience: proxy }).problems).toEqual([
      'settings.resilience must be plain data, and cannot be read.',
    ]);
    expect(readSettings({ resilience: { models: proxy } }).problems).toEqual([
      'settings.resilience.models must be plain data, and cannot be read.',
    ]);
  });

  it('leave the rules at work', () => {
    const good = lint(original, 'a.ts', strict);
    const unreadable = Object.defineProperty({}, 'followImports', { get: throwing, enumerable: true });
    for (const resilience of [
      1,
      { followImports: 1n },
      { models: CYCLE },
      { policy: { name: Symbol('P') } },
      unreadable,
    ]) {
      expect(lint(original, 'a.ts', { ...strict, settings: { resilience } }).slice(1)).toEqual(good);
    }
  });
});
