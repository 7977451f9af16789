/** Writes of breaker state that rest on something from before an interleaving point. */
import { allTraces, clockCells, countingCells, isTimestamp, PHASES } from './breaker.js';
import type { Breaker, Node, Phase, Race } from './facts.js';
import { skipsExact } from './exact-windows.js';
import type { CellWrite } from './interpreter/path.js';
import { outcomeSite } from './outcome-site.js';
import { applicationOf, isInsideSequence, sharedPrefix } from './outcomes.js';
import { cellBeside } from './places.js';
import type { UnitRuns } from './runs.js';
import { slotRaces } from './slot-races.js';
import { toldSuccesses } from './told-outcomes.js';

export function races(runs: UnitRuns, breaker: Breaker): Race[] {
  const found = [
    ...staleOutcomes(runs, breaker),
    ...staleTimers(runs, breaker),
    ...staleValues(runs, breaker),
    ...storeRaces(runs, breaker),
    ...slotRaces(runs, breaker),
    ...toldSuccesses(runs, breaker),
  ];
  return perDefect(unique(found)).map((race) => ({ ...race, cell: cellBeside(runs.unit.state, race.cell) }));
}

/**
 * A late outcome that is written with a stale copy of the whole record is one defect: what it does to the circuit is said, the lost copy only
 * where that is worse. A generation that is compared mends both.
 */
function perDefect(found: readonly Race[]): readonly Race[] {
  const isOutcome = ({ kind }: Race): boolean => kind === 'staleSuccess' || kind === 'staleFailure';
  const isCopyOf = (copy: Race, outcome: Race): boolean =>
    copy.kind === 'lostUpdate' && copy.write === outcome.write && outcome.cell.startsWith(`${copy.cell}.`);
  return found.filter((race) =>
    isOutcome(race)
      ? race.level === 'unconditional' || !found.some((other) => isCopyOf(other, race))
      : !found.some((other) => isOutcome(other) && other.level === 'unconditional' && isCopyOf(race, other)),
  );
}

const phaseOf = (write: CellWrite): string | undefined =>
  write.value.kind === 'literal' ? write.value.phase : undefined;

/** A lock that is taken for the outcome alone does not count: it does not span the admission. */
const protectedWrite = (write: CellWrite): boolean =>
  write.validated || write.exclusive || write.outcome?.locked === true;

