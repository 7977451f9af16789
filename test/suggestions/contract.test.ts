import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { collectCases } from '../support/rule-tester.js';
import { suggest, type Suggested } from './apply.js';
import { typeErrors } from './type-errors.js';

/** Everything that our tests have a suggestion for: the specifications of the rules, the seeds' states. */
interface Source {
  readonly name: string;
  readonly filename: string;
  readonly code: string;
}

const FOLDERS = ['../seeds/states', '../seeds/states/js'];

function filesIn(folder: string): Source[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url)
    .filter((file) => /\.[cm]?[jt]s$/.test(file))
    .map((file) => ({ name: `${folder.replace(/^[./]+/, '')}/${file}`, filename: file, code: readFileSync(new URL(file, url), 'utf8') }));
}

const rules = new URL('../rules/', import.meta.url);
const specifications = await collectCases(() =>
  Promise.all(
    readdirSync(rules)
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => import(fileURLToPath(new URL(file, rules)))),
  ),
);
const sources: Source[] = [
  ...FOLDERS.flatMap(filesIn),
  ...[...specifications].flatMap(([rule, { invalid }]) =>
    invalid.map(({ name, code, filename = 'file.ts' }) => ({ name: `${rule}: ${name}`, filename, code })),
  ),
];

const suggestions = sources.flatMap((source) => {
  const before = suggest(source.code, source.filename);
  return before.suggestions.map((suggestion) => ({ source, before, suggestion }));
});

const title = (source: Source, { line, messageId, suggestionId }: Suggested): string => `${source.name}, line ${line}: ${messageId} → ${suggestionId}`;

const isTypeScript = ({ filename }: Source): boolean => /\.[cm]?ts$/.test(filename);

/** Comments in order, without their white space. */
function comments(code: string): string[] {
  const found: string[] = [];
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, code);
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia) {
      found.push(scanner.getTokenText().replace(/\s+/g, ' '));
    }
  }
  return found;
}

const increased = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] =>
  [...after].filter(([key, count]) => count > (before.get(key) ?? 0)).map(([key]) => key);

describe('every suggestion', () => {
  it('is looked at: there are suggestions of each kind', () => {
    const kinds = new Set(suggestions.map(({ suggestion }) => suggestion.suggestionId));
    const specified = [...specifications.values()].flatMap(({ invalid }) => invalid.flatMap(({ errors }) => errors.flatMap((error) => error.suggestions ?? [])));
    expect([...kinds].sort()).toEqual([...new Set(specified.map(({ messageId }) => messageId))].sort());
    expect(kinds.size).toBeGreaterThan(10);
  });

  it.each(suggestions.map((entry) => [title(entry.source, entry.suggestion), entry] as const))(
    'parses, removes its finding, adds none and keeps comments: %s',
    (_title, { source, before, suggestion }) => {
      const after = suggest(suggestion.output, source.filename);
      const key = `${suggestion.rule} ${suggestion.messageId}`;
      expect(after.fatal).toBeUndefined();
      expect(after.counts.get(key) ?? 0).toBeLessThan(before.counts.get(key) ?? 0);
      expect(increased(before.counts, after.counts)).toEqual([]);
      const kept = comments(suggestion.output);
      expect(comments(source.code).filter((comment) => !kept.includes(comment))).toEqual([]);
    },
  );

  it('adds no type error', () => {
    const typed = suggestions.filter(({ source }) => isTypeScript(source));
    const texts = new Map<string, string>();
    typed.forEach(({ source, suggestion }, i) => {
      texts.set(`${i}-before.ts`, source.code);
      texts.set(`${i}-after.ts`, suggestion.output);
    });
    const errors = typeErrors(texts);
    const added = typed.flatMap(({ source, suggestion }, i) => {
      const before = [...(errors.get(`${i}-before.ts`) ?? [])];
      const more = (errors.get(`${i}-after.ts`) ?? []).filter((message) => {
        // A name that the case leaves out may be written once more.
        if (before.includes(message) && message.startsWith('Cannot find name')) {
          return false;
        }
        const at = before.indexOf(message);
        return at === -1 || before.splice(at, 1).length === 0;
      });
      return more.map((message) => `${title(source, suggestion)}: ${message}`);
    });
    expect(added).toEqual([]);
    expect(typed.length).toBeGreaterThan(10);
  });
});
