/** Text edits, and the handful of things that an edit must know about the file it changes. */
import type { Rule } from 'eslint';

import { forEachChild, isFunction, type VisitorKeys } from '../ast/nodes.js';
import type { Node } from '../analysis/facts.js';
import { indentAt, styleOf, type Style } from './style.js';

/** Replaces `range` by `text`; an insertion has an empty range. */
export interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** The file that a suggestion changes. */
export interface File {
  readonly text: string;
  /** The text without its comments. */
  readonly code: string;
  readonly ast: { readonly range: readonly [number, number]; readonly body: readonly Node[] };
  readonly isTypeScript: boolean;
  readonly style: Style;
  readonly visitorKeys: VisitorKeys;
  textOf(node: Node): string;
  parentOf(node: Node): Node | undefined;
}

/** What the parser left on nodes once ESLint has walked them. */
const parentOf = (node: Node): Node | undefined => (node as { parent?: Node | null }).parent ?? undefined;

const files = new WeakMap<object, File>();

/** The file behind a `SourceCode`; its style is read off once. */
export function fileOf(sourceCode: Rule.RuleContext['sourceCode'], filename: string): File {
  let file = files.get(sourceCode);
  if (file === undefined) {
    const { text, ast } = sourceCode;
    file = {
      text,
      code: withoutComments(text, ast.comments ?? []),
      ast: ast as unknown as File['ast'],
      isTypeScript: /\.[cm]?tsx?$/.test(filename),
      style: styleOf({
        text,
        body: (ast as unknown as File['ast']).body,
        tokens: ast.tokens,
        visitorKeys: sourceCode.visitorKeys,
      }),
      visitorKeys: sourceCode.visitorKeys,
      textOf: (node) => text.slice(node.range[0], node.range[1]),
      parentOf,
    };
    files.set(sourceCode, file);
  }
  return file;
}

/** Comments are replaced by a blank each. */
function withoutComments(
  text: string,
  comments: readonly { readonly range?: readonly [number, number] | undefined }[],
): string {
  let code = '';
  let from = 0;
  for (const { range } of comments) {
    code += `${text.slice(from, range?.[0])} `;
    from = range?.[1] ?? from;
  }
  return code + text.slice(from);
}

export const insertBefore = (node: Node, text: string): Edit => ({ range: [node.range[0], node.range[0]], text });
export const insertAfter = (node: Node, text: string): Edit => ({ range: [node.range[1], node.range[1]], text });
export const replace = (node: Node, text: string): Edit => ({ range: [node.range[0], node.range[1]], text });

const inOrder = (edits: readonly Edit[]): Edit[] =>
  [...edits].sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);

/** ESLint refuses a fix that changes one text twice, and with it the report. */
export const overlap = (edits: readonly Edit[]): boolean =>
  inOrder(edits).some(({ range }, i, sorted) => i > 0 && range[0] < (sorted[i - 1]?.range[1] ?? 0));

/** One ESLint fix per edit, in source order. */
export const asFix =
  (edits: readonly Edit[]) =>
  (fixer: Rule.RuleFixer): Rule.Fix[] =>
    inOrder(edits).map(({ range, text }) => fixer.replaceTextRange([range[0], range[1]], text));

const isInside = ({ range }: Edit, [start, end]: readonly [number, number]): boolean =>
  start <= range[0] && range[1] <= end;

/** The edits that change a part of the file which is moved elsewhere, and the others. */
export function splitEdits(
  edits: readonly Edit[],
  part: readonly [number, number],
): { readonly inside: Edit[]; readonly outside: Edit[] } {
  return {
    inside: edits.filter((edit) => isInside(edit, part)),
    outside: edits.filter((edit) => !isInside(edit, part)),
  };
}

/** A part of the file as the edits inside it leave it. */
export function editedText(file: File, [start, end]: readonly [number, number], edits: readonly Edit[]): string {
  let text = '';
  let at = start;
  for (const edit of inOrder(edits)) {
    text += file.text.slice(at, edit.range[0]) + edit.text;
    at = edit.range[1];
  }
  return text + file.text.slice(at, end);
}

/** The white space that the line of a node begins with. */
export const indentOf = (file: File, node: Node): string => indentAt(file.text, node.range[0]);

/** Whether a node, or one inside it, is of some kind. What `skip` says is not entered. */
export function holds(
  file: File,
  node: Node,
  is: (node: Node) => boolean,
  skip: (node: Node) => boolean = isFunction,
): boolean {
  if (skip(node)) {
    return false;
  }
  let found = is(node);
  forEachChild(node, file.visitorKeys, (child) => {
    found ||= holds(file, child, is, skip);
  });
  return found;
}

export const isWait = (node: Node): boolean =>
  node.type === 'AwaitExpression' || node.type === 'YieldExpression' || (node.type === 'ForOfStatement' && node.await);

