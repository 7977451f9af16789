import type { Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

import { inScopeOf, writeIdentifier, writeVariable } from './bindings.js';
import { withoutTypes } from './chains.js';
import { lowerClass } from './classes.js';
import { lowerCondition } from './conditions.js';
import { beginHandler, guarded, leave, throwAgain, withFinally, within } from './exits.js';
import { lowerEffect, lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import { lowerClosure } from './functions.js';
import { lowerDoWhile, lowerFor, lowerForIn, lowerForOf, lowerWhile } from './loops.js';
import { lowerModuleStatement, lowerRequireInto, storeDefault } from './modules.js';
import { lowerEnum, lowerNamespace } from './namespaces.js';
import { bindPattern } from './patterns.js';
import { lowerSwitch } from './switch.js';
import { isUsing, lowerUsing } from './using.js';
import { isValue } from './variables.js';

type Node = TSESTree.Node;

type Lowerings = {
  readonly [Type in Node['type']]?: (
    fn: FunctionBuilder,
    node: Extract<Node, { readonly type: Type }>,
    labels: readonly string[],
  ) => void;
};

/** `labels` are those that stand directly before a loop. */
export function lowerStatement(fn: FunctionBuilder, node: Node, labels: readonly string[] = []): void {
  const lower = LOWERINGS[node.type] as
    ((fn: FunctionBuilder, node: Node, labels: readonly string[]) => void) | undefined;
  if (lower === undefined || fn.isTooDeep) {
    return;
  }
  fn.depth++;
  fn.statementDepth++;
  lower(fn, node, labels);
  fn.statementDepth--;
  fn.depth--;
}

/** The statements of a block or body: its functions are there before anything runs. */
export function lowerStatements(fn: FunctionBuilder, statements: readonly Node[]): void {
  hoistFunctions(fn, statements);
  lowerFrom(fn, statements, 0);
}

/** What is declared with `using` is disposed of when the statements after it are left. */
function lowerFrom(fn: FunctionBuilder, statements: readonly Node[], start: number): void {
  for (let index = start; index < statements.length; index++) {
    const statement = statements[index];
    if (statement !== undefined) {
      lowerStatement(fn, statement);
    }
    if (statement !== undefined && isUsing(statement)) {
      lowerUsing(fn, statement, () => lowerFrom(fn, statements, index + 1));
      return;
    }
  }
}

export function hoistFunctions(fn: FunctionBuilder, statements: readonly Node[]): void {
  for (const statement of statements) {
    const declaration = hoisted(statement);
    if (declaration === undefined) {
      continue;
    }
    const value = lowerClosure(fn, declaration, { name: 'default', kind: 'function' });
    if (declaration.id === null) {
      storeDefault(fn, value, declaration);
    } else {
      writeIdentifier(fn, declaration.id, value);
    }
  }
}

function hoisted(statement: Node): TSESTree.FunctionDeclaration | undefined {
  let node: Node | null = statement;
  while (node?.type === 'LabeledStatement') {
    node = node.body;
  }
  if (node?.type === 'ExportNamedDeclaration' || node?.type === 'ExportDefaultDeclaration') {
    node = node.declaration;
  }
  return node?.type === 'FunctionDeclaration' ? node : undefined;
}

const inModule = (fn: FunctionBuilder, node: Node): void => lowerModuleStatement(fn, node);

const LOWERINGS: Lowerings = {
  ExpressionStatement: (fn, node) => lowerEffect(fn, node.expression),
  BlockStatement: (fn, node) =>
    inScopeOf(fn, fn.module.variables.scopeOf(node), node, () => lowerStatements(fn, node.body)),
  VariableDeclaration: (fn, node) => lowerVariables(fn, node),
  ClassDeclaration: (fn, node) => {
    if (!node.declare) {
      lowerClass(fn, node, '');
    }
  },
  IfStatement: (fn, node) => lowerIf(fn, node),
  SwitchStatement: (fn, node) => lowerSwitch(fn, node),
  TryStatement: (fn, node) => lowerTry(fn, node),
  WhileStatement: (fn, node, labels) => lowerWhile(fn, node, labels),
  DoWhileStatement: (fn, node, labels) => lowerDoWhile(fn, node, labels),
  ForStatement: (fn, node, labels) => lowerFor(fn, node, labels),
  ForInStatement: (fn, node, labels) => lowerForIn(fn, node, labels),
  ForOfStatement: (fn, node, labels) => lowerForOf(fn, node, labels),
  LabeledStatement: (fn, node) => lowerLabelled(fn, node),
  ReturnStatement: (fn, node) => lowerReturn(fn, node),
  ThrowStatement: (fn, node) => {
    const value = lowerExpression(fn, node.argument);
    fn.end({ op: 'throw', value, isAgain: false, site: fn.site(node) });
  },
  BreakStatement: (fn, node) => leave(fn, { kind: 'break', label: node.label?.name }, node),
  ContinueStatement: (fn, node) => leave(fn, { kind: 'continue', label: node.label?.name }, node),
  WithStatement: (fn, node) => {
    lowerEffect(fn, node.object);
    lowerStatement(fn, node.body);
  },
  TSEnumDeclaration: (fn, node) => lowerEnum(fn, node),
  TSModuleDeclaration: (fn, node) => lowerNamespace(fn, node),
  TSImportEqualsDeclaration: inModule,
  TSExportAssignment: inModule,
  ExportNamedDeclaration: inModule,
  ExportDefaultDeclaration: inModule,
  ExportAllDeclaration: inModule,
};

function lowerVariables(fn: FunctionBuilder, node: TSESTree.VariableDeclaration): void {
  if (node.declare) {
    return;
  }
  if (fn.statementDepth > 1) {
    declareVars(fn, node);
  }
  for (const { id, init } of node.declarations) {
    if (init === null) {
      lowerWithoutValue(fn, node.kind, id);
    } else if (!lowerRequireInto(fn, id, init)) {
      bindPattern(fn, id, lowerExpression(fn, init, id.type === 'Identifier' ? id.name : ''));
    }
  }
}

/** A `var` is there from the start of the function, even if its declaration is never reached. */
export function declareVars(fn: FunctionBuilder, node: Node): void {
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const declarator of node.declarations) {
      declareAll(fn, fn.module.variables.declaredBy(declarator));
    }
  }
}

