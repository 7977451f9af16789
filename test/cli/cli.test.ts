import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { commandLine, copyState, project } from './command-line.js';

const FINE = 'export const one = 1;\n';
const BROKEN = 'export const = 1;\n';

describe('what is linted', () => {
  it('lints the current folder where no path is given, JavaScript and TypeScript alike', async () => {
    const files = ['a.js', 'b.mjs', 'c.cjs', 'd.jsx', 'e.ts', 'f.mts', 'g.cts', 'h.tsx', 'notes.md'];
    const cwd = project(
      Object.fromEntries(files.map((name) => [`src/${name}`, name === 'c.cjs' ? 'module.exports = 1;' : FINE])),
    );
    const { code, out } = await commandLine([], cwd);
    expect(out).toBe('No problems; 8 files linted with the strict rules.\n');
    expect(code).toBe(0);
  });

  it('leaves out node_modules, dist, coverage and minified files', async () => {
    const cwd = project({
      'a.js': FINE,
      'node_modules/x/i.js': BROKEN,
      'dist/a.js': BROKEN,
      'sub/coverage/b.js': BROKEN,
      'a.min.js': BROKEN,
    });
    expect(await commandLine(['.'], cwd)).toMatchObject({
      code: 0,
      out: 'No problems; 1 file linted with the strict rules.\n',
    });
  });

  it('lints files and quoted globs', async () => {
    const cwd = project({ 'src/a.js': FINE, 'src/b.ts': FINE, 'src/deep/c.ts': FINE });
    expect((await commandLine(['src/a.js'], cwd)).out).toContain('1 file linted');
    expect((await commandLine(['src/**/*.ts'], cwd)).out).toContain('2 files linted');
    expect((await commandLine(['src/a.js', 'src'], cwd)).out).toContain('3 files linted');
  });

  it('lints projects outside the current folder, several in one run', async () => {
    const here = project({ 'a.js': FINE });
    const there = project({ 'package.json': '{}', 'src/b.ts': FINE });
    const bare = project({ 'sub/c.js': BROKEN });
    const run = await commandLine(
      ['.', path.join(there, 'src'), path.join(bare, 'sub/*.js'), path.relative(here, there)],
      here,
    );
    expect(run.out).toContain(path.join(bare, 'sub/c.js'));
    expect(run.out).toContain('1 problem; 3 files linted');
    expect(run.code).toBe(1);
  });

  it('counts a file once, however many paths lead to it', async () => {
    const around = project({ 'package.json': '{}', 'inner/a.js': BROKEN });
    const run = await commandLine(['.', '..', 'a.js', path.join(around, 'inner')], path.join(around, 'inner'));
    expect(run.out).toContain('1 problem; 1 file linted');
  });

  it('reads sloppy CommonJS, JSX in .js files and a hash-bang line', async () => {
    const cwd = project({
      'a.cjs': 'if (module.parent) return;\n',
      'b.js': 'export const b = <b>text</b>;\n',
      'c.js': `#!/usr/bin/env node\n${FINE}`,
    });
    expect(await commandLine([], cwd)).toMatchObject({ code: 0, err: '' });
  });

  it('reads no configuration of the project', async () => {
    const cwd = project({ 'a.js': FINE, 'eslint.config.js': 'throw new Error("read");' });
    expect((await commandLine(['a.js'], cwd)).code).toBe(0);
  });
});

describe('what comments in the files may do', () => {
  it('takes directives for rules that only the project knows without a word', async () => {
    const cwd = project({
      'a.js': [
        '/* eslint-disable import/no-cycle -- theirs */',
        '/* eslint other/rule: "error", no-console: "error" */',
        'console.log(1); // eslint-disable-line unicorn/no-x',
        '// eslint-disable-next-line no-alert',
        'console.log(2);',
        '',
      ].join('\n'),
    });
    expect(await commandLine([], cwd)).toMatchObject({
      code: 0,
      out: 'No problems; 1 file linted with the strict rules.\n',
      err: '',
    });
  });
});

