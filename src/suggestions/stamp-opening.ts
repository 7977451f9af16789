/** "Stamp the transition to OPEN": the moment from which the open window is counted, apart from the time of the last failure. */
import type { FailureClock, Node } from '../analysis/facts.js';
import { escaped, indentOf, insertAfter, insertBefore, isTaken, statementOf, type Edit, type File } from './edits.js';
import { cellBeside, declareCell } from './state-cell.js';

/** What reads a clock and can be read anywhere. */
const NOW = /^(?:Date\.now\(\)|performance\.now\(\))$/;
const LATER = /^(?:new Date\(\)|(?:Date|performance)\.now\(\) \+ (?:[\d_]+|this\.[\w.#]+))$/;

/**
 * Undefined where the circuit is also opened while it is OPEN, so that a late failure would move the stamp there as well, where a transition
 * to OPEN is not a statement of its own, or where the clock is read in a way that the edit does not know.
 */
export function stampOpening(file: File, { breaker, node, cell, opensAgain }: FailureClock): Edit[] | undefined {
  const write = statementOf(file, node);
  const openings = breaker.transitions
    .filter(({ to }) => to === 'open')
    .map((transition) => statementOf(file, transition.node));
  const opensElsewhere = breaker.transitions.some(({ to }) => to === undefined);
  const [value] = node.type === 'AssignmentExpression' && node.operator === '=' ? [file.textOf(node.right)] : [];
  if (
    opensAgain ||
    write === undefined ||
    value === undefined ||
    !(NOW.test(value) || LATER.test(value)) ||
    opensElsewhere ||
    openings.length === 0 ||
    breaker.form === 'store'
  ) {
    return undefined;
  }
  const reads = readsOf(file, breaker.node, cell);
  const writes = stampsOf(file, breaker.node, cell);
  // A clock that is shown to somebody, or that is written in the middle of something, stays the time of the last failure.
  const exposed = reads.some(({ decides }) => !decides) || writes === undefined;
  const own = exposed ? cellBeside(breaker, 'openedAt') : { name: '', expression: cell };
  const declared = exposed
    ? isTaken(file, own.name)
      ? undefined
      : declareCell(file, breaker, own, ' = 0')
    : undefined;
  const stamps = openings.map(
    (opening) => opening && stampBehind(file, opening, `${own.expression} = ${value}${file.style.end}`),
  );
  if (
    !reads.some(({ decides }) => decides) ||
    stamps.includes(undefined) ||
    (exposed && (declared === undefined || !NOW.test(value))) ||
    file.parentOf(write)?.type !== 'BlockStatement'
  ) {
    return undefined;
  }
  return [
    ...stamps.flatMap((edits) => edits ?? []),
    ...(declared
      ? [
          declared,
          ...reads.filter(({ decides }) => decides).map(({ range }): Edit => ({ range, text: own.expression })),
        ]
      : (writes ?? []).map((range): Edit => ({ range, text: '' }))),
  ];
}

function stampBehind(file: File, opening: Node, stamp: string): Edit[] | undefined {
  const block = file.parentOf(opening);
  const { eol, step } = file.style;
  const indent = indentOf(file, opening);
  if (block?.type === 'IfStatement' && block.consequent === opening) {
    const inner = (block.loc.start.line === opening.loc.start.line ? indent : indentOf(file, block)) + step;
    const outer = inner.slice(step.length);
    return file.textOf(block).includes('//')
      ? undefined
      : [insertBefore(opening, `{${eol}${inner}`), insertAfter(opening, `${eol}${inner}${stamp}${eol}${outer}}`)];
  }
  if (block?.type !== 'BlockStatement' && block?.type !== 'SwitchCase') {
    return undefined;
  }
  const statements = block.type === 'BlockStatement' ? block.body : block.consequent;
  const isThere = statements.some((statement) => file.textOf(statement) === stamp);
  return isThere ? [] : [insertAfter(opening, `${eol}${indent}${stamp}`)];
}

/** The lines that stamp the cell, each a statement by itself; undefined where one is not. What clears the cell is no stamp. */
function stampsOf(file: File, scope: Node, cell: string): (readonly [number, number])[] | undefined {
  const text = file.textOf(scope);
  const write = new RegExp(
    `(?<![\\w$.#])(?<!(?:let|var|const) )${escaped(cell)}\\s*=(?![=>])\\s*(?!(?:0|null|undefined|-1)\\b)`,
    'g',
  );
  const lines = [...text.matchAll(write)].map(({ index }) => {
    const start = text.lastIndexOf('\n', index) + 1;
    const [line = ''] = /^.*\r?\n?/.exec(text.slice(start)) ?? [];
    const isStatement =
      /^[ \t]*$/.test(text.slice(start, index)) && /^[^;]*;?[ \t]*\r?\n$/.test(line) && balanced(line);
    return isStatement ? ([scope.range[0] + start, scope.range[0] + start + line.length] as const) : undefined;
  });
  return lines.includes(undefined) ? undefined : lines.flatMap((line) => (line === undefined ? [] : [line]));
}

const balanced = (line: string): boolean =>
  line.split(/[([{]/).length === line.split(/[)\]}]/).length && !/\/[/*]|[,=+-]\s*$/.test(line);

interface Read {
  readonly range: readonly [number, number];
  /** It is compared, or part of a difference or a sum. */
  readonly decides: boolean;
}

function readsOf(file: File, scope: Node, cell: string): Read[] {
  const text = file.textOf(scope);
  const name = new RegExp(`(?<![\\w$.#])${escaped(cell)}(?![\\w$])`, 'g');
  return [...text.matchAll(name)].flatMap(({ index }): Read[] => {
    const [before, after] = [text.slice(0, index), text.slice(index + cell.length)];
    if (/^\s*(?::[^=;\n]+)?=(?![=>])/.test(after)) {
      return [];
    }
    // Whether there is a value at all is asked for the sake of what follows.
    const guards = /^\s*\?(?![.?])/.test(after) && (/^[^;\n]*/.exec(after)?.[0] ?? '').includes(cell);
    const decides =
      guards || /(?<!-)-\s*\(?\s*$|[^=]>=?\s*$|<=?\s*$/.test(before) || /^!?\s*(?:\+(?!\+)|[!=]==?|[<>])/.test(after);
    return [{ range: [scope.range[0] + index, scope.range[0] + index + cell.length], decides }];
  });
}
