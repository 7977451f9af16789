import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';

import { moduleGraph, RecordCache, type Reader } from '../../src/module-graph/graph.js';
import type { ParsedModule } from '../../src/module-graph/parse.js';
import { project, write } from '../support/project.js';

/** What the tests keep of a module: the names that it exports, in order. */
const exported = ({ ast }: ParsedModule): string[] =>
  ast.body.flatMap((node) =>
    node.type === 'ExportNamedDeclaration' && node.declaration?.type === 'VariableDeclaration'
      ? node.declaration.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : '?'))
      : [],
  );

/** A cache whose clock the test moves, with the names of the files that were read. */
function opened(files: Readonly<Record<string, unknown>>, reader: Partial<Reader<string[]>> = {}, limits = {}) {
  const root = project(files);
  const read: string[] = [];
  const clock = { now: 0 };
  const summarise = (module: ParsedModule): string[] => {
    read.push(module.path);
    return exported(module);
  };
  const cache = new RecordCache<string[]>(
    { root, languageOptions: { parser } },
    { mayMatter: () => true, summarise, ...reader },
    { now: () => clock.now, ...limits },
  );
  /** One file is linted, some time after the last one. */
  const find = (specifier: string, from = 'src/a.ts', after = 1_000): string[] | undefined => {
    clock.now += after;
    return cache.graph().find(specifier, from);
  };
  return { root, read, cache, find };
}

describe('a record', () => {
  it('is made once for all files that ask', () => {
    const { find, read } = opened({ 'src/retry.ts': 'export const retry = 1;', 'src/net/b.ts': '' });
    expect(find('./retry')).toEqual(['retry']);
    expect(find('../retry', 'src/net/b.ts')).toBe(find('./retry.js'));
    expect(read).toEqual(['src/retry.ts']);
  });

  it('is made again when the file has another size', () => {
    const { root, find, read } = opened({ 'src/retry.ts': 'export const retry = 1;' });
    find('./retry');
    write(root, { 'src/retry.ts': 'export const again = 1, twice = 2;' });
    expect(find('./retry')).toEqual(['again', 'twice']);
    expect(read).toHaveLength(2);
  });

  it('is made again when the file has another time', () => {
    const { root, find } = opened({ 'src/retry.ts': 'export const one = 1;' });
    find('./retry');
    const file = path.join(root, 'src/retry.ts');
    const { mtimeMs } = statSync(file);
    writeFileSync(file, 'export const two = 2;');
    utimesSync(file, new Date(mtimeMs + 5_000), new Date(mtimeMs + 5_000));
    expect(find('./retry')).toEqual(['two']);
  });

  it('is the same for files that are linted at once', () => {
    const { root, find } = opened({ 'src/retry.ts': 'export const retry = 1;' });
    find('./retry');
    write(root, { 'src/retry.ts': 'export const again = 1, twice = 2;' });
    expect(find('./retry', 'src/a.ts', 10)).toEqual(['retry']);
    expect(find('./retry')).toEqual(['again', 'twice']);
  });

  it('goes when the file goes, and comes when it comes', () => {
    const { root, find, cache } = opened({ 'src/a.ts': '' });
    expect(find('./retry')).toBeUndefined();
    write(root, { 'src/retry.js': 'export const retry = 1;' });
    expect(find('./retry')).toEqual(['retry']);
    rmSync(path.join(root, 'src/retry.js'));
    expect(find('./retry')).toBeUndefined();
    write(root, { 'src/retry/index.ts': 'export const folder = 1;' });
    expect(find('./retry')).toEqual(['folder']);
    expect(cache.size).toBe(2);
  });

  it('is that of another file when tsconfig.json says so', () => {
    const paths = (target: string) => ({ compilerOptions: { paths: { '@/*': [target] } } });
    const { root, find } = opened({
      'src/retry.ts': 'export const one = 1;',
      'lib/retry.ts': 'export const two = 2;',
      'tsconfig.json': paths('src/*'),
    });
    expect(find('@/retry')).toEqual(['one']);
    write(root, { 'tsconfig.json': paths('./lib/*') });
    expect(find('@/retry')).toEqual(['two']);
  });

  it('is unknown for what cannot be read, parsed or understood', () => {
    const { root, find, read } = opened(
      {
        'src/broken.ts': 'const = 1;',
        'src/large.ts': `export const a = '${'x'.repeat(140_000)}';`,
        'src/fails.ts': '',
        'src/link.ts': '→ link.ts',
        'src/plain.ts': '',
      },
      {
        mayMatter: (text) => text !== 'nothing',
        summarise: ({ path: name }) => {
          if (name === 'src/fails.ts') {
            throw new Error('no');
          }
          return [name];
        },
      },
    );
    write(root, { 'src/uninteresting.ts': 'nothing' });
    mkdirSync(path.join(root, 'src/folder.ts'));
    for (const name of ['broken', 'large', 'fails', 'link', 'uninteresting', 'folder']) {
      expect(find(`./${name}`), name).toBeUndefined();
    }
    expect(find('./plain')).toEqual(['src/plain.ts']);
    expect(read).toEqual([]);
  });

  it('of modules that import each other is made once for each', () => {
    const { find, read } = opened({
      'src/b.ts': "import './c.js'; export const b = 1;",
      'src/c.ts': "import './b.js'; export const c = 1;",
    });
    expect([find('./b'), find('./c', 'src/b.ts'), find('./b', 'src/c.ts')]).toEqual([['b'], ['c'], ['b']]);
    expect(read).toEqual(['src/b.ts', 'src/c.ts']);
  });
});

