/** "Count every failed attempt": the breaker hears of each one, and the policy says when that is enough. */
import { isFunction, unwrap } from '../ast/nodes.js';
import type { Node, RetriedCall } from '../analysis/facts.js';
import type { PolicyReference } from '../policy/settings.js';
import { isAsked, questionEdits } from './ask-policy.js';
import {
  editedText,
  indentOf,
  insertBefore,
  isTaken,
  replace,
  splitEdits,
  wholeLine,
  type Edit,
  type File,
} from './edits.js';
import { failureHandlerOf, type FailureHandler } from './failure-handler.js';
import { policyInScope } from './policy-scope.js';

/** Undefined where the failure of a sequence is recorded in a way that cannot be moved to its attempts. */
export function countAttempts(file: File, call: RetriedCall, reference: PolicyReference): Edit[] | undefined {
  const policy = policyInScope(file, call.breaker, reference, { countingUnit: 'attempt' });
  const isThere = policy && (call.askedPerAttempt || isAsked(file, call, policy.expression, 'at-limit'));
  const question = policy && (isThere ? [] : questionEdits(file, call, policy.expression, 'at-limit'));
  return policy && question && recordEach(file, call, [...policy.edits, ...question]);
}

/** "Keep one failure per sequence, and say so." */
export function declareSequences(file: File, call: RetriedCall, reference: PolicyReference): Edit[] | undefined {
  return policyInScope(file, call.breaker, reference, { countingUnit: 'sequence' })?.edits.slice();
}

/**
 * Hands the retry a function that records its own failure, and takes the record of the whole sequence away. The other edits are part of
 * the result, those to the record in the place that it is moved to.
 */
function recordEach(
  file: File,
  { breaker, entry, failureRecord, retry, underLock }: RetriedCall,
  others: readonly Edit[],
): Edit[] | undefined {
  const decisions = [breaker.openDecision, ...breaker.transitions.map(({ node }) => node)].flatMap(
    (node) => node ?? [],
  );
  const handler =
    failureRecord && entry.type === 'CallExpression'
      ? failureHandlerOf(file, entry, failureRecord, decisions)
      : undefined;
  if (
    handler === undefined ||
    entry.type !== 'CallExpression' ||
    (underLock && /\bawait\b/.test(file.text.slice(...handler.record)))
  ) {
    return undefined;
  }
  const action = protectedArgument(file, retry, entry);
  const uses = action && usesOf(file, action, handler);
  if (action === undefined || uses === undefined) {
    return undefined;
  }
  const hoists = uses.length > 1;
  // Two places that apply outcomes instead of one, or one behind a choice that was made earlier, need the guard of a generation first.
  if ((hoists || !handler.isTry) && handler.moved.type !== 'IfStatement') {
    return undefined;
  }
  if (hoists && isTaken(file, HOISTED)) {
    return undefined;
  }
  const { step, eol, end } = file.style;
  const outdents = handler.outdents && !hoists;
  const indent = outdents
    ? indentOf(file, entry).slice(step.length)
    : indentOf(file, hoists ? handler.statement : entry);
  const inner = indent + step + step;
  const { inside, outside } = splitEdits(others, handler.record);
  const record = reindented(editedText(file, handler.record, inside).trim(), handler.indent, inner, eol);
  if (record === undefined) {
    return undefined;
  }
  const recording = [
    'async () => {',
    `${indent}${step}try {`,
    `${inner}return await ${action.call}${end}`,
    `${indent}${step}} catch (${handler.error}) {`,
    `${inner}${record}`,
    `${inner}throw ${handler.error}${end}`,
    `${indent}${step}}`,
    `${indent}}`,
  ].join(eol);
  const removed: Edit[] = handler.unwrapped ?? [{ range: wholeLine(file, handler.moved), text: '' }];
  const wrapped = hoists
    ? [
        insertBefore(handler.statement, `const ${HOISTED} = ${recording}${end}${eol}${eol}${indent}`),
        ...uses.map((use): Edit => ({ range: use, text: HOISTED })),
      ]
    : [replace(action.node, recording)];
  return [...outside, ...wrapped, ...removed];
}

/** What the action is called once it records its own failure, where it is needed more than once. */
const HOISTED = 'recorded';

/** The record with its lines indented anew; undefined where that could change a text. */
function reindented(record: string, indent: string, inner: string, eol: string): string | undefined {
  const [first = '', ...rest] = record.split(/\r?\n/);
  if (rest.length > 0 && record.includes('`')) {
    return undefined;
  }
  return [first, ...rest.map((line) => (line.startsWith(indent) ? inner + line.slice(indent.length) : line))].join(eol);
}

interface Action {
  readonly node: Node;
  /** How it is called. */
  readonly call: string;
}

/** The argument that the retry calls: a plain name, or an arrow function that is one call. */
function protectedArgument(
  file: File,
  retry: RetriedCall['retry'],
  entry: { readonly arguments: readonly Node[] },
): Action | undefined {
  const attempt = unwrap(retry.attempt);
  const fn = retry.functionNode;
  if (attempt.type !== 'CallExpression' || attempt.arguments.length > 0 || !isFunction(fn)) {
    return undefined;
  }
  const position = fn.params.findIndex(
    (parameter) => parameter.type === 'Identifier' && parameter.name === file.textOf(attempt.callee),
  );
  const argument = entry.arguments[position];
  if (argument?.type === 'Identifier') {
    return { node: argument, call: `${argument.name}()` };
  }
  const body =
    argument?.type === 'ArrowFunctionExpression' && argument.params.length === 0 ? unwrap(argument.body) : undefined;
  const awaited = body?.type === 'AwaitExpression' ? body.argument : body;
  return argument && awaited?.type === 'CallExpression' ? { node: argument, call: file.textOf(awaited) } : undefined;
}

/**
 * Where the action is used on the way to the handler, each of which is recorded from now on. Undefined where it is used in another way
 * than that, or where a text could be mistaken for a use.
 */
function usesOf(
  file: File,
  { node }: Action,
  { guarded, isRemote }: FailureHandler,
): (readonly [number, number])[] | undefined {
  if (node.type !== 'Identifier') {
    return [node.range];
  }
  const text = file.text.slice(...guarded);
  const pattern = new RegExp(`(?<![\\w$.'"\`])${node.name.replace(/\$/g, '\\$&')}(?![\\w$:])`, 'g');
  const uses = [...text.matchAll(pattern)].map(
    ({ index }) => [guarded[0] + index, guarded[0] + index + node.name.length] as const,
  );
  if (isRemote) {
    return uses.length <= 1 ? [node.range] : undefined;
  }
  const isPlain = uses.length === 1 || !/['"`]|\/[/*]/.test(text);
  return isPlain && uses.some(([start]) => start === node.range[0]) ? uses : undefined;
}
