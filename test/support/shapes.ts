/** Shapes of code, each as a pair of a finding and a near miss, in TypeScript and in JavaScript. */
import path from 'node:path';

import { Linter } from 'eslint';
import { Linter as LinterOfEslint9 } from 'eslint-v9';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { LANGUAGES } from './languages.js';
import { only } from './lint.js';
import { code, marked, unmarked, type ExpectedReport } from './marked.js';
import { project } from './project.js';

export type Language = 'ts' | 'js';
export type InBoth<Text> = Readonly<Record<Language, Text>>;

/** A module alone, or several by their names without an ending; the first is the one that is linted for its finding. */
export type Source = string | { readonly files: Readonly<Record<string, string>> };

/** One text that is written the same in both languages, or one for each. */
export type Written = Source | InBoth<Source>;

type Said = Omit<ExpectedReport, 'suggestions'>;

export interface Shape {
  /** Its number in the list of its group. A shape may have several entries. */
  readonly number: number;
  readonly name: string;
  readonly rule: string;
  readonly options?: Record<string, unknown>;
  /** What the rule says of the places that are marked. */
  readonly says: readonly Said[] | InBoth<readonly Said[]>;
  readonly reported: Written;
  /** What is right, although it looks alike: no rule of the config `all` says anything. */
  readonly silent: Written;
}

const inBoth = (written: Written): InBoth<Source> =>
  typeof written === 'object' && 'ts' in written ? written : { ts: written as Source, js: written as Source };

/** Texts below each other, in each language. */
export const lines = (...parts: readonly (string | InBoth<string>)[]): InBoth<string> => {
  const all = (language: Language): string =>
    parts.map((part) => code(typeof part === 'string' ? part : part[language]).trimEnd()).join('\n\n') + '\n';
  return { ts: all('ts'), js: all('js') };
};

/** Modules of each language. */
export const modules = (files: Readonly<Record<string, string | InBoth<string>>>): InBoth<Source> => {
  const all = (language: Language): Source => ({
    files: Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? text : text[language]]),
    ),
  });
  return { ts: all('ts'), js: all('js') };
};

const LANGUAGE: InBoth<string> = { ts: 'TypeScript', js: 'JavaScript' };
const ENGINES = [
  ['ESLint 10', Linter],
  ['ESLint 9', LinterOfEslint9 as unknown as typeof Linter],
] as const;

/** Specifies each shape of a list of so many. */
export function specify(group: string, length: number, shapes: readonly Shape[]): void {
  it(`each of the ${length} ${group} has a finding and a near miss`, () => {
    expect([...new Set(shapes.map(({ number }) => number))].sort((a, b) => a - b)).toEqual(
      Array.from({ length }, (_, i) => i + 1),
    );
  });
  for (const shape of shapes) {
    describe(`${shape.number}. ${shape.name}`, () => {
      for (const language of ['ts', 'js'] as const) {
        it(`is reported in ${LANGUAGE[language]}`, () => {
          reported(shape, inBoth(shape.reported)[language], language);
        });
        it(`has a near miss in ${LANGUAGE[language]} that is left alone`, () => {
          silent(inBoth(shape.silent)[language], language);
        });
      }
    });
  }
}

function reported({ rule, options, says }: Shape, source: Source, language: Language): void {
  const [[name, text] = ['', ''], ...others] = modulesOf(source);
  const { code: plain, errors } = marked(text, inLanguage(says, language));
  const messages = plugin.rules[rule]?.meta?.messages ?? {};
  const expected = errors.map(({ messageId, data, line, column, endLine, endColumn }) => ({
    at: `${line}:${column}–${endLine}:${endColumn}`,
    messageId,
    message: (messages[messageId] ?? '').replace(/\{\{\s*(\w+)\s*\}\}/g, (_, key: string) => data?.[key] ?? ''),
  }));
  const found = lintAll(
    [[name, plain], ...others.map(([other, content]): [string, string] => [other, unmarked(content)])],
    language,
    only(rule, options ? [options] : []),
  );
  expect(found[0]).toEqual(expected);
}

function silent(source: Source, language: Language): void {
  const all = modulesOf(source).map(([name, text]): [string, string] => [name, unmarked(text)]);
  const found = lintAll(all, language, plugin.configs.all);
  expect(found).toEqual(found.map(() => []));
}

/** `EXT` in what is said is the ending of the other files. */
const inLanguage = (says: Shape['says'], language: Language): readonly Said[] =>
  ('ts' in says ? says[language] : says).map((said) => ({
    ...said,
    ...(said.data && {
      data: Object.fromEntries(
        Object.entries(said.data).map(([key, value]) => [key, value.replaceAll('EXT', language)]),
      ),
    }),
  }));

const modulesOf = (source: Source): [string, string][] =>
  typeof source === 'string'
    ? [['file', code(source)]]
    : Object.entries(source.files).map(([name, text]) => [name, code(text)]);

interface Finding {
  readonly at: string;
  readonly messageId: string;
  readonly message: string;
}

/** What is said of each module; the same with both versions of ESLint. */
function lintAll(
  sources: readonly (readonly [string, string])[],
  language: Language,
  config: Linter.Config,
): Finding[][] {
  const named = sources.map(
    ([name, text]) => [name.endsWith('.json') ? name : `${name}.${ending(text, language)}`, text] as const,
  );
  const cwd = named.length === 1 ? process.cwd() : project(Object.fromEntries(named));
  const files = named.filter(([name]) => !name.endsWith('.json'));
  const [ten, nine] = ENGINES.map(([, Engine]) => {
    const linter = new Engine({ cwd });
    return files.map(([file, text]) =>
      linter
        .verify(text, [...LANGUAGES, { ...config, files: ['**/*'] }], { filename: path.join(cwd, file) })
        .map(({ ruleId, messageId, message, line, column, endLine, endColumn }): Finding => {
          const rule = ruleId?.replace('resilience/', '') ?? 'does not parse';
          return {
            at: `${line}:${column}–${endLine ?? ''}:${endColumn ?? ''}`,
            messageId: config === plugin.configs.all ? `${rule}: ${messageId ?? ''}` : (messageId ?? rule),
            message,
          };
        }),
    );
  });
  expect(nine).toEqual(ten);
  return ten ?? [];
}

/** A module that requires, or that fills its exports, is CommonJS. */
const ending = (text: string, language: Language): string =>
  language === 'js' && /\bmodule\.exports\b|\brequire\(|^exports\./m.test(text) ? 'cjs' : language;