describe('the tree of a file that was linted', () => {
  /** What the record of `src/retry.ts` holds when the linter has seen `shown` of it, and how often the file was parsed for it. */
  function imported(onDisk: string, shown: string, limits = {}) {
    let parses = 0;
    const counting = {
      ...parser,
      parseForESLint: (...args: Parameters<typeof parser.parseForESLint>) => {
        parses += 1;
        return parser.parseForESLint(...args);
      },
    };
    const root = project({ 'src/retry.ts': onDisk, 'src/a.ts': '' });
    const { ast, scopeManager, visitorKeys } = parser.parseForESLint(shown, { range: true, loc: true });
    const file = path.join(root, 'src/retry.ts');
    const linted = { ast, scopes: scopeManager, text: shown, path: file, visitorKeys } as unknown as ParsedModule;
    const cache = new RecordCache(
      { root, languageOptions: { parser: counting } },
      { mayMatter: () => true, summarise: (module) => [module.path, ...exported(module)] },
      limits,
    );
    cache.graph().offer(file, linted);
    cache.graph().offer(path.join(root, 'src/a.ts'), { ...linted, text: '// and so on' });
    return { record: cache.graph().find('./retry', 'src/a.ts'), parses };
  }

  it('is not parsed again for those that import it', () => {
    expect(imported('export const retry = 1;', 'export const retry = 1;')).toEqual({
      record: ['src/retry.ts', 'retry'],
      parses: 0,
    });
  });

  it('is the same with a byte order mark, which the linter leaves out', () => {
    expect(imported('\uFEFFexport const retry = 1;', 'export const retry = 1;')).toEqual({
      record: ['src/retry.ts', 'retry'],
      parses: 0,
    });
  });

  it('says nothing where an editor shows what is not written yet', () => {
    expect(imported('export const retry = 1;', 'export const again = 1;')).toEqual({
      record: ['src/retry.ts', 'retry'],
      parses: 1,
    });
  });

  it('is kept only while the files after it are few', () => {
    const text = 'export const retry = 1;';
    expect(imported(text, text, { trees: text.length + 12 }).parses).toBe(0);
    expect(imported(text, text, { trees: text.length + 11 }).parses).toBe(1);
  });
});

