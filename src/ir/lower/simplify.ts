/** Makes the blocks of a function out of its drafts: only those that are reached, and no two where one will do. */
import type { Block, BlockId, Terminator } from '../ir.js';
import { successorsOf } from '../operands.js';
import type { Draft } from './function-builder.js';

/** The drafts in the order in which they were begun, the entry first. */
export function simplify(begun: readonly Draft[]): readonly Block[] {
  const drafts: Draft[] = [];
  for (const draft of begun) {
    drafts[draft.id] = draft;
  }
  const shortcuts = new Shortcuts(drafts);
  for (const draft of begun) {
    const { terminator } = draft;
    if (terminator !== undefined) {
      draft.terminator = decided(redirected(terminator, (id) => shortcuts.find(id, terminator.op === 'goto')));
    }
  }
  const entry = begun[0];
  if (entry === undefined) {
    return [];
  }
  const reached = reach(drafts, entry);
  for (const draft of begun) {
    if (reached.has(draft)) {
      absorb(drafts, draft, reached);
    }
  }
  return numbered(begun.filter((draft) => reached.has(draft)));
}

/**
 * Finds where a jump ends that goes to a block with nothing in it but another jump. The head of a loop is reached by a goto only, so that
 * a branch ends before it.
 */
class Shortcuts {
  readonly #drafts: readonly Draft[];
  readonly #known: { readonly goto: BlockId[]; readonly other: BlockId[] } = { goto: [], other: [] };

  constructor(drafts: readonly Draft[]) {
    this.#drafts = drafts;
  }

  find(start: BlockId, isGoto: boolean): BlockId {
    const known = this.#known[isGoto ? 'goto' : 'other'];
    const passed: BlockId[] = [];
    let target = start;
    for (;;) {
      const next: BlockId | undefined = known[target] ?? this.#next(target, isGoto);
      if (next === undefined || next === target) {
        break;
      }
      known[target] = target;
      passed.push(target);
      target = next;
    }
    for (const id of passed) {
      known[id] = target;
    }
    return target;
  }

  #next(id: BlockId, isGoto: boolean): BlockId | undefined {
    const draft = this.#drafts[id];
    if (draft?.terminator?.op !== 'goto' || draft.instructions.length > 0 || draft.loop !== undefined) {
      return undefined;
    }
    const { to } = draft.terminator;
    return isGoto || this.#drafts[to]?.loop === undefined ? to : undefined;
  }
}

/** A branch of which both sides are the same is none. */
const decided = (terminator: Terminator): Terminator =>
  terminator.op === 'branch' && terminator.then === terminator.else
    ? { op: 'goto', to: terminator.then, site: terminator.site }
    : terminator;

/** A terminator that goes elsewhere. */
function redirected(terminator: Terminator, to: (id: BlockId) => BlockId): Terminator {
  switch (terminator.op) {
    case 'goto':
    case 'await':
      return { ...terminator, to: to(terminator.to) };
    case 'yield':
      return {
        ...terminator,
        to: to(terminator.to),
        ...(terminator.closed !== undefined && { closed: to(terminator.closed) }),
      };
    case 'branch':
      return { ...terminator, then: to(terminator.then), else: to(terminator.else) };
    default:
      return terminator;
  }
}

/** The drafts that can be reached, each with the number of edges that lead to it. */
function reach(drafts: readonly Draft[], entry: Draft): Map<Draft, number> {
  const reached = new Map([[entry, 1]]);
  const waiting = [entry];
  const visit = (draft: Draft | undefined): void => {
    if (draft !== undefined) {
      const edges = reached.get(draft) ?? 0;
      reached.set(draft, edges + 1);
      if (edges === 0) {
        waiting.push(draft);
      }
    }
  };
  for (let draft = waiting.pop(); draft !== undefined; draft = waiting.pop()) {
    visit(draft.handler);
    for (const id of draft.terminator === undefined ? [] : successorsOf(draft.terminator)) {
      visit(drafts[id]);
    }
  }
  return reached;
}

/** Takes in the blocks that follow a block and that nothing else leads to. */
function absorb(drafts: readonly Draft[], draft: Draft, reached: Map<Draft, number>): void {
  while (draft.terminator?.op === 'goto') {
    const next = drafts[draft.terminator.to];
    if (
      next === undefined ||
      next === draft ||
      reached.get(next) !== 1 ||
      next.handler !== draft.handler ||
      next.loop !== undefined
    ) {
      return;
    }
    for (const instruction of next.instructions) {
      draft.instructions.push(instruction);
    }
    draft.terminator = next.terminator;
    reached.delete(next);
  }
}

function numbered(drafts: readonly Draft[]): readonly Block[] {
  const ids = new Map(drafts.map(({ id }, index) => [id, index]));
  const idOf = (id: BlockId): BlockId => ids.get(id) ?? id;
  return drafts.map(({ id, instructions, terminator, handler, loop, form }) => {
    if (terminator === undefined) {
      throw new Error(`Block ${id} has no end.`);
    }
    return {
      id: idOf(id),
      instructions,
      terminator: redirected(terminator, idOf),
      ...(handler !== undefined && { handler: idOf(handler.id) }),
      ...(loop !== undefined && { loop }),
      ...(form !== undefined && { form }),
    };
  });
}
