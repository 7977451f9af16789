/** Counts and logs that a retry keeps of its attempts and that nobody reads. */
import { contains, memberKey, unwrap, type Node } from '../ast/nodes.js';
import type { AttemptMetric, Breaker, RetriedCall, Retry } from './facts.js';
import type { Frame } from './interpreter/path.js';
import type { ModuleIndex } from './module.js';
import { cellText, placeOf } from './places.js';
import { idleGetters, privacyOf } from './readers.js';
import type { UnitRuns } from './runs.js';

export function attemptMetrics(
  index: ModuleIndex,
  runs: UnitRuns,
  breaker: Breaker,
  calls: readonly RetriedCall[],
): AttemptMetric[] {
  const found = new Map<string, AttemptMetric | undefined>();
  const note = (retry: Retry, node: Node, per: AttemptMetric['per']): void => {
    const target = grownBy(node);
    const place = target && placeOf(target, index);
    const owner = place?.root === 'this' ? index.enclosingClass(node) : undefined;
    const key = `${owner?.range[0] ?? ''} ${place?.key ?? ''}`;
    if (place === undefined || place.entry === true || found.has(key)) {
      return;
    }
    const certainty = privacyOf(index, place, owner);
    const getters = certainty && idleGetters(index, place, owner);
    const [getter] = getters ?? [];
    const kind = node.type === 'CallExpression' ? 'log' : 'count';
    found.set(
      key,
      certainty &&
        getters && {
          breaker,
          retry,
          node,
          cell: cellText(place.key),
          kind,
          per,
          ...(getter && { getter: getter.key }),
          certainty,
        },
    );
  };
  for (const { retry } of calls) {
    for (const entry of [...runs.entries, ...runs.composers]) {
      const trace = runs.explored(entry, 'closed');
      const betweenAttempts = new Set(
        (trace?.attempts ?? []).flatMap(({ previous, written }) => (previous === undefined ? [] : [...written])),
      );
      for (const { node, cell, stack } of trace?.writes ?? []) {
        if (isInside(retry, stack, node, entry.node)) {
          note(retry, node, betweenAttempts.has(cell) ? 'attempt' : 'sequence');
        }
      }
    }
    const owner = index.enclosingClass(retry.functionNode);
    if (owner !== undefined && owner !== breaker.node) {
      noteOwn(index, retry, note);
    }
  }
  return [...found.values()].filter((metric) => metric !== undefined);
}

/** What a retry keeps in fields of its own is no cell of the breaker: it is read off the code. */
function noteOwn(
  index: ModuleIndex,
  retry: Retry,
  note: (retry: Retry, node: Node, per: AttemptMetric['per']) => void,
): void {
  const repeated = retry.kind === 'recursion' ? retry.functionNode : retry.node;
  for (const type of ['UpdateExpression', 'AssignmentExpression', 'CallExpression'] as const) {
    for (const node of index.nodesOfType(type, retry.functionNode)) {
      const target = grownBy(node);
      if (target !== undefined && placeOf(target, index)?.root === 'this') {
        note(retry, node, contains(repeated, node) ? 'attempt' : 'sequence');
      }
    }
  }
}

/** In the loop, or in the function of the retry where it has one of its own. */
const isInside = (retry: Retry, stack: readonly Frame[], write: Node, entry: Node): boolean =>
  stack.some(
    ({ node, functionNode }) => node === retry.node || (functionNode === retry.functionNode && functionNode !== entry),
  ) ||
  (retry.kind !== 'recursion' && contains(retry.node, write));

/** What an expression counts up or appends to: `x` of `x += 1`, `x++`, `x = x + 1`, `x.push(…)`. */
function grownBy(node: Node): Node | undefined {
  switch (node.type) {
    case 'UpdateExpression':
      return node.operator === '++' ? node.argument : undefined;
    case 'AssignmentExpression': {
      const value = unwrap(node.right);
      return node.operator === '+=' ||
        (node.operator === '=' && value.type === 'BinaryExpression' && value.operator === '+')
        ? node.left
        : undefined;
    }
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      return callee.type === 'MemberExpression' && /^(push|unshift)$/.test(memberKey(callee) ?? '')
        ? callee.object
        : undefined;
    }
    default:
      return undefined;
  }
}
