import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

import { ROOT } from '../support/sources.js';
import { copyStates, pack, run, scratch } from './scratch.js';

const STATES = ['original.ts', 'js/original.cjs', 'resolved.ts', 'policy.ts'];
const PARSER = ['@typescript-eslint/parser@8.72.0', 'typescript@~6.0.3'];

const ESM = `
import { defineConfig } from 'eslint/config';
import parser from '@typescript-eslint/parser';
import resilience from 'eslint-plugin-resilience';

export default defineConfig([
  { plugins: { resilience }, extends: ['resilience/recommended'] },
  { files: ['**/*.ts'], languageOptions: { parser } },
]);
`;

const COMMONJS = `
const parser = require('@typescript-eslint/parser');
const resilience = require('eslint-plugin-resilience');

module.exports = [resilience.configs.recommended, { files: ['**/*.ts'], languageOptions: { parser } }];
`;

/** What a typed config and a module that uses the policy look like to a consumer's compiler. */
const CONSUMER = `
import type { ESLint, Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import resilience from 'eslint-plugin-resilience';
import type { FailurePolicy } from 'eslint-plugin-resilience/policy';

resilience satisfies ESLint.Plugin;
resilience.configs.strict satisfies Linter.Config;

export default defineConfig([{ plugins: { resilience }, extends: ['resilience/recommended'] }]);

export const policy: FailurePolicy = {
  shouldRetry: (attempt) => attempt < 3,
  shouldOpenCircuit: (failureCount) => failureCount >= 5,
  shouldCloseCircuit: (successCount) => successCount >= 3,
};
`;

const COMPILER_OPTIONS = [
  '--noEmit',
  '--strict',
  '--exactOptionalPropertyTypes',
  '--target',
  'es2022',
  '--module',
  'nodenext',
];

interface FileReport {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string; readonly message: string }[];
}

let tarball = '';

beforeAll(() => {
  tarball = pack();
});

describe.each([
  ['ESLint 9', 'eslint@9.39.5'],
  ['ESLint 10', 'eslint@10.15.0'],
])('installed beside %s', (_, eslint) => {
  let project = '';

  beforeAll(() => {
    project = scratch([tarball, eslint, ...PARSER], {
      'eslint.config.mjs': ESM,
      'eslint.config.cjs': COMMONJS,
    });
    copyStates(STATES, project);
  });

  it.each(['eslint.config.mjs', 'eslint.config.cjs'])('finds the defects through %s', (config) => {
    const { code, out, err } = run(project, 'eslint', ['--config', config, '--format', 'json', 'src']);
    expect(err).toBe('');
    const reports = JSON.parse(out) as FileReport[];
    const of = (file: string): FileReport['messages'] =>
      reports.find(({ filePath }) => path.basename(filePath) === file)?.messages ?? [];
    expect(reports).toHaveLength(STATES.length);
    expect(of('original.ts').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('15 service calls before the circuit opens, not 5'),
    );
    expect(of('original.cjs').map(({ ruleId }) => ruleId)).toContain('resilience/no-retry-in-breaker');
    expect([...of('resolved.ts'), ...of('policy.ts')]).toEqual([]);
    expect(code).toBe(1);
  });

  it('links each rule to its page in the installed package', () => {
    const { out } = run(project, 'eslint', ['--config', 'eslint.config.mjs', '--format', 'json-with-metadata', 'src']);
    const { metadata } = JSON.parse(out) as { metadata: { rulesMeta: Record<string, { docs: { url: string } }> } };
    const urls = Object.entries(metadata.rulesMeta).flatMap(([id, { docs }]) =>
      id.startsWith('resilience/') ? [docs.url] : [],
    );
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !existsSync(fileURLToPath(url)))).toEqual([]);
  });

  it('survives the cache, which needs a name and a version', () => {
    const args = ['--config', 'eslint.config.mjs', '--cache', '--format', 'json', 'src'];
    const first = run(project, 'eslint', args);
    expect(run(project, 'eslint', args)).toEqual(first);
  });

  it('lints through its own command, with no regard to the configs that are there', () => {
    const { code, out, err } = run(project, 'eslint-plugin-resilience', ['src']);
    expect(err).toBe('');
    expect(out).toContain('15 service calls before the circuit opens, not 5');
    expect(out).toMatch(/ problems; 4 files linted with the strict rules\.\n$/);
    expect(code).toBe(1);
  });
});

