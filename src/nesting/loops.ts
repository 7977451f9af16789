/** The loops of a function, as sets of blocks. */
import type { Block, BlockId, FunctionGraph, LoopForm, SiteId } from '../ir/ir.js';
import { successorsOf } from '../ir/operands.js';

export interface Loop {
  readonly head: BlockId;
  readonly site: SiteId;
  /** It goes through what an iterator gives: `for … of`, `for … in`. */
  readonly isIteration: boolean;
  readonly form: LoopForm | undefined;
  /** Blocks from which another round can be reached, the head included. */
  readonly blocks: ReadonlySet<BlockId>;
}

const known = new WeakMap<FunctionGraph, readonly Loop[]>();

/** All loops of a function, those inside others first. */
export function loopsOf(graph: FunctionGraph): readonly Loop[] {
  let loops = known.get(graph);
  if (loops === undefined) {
    loops = graph.blocks
      .flatMap((block) => (block.loop === undefined ? [] : [loopAt(graph, block, block.loop)]))
      .sort((one, other) => one.blocks.size - other.blocks.size);
    known.set(graph, loops);
  }
  return loops;
}

/** A jump to the head that no way from the entry comes to without it leads back; so does everything before that, as far as the head. */
function loopAt(graph: FunctionGraph, { id: head, instructions, form }: Block, site: SiteId): Loop {
  const before = predecessorsOf(graph);
  const outside = reach(graph, 0, head);
  const blocks = new Set([head]);
  const waiting = (before.get(head) ?? []).filter((id) => id !== 0 && !outside.has(id));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (!blocks.has(id)) {
      blocks.add(id);
      waiting.push(...(before.get(id) ?? []));
    }
  }
  return { head, site, isIteration: instructions.some(({ op }) => op === 'next'), form, blocks };
}

function predecessorsOf({ blocks }: FunctionGraph): ReadonlyMap<BlockId, readonly BlockId[]> {
  const before = new Map<BlockId, BlockId[]>();
  for (const block of blocks) {
    for (const next of nextOf(block)) {
      before.set(next, [...(before.get(next) ?? []), block.id]);
    }
  }
  return before;
}

/** Everything behind a block, as far as another one; itself only where a way leads back to it. */
function reach({ blocks }: FunctionGraph, from: BlockId, without: BlockId): ReadonlySet<BlockId> {
  const reached = new Set<BlockId>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const next of nextOf(blocks[id])) {
      if (next !== without && !reached.has(next)) {
        reached.add(next);
        waiting.push(next);
      }
    }
  }
  return reached;
}

const nextOf = (block: Block | undefined): readonly BlockId[] =>
  block === undefined
    ? []
    : [...successorsOf(block.terminator), ...(block.handler === undefined ? [] : [block.handler])];
