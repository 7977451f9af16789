/** What handles the failure of a call: the `catch` round it, or the callback behind it, and what of that records the failure. */
import { contains, isFunction } from '../ast/nodes.js';
import type { Node } from '../analysis/facts.js';
import { holds, indentOf, type Edit, type File } from './edits.js';

export interface FailureHandler {
  readonly isTry: boolean;
  /** The call is made further down, in another function. */
  readonly isRemote: boolean;
  /** The statement that the call and its handler are part of. */
  readonly statement: Node;
  /** The text whose failures arrive here. */
  readonly guarded: readonly [number, number];
  /** The name that the handler gives the error. */
  readonly error: string;
  /** The statements that record the failure, with the comments before and between them. */
  readonly record: readonly [number, number];
  /** The indentation that the record has now. */
  readonly indent: string;
  /** The one statement that records. */
  readonly moved: Node;
  /** The edits that take the handler away, where nothing is left to do in it. */
  readonly unwrapped?: Edit[];
  /** The call moves out of a `try` with that. */
  readonly outdents: boolean;
}

/**
 * The record is found with what belongs to it: all of the handler, where it trims, counts or decides in several statements. `decisions` are
 * the tests and transitions of the breaker.
 *
 * Undefined where the handler does anything that cannot be moved: it ends without throwing on, or waits, or leaves early.
 */
export function failureHandlerOf(
  file: File,
  call: Node,
  record: Node,
  decisions: readonly Node[],
): FailureHandler | undefined {
  const found = handlerAround(file, call, record);
  const statements = found?.body.body ?? [];
  const last = statements.at(-1);
  const moved = statements.find((statement) => contains(statement, record));
  if (found === undefined || moved === undefined) {
    return undefined;
  }
  const rethrows =
    last?.type === 'ThrowStatement' && last.argument.type === 'Identifier' && last.argument.name === found.error;
  const others = statements.filter((statement) => statement !== moved && statement !== last);
  const isWhole = !others.some(
    (statement) => holds(file, statement, isWrite) || decisions.some((decision) => contains(statement, decision)),
  );
  const isSingle = moved.type === 'ExpressionStatement' && isOwnCall(moved.expression) && isWhole;
  // One call is moved by itself. What is written out is moved as a whole, and only where nothing else is there.
  const takesAll = rethrows && (others.length === 0 || !isSingle);
  if ((!takesAll && (!isSingle || others.some(({ type }) => /Declaration$/.test(type)))) || (!isSingle && !rethrows)) {
    return undefined;
  }
  // In another function the names of this one are out of reach.
  if (
    found.isRemote &&
    !(isSingle && moved.expression.type === 'CallExpression' && isClosed(moved.expression, found.error))
  ) {
    return undefined;
  }
  const range: readonly [number, number] = takesAll && last ? [found.body.range[0] + 1, last.range[0]] : moved.range;
  if (/\b(return|break|continue|yield|arguments)\b/.test(file.text.slice(...range))) {
    return undefined;
  }
  const unwrapped = takesAll && last ? found.takeAway(last) : undefined;
  if (takesAll && unwrapped === undefined) {
    return undefined;
  }
  const { isTry, isRemote, statement, guarded, error } = found;
  return {
    isTry,
    isRemote,
    statement,
    guarded,
    error,
    record: range,
    indent: indentOf(file, moved),
    moved,
    outdents: found.outdents && unwrapped !== undefined,
    ...(unwrapped && { unwrapped }),
  };
}

const isWrite = ({ type }: Node): boolean => type === 'AssignmentExpression' || type === 'UpdateExpression';

/** A call of what the breaker has for that: a method or a function of its own, which is not the method of a list. */
function isOwnCall(expression: Node): boolean {
  if (expression.type === 'AwaitExpression') {
    return isOwnCall(expression.argument);
  }
  const callee = expression.type === 'CallExpression' ? expression.callee : undefined;
  return (
    callee?.type === 'Identifier' || (callee?.type === 'MemberExpression' && callee.object.type === 'ThisExpression')
  );
}

/** A call of a method with nothing but the error. */
const isClosed = (call: Extract<Node, { type: 'CallExpression' }>, error: string): boolean =>
  call.callee.type === 'MemberExpression' &&
  call.callee.object.type === 'ThisExpression' &&
  call.arguments.every((argument) => argument.type === 'Identifier' && argument.name === error);

type Block = Extract<Node, { type: 'BlockStatement' }>;

interface Around extends Pick<FailureHandler, 'isTry' | 'isRemote' | 'statement' | 'guarded' | 'error'> {
  readonly body: Block;
  readonly outdents: boolean;
  /** Takes the handler away, which rethrows with this statement; undefined where that could lose a comment or change a text. */
  takeAway(rethrow: Node): Edit[] | undefined;
}

