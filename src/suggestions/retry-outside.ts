/** "Put the retry round the breaker": the two change places, and the retry leaves the rejection of an open circuit alone. */
import { contains, isFunction } from '../ast/nodes.js';
import type { EnclosedRetry, Node, RetriedCall } from '../analysis/facts.js';
import { editedText, indentOf, replace, splitEdits, type Edit, type File } from './edits.js';
import { excludeRejection } from './exclude-rejection.js';

/** Undefined where they are not composed in this file, or where the retry could not be kept from repeating the rejection. */
export function retryOutside(file: File, { outside }: RetriedCall): Edit[] | undefined {
  const excluding = outside && excludeRejection(file, outside.exclusion);
  if (excluding === undefined) {
    return undefined;
  }
  if (outside?.kind === 'neighbours') {
    const { breaker, retry } = outside;
    const { inside, outside: others } = splitEdits(excluding, retry.range);
    const moved = editedText(file, retry.range, inside);
    const touchesBreaker = others.some(({ range }) => breaker.range[0] <= range[0] && range[1] <= breaker.range[1]);
    return touchesBreaker ? undefined : [...others, replace(breaker, moved), replace(retry, file.textOf(breaker))];
  }
  return outside && turnInsideOut(file, outside, excluding);
}

function turnInsideOut(
  file: File,
  { calls, handed, retry, run }: EnclosedRetry,
  excluding: readonly Edit[],
): Edit[] | undefined {
  const { inside, outside } = splitEdits(excluding, retry.range);
  const dropped = file.text.slice(handed.range[0], retry.range[0]) + file.text.slice(retry.range[1], handed.range[1]);
  const repeated = repeatedBy(file, handed, retry, run);
  if (
    repeated === undefined ||
    /\/[/*]/.test(dropped) ||
    inside.some(({ range }) => contains(run, { range } as Node) && range[1] > run.range[0] && range[0] < run.range[1])
  ) {
    return undefined;
  }
  const [from, to] = retry.range;
  const before = closed(file.text.slice(from, run.range[0]));
  const after = closed(editedText(file, [run.range[1], to], inside));
  const around = (call: string): string => `${before}() => ${call}${after}`;
  const [only] = calls;
  if (only !== undefined && contains(only, handed)) {
    const call =
      closed(file.text.slice(only.range[0], handed.range[0])) +
      repeated +
      closed(file.text.slice(handed.range[1], only.range[1]));
    return [...outside, replace(only, around(reindented(file, call, retry, only)))];
  }
  return [
    ...outside,
    replace(handed, reindented(file, repeated, retry, handed)),
    ...calls.map((call) => replace(call, around(file.textOf(call)))),
  ];
}

/** What the breaker is handed once the retry is gone from it: what that was to repeat. */
function repeatedBy(file: File, handed: Node, retry: Node, run: Node): string | undefined {
  if (!isFunction(handed)) {
    return undefined;
  }
  if (handed.params.length === 0) {
    return run.type === 'Identifier' || (isFunction(run) && run.params.length === 0) ? file.textOf(run) : undefined;
  }
  if (run.type !== 'ArrowFunctionExpression' || run.params.length > 0 || handed.body !== retry) {
    return run.type === 'Identifier' && handed.body === retry
      ? `${file.text.slice(handed.range[0], retry.range[0])}${run.name}()`
      : undefined;
  }
  const head = file.text.slice(handed.range[0], retry.range[0]);
  return `${run.async && !handed.async ? 'async ' : ''}${head}${file.text.slice(run.body.range[0], run.range[1])}`;
}

/** The beginning or the end of a call whose argument stood on a line of its own. */
const closed = (text: string): string => text.replace(/\(\s+$/, '(').replace(/^,?\s+\)$/, ')');

/** Lines that were indented as those of one node, as those of another. */
function reindented(file: File, text: string, before: Node, after: Node): string {
  const [old, indent] = [indentOf(file, before), indentOf(file, after)];
  return text.includes('`') || old === indent
    ? text
    : text
        .split(/\r?\n/)
        .map((line, i) => (i > 0 && line.startsWith(old) ? indent + line.slice(old.length) : line))
        .join(file.style.eol);
}