/** Outcomes of calls that were admitted while CLOSED, applied to whatever the state is by now. */
function staleOutcomes(runs: UnitRuns, breaker: Breaker): Race[] {
  const { state } = runs.unit;
  const counting = countingCells(runs);
  const clocks = clockCells(runs);
  const countReopens = reopensOnCountOnly(runs, counting);
  const windows = openWindows(runs);
  const found: Race[] = [];
  for (const entry of runs.entries) {
    const trace = runs.explored(entry, 'closed');
    if (trace === undefined) {
      continue;
    }
    const success: { write: CellWrite; level: Race['level']; skips?: Node }[] = [];
    const failure: CellWrite[] = [];
    const attempts: CellWrite[] = [];
    const isLate = (write: CellWrite): boolean =>
      write.outcome !== undefined && write.timer === undefined && !protectedWrite(write);
    for (const block of trace.blocks) {
      const opens = block.writes.some((write) => write.cell === state.key && phaseOf(write) === 'open');
      const counts = block.writes.some((write) => counting.has(write.cell));
      for (const write of block.writes) {
        if (!isLate(write)) {
          continue;
        }
        const inTime = settlesInTime(write, windows);
        if (write.outcome?.settled === 'fulfilled') {
          // What is cleared along with opening the circuit belongs to the transition.
          const level = successLevel(write, state.key, counting, countReopens && !opens, breaker.hasHalfOpen);
          const skips = level === undefined && !inTime ? skipsExact(runs, write, block) : undefined;
          // What is given up before the open window ends finds the circuit OPEN at worst, and that is bad enough for the other level.
          if (skips !== undefined || (level !== undefined && (level === 'unconditional' || !inTime))) {
            success.push({ write, level: level ?? 'unconditional', ...(skips && { skips }) });
          }
        } else if (!inTime && !opens && clocks.has(write.cell) && isTimestamp(write) && write.phases.includes('open')) {
          (isInsideSequence(write) && !counts ? attempts : failure).push(write);
        }
      }
    }
    // Of paths that went two ways and then agreed only one goes on: its last stretch is all that the blocks have of them.
    const seen = new Set(trace.blocks.flatMap(({ writes }) => writes));
    for (const write of trace.writes) {
      if (write.cell === state.key && write.outcome?.settled === 'fulfilled' && !seen.has(write) && isLate(write)) {
        const level = successLevel(write, state.key, counting, false, breaker.hasHalfOpen);
        if (level === 'unconditional' || (level !== undefined && !settlesInTime(write, windows))) {
          success.push({ write, level });
        }
      }
    }
    const worst = success.find(({ level }) => level === 'unconditional') ?? success[0];
    const first = worst && applicationOf(worst.write);
    if (worst !== undefined && first !== undefined) {
      found.push({
        ...outcomeRace(
          breaker,
          'staleSuccess',
          worst.level,
          worst.write,
          first,
          outcomeSite(runs, breaker, entry, worst.write),
        ),
        ...(worst.skips && { skips: worst.skips }),
      });
    }
    // A write that every attempt makes, the last one too, is one finding.
    const late = failure.find((write) => !attempts.some(({ node }) => node === write.node));
    const lateAt = late && applicationOf(late);
    const sameChain =
      first !== undefined && lateAt !== undefined && first.chain !== undefined && first.chain === lateAt.chain;
    if (late !== undefined && lateAt !== undefined && !sameChain) {
      found.push(
        outcomeRace(
          breaker,
          'staleFailure',
          'guarded',
          late,
          lateAt,
          outcomeSite(runs, breaker, entry, success[0]?.write ?? late),
        ),
      );
    }
    const attempt = attempts[0];
    if (attempt !== undefined) {
      found.push(outcomeRace(breaker, 'staleAttempt', 'guarded', attempt, attempt));
    }
  }
  return found;
}

function outcomeRace(
  breaker: Breaker,
  kind: Race['kind'],
  level: Race['level'],
  write: CellWrite,
  at: { readonly node: Node },
  outcomes?: Race['outcomes'],
): Race {
  const { outcome } = write;
  // The await that a reader of this function sees, not the one inside what it calls.
  const point =
    outcome?.stack.slice(sharedPrefix(outcome.stack, write.stack)).find((frame) => frame.kind !== 'loop')?.node ??
    outcome?.point ??
    write.node;
  return {
    breaker,
    kind,
    level,
    node: at.node,
    basis: point,
    point,
    write: write.node,
    cell: write.cell,
    ...(outcomes && { outcomes }),
  };
}

/** How bad a success is that arrives in a state that did not admit it; undefined where it does no harm. */
function successLevel(
  write: CellWrite,
  state: string,
  counting: ReadonlySet<string>,
  countReopens: boolean,
  hasHalfOpen: boolean,
): Race['level'] | undefined {
  const mayBeOpen = write.phases.includes('open');
  const mayBeHalfOpen = write.phases.includes('half-open');
  if (write.cell === state) {
    if (phaseOf(write) !== 'closed') {
      return undefined;
    }
    return mayBeOpen ? 'unconditional' : mayBeHalfOpen ? 'guarded' : undefined;
  }
  const clears = write.operation === 'clear' && counting.has(write.cell);
  if (clears && mayBeOpen && countReopens && hasHalfOpen) {
    return 'unconditional';
  }
  const countsProbe = write.operation === 'increase' && write.phases.length === 1 && mayBeHalfOpen;
  return countsProbe ? 'guarded' : undefined;
}

