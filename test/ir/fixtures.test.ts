/**
 * What every form of the language is lowered to, source and result side by side. A section `function: …` leaves out the body of the module.
 * `UPDATE=1` writes the results anew: read each of them before it is committed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { lower } from '../../src/ir/lower/lower.js';
import { print } from '../../src/ir/print.js';
import { sectionsOf, type Section } from './fixture-file.js';
import { parseWith, type ParseOptions } from './parsers.js';

const folder = new URL('fixtures/', import.meta.url);

/** `=== name @commonjs @jsx` */
function optionsOf(name: string): ParseOptions {
  const sourceType = /@(commonjs|script)/.exec(name)?.[1] as ParseOptions['sourceType'];
  return { jsx: name.includes('@jsx'), ...(sourceType !== undefined && { sourceType }) };
}

/** What is shown of a fixture: without the first line, which is the same for all. */
function result({ name, parts: [source = ''] }: Section): string {
  const { module } = lower({ file: 'example.ts', ...parseWith('typescript', source, optionsOf(name)) });
  const text = print(module).slice('module example.ts\n'.length).trimStart();
  return name.startsWith('function: ') ? text.slice(text.indexOf('\n\n') + 2) : text;
}

const read = (file: string): Section[] => sectionsOf(readFileSync(new URL(file, folder), 'utf8'));

function write(file: string): void {
  const texts = read(file).map((section) => {
    const source = section.parts[0]?.trimEnd() ?? '';
    return `=== ${section.name}\n${source}\n---\n${result(section)}\n`;
  });
  writeFileSync(new URL(file, folder), texts.join(''));
}

describe.each(readdirSync(folder).sort())('%s', (file) => {
  if (process.env['UPDATE'] !== undefined) {
    write(file);
  }

  it.each(read(file))('$name', (section) => {
    expect(result(section).trimEnd()).toBe(section.parts[1]?.trimEnd());
  });
});

it('there are many of them, each with a name of its own', () => {
  const names = readdirSync(folder).flatMap((file) => read(file).map(({ name }) => `${file}: ${name}`));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(120);
});
