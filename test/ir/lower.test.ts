/** What fixtures do not show: places, depth, both parsers, and that nothing makes it throw. */
import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Instruction, Module } from '../../src/ir/ir.js';
import { lower } from '../../src/ir/lower/lower.js';
import { print } from '../../src/ir/print.js';
import { verify } from '../../src/ir/verify.js';
import { sectionsOf } from './fixture-file.js';
import { parseWith, type ParseOptions, type ParserName } from './parsers.js';

const lowered = (parser: ParserName, source: string, options?: ParseOptions): Module =>
  lower({ file: 'example.ts', ...parseWith(parser, source, options) }).module;

const instructionsOf = ({ functions }: Module): Instruction[] =>
  functions.flatMap(({ blocks }) => blocks.flatMap(({ instructions }) => instructions));

describe('places', () => {
  const source = [
    'async function load(client) {',
    '  for (const host of client.hosts) {',
    '    if (host.ok && !host.down) throw new Error(host.name);',
    '    try { return await client.get(host); } catch (error) { log(error); }',
    '  }',
    '}',
  ].join('\n');
  const { module, nodes } = lower({ file: 'example.ts', ...parseWith('typescript', source) });
  const textOf = (site: number): string => {
    const { start = 0, end = 0 } = module.sites[site] ?? {};
    return source.slice(start, end);
  };
  const blocks = module.functions[1]?.blocks ?? [];

  it('leads back to the node', () => {
    expect(module.sites.length).toBe(nodes.length);
    for (const [site, { start, end, line, column }] of module.sites.entries()) {
      expect(nodes[site]?.range).toEqual([start, end]);
      expect(nodes[site]?.loc.start).toEqual({ line, column });
    }
    expect(new Set(nodes).size).toBe(nodes.length);
  });

  it('gives a call, a member and a new object their own expressions', () => {
    const textsOf = (op: Instruction['op']): string[] =>
      instructionsOf(module)
        .filter((instruction) => instruction.op === op)
        .map(({ site }) => textOf(site));
    expect(textsOf('call')).toEqual(['client.get(host)', 'log(error)']);
    expect(textsOf('new')).toEqual(['new Error(host.name)']);
    expect(textsOf('get')).toEqual(['client.hosts', 'host.ok', 'host.down', 'host.name', 'client.get']);
  });

  it('gives a branch its condition, and an await, a throw and a return themselves', () => {
    const ends = blocks.map(({ terminator }) => terminator).filter(({ op }) => op !== 'goto');
    expect(ends.map(({ op, site }) => `${op}: ${textOf(site).split('\n')[0]}`)).toEqual([
      'branch: for (const host of client.hosts) {',
      'branch: host.ok',
      'branch: host.down',
      'throw: throw new Error(host.name);',
      'await: await client.get(host)',
      'return: return await client.get(host);',
      'throw: for (const host of client.hosts) {',
      'return: async function load(client) {',
    ]);
  });

  it('names the loop at its head', () => {
    const loops = blocks.flatMap(({ loop }) => (loop === undefined ? [] : [nodes[loop]?.type]));
    expect(loops).toEqual(['ForOfStatement']);
  });
});

describe('both parsers', () => {
  const folder = new URL('fixtures/', import.meta.url);
  const names = readdirSync(folder).filter((file) => file !== 'typescript.txt');

  it.each(names)('make the same of %s', (file) => {
    let compared = 0;
    for (const { name, parts } of sectionsOf(readFileSync(new URL(file, folder), 'utf8'))) {
      const sourceType = /@(commonjs|script)/.exec(name)?.[1] as ParseOptions['sourceType'];
      const options = { jsx: name.includes('@jsx'), ...(sourceType !== undefined && { sourceType }) };
      let module: Module;
      try {
        module = lowered('espree', parts[0] ?? '', options);
      } catch (error) {
        expect(error, name).toBeInstanceOf(SyntaxError);
        continue;
      }
      compared++;
      expect(print(module), name).toBe(print(lowered('typescript', parts[0] ?? '', options)));
    }
    expect(compared).toBeGreaterThan(3);
  });
});