it('writes a policy of the project, and suggestions that import it compile', () => {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: 'es2022',
    module: 'nodenext',
  };
  const project = scratch([tarball, 'eslint@10.15.0', ...PARSER], {
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
  });
  copyStates(['original.ts'], project);
  expect(run(project, 'eslint-plugin-resilience', ['init'])).toMatchObject({ code: 0, err: '' });
  expect(existsSync(path.join(project, 'src/failure-policy.ts'))).toBe(true);
  const { out } = run(project, 'eslint-plugin-resilience', [
    '--fix-suggestions',
    '--policy',
    './src/failure-policy.js',
    'src',
  ]);
  expect(out).toContain('original.ts: ');
  expect(run(project, 'tsc', [])).toEqual({ code: 0, out: '', err: '' });
});

describe('installed by itself', () => {
  let project = '';

  beforeAll(() => {
    project = scratch([tarball], {
      'src/a.js': 'export const one = 1;\n',
      'load.mjs': "import plugin from 'eslint-plugin-resilience';\nconsole.log(Object.keys(plugin.configs).join());\n",
      'load.cjs': "console.log(Object.keys(require('eslint-plugin-resilience').configs).join());\n",
    });
  });

  it('brings no other package', () => {
    expect(readdirSync(path.join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'eslint-plugin-resilience',
    ]);
  });

  it('has a command that says what is missing', () => {
    const { code, out, err } = run(project, 'eslint-plugin-resilience', []);
    expect(err).toContain(
      'ESLint 9 or 10 is needed; found none. Install it in the project: npm install --save-dev eslint',
    );
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it.each(['load.mjs', 'load.cjs'])('can be loaded without ESLint: %s', (file) => {
    expect(run(project, path.join(project, file), [])).toEqual({ code: 0, out: 'recommended,strict,all\n', err: '' });
  });
});

describe('installed beside ESLint without a TypeScript parser', () => {
  let project = '';

  beforeAll(() => {
    project = scratch([tarball, 'eslint@10.15.0'], {
      'src/a.js': 'export const one = 1;\n',
      'sub/b.ts': 'export const two = 2;\n',
    });
  });

  it('lints JavaScript', () => {
    expect(run(project, 'eslint-plugin-resilience', ['src'])).toMatchObject({
      code: 0,
      out: 'No problems; 1 file linted with the strict rules.\n',
    });
  });

  it('never passes over a TypeScript file', () => {
    const { code, out, err } = run(project, 'eslint-plugin-resilience', []);
    expect(err).toContain(
      '1 TypeScript file needs a parser, e.g. sub/b.ts. Install it in the project: npm install --save-dev @typescript-eslint/parser',
    );
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

describe.each(['eslint@9.39.5', 'eslint@10.15.0'])('beside nothing but %s and TypeScript', (eslint) => {
  it('has types that a strict consumer compiles against', () => {
    const project = scratch([tarball, eslint, 'typescript@~6.0.3'], { 'consumer.mts': CONSUMER });
    expect(run(project, 'tsc', [...COMPILER_OPTIONS, 'consumer.mts'])).toEqual({ code: 0, out: '', err: '' });
  });
});

describe('in a clone', () => {
  it('lints some breakers, and any other path', () => {
    const examples = run(ROOT, path.join(ROOT, 'docs/tools/demo.mjs'), []);
    expect(examples.out).toContain('15 service calls before the circuit opens, not 5');
    expect(examples.out).toContain('on purpose');
    expect(examples.code).toBe(0);
    const other = run(ROOT, path.join(ROOT, 'docs/tools/demo.mjs'), ['test/seeds/states/resolved.ts']);
    expect(other).toMatchObject({ code: 0, err: 'No problems; 1 file linted with the strict rules.\n' });
  });
});
