/** Where an outcome is learned, and where it is applied. */
import type { Node } from './facts.js';
import type { CellWrite, Frame } from './interpreter/path.js';

/**
 * Where the outcome is applied: the first call after the outcome was known that leads to the write, else the write itself. `chain` is
 * the `.then(…)` whose callback it is: one expression settles both outcomes, and one report speaks for it.
 */
export function applicationOf(write: CellWrite): { readonly node: Node; readonly chain: Node | undefined } {
  const from = sharedPrefix(write.outcome?.stack ?? [], write.stack);
  const rest = write.stack.slice(from);
  const call = rest.find((frame) => frame.kind === 'call');
  const chain = rest.find(
    (frame) => frame.kind === 'callback' && frame.node.type === 'CallExpression' && frame.node.arguments.length === 2,
  );
  return { node: call?.node ?? write.node, chain: chain?.node };
}

/** The innermost function that is running both when the outcome arrives and when it is applied. */
export function scopeOf({ outcome, stack }: CellWrite): Node | undefined {
  const shared = stack.slice(0, sharedPrefix(outcome?.stack ?? [], stack));
  return shared.findLast((frame) => frame.functionNode !== undefined)?.functionNode;
}

/** The write happens where the sequence may still go on: in the loop, or the recursion, that holds the attempt. */
export function isInsideSequence({ outcome, stack }: CellWrite): boolean {
  const shared = sharedPrefix(outcome?.stack ?? [], stack);
  return (outcome?.stack ?? []).slice(0, shared).some((frame) => frame.kind === 'loop');
}

/** How many frames two stacks have in common, from the entry on. */
export const sharedPrefix = (a: readonly Frame[], b: readonly Frame[]): number => {
  let length = 0;
  while (length < a.length && length < b.length && a[length]?.node === b[length]?.node) {
    length += 1;
  }
  return length;
};