describe('depth', () => {
  const times = (count: number, text: string): string => text.repeat(count);
  // As deep as a parser goes.
  const DEEP: Record<string, (count: number) => string> = {
    'a + b + …': (count) => `x = a${times(count, ' + b')};`,
    'a && b && …': (count) => `x = a${times(count, ' && b')};`,
    'if (a || b || …)': (count) => `if (a${times(count, ' || b')}) c();`,
    'a ?? b ?? …': (count) => `x = a${times(count, ' ?? b')};`,
    'else if': (count) => `if (a) b();${times(count, ' else if (a) b();')}`,
    'a.b.b.…': (count) => `a${times(count, '.b')};`,
    'a.b().b()…': (count) => `a${times(count, '.b()')};`,
    'a?.b?.b…': (count) => `a${times(count, '?.b')};`,
    'a ? b : a ? b : …': (count) => `x = ${times(count, 'a ? b : ')}c;`,
  };

  it.each(Object.entries(DEEP))('%s is lowered to the last', (_name, sourceOf) => {
    const size = (count: number): number => instructionsOf(lowered('espree', sourceOf(count))).length;
    const [small = 0, middle = 0, large = 0] = [200, 600, 1000].map(size);
    expect(verify(lowered('espree', sourceOf(1000)))).toEqual([]);
    expect(middle).toBeGreaterThan(small);
    expect(large - middle).toBe(middle - small);
  });

  const NESTED: Record<string, string> = {
    functions: `${times(150, 'f(function () {')}g();${times(150, '});')}`,
    arrays: `x = ${times(500, '[')}g()${times(500, ']')};`,
    blocks: `${times(500, '{')}g();${times(500, '}')}`,
    assignments: `${times(500, 'a = ')}g();`,
    conditions: `if (${times(400, '(a && ')}g()${times(400, ')')}) h();`,
  };

  it.each(Object.entries(NESTED))('nested %s throw nothing', (_name, source) => {
    expect(verify(lowered('espree', source))).toEqual([]);
  });

  it('looks into every function, however deep it stands', () => {
    const globals = instructionsOf(lowered('espree', NESTED['functions'] ?? '')).filter(({ op }) => op === 'global');
    expect(globals.length).toBe(151);
  });

  it('gives up an expression inside of more than 400 others', () => {
    const unknown = instructionsOf(lowered('espree', NESTED['arrays'] ?? '')).filter(({ op }) => op === 'unknown');
    expect(unknown).toMatchObject([{ what: 'ArrayExpression' }]);
  });
});

describe('odd trees', () => {
  const ODD = [
    'a?.b = 1;',
    'break; continue; return 1;',
    'enum E { "a" = 1, "b", \'c-d\' }',
    'export default interface I {}',
    'export default abstract class { abstract m(): void }',
    'var undefined = 1, NaN, arguments;',
    'for (const x of x) x; for (let y = y; ; );',
    'x = #p in y;',
    'export = export_; export as namespace Q;',
    'import x, * as y from "z"; import {} from "w"; import "v";',
    'let { [a]: b = c, "d": e, 5: f, 1n: g } = h;',
    'switch (a) {} switch (b) { default: }',
    'try {} finally {} try { try {} finally {} } finally {}',
    'label: function f() {}',
    'if (a) function g() {} else function g() {}',
    'super.x; super(); new.target; this;',
    '<A.B c:d="e" {...f}>{...g}</A.B>;',
  ];

  it.each(ODD)('%s', (source) => {
    let count = 0;
    for (const sourceType of ['module', 'commonjs', 'script'] as const) {
      for (const parser of ['typescript', 'espree'] as const) {
        let parsed: ReturnType<typeof parseWith>;
        try {
          parsed = parseWith(parser, source, { sourceType, jsx: source.startsWith('<') });
        } catch {
          continue;
        }
        count++;
        expect(verify(lower({ file: 'odd.ts', ...parsed }).module)).toEqual([]);
      }
    }
    expect(count).toBeGreaterThan(0);
  });
});

describe('modules', () => {
  it('a file with an export of its own is no CommonJS module', () => {
    expect(lowered('espree', 'exports.a = 1;', { sourceType: 'commonjs' }).isCommonJs).toBe(true);
    expect(lowered('espree', 'module.exports = 1;', { sourceType: 'commonjs' }).isCommonJs).toBe(true);
    expect(lowered('espree', 'exports.a = 1; export const b = 2;').isCommonJs).toBe(false);
    expect(lowered('espree', 'const exports = {}; exports.a = 1;').isCommonJs).toBe(false);
    expect(lowered('espree', 'module.id; require("m");', { sourceType: 'commonjs' }).isCommonJs).toBe(false);
  });

  it('an imported name that only types use is an import and a type', () => {
    const { imports, typeImports } = lowered('typescript', 'import { A, B } from "m"; let a: A = new B(); let c: B;');
    expect(imports.map(({ name }) => name)).toEqual(['A', 'B']);
    expect(typeImports.map(({ name }) => name)).toEqual(['A']);
  });
});
