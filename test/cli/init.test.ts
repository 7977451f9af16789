import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import type { FailurePolicy } from '../../src/policy/policy.js';
import { lint } from '../support/lint.js';
import { ROOT } from '../support/sources.js';
import { commandLine, project } from './command-line.js';

const readIn = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

/** What `tsc --strict` says of files; JavaScript is checked by its JSDoc types. */
function typeErrors(files: readonly string[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('what is written', () => {
  it.each([
    ['src/failure-policy.ts', { 'tsconfig.json': '{}', 'src/a.ts': '' }],
    ['failure-policy.ts', { 'tsconfig.json': '{}' }],
    ['src/failure-policy.js', { 'package.json': '{"type":"module"}', 'src/a.js': '' }],
    ['failure-policy.js', {}],
  ])('by default %s, as the project is', async (file, files) => {
    const cwd = project(files);
    const { code, out, err } = await commandLine(['init'], cwd);
    expect(err).toBe('');
    expect(out).toMatch(`Wrote ${file}: `);
    expect(out).toContain(
      `settings: { resilience: { policy: { module: './${file.replace(/ts$/, 'js')}', name: 'FailurePolicy' } } }`,
    );
    expect(existsSync(path.join(cwd, file))).toBe(true);
    expect(code).toBe(0);
  });

  it.each(['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'])(
    'a .%s file that compiles under --strict and has no findings of any rule',
    async (extension) => {
      const cwd = project({ 'package.json': '{"type":"module"}' });
      const file = `lib/resilience/policy.${extension}`;
      expect(await commandLine(['init', file], cwd)).toMatchObject({ code: 0, err: '' });
      expect(typeErrors([path.join(cwd, file)])).toEqual([]);
      expect(lint(readIn(cwd, file), path.basename(file), plugin.configs.all)).toEqual([]);
      expect(await commandLine(['--config', 'all', file], cwd)).toMatchObject({ code: 0 });
    },
  );

  it('the same types in both languages as in the package', async () => {
    const cwd = project({ 'package.json': '{"type":"module"}' });
    await commandLine(['init', 'typed.ts'], cwd);
    await commandLine(['init', 'documented.js'], cwd);
    const check = path.join(cwd, 'check.ts');
    const names = ['FailurePolicy', 'RetryContext', 'AttemptEvent', 'CountingUnit'];
    const imports = (from: string, as: string): string =>
      `import type { ${names.map((name) => `${name} as ${as}${name}`).join(', ')} } from '${from}';\n`;
    const both = names.map(
      (name) =>
        `{ let a!: A${name}, b!: B${name}, c!: C${name}; a = b; b = a; a = c; c = a; void a; void b; void c; }\n`,
    );
    const packaged = path.join(ROOT, 'src/policy/policy.js');
    const classes =
      'import { ThresholdPolicy as T } from "./typed.js";\nimport { ThresholdPolicy as D } from "./documented.js";\n';
    const policies =
      '{ const p: AFailurePolicy<string>[] = [new T(), new D(), new T<"CLOSED">({ closed: "CLOSED" })]; void p; }\n';
    writeFileSync(
      check,
      [
        imports('./typed.js', 'A'),
        imports('./documented.js', 'B'),
        imports(packaged, 'C'),
        classes,
        ...both,
        policies,
      ].join(''),
    );
    expect(typeErrors([check])).toEqual([]);
  });

  it.each([
    ['policy.ts', 'module'],
    ['policy.js', 'module'],
    ['policy.js', 'commonjs'],
    ['policy.cjs', 'module'],
    ['policy.mjs', 'commonjs'],
  ])('%s of a %s package decides by its numbers', async (file, type) => {
    const cwd = project({ 'package.json': JSON.stringify({ type }) });
    await commandLine(['init', file], cwd);
    const isCommonJs = file.endsWith('.cjs') || (file === 'policy.js' && type === 'commonjs');
    expect(readIn(cwd, file).includes('module.exports')).toBe(isCommonJs);
    const written = path.join(cwd, file);
    if (file.endsWith('.ts')) {
      writeFileSync(
        `${written}.mjs`,
        ts.transpileModule(readIn(cwd, file), {
          compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
        }).outputText,
      );
    }
    const module: unknown = isCommonJs
      ? createRequire(written)(written)
      : await import(pathToFileURL(file.endsWith('.ts') ? `${written}.mjs` : written).href);
    const { ThresholdPolicy } = module as { ThresholdPolicy: new (options?: object) => Required<FailurePolicy> };
    const policy = new ThresholdPolicy({ failureThreshold: 4 });
    expect([3, 4].map((count) => policy.shouldOpenCircuit(count))).toEqual([false, true]);
    expect([2, 3].map((count) => policy.shouldCloseCircuit(count))).toEqual([false, true]);
    expect([2, 3].map((attempt) => policy.shouldRetry(attempt, new Error(), { phase: 'closed' }))).toEqual([
      true,
      false,
    ]);
    expect(policy.shouldRetry(1, new Error(), { phase: 'half-open' })).toBe(false);
    expect([policy.maxProbes, policy.countingUnit, policy.countsAsServiceFailure(new Error())]).toEqual([
      1,
      'attempt',
      true,
    ]);
    expect(() => new ThresholdPolicy({ maxAttempts: 0 })).toThrow(RangeError);
  });
});

describe('what is not written', () => {
  it('a file that is there', async () => {
    const cwd = project({ 'failure-policy.js': 'mine' });
    expect(await commandLine(['init'], cwd)).toEqual({
      code: 2,
      out: '',
      err: 'eslint-plugin-resilience: failure-policy.js exists already and was left as it is.\n',
    });
    expect(readIn(cwd, 'failure-policy.js')).toBe('mine');
  });

  it.each([
    [
      'a file of another kind',
      ['init', 'policy.json'],
      'policy.json has to end in .ts, .mts, .cts, .js, .mjs or .cjs.',
    ],
    ['a file in what is no folder', ['init', 'a.js/policy.js'], 'a.js/policy.js could not be written: '],
    ['two files', ['init', 'a.ts', 'b.ts'], '"init" takes at most one file to write.'],
    ['an empty name', ['init', ''], '"init" takes at most one file to write.'],
    ['with an option that is for linting', ['init', '--fix-suggestions'], '"init" takes no --fix-suggestions.'],
  ])('%s', async (_, args, sentence) => {
    const { code, out, err } = await commandLine(args, project({ 'a.js': '' }));
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('JavaScript in a package whose package.json cannot be read', async () => {
    const cwd = project({ 'package.json': '{' });
    const { code, err } = await commandLine(['init'], cwd);
    expect(err).toContain('package.json is not JSON: ');
    expect(code).toBe(2);
    expect(existsSync(path.join(cwd, 'failure-policy.js'))).toBe(false);
  });
});

it('a folder named init is linted by its path', async () => {
  const cwd = project({ 'init/a.js': 'export const one = 1;\n' });
  expect(await commandLine(['./init'], cwd)).toMatchObject({
    code: 0,
    out: 'No problems; 1 file linted with the strict rules.\n',
  });
});
