import type { ExpectedError } from './rule-cases.js';

/** What a report says; where it stands is marked in the code. */
export type ExpectedReport = Omit<ExpectedError, 'line' | 'column' | 'endLine' | 'endColumn'>;

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
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value.replace(LINE_MARKS, (mark) => String(lines.get(mark)))]));
  const errors = reports.map((report, i): ExpectedError => {
    const { line: startLine = 0, column: startColumn = 0 } = starts[i] ?? {};
    const { line: endLine = 0, column: endColumn = 0 } = ends[i] ?? {};
    const at = { line: startLine, column: startColumn, endLine, endColumn };
    return { ...report, ...(report.data && { data: withLines(report.data) }), ...at };
  });
  return { code: unmarked(source), errors };
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

/** Code, moved to the right by so many spaces. */
export const indented = (text: string, by: number): string => code(text).replace(/^(?=.)/gm, ' '.repeat(by)).trimEnd();
