import type { TSESTree } from '@typescript-eslint/types';

import { inScopeOf } from './bindings.js';
import { lowerCondition } from './conditions.js';
import { beginHandler, closeIterator, guarded, throwAgain, within, type Enclosing } from './exits.js';
import { lowerEffect, lowerExpression } from './expressions.js';
import type { Draft, FunctionBuilder } from './function-builder.js';
import { bindPattern } from './patterns.js';
import { declareVars, lowerStatement } from './statements.js';
import { beginIteration, beginLoop, type Iteration } from './suspensions.js';
import { isUsing, lowerUsing } from './using.js';

const breakTo = (to: Draft, labels: readonly string[]): Enclosing => ({ kind: 'break', labels, isNearest: true, to });

const continueAt = (to: Draft, labels: readonly string[]): Enclosing => ({
  kind: 'continue',
  labels,
  isNearest: true,
  to,
});

export function lowerWhile(fn: FunctionBuilder, node: TSESTree.WhileStatement, labels: readonly string[]): void {
  const [head, body, after] = [fn.block(), fn.block(), fn.block()];
  beginLoop(fn, head, node);
  lowerCondition(fn, node.test, body, after);
  fn.begin(body);
  within(fn, [breakTo(after, labels), continueAt(head, labels)], () => lowerStatement(fn, node.body));
  fn.goto(head, node);
  fn.begin(after);
}

export function lowerDoWhile(fn: FunctionBuilder, node: TSESTree.DoWhileStatement, labels: readonly string[]): void {
  const [head, test, again, after] = [fn.block(), fn.block(), fn.block(), fn.block()];
  beginLoop(fn, head, node);
  within(fn, [breakTo(after, labels), continueAt(test, labels)], () => lowerStatement(fn, node.body));
  fn.goto(test, node);
  fn.begin(test);
  lowerCondition(fn, node.test, again, after);
  fn.begin(again);
  fn.goto(head, node);
  fn.begin(after);
}

export function lowerFor(fn: FunctionBuilder, node: TSESTree.ForStatement, labels: readonly string[]): void {
  const { init, test, update } = node;
  const after = fn.block();
  inScopeOf(fn, fn.module.variables.scopeOf(node), node, (scope) => {
    if (init?.type === 'VariableDeclaration') {
      lowerStatement(fn, init);
    } else if (init !== null) {
      lowerEffect(fn, init);
    }
    const [head, body, next] = [fn.block(), fn.block(), fn.block()];
    beginLoop(fn, head, node);
    if (test === null) {
      fn.goto(body, node);
    } else {
      lowerCondition(fn, test, body, after);
    }
    fn.begin(body);
    within(fn, [breakTo(after, labels), continueAt(next, labels)], () => lowerStatement(fn, node.body));
    fn.goto(next, node);
    fn.begin(next);
    if (scope !== undefined) {
      // Closures of this round keep their variables.
      fn.emit({ op: 'copyScope', into: scope, from: scope, site: fn.site(node) });
    }
    if (update !== null) {
      lowerEffect(fn, update);
    }
    fn.goto(head, node);
  });
  fn.begin(after);
}

export function lowerForIn(fn: FunctionBuilder, node: TSESTree.ForInStatement, labels: readonly string[]): void {
  const from = lowerExpression(fn, node.right);
  declareVars(fn, node.left);
  const keys = fn.value({ op: 'keys', into: fn.register(), from, site: fn.site(node) });
  const iteration = beginIteration(fn, keys, false, node);
  within(fn, [breakTo(iteration.after, labels), continueAt(iteration.head, labels)], () =>
    lowerRound(fn, node, iteration),
  );
  fn.goto(iteration.head, node);
  fn.begin(iteration.after);
}

/** The iterator is closed by whatever leaves the loop before its end. */
export function lowerForOf(fn: FunctionBuilder, node: TSESTree.ForOfStatement, labels: readonly string[]): void {
  const isAsync = node.await;
  const iteration = beginIteration(fn, lowerExpression(fn, node.right), isAsync, node);
  const { iterator, head, after } = iteration;
  declareVars(fn, node.left);
  const { handler } = fn;
  const thrown = fn.block();
  const enclosing: Enclosing[] = [
    breakTo(after, labels),
    { kind: 'iterator', iterator, isAsync, handler },
    continueAt(head, labels),
  ];
  guarded(fn, thrown, head, node, () => within(fn, enclosing, () => lowerRound(fn, node, iteration)));
  const error = beginHandler(fn, thrown, node);
  closeIterator(fn, iterator, isAsync, node);
  throwAgain(fn, error, node);
  fn.begin(after);
}

/** Each round has variables of its own. */
function lowerRound(
  fn: FunctionBuilder,
  node: TSESTree.ForInStatement | TSESTree.ForOfStatement,
  { item }: Iteration,
): void {
  inScopeOf(fn, fn.module.variables.scopeOf(node), node, () => {
    const value = item();
    const { left } = node;
    if (left.type !== 'VariableDeclaration') {
      bindPattern(fn, left, value);
      lowerStatement(fn, node.body);
      return;
    }
    bindPattern(fn, left.declarations[0].id, value);
    if (isUsing(left)) {
      lowerUsing(fn, left, () => lowerStatement(fn, node.body));
    } else {
      lowerStatement(fn, node.body);
    }
  });
}
