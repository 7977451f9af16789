/** What every suggestion promises, each promise as a function that tells what of it is broken. */
import ts from 'typescript';

import type { Linted, Suggested } from './apply.js';
import { typeErrors } from './type-errors.js';

/** A suggestion applied once: the text with what is found in it, before and after. */
export interface Step {
  readonly code: string;
  readonly before: Linted;
  readonly suggestion: Suggested;
  readonly after: Linted;
}

type Promise = (step: Step) => readonly string[];

export const PROMISES: Readonly<Record<string, Promise>> = {
  'the output parses': ({ after }) => (after.fatal === undefined ? [] : [after.fatal]),

  'its finding is gone': ({ before, suggestion, after }) => {
    const key = `${suggestion.rule} ${suggestion.messageId}`;
    return (after.counts.get(key) ?? 0) < (before.counts.get(key) ?? 0) ? [] : [key];
  },

  'no finding is added': ({ before, after }) => increased(before.counts, after.counts),

  /**
   * Once applied, it is offered one time fewer: not again for the same finding. Nothing that is offered on the output leads back. With the
   * promises above, each step leaves fewer findings, so that applying what is offered comes to an end from any text; the texts on the way
   * are held to these promises as well.
   */
  'it is stable when applied again': ({ code, before, suggestion, after }) => {
    const isSame = ({ rule, messageId, suggestionId }: Suggested): boolean =>
      rule === suggestion.rule && messageId === suggestion.messageId && suggestionId === suggestion.suggestionId;
    const left = after.suggestions.filter(isSame).length;
    const back = after.suggestions.filter(({ output }) => output === code);
    return [
      ...(left < before.suggestions.filter(isSame).length ? [] : [`offered ${left} times, as before`]),
      ...back.map(({ suggestionId }) => `${suggestionId} takes it back`),
    ];
  },

  /** No rule looks at an error beside the rejection of an open circuit, so what a suggestion throws there has to be told apart at once. */
  'no error is added that nothing tells from a failure of the service': ({ code, suggestion }) => {
    const thrown = (text: string): string[] => text.match(/\b(?:throw|reject\()\s*(?:new )?Error\([^\n]*/g) ?? [];
    const plain = (text: string): string[] => thrown(text).filter((line) => !/\bcause\b/.test(line));
    return plain(suggestion.output).slice(plain(code).length);
  },

  'comments are kept': ({ code, suggestion }) => {
    const kept = comments(suggestion.output);
    return comments(code).filter((comment) => {
      const at = kept.indexOf(comment);
      return at === -1 || kept.splice(at, 1).length === 0;
    });
  },

  'what it does not change stays as it is, to the byte': ({ code, suggestion }) => reformatted(code, suggestion.output),
};

const increased = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] =>
  [...after].filter(([key, count]) => count > (before.get(key) ?? 0)).map(([key]) => key);

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

/**
 * A line either stays byte for byte, or changes in what it says, or moves into or out of a block: then its indentation changes by whole
 * steps, and nothing else. The mark at the start, the ends of lines and what ends the file are as they were, and nothing is left behind:
 * no blank at the end of a line, no second blank line in a row.
 */
function reformatted(before: string, after: string): string[] {
  const { removed, added } = changedLines(linesOf(before), linesOf(after));
  const content = (line: string): string => line.replace(/\s+/g, '');
  const body = (line: string): string => line.replace(/^[ \t]+/, '');
  const indent = (line: string): number => line.length - body(line).length;
  const widths = [...before.matchAll(/^ +(?=[^ *])/gm)].map(([spaces]) => spaces.length);
  const step = /^\t/m.test(before) ? 1 : widths.reduce(greatestCommonDivisor, 0);
  // What stands there once before and once after is the same line.
  const once = (lines: readonly string[], line: string): boolean =>
    lines.filter((other) => content(other) === content(line)).length === 1;
  const broken: string[] = [];
  for (const line of removed.filter(
    (candidate) => content(candidate).length > 3 && once(removed, candidate) && once(added, candidate),
  )) {
    const now = added.find((candidate) => content(candidate) === content(line)) ?? '';
    if (body(now) !== body(line) || (indent(now) - indent(line)) % step !== 0) {
      broken.push(`white space: ${JSON.stringify(line)} → ${JSON.stringify(now)}`);
    }
  }
  const endings = (text: string): string[] => [...new Set(text.match(/\r?\n/g) ?? [])];
  const newEndings = endings(after).filter((ending) => !endings(before).includes(ending));
  broken.push(...newEndings.map((ending) => `another end of a line: ${JSON.stringify(ending)}`));
  const end = (text: string): string => /\s*$/.exec(text)?.[0] ?? '';
  if (end(before) !== end(after) || before.startsWith('\uFEFF') !== after.startsWith('\uFEFF')) {
    broken.push('the end of the file, or its mark');
  }
  const tabs = (text: string): boolean => /^ *\t/m.test(text);
  const spaces = (text: string): boolean => /^\t* +(?![* ])/m.test(text);
  if ((tabs(after) && !tabs(before) && spaces(before)) || (spaces(after) && !spaces(before) && tabs(before))) {
    broken.push('another indentation');
  }
  const blanks = (lines: readonly string[]): string[] => lines.filter((line) => /[ \t]\r?\n?$/.test(line));
  if (blanks(added).length > blanks(removed).length) {
    broken.push(`a blank at the end: ${JSON.stringify(blanks(added))}`);
  }
  const gaps = (text: string): number =>
    (text.match(/\n[ \t]*\r?\n[ \t]*\r?\n|\{[ \t]*\r?\n[ \t]*\r?\n|\n[ \t]*\r?\n[ \t]*\}/g) ?? []).length;
  if (gaps(after) > gaps(before)) {
    broken.push('a blank line too many');
  }
  return broken;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** The lines outside the longest common subsequence. */
function changedLines(
  before: readonly string[],
  after: readonly string[],
): { readonly removed: string[]; readonly added: string[] } {
  let from = 0;
  while (from < before.length && before[from] === after[from]) {
    from += 1;
  }
  let [i, j] = [before.length, after.length];
  while (i > from && j > from && before[i - 1] === after[j - 1]) {
    i -= 1;
    j -= 1;
  }
  const [rows, columns] = [before.slice(from, i), after.slice(from, j)];
  const lengths = [...rows, ''].map(() => [...columns, ''].map(() => 0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    for (let column = columns.length - 1; column >= 0; column -= 1) {
      const line = lengths[row];
      if (line !== undefined) {
        line[column] =
          rows[row] === columns[column]
            ? at(row + 1, column + 1) + 1
            : Math.max(at(row + 1, column), at(row, column + 1));
      }
    }
  }
  const removed: string[] = [];
  const added: string[] = [];
  let [row, column] = [0, 0];
  while (row < rows.length || column < columns.length) {
    if (row < rows.length && column < columns.length && rows[row] === columns[column]) {
      row += 1;
      column += 1;
    } else if (column >= columns.length || (row < rows.length && at(row + 1, column) >= at(row, column + 1))) {
      removed.push(rows[row] ?? '');
      row += 1;
    } else {
      added.push(columns[column] ?? '');
      column += 1;
    }
  }
  return { removed, added };
}

/** What of its promises a step breaks; type errors are looked for in all steps at once. */
export const broken = (step: Step): string[] =>
  Object.entries(PROMISES).flatMap(([promise, tell]) => tell(step).map((what) => `${promise}: ${what}`));

/** The type errors that each text after has and the text before has not, by name of the pair. */
export function addedTypeErrors(
  pairs: ReadonlyMap<string, { readonly before: string; readonly after: string }>,
): string[] {
  const texts = new Map<string, string>();
  const nameOf = new Map<string, string>();
  for (const { before, after } of pairs.values()) {
    for (const text of [before, after]) {
      if (!nameOf.has(text)) {
        nameOf.set(text, `${nameOf.size}.ts`);
        texts.set(nameOf.get(text) ?? '', text);
      }
    }
  }
  const errors = typeErrors(texts);
  const errorsIn = (text: string): string[] => [...(errors.get(nameOf.get(text) ?? '') ?? [])];
  return [...pairs].flatMap(([name, { before, after }]) => {
    const had = errorsIn(before);
    const more = errorsIn(after).filter((message) => {
      // A name or a member that the text leaves out may be written once more.
      if (had.includes(message) && /^(Cannot find name|Property '\w+' does not exist)/.test(message)) {
        return false;
      }
      const at = had.indexOf(message);
      return at === -1 || had.splice(at, 1).length === 0;
    });
    return more.map((message) => `${name}: ${message}`);
  });
}
