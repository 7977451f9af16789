/** Times that a retry waits and that a circuit stays open, where the code says them. */
import { calleeName, isFunction, unwrap, type Node } from '../../ast/nodes.js';
import type { Term } from '../../module-graph/record.js';
import type { Lowering } from './lowering.js';

/** What is awaited by itself and given a time. */
const WAITS = /^(sleep|delay|wait|pause|setTimeout)(?:For|Ms)?$/i;

/** The milliseconds between two attempts of a retry that is written by hand: of the one wait in it. */
export function waitOf(lowering: Lowering, construct: Node): Term | undefined {
  const { index } = lowering;
  const waits = index.nodesOfType('AwaitExpression', construct).flatMap((node): Node[] => {
    const call = unwrap(node.argument);
    const own =
      call.type === 'NewExpression'
        ? index.nodesOfType('CallExpression', call).find(({ callee }) => calleeName(callee) === 'setTimeout')
        : call;
    if (own?.type !== 'CallExpression' || !WAITS.test(calleeName(own.callee).split('.').at(-1) ?? '')) {
      return [];
    }
    const time = own.arguments.find(
      (argument) => !isFunction(argument) && (call.type !== 'NewExpression' || argument !== own.arguments[0]),
    );
    return time === undefined ? [] : [time];
  });
  const [only] = waits;
  return only !== undefined && waits.length === 1 ? lowering.term(only) : undefined;
}

/** The milliseconds for which a circuit stays open: what the code compares the time since it opened with, or adds to it. */
export function openTimeOf(lowering: Lowering, breaker: Node): Term | undefined {
  const { index } = lowering;
  const times = new Map<string, Node>();
  for (const node of index.nodesOfType('BinaryExpression', breaker)) {
    const [left, right] = [node.left, node.right].map((side) => unwrap(side as Node)) as [Node, Node];
    const time =
      node.operator === '+' && isNow(left)
        ? right
        : /^[<>]=?$/.test(node.operator)
          ? isSince(left)
            ? right
            : isSince(right)
              ? left
              : undefined
          : undefined;
    if (time !== undefined) {
      times.set(index.textOf(time), time);
    }
  }
  const [only] = times.values();
  return only !== undefined && times.size === 1 ? lowering.term(only) : undefined;
}

const isNow = (node: Node): boolean =>
  node.type === 'CallExpression' && /^(Date|performance)\.now$/.test(calleeName(node.callee));

const isSince = (node: Node): boolean =>
  node.type === 'BinaryExpression' && node.operator === '-' && isNow(unwrap(node.left));
