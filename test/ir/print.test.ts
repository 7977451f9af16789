import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { lower } from '../../src/ir/lower/lower.js';
import { print, printInstruction, printTerminator } from '../../src/ir/print.js';
import { parseWith } from './parsers.js';

it('the example in the documentation of the representation is true', () => {
  const documentation = /@example\n([^]*?)\n \*\//.exec(readFileSync('src/ir/ir.ts', 'utf8'))?.[1] ?? '';
  const lines = documentation.split('\n').map((line) => line.replace(/^ \*(?: {5})?/, ''));
  const [, source = ''] = /^ `(.+)` is,/.exec(lines[0] ?? '') ?? [];
  const { module } = lower({ file: 'example.js', ...parseWith('espree', source) });
  expect(source).not.toBe('');
  expect(`${lines.slice(2).join('\n')}\n`).toBe(print(module));
});

it('shows one instruction and one end of a block', () => {
  const { module } = lower({ file: 'example.js', ...parseWith('espree', 'f(1)?.[2];') });
  const [block] = module.functions[0]?.blocks ?? [];
  expect(block?.instructions.map((instruction) => printInstruction(module, instruction))).toEqual([
    'r0 = outer',
    'r1 = scope r0 module {}',
    'r2 = global f',
    'r3 = const 1',
    'r4 = call r2(r3)',
    'r5 = absent r4 nullish',
  ]);
  expect(block && printTerminator(block.terminator)).toBe('implicit branch r5 b2 else b1');
});

it('tells scopes of one kind apart, and constants that look alike', () => {
  const source = '{ let a; f(() => a); } { let a; f(() => a); } f(-0, "1", 1n, "\\n");';
  const { module } = lower({ file: 'example.js', ...parseWith('espree', source) });
  const text = print(module);
  expect(text).toContain('scope r1 block:1 {a}');
  expect(text).toContain('scope r1 block:2 {a}');
  expect(text.match(/const .+/g)).toEqual(['const -0', 'const "1"', 'const 1n', 'const "\\n"', 'const undefined']);
});