/** Makes those variables undefined from the start that are registers. */
export function declareAll(fn: FunctionBuilder, variables: readonly Variable[]): void {
  for (const variable of variables) {
    if (isValue(variable) && !fn.module.isShared(variable)) {
      fn.declare(variable);
    }
  }
}

/** `let x` is undefined in each round of a loop; `var x` says nothing. A scope's variables are undefined already. */
function lowerWithoutValue(fn: FunctionBuilder, kind: string, id: Node): void {
  const variable = fn.module.variables.variableOf(id);
  const mustWrite =
    variable !== undefined && !fn.module.isShared(variable) && (kind !== 'var' || !fn.hasWritten(variable));
  if (mustWrite) {
    writeVariable(fn, variable, fn.constant(undefined, id), id);
  }
}

/** `else if` after `else if` is as deep as it is long. */
function lowerIf(fn: FunctionBuilder, node: TSESTree.IfStatement): void {
  const after = fn.block();
  let rest: Node | null = node;
  while (rest?.type === 'IfStatement') {
    const { test, consequent, alternate }: TSESTree.IfStatement = rest;
    const then = fn.block();
    const otherwise = alternate === null ? after : fn.block();
    lowerCondition(fn, test, then, otherwise);
    fn.begin(then);
    lowerStatement(fn, consequent);
    fn.goto(after, consequent);
    if (alternate !== null) {
      fn.begin(otherwise);
    }
    rest = alternate;
  }
  if (rest !== null) {
    lowerStatement(fn, rest);
    fn.goto(after, rest);
  }
  fn.begin(after);
}

const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);

function lowerLabelled(fn: FunctionBuilder, node: TSESTree.LabeledStatement): void {
  const labels: string[] = [];
  let body: Node = node;
  while (body.type === 'LabeledStatement') {
    labels.push(body.label.name);
    body = body.body;
  }
  if (LOOPS.has(body.type)) {
    lowerStatement(fn, body, labels);
    return;
  }
  const after = fn.block();
  within(fn, [{ kind: 'break', labels, isNearest: false, to: after }], () => lowerStatement(fn, body));
  fn.goto(after, node);
  fn.begin(after);
}

function lowerReturn(fn: FunctionBuilder, node: TSESTree.ReturnStatement): void {
  const value = node.argument === null ? fn.constant(undefined, node) : lowerExpression(fn, node.argument);
  const isAwaited = fn.isAsync && fn.isGenerator && node.argument !== null;
  leave(fn, { kind: 'return', value: isAwaited ? fn.await(value, node) : value }, node);
}

function lowerTry(fn: FunctionBuilder, node: TSESTree.TryStatement): void {
  const { finalizer } = node;
  if (finalizer === null) {
    lowerCaught(fn, node);
  } else {
    withFinally(
      fn,
      finalizer,
      () => lowerCaught(fn, node),
      () => lowerStatement(fn, finalizer),
    );
  }
}

function lowerCaught(fn: FunctionBuilder, { block, handler }: TSESTree.TryStatement): void {
  if (handler === null) {
    lowerStatement(fn, block);
    return;
  }
  const start = fn.block();
  const after = fn.block();
  guarded(fn, start, after, block, () => lowerStatement(fn, block));
  const error = beginHandler(fn, start, handler);
  inScopeOf(fn, fn.module.variables.scopeOf(handler), handler, () => {
    const again = thrownAgain(handler);
    if (again !== undefined) {
      throwAgain(fn, error, again);
      return;
    }
    if (handler.param !== null) {
      bindPattern(fn, handler.param, error);
    }
    lowerStatement(fn, handler.body);
  });
  fn.goto(after, handler);
  fn.begin(after);
}

/** `catch (e) { throw e; }` */
function thrownAgain({ param, body }: TSESTree.CatchClause): Node | undefined {
  const [only, ...more] = body.body;
  if (param?.type !== 'Identifier' || only?.type !== 'ThrowStatement' || more.length > 0) {
    return undefined;
  }
  const thrown = withoutTypes(only.argument);
  return thrown.type === 'Identifier' && thrown.name === param.name ? only : undefined;
}