describe('what is printed', () => {
  it('prints findings as ESLint does, then one line, and exits with 1', async () => {
    const cwd = project({});
    copyState('original.ts', cwd);
    const { code, out } = await commandLine(['original.ts'], cwd);
    expect(out).toMatch(/original\.ts\n( +\d+:\d+ +error .*\n)+/);
    expect(out).toMatch(
      /49:\d+ +error +15 service calls before the circuit opens, not 5: .* resilience\/no-retry-in-breaker\n/,
    );
    expect(out).toMatch(/\n\d+ problems; 1 file linted with the strict rules\.\n$/);
    expect(code).toBe(1);
  });

  it('reports less with the recommended rules', async () => {
    const cwd = project({});
    copyState('original.ts', cwd);
    const count = async (config: string): Promise<number> =>
      Number.parseInt((await commandLine(['-c', config], cwd)).out.split('\n').at(-2) ?? '', 10);
    expect(await count('recommended')).toBeLessThan(await count('strict'));
    expect(await count('all')).toBe(await count('strict'));
  });

  it('prints a syntax error as ESLint does, and exits with 1', async () => {
    const cwd = project({ 'a.js': BROKEN, 'b.ts': BROKEN });
    const { code, out } = await commandLine([], cwd);
    expect(out.match(/1:\d+ +error +Parsing error: /g)).toHaveLength(2);
    expect(out).toContain('2 problems; 2 files linted');
    expect(code).toBe(1);
  });

  it('keeps the summary out of what another program reads', async () => {
    const cwd = project({ 'a.js': BROKEN });
    const { out, err } = await commandLine(['--format', 'json'], cwd);
    expect(JSON.parse(out)).toMatchObject([{ errorCount: 1, fatalErrorCount: 1 }]);
    expect(err).toBe('1 problem; 1 file linted with the strict rules.\n');
  });

  it('tells formatters about the rules, whichever ESLint linted', async () => {
    const here = project({ 'a.js': FINE });
    const there = project({ 'package.json': '{}', 'b.js': FINE }, { eslint: 'eslint-v9' });
    const { out } = await commandLine(['--format', 'json-with-metadata', '.', there], here);
    const { results, metadata } = JSON.parse(out) as {
      results: object[];
      metadata: { rulesMeta: Record<string, object> };
    };
    expect(results).toHaveLength(2);
    expect(metadata.rulesMeta['resilience/no-retry-in-breaker']).toHaveProperty('docs.description');
  });

  it('explains itself', async () => {
    const cwd = project({});
    expect(await commandLine(['--help'], cwd)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('--config NAME') as string,
    });
    expect(await commandLine(['--version'], cwd)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });
});

describe('what ends with exit code 2 and a sentence', () => {
  const cwd = project({ 'a.js': FINE, 'notes.md': 'text', 'empty/notes.md': 'text', 'dist/a.js': FINE });

  it.each([
    ['a missing path', ['a.js', 'missing.js'], 'No such file or folder: missing.js'],
    ['a glob that matches nothing', ['**/*.vue'], 'No JavaScript or TypeScript file found: **/*.vue'],
    [
      'a folder without a file of ours',
      ['empty'],
      'Nothing to lint, every file is ignored or neither JavaScript nor TypeScript: empty',
    ],
    [
      'a folder that is left out',
      ['dist'],
      'Nothing to lint, every file is ignored or neither JavaScript nor TypeScript: dist',
    ],
    [
      'nothing but a file of another kind',
      ['notes.md'],
      'Not linted, ignored or neither JavaScript nor TypeScript: notes.md',
    ],
    ['nothing but an ignored file', ['dist/a.js'], 'No file was linted.'],
    ['an unknown option', ['--fix'], "Unknown option '--fix'. Run with --help to see the options."],
    ['an option without its value', ['--config'], "Option '-c, --config <value>' argument missing. Run with --help"],
    [
      'an unknown config',
      ['--config', 'everything'],
      'Unknown config "everything". Known configs: recommended, strict, all.',
    ],
    ['an unknown formatter', ['--format', 'no-such', 'a.js'], 'No formatter "no-such": '],
    ['an empty path', [''], 'Empty text given for a path.'],
  ])('%s', async (_, args, sentence) => {
    const { code, out, err } = await commandLine(args, cwd);
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('an explicit file of another kind is named, and the rest is linted', async () => {
    const { code, out, err } = await commandLine(['a.js', 'notes.md'], cwd);
    expect(err).toBe('Not linted, ignored or neither JavaScript nor TypeScript: notes.md\n');
    expect(out).toContain('1 file linted');
    expect(code).toBe(0);
  });
});
