/**
 * Programs that are run twice: as they are, and as what they are lowered to. Both have to say the same. This finds what fixtures cannot: a
 * mistake that looks right.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { lower } from '../../src/ir/lower/lower.js';
import { verify } from '../../src/ir/verify.js';
import { sectionsOf } from './fixture-file.js';
import { parseWith, type ParserName } from './parsers.js';
import { Runner } from './run.js';

const folder = new URL('programs/', import.meta.url);

/** What is there for a program, with what it logs. */
function surroundings(): { globals: Record<string, unknown>; lines: string[] } {
  const lines: string[] = [];
  const log = (...values: unknown[]): void => void lines.push(values.map(String).join(' '));
  const host = { Array, Error, JSON, Map, Math, Object, Promise, Reflect, Set, String, Symbol, TypeError };
  return { globals: { ...host, log }, lines };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

async function original(text: string): Promise<string[]> {
  const { globals, lines } = surroundings();
  runInContext(`'use strict'; ${text}`, createContext(globals));
  await settled();
  return lines;
}

async function lowered(text: string, parser: ParserName): Promise<string[]> {
  const { globals, lines } = surroundings();
  const { module } = lower({ file: 'program.ts', ...parseWith(parser, text) });
  expect(verify(module)).toEqual([]);
  await new Runner(module, globals).run();
  await settled();
  return lines;
}

const asJavaScript = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      experimentalDecorators: true,
      useDefineForClassFields: false,
      preserveConstEnums: true,
    },
  }).outputText;

for (const file of readdirSync(folder).sort()) {
  const programs = sectionsOf(readFileSync(new URL(file, folder), 'utf8'));
  const isTypeScript = file === 'typescript.txt';
  describe(file, () => {
    it.each(programs)('$name', async ({ parts: [text = ''] }) => {
      const expected = await original(isTypeScript ? asJavaScript(text) : text);
      expect(expected.length).toBeGreaterThan(0);
      for (const parser of isTypeScript ? (['typescript'] as const) : (['typescript', 'espree'] as const)) {
        expect(await lowered(text, parser)).toEqual(expected);
      }
    });
  });
}
