import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';

import { RecordCache } from '../../src/module-graph/graph.js';
import { project, write } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The name of the module that a specifier means; files without content hold an empty module. */
function resolved(
  files: Readonly<Record<string, unknown>>,
  specifier: string,
  from = 'src/a.ts',
  folder = project(files),
): string | undefined {
  const cache = new RecordCache(
    { root: folder, languageOptions: { parser } },
    { mayMatter: () => true, summarise: ({ path }) => path },
  );
  return cache.graph().find(specifier, from);
}

/** `specifier` in `src/a.ts` means `file`, in a project of these files. */
type Case = readonly [specifier: string, file: string | undefined, files: readonly string[]];

const inFiles = (cases: readonly Case[]) =>
  it.each(cases)('%s means %s among %j', (specifier, file, files) => {
    expect(resolved({ 'src/a.ts': '', ...Object.fromEntries(files.map((name) => [name, ''])) }, specifier)).toBe(file);
  });

describe('a path', () => {
  inFiles([
    ['./retry', 'src/retry.ts', ['src/retry.ts']],
    ['./retry', 'src/retry.tsx', ['src/retry.tsx']],
    ['./retry', 'src/retry.js', ['src/retry.js', 'src/retry.d.ts']],
    ['./retry', 'src/retry.mjs', ['src/retry.mjs']],
    ['./retry', 'src/retry.cjs', ['src/retry.cjs']],
    ['./retry', 'src/retry.ts', ['src/retry/index.ts', 'src/retry.ts']],
    ['../retry', 'retry.ts', ['retry.ts']],
    ['./net/retry', 'src/net/retry.ts', ['src/net/retry.ts']],
    ['./retry.service', 'src/retry.service.ts', ['src/retry.service.ts', 'src/retry.ts']],
    ['./retry', undefined, ['src/retries.ts']],
  ]);

  describe('with an ending', () => {
    inFiles([
      ['./retry.ts', 'src/retry.ts', ['src/retry.ts']],
      ['./retry.js', 'src/retry.ts', ['src/retry.ts']],
      ['./retry.js', 'src/retry.ts', ['src/retry.js', 'src/retry.ts']],
      ['./retry.js', 'src/retry.tsx', ['src/retry.tsx']],
      ['./retry.js', 'src/retry.js', ['src/retry.js', 'src/retry.d.ts']],
      ['./retry.js', 'src/retry.js.ts', ['src/retry.js.ts']],
      ['./retry.jsx', 'src/retry.tsx', ['src/retry.tsx']],
      ['./retry.mjs', 'src/retry.mts', ['src/retry.mts']],
      ['./retry.mjs', 'src/retry.mjs', ['src/retry.mjs', 'src/retry.d.mts']],
      ['./retry.cjs', 'src/retry.cts', ['src/retry.cts']],
    ]);
  });

  describe('to a folder', () => {
    inFiles([
      ['./net', 'src/net/index.ts', ['src/net/index.ts']],
      ['./net/', 'src/net/index.ts', ['src/net.ts', 'src/net/index.ts']],
      ['.', 'src/index.ts', ['src.ts', 'src/index.ts']],
      ['..', 'index.js', ['index.js']],
      ['./net', undefined, ['src/net/retry.ts']],
    ]);

    it('with a package.json means its main file', () => {
      const files = {
        'src/net/package.json': { main: 'lib/retry.js' },
        'src/net/lib/retry.js': '',
        'src/net/index.js': '',
      };
      expect(resolved(files, './net')).toBe('src/net/lib/retry.js');
      expect(resolved({ ...files, 'src/net/package.json': { main: 'lib' }, 'src/net/lib/index.js': '' }, './net')).toBe(
        'src/net/lib/index.js',
      );
      expect(resolved({ ...files, 'src/net/package.json': { main: 'missing.js' } }, './net')).toBe('src/net/index.js');
    });
  });

  describe('to what is no source code is unknown', () => {
    inFiles([
      ['./retry.json', undefined, ['src/retry.json', 'src/retry.json.ts']],
      ['./retry.d.ts', undefined, ['src/retry.d.ts']],
      ['./retry.vue', undefined, ['src/retry.vue']],
      ['./retry.ts?raw', undefined, ['src/retry.ts']],
      ['raw!./retry.ts', undefined, ['src/retry.ts']],
      ['', undefined, ['src/index.ts']],
    ]);
  });
});

