/** Where a breaker and the retry that it is composed with decide by themselves. */
import { contains, forEachChild, isFunction, memberKey, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import { isHandedIn, LOOKUP, mentions, rootOf } from './abstractions.js';
import type { Breaker, HardCodedDecision, RetriedCall, Retry } from './facts.js';
import type { ModuleIndex, NodeByType, Variable } from './module.js';
import { calledFunction } from './places.js';

export function hardCodedDecisions(
  index: ModuleIndex,
  breaker: Breaker,
  calls: readonly RetriedCall[],
): HardCodedDecision[] {
  const composed = calls.filter(({ retry: { attempts } }) => attempts.kind !== 'known' || attempts.value > 1);
  const [first] = composed;
  if (first === undefined) {
    return [];
  }
  const found: HardCodedDecision[] = [];
  for (const [kind, node] of [
    ['open', breaker.openDecision],
    ['close', breaker.closeDecision],
  ] as const) {
    // What is decided outside the breaker is decided by what it asks.
    if (node !== undefined && contains(breaker.node, node) && !isAsked(index, node)) {
      found.push({ breaker, call: first, kind, node });
    }
  }
  const limits = new Set<Node>();
  for (const call of composed) {
    const limit = limitOf(index, call.retry);
    if (limit !== undefined && !limits.has(limit) && !isAsked(index, limit)) {
      limits.add(limit);
      found.push({ breaker, call, kind: 'retry', node: limit });
    }
  }
  return found;
}

/** Part of a condition that asks somebody else as well, or of an answer to such a question. */
function isAsked(index: ModuleIndex, decision: Node): boolean {
  const fn = index.enclosingFunction(decision);
  return fn === undefined || isAnswer(index, fn) || asksElsewhere(index, fn, conditionAround(index, decision));
}

function conditionAround(index: ModuleIndex, node: Node): Node {
  let condition = node;
  for (
    let parent = index.parentOf(node);
    parent?.type === 'LogicalExpression' || parent?.type === 'UnaryExpression';
    parent = index.parentOf(parent)
  ) {
    condition = parent;
  }
  return condition;
}

const POLICY = /polic|strateg|predicate|classifier|decision/i;
const QUESTION = /^(should|may|can|is|needs|decide)[A-Z]/;

/** `shouldOpenCircuit: (count) => count >= 5`, a method that a subclass may override, a member of a policy. */
function isAnswer(index: ModuleIndex, fn: FunctionNode): boolean {
  const member = index.parentOf(fn);
  if (member?.type === 'MethodDefinition' || member?.type === 'PropertyDefinition') {
    return (
      member.accessibility === 'protected' ||
      (member.type === 'PropertyDefinition' && POLICY.test(memberKey(member) ?? ''))
    );
  }
  if (member?.type !== 'Property') {
    return false;
  }
  const holder = index.parentOf(index.parentOf(member) ?? member);
  const name =
    holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier'
      ? holder.id.name
      : holder?.type === 'PropertyDefinition'
        ? memberKey(holder)
        : undefined;
  return QUESTION.test(memberKey(member) ?? '') || POLICY.test(name ?? '');
}

/** A call of something that was handed in, other than a look into data. */
const asksElsewhere = (index: ModuleIndex, fn: FunctionNode, condition: Node): boolean =>
  mentions(index, condition, (inner) => {
    const callee = inner.type === 'CallExpression' ? unwrap(inner.callee) : undefined;
    return (
      callee !== undefined &&
      calledFunction(callee, index) === undefined &&
      !(callee.type === 'MemberExpression' && LOOKUP.test(memberKey(callee) ?? '')) &&
      (isHandedIn(index, fn, rootOf(callee)) || POLICY.test(index.textOf(callee)))
    );
  });

const COMPARISON = /^([<>]=?|[!=]==?)$/;

/**
 * The comparison that limits the attempts; undefined where there is none, or where the retry also asks somebody else whether to go on.
 * The one that a failed attempt meets comes before the one that the loop makes.
 */
function limitOf(index: ModuleIndex, retry: Retry): Node | undefined {
  const { functionNode } = retry;
  if (!isFunction(functionNode)) {
    return undefined;
  }
  const counters = countersOf(index, retry, functionNode);
  const isLimit = (inner: Node): boolean =>
    inner.type === 'BinaryExpression' &&
    COMPARISON.test(inner.operator) &&
    mentions(index, inner, (part) => counters.has(index.variableOf(part)));
  const conditions = conditionsOf(index, retry, functionNode).flatMap((condition) => [
    condition,
    ...valuesIn(index, condition, functionNode),
  ]);
  if (conditions.some((condition) => asksElsewhere(index, functionNode, condition))) {
    return undefined;
  }
  for (const condition of conditions) {
    let limit: Node | undefined;
    mentions(index, condition, (inner) => {
      limit ??= isLimit(inner) ? inner : undefined;
      return limit !== undefined;
    });
    if (limit !== undefined) {
      return limit;
    }
  }
  return undefined;
}

/** What decides that the retry goes on or ends: after a failure, elsewhere, and in the head of the loop. */
function conditionsOf(index: ModuleIndex, retry: Retry, fn: FunctionNode): Node[] {
  const scope = retry.kind === 'recursion' ? fn : retry.node;
  const ifs: Node[] = index.nodesOfType('IfStatement', scope).filter((node) => leaves(index, node));
  const choices: Node[] = retry.kind === 'recursion' ? [...index.nodesOfType('ConditionalExpression', scope)] : [];
  const tests = [...ifs, ...choices].map((node) => (node as NodeByType['IfStatement']).test as Node);
  const isAfterFailure = (node: Node): boolean => {
    let at = index.parentOf(node);
    while (at !== undefined && at !== scope && at.type !== 'CatchClause' && !isFunction(at)) {
      at = index.parentOf(at);
    }
    return at !== scope;
  };
  const head = 'test' in retry.node && retry.node.test ? [retry.node.test as Node] : [];
  return [...tests.filter(isAfterFailure), ...tests.filter((test) => !isAfterFailure(test)), ...head];
}

/** One of its branches ends the attempt, the loop or the function. */
function leaves(index: ModuleIndex, { consequent, alternate }: NodeByType['IfStatement']): boolean {
  const visit = (node: Node): boolean => {
    if (/^(Throw|Return|Break|Continue)Statement$/.test(node.type)) {
      return true;
    }
    let found = false;
    if (!isFunction(node)) {
      forEachChild(node, index.module.visitorKeys, (child) => {
        found ||= visit(child);
      });
    }
    return found;
  };
  return visit(consequent) || (alternate !== null && visit(alternate));
}

/** What the variables in a condition are given: `const isLast = attempt === max` of `if (isLast) throw error`. */
function valuesIn(index: ModuleIndex, condition: Node, fn: FunctionNode): Node[] {
  const values: Node[] = [];
  mentions(index, condition, (inner) => {
    const variable = inner.type === 'Identifier' ? index.variableOf(inner) : undefined;
    for (const { identifier } of variable?.references ?? []) {
      const parent = index.parentOf(identifier);
      const value =
        parent?.type === 'VariableDeclarator' && parent.id === identifier
          ? parent.init
          : parent?.type === 'AssignmentExpression' && parent.left === identifier
            ? parent.right
            : null;
      if (value !== null && contains(fn, value)) {
        values.push(value);
      }
    }
    return false;
  });
  return values;
}

/** Variables that say which attempt it is: what the loop counts, or what the recursion hands on changed. */
function countersOf(index: ModuleIndex, retry: Retry, fn: FunctionNode): ReadonlySet<Variable | undefined> {
  const counters = new Set<Variable>();
  const note = (target: Node): void => {
    const variable = target.type === 'Identifier' ? index.variableOf(target) : undefined;
    if (variable !== undefined && contains(fn, variable.scope.block)) {
      counters.add(variable);
    }
  };
  if (retry.kind === 'recursion') {
    const again = retry.node.type === 'CallExpression' ? retry.node.arguments : [];
    fn.params.forEach((parameter, i) => {
      const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      const isCounted = again[i] !== undefined && unwrap(again[i]).type === 'BinaryExpression';
      if (isCounted) {
        note(name);
      }
    });
    return counters;
  }
  for (const update of index.nodesOfType('UpdateExpression', retry.node)) {
    note(unwrap(update.argument));
  }
  for (const assignment of index.nodesOfType('AssignmentExpression', retry.node)) {
    const isCounted =
      /^[+-]=$/.test(assignment.operator) ||
      (assignment.operator === '=' && unwrap(assignment.right).type === 'BinaryExpression');
    if (isCounted && contains(retry.node, assignment)) {
      note(unwrap(assignment.left));
    }
  }
  return counters;
}
