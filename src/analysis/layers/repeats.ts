/** Hand-written retries: a loop, a recursion or a chain that calls again after a failure. Decided by syntax, so that any function has it. */
import { isFunction, memberKey, unwrap, type FunctionNode, type Node } from '../../ast/nodes.js';
import type { RetryRecord, Step } from '../../module-graph/record.js';
import type { ModuleIndex, NodeByType } from '../module.js';
import { callsAnother } from '../other-targets.js';
import { calledFunction } from '../places.js';
import { nameOf } from '../units.js';
import { completionOf, statementsOf } from './completion.js';
import { Counting } from './counting.js';
import type { Lowering } from './lowering.js';
import { waitOf } from './waits.js';

/** A `try` whose block is run again after it failed. */
export interface Region {
  readonly retry: RetryRecord;
  readonly before: readonly Step[];
}

type Try = NodeByType['TryStatement'];
const LOOPS: Readonly<Record<string, RetryRecord['kind']>> = {
  ForStatement: 'for',
  ForOfStatement: 'for',
  WhileStatement: 'while',
  DoWhileStatement: 'do',
};

export function regionOf(lowering: Lowering, node: Try): Region | undefined {
  const { index } = lowering;
  const handler = node.handler?.body;
  if (handler === undefined || standsInOneRound(index, node)) {
    return undefined;
  }
  const around = surroundings(index, node);
  if (around.loop !== undefined) {
    return inLoop(lowering, node, handler, around.loop, around.before, around.behind);
  }
  const fn = index.enclosingFunction(node);
  const again = fn && recursionIn(index, fn, [handler, ...around.behind]);
  if (
    fn === undefined ||
    again === undefined ||
    completionOf(node.block.body).has('normal') ||
    goesOnOtherwise(again)
  ) {
    return undefined;
  }
  const { attempts, filters, asks } = new Counting(lowering, fn, fn, errorsOf(node)).recursion(
    around.before,
    [...handler.body, ...around.behind],
    again,
  );
  return {
    retry: {
      kind: 'recursion',
      site: lowering.site(again),
      name: qualified(index, fn),
      attempts,
      filters,
      asks,
      ...handlerOf(lowering, handler, node.handler?.param),
    },
    before: [],
  };
}

/** Waiting until something is there: the question is asked again, not the operation. */
const WAITS = /^[_#]*(wait|poll|until|reconnect|acquire|watch|listen|consume|drain)|untilReady|WaitFor/;

function inLoop(
  lowering: Lowering,
  node: Try,
  handler: Node,
  loop: Node,
  before: readonly Node[],
  behind: readonly Node[],
): Region | undefined {
  const { index } = lowering;
  const kind = loop.type === 'ForOfStatement' && loop.await ? 'for await' : LOOPS[loop.type];
  const goesOn = completionOf(statementsOf(handler));
  const fn = index.enclosingFunction(loop);
  if (
    kind === undefined ||
    (fn !== undefined && WAITS.test(nameOf(fn, index))) ||
    !(goesOn.has('normal') || goesOn.has('continue')) ||
    !succeeds(index, node, loop, goesOn, behind) ||
    isOver(index, statementsOf(handler), loop)
  ) {
    return undefined;
  }
  const calls = index.nodesOfType('CallExpression', node.block).filter((call) => index.enclosingFunction(call) === fn);
  const another = calls.filter((call) => callsAnother(index, call, loop));
  // What is waited for is another call in each round: failover, a queue, pages.
  if (another.some((call) => /^(Await|Return|Yield)/.test(index.parentOf(call)?.type ?? ''))) {
    return undefined;
  }
  const { attempts, filters, asks } = new Counting(lowering, loop, fn ?? loop, errorsOf(node)).loop(
    before,
    statementsOf(handler),
    behind,
  );
  const wait = waitOf(lowering, loop);
  return {
    retry: {
      kind,
      ...(wait && { wait }),
      site: lowering.site(loop),
      name: fn === undefined ? 'the loop' : qualified(index, fn),
      attempts,
      filters,
      asks,
      ...handlerOf(lowering, handler, node.handler?.param),
    },
    before: [],
  };
}

/** After a call that went well, the loop is over: what comes again on success is a poll, a queue or a page. */
function succeeds(
  index: ModuleIndex,
  node: Try,
  loop: Node,
  goesOn: ReadonlySet<string>,
  behind: readonly Node[],
): boolean {
  const ends = completionOf(node.block.body);
  if (ends.has('continue')) {
    return false;
  }
  if (!ends.has('normal')) {
    return ends.has('return') || ends.has('break');
  }
  if (!goesOn.has('normal') && behind.length > 0 && !completionOf(behind).has('normal')) {
    return true;
  }
  if (ends.has('return') || ends.has('break')) {
    // `if (response.ok) return response`: what is not returned is tried again as a failure is.
    return /\bok\b|status(Code)?\s*[<>=!]|success/.test(index.textOf(node.block));
  }
  return 'test' in loop && loop.test !== null && setsFlag(index, node.block, loop.test as Node);
}

/** After a failure, the loop is over: `catch { hasMore = false; }` in `while (hasMore)`. */
function isOver(index: ModuleIndex, handler: readonly Node[], loop: Node): boolean {
  const test = 'test' in loop && loop.test !== null ? (loop.test as Node) : undefined;
  const conditions = test === undefined ? [] : conjunctsOf(test);
  return handler.some((statement) => {
    const set =
      statement.type === 'ExpressionStatement' &&
      statement.expression.type === 'AssignmentExpression' &&
      statement.expression.operator === '='
        ? statement.expression
        : undefined;
    if (
      set === undefined ||
      set.left.type !== 'Identifier' ||
      set.right.type !== 'Literal' ||
      typeof set.right.value !== 'boolean'
    ) {
      return false;
    }
    const variable = index.variableOf(set.left);
    return conditions.some(
      ({ node, holds }) =>
        node.type === 'Identifier' &&
        index.variableOf(node) === variable &&
        holds !== (set.right as { value?: unknown }).value,
    );
  });
}

/** What has to hold, and what has to not hold, for a condition to hold. */
function conjunctsOf(condition: Node, holds = true): { readonly node: Node; readonly holds: boolean }[] {
  const node = unwrap(condition);
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    return conjunctsOf(node.argument, !holds);
  }
  return node.type === 'LogicalExpression' && node.operator === '&&' && holds
    ? [...conjunctsOf(node.left), ...conjunctsOf(node.right)]
    : [{ node, holds }];
}