describe('names that are no paths', () => {
  it.each([
    'lodash',
    'node:fs',
    'fs',
    '@scope/name',
    '@scope',
    'https://example.org/x.js',
    'C:\\x.js',
    '/etc/x.js',
    '\\x',
    '%',
    '\0',
    '#x',
  ])('%s is unknown', (specifier) => {
    expect(
      resolved(
        {
          'src/a.ts': '',
          'node_modules/lodash/index.js': '',
          'node_modules/lodash/package.json': { name: 'lodash', main: 'index.js' },
        },
        specifier,
      ),
    ).toBeUndefined();
  });
});

describe('tsconfig.json', () => {
  const files = { 'src/net/retry.ts': '', 'src/net/index.ts': '', 'generated/retry.ts': '' };
  const withOptions = (compilerOptions: unknown) => ({ ...files, 'tsconfig.json': { compilerOptions } });

  it.each<[string, unknown, string, string | undefined]>([
    ['a pattern', { paths: { '@net/*': ['src/net/*'] } }, '@net/retry', 'src/net/retry.ts'],
    [
      'a pattern, with the ending of the output',
      { paths: { '@net/*': ['./src/net/*'] } },
      '@net/retry.js',
      'src/net/retry.ts',
    ],
    ['an exact name', { paths: { net: ['src/net'] } }, 'net', 'src/net/index.ts'],
    [
      'an exact name before a pattern',
      { paths: { '*': ['generated/*'], retry: ['src/net/retry'] } },
      'retry',
      'src/net/retry.ts',
    ],
    [
      'the longest beginning',
      { paths: { '~/*': ['generated/*'], '~/net/*': ['src/net/*'] } },
      '~/net/retry',
      'src/net/retry.ts',
    ],
    [
      'the first target that is there',
      { paths: { '~/*': ['missing/*', 'generated/*'] } },
      '~/retry',
      'generated/retry.ts',
    ],
    ['what follows the star', { paths: { '*-code': ['src/net/*'] } }, 'retry-code', 'src/net/retry.ts'],
    ['paths from baseUrl', { baseUrl: 'src', paths: { '@/*': ['net/*'] } }, '@/retry', 'src/net/retry.ts'],
    ['names from baseUrl', { baseUrl: 'src' }, 'net/retry', 'src/net/retry.ts'],
    ['no target', { paths: { '~/*': [] } }, '~/retry', undefined],
    ['paths that are no lists', { paths: { '~/*': 'src/*' } }, '~/retry', undefined],
    ['options that are none', 1, '~/retry', undefined],
  ])('knows %s', (_, options, specifier, file) => {
    expect(resolved(withOptions(options), specifier)).toBe(file);
  });

  it('may hold comments, trailing commas and a byte order mark', () => {
    const text =
      '\uFEFF{ // "paths" of the "compiler"\n "compilerOptions": { "paths": { /* ours: */ "@net/*": ["src/net/*",], }, },\n}\n';
    expect(resolved({ ...files, 'tsconfig.json': text }, '@net/retry')).toBe('src/net/retry.ts');
  });

  it('that does not parse says nothing', () => {
    expect(resolved({ ...files, 'tsconfig.json': '{ "compilerOptions": ' }, '@net/retry')).toBeUndefined();
    expect(resolved({ ...files, 'tsconfig.json': '[]' }, './net/retry')).toBe('src/net/retry.ts');
  });

  it('may be a jsconfig.json', () => {
    expect(resolved({ ...files, 'jsconfig.json': { compilerOptions: { baseUrl: 'src' } } }, 'net/retry')).toBe(
      'src/net/retry.ts',
    );
  });

  it('is the nearest one', () => {
    const nested = {
      ...withOptions({ paths: { '@/*': ['generated/*'] } }),
      'src/tsconfig.json': { compilerOptions: { paths: { '@/*': ['net/*'] } } },
    };
    expect(resolved(nested, '@/retry')).toBe('src/net/retry.ts');
    expect(resolved(nested, '@/retry', 'a.ts')).toBe('generated/retry.ts');
  });

  it.each<[string, string | string[], Record<string, unknown>]>([
    [
      'a file',
      './config/base.json',
      { 'config/base.json': { compilerOptions: { paths: { '@/*': ['../src/net/*'] } } } },
    ],
    [
      'a file without its ending',
      './config/base',
      { 'config/base.json': { compilerOptions: { paths: { '@/*': ['../src/net/*'] } } } },
    ],
    [
      'a file that extends another',
      './a',
      {
        'a.json': { extends: './b.json' },
        'b.json': { compilerOptions: { baseUrl: 'src', paths: { '@/*': ['net/*'] } } },
      },
    ],
    [
      'several files, of which the last counts',
      ['./a', './b', './c'],
      {
        'a.json': { compilerOptions: { paths: { '@/*': ['generated/*'] } } },
        'b.json': { compilerOptions: { paths: { '@/*': ['src/net/*'] } } },
        'c.json': {},
      },
    ],
    [
      'the folder of the file that extends',
      './config/base',
      { 'config/base.json': { compilerOptions: { paths: { '@/*': ['${configDir}/src/net/*'] } } } },
    ],
    [
      'an installed config',
      '@team/config/base.json',
      { 'node_modules/@team/config/base.json': { compilerOptions: { paths: { '@/*': ['${configDir}/src/net/*'] } } } },
    ],
  ])('extends %s', (_, parent, configs) => {
    expect(resolved({ ...files, ...configs, 'tsconfig.json': { extends: parent } }, '@/retry')).toBe(
      'src/net/retry.ts',
    );
  });

  it('that extends itself, or what is missing, says what it says itself', () => {
    const paths = { '@/*': ['src/net/*'] };
    expect(
      resolved({ ...files, 'tsconfig.json': { extends: './tsconfig.json', compilerOptions: { paths } } }, '@/retry'),
    ).toBe('src/net/retry.ts');
    expect(
      resolved(
        { ...files, 'tsconfig.json': { extends: ['./missing', 'missing', 1], compilerOptions: { paths } } },
        '@/retry',
      ),
    ).toBe('src/net/retry.ts');
  });

  it('that extends itself in many ways, or others that extend it, is read once', () => {
    const paths = { '@/*': ['src/net/*'] };
    const every = ['./tsconfig.json', './a.json', './b.json', './c.json', './d.json'];
    const configs = Object.fromEntries(every.map((name) => [name, { extends: every }]));
    expect(
      resolved({ ...files, ...configs, 'tsconfig.json': { extends: every, compilerOptions: { paths } } }, '@/retry'),
    ).toBe('src/net/retry.ts');
    expect(
      resolved(
        { ...files, ...configs, 'd.json': { compilerOptions: { paths } }, 'tsconfig.json': { extends: every } },
        '@/retry',
      ),
    ).toBe('src/net/retry.ts');
  });

  it('may leave it to the configs that it references', () => {
    const solution = {
      'tsconfig.json': {
        files: [],
        references: [{ path: './tsconfig.app.json' }, { path: './packages/b' }, { path: './tsconfig.missing.json' }, 1],
      },
      'tsconfig.app.json': { compilerOptions: { paths: { '@/*': ['src/net/*'] } } },
    };
    expect(resolved({ ...files, ...solution }, '@/retry')).toBe('src/net/retry.ts');
  });
});

