import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Block, FunctionGraph, Instruction, Module, Terminator } from '../../src/ir/ir.js';
import { lower } from '../../src/ir/lower/lower.js';
import { verify } from '../../src/ir/verify.js';
import { sectionsOf } from './fixture-file.js';
import { parseWith, type ParseOptions } from './parsers.js';

const lowered = (source: string, options?: ParseOptions): Module =>
  lower({ file: 'example.ts', ...parseWith('typescript', source, options) }).module;

describe('what is lowered keeps the rules', () => {
  it('in all fixtures', () => {
    const folder = new URL('fixtures/', import.meta.url);
    for (const file of readdirSync(folder)) {
      for (const { name, parts } of sectionsOf(readFileSync(new URL(file, folder), 'utf8'))) {
        const sourceType = /@(commonjs|script)/.exec(name)?.[1] as ParseOptions['sourceType'];
        const options = { jsx: name.includes('@jsx'), ...(sourceType !== undefined && { sourceType }) };
        expect(verify(lowered(parts[0] ?? '', options)), name).toEqual([]);
      }
    }
  });

  const filesIn = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(js|ts)$/.test(file) && !file.endsWith('.d.ts'))
      .map((file) => path.join(folder, file))
      .sort();

  const FOLDERS: readonly [folder: string, every: number][] = [
    ['node_modules/eslint/lib', 16],
    ['node_modules/@typescript-eslint/scope-manager/dist', 8],
    ['node_modules/@typescript-eslint/typescript-estree/dist', 8],
    ['node_modules/@typescript-eslint/utils/dist', 6],
    ['src', 16],
    ['test', 12],
  ];

  // One file in so many: all of them take a minute.
  it.each(FOLDERS)('in %s', (folder, every) => {
    const files = filesIn(folder).filter((_, index) => index % every === 0);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const text = readFileSync(file, 'utf8').replace(/^#!/, '//');
      const isModule = /^(?:import|export)\b/m.test(text);
      expect(verify(lowered(text, { sourceType: isModule ? 'module' : 'commonjs' })), file).toEqual([]);
    }
  });
});

type Changed<T> = { -readonly [Key in keyof T]?: T[Key] };

const SOURCE = `
export let count = 0;
export async function load(xs) {
  for (const x of xs) {
    try { await x(count); } catch { count = 1; }
  }
  class A extends Object { constructor() { super(); } f = () => \`a\${xs}b\`; }
  return new A();
}
`;

/** The module with one of its functions changed. */
function withGraph(id: number, change: (graph: FunctionGraph) => Changed<FunctionGraph>): Module {
  const module = lowered(SOURCE);
  const functions = module.functions.map((graph) => (graph.id === id ? { ...graph, ...change(graph) } : graph));
  return { ...module, functions: functions as FunctionGraph[] };
}

/** The module with those blocks of one of its functions changed that a test holds for. */
function withBlock(id: number, isMeant: (block: Block) => boolean, change: (block: Block) => Changed<Block>): Module {
  let changes = 0;
  const module = withGraph(id, ({ blocks }) => ({
    blocks: blocks.map((block) => {
      if (!isMeant(block)) {
        return block;
      }
      changes++;
      return { ...block, ...change(block) } as Block;
    }),
  }));
  expect(changes).toBe(1);
  return module;
}

/** The module with the instructions of one kind changed, or left out. */
function withInstructions(id: number, op: Instruction['op'], change: (instruction: Instruction) => unknown): Module {
  return withGraph(id, ({ blocks }) => ({
    blocks: blocks.map((block) => ({
      ...block,
      instructions: block.instructions.flatMap((instruction) =>
        instruction.op === op ? ([change(instruction)].flat() as Instruction[]) : [instruction],
      ),
    })),
  }));
}

const withEnd = (id: number, op: Terminator['op'], change: Record<string, unknown>): Module =>
  withGraph(id, ({ blocks }) => ({
    blocks: blocks.map((block) =>
      block.terminator.op === op ? { ...block, terminator: { ...block.terminator, ...change } as Terminator } : block,
    ),
  }));

const ends = (op: Terminator['op']) => (block: Block) => block.terminator.op === op;
const catches = ({ instructions: [first] }: Block): boolean => first?.op === 'caught';