/** While HALF_OPEN a failure opens the circuit only if the count, which a late success may have cleared, says so. */
function reopensOnCountOnly(runs: UnitRuns, counting: ReadonlySet<string>): boolean {
  const { state } = runs.unit;
  return runs.entries.some((entry) => {
    const blocks = runs.explored(entry, 'half-open')?.blocks ?? [];
    const counted = blocks.filter(
      ({ outcome, writes }) =>
        outcome?.settled === 'rejected' &&
        writes.some(({ cell, operation }) => counting.has(cell) && operation !== 'clear'),
    );
    const opens = ({ cell, value, phases }: CellWrite): boolean =>
      cell === state.key && value.kind === 'literal' && value.phase === 'open' && phases.includes('half-open');
    return (
      counted.some(({ writes }) => writes.some(opens)) &&
      counted.some(({ phases, writes }) => phases.includes('half-open') && !writes.some(opens))
    );
  });
}

/** Every outcome is there before an open window can end: none reaches the state after the next. */
const settlesInTime = ({ outcome }: CellWrite, windows: readonly (number | undefined)[]): boolean => {
  const limit = outcome?.limitMs;
  return limit !== undefined && windows.length > 0 && windows.every((window) => window !== undefined && limit < window);
};

/** What the code compares the time since opening with, in milliseconds; undefined where it does not say. */
function openWindows(runs: UnitRuns): (number | undefined)[] {
  const clocks = clockCells(runs);
  const windows: (number | undefined)[] = [];
  for (const entry of runs.entries) {
    for (const write of runs.explored(entry, 'open')?.writes ?? []) {
      for (const [cell, { comparison }] of write.tested) {
        if (clocks.has(cell) && comparison !== undefined) {
          windows.push(comparison.bound);
        }
      }
    }
  }
  return windows;
}

/** Timers that end an open period which is not the one they were armed in. */
function staleTimers(runs: UnitRuns, breaker: Breaker): Race[] {
  const { state } = runs.unit;
  const traces = allTraces(runs);
  // Nothing but a timer leads out of OPEN, and a timer is armed once per opening: then there is only one. A call that finds the period of its
  // admission unchanged finds it not OPEN.
  const leavesOpenElsewhere = traces.some((trace) =>
    trace.writes.some(
      (write) =>
        write.cell === state.key &&
        write.timer === undefined &&
        !write.exclusive &&
        !write.validated &&
        phaseOf(write) !== 'open' &&
        write.phases.includes('open'),
    ),
  );
  const found: Race[] = [];
  for (const trace of traces) {
    for (const { arm, writes } of trace.timers) {
      // A timer that opens the circuit ends a call or a probe, not an open period.
      const write = writes.find(
        (candidate) =>
          candidate.cell === state.key && !candidate.validated && (phaseOf(candidate) ?? 'open') !== 'open',
      );
      const onePerOpening = arm.writesOpen && (arm.validated || !arm.phases.includes('open')) && !leavesOpenElsewhere;
      if (write === undefined || arm.cleared || onePerOpening || !arm.writesOpen) {
        continue;
      }
      found.push({
        breaker,
        kind: 'staleTimer',
        level: 'unconditional',
        node: arm.node,
        basis: arm.node,
        point: arm.node,
        write: write.node,
        cell: write.cell,
      });
    }
  }
  return found;
}