/** The handler that holds the record and that a failure of the call arrives at. */
function handlerAround(file: File, call: Node, record: Node): Around | undefined {
  for (let at = record, parent = file.parentOf(at); parent !== undefined; at = parent, parent = file.parentOf(at)) {
    if (parent.type === 'CatchClause') {
      const statement = file.parentOf(parent);
      if (statement?.type !== 'TryStatement' || (parent.param && parent.param.type !== 'Identifier')) {
        return undefined;
      }
      const { body, param } = parent;
      const error = param?.type === 'Identifier' ? param.name : 'error';
      const isRemote = !contains(statement.block, call);
      return {
        isTry: true,
        isRemote,
        statement,
        guarded: statement.block.range,
        error,
        body,
        outdents: !isRemote && !statement.finalizer,
        takeAway: (rethrow) => unwrapTry(file, statement, parent, rethrow),
      };
    }
    if (isFunction(parent) && parent.body?.type === 'BlockStatement') {
      const chained = chainOf(file, parent, call);
      if (chained !== undefined) {
        return { ...chained, body: parent.body };
      }
    }
  }
  return undefined;
}

/** The record in a callback of `.then(_, failed)` or `.catch(failed)`, behind the call. */
function chainOf(file: File, handler: Node, call: Node): Omit<Around, 'body'> | undefined {
  const link = file.parentOf(handler);
  if (
    link?.type !== 'CallExpression' ||
    link.callee.type !== 'MemberExpression' ||
    !contains(link.callee.object, call) ||
    !isFunction(handler)
  ) {
    return undefined;
  }
  const { callee, arguments: given } = link;
  const name = callee.property.type === 'Identifier' ? callee.property.name : '';
  const [first, second] = given;
  const [parameter] = handler.params;
  const fits = (name === 'catch' && first === handler) || (name === 'then' && second === handler);
  const error = parameter?.type === 'Identifier' ? parameter.name : parameter === undefined ? 'error' : undefined;
  const statement = statementAround(file, link);
  if (!fits || error === undefined || statement === undefined || given.length > (name === 'catch' ? 1 : 2)) {
    return undefined;
  }
  return {
    isTry: false,
    isRemote: false,
    statement,
    guarded: callee.object.range,
    error,
    outdents: false,
    takeAway(rethrow) {
      const body = handler.body as Block;
      const from = name === 'catch' || first === undefined ? callee.object.range[1] : first.range[1];
      const to = name === 'catch' ? link.range[1] : handler.range[1];
      const rest = file.text.slice(from, body.range[0]) + file.text.slice(rethrow.range[0], to);
      return hasComment(rest) ? undefined : [{ range: [from, to], text: '' }];
    },
  };
}

function statementAround(file: File, node: Node): Node | undefined {
  let at: Node | undefined = node;
  while (at !== undefined && file.parentOf(at)?.type !== 'BlockStatement' && !isFunction(at)) {
    at = file.parentOf(at);
  }
  return at === undefined || isFunction(at) ? undefined : at;
}

const hasComment = (text: string): boolean => /\/[/*]/.test(text);

/** A handler that only throws again has nothing left to do: what it guards is unwrapped, or keeps its `finally`. */
function unwrapTry(
  file: File,
  statement: Extract<Node, { type: 'TryStatement' }>,
  clause: Extract<Node, { type: 'CatchClause' }>,
  rethrow: Node,
): Edit[] | undefined {
  const handler = clause.body;
  if (statement.finalizer) {
    const rest =
      file.text.slice(statement.block.range[1], handler.range[0]) + file.text.slice(rethrow.range[0], clause.range[1]);
    return hasComment(rest) ? undefined : [{ range: [statement.block.range[1], clause.range[1]], text: '' }];
  }
  const [first, last] = [statement.block.body[0], statement.block.body.at(-1)];
  if (file.parentOf(statement)?.type !== 'BlockStatement' || first === undefined || last === undefined) {
    return undefined;
  }
  const opening = file.text.slice(statement.range[0], first.range[0]);
  const between = file.text.slice(last.range[1], handler.range[0]);
  const closing = file.text.slice(rethrow.range[0], statement.range[1]);
  const body = file.text.slice(first.range[0], last.range[1]);
  if (hasComment(opening + between + closing) || body.includes('`')) {
    return undefined;
  }
  const { step } = file.style;
  const inner = indentOf(file, statement) + step;
  const edits: Edit[] = [
    { range: [statement.range[0], first.range[0]], text: '' },
    { range: [last.range[1], statement.range[1]], text: '' },
  ];
  for (const { index } of body.matchAll(/\n(?=[ \t])/g)) {
    const at = first.range[0] + index + 1;
    if (file.text.startsWith(inner, at)) {
      edits.push({ range: [at, at + step.length], text: '' });
    }
  }
  return edits;
}
