/** Retries that are things of their own: a class, or a function that is handed what it repeats. Not a loop or a method of the breaker. */
import {
  contains,
  forEachChild,
  isClass,
  isFunction,
  memberKey,
  unwrap,
  type FunctionNode,
  type Node,
} from '../ast/nodes.js';
import type { Breaker, RetriedCall } from './facts.js';
import { methodTable } from './methods.js';
import type { ModuleIndex } from './module.js';
import type { UnitRuns } from './runs.js';
import { nameOf } from './units.js';

/** The function through which a retry is handed the call; undefined where the retry is the breaker's own code. */
export function abstractionOf(
  index: ModuleIndex,
  runs: UnitRuns,
  { breaker, retry }: RetriedCall,
): FunctionNode | undefined {
  const { functionNode, attempt } = retry;
  const root = attempt.type === 'CallExpression' ? rootOf(attempt.callee) : undefined;
  if (!isFunction(functionNode) || root === undefined) {
    return undefined;
  }
  const definition = root.type === 'Identifier' ? index.variableOf(root)?.defs[0] : undefined;
  const taker =
    root.type === 'ThisExpression'
      ? functionNode
      : definition?.type === 'Parameter' && isFunction(definition.node)
        ? definition.node
        : undefined;
  return taker !== undefined && contains(taker, functionNode) && !isOwnCode(index, runs, breaker, taker)
    ? taker
    : undefined;
}

/** Inside the class, a class it extends, or the factory; in a module of functions, whatever touches the state. */
function isOwnCode(index: ModuleIndex, runs: UnitRuns, breaker: Breaker, fn: FunctionNode): boolean {
  if (breaker.node.type !== 'Program') {
    const owner = index.enclosingClass(fn);
    const { superClass } = methodTable(index);
    for (let at = isClass(breaker.node) ? superClass(breaker.node) : undefined; at !== undefined; at = superClass(at)) {
      if (at === owner) {
        return true;
      }
    }
    return contains(breaker.node, fn);
  }
  const { root } = runs.unit.state;
  return (
    typeof root === 'string' ||
    root.references.some(({ identifier }) => contains(fn, identifier)) ||
    index.enclosingFunction(fn) !== undefined
  );
}

/** The leftmost part of a chain of members and calls: `this` of `this.config.onRetry`, `options` of `options.codes.has`. */
export function rootOf(expression: Node): Node {
  let node = unwrap(expression);
  while (node.type === 'MemberExpression' || node.type === 'CallExpression') {
    node = unwrap(node.type === 'MemberExpression' ? node.object : node.callee);
  }
  return node;
}

/** Whether an expression has a part, itself included, that is wanted. */
export function mentions(index: ModuleIndex, node: Node, wanted: (inner: Node) => boolean): boolean {
  let found = false;
  const visit = (inner: Node): void => {
    found ||= wanted(inner);
    if (!found) {
      forEachChild(inner, index.module.visitorKeys, visit);
    }
  };
  visit(node);
  return found;
}

/** `this` and its fields, parameters of a function, and what it takes out of them. */
export function isHandedIn(index: ModuleIndex, fn: FunctionNode, root: Node): boolean {
  if (root.type !== 'Identifier') {
    return root.type === 'ThisExpression' || root.type === 'Super';
  }
  const definition = index.variableOf(root)?.defs[0];
  if (definition?.type === 'Parameter') {
    // Parameters of callbacks inside are what the platform gives: `resolve`, an event, an error.
    return definition.node === fn || !isFunction(definition.node) || !contains(fn, definition.node);
  }
  const init =
    definition?.type === 'Variable' && definition.node.type === 'VariableDeclarator' ? definition.node.init : null;
  const isParameter = (inner: Node): boolean => {
    const parameter = inner.type === 'Identifier' ? index.variableOf(inner)?.defs[0] : undefined;
    return parameter?.type === 'Parameter' && parameter.node === fn;
  };
  const isTakenHere = init !== null && init.type !== 'AwaitExpression' && contains(fn, init);
  return isTakenHere && mentions(index, init, (inner) => inner.type === 'ThisExpression' || isParameter(inner));
}

/** Questions to data: `options.codes.includes(error.code)`. */
export const LOOKUP =
  /^(includes|has|get|some|every|find|indexOf|test|exec|match|startsWith|endsWith|toString|map|filter|join|slice|keys|values|entries|call|apply|bind|then|catch|finally|unref)$/;

/** Where a function has its name, and how a message calls it: `RetryPolicy.execute`, `withRetry`. */
export function nameSite(index: ModuleIndex, fn: FunctionNode): { readonly node: Node; readonly text: string } {
  const parent = index.parentOf(fn);
  if (fn.id) {
    return { node: fn.id, text: fn.id.name };
  }
  if (parent?.type === 'VariableDeclarator') {
    return { node: parent.id, text: nameOf(fn, index) };
  }
  if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' || parent?.type === 'Property') {
    const owner = index.enclosingClass(fn);
    const key = memberKey(parent) ?? nameOf(fn, index);
    return {
      node: parent.key,
      text: parent.type !== 'Property' && isClass(owner) ? `${nameOf(owner, index)}.${key}` : key,
    };
  }
  return { node: fn, text: nameOf(fn, index) };
}