/** Whether the code after a node runs in a later stretch than the code before it: something is awaited, and not only on the way out. */
export const waits = (file: File, node: Node): boolean =>
  holds(file, node, isWait, (inner) => isFunction(inner) || inner.type === 'ReturnStatement');

/** The edits that indent the lines after the first, from one node to another. Undefined where a line is part of a template. */
export function indentFurther(file: File, first: Node, last: Node): Edit[] | undefined {
  const parent = file.parentOf(first);
  const isTemplate = (node: Node): boolean =>
    node.type === 'TemplateLiteral' && node.loc.start.line < node.loc.end.line;
  const outside = (node: Node): boolean =>
    node !== parent && (node.range[1] <= first.range[0] || last.range[1] <= node.range[0]);
  if (parent === undefined || holds(file, parent, isTemplate, outside)) {
    return undefined;
  }
  const inside = file.text.slice(first.range[0], last.range[1]);
  return [...inside.matchAll(/\n(?=[ \t]*\S)/g)].map(({ index }): Edit => {
    const at = first.range[0] + index + 1;
    return { range: [at, at], text: file.style.step };
  });
}

/** Has statements happen whichever way `first` to `last` end: in the `finally` of the one `try` that this is, else of one round all of it. */
export function inFinally(file: File, first: Node, last: Node, statements: string): Edit[] | undefined {
  const { eol, step } = file.style;
  const indent = indentOf(file, first);
  const clause = ` finally {${eol}${indent}${step}${statements}${eol}${indent}}`;
  if (first === last && first.type === 'TryStatement' && first.finalizer === null) {
    return [insertAfter(first, clause)];
  }
  const lines = indentFurther(file, first, last);
  return (
    lines && [
      insertBefore(first, `try {${eol}${indent}${step}`),
      ...lines,
      insertAfter(last, `${eol}${indent}}${clause}`),
    ]
  );
}

/** One more item behind the last one of a list, on a line of its own where that one does not stand in the list's first line. */
export function addItem(file: File, list: Node, last: Node, text: string): Edit {
  const isOneLine = list.loc.start.line === last.loc.start.line;
  return insertAfter(last, isOneLine ? `, ${text}` : `,${file.style.eol}${indentOf(file, last)}${text}`);
}

/** A string literal in the quotes that the file prefers. */
export const quoted = ({ style }: File, value: string): string => `${style.quote}${value}${style.quote}`;

/** A name or a member as part of a regular expression. */
export const escaped = (name: string): string => name.replace(/[.$#]/g, '\\$&');

/** Whether a name is written anywhere in the file's code, so that a new one must not be the same. */
export const isTaken = (file: File, name: string): boolean =>
  new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`).test(file.code);

/** The statement around an expression that is the whole of it. */
export function statementOf(file: File, expression: Node): Node | undefined {
  const parent = file.parentOf(expression);
  return parent?.type === 'ExpressionStatement' ? parent : undefined;
}

/** The closest ancestor of one of the given types. */
export function ancestor<Type extends Node['type']>(
  file: File,
  node: Node,
  ...types: readonly `${Type}`[]
): Node | undefined {
  let at = file.parentOf(node);
  while (at !== undefined && !(types as readonly string[]).includes(at.type)) {
    at = file.parentOf(at);
  }
  return at;
}

/** The function that a node stands in; undefined for code of the module itself. */
export const functionOf = (file: File, node: Node): Node | undefined =>
  ancestor(file, node, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');

/** The whole line of a statement that stands alone on it, so that removing it leaves no gap. */
export function wholeLine(file: File, node: Node): readonly [number, number] {
  const start = file.text.lastIndexOf('\n', node.range[0] - 1) + 1;
  const end = file.text.indexOf('\n', node.range[1]);
  const alone =
    /^[ \t]*$/.test(file.text.slice(start, node.range[0])) &&
    /^[ \t\r]*$/.test(file.text.slice(node.range[1], end === -1 ? undefined : end));
  return alone && end !== -1 ? [start, end + 1] : [node.range[0], node.range[1]];
}

/** The line of a statement that is taken out, with one of the blank lines around it where two would be left, or one beside a brace. */
export function lineAndGap(file: File, node: Node): readonly [number, number] {
  const [start, end] = wholeLine(file, node);
  const before = file.text.slice(0, start);
  const after = file.text.slice(end);
  const blankAfter = /^[ \t]*\r?\n/.exec(after)?.[0].length ?? 0;
  const blankBefore = /\n([ \t]*\r?\n)$/.exec(before)?.[1]?.length ?? 0;
  if (start === node.range[0]) {
    return [start, end];
  }
  if (blankAfter > 0 && (blankBefore > 0 || /\{[ \t]*\r?\n$/.test(before))) {
    return [start, end + blankAfter];
  }
  return blankBefore > 0 && /^[ \t]*\}/.test(after) ? [start - blankBefore, end] : [start, end];
}
