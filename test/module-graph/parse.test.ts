import { createRequire } from 'node:module';

import * as typescript from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';

import { moduleParser, type LanguageOptions, type ParsedModule } from '../../src/module-graph/parse.js';
import type { Parser } from '../../src/module-graph/toolchain.js';
import { ROOT } from '../support/sources.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** As ESLint has them: it comes with them. */
const eslints = ['eslint', 'eslint-v9'].map((name) =>
  createRequire(createRequire(`${ROOT}/`).resolve(`${name}/package.json`)),
);
const espree = eslints[0]?.('espree') as Parser;

const parse = (text: string, name: string, options: LanguageOptions = { parser: espree }): ParsedModule | undefined =>
  moduleParser(ROOT, options)(text, name);

/** The variables that the module declares outside its functions; a CommonJS module is a function itself. */
const declared = (module: ParsedModule | undefined): string[] | undefined =>
  module?.scopes.scopes
    .filter(({ block }) => String(block.type) === 'Program')
    .flatMap(({ variables }) => variables.filter(({ defs }) => defs.length > 0).map(({ name }) => name));

describe.each<[string, LanguageOptions]>([
  ...eslints.map((load): [string, LanguageOptions] => {
    const parser = load('espree') as Parser & { version: string };
    return [`espree ${parser.version}`, { parser }];
  }),
  ['the TypeScript parser', { parser: typescript }],
  [
    'the TypeScript parser with types',
    { parser: typescript, parserOptions: { project: true, projectService: true, tsconfigRootDir: ROOT } },
  ],
  ['no parser', {}],
])('with %s', (_, options) => {
  it.each([
    ['an ES module', 'a.js', "import b from './b.js'; export const a = async () => { await b(); };", ['b', 'a']],
    ['an ES module with its own ending', 'a.mjs', 'const a = await 1;', ['a']],
    ['a CommonJS module', 'a.js', "const b = require('./b'); exports.a = b; with (b) {}", ['b']],
    ['a CommonJS module with its own ending', 'a.cjs', "const b = require('./b'); if (b) { return; }", ['b']],
    ['a module that does not say what it is', 'a.js', 'const a = await 1;', ['a']],
    ['JSX', 'a.js', 'export const a = <b c={1} />;', ['a']],
    ['JSX with its own ending', 'a.jsx', 'export const a = <b c={1} />;', ['a']],
    ['TypeScript', 'a.ts', 'export const a = <T,>(b: T): T => <T>b;', ['a']],
    ['TypeScript with JSX', 'a.tsx', 'export const a = <b c={1} />;', ['a']],
    ['a TypeScript module', 'a.mts', 'export const a: number = 1;', ['a']],
    ['a CommonJS TypeScript module', 'a.cts', 'import b = require("./b"); export = b;', ['b']],
    ['decorators', 'a.ts', 'export class A { @b() c = 1; }', ['A']],
    ['a hash-bang line', 'a.js', '#!/usr/bin/env node\nexport const a = 1;', ['a']],
    ['a byte order mark', 'a.js', '\uFEFFexport const a = 1;', ['a']],
    ['an empty file', 'a.js', '', []],
  ])('%s is parsed', (_, name, text, names) => {
    const module = parse(text, name, options);
    expect(declared(module)).toEqual(names);
    expect(module?.path).toBe(name);
    expect(Object.keys(module?.visitorKeys ?? {})).toContain('CallExpression');
  });

  it('positions are those of the text', () => {
    const module = parse('\uFEFF#!/usr/bin/env node\nexport const a = 1;', 'a.js', options);
    const [statement] = module?.ast.body ?? [];
    expect(statement?.loc.start.line).toBe(2);
    expect(module?.text.slice(...(statement?.range ?? [0, 0]))).toBe('export const a = 1;');
  });

  it.each([
    ['a syntax error', 'a.js', 'const = 1;'],
    ['a syntax error in TypeScript', 'a.ts', 'const = 1;'],
    ['binary data', 'a.js', '\0\u0001\uFFFD'],
    ['types in JavaScript', 'a.mjs', 'class { @'],
  ])('%s is unknown', (_, name, text) => {
    expect(parse(text, name, options)).toBeUndefined();
  });
});

describe('a parser of components', () => {
  const seen: object[] = [];
  const components: Parser = {
    meta: { name: 'component-parser' },
    parseForESLint: (text, options) => {
      seen.push(options);
      return typescript.parseForESLint(text, options);
    },
  };

  it('is asked only for what the TypeScript parser does not take', () => {
    expect(declared(parse('export const a = 1;', 'a.js', { parser: components }))).toEqual(['a']);
    expect(seen).toEqual([]);
  });

  it('is given its own options, without those for another file', () => {
    const parser: Parser = {
      meta: { name: '@babel/eslint-parser' },
      parseForESLint: (text, options) => components.parseForESLint?.(text, options) ?? { ast: undefined },
    };
    expect(
      declared(
        parse('export const a = 1;', 'a.js', {
          parser,
          parserOptions: { babelOptions: 1, project: true, sourceType: 'script' },
        }),
      ),
    ).toEqual(['a']);
    expect(seen).toMatchObject([{ babelOptions: 1, sourceType: 'module', filePath: 'a.js' }]);
    expect(seen[0]).not.toHaveProperty('project');
  });
});

describe('a parser', () => {
  it('that throws, or gives nothing, is one that knows nothing', () => {
    const thrower: Parser = {
      name: 'espree',
      parse: () => {
        throw new Error('no');
      },
    };
    expect(declared(parse('const a = 1;', 'a.js', { parser: thrower }))).toEqual(['a']);
    expect(declared(parse('const a = 1;', 'a.js', { parser: { name: 'espree', parse: () => undefined } }))).toEqual([
      'a',
    ]);
    expect(declared(parse('const a = 1;', 'a.js', { parser: {} }))).toEqual(['a']);
  });

  it('that ESLint wraps for its rule tester is the one inside', () => {
    const wrapped = {
      [Symbol.for('eslint.RuleTester.parser')]: typescript,
      parseForESLint: () => ({ ast: undefined }),
    } as Parser;
    expect(declared(parse('export const a: number = 1;', 'a.ts', { parser: wrapped }))).toEqual(['a']);
  });

  it('is found where the plugin is installed when the project has none', () => {
    expect(
      declared(moduleParser(temporaryFolder(), { parser: espree })('export const a: number = 1;', 'a.ts')),
    ).toEqual(['a']);
    expect(declared(moduleParser(temporaryFolder(), { parser: espree })('export const a = 1;', 'a.js'))).toEqual(['a']);
  });
});