describe('the cache', () => {
  it('keeps a limited number of records: those that were asked for last', () => {
    const { cache, find, read } = opened({ 'src/b.ts': '', 'src/c.ts': '', 'src/d.ts': '' }, {}, { records: 2 });
    for (const specifier of ['./b', './c', './b', './d', './b', './c']) {
      find(specifier);
    }
    expect(cache.size).toBe(2);
    expect(read).toEqual(['src/b.ts', 'src/c.ts', 'src/d.ts', 'src/c.ts']);
  });

  it('parses a limited number of characters for one file, whatever is known from before', () => {
    const files = {
      'src/b.ts': 'export const b = 1;',
      'src/c.ts': 'export const c = 1;',
      'src/d.ts': 'export const d = 1;',
    };
    const { cache } = opened(files, {}, { characters: 30 });
    const ask = (...specifiers: string[]) => {
      const graph = cache.graph();
      return specifiers.map((specifier) => graph.find(specifier, 'src/a.ts'));
    };
    expect(ask('./b', './c', './d', './b')).toEqual([['b'], ['c'], undefined, ['b']]);
    expect(ask('./d', './c', './b')).toEqual([['d'], ['c'], undefined]);
    expect(ask('./b', './b', './c')).toEqual([['b'], ['b'], ['c']]);
  });

  it('is one per project, parser and reader', () => {
    const root = project({ 'src/retry.ts': 'export const retry = 1;' });
    let reads = 0;
    const reader: Reader<number> = { mayMatter: () => true, summarise: () => (reads += 1) };
    const other = { ...parser };
    const ask = (at: string, used: typeof parser) =>
      moduleGraph({ root: at, languageOptions: { parser: used } }, reader).find('./retry', `${root}/src/a.ts`);
    expect([ask(root, parser), ask(root, parser), ask(root, other), ask(`${root}/src`, parser)]).toEqual([1, 1, 2, 3]);
  });
});

describe('the name of a file', () => {
  it('is relative to the root, with forward slashes', () => {
    const { root, cache } = opened({ 'src/net/retry.ts': '', link: '→ src' });
    const graph = cache.graph();
    expect(graph.nameOf(`${root}/src/net/retry.ts`)).toBe('src/net/retry.ts');
    expect(graph.nameOf(path.join(root, 'src', 'net', 'not-yet.ts'))).toBe('src/net/not-yet.ts');
    expect(graph.nameOf(`${root}/link/net/retry.ts`)).toBe('src/net/retry.ts');
    expect(graph.nameOf('src/a.ts')).toBe('src/a.ts');
  });
});

describe('the version of a package', () => {
  const files = {
    'node_modules/breaker/package.json': { version: '9.0.0' },
    'node_modules/@team/retry/package.json': { version: '1.2.3' },
    'node_modules/broken/package.json': '{',
    'node_modules/unversioned/package.json': { name: 'unversioned' },
    'packages/app/node_modules/breaker/package.json': { version: '8.1.4' },
  };
  const { root, cache } = opened({ ...files, 'packages/app/src/a.ts': '' });

  it.each<[string, string, string | undefined]>([
    ['breaker', 'src/a.ts', '9.0.0'],
    ['breaker', 'packages/app/src/a.ts', '8.1.4'],
    ['@team/retry', 'packages/app/src/a.ts', '1.2.3'],
    ['broken', 'src/a.ts', undefined],
    ['unversioned', 'src/a.ts', undefined],
    ['missing', 'src/a.ts', undefined],
    ['../packages', 'src/a.ts', undefined],
    ['breaker/sub', 'src/a.ts', undefined],
  ])('%s in %s is %s', (name, from, version) => {
    expect(cache.graph().versionOf(name, from)).toBe(version);
  });

  it('is read above the root, where a workspace keeps what it installs', () => {
    const below = new RecordCache(
      { root: path.join(root, 'packages/app'), languageOptions: {} },
      { mayMatter: () => false, summarise: () => 1 },
    );
    expect(below.graph().versionOf('@team/retry', 'src/a.ts')).toBe('1.2.3');
  });
});
