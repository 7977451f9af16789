/** "Check before the try": the statements up to the rejection move out of the `try` whose handler records failures. */
import { contains, isFunction, memberKey, unwrap } from '../ast/nodes.js';
import type { CountedRejection, Node } from '../analysis/facts.js';
import { ancestor, functionOf, indentOf, insertBefore, type Edit, type File } from './edits.js';

/** Undefined where more than the record would change: what callers get, what `finally` does, or what else stands before the check. */
export function moveCheck(file: File, { node, record }: CountedRejection): Edit[] | undefined {
  const handler = ancestor(file, record, 'CatchClause');
  const attempt = handler && file.parentOf(handler);
  if (
    handler?.type !== 'CatchClause' ||
    attempt?.type !== 'TryStatement' ||
    attempt.finalizer !== null ||
    !throwsOn(handler)
  ) {
    return undefined;
  }
  const { body } = attempt.block;
  const rejecting = body.findIndex((statement) => contains(statement, node) || callsAround(file, statement, node));
  // Further checks go with it.
  const after = body.findIndex(
    (statement, i) => i > rejecting && !(statement.type === 'IfStatement' && /\bthrow\b/.test(file.textOf(statement))),
  );
  const last = body[after - 1];
  const inBlock = file.parentOf(attempt)?.type === 'BlockStatement';
  if (
    rejecting === -1 ||
    last === undefined ||
    !inBlock ||
    !body.slice(0, rejecting).every((statement) => isDeclaration(file, statement))
  ) {
    return undefined;
  }
  // From the brace to the check, with the comments in between.
  const from = attempt.block.range[0] + 1;
  const text = file.text.slice(from, last.range[1]).replace(/^[ \t]*\r?\n[ \t]*/, '');
  if (/\bawait\b|\byield\b|`/.test(text)) {
    return undefined;
  }
  const names = body
    .slice(0, rejecting)
    .flatMap((statement) =>
      statement.type === 'VariableDeclaration' ? statement.declarations.map(({ id }) => file.textOf(id)) : [],
    );
  if (names.some((name) => !/^[\w$]+$/.test(name) || isUsedOutside(file, attempt, name))) {
    return undefined;
  }
  const { eol, step } = file.style;
  const indent = indentOf(file, attempt);
  // A blank line between the check and the call would begin the block.
  const blank = /^(?:[ \t]*\r?\n(?=[ \t]*\r?\n))*/.exec(file.text.slice(last.range[1]))?.[0] ?? '';
  return [
    insertBefore(attempt, `${text.replaceAll(`${eol}${indent}${step}`, `${eol}${indent}`)}${eol}${indent}`),
    { range: [from, last.range[1] + blank.length], text: '' },
  ];
}

/** The handler ends by throwing what it was given, so that callers get the rejection in either place. */
function throwsOn({
  param,
  body,
}: {
  readonly param: Node | null;
  readonly body: { readonly body: readonly Node[] };
}): boolean {
  const last = body.body.at(-1);
  return (
    param?.type === 'Identifier' &&
    last?.type === 'ThrowStatement' &&
    last.argument.type === 'Identifier' &&
    last.argument.name === param.name
  );
}

/** `this.check();`, where the rejection is thrown in the method of that name. */
function callsAround(file: File, statement: Node, node: Node): boolean {
  const fn = functionOf(file, node);
  const owner = fn && file.parentOf(fn);
  const name = owner?.type === 'MethodDefinition' ? memberKey(owner) : isFunction(fn) && fn.id ? fn.id.name : undefined;
  const call = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : undefined;
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined;
  return (
    name !== undefined &&
    (callee?.type === 'Identifier'
      ? callee.name === name
      : callee?.type === 'MemberExpression' && memberKey(callee) === name)
  );
}

/** The name means something else around the `try`. */
function isUsedOutside(file: File, { block }: { readonly block: Node }, name: string): boolean {
  const fn = functionOf(file, block);
  const around =
    fn === undefined
      ? ''
      : `${file.text.slice(fn.range[0], block.range[0])} ${file.text.slice(block.range[1], fn.range[1])}`;
  return new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(around);
}

/** What it computes cannot fail in a way that the handler was to record. */
const isDeclaration = (file: File, statement: Node): boolean =>
  statement.type === 'VariableDeclaration' &&
  !/[(`]/.test(file.textOf(statement).replace(/Date\.now\(\)|performance\.now\(\)/g, ''));
