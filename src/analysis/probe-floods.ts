/** Half-open states that let every caller through. */
import { admissionSite } from './admissions.js';
import type { Breaker, Node, ProbeFlood } from './facts.js';
import { allTraces, countingCells } from './breaker.js';
import type { AttemptEvent, Flow } from './interpreter/machine.js';
import { slotChange } from './interpreter/path.js';
import type { Value } from './interpreter/value.js';
import type { UnitRuns } from './runs.js';
import type { Entry } from './unit-code.js';

export function probeFloods(runs: UnitRuns, breaker: Breaker): ProbeFlood[] {
  const { unit } = runs;
  if (!unit.phases.has('half-open') || unit.form === 'store' || !turnsHalfOpen(runs)) {
    return [];
  }
  const closedGate = takenWhileHalfOpen(runs);
  const sites = runs.entries.flatMap((entry) => floodedCall(runs, entry, closedGate));
  const [first] = sites;
  if (first === undefined) {
    return gates(runs, breaker);
  }
  const { entry, event, node } = first;
  const admission = sites.length === 1 ? admissionSite(runs, entry, event) : undefined;
  return [{ breaker, node, call: calledIn(event), ...(admission && { admission }) }];
}

const calledIn = ({ stack, node }: AttemptEvent): Node =>
  stack.find((frame, i) => i > 0 && frame.kind !== 'loop')?.node ?? node;

interface FloodedCall {
  readonly entry: Entry;
  readonly event: AttemptEvent;
  /** The test of the state that lets the caller through. */
  readonly node: Node;
}

/** The first call of an entry that everybody reaches while half-open. */
function floodedCall(runs: UnitRuns, entry: Entry, closedGate: ReadonlySet<string>): FloodedCall[] {
  for (const event of runs.explored(entry, 'half-open')?.attempts ?? []) {
    const { stateTest: node } = event;
    if (
      node === undefined ||
      event.ordinal !== 1 ||
      !event.phases.includes('half-open') ||
      event.reserved ||
      event.locked ||
      !event.isAsync
    ) {
      continue;
    }
    // A path that needs the slot to be free is no path while whoever made the circuit half-open holds it.
    const needsFreeSlot = [...event.known].some(
      ([cell, value]) => closedGate.has(cell) && value.kind === 'literal' && !value.value,
    );
    if (!needsFreeSlot) {
      return [{ entry, event, node }];
    }
  }
  return [];
}

/**
 * Breakers that are asked by their callers: `if (!breaker.canRequest()) …`. The gate that makes the circuit half-open says yes to
 * whoever asks it afterwards, too, and takes no slot.
 */