describe('package.json', () => {
  const files = { 'src/net/retry.ts': '', 'src/index.ts': '', 'src/other.ts': '' };
  const withManifest = (manifest: unknown) => ({ ...files, 'package.json': manifest });

  it.each<[string, unknown, string, string | undefined]>([
    ['a name', { '#retry': './src/net/retry.js' }, '#retry', 'src/net/retry.ts'],
    ['a pattern', { '#net/*': './src/net/*.js' }, '#net/retry', 'src/net/retry.ts'],
    [
      'a condition',
      { '#retry': { browser: './src/other.js', default: './src/net/retry.js' } },
      '#retry',
      'src/net/retry.ts',
    ],
    ['a name of the compiled file', { '#net/*': './dist/net/*.js' }, '#net/retry', 'src/net/retry.ts'],
    ['a package', { '#retry': 'p-retry' }, '#retry', undefined],
    ['nothing', { '#other': './src/other.js' }, '#retry', undefined],
    ['no object', 'x', '#retry', undefined],
  ])('imports %s', (_, imports, specifier, file) => {
    expect(resolved(withManifest({ name: 'own', imports }), specifier)).toBe(file);
  });

  it.each<[string, Record<string, unknown>, string, string | undefined]>([
    ['one file', { exports: './src/index.ts' }, 'own', 'src/index.ts'],
    [
      'subpaths',
      { exports: { '.': './src/index.ts', './retry': './src/net/retry.ts' } },
      'own/retry',
      'src/net/retry.ts',
    ],
    ['patterns', { exports: { './*': './src/net/*.ts' } }, 'own/retry', 'src/net/retry.ts'],
    [
      'conditions in conditions',
      { exports: { '.': { node: { import: './src/index.ts' }, default: './src/other.ts' } } },
      'own',
      'src/index.ts',
    ],
    ['lists', { exports: { '.': ['./missing.js', './src/index.ts'] } }, 'own', 'src/index.ts'],
    ['declarations only', { exports: { '.': { types: './src/index.d.ts' } } }, 'own', 'src/index.ts'],
    ['a private subpath', { exports: { '.': './src/index.ts', './net/*': null } }, 'own/net/retry', undefined],
    ['what is compiled', { exports: { '.': { import: './dist/esm/index.js' } } }, 'own', 'src/index.ts'],
    [
      'what is compiled, with another ending',
      { exports: { '.': { import: './dist/index.mjs' } } },
      'own',
      'src/index.ts',
    ],
    ['a file outside', { exports: { '.': '../outside.js' } }, 'own', undefined],
    ['a main file', { main: 'src/index' }, 'own', 'src/index.ts'],
    ['a compiled main file', { main: './lib/index.js' }, 'own', 'src/index.ts'],
    ['nothing, with sources in the usual place', {}, 'own', 'src/index.ts'],
    ['any file, without exports', {}, 'own/src/net/retry', 'src/net/retry.ts'],
  ])('exports %s', (_, manifest, specifier, file) => {
    expect(resolved(withManifest({ name: 'own', ...manifest }), specifier)).toBe(file);
  });

  it('and tsconfig.json say where the compiled file comes from', () => {
    const compiled = {
      'package.json': { name: 'own', main: './target/index.js' },
      'tsconfig.json': { compilerOptions: { outDir: 'target', rootDir: 'code' } },
      'code/index.ts': '',
      'target/index.js': '',
      'target/index.d.ts': '',
    };
    expect(resolved(compiled, 'own', 'code/a.ts')).toBe('code/index.ts');
  });
});

