/**
 * A suggestion follows the style of the file: applied to the same code in another hand, it makes the same of it, in that hand. So what it
 * inserts is written as the file is, and everything else stays as it was.
 */
import { describe, expect, it } from 'vitest';

import { suggest } from './apply.js';
import { restyled, type Hand } from './restyle.js';
import { sources, type Source } from './sources.js';

/** Each two traits meet in some of them. */
const HANDS: Readonly<Record<string, Hand>> = {
  'double quotes, four spaces, a byte order mark': {
    quote: '"',
    semicolons: true,
    step: '    ',
    eol: '\n',
    trailingCommas: true,
    mark: true,
  },
  'no semicolons, tabs, no trailing commas, no newline at the end': {
    quote: "'",
    semicolons: false,
    step: '\t',
    eol: '\n',
    trailingCommas: false,
    finalNewline: false,
  },
  'double quotes, no semicolons, CRLF': {
    quote: '"',
    semicolons: false,
    step: '  ',
    eol: '\r\n',
    trailingCommas: true,
  },
  'tabs, CRLF': { quote: "'", semicolons: true, step: '\t', eol: '\r\n', trailingCommas: true },
  'double quotes, tabs, no trailing commas': {
    quote: '"',
    semicolons: true,
    step: '\t',
    eol: '\n',
    trailingCommas: false,
  },
  'no semicolons, four spaces, CRLF, no trailing commas': {
    quote: "'",
    semicolons: false,
    step: '    ',
    eol: '\r\n',
    trailingCommas: false,
  },
};

/** The hand of our own cases. */
const PLAIN: Hand = { quote: "'", semicolons: true, step: '  ', eol: '\n', trailingCommas: true };

/** By what else a suggestion would have to tell the style from, where the code is too short for it. */
const EVIDENCE = `
const example = {
  name: 'example',
  limits: 5,
};
void example;
`;

/** The first sources of each suggestion, one for each kind of file. */
const representatives = new Map<string, Source>();
for (const source of sources.filter(({ from, isValid }) => isValid !== true && /^(specifications|states)/.test(from))) {
  const kind = /\.[cm]?[jt]s$/.exec(source.filename)?.[0] ?? '';
  const isPlain = restyled(source.code, source.filename, PLAIN) === source.code;
  for (const { rule, suggestionId } of isPlain
    ? suggest(source.code, source.filename, source.surroundings).suggestions
    : []) {
    const key = `${rule}, ${suggestionId}, ${kind}`;
    if (!representatives.has(key)) {
      representatives.set(key, source);
    }
  }
}

describe.each(Object.entries(HANDS))('in a file with %s', (_, hand) => {
  it.each(
    [...new Map([...representatives].map(([kinds, source]) => [source, kinds]))].map(
      ([source, kinds]) => [`${kinds}: ${source.name}`, source] as const,
    ),
  )('writes as the file does: %s', (__, { code, filename, surroundings }) => {
    const text = `${code.trimEnd()}\n${EVIDENCE}`;
    const made = (written: string): string[] =>
      suggest(written, filename, surroundings).suggestions.map(({ output }) => output);
    expect(made(restyled(text, filename, hand))).toEqual(made(text).map((output) => restyled(output, filename, hand)));
  });
});