function gates(runs: UnitRuns, breaker: Breaker): ProbeFlood[] {
  const { state } = runs.unit;
  const counting = countingCells(runs);
  const traces = allTraces(runs);
  const recordsFailures = traces.some(({ writes }) =>
    writes.some(({ cell, operation }) => counting.has(cell) && (operation === 'increase' || operation === 'append')),
  );
  if (!recordsFailures || traces.some(({ attempts }) => attempts.length > 0)) {
    return [];
  }
  for (const entry of runs.entries) {
    const open = runs.explored(entry, 'open');
    const halfOpen = runs.explored(entry, 'half-open');
    const closed = runs.explored(entry, 'closed');
    const transits = open?.writes.some(
      ({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open',
    );
    const no = REFUSAL.test(entry.name);
    const refused = open?.exits.find((exit) => refuses(exit, no));
    if (halfOpen === undefined || transits !== true || refused === undefined) {
      continue;
    }
    const test = halfOpen.exits.find(({ path }) => path.firstStateTest !== undefined)?.path.firstStateTest;
    // A count of questions that nothing asks keeps nobody out.
    const isMetric = (cell: string): boolean =>
      !traces.some(
        ({ exits, writes }) =>
          exits.some(({ path, value }) => path.tested.has(cell) || compares(value, cell)) ||
          writes.some(({ tested }) => tested.has(cell)),
      );
    const takesNothing =
      halfOpen.writes.every(
        (write) => write.cell !== state.key && (slotChange(write) !== 'take' || isMetric(write.cell)),
      ) && halfOpen.exits.every(({ path }) => path.reserved.size === 0 && path.lock === undefined);
    const answer = answersIn(refused).find((member) => isLiteral(memberOf(refused, member), false));
    const admits = (exit: Flow): boolean =>
      exit.kind !== 'throw' &&
      (no ? isLiteral(exit.value, false) : isYes(answer === undefined ? exit.value : memberOf(exit, answer)));
    // A question such as `isHalfOpen()` says no while the circuit is closed: it lets nobody through.
    if (test !== undefined && takesNothing && halfOpen.exits.every(admits) && closed?.exits.every(admits) === true) {
      return [{ breaker, node: test }];
    }
  }
  return [];
}

/** No, by throwing, or with a reason beside it: `{ allowed: false, retryAfterMs }`. */
const refuses = (exit: Flow, no: boolean): boolean =>
  no
    ? isLiteral(exit.value, true)
    : exit.kind === 'throw' ||
      isLiteral(exit.value, false) ||
      answersIn(exit).some((member) => isLiteral(memberOf(exit, member), false));

/** Gates that are asked whether the call is to be left out: `if (breaker.isOpen(name)) return`. */
const REFUSAL = /^(is)?_?(circuit|breaker)?_?(open|opened|tripped|blocked)$/i;

/** How gates call their answer where they give one with something beside it. */
const ANSWER = /^(is|can)?_?(allow|permit|admit|proceed|execute|accept|grant|pass|ok$)/i;

/** The members of what the gate returns that may be its answer. */
const answersIn = ({ path, value }: Flow): string[] =>
  value.kind === 'object'
    ? [...(path.objects.get(value.id)?.keys() ?? [])].filter((member) => ANSWER.test(member))
    : [];

const memberOf = ({ path, value }: Flow, member: string): Value | undefined =>
  value.kind === 'object' ? path.objects.get(value.id)?.get(member) : undefined;

/** What the caller is told is how the cell compares with something. */
const compares = (value: Value, cell: string): boolean => value.kind === 'unknown' && value.comparison?.cell === cell;

const isLiteral = (value: Value | undefined, expected: boolean): boolean =>
  value?.kind === 'literal' && value.value === expected;

/** True, or nothing where the gate refuses by throwing. */
const isYes = (value: Value | undefined): boolean =>
  value?.kind === 'literal' && (value.value === true || value.value === undefined);

/** Some path, or some timer, makes the circuit half-open. */
function turnsHalfOpen(runs: UnitRuns): boolean {
  const { state } = runs.unit;
  return allTraces(runs).some(({ writes, timers }) =>
    [...writes, ...timers.flatMap((timer) => timer.writes)].some(
      ({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open',
    ),
  );
}

/** Flags that are set in every stretch that makes the circuit half-open, and are only cleared in stretches that end it. */
function takenWhileHalfOpen(runs: UnitRuns): ReadonlySet<string> {
  const { state } = runs.unit;
  let taken: Set<string> | undefined;
  const clearedWhileHalfOpen = new Set<string>();
  for (const { blocks } of allTraces(runs)) {
    for (const { writes, phases } of blocks) {
      const flags = new Map<string, boolean>();
      for (const { cell, value } of writes) {
        if (value.kind === 'literal' && typeof value.value === 'boolean') {
          flags.set(cell, value.value);
        }
      }
      const makesHalfOpen = writes.some(
        ({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open',
      );
      if (makesHalfOpen) {
        const set = new Set([...flags].filter(([, value]) => value).map(([cell]) => cell));
        taken = taken === undefined ? set : new Set([...taken].filter((cell) => set.has(cell)));
      }
      for (const [cell, value] of flags) {
        if (!value && phases.includes('half-open')) {
          clearedWhileHalfOpen.add(cell);
        }
      }
    }
  }
  return new Set([...(taken ?? [])].filter((cell) => !clearedWhileHalfOpen.has(cell)));
}
