/** The record of one breaker: its name, its numbers, its transitions. */
import type { Breaker, Count, Node, Phase, Transition } from './facts.js';
import { unwrap } from '../ast/nodes.js';
import type { Trace } from './interpreter/machine.js';
import type { CellWrite, Tested } from './interpreter/path.js';
import { phaseOf } from './phases.js';
import type { UnitRuns } from './runs.js';

export const PHASES: readonly Phase[] = ['closed', 'half-open', 'open'];

/** Every explored run, whoever was admitted. */
export const allTraces = (runs: UnitRuns): Trace[] =>
  runs.entries.flatMap((entry) =>
    PHASES.map((phase) => runs.explored(entry, phase)).filter((trace): trace is Trace => trace !== undefined),
  );

/** Everything written on any explored path, whoever was admitted. */
const allWrites = (runs: UnitRuns): CellWrite[] => allTraces(runs).flatMap(({ writes }) => writes);

const writesPhase = (write: CellWrite, state: string, phase: Phase): boolean =>
  write.cell === state && write.value.kind === 'literal' && write.value.phase === phase;

/** Asked once per unit, however many facets and writes want to know. */
export function oncePerUnit<Result>(compute: (runs: UnitRuns) => Result): (runs: UnitRuns) => Result {
  const known = new WeakMap<UnitRuns, Result>();
  return (runs) => {
    const before = known.get(runs);
    if (before !== undefined) {
      return before;
    }
    const result = compute(runs);
    known.set(runs, result);
    return result;
  };
}

/** Cells that decide when the circuit opens: counters, and what is held against a limit, that are tested in the stretch that opens it. */
export const countingCells = oncePerUnit((runs): ReadonlySet<string> => {
  const cells = new Set<string>();
  const grows = new Set(
    allWrites(runs).flatMap(({ cell, operation }) =>
      operation === 'increase' || operation === 'append' ? [cell] : [],
    ),
  );
  for (const write of allWrites(runs)) {
    if (writesPhase(write, runs.unit.state.key, 'open')) {
      for (const [cell, tested] of write.tested) {
        if (tested.block === write.block && (tested.comparison?.cell === cell || grows.has(cell))) {
          cells.add(cell);
        }
      }
    }
  }
  return cells;
});

/** Cells that the time is held against on the way from OPEN to HALF_OPEN; a test whether there is a value at all says nothing of time. */
export const clockCells = oncePerUnit((runs): ReadonlySet<string> => {
  const { state } = runs.unit;
  const clocks = new Set<string>();
  for (const write of runs.entries.flatMap((entry) => runs.explored(entry, 'open')?.writes ?? [])) {
    if (
      write.outcome !== undefined ||
      write.cell !== state.key ||
      write.value.kind !== 'literal' ||
      write.value.phase !== 'half-open'
    ) {
      continue;
    }
    const tests = [...write.tested].filter(([cell]) => cell !== state.key);
    for (const [cell, { comparison, node }] of tests) {
      // Two cells in one comparison: `now - this.failedAt > this.timeout`, with a timeout that changes.
      const together = tests.some(
        ([other, test]) => other !== cell && test.node === node && test.comparison === undefined,
      );
      if (comparison === undefined ? together : comparison.cell === cell) {
        clocks.add(cell);
      }
    }
  }
  return clocks;
});

/** A value that comes from a clock, not a constant, an entry of a collection, or what becomes of the value before. */
export const isTimestamp = ({ cell, value, operation }: CellWrite): boolean =>
  (operation === 'set' || operation === 'clear') &&
  value.kind === 'unknown' &&
  !value.deps.some((dep) => dep.cell === cell);

export function describeBreaker(runs: UnitRuns): Breaker {
  const { unit } = runs;
  const opening = decisionFor(runs, 'open');
  const closing = decisionFor(runs, 'closed');
  return {
    name: unit.name,
    node: unit.node,
    form: runs.code.index.isMadeUp(unit.node) ? 'prototype' : unit.form,
    stateText: unit.state.text,
    hasHalfOpen: unit.phases.has('half-open'),
    threshold: opening?.count ?? { kind: 'unknown' },
    ...(opening && { openDecision: opening.node }),
    ...(closing && { closeDecision: closing.node }),
    transitions: transitionsOf(unit.stateWrites),
  };
}

