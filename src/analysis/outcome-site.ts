/** The function that makes a protected call and learns how it went: what admits the call in it, and what applies the outcome. */
import { countingCells, PHASES } from './breaker.js';
import type { Breaker, Node, OutcomeSite } from './facts.js';
import { slotChange, type CellWrite, type Frame } from './interpreter/path.js';
import { applicationOf, isInsideSequence, scopeOf, sharedPrefix } from './outcomes.js';
import type { UnitRuns } from './runs.js';
import type { Entry } from './unit-code.js';

/** The function that learns the outcome, with everything in it that admits the call or applies an outcome of it. */
export function outcomeSite(runs: UnitRuns, breaker: Breaker, entry: Entry, write: CellWrite): OutcomeSite | undefined {
  const scope = scopeOf(write);
  if (scope === undefined) {
    return undefined;
  }
  const counting = countingCells(runs);
  const inScope = (stack: readonly Frame[]): number => stack.findIndex((frame) => frame.functionNode === scope);
  const admissions = new Set<Node>();
  const applications = new Set<Node>();
  for (const phase of PHASES) {
    const writes = runs.explored(entry, phase)?.writes ?? [];
    const counts = writes.filter(({ cell }) => counting.has(cell));
    for (const other of writes) {
      const at = inScope(other.stack);
      // Whoever holds a slot gives it back, whatever the outcome is taken for.
      const givesBack = other.held !== undefined && slotChange(other) === 'give';
      if (at === -1 || other.timer !== undefined || givesBack) {
        continue;
      }
      if (other.outcome === undefined && other.cell !== runs.unit.state.key && !other.tested.has(other.cell)) {
        continue;
      }
      if (other.outcome === undefined) {
        admissions.add(other.stack[at + 1]?.node ?? other.node);
      } else if (
        !isInsideSequence(other) ||
        applicationOf(other).node === applicationOf(write).node ||
        counts.some((count) => belongTogether(count, other))
      ) {
        applications.add(applicationOf(other).node);
      }
    }
  }
  return {
    scope,
    admissions: [...admissions].filter((node) => !applications.has(node)),
    applications: [...applications],
    standing: standingTransitions(runs, breaker, scope, applications),
  };
}

/** What the code that counts an attempt does in the same stretch is part of the record, also inside the sequence. */
function belongTogether(count: CellWrite, other: CellWrite): boolean {
  const shared = sharedPrefix(count.stack, other.stack);
  return (
    count.block === other.block &&
    shared === count.stack.length &&
    other.stack.slice(shared).every(({ kind }) => kind !== 'loop')
  );
}

/**
 * Transitions that may write what the state is already: a success that closes a circuit which is closed. A write behind an application
 * happens in the period that admitted the call, so nobody else has moved the state since; any other finds whatever there is.
 */
function standingTransitions(
  runs: UnitRuns,
  { transitions }: Breaker,
  scope: Node,
  applications: ReadonlySet<Node>,
): Node[] {
  const isTransition = ({ cell }: CellWrite): boolean => cell === runs.unit.state.key;
  const isApplied = (write: CellWrite): boolean =>
    write.outcome !== undefined && write.timer === undefined && applications.has(applicationOf(write).node);
  const stays = ({ value, phases }: CellWrite): boolean => {
    const to = value.kind === 'literal' ? value.phase : undefined;
    return to === undefined || phases.includes(to);
  };
  const moving = new Set<Node>();
  const standing = new Set<Node>();
  for (const entry of runs.entries) {
    for (const phase of PHASES) {
      const all = (runs.explored(entry, phase)?.writes ?? []).filter(isTransition);
      // What always moves the circuit does so in the period of the admission as well.
      const inPeriod = all.some((write) => isApplied(write) && stays(write))
        ? (runs.undisturbed(entry, phase, scope)?.writes.filter(isTransition) ?? all)
        : all;
      for (const write of [...all.filter((other) => !isApplied(other)), ...inPeriod.filter(isApplied)]) {
        (stays(write) ? standing : moving).add(write.node);
      }
    }
  }
  // Of what is on no explored way nothing is known.
  return transitions.flatMap(({ node }) => (standing.has(node) || !moving.has(node) ? [node] : []));
}