describe('what breaks a rule is found', () => {
  const module = lowered(SOURCE);
  const [main] = module.functions;

  const BROKEN: readonly [rule: string, broken: () => Module, message: RegExp][] = [
    [
      'the first function is the body',
      () => ({ ...module, functions: module.functions.slice(1) }),
      /is not the async body/,
    ],
    ['the body is async', () => withGraph(0, () => ({ isAsync: false })), /is not the async body/],
    ['there is one body', () => withGraph(1, () => ({ kind: 'module' })), /more than one function is the body/],
    ['a body is no closure', () => withGraph(1, () => ({ kind: 'module' })), /there is no function 1/],
    ['a function has its id', () => withGraph(1, () => ({ id: 7 })), /^function 1, its id is 7/],
    ['a function has blocks', () => withGraph(1, () => ({ blocks: [] })), /it has no blocks/],
    ['a function has a site', () => withGraph(1, () => ({ site: 999 })), /the function has no site: 999/],
    [
      'an export is a variable of the module',
      () => ({ ...module, exports: new Map([['x', 'y']]) }),
      /the export x is no variable of the module: y/,
    ],
    [
      'a site is a stretch of source',
      () => ({ ...module, sites: [{ line: 0, column: 0, start: 2, end: 1 }, ...module.sites.slice(1)] }),
      /site 0 is no stretch/,
    ],
    [
      'the entry has no handler',
      () =>
        withBlock(
          1,
          ({ id }) => id === 0,
          () => ({ handler: 1 }),
        ),
      /the entry has a handler/,
    ],
    ['a block has its id', () => withBlock(0, ends('return'), () => ({ id: 5 })), /b0: its id is 5/],
    ['a block goes on in one', () => withEnd(1, 'goto', { to: 99 }), /there is no b99/],
    ['a branch goes on in blocks', () => withEnd(1, 'branch', { else: 98 }), /there is no b98/],
    ['a handler is a block', () => withBlock(1, ends('await'), () => ({ handler: 97 })), /there is no b97/],
    [
      'a loop has a site',
      () =>
        withBlock(
          1,
          ({ loop }) => loop !== undefined,
          () => ({ loop: 999 }),
        ),
      /the loop has no site/,
    ],
    [
      'an instruction has a site',
      () => withInstructions(1, 'iterate', (i) => ({ ...(i as object), site: -1 })),
      /iterate has no site/,
    ],
    ['an end has a site', () => withEnd(1, 'await', { site: 999 }), /await has no site/],
    [
      'a register that is read is there',
      () => withInstructions(1, 'iterate', (i) => ({ ...(i as object), from: 999 })),
      /there is no r999/,
    ],
    [
      'a register that is written is there',
      () => withInstructions(1, 'iterate', (i) => ({ ...(i as object), into: 1.5 })),
      /there is no r1\.5/,
    ],
    ['an end reads a register that is there', () => withEnd(1, 'return', { value: -1 }), /there is no r-1/],
    [
      'what is read has been written',
      () => withInstructions(1, 'iterate', () => []),
      /r\d+ is read before it is written/,
    ],
    [
      'what is awaited has been written',
      () => withInstructions(1, 'call', () => []),
      /r\d+ is read before it is written/,
    ],
    [
      'a scope is there',
      () => withInstructions(0, 'scope', (i) => ({ ...(i as object), scope: 9 })),
      /there is no scope 9/,
    ],
    [
      'a variable is in its scope',
      () => withInstructions(1, 'load', (i) => ({ ...(i as object), name: 'z' })),
      /scope 0 has no variable z/,
    ],
    [
      'a variable is stored in its scope',
      () => withInstructions(0, 'store', (i) => ({ ...(i as object), name: 'z' })),
      /has no variable z/,
    ],
    [
      'a closure has a function',
      () => withInstructions(0, 'closure', (i) => ({ ...(i as object), function: 9 })),
      /there is no function 9/,
    ],
    [
      'a constructor is a function',
      () => withInstructions(1, 'class', (i) => ({ ...(i as object), construct: 8 })),
      /there is no function 8/,
    ],
    [
      'fields are a function',
      () => withInstructions(1, 'class', (i) => ({ ...(i as object), fields: 7 })),
      /there is no function 7/,
    ],
    [
      'a template ends with a string',
      () => ({
        ...module,
        functions: module.functions.map(
          ({ id }) => withInstructions(id, 'template', (i) => ({ ...(i as object), strings: ['a'] })).functions[id]!,
        ),
      }),
      /does not begin and end with a string/,
    ],
    [
      'only what is async awaits',
      () => withGraph(1, () => ({ isAsync: false })),
      /awaits in a function that is not async/,
    ],
    [
      'only a generator yields',
      () => withEnd(1, 'await', { op: 'yield' }),
      /yields in a function that is no generator/,
    ],
    [
      'a handler catches',
      () => withInstructions(1, 'caught', (i) => ({ ...(i as object), op: 'this' })),
      /is a handler and does not catch/,
    ],
    [
      'a handler catches first',
      () =>
        withBlock(
          1,
          (block) => catches(block) && ends('throw')(block),
          ({ instructions }) => ({ instructions: [...instructions].reverse() }),
        ),
      /catches later than at its beginning/,
    ],
    [
      'what catches is a handler',
      () => withBlock(1, ends('await'), () => ({ handler: undefined }) as unknown as Changed<Block>),
      /catches and is no handler/,
    ],
    [
      'only exceptions come to a handler',
      () => {
        const handler = module.functions[1]?.blocks.find(
          (block) => catches(block) && block.terminator.op === 'throw',
        )?.id;
        return withEnd(1, 'await', { to: handler });
      },
      /is a handler, and more than exceptions come to it/,
    ],
    [
      'something comes to a block',
      () =>
        withBlock(
          1,
          ({ loop }) => loop !== undefined,
          ({ terminator }) => ({ terminator: { op: 'goto', to: 'else' in terminator ? terminator.else : 0, site: 0 } }),
        ),
      /nothing comes to it/,
    ],
    [
      'a goto comes to the head of a loop',
      () => withEnd(1, 'await', { to: 1 }),
      /goes to the head of a loop, b1, without a goto/,
    ],
    [
      'the entry is no head of a loop',
      () => withBlock(0, ends('return'), () => ({ loop: 0 })),
      /the entry is the head of a loop/,
    ],
  ];

  it('without a change, nothing', () => {
    expect(verify(module)).toEqual([]);
    expect(main?.blocks.length).toBe(1);
  });

  it.each(BROKEN)('%s', (_rule, broken, message) => {
    expect(verify(broken())).toContainEqual(expect.stringMatching(message));
  });
});
