import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import type { ESLint } from 'eslint';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { applySuggestions } from '../../src/cli/fix-suggestions.js';
import { readSource } from '../../src/cli/source-file.js';
import { ROOT } from '../support/sources.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { commandLine, copyState, project } from './command-line.js';

const readIn = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

function git(folder: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

/** A project with the seeds' breaker, committed. */
function repository(files: Record<string, string> = {}): string {
  const folder = project({ 'package.json': '{}', ...files });
  copyState('original.ts', folder);
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'before');
  return folder;
}

const FINE = 'export const one = 1;\n';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('--fix-suggestions', () => {
  it('applies suggestions until none is left, says what it changed, and prints what stays', async () => {
    const cwd = repository({ 'fine.js': FINE });
    const { code, out, err } = await commandLine(['--fix-suggestions'], cwd);
    expect(err).toBe('');
    expect(out).toMatch(/^original\.ts: \d+ suggestions applied\n( {2}[A-Z].* {2}resilience\/[\w-]+\n)+/);
    expect(out).toContain('  Count every failed attempt, and let a failure policy decide');
    expect(out).not.toContain('15 service calls');
    const left = await commandLine([], cwd);
    expect(out.endsWith(left.out)).toBe(true);
    expect(code).toBe(left.code);
    const text = readIn(cwd, 'original.ts');
    expect(text).toContain("import type { FailurePolicy } from 'eslint-plugin-resilience/policy';");
    expect(readIn(cwd, 'fine.js')).toBe(FINE);
    // Nothing is left to do, and no temporary file either.
    expect((await commandLine(['--fix-suggestions', '--force'], cwd)).out).toBe(left.out);
    expect(readIn(cwd, 'original.ts')).toBe(text);
    expect(readdirSync(cwd).sort()).toEqual(['.git', 'fine.js', 'original.ts', 'package.json']);
  });

  it('refuses a git tree with changes, of any file, unless forced', async () => {
    const cwd = repository({ 'src/a.js': FINE });
    const before = readIn(cwd, 'original.ts');
    writeFileSync(path.join(cwd, 'new.txt'), '');
    const run = await commandLine(['--fix-suggestions', 'original.ts'], cwd);
    expect(run).toEqual({
      code: 2,
      out: '',
      err: 'eslint-plugin-resilience: The git tree has changes that are not committed (new.txt). Commit or stash them first, or use --force.\n',
    });
    writeFileSync(path.join(cwd, 'src/a.js'), `${FINE}${FINE}`);
    expect((await commandLine(['--fix-suggestions', 'original.ts'], cwd)).err).toContain('(src/a.js and 1 more)');
    expect(readIn(cwd, 'original.ts')).toBe(before);
    expect((await commandLine(['--fix-suggestions', '--force', 'original.ts'], cwd)).err).toBe('');
    expect(readIn(cwd, 'original.ts')).not.toBe(before);
  });

  it('works where there is no git tree', async () => {
    const cwd = project({});
    copyState('original.ts', cwd);
    expect((await commandLine(['--fix-suggestions'], cwd)).out).toContain('suggestions applied');
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    ['cannot read its index', (folder) => writeFileSync(path.join(folder, '.git/index'), 'no index'), /index/],
    ['does not take for a repository', (folder) => rmSync(path.join(folder, '.git/HEAD')), /not a git repository/],
    ['is not there to ask', () => vi.stubEnv('PATH', '/nowhere'), /ENOENT/],
  ])('refuses a repository that git %s, unless forced', async (_, breakIt, reason) => {
    const cwd = repository();
    const before = readIn(cwd, 'original.ts');
    breakIt(cwd);
    const { code, out, err } = await commandLine(['--fix-suggestions'], cwd);
    expect(err).toMatch(
      /^eslint-plugin-resilience: git cannot say what is changed in .* \(.*\)\. Mend that first, or use --force\.\n$/,
    );
    expect(err).toMatch(reason);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(readIn(cwd, 'original.ts')).toBe(before);
    expect((await commandLine(['--fix-suggestions', '--force'], cwd)).err).toBe('');
    expect(readIn(cwd, 'original.ts')).not.toBe(before);
  });

  it('works without git where there is no repository', async () => {
    const cwd = project({});
    copyState('original.ts', cwd);
    vi.stubEnv('PATH', '/nowhere');
    expect((await commandLine(['--fix-suggestions'], cwd)).out).toContain('suggestions applied');
  });

  it('refuses files that git ignores, and writes none of the others, unless forced', async () => {
    const cwd = repository({ '.gitignore': 'generated/\n', 'generated/keep.js': FINE });
    copyState('original.ts', path.join(cwd, 'generated'));
    const before = readIn(cwd, 'original.ts');
    expect(await commandLine(['--fix-suggestions'], cwd)).toEqual({
      code: 2,
      out: '',
      err: 'eslint-plugin-resilience: Nothing was changed: generated/original.ts is not in the git tree, which ignores it, so that the change would not be seen there. Leave it out, or use --force.\n',
    });
    expect(readIn(cwd, 'original.ts')).toBe(before);
    expect(readIn(cwd, 'generated/original.ts')).toBe(before);
    expect((await commandLine(['--fix-suggestions', 'original.ts'], cwd)).out).toContain('original.ts: ');
    git(cwd, 'commit', '-q', '-a', '-m', 'after');
    expect((await commandLine(['--fix-suggestions', '--force'], cwd)).out).toContain('generated/original.ts: ');
  });

  it.each([
    ['a repository', () => repository({ 'package.json': '{}' })],
    ['a folder without one', () => project({ 'package.json': '{}' })],
  ])(
    'refuses files that a link leads to outside of %s, and writes none of the others, unless forced',
    async (_, make) => {
      const outside = project({ 'package.json': '{}' });
      copyState('original.ts', outside);
      const before = readIn(outside, 'original.ts');
      const cwd = make();
      symlinkSync(path.join(outside, 'original.ts'), path.join(cwd, 'link.ts'));
      if (existsSync(path.join(cwd, '.git'))) {
        git(cwd, 'add', '-A');
        git(cwd, 'commit', '-q', '-m', 'link');
      }
      copyState('original.ts', cwd);
      const run = await commandLine(['--fix-suggestions', 'original.ts', 'link.ts'], cwd);
      const real = (folder: string): string => realpathSync(folder);
      expect(run).toEqual({
        code: 2,
        out: '',
        err: `eslint-plugin-resilience: Nothing was changed: link.ts leads to ${real(outside)}/original.ts, outside of ${real(cwd)}, so that the change would not be seen there. Leave it out, or use --force.\n`,
      });
      expect([readIn(outside, 'original.ts'), readIn(cwd, 'original.ts')]).toEqual([before, before]);
      expect((await commandLine(['--fix-suggestions', '--force', 'link.ts'], cwd)).out).toContain('link.ts: ');
      expect(readIn(outside, 'original.ts')).not.toBe(before);
    },
  );

  it('asks the repository that a file stands in, where one stands in another', async () => {
    const cwd = repository({ '.gitignore': 'inner/\n' });
    const inner = path.join(cwd, 'inner');
    mkdirSync(inner);
    copyState('original.ts', inner);
    git(inner, 'init', '-q');
    git(inner, 'add', '-A');
    git(inner, 'commit', '-q', '-m', 'inner');
    writeFileSync(path.join(inner, 'new.txt'), '');
    const { code, err } = await commandLine(['--fix-suggestions', 'inner'], cwd);
    expect(err).toContain('not committed (new.txt)');
    expect(code).toBe(2);
    rmSync(path.join(inner, 'new.txt'));
    expect((await commandLine(['--fix-suggestions', 'inner'], cwd)).out).toContain('inner/original.ts: ');
  });

  it('imports the policy from where it is told, as each folder sees it', async () => {
    const cwd = project({ 'package.json': '{}', 'src/deep/keep.js': FINE });
    copyState('original.ts', path.join(cwd, 'src/deep'));
    copyState('original.ts', cwd);
    await commandLine(['--fix-suggestions', '--policy', './src/failure-policy.js'], cwd);
    expect(readIn(cwd, 'original.ts')).toContain("from './src/failure-policy.js';");
    expect(readIn(cwd, 'src/deep/original.ts')).toContain("from '../failure-policy.js';");
  });

  it('keeps the mode, the link, the line ends and the byte order mark of a file', async () => {
    const cwd = project({ 'package.json': '{}' });
    copyState('original.ts', cwd);
    const file = path.join(cwd, 'original.ts');
    writeFileSync(file, `\uFEFF${readIn(cwd, 'original.ts').replaceAll('\n', '\r\n')}`);
    chmodSync(file, 0o640);
    symlinkSync(file, path.join(cwd, 'link.ts'));
    expect((await commandLine(['--fix-suggestions', 'link.ts'], cwd)).out).toContain('link.ts: ');
    const text = readIn(cwd, 'original.ts');
    expect(text.startsWith('\uFEFFimport type')).toBe(true);
    expect(/[^\r]\n/.test(text)).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(lstatSync(path.join(cwd, 'link.ts')).isSymbolicLink()).toBe(true);
  });

  it('leaves a file alone that is not UTF-8, says so, and goes on with the others', async () => {
    const cwd = project({ 'package.json': '{}' });
    copyState('original.ts', cwd);
    cpSync(path.join(cwd, 'original.ts'), path.join(cwd, 'bytes.ts'));
    const bytes = Buffer.concat([readFileSync(path.join(cwd, 'bytes.ts')), Buffer.from([0x2f, 0x2f, 0xe9, 0x0a])]);
    writeFileSync(path.join(cwd, 'bytes.ts'), bytes);
    const { code, out, err } = await commandLine(['--fix-suggestions'], cwd);
    expect(err).toBe('Left as it is, bytes.ts: it is not UTF-8.\n');
    expect(out).toContain('original.ts: ');
    expect(code).toBe(2);
    expect(readFileSync(path.join(cwd, 'bytes.ts')).equals(bytes)).toBe(true);
  });

  it('keeps what it says out of what another program reads', async () => {
    const cwd = project({ 'package.json': '{}' });
    copyState('original.ts', cwd);
    const { out, err } = await commandLine(['--fix-suggestions', '--format', 'json'], cwd);
    expect(JSON.parse(out)).toHaveLength(1);
    expect(err).toContain('suggestions applied');
  });

  it.each([
    ['--force alone', ['--force'], '--force goes with --fix-suggestions only.'],
    ['an empty module', ['--policy', ''], 'Empty text given for --policy.'],
  ])('refuses %s', async (_, args, sentence) => {
    const { code, err } = await commandLine(args, project({ 'a.js': FINE }));
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  });

  it('leaves each of the states without a suggestion that can be applied', async () => {
    const cwd = project({ 'package.json': '{}' });
    cpSync(path.join(ROOT, 'test/seeds/states'), path.join(cwd, 'states'), { recursive: true });
    await commandLine(['--fix-suggestions', '-c', 'all', '-f', 'json'], cwd);
    const { out } = await commandLine(['-c', 'all', '-f', 'json'], cwd);
    const left = (JSON.parse(out) as ESLint.LintResult[]).flatMap(({ filePath, messages }) =>
      messages.map((message) => ({ filePath, ...message })),
    );
    expect(left.filter(({ suggestions = [], fatal }) => suggestions.length > 0 || fatal === true)).toEqual([]);
  });
});

