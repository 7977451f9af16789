/** Code that has nothing to do with it, in the same class and the same file, makes no finding vanish: ten times as much of it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint } from '../support/lint.js';
import { ROOT } from '../support/sources.js';

const TIMES = 10;

/** So many of the cases. */
const CASES = 30;

const filesIn = (folder: string, pattern: RegExp): readonly string[] =>
  readdirSync(path.join(ROOT, folder))
    .filter((file) => pattern.test(file))
    .map((file) => path.join(folder, file));

const FILES = [
  ...filesIn('test/seeds/states', /\.ts$/),
  ...filesIn('test/cases/programs', /^p\d+-.*\.ts$/).slice(0, CASES),
];

/** A function that works through rows, and one that asks a service of its own. */
const unrelated = (number: number, before: string): string => `
${before}tidied${number}(rows, options = {}) {
  const seen = new Map();
  let total = 0;
  for (const row of rows) {
    if (row.kind === 'a' && !seen.has(row.id)) {
      seen.set(row.id, row);
      total += row.amount;
    } else if (options.strict) {
      throw new Error('Twice: ' + row.id);
    }
  }
  const text = total > 100 ? 'many' : total > 10 ? 'some' : 'few';
  try {
    JSON.parse(text);
  } catch {
    total -= 1;
  }
  return { total, text, names: [...seen.values()].map(({ name }) => name ?? 'none').filter((name) => name.length > 2) };
}
${before.replace('function', 'async function') || 'async '}listed${number}(id) {
  const answer = await fetch('/lists/' + id);
  if (!answer.ok) {
    return undefined;
  }
  const { items } = await answer.json();
  return items.map((item) => ({ ...item, id }));
}
`;

/** So much of it, in characters. */
function repeated(length: number, before: string): string {
  let text = '';
  for (let number = 0; text.length < length; number += 1) {
    text += unrelated(number, before);
  }
  return text;
}

/** The same text with members at the end of its first class, and functions at its own end that others may call. */
function amongOthers(text: string): string {
  const begin = text.search(/^(export )?(default )?(abstract )?class .*\{$/m);
  const end = begin < 0 ? -1 : text.indexOf('\n}\n', begin) + 1;
  const length = (text.length * (TIMES - 1)) / (end > 0 ? 2 : 1);
  const inClass = end > 0 ? text.slice(0, end) + repeated(length, '') + text.slice(end) : text;
  return `${inClass}${repeated(length, 'export function ')}`;
}

/** What is found, by the text of the line that it stands on. */
function found(text: string): readonly string[] {
  const lines = text.split('\n');
  return lint(text, 'file.ts', plugin.configs.strict).map(
    ({ rule, messageId, line }) => `${rule} ${messageId}: ${lines[line - 1]?.trim() ?? ''}`,
  );
}

describe('among ten times as much code that has nothing to do with it', () => {
  it.each(FILES)('%s has all that is found of it alone', (file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const long = amongOthers(text);
    expect(long.length).toBeGreaterThan((TIMES - 0.5) * text.length);
    expect(found(long)).toEqual(expect.arrayContaining([...found(text)]));
  });
});
