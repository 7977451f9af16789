/** "Count every failed attempt": the breaker hears of each one, and the policy says when that is enough. */
import { contains, isFunction, unwrap } from '../ast/nodes.js';
import type { Node, RetriedCall } from '../analysis/facts.js';
import type { PolicyReference } from '../policy/settings.js';
import { questionEdits } from './ask-policy.js';
import { ancestor, indentOf, replace, statementOf, wholeLine, type Edit, type File } from './edits.js';
import { policyInScope } from './policy-scope.js';

/** Undefined where the failure of a sequence is recorded in a way that cannot be moved to its attempts. */
export function countAttempts(file: File, call: RetriedCall, reference: PolicyReference): Edit[] | undefined {
  const policy = policyInScope(file, call.breaker, reference, { countingUnit: 'attempt' });
  const moved = recordEach(file, call);
  const question = policy && (call.askedPerAttempt ? [] : questionEdits(file, call, policy.expression, 'at-limit'));
  return policy && moved && question && [...policy.edits, ...moved, ...question];
}

/** "Keep one failure per sequence, and say so." */
export function declareSequences(file: File, call: RetriedCall, reference: PolicyReference): Edit[] | undefined {
  return policyInScope(file, call.breaker, reference, { countingUnit: 'sequence' })?.edits.slice();
}

/** Hands the retry a function that records its own failure, and takes the record of the whole sequence away. */
function recordEach(file: File, { entry, failureRecord, retry }: RetriedCall): Edit[] | undefined {
  const record = failureRecord && statementOf(file, failureRecord);
  if (failureRecord === undefined || record === undefined || failureRecord.type !== 'CallExpression' || entry.type !== 'CallExpression') {
    return undefined;
  }
  const handler = handlerOf(file, record);
  const uses = failureRecord.arguments.map((argument) => unwrap(argument));
  const usesOnlyError = uses.every((argument) => argument.type === 'Identifier' && argument.name === handler?.error);
  const action = protectedArgument(file, retry, entry);
  if (handler === undefined || !usesOnlyError || action === undefined || awaits(file, record)) {
    return undefined;
  }
  const error = handler.error ?? 'error';
  const unwrapped = unwrapTry(file, record);
  const guarded = ancestor(file, record, 'TryStatement');
  const moves = unwrapped !== undefined && guarded !== undefined && contains(guarded, entry);
  const indent = moves ? indentOf(file, entry).slice(file.style.step.length) : indentOf(file, entry);
  const step = file.style.step;
  const eol = file.style.eol;
  const end = file.style.end;
  const lines = [
    'async () => {',
    `${step}try {`,
    `${step}${step}return await ${action.name}()${end}`,
    `${step}} catch (${error}) {`,
    `${step}${step}${file.textOf(failureRecord)}${end}`,
    `${step}${step}throw ${error}${end}`,
    `${step}}`,
    '}',
  ];
  if (!isOnlyCall(file, record, action)) {
    return undefined;
  }
  return [replace(action, lines.join(`${eol}${indent}`)), ...(unwrapped ?? [{ range: wholeLine(file, record), text: '' }])];
}

/**
 * A handler that only records and throws again has nothing left to do once the record has moved: what it guards is unwrapped. Undefined
 * where the handler does more, or where taking the block out could lose a comment or change a text.
 */
function unwrapTry(file: File, record: Node): Edit[] | undefined {
  const statement = ancestor(file, record, 'TryStatement');
  if (statement?.type !== 'TryStatement' || statement.finalizer || file.parentOf(statement)?.type !== 'BlockStatement') {
    return undefined;
  }
  const handled = statement.handler?.body.body ?? [];
  const [first, last] = [statement.block.body[0], statement.block.body.at(-1)];
  const rethrows = handled.length === 2 && handled[0] === record && handled[1]?.type === 'ThrowStatement';
  if (!rethrows || first === undefined || last === undefined) {
    return undefined;
  }
  const opening = file.text.slice(statement.range[0], first.range[0]);
  const closing = file.text.slice(last.range[1], statement.range[1]);
  const body = file.text.slice(first.range[0], last.range[1]);
  if (/\/[/*]/.test(opening + closing) || body.includes('`')) {
    return undefined;
  }
  const step = file.style.step;
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

/** What the handler records is a failure of this call and of no other use of the same function. */
function isOnlyCall(file: File, record: Node, action: Node & { readonly name: string }): boolean {
  const handled = ancestor(file, record, 'TryStatement');
  const block = handled?.type === 'TryStatement' ? file.textOf(handled.block) : '';
  return block.split(new RegExp(`(?<![\\w$.])${action.name.replace(/\$/g, '\\$&')}(?![\\w$])`)).length === 2;
}

const awaits = (file: File, record: Node): boolean => record.type === 'ExpressionStatement' && file.textOf(record).startsWith('await');

/** The catch clause that the record stands in, directly. */
function handlerOf(file: File, record: Node): { readonly error: string | undefined } | undefined {
  const block = file.parentOf(record);
  const owner = block && file.parentOf(block);
  if (owner?.type === 'CatchClause') {
    return { error: owner.param?.type === 'Identifier' ? owner.param.name : undefined };
  }
  return undefined;
}

/** The argument that the retry calls: a plain name, called without arguments inside. */
function protectedArgument(file: File, retry: RetriedCall['retry'], entry: { readonly arguments: readonly Node[] }): (Node & { readonly name: string }) | undefined {
  const attempt = unwrap(retry.attempt);
  const fn = retry.functionNode;
  if (attempt.type !== 'CallExpression' || attempt.arguments.length > 0 || !isFunction(fn)) {
    return undefined;
  }
  const position = fn.params.findIndex((parameter) => parameter.type === 'Identifier' && parameter.name === file.textOf(attempt.callee));
  const argument = entry.arguments[position];
  return argument?.type === 'Identifier' ? argument : undefined;
}