/** Values and decisions from before an interleaving point: lost updates, stale decisions, late reservations. */
function staleValues(runs: UnitRuns, breaker: Breaker): Race[] {
  const { state } = runs.unit;
  const found: Race[] = [];
  for (const { entry, phase, trace } of runs.entries.flatMap((entry) =>
    PHASES.map((phase) => ({ entry, phase, trace: runs.explored(entry, phase) })),
  )) {
    for (const write of trace?.writes ?? []) {
      const point = write.lastPoint;
      // A lock keeps what was read under it current, and nothing from before: `staleBelow` says so already.
      if (point === undefined || write.validated || write.timer !== undefined) {
        continue;
      }
      const stale = (dep: { readonly block: number }): boolean => dep.block < write.staleBelow;
      const race = (kind: Race['kind'], level: Race['level'], basis: Node, outcomes?: Race['outcomes']): void => {
        found.push({
          breaker,
          kind,
          level,
          node: write.node,
          basis,
          point,
          write: write.node,
          cell: write.cell,
          ...(outcomes && { outcomes }),
        });
      };
      const update = write.value.deps.find((dep) => dep.cell === write.cell && stale(dep));
      if (update !== undefined && write.value.kind !== 'literal') {
        race('lostUpdate', 'unconditional', update.node);
        continue;
      }
      const decision = write.control.find((dep) => dep.cell === state.key && stale(dep));
      const isDecidedAnew = write.freshlyTested.has(state.key) && !(decision?.block === 0 && leavesRoom(phase, write));
      if (write.cell === state.key && decision !== undefined && !isDecidedAnew && !write.exclusive) {
        race(
          'staleDecision',
          phaseOf(write) === 'open' ? 'guarded' : 'unconditional',
          decision.node,
          write.outcome && outcomeSite(runs, breaker, entry, write),
        );
        continue;
      }
      const tested = write.tested.get(write.cell);
      const takes = write.operation === 'increase' || (write.value.kind === 'literal' && write.value.value === true);
      const isDecidedAgain =
        tested !== undefined &&
        [...write.tested.values()].some(({ node, block }) => node === tested.node && block >= write.staleBelow);
      if (
        takes &&
        write.outcome === undefined &&
        tested !== undefined &&
        tested.block < write.staleBelow &&
        !isDecidedAgain &&
        write.cell !== state.key
      ) {
        race('lateReservation', 'unconditional', tested.node);
      }
    }
  }
  return found;
}

/**
 * A test of the state after the wait that does not exclude the state in which the decision of then does harm: a call that was admitted while
 * CLOSED opens the circuit although it may be HALF_OPEN by now, a probe closes it although it may be OPEN.
 */
const leavesRoom = (admitted: Phase, write: CellWrite): boolean =>
  (admitted === 'closed' && phaseOf(write) === 'open' && write.phases.includes('half-open')) ||
  (admitted === 'half-open' && phaseOf(write) === 'closed' && write.phases.includes('open'));

/** Read, await, write back: what other processes stored in between is overwritten. One report per copy that was read. */
function storeRaces(runs: UnitRuns, breaker: Breaker): Race[] {
  const byRead = new Map<Node, Race>();
  for (const trace of allTraces(runs)) {
    for (const { node, read, change, point } of trace.storeWrites) {
      const before = byRead.get(read);
      const kind = change === undefined ? 'storeDecision' : 'storeUpdate';
      if (before === undefined || (before.kind === 'storeDecision' && kind === 'storeUpdate')) {
        byRead.set(read, {
          breaker,
          kind,
          level: 'unconditional',
          node: change ?? node,
          basis: read,
          point,
          write: node,
          cell: breaker.stateText,
        });
      }
    }
  }
  return [...byRead.values()];
}

/** A write that is reached from several calls is not mended at one of them. */
function withoutSite({ outcomes: _, ...race }: Race): Race {
  return race;
}

/** One report per place and kind; the worse level wins. */
function unique(found: readonly Race[]): Race[] {
  const best = new Map<string, Race>();
  for (const race of found) {
    const key = `${race.kind} ${race.node.range[0]}`;
    const known = best.get(key);
    const worse = known?.level === 'unconditional' ? known : race;
    const sameSite = known === undefined || known.outcomes?.scope === race.outcomes?.scope;
    best.set(key, sameSite ? worse : withoutSite(worse));
  }
  return [...best.values()];
}
