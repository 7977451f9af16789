import type { ExpectedError, ExpectedSuggestion } from './rule-cases.js';

/** What a report says; where it stands is marked in the code, and what its suggestions make of the code is a diff. */
export interface ExpectedReport extends Pick<ExpectedError, 'messageId' | 'data'> {
  readonly suggestions?: readonly ExpectedChange[];
}

export interface ExpectedChange extends Pick<ExpectedSuggestion, 'messageId' | 'data'> {
  /** See `changed`. */
  readonly diff: string;
}

interface Location {
  readonly line: number;
  readonly column: number;
}

const LINE_MARKS = /[①②③④]/g;
const MARKS = /[‹›①②③④]/g;

/**
 * Code in which each expected report is marked where it stands: `await ‹this.retry(fn)›`. The first opening mark belongs to the first
 * report; marks may enclose each other, and span lines. `①` in the code marks a line, `①` in the data of a report is its number.
 */
export function marked(text: string, reports: readonly ExpectedReport[]): { code: string; errors: ExpectedError[] } {
  const source = code(text);
  const starts: Location[] = [];
  const ends: Location[] = [];
  const open: number[] = [];
  const lines = new Map<string, number>();
  let line = 1;
  let column = 1;
  for (const character of source) {
    if (character === '‹') {
      open.push(starts.length);
      starts.push({ line, column });
    } else if (character === '›') {
      ends[open.pop() ?? -1] = { line, column };
    } else if (character.match(LINE_MARKS) !== null) {
      lines.set(character, line);
    } else if (character === '\n') {
      line += 1;
      column = 1;
    } else {
      column += character.length;
    }
  }
  if (starts.length !== reports.length || open.length > 0) {
    throw new Error(`${starts.length} places are marked for ${reports.length} reports:\n${source}`);
  }
  const withLines = (data: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, value.replace(LINE_MARKS, (mark) => String(lines.get(mark)))]),
    );
  const plain = unmarked(source);
  const errors = reports.map(({ suggestions, ...report }, i): ExpectedError => {
    const { line: startLine = 0, column: startColumn = 0 } = starts[i] ?? {};
    const { line: endLine = 0, column: endColumn = 0 } = ends[i] ?? {};
    const at = { line: startLine, column: startColumn, endLine, endColumn };
    const outputs = suggestions?.map(({ diff, ...suggestion }) => ({
      ...suggestion,
      output: changed(plain, unmarked(diff)),
    }));
    return {
      ...report,
      ...(report.data && { data: withLines(report.data) }),
      ...at,
      ...(outputs && { suggestions: outputs }),
    };
  });
  return { code: plain, errors };
}

/**
 * A text after some changes, written as a diff: a line that begins with `+` is added, one with `-` is taken out, and one with neither
 * says where. What lies between the lines of the diff stays as it is.
 */
function changed(text: string, diff: string): string {
  const lines = text.split('\n');
  const result: string[] = [];
  let at = 0;
  for (const change of code(diff).trimEnd().split('\n')) {
    const [mark, line] = [change.slice(0, 1), change.slice(2)];
    if (mark === '+') {
      result.push(line);
      continue;
    }
    const found = lines.indexOf(line, at);
    if (found === -1) {
      throw new Error(`The diff speaks of a line that is not there: ${line}\n${text}`);
    }
    result.push(...lines.slice(at, mark === '-' ? found : found + 1));
    at = found + 1;
  }
  return [...result, ...lines.slice(at)].join('\n');
}

/** Code without its marks. */
export const unmarked = (text: string): string => text.replace(MARKS, '');

/** Code as it would stand in a file: without the indentation that it has in the test. */
export function code(text: string): string {
  const lines = text.replace(/^\n/, '').replace(/\n *$/, '\n').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** What a template tag is given; a string alone is a template without insertions. */
export type Template = string | TemplateStringsArray;

/** A template tag for code: what is inserted takes the indentation of the line on which it is inserted. */
export function woven(template: Template, ...insertions: readonly string[]): string {
  const [first = '', ...rest] = typeof template === 'string' ? [template] : template;
  let text = first;
  rest.forEach((following, i) => {
    const indent = /(?:^|\n)( *)[^\n]*$/.exec(text)?.[1] ?? '';
    text +=
      code(insertions[i] ?? '')
        .trimEnd()
        .replace(/\n(?=.)/g, `\n${indent}`) + following;
  });
  return code(text);
}
