/** Lost updates: "wait first, then read and write in one stretch". */
import { contains, unwrap } from '../ast/nodes.js';
import type { Node, Race } from '../analysis/facts.js';
import { indentOf, insertBefore, isTaken, statementOf, waits, wholeLine, type Edit, type File } from './edits.js';

const AMOUNT = 'amount';

/** `x += await e` becomes `const amount = await e; x += amount`. */
export function awaitFirst(file: File, { write }: Race): Edit[] | undefined {
  const statement = statementOf(file, write);
  const operand =
    write.type === 'AssignmentExpression' ? operandOf(file, write.left, write.operator, write.right) : undefined;
  if (
    statement === undefined ||
    operand === undefined ||
    !waits(file, operand) ||
    !inBlock(file, statement) ||
    isTaken(file, AMOUNT)
  ) {
    return undefined;
  }
  const { end, eol } = file.style;
  const { start, stop } = withParentheses(file, operand);
  return [
    insertBefore(statement, `const ${AMOUNT} = ${file.textOf(operand)}${end}${eol}${indentOf(file, statement)}`),
    { range: [start, stop], text: AMOUNT },
  ];
}

/** What is added in `x += e`, `x = x + e`; undefined where the left side does more than name a place. */
function operandOf(file: File, left: Node, operator: string, right: Node): Node | undefined {
  if (/[(=]|\[/.test(file.textOf(left))) {
    return undefined;
  }
  if (/^[-+*]=$/.test(operator)) {
    return right;
  }
  const sum = unwrap(right);
  return operator === '=' && sum.type === 'BinaryExpression' && file.textOf(sum.left) === file.textOf(left)
    ? sum.right
    : undefined;
}

/** A copy that was taken before the wait is taken right before it is used: the declaration moves. */
export function readLate(file: File, { basis, point, write }: Race): Edit[] | undefined {
  const declaration = declarationAround(file, basis);
  const block = declaration && file.parentOf(declaration);
  if (declaration?.type !== 'VariableDeclaration' || block?.type !== 'BlockStatement' || !contains(block, write)) {
    return undefined;
  }
  const following = block.body.slice(block.body.indexOf(declaration) + 1);
  const names = declaration.declarations.flatMap(({ id }) => namesIn(file, id));
  const use = following.find((statement) => names.some((name) => mentions(file, statement, name)));
  const line = wholeLine(file, declaration);
  const isPlain =
    declaration.kind === 'const' &&
    declaration.declarations.every(({ init }) => init !== null && isRead(file, block, declaration, init));
  if (
    use === undefined ||
    !isPlain ||
    waits(file, use) ||
    use.range[0] < point.range[1] ||
    line[0] === declaration.range[0] ||
    hasCommentAbove(file, line[0])
  ) {
    return undefined;
  }
  return [
    { range: line, text: '' },
    insertBefore(use, `${file.textOf(declaration)}${file.style.eol}${indentOf(file, use)}`),
  ];
}

function declarationAround(file: File, node: Node): Node | undefined {
  for (
    let at: Node | undefined = node;
    at !== undefined && !/Statement$|Function/.test(at.type);
    at = file.parentOf(at)
  ) {
    if (at.type === 'VariableDeclaration') {
      return at;
    }
  }
  return undefined;
}

/** Reads members of what others see too: no call, and no variable of this function's own. */
function isRead(file: File, block: Node, declaration: Node, init: Node): boolean {
  const text = file.textOf(init);
  const before = file.text.slice(block.range[0], declaration.range[0]);
  const roots = text.match(/(?<![.\w$#])[A-Za-z_$][\w$]*/g) ?? [];
  return (
    !/[(=`]|\bawait\b|\byield\b/.test(text) &&
    !roots.some((root) => new RegExp(`\\b(const|let|var)\\b[^=;]*\\b${root.replaceAll('$', '\\$')}\\b`).test(before))
  );
}

const namesIn = (file: File, id: Node): string[] =>
  file
    .textOf(id)
    .replace(/:[^,}]*$/, '')
    .match(/[A-Za-z_$][\w$]*/g) ?? [];

const mentions = (file: File, node: Node, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(file.textOf(node));

const inBlock = (file: File, statement: Node): boolean => file.parentOf(statement)?.type === 'BlockStatement';

/** A comment above a line belongs to it, and would stay behind. */
const hasCommentAbove = (file: File, lineStart: number): boolean =>
  /(\*\/|\/\/[^\n]*)[ \t\r]*\n$/.test(file.text.slice(0, lineStart));

/** The range of an expression with the parentheses right around it. */
function withParentheses(file: File, { range: [from, to] }: Node): { start: number; stop: number } {
  const before = /\([ \t]*$/.exec(file.text.slice(0, from));
  const after = /^[ \t]*\)/.exec(file.text.slice(to));
  return before !== null && after !== null
    ? { start: before.index, stop: to + after[0].length }
    : { start: from, stop: to };
}
