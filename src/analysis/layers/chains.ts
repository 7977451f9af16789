/** Attempts that are written one behind the other: `call().catch(() => call())`, or a fold that hangs one `catch` on for each delay. */
import { calleeName, isFunction, memberKey, resultOf, unwrap, type FunctionNode, type Node } from '../../ast/nodes.js';
import type { RetryRecord, Term } from '../../module-graph/record.js';
import type { NodeByType } from '../module.js';
import type { Lowering } from './lowering.js';
import { qualified } from './repeats.js';

type Call = NodeByType['CallExpression'];

/** The term of a call that makes the same attempt again and again; undefined for any other. */
export function repeatedChain(lowering: Lowering, node: Call): Term | undefined {
  const member = memberOf(node);
  return member === 'catch' ? catches(lowering, node) : member === 'reduce' ? fold(lowering, node) : undefined;
}

const memberOf = (node: Call): string | undefined => {
  const callee = unwrap(node.callee);
  return callee.type === 'MemberExpression' ? memberKey(callee) : undefined;
};

const objectOf = (node: Call): Node => {
  const callee = unwrap(node.callee);
  return callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
};

function catches(lowering: Lowering, node: Call): Term | undefined {
  const again: Node[] = [];
  let at: Node = node;
  while (at.type === 'CallExpression' && memberOf(at) === 'catch') {
    const handler = at.arguments[0] && unwrap(at.arguments[0]);
    const attempt = isFunction(handler) ? attemptIn(handler) : undefined;
    if (attempt === undefined || at.arguments.length !== 1) {
      return undefined;
    }
    again.push(attempt);
    at = objectOf(at);
  }
  const { index } = lowering;
  if (at.type !== 'CallExpression' || !again.every((attempt) => isSame(lowering, attempt, at))) {
    return undefined;
  }
  const fn = index.enclosingFunction(node);
  const calls: Term = {
    kind: 'array',
    items: Array.from({ length: again.length + 1 }, (): Term => ({ kind: 'literal', value: 0 })),
  };
  const retry: RetryRecord = {
    kind: 'catch',
    site: lowering.site(node),
    name: fn === undefined ? calleeName(at.callee) : qualified(index, fn),
    attempts: { kind: 'each', of: calls, more: 0 },
    filters: false,
    asks: false,
  };
  return { kind: 'retried', retry, term: lowering.term(at) };
}

/** `delays.reduce((chain) => chain.catch(() => call()), call())`. */
function fold(lowering: Lowering, node: Call): Term | undefined {
  const { index } = lowering;
  const [first, start] = node.arguments;
  const step = first && unwrap(first);
  const link = isFunction(step) ? resultOf(step) : undefined;
  const chain =
    isFunction(step) && step.params[0]?.type === 'Identifier' ? index.variableOf(step.params[0]) : undefined;
  if (
    !isFunction(step) ||
    link?.type !== 'CallExpression' ||
    memberOf(link) !== 'catch' ||
    link.arguments.length !== 1 ||
    chain === undefined ||
    start === undefined
  ) {
    return undefined;
  }
  const tail = objectOf(link);
  const handler = link.arguments[0] && unwrap(link.arguments[0]);
  const attempt = isFunction(handler) ? attemptIn(handler) : undefined;
  if (
    tail.type !== 'Identifier' ||
    index.variableOf(tail) !== chain ||
    attempt === undefined ||
    speaksOf(lowering, attempt, step)
  ) {
    return undefined;
  }
  const begins = unwrap(start);
  const isRejected = begins.type === 'CallExpression' && calleeName(begins.callee) === 'Promise.reject';
  if (!isRejected && !isSame(lowering, attempt, begins)) {
    return undefined;
  }
  const fn = index.enclosingFunction(node);
  const of = lowering.term(objectOf(node));
  const retry: RetryRecord = {
    kind: 'reduce',
    site: lowering.site(node),
    name: fn === undefined ? 'reduce' : qualified(index, fn),
    attempts: { kind: 'each', of, more: isRejected ? 0 : 1 },
    filters: false,
    asks: false,
  };
  return { kind: 'retried', retry, term: callOf(lowering, attempt) };
}

/** What a handler does again, at once or after a wait: `() => call()`, `() => sleep(100).then(call)`. */
function attemptIn(handler: FunctionNode): Node | undefined {
  const result = resultOf(handler);
  if (result?.type !== 'CallExpression') {
    return undefined;
  }
  if (memberOf(result) !== 'then') {
    return result;
  }
  const next = result.arguments[0] && unwrap(result.arguments[0]);
  const waited = objectOf(result);
  if (
    waited.type !== 'CallExpression' ||
    !/sleep|delay|wait|timeout/i.test(calleeName(waited.callee)) ||
    result.arguments.length !== 1 ||
    next === undefined
  ) {
    return undefined;
  }
  return isFunction(next) ? resultOf(next) : next;
}

/** The same call, or the function of a call that is handed nothing. */
function isSame({ index }: Lowering, attempt: Node, call: Node): boolean {
  if (call.type !== 'CallExpression') {
    return false;
  }
  return attempt.type === 'CallExpression'
    ? index.textOf(attempt) === index.textOf(call)
    : call.arguments.length === 0 && index.textOf(attempt) === index.textOf(unwrap(call.callee));
}

/** A call is for something else each time if it is told the element of the list. */
const speaksOf = ({ index }: Lowering, attempt: Node, step: FunctionNode): boolean =>
  [attempt, ...index.nodesOfType('Identifier', attempt)].some(
    (node) => node.type === 'Identifier' && index.variableOf(node)?.scope.block === step,
  );

const callOf = (lowering: Lowering, attempt: Node): Term =>
  attempt.type === 'CallExpression'
    ? lowering.term(attempt)
    : {
        kind: 'call',
        callee: lowering.term(attempt),
        args: [],
        site: lowering.site(attempt),
        name: calleeName(attempt),
      };
