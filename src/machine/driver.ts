/** What experiments are made of: operations are started, their calls are answered, the clock is moved. */
import { invoke } from './calls.js';
import type { Leaf, Operation, Timer } from './jobs.js';
import type { Machine } from './machine.js';
import { reject, resolve } from './promises.js';
import { drain, runStack } from './run.js';
import type { Answer } from './trace.js';
import type { Unknown, Value } from './values.js';

/** A function that somebody outside calls. */
export interface Callable {
  readonly callee: Value;
  readonly self: Value;
  readonly given: readonly Value[];
}

/** Says how a call goes; undefined: it is still under way. */
export type Answers = (leaf: Leaf) => Answer | undefined;

/** An operation is settled, or given up, after this many answers and timers. */
const MOST_STEPS = 5_000;

/** The most timers that are fired while the clock is moved, and the most rounds of one interval. */
const MOST_TIMERS = 2_000;
const MOST_ROUNDS = 50;

/** Begins an operation, and runs until it waits. Its number. */
export function start(m: Machine, callable: Callable): number {
  const operation = begin(m, callable);
  drain(m);
  return operation;
}

/** Begins an operation, and runs its first synchronous stretch only: what callers do who arrive in one tick. */
export function startTogether(m: Machine, callables: readonly Callable[]): readonly number[] {
  const operations = callables.map((callable) => {
    const operation = begin(m, callable);
    runStack(m);
    return operation;
  });
  drain(m);
  return operations;
}

function begin(m: Machine, { callee, self, given }: Callable): number {
  const { state } = m;
  const id = state.operations.length;
  const born = state.objects.length;
  state.operations.push({ id, result: undefined, value: undefined, born, from: state.trace.length });
  state.rounds = new Map();
  m.operation = id;
  m.activation = undefined;
  invoke(m, { callee, self, given, to: { kind: 'operation', operation: id } });
  return id;
}

/** Answers one call of the outside world. */
export function settle(m: Machine, leaf: Leaf, how: Answer): void {
  const { state } = m;
  state.leaves = state.leaves.filter(({ id }) => id !== leaf.id);
  const { operation, place, activation, target } = leaf;
  state.trace.push({ kind: 'settled', leaf: leaf.id, target, how, operation, place });
  m.operation = operation;
  m.activation = activation;
  m.place = place;
  if (how === 'rejects') {
    reject(m, leaf.promise, m.unknown('failure', 'failure', undefined, true));
  } else {
    resolve(m, leaf.promise, answerOf(m, leaf, how));
  }
  drain(m);
}

function answerOf(m: Machine, { callee }: Leaf, how: Exclude<Answer, 'rejects'>): Unknown {
  return m.unknown(callee.key, how === 'well' ? 'answer' : 'bad answer', callee.name);
}

/**
 * Runs an operation to its end: answers each call that it waits for, the oldest first, and fires its own timers when nothing else is
 * left. The clock stands still: the pauses of one operation are not the time in which a circuit recovers.
 */
export function finish(m: Machine, id: number, answers: Answers): Operation | undefined {
  const { state } = m;
  for (let n = 0; n < MOST_STEPS && !state.isExhausted; n += 1) {
    const operation = state.operations[id];
    const leaf = waitedFor(m, id);
    if (leaf === undefined && operation?.result !== undefined) {
      break;
    }
    const how = leaf && answers(leaf);
    if (leaf !== undefined && how !== undefined) {
      settle(m, leaf, how);
      continue;
    }
    if (!fireNext(m, id)) {
      break;
    }
  }
  return state.operations[id];
}

/** A call that the operation waits for, or one that was begun before it that it waits for too. */
function waitedFor(m: Machine, id: number): Leaf | undefined {
  const { leaves, operations } = m.state;
  return (
    leaves.find(({ isAwaited, operation }) => isAwaited && operation === id) ??
    (operations[id]?.result === undefined
      ? leaves.find(({ isAwaited, operation }) => isAwaited && operation === undefined)
      : undefined)
  );
}

/** Answers whatever is waited for, and fires no timers. */
export function answerEverything(m: Machine): void {
  for (let n = 0; n < 50; n += 1) {
    const leaf = m.state.leaves.find(({ isAwaited }) => isAwaited);
    if (leaf === undefined) {
      return;
    }
    settle(m, leaf, 'well');
  }
}

const earliest = (timers: readonly Timer[]): Timer | undefined =>
  timers.reduce<Timer | undefined>(
    (first, timer) => (first !== undefined && first.due <= timer.due ? first : timer),
    undefined,
  );

/** Fires the next timer of an operation, while the clock stands still. Whether there was one. */
export function fireNext(m: Machine, operation: number | undefined): boolean {
  const own = m.state.timers.filter((each) => each.operation === operation && each.every === undefined);
  const timer = earliest(own);
  if (timer !== undefined) {
    fire(m, timer);
  }
  return timer !== undefined;
}

function fire(m: Machine, timer: Timer): void {
  const { state } = m;
  const { operation, activation, place, promise, callee, given } = timer;
  // While an interval runs it is still set, and can be cleared.
  const running = { ...timer, due: Infinity };
  state.timers = state.timers.filter((each) => each !== timer);
  if (timer.every !== undefined) {
    state.timers.push(running);
  }
  m.operation = operation;
  m.activation = activation;
  m.place = place;
  state.trace.push({ kind: 'timer', operation, place });
  if (promise !== undefined) {
    resolve(m, promise, given[0]);
  } else {
    invoke(m, { callee, self: undefined, given, to: { kind: 'nowhere' } });
  }
  runStack(m);
  if (timer.every !== undefined && state.timers.includes(running)) {
    const due = state.now + timer.every;
    state.timers = [...state.timers.filter((each) => each !== running), { ...timer, due }];
  }
  drain(m);
}

/** Moves the clock on by milliseconds, and fires what is due on the way. What is decided afterwards is decided anew. */
export function advance(m: Machine, ms: number): void {
  const { state } = m;
  const end = state.now + ms;
  const rounds = new Map<number, number>();
  state.epoch += 1;
  for (let n = 0; n < MOST_TIMERS && !state.isExhausted; n += 1) {
    const due = state.timers.filter((timer) => timer.due <= end && (rounds.get(timer.id) ?? 0) < MOST_ROUNDS);
    const timer = earliest(due);
    if (timer === undefined) {
      break;
    }
    rounds.set(timer.id, (rounds.get(timer.id) ?? 0) + 1);
    state.now = Math.max(state.now, timer.due);
    fire(m, timer);
  }
  state.now = Math.max(state.now, end);
}