/** `done = true`, of a variable that the loop's test asks. */
function setsFlag(index: ModuleIndex, block: Node, test: Node): boolean {
  const asked = new Set(index.nodesOfType('Identifier', test).map((identifier) => index.variableOf(identifier)));
  return index
    .nodesOfType('AssignmentExpression', block)
    .some(
      ({ left, right }) =>
        left.type === 'Identifier' &&
        right.type === 'Literal' &&
        typeof right.value === 'boolean' &&
        asked.has(index.variableOf(left)),
    );
}

/** `if (attempt === 0)`, `if (status === 401 && retryCount === 0)`: in one round of a retry, not in the others. */
export function happensOnce(condition: Node): boolean {
  const test = unwrap(condition);
  if (test.type === 'LogicalExpression' && test.operator !== '??') {
    return happensOnce(test.left) || happensOnce(test.right);
  }
  if (test.type !== 'BinaryExpression' || !/^={2,3}$/.test(test.operator)) {
    return false;
  }
  const [left, right] = [unwrap(test.left), unwrap(test.right)];
  const name = left.type === 'Identifier' ? left.name : left.type === 'MemberExpression' ? (memberKey(left) ?? '') : '';
  return ATTEMPTS.test(name) && right.type === 'Literal' && typeof right.value === 'number';
}

const ATTEMPTS = /attempt|retr(?:y|ies)|tries/i;

function standsInOneRound(index: ModuleIndex, node: Node): boolean {
  for (
    let at = node, parent = index.parentOf(at);
    parent !== undefined && !isFunction(parent) && !(parent.type in LOOPS);
    at = parent, parent = index.parentOf(at)
  ) {
    if (parent.type === 'IfStatement' && parent.consequent === at && happensOnce(parent.test)) {
      return true;
    }
  }
  return false;
}

/** The loop around a `try` in the same function, and the statements of it that run before and behind the `try`. */
function surroundings(index: ModuleIndex, node: Node): { loop: Node | undefined; before: Node[]; behind: Node[] } {
  const before: Node[] = [];
  const behind: Node[] = [];
  let at = node;
  for (let parent = index.parentOf(at); parent !== undefined; at = parent, parent = index.parentOf(at)) {
    if (parent.type === 'BlockStatement') {
      const statements: readonly Node[] = parent.body;
      const position = statements.indexOf(at);
      before.unshift(...statements.slice(0, position));
      behind.push(...statements.slice(position + 1));
    }
    if (parent.type in LOOPS) {
      return { loop: parent, before, behind };
    }
    if (isFunction(parent)) {
      break;
    }
  }
  return { loop: undefined, before, behind };
}

const errorsOf = (node: Try): Node[] => (node.handler?.param ? [node.handler.param] : []);

