import type { TSESTree } from '@typescript-eslint/types';

export type Node = TSESTree.Node;
export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
export type LoopNode =
  | TSESTree.ForStatement
  | TSESTree.WhileStatement
  | TSESTree.DoWhileStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForInStatement;

/** Child keys per node type, as a parser or `sourceCode.visitorKeys` gives them. */
export type VisitorKeys = Readonly<Record<string, readonly string[] | undefined>>;

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

export const isFunction = (node: Node | null | undefined): node is FunctionNode =>
  node !== null && node !== undefined && FUNCTIONS.has(node.type);

export const isClass = (node: Node | null | undefined): node is ClassNode =>
  node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';

/** The expression behind parentheses that are only types: `x as T`, `x!`, `<T>x`, `x satisfies T`, `a?.b`. */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    switch (inner.type) {
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
        inner = inner.expression;
        break;
      default:
        return inner;
    }
  }
}

/**
 * The name under which a member is stored: `state`, `#state` for a private one, `[kState]` for one keyed by a name (a symbol), or
 * undefined where only the run time knows.
 */
export function memberKey(node: {
  readonly computed?: boolean;
  readonly key?: Node;
  readonly property?: Node;
}): string | undefined {
  const key = node.property ?? node.key;
  if (key === undefined) {
    return undefined;
  }
  if (key.type === 'PrivateIdentifier') {
    return `#${key.name}`;
  }
  if (node.computed !== true && key.type === 'Identifier') {
    return key.name;
  }
  if (node.computed !== true) {
    return key.type === 'Literal' ? String(key.value) : undefined;
  }
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) {
    return String(key.value);
  }
  return key.type === 'Identifier' ? `[${key.name}]` : undefined;
}

/** Calls `visit` for every child node, in source order. */
export function forEachChild(node: Node, keys: VisitorKeys, visit: (child: Node) => void): void {
  for (const key of keys[node.type] ?? []) {
    const child = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(child)) {
      for (const item of child) {
        if (isNode(item)) {
          visit(item);
        }
      }
    } else if (isNode(child)) {
      visit(child);
    }
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** The parameters that arguments go to; TypeScript may declare `this` before them. */
export const parametersOf = ({ params }: FunctionNode): readonly TSESTree.Parameter[] =>
  params[0]?.type === 'Identifier' && params[0].name === 'this' ? params.slice(1) : params;

/** What a function gives back, where it does nothing else. */
export function resultOf(fn: FunctionNode): Node | undefined {
  if (fn.body.type !== 'BlockStatement') {
    return unwrap(fn.body);
  }
  const [only, ...more] = fn.body.body;
  const result = only?.type === 'ReturnStatement' && more.length === 0 ? only.argument : null;
  return result === null ? undefined : unwrap(result);
}

/** Whether `inner` lies inside `outer`, by position. */
export const contains = (outer: Node, inner: Node): boolean =>
  outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

/** How a path or a message names what is called: `fn`, `_retry.execute`, `retryWithBackoff`. */
export function calleeName(callee: Node): string {
  const target = unwrap(callee);
  if (target.type === 'Identifier') {
    return target.name;
  }
  if (target.type === 'MemberExpression') {
    const object = unwrap(target.object);
    const member = memberKey(target) ?? '…';
    if (object.type === 'ThisExpression' || object.type === 'Super') {
      return member.replace(/^#/, '');
    }
    return `${calleeName(object)}.${member}`;
  }
  if (target.type === 'CallExpression') {
    return calleeName(target.callee);
  }
  if (target.type === 'AwaitExpression') {
    return calleeName(target.argument);
  }
  return 'function';
}