/** A file below ten folders. */
const DEEP = `packages/${'a/'.repeat(10)}a.ts`;

describe('packages of a workspace', () => {
  const files = {
    'packages/app/package.json': { name: 'app' },
    'packages/app/a.ts': '',
    'packages/retry/package.json': {
      name: '@team/retry',
      exports: { '.': './dist/index.js', './twice': './dist/twice.js' },
    },
    'packages/retry/src/index.ts': '',
    'packages/retry/src/twice.ts': '',
  };
  const found = (more: Record<string, unknown>, specifier: string) =>
    resolved({ ...files, ...more }, specifier, 'packages/app/a.ts');

  it.each<[string, Record<string, unknown>]>([
    ['a link in node_modules', { 'node_modules/@team/retry': '→ ../../packages/retry' }],
    ['a link beside the package', { 'packages/app/node_modules/@team/retry': '→ ../../../retry' }],
    ['workspaces', { 'package.json': { workspaces: ['packages/*'] } }],
    ['workspaces by name', { 'package.json': { workspaces: ['./packages/app', './packages/retry'] } }],
    ['workspaces at any depth', { 'package.json': { workspaces: ['**'] } }],
    ['workspaces in an object', { 'package.json': { workspaces: { packages: ['pack*/re*'] } } }],
    ['workspaces with many stars', { 'package.json': { workspaces: ['p*k*s/*r*t*y*', '*packages*/*retry*'] } }],
    ['workspaces at many depths', { 'package.json': { workspaces: [`${'**/'.repeat(24)}retry`] }, [DEEP]: '' }],
    [
      'pnpm-workspace.yaml',
      {
        'pnpm-workspace.yaml':
          'catalog:\n  x: 1\npackages:\n  # ours\n  - \'packages/*\'\n  - "more/*"\n\nonlyBuilt:\n  - esbuild\n',
      },
    ],
    ['pnpm-workspace.yaml without indentation', { 'pnpm-workspace.yaml': 'packages:\n- packages/*\n' }],
  ])('are found by %s', (_, more) => {
    expect(found(more, '@team/retry')).toBe('packages/retry/src/index.ts');
    expect(found(more, '@team/retry/twice')).toBe('packages/retry/src/twice.ts');
    expect(found(more, '@team/retry/missing')).toBeUndefined();
    expect(found(more, '@team/other')).toBeUndefined();
  });

  it.each(['*a'.repeat(24) + '*b', 'aa*aa', '*ab', 'ba*', '*a*b*a*'])(
    'are not found by stars that do not fit: %s',
    (glob) => {
      const manifest = (name: string) => ({ [`packages/${name}/package.json`]: { name: '@team/retry' } });
      const more = { 'package.json': { workspaces: [`packages/${glob}`] }, 'packages/retry/package.json': {} };
      expect(found({ ...more, ...manifest('a'.repeat(60)), ...manifest('aaa') }, '@team/retry')).toBeUndefined();
    },
  );

  it('are not taken for what is installed', () => {
    const installed = {
      'package.json': { workspaces: ['packages/*'] },
      'node_modules/@team/retry/package.json': { name: '@team/retry', main: 'index.js' },
      'node_modules/@team/retry/index.js': '',
    };
    expect(found(installed, '@team/retry')).toBeUndefined();
  });

  it('are not looked for outside the root', () => {
    expect(found({ 'package.json': { workspaces: ['../*'] } }, '@team/retry')).toBeUndefined();
  });
});

