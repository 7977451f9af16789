/** Breakers whose only state is a time: open until then, closed afterwards. */
import { contains, memberKey, unwrap, type Node } from '../ast/nodes.js';
import type { ModuleIndex } from './module.js';
import { lastName } from './phase-uses.js';
import { placeOf, type Place } from './places.js';

/** A cell that is set to a moment to come, and that the time of now is held against. */
export interface Clock {
  readonly place: Place;
  /** A place at which the cell is used, to find out whose it is. */
  readonly use: Node;
  /** Assignments of any value. */
  readonly writes: readonly Node[];
}

const UNTIL = /until|till|open|trip|retry|attempt|reset|cool|block|resume|disabled|suspend|paused|next/i;
const NOW = /\bnow\b|\bgetTime\b|^\+?new Date\(\)$/;
const ORDER = /^[<>]=?$/;

export function findClocks(index: ModuleIndex): Clock[] {
  const compared = new Map<string, Clock>();
  for (const node of index.nodesOfType('BinaryExpression')) {
    for (const [side, other] of [
      [node.left, node.right],
      [node.right, node.left],
    ] as const) {
      const place = ORDER.test(node.operator) && isNow(index, other) ? placeOf(side, index) : undefined;
      if (place !== undefined && UNTIL.test(lastName(place))) {
        compared.set(place.key, { place, use: unwrap(side), writes: [] });
      }
    }
  }
  if (compared.size === 0) {
    return [];
  }
  const writes = new Map<string, Node[]>();
  const moved = new Set<string>();
  for (const node of index.nodesOfType('AssignmentExpression')) {
    const key = node.operator === '=' ? placeOf(node.left, index)?.key : undefined;
    if (key === undefined || !compared.has(key) || isInConstructor(index, node)) {
      continue;
    }
    writes.set(key, [...(writes.get(key) ?? []), node]);
    const value = unwrap(node.right);
    if (
      value.type === 'BinaryExpression' &&
      value.operator === '+' &&
      (isNow(index, value.left) || isNow(index, value.right))
    ) {
      moved.add(key);
    }
  }
  return [...compared.values()]
    .filter(({ place }) => moved.has(place.key))
    .map((clock) => ({ ...clock, writes: writes.get(clock.place.key) ?? [] }));
}

/** `Date.now()`, `performance.now()`, or a variable that holds it. */
export function isNow(index: ModuleIndex, expression: Node): boolean {
  const node = unwrap(expression);
  if (node.type === 'Identifier') {
    const declared = index.variableOf(node)?.defs[0]?.node;
    return (
      NOW.test(node.name) ||
      (declared?.type === 'VariableDeclarator' &&
        declared.init !== null &&
        declared.id.type === 'Identifier' &&
        unwrap(declared.init).type === 'CallExpression' &&
        isNow(index, declared.init))
    );
  }
  return (
    (node.type === 'CallExpression' || node.type === 'NewExpression' || node.type === 'UnaryExpression') &&
    NOW.test(index.textOf(node)) &&
    !index.nodesOfType('BinaryExpression', node).some((inner) => contains(node, inner))
  );
}

function isInConstructor(index: ModuleIndex, node: Node): boolean {
  const fn = index.enclosingFunction(node);
  const holder = fn && index.parentOf(fn);
  return holder?.type === 'MethodDefinition' && memberKey(holder) === 'constructor';
}
