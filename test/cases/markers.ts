/** What the comments in a case say that it owes. */

/** One report that is owed. */
export interface Expectation {
  readonly rule: string;
  readonly file: string;
  /** Any of these lines will do. */
  readonly lines: readonly number[];
  /** What its message has to contain. */
  readonly numbers: readonly string[];
  /** Names it in the list of what is not found yet: the group, or else the line. */
  readonly label: string;
}

export interface Marked {
  /** Without the comments; the lines stay where they are. */
  readonly text: string;
  readonly expectations: readonly Expectation[];
  /** Rules whose reports are neither owed nor wrong in this file. */
  readonly allowed: ReadonlySet<string>;
}

const ALLOWED = /^\s*\/\/ ALLOW\s+(.*)$/;
const MARKERS = /\s*\/\/ EXPECT\??\s.*$/;
const MARKER = /\/\/ EXPECT(\?)?\s+(.*?)\s*(?=\/\/ EXPECT|$)/g;
const ITEM = /^(?<rule>[a-z-]+)(?:#(?<group>[\w-]+))?(?<numbers>(?:\s*\[[\w.]+\])*)$/;

/**
 * Takes the comments out of a text.
 *
 * @param prefix how the file is named in labels, e.g. `src/router.ts:`; nothing where it is the only one
 */
export function readMarkers(marked: string, file: string, prefix: string): Marked {
  const expectations = new Map<string, Expectation>();
  const allowed = new Set<string>();
  const lines = marked.split('\n').map((original, i) => {
    const allowedHere = ALLOWED.exec(original)?.[1];
    if (allowedHere !== undefined) {
      items(allowedHere).forEach((rule) => allowed.add(rule));
      return '';
    }
    for (const { rule, group, numbers } of expectedOn(original, `${file}:${i + 1}`)) {
      const label = group === undefined ? `${prefix}${i + 1} ${rule}` : `${prefix}${rule}#${group}`;
      const known = expectations.get(label) ?? { rule, file, label, lines: [], numbers: [] };
      expectations.set(label, {
        ...known,
        lines: [...known.lines, i + 1],
        numbers: [...known.numbers, ...numbers],
      });
    }
    return original.replace(MARKERS, '');
  });
  return { text: lines.join('\n'), expectations: [...expectations.values()], allowed };
}

interface Item {
  readonly rule: string;
  readonly group: string | undefined;
  readonly numbers: readonly string[];
}

/** The comments of one line. A question mark and a group go together. */
function expectedOn(line: string, place: string): readonly Item[] {
  return [...(MARKERS.exec(line)?.[0] ?? '').matchAll(MARKER)].flatMap(([, anyOf, list = '']) =>
    items(list).map((item) => {
      const { rule, group, numbers = '' } = ITEM.exec(item)?.groups ?? {};
      if (rule === undefined || (anyOf === undefined) !== (group === undefined)) {
        throw new Error(`${place}: what is expected is not understood: ${item}`);
      }
      return { rule, group, numbers: numbers.match(/[\w.]+/g) ?? [] };
    }),
  );
}

const items = (list: string): readonly string[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