describe('the root', () => {
  it('is where reading ends', () => {
    const folder = project({
      'outside.ts': '',
      'root/src/a.ts': '',
      'root/tsconfig.json': { compilerOptions: { paths: { '@/*': ['../*'] } } },
    });
    for (const specifier of ['../../outside', '@/outside', '../../outside.js']) {
      expect(resolved({}, specifier, 'src/a.ts', `${folder}/root`)).toBeUndefined();
    }
  });

  it('holds for what is behind a link', () => {
    const outside = project({ 'retry.ts': '', 'net/index.ts': '', 'net/package.json': { main: 'index.ts' } });
    const folder = project({
      'src/a.ts': '',
      'src/retry.ts': `→ ${outside}/retry.ts`,
      'src/net': `→ ${outside}/net`,
      'src/inside': '→ ../lib',
      'lib/retry.ts': '',
    });
    expect(resolved({}, './retry', 'src/a.ts', folder)).toBeUndefined();
    expect(resolved({}, './net', 'src/a.ts', folder)).toBeUndefined();
    expect(resolved({}, './inside/retry', 'src/a.ts', folder)).toBe('lib/retry.ts');
  });

  it('may be a link itself', () => {
    const folder = temporaryFolder();
    write(folder, { 'real/src/a.ts': '', 'real/src/retry.ts': '', link: '→ real' });
    expect(resolved({}, './retry', `${folder}/link/src/a.ts`, `${folder}/link`)).toBe('src/retry.ts');
    expect(resolved({}, './retry', `${folder}/real/src/a.ts`, `${folder}/link`)).toBe('src/retry.ts');
  });

  it('may be missing', () => {
    expect(resolved({}, './retry', 'src/a.ts', `${temporaryFolder()}/missing`)).toBeUndefined();
  });

  it('holds the file that asks', () => {
    const folder = project({ 'outside/a.ts': '', 'outside/retry.ts': '', 'root/a.ts': '' });
    expect(resolved({}, './retry', `${folder}/outside/a.ts`, `${folder}/root`)).toBeUndefined();
    expect(
      resolved({ 'node_modules/x/a.js': '', 'node_modules/x/retry.js': '' }, './retry', 'node_modules/x/a.js'),
    ).toBeUndefined();
  });
});
