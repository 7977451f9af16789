/** Cells that callers set from outside, and that no call of the service moves: `enable()`, `withFallback(fn)`, the end of a warm-up. */
import { contains, isFunction, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import type { ModuleIndex } from './module.js';
import { calledFunction, placeOf } from './places.js';
import type { Unit } from './units.js';

/** A write of a cell outside the setup of its unit. */
export interface WriteSite {
  readonly key: string;
  readonly target: Node;
  readonly at: Node;
}

/**
 * Which of the cells that are written are settings: nothing writes them but functions that look at no cell, call nothing of the unit, and
 * put in what they were handed or a constant. Such a cell takes part in no race: no stretch both reads and writes it.
 */
export function settingsOf(index: ModuleIndex, unit: Unit, writes: readonly WriteSite[]): ReadonlySet<string> {
  const written = new Set(writes.map(({ key }) => key));
  const settings = new Set([...written].filter((key) => isPlain(key, unit, written)));
  const byKey = new Map<string, WriteSite[]>();
  for (const write of writes) {
    byKey.set(write.key, [...(byKey.get(write.key) ?? []), write]);
  }
  const setters = new Map<Node, boolean>();
  for (const key of settings) {
    const onlySet = (byKey.get(key) ?? []).every(({ at }) => {
      const fn = outermost(index, unit, at);
      if (
        fn === undefined ||
        at.type !== 'AssignmentExpression' ||
        at.operator !== '=' ||
        !isHanded(index, fn, at.right)
      ) {
        return false;
      }
      if (!setters.has(fn)) {
        setters.set(fn, isSetter(index, unit, fn, writes, written));
      }
      return setters.get(fn) === true;
    });
    if (!onlySet) {
      settings.delete(key);
    }
  }
  return settings;
}

/** A cell that is neither the state nor part of something else that is written. */
const isPlain = (key: string, { state }: Unit, written: ReadonlySet<string>): boolean =>
  !key.includes('[]') &&
  state.key !== key &&
  !state.key.startsWith(`${key}.`) &&
  ![...written].some((other) => other !== key && (other.startsWith(`${key}.`) || key.startsWith(`${other}.`)));

/** The outermost function of the unit around a node, inside its constructor. */
function outermost(index: ModuleIndex, unit: Unit, node: Node): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (
    let fn = index.enclosingFunction(node);
    fn !== undefined && fn !== unit.node && contains(unit.node, fn);
    fn = index.enclosingFunction(fn)
  ) {
    const holder = index.parentOf(fn);
    if (holder?.type === 'MethodDefinition' && holder.kind === 'constructor') {
      break;
    }
    found = fn;
  }
  return found;
}

/** A constant, a function, or a variable of the function that holds one or the other: what was handed in. */
function isHanded(index: ModuleIndex, fn: FunctionNode, expression: Node): boolean {
  const value = unwrap(expression);
  const declared = value.type === 'Identifier' ? index.variableOf(value)?.defs[0] : undefined;
  return value.type === 'Literal' || isFunction(value) || (declared !== undefined && contains(fn, declared.node));
}

/** A function that looks at no cell of the unit, and calls no function of it. */
function isSetter(
  index: ModuleIndex,
  unit: Unit,
  fn: FunctionNode,
  writes: readonly WriteSite[],
  written: ReadonlySet<string>,
): boolean {
  const targets = new Set(
    writes.filter(({ at }) => at.type === 'AssignmentExpression' && at.operator === '=').map(({ target }) => target),
  );
  const looks = (node: Node): boolean => !targets.has(node) && isCell(placeOf(node, index)?.key, unit, written);
  return (
    !fn.async &&
    !index.nodesOfType('MemberExpression', fn).some(looks) &&
    !index.nodesOfType('Identifier', fn).some(looks) &&
    !index.nodesOfType('CallExpression', fn).some(({ callee }) => {
      const called = calledFunction(unwrap(callee), index);
      return called !== undefined && contains(unit.node, called) && !contains(fn, called);
    })
  );
}

const isCell = (key: string | undefined, { state }: Unit, written: ReadonlySet<string>): boolean =>
  key !== undefined && (key === state.key || written.has(key));
