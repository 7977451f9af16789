/** Breakers that make the retry that they run. */
import { contains, isClass, memberKey, unwrap, type Node } from '../ast/nodes.js';
import { abstractionOf } from './abstractions.js';
import type { Breaker, OwnedRetry, RetriedCall } from './facts.js';
import type { AttemptEvent } from './interpreter/machine.js';
import type { ModuleIndex } from './module.js';
import { calledFunction } from './places.js';
import { parameterProperty } from './readers.js';
import type { UnitRuns } from './runs.js';

export function ownedRetries(
  index: ModuleIndex,
  runs: UnitRuns,
  breaker: Breaker,
  calls: readonly RetriedCall[],
): OwnedRetry[] {
  const found = new Map<Node, OwnedRetry>();
  for (const call of calls) {
    const { entry, halfOpen, askedBeforeAttempt, unitDeclared } = call;
    const callee = entry.type === 'CallExpression' && contains(breaker.node, entry) ? unwrap(entry.callee) : undefined;
    if (
      callee === undefined ||
      halfOpen === 'single' ||
      askedBeforeAttempt ||
      unitDeclared ||
      abstractionOf(index, runs, call) === undefined
    ) {
      continue;
    }
    const made =
      madeBy(index, breaker, callee.type === 'MemberExpression' ? callee.object : callee) ??
      madeBy(index, breaker, callee);
    if (made !== undefined && !found.has(made) && alwaysRuns(runs, call)) {
      found.set(made, { breaker, call, node: made });
    }
  }
  return [...found.values()];
}

/** The expression in the breaker that makes what another one names; undefined where it may come from outside. */
function madeBy(index: ModuleIndex, breaker: Breaker, expression: Node): Node | undefined {
  const node = unwrap(expression);
  const values = node.type === 'NewExpression' ? [node] : valuesOf(index, breaker, node);
  const made = values.map((value) => value && making(index, breaker, value));
  return made.every((value) => value !== undefined) ? made[0] : undefined;
}

/** Everything that is put into a field or a variable of the breaker; undefined stands for what a caller puts there. */
function valuesOf(index: ModuleIndex, breaker: Breaker, node: Node): (Node | undefined)[] {
  if (node.type === 'Identifier') {
    const definition = index.variableOf(node)?.defs[0];
    const init =
      definition?.type === 'Variable' &&
      definition.node.type === 'VariableDeclarator' &&
      definition.node.id === definition.name
        ? definition.node.init
        : null;
    return init !== null && contains(breaker.node, init) ? [init] : [];
  }
  if (node.type !== 'MemberExpression' || unwrap(node.object).type !== 'ThisExpression' || !isClass(breaker.node)) {
    return [];
  }
  const field = memberKey(node);
  const values: (Node | undefined)[] = [];
  for (const member of breaker.node.body.body) {
    if (member.type === 'PropertyDefinition' && memberKey(member) === field && member.value !== null) {
      values.push(member.value);
    }
    if (parameterProperty(member, field ?? '') !== undefined) {
      values.push(undefined);
    }
  }
  for (const assignment of index.nodesOfType('AssignmentExpression')) {
    const left = unwrap(assignment.left);
    if (left.type === 'MemberExpression' && memberKey(left) === field) {
      values.push(
        contains(breaker.node, assignment) && unwrap(left.object).type === 'ThisExpression'
          ? assignment.right
          : undefined,
      );
    }
  }
  return values;
}

/** `new RetryPolicy(…)`, or a call of a function of this module that makes one. */
function making(index: ModuleIndex, breaker: Breaker, value: Node): Node | undefined {
  const node = unwrap(value);
  if (node.type === 'Identifier') {
    const [init] = valuesOf(index, breaker, node);
    return init && making(index, breaker, init);
  }
  if (node.type === 'NewExpression') {
    // A class that was handed in is the caller's choice.
    const definition = node.callee.type === 'Identifier' ? index.variableOf(node.callee)?.defs[0] : undefined;
    return definition !== undefined && definition.type !== 'Parameter' ? node : undefined;
  }
  return node.type === 'CallExpression' && calledFunction(unwrap(node.callee), index) !== undefined ? node : undefined;
}

/** No call of the service is made without the retry. */
function alwaysRuns(runs: UnitRuns, { retry }: RetriedCall): boolean {
  const goesThrough = ({ stack }: AttemptEvent): boolean =>
    stack.some(({ functionNode }) => functionNode === retry.functionNode);
  return runs.entries.every((entry) => {
    const attempts = runs.explored(entry, 'closed')?.attempts ?? [];
    return !attempts.some(goesThrough) || attempts.every(goesThrough);
  });
}