const RATE = /rate|ratio|percent|fraction|(?:ms|millis|timeout|interval|duration|delay)$/i;

/** What a comparison says on the branch where it does not hold. */
const NEGATED: Readonly<Record<string, string>> = {
  '<': '>=',
  '<=': '>',
  '!==': '===',
  '!=': '==',
  '>': '<=',
  '>=': '<',
};

interface Decision {
  readonly node: Node;
  readonly count: Count;
}

/** What was asked in the stretch of a write. */
const testsOf = ({ tested, block }: CellWrite): [string, Tested][] =>
  [...tested].filter(([, test]) => test.block === block);

/**
 * A test that turned out the other way on a path that is the same in all else, and led to the same write: a list that was trimmed, a line
 * that was logged.
 */
function isIdle({ node, truth }: Tested, write: CellWrite, writes: readonly CellWrite[]): boolean {
  const others = (of: CellWrite): string =>
    testsOf(of)
      .flatMap(([cell, test]) => (test.node === node ? [] : [`${cell} ${test.node.range[0]} ${String(test.truth)}`]))
      .sort()
      .join();
  const isOther = (test: Tested): boolean => test.node === node && test.truth === !truth;
  return (
    truth !== undefined &&
    writes.some(
      (other) =>
        other.node === write.node &&
        testsOf(other).some(([, test]) => isOther(test)) &&
        others(other) === others(write),
    )
  );
}

/** `if (log.length > 100) log = log.slice(-100)`: what follows from the test is about the list alone. */
function trims({ code: { index } }: UnitRuns, { node }: Tested): boolean {
  const test = index.parentOf(node);
  if (test?.type !== 'IfStatement' || test.test !== node || test.alternate !== null) {
    return false;
  }
  const list = /^(.*)\.length\b/.exec(index.textOf(node))?.[1];
  const [only, ...others] = test.consequent.type === 'BlockStatement' ? test.consequent.body : [test.consequent];
  const done = only?.type === 'ExpressionStatement' && others.length === 0 ? index.textOf(only) : '';
  return list !== undefined && (done.startsWith(`${list}.`) || done.startsWith(`${list} =`));
}

/** The comparison of a counter with a limit that a transition rests on, with the number of events that it takes. */
function decisionFor(runs: UnitRuns, phase: Phase): Decision | undefined {
  // What opens the circuit may be told of a failure by its caller; what closes it follows a call of its own.
  const all = allWrites(runs).filter(
    (write) => writesPhase(write, runs.unit.state.key, phase) && (phase === 'open' || write.outcome !== undefined),
  );
  // What opens a half-open circuit is another decision: one failure may be enough.
  const ofClosed = all.filter((write) => write.phases.includes('closed'));
  const writes = phase === 'open' && ofClosed.length > 0 ? ofClosed : all;
  for (const write of writes) {
    for (const [cell, tested] of testsOf(write)) {
      const { comparison, truth } = tested;
      if (comparison?.cell !== cell || isIdle(tested, write, writes) || trims(runs, tested)) {
        continue;
      }
      const { bound, boundText, exact, ratio } = comparison;
      const operator = truth === false ? NEGATED[comparison.operator] : comparison.operator;
      // Equal to what nobody knows is a generation or an owner, and no number that was reached.
      if (
        operator === undefined ||
        !/^(>=?|===?)$/.test(operator) ||
        (operator.startsWith('=') && bound === undefined)
      ) {
        continue;
      }
      const value = bound === undefined ? undefined : operator === '>' ? Math.floor(bound) + 1 : Math.ceil(bound);
      const isCount = value !== undefined && value >= 1 && !ratio && !RATE.test(boundText) && !RATE.test(cell);
      return {
        node: comparison.node,
        count: isCount
          ? { kind: 'known', value, source: exact ? 'literal' : 'default' }
          : { kind: 'unknown', ...(bound === undefined && { text: boundText }) },
      };
    }
  }
  return undefined;
}

function transitionsOf(writes: readonly Node[]): Transition[] {
  const transitions = new Map<Node, Transition>();
  for (const node of writes) {
    if (node.type === 'AssignmentExpression') {
      const to = phaseOf(unwrap(node.right));
      transitions.set(node, { node, ...(to && { to }) });
    }
  }
  return [...transitions.values()].sort((a, b) => a.node.range[0] - b.node.range[0]);
}
