import { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import { Linter as LinterOfEslint9 } from 'eslint-v9';
import { defineConfig as defineConfigOfEslint9 } from 'eslint-v9/config';
import { describe, expect, it } from 'vitest';

import type { ESLint } from 'eslint';

import plugin from '../../src/index.js';

// The public types: these lines fail the type check, not the test.
plugin satisfies ESLint.Plugin;
plugin.configs.recommended satisfies Linter.Config;

const { recommended, strict, all } = plugin.configs;
const ids = (config: Linter.Config): string[] => Object.keys(config.rules ?? {}).sort();

describe('the configs', () => {
  it('grow: recommended, strict, all', () => {
    expect(ids(strict)).toEqual(expect.arrayContaining(ids(recommended)));
    expect(ids(all)).toEqual(expect.arrayContaining(ids(strict)));
    expect(ids(strict).length).toBeGreaterThan(ids(recommended).length);
  });

  it('name every rule of the plugin', () => {
    expect(ids(all)).toEqual(
      Object.keys(plugin.rules)
        .map((name) => `resilience/${name}`)
        .sort(),
    );
  });

  it('follow the metadata of the rules', () => {
    const marked = Object.entries(plugin.rules).filter(([, { meta }]) => meta?.docs?.recommended);
    expect(ids(recommended)).toEqual(marked.map(([name]) => `resilience/${name}`).sort());
  });

  it('have names, and hold the plugin', () => {
    for (const [key, config] of Object.entries(plugin.configs)) {
      expect(config.name).toBe(`resilience/${key}`);
      expect(config.plugins?.['resilience']).toBe(plugin);
    }
  });
});

describe('in a flat config', () => {
  const run = (linter: { verify: Linter['verify'] }, config: Linter.Config[]): unknown[] =>
    linter.verify('let a = 1;', config, 'a.js');

  it('extends by name on ESLint 10', () => {
    const config = defineConfig([{ plugins: { resilience: plugin }, extends: ['resilience/recommended'] }]);
    expect(run(new Linter(), config)).toEqual([]);
    expect(config.some(({ rules }) => rules?.['resilience/no-retry-in-breaker'])).toBe(true);
  });

  it('extends by name on ESLint 9', () => {
    const config = defineConfigOfEslint9([{ plugins: { resilience: plugin }, extends: ['resilience/strict'] }]);
    expect(run(new LinterOfEslint9() as unknown as Linter, config as Linter.Config[])).toEqual([]);
    expect(config.some(({ rules }) => rules?.['resilience/no-retry-in-breaker'])).toBe(true);
  });

  it('stands in the list as it is', () => {
    expect(run(new Linter(), defineConfig([all]))).toEqual([]);
  });
});