/** A linter with one finding per `x` in the text, which suggests what `fix` makes of the text. */
const linterOf =
  (fix: (text: string) => string) =>
  async (text: string): Promise<ESLint.LintResult> => {
    const messages = [...text].flatMap((letter, i) =>
      letter === 'x' || letter === 'y'
        ? [
            {
              ruleId: `resilience/${letter}`,
              messageId: letter,
              line: 1,
              column: i + 1,
              suggestions: [{ desc: letter, fix: { range: [0, text.length], text: fix(text) } }],
            },
          ]
        : [],
    );
    return { messages, fatalErrorCount: text.includes('!') ? 1 : 0 } as unknown as ESLint.LintResult;
  };

describe('what is not applied', () => {
  it.each([
    ['what would not parse', 'x', '!'],
    ['what keeps its finding', 'x', 'ax'],
    ['what adds a finding', 'x', 'y'],
  ])('%s', async (_, before, after) => {
    const { text, applied } = await applySuggestions(
      before,
      linterOf(() => after),
    );
    expect({ text, applied }).toEqual({ text: before, applied: [] });
  });

  it('comes to an end, with everything else applied', async () => {
    const { text, applied, result } = await applySuggestions(
      'xxyx',
      linterOf((code) => code.replace('x', 'a')),
    );
    expect(text).toBe('aaya');
    expect(applied).toHaveLength(3);
    expect(result.messages).toHaveLength(1);
  });
});

describe('a file that is replaced', () => {
  it('is left alone where it has changed meanwhile, and where it cannot be written', () => {
    const file = path.join(temporaryFolder(), 'a.js');
    writeFileSync(file, 'one');
    const source = readSource(file);
    writeFileSync(file, 'two');
    expect(() => source?.replace('three')).toThrow('it has changed since it was linted');
    expect(readFileSync(file, 'utf8')).toBe('two');
    writeFileSync(path.join(path.dirname(file), `.a.js.${process.pid}.tmp`), 'another');
    expect(() => readSource(file)?.replace('three')).toThrow('EEXIST');
    expect(readFileSync(file, 'utf8')).toBe('two');
  });
});