/** A call of the function itself, in some of its statements. */
function recursionIn(
  index: ModuleIndex,
  fn: FunctionNode,
  within: readonly Node[],
): NodeByType['CallExpression'] | undefined {
  for (const part of within) {
    for (const call of index.nodesOfType('CallExpression', part)) {
      if (calledFunction(unwrap(call.callee), index) === fn) {
        return call;
      }
    }
  }
  return undefined;
}

/** `request(config, true)`: one more try after something was put right, such as a token. */
const goesOnOtherwise = (again: NodeByType['CallExpression']): boolean =>
  again.arguments.some((argument) => argument.type === 'Literal' && argument.value === true);

/** `call().catch((error) => retry(call, left - 1))`. */
export function chainRetry(lowering: Lowering, chain: Node, handler: FunctionNode): RetryRecord | undefined {
  const { index } = lowering;
  for (let fn = index.enclosingFunction(chain); fn !== undefined; fn = index.enclosingFunction(fn)) {
    const again = recursionIn(index, fn, [handler.body]);
    if (again !== undefined) {
      if (goesOnOtherwise(again)) {
        return undefined;
      }
      const { attempts, filters, asks } = new Counting(lowering, fn, fn, handler.params.slice(0, 1)).recursion(
        [],
        statementsOf(handler.body),
        again,
      );
      return {
        kind: 'chain',
        site: lowering.site(again),
        name: qualified(index, fn),
        attempts,
        filters,
        asks,
        ...handlerOf(lowering, handler.body, handler.params[0]),
      };
    }
  }
  return undefined;
}

function handlerOf(lowering: Lowering, body: Node, parameter: Node | null | undefined): Pick<RetryRecord, 'handler'> {
  return body.type === 'BlockStatement' && parameter?.type === 'Identifier'
    ? { handler: { at: lowering.site(body), error: parameter.name } }
    : {};
}

/** Errors that end what they are thrown through, by their names. */
const ENDS = /abort|bail|stop|fatal|non_?-?retr|not_?retr|unrecover|permanent|cancel/i;

/** Whether a handler lets every error pass: it notes it, and throws it again, or one that says no more. */
export function handlerPasses(body: Node, parameter: Node | undefined): boolean {
  const statements = statementsOf(body);
  const ends = completionOf(statements);
  if (ends.size !== 1 || !ends.has('throw')) {
    return false;
  }
  const thrown = thrownBy(statements);
  return thrown !== undefined && thrown.every((error) => saysNoMore(unwrap(error), parameter));
}

/** What the statements of a handler throw, whichever way they go; undefined where that is not plain to see. */
function thrownBy(statements: readonly Node[]): Node[] | undefined {
  const thrown: Node[] = [];
  for (const statement of statements) {
    const ways = completionOf([statement]);
    if (statement.type === 'ThrowStatement') {
      thrown.push(statement.argument);
    } else if (statement.type === 'IfStatement' || statement.type === 'BlockStatement') {
      const parts =
        statement.type === 'BlockStatement'
          ? [statement]
          : [statement.consequent, ...(statement.alternate === null ? [] : [statement.alternate])];
      const inner = parts.map((part) => thrownBy(statementsOf(part)));
      if (inner.includes(undefined)) {
        return undefined;
      }
      thrown.push(...inner.flatMap((part) => part ?? []));
    } else if (ways.size !== 1 || !ways.has('normal')) {
      return undefined;
    }
  }
  return thrown;
}

/** The error that was caught, or one that is made of it and ends no retry by its name. */
function saysNoMore(thrown: Node, parameter: Node | undefined): boolean {
  if (thrown.type === 'Identifier') {
    return parameter?.type === 'Identifier' && thrown.name === parameter.name;
  }
  const made = thrown.type === 'NewExpression' ? unwrap(thrown.callee) : undefined;
  const name =
    made?.type === 'Identifier' ? made.name : made?.type === 'MemberExpression' ? (memberKey(made) ?? '') : '';
  return name !== '' && !ENDS.test(name);
}

/** `RetryPolicy.execute`, `withRetry`; for a function that a decorator or a wrapper makes, the name of what makes it. */
export function qualified(index: ModuleIndex, fn: FunctionNode): string {
  for (let at: FunctionNode | undefined = fn; at !== undefined; at = index.enclosingFunction(at)) {
    if (!/^(function|value)$/.test(nameOf(at, index))) {
      return qualifiedName(index, at);
    }
  }
  return nameOf(fn, index);
}

function qualifiedName(index: ModuleIndex, fn: FunctionNode): string {
  const owner = index.parentOf(fn)?.type === 'MethodDefinition' ? index.enclosingClass(fn) : undefined;
  return owner === undefined ? nameOf(fn, index) : `${nameOf(owner, index)}.${nameOf(fn, index)}`;
}
