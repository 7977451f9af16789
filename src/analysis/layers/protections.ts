/** The breakers of a module as layers see them: functions that lead into a protected path. */
import { describeBreaker } from '../breaker.js';
import type { Breaker } from '../facts.js';
import { allowance } from '../interpreter/machine.js';
import type { ModuleIndex } from '../module.js';
import { declaresUnit } from '../retried-calls.js';
import { runUnit, type UnitRuns } from '../runs.js';
import { findUnits } from '../units.js';
import type { Protection } from './lowering.js';

/** A function protects if it makes a call on somebody's behalf after it has asked the state. */
export function protectionOf(index: ModuleIndex, runs: UnitRuns, breaker: Breaker): Protection {
  const entries = runs.entries.filter((entry) => (runs.explored(entry, 'closed')?.attempts ?? []).some(({ stateTest }) => stateTest !== undefined));
  return { breaker, entries: new Set(entries.map(({ node }) => node)), recorders: new Set(runs.recorders.map(({ node }) => node)), declaresUnit: declaresUnit(index, breaker.node) };
}

export function protectionsIn(index: ModuleIndex): Protection[] {
  const shared = allowance(index);
  return findUnits(index).map((unit) => {
    const runs = runUnit(index, unit, shared);
    return protectionOf(index, runs, describeBreaker(runs));
  });
}
