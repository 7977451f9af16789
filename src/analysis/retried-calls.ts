/** Sequences: attempts of one call that a breaker admits, and records, as one. */
import { contains, isFunction, memberKey, type FunctionNode, type Node } from '../ast/nodes.js';
import { countingCells } from './breaker.js';
import type { Breaker, Count, PathStep, RetriedCall, Retry } from './facts.js';
import type { AttemptEvent, Trace } from './interpreter/machine.js';
import { COUNTED_ATTEMPTS } from './interpreter/attempts.js';
import type { Frame } from './interpreter/path.js';
import type { ModuleIndex } from './module.js';
import { callsAnother } from './other-targets.js';
import { applicationOf } from './outcomes.js';
import type { UnitRuns } from './runs.js';
import type { Entry } from './unit-code.js';

export function retriedCalls(index: ModuleIndex, runs: UnitRuns, breaker: Breaker): RetriedCall[] {
  const found = new Map<Node, RetriedCall>();
  for (const entry of [...runs.entries, ...runs.composers]) {
    const closed = runs.explored(entry, 'closed');
    const isOwn = contains(breaker.node, entry.node);
    for (const event of closed?.attempts ?? []) {
      const construct = event.ordinal === 2 ? constructOf(event) : undefined;
      // A path that never asks the breaker goes round it.
      if (
        construct === undefined ||
        event.stateTest === undefined ||
        found.has(construct.node) ||
        reachesOtherTargets(index, event, construct)
      ) {
        continue;
      }
      // One retry helper may serve many compositions: each is a finding of its own.
      const entered = isOwn ? construct.node : compositionOf(event, construct, breaker);
      if (entered !== undefined && !found.has(entered)) {
        const call = describe(index, runs, breaker, entry, event, construct, closed as Trace);
        found.set(entered, isOwn ? call : { ...call, entry: entered });
      }
    }
  }
  return [...found.values()];
}

/** Where a retry outside the breaker's own code is entered from inside its protected call; undefined for one around the breaker. */
function compositionOf(event: AttemptEvent, construct: Construct, breaker: Breaker): Node | undefined {
  const admitted = admission(event.stack, breaker);
  if (admitted === -1) {
    // The caller asks and reports by itself.
    return entryFrameOf(event.stack, construct)?.node ?? construct.node;
  }
  if (admitted > construct.at) {
    return undefined;
  }
  const entered = entryFrameOf(event.stack, construct)?.node;
  return entered !== undefined &&
    !contains(breaker.node, entered) &&
    event.stack.findIndex(({ node }) => node === entered) > admitted
    ? entered
    : construct.node;
}

/** The position of the breaker's own function on a path that began outside it. */
const admission = (stack: readonly Frame[], breaker: Breaker): number =>
  stack.findIndex(({ functionNode }) => functionNode !== undefined && contains(breaker.node, functionNode));

interface Construct {
  readonly node: Node;
  readonly kind: Retry['kind'];
  /** Position in the stack of the second attempt. */
  readonly at: number;
  readonly functionNode: FunctionNode | undefined;
  /** The recursive call, for a recursion. */
  readonly again: Node | undefined;
}

const LOOPS: Readonly<Record<string, Retry['kind']>> = {
  ForStatement: 'for',
  ForOfStatement: 'for',
  ForInStatement: 'for',
  WhileStatement: 'while',
  DoWhileStatement: 'do',
};

/** What brought the path back to the call after it had failed: the innermost loop around both attempts, or a recursion. */
function constructOf(event: AttemptEvent): Construct | undefined {
  const { stack, before, previous } = event;
  if (before === undefined || previous?.settled !== 'rejected') {
    return undefined;
  }
  for (let at = stack.length - 1; at >= 0; at -= 1) {
    const frame = stack[at];
    if (frame === undefined) {
      continue;
    }
    const shared = before.stack.some((earlier) => earlier.node === frame.node && earlier.kind === 'loop');
    if (frame.kind === 'loop' && shared && (frame.iteration ?? 1) > 1) {
      const functionNode = enclosing(stack, at);
      const kind = frame.node.type === 'ForOfStatement' && frame.node.await ? 'for await' : LOOPS[frame.node.type];
      return kind === undefined ? undefined : { node: frame.node, kind, at, functionNode, again: undefined };
    }
    if (frame.kind !== 'loop' && frame.functionNode !== undefined && isFunction(frame.functionNode)) {
      const first = stack.findIndex((earlier) => earlier.functionNode === frame.functionNode);
      if (first !== -1 && first < at) {
        return {
          node: frame.functionNode,
          kind: 'recursion',
          at: first,
          functionNode: frame.functionNode,
          again: frame.node,
        };
      }
    }
  }
  return undefined;
}

const enclosing = (stack: readonly Frame[], at: number): FunctionNode | undefined => {
  for (let i = at; i >= 0; i -= 1) {
    const fn = stack[i]?.functionNode;
    if (fn !== undefined && isFunction(fn)) {
      return fn;
    }
  }
  return undefined;
};

/** Each round calls something else: another replica, the next page, the next job. That is failover or consumption, not a retry. */
function reachesOtherTargets(index: ModuleIndex, event: AttemptEvent, construct: Construct): boolean {
  if (construct.kind !== 'recursion') {
    return callsAnother(index, event.node, construct.node);
  }
  // `request(config, true)`: one more try after something was put right, such as a token.
  const again = construct.again?.type === 'CallExpression' ? construct.again.arguments : [];
  return again.some((argument) => argument.type === 'Literal' && argument.value === true);
}

function describe(
  index: ModuleIndex,
  runs: UnitRuns,
  breaker: Breaker,
  entry: Entry,
  event: AttemptEvent,
  construct: Construct,
  closed: Trace,
): RetriedCall {
  const attempts = countAttempts(runs.counted(entry, 'closed'));
  const halfOpenTrace = runs.unit.phases.has('half-open') ? runs.explored(entry, 'half-open') : undefined;
  const again = (trace: Trace | undefined): AttemptEvent[] =>
    (trace?.attempts ?? []).filter((other) => other.ordinal === 2 && constructOf(other)?.node === construct.node);
  const seconds = again(closed);
  const inHalfOpen = again(halfOpenTrace);
  const counting = countingCells(runs);
  const { state } = runs.unit;
  // A guard may leave out an attempt of another generation; counted is counted all the same.
  const recordedEach = seconds.some((second) =>
    [...second.written].some((cell) => counting.has(cell) || cell === state.key),
  );
  const failureRecord = recordOf(closed, counting);
  const entryFrame = entryFrameOf(event.stack, construct);
  const functionNode = construct.functionNode ?? entry.node;
  const callsPerProbe = halfOpenTrace === undefined ? undefined : countAttempts(runs.counted(entry, 'half-open'));
  return {
    breaker,
    retry: {
      node: construct.again ?? construct.node,
      kind: construct.kind,
      functionNode,
      attempts,
      attempt: attemptIn(event, construct),
      next: construct.again ?? event.before?.wait ?? event.node,
      ...(event.before?.decision && { decision: event.before.decision }),
    },
    entry: entryFrame?.node ?? construct.again ?? construct.node,
    path: pathOf(event.stack, construct, breaker),
    certainty: 'certain',
    recorded: recordedEach ? 'attempt' : 'sequence',
    unitDeclared: declaresUnit(index, breaker.node),
    askedPerAttempt: seconds.every((second) => second.asked !== 'no'),
    askedBeforeAttempt: seconds.every((second) => second.asked === 'before-attempt'),
    halfOpen:
      halfOpenTrace === undefined || !breaker.hasHalfOpen
        ? 'none'
        : inHalfOpen.some(({ asked }) => asked === 'no')
          ? 'retries'
          : 'single',
    callsPerProbe: callsPerProbe ?? { kind: 'unknown' },
    ...(event.choice && { staleChoice: event.choice }),
    ...(failureRecord && { failureRecord }),
    underLock: seconds.every((second) => second.locked),
  };
}

/** The expression of the retry that makes an attempt: the service call itself, or a call of what the retry was handed. */
function attemptIn({ before, node }: AttemptEvent, construct: Construct): Node {
  return before?.stack[construct.at + 1]?.node ?? before?.node ?? node;
}

/** What counts the failure once the sequence has ended: a call of the breaker's own, or the write. */
function recordOf(trace: Trace, counting: ReadonlySet<string>): Node | undefined {
  // A retry that runs out without throwing goes on where a success does.
  const ofSuccess = new Set(
    trace.writes.filter(({ outcome }) => outcome?.settled === 'fulfilled').map((write) => applicationOf(write).node),
  );
  const counts = trace.writes.filter(
    ({ cell, outcome, operation }) => outcome?.settled === 'rejected' && counting.has(cell) && operation !== 'clear',
  );
  return counts.map((write) => applicationOf(write).node).find((node) => !ofSuccess.has(node));
}

/** The last call on the way to the retry: where the composition enters it. */
function entryFrameOf(stack: readonly Frame[], construct: Construct): Frame | undefined {
  for (let i = construct.kind === 'recursion' ? construct.at : construct.at - 1; i > 0; i -= 1) {
    const frame = stack[i];
    if (frame?.kind === 'call') {
      return frame;
    }
  }
  return undefined;
}

/** From the breaker's own function on; the call of the closure that it was given says nothing. */
function pathOf(stack: readonly Frame[], construct: Construct, breaker: Breaker): PathStep[] {
  const from = Math.max(0, admission(stack, breaker));
  const steps: PathStep[] = [];
  for (const frame of stack.slice(from, construct.at + 1)) {
    const isClosure =
      contains(breaker.node, frame.node) &&
      frame.functionNode !== undefined &&
      !contains(breaker.node, frame.functionNode);
    if (frame.kind === 'call' && frame.name !== '' && !(isClosure && from > 0)) {
      steps.push({ name: frame.name, line: frame.node.loc.start.line });
    }
  }
  const { node, kind, again } = construct;
  const last =
    again === undefined ? { name: kind, line: node.loc.start.line } : { name: 'itself', line: again.loc.start.line };
  return [...steps, last];
}

/** The most calls that one failing sequence makes, over the ways that the run could not decide. */
function countAttempts(trace: Trace | undefined): Count {
  if (trace === undefined) {
    return { kind: 'unknown' };
  }
  const counts = trace.exits.map(({ path }) => path.attempts?.count ?? 0);
  const most = Math.max(0, ...counts);
  if (most >= COUNTED_ATTEMPTS) {
    const undecided = trace.exits.find(({ path }) => path.undecided !== undefined)?.path.undecided;
    return undecided === undefined
      ? { kind: 'unbounded' }
      : { kind: 'unknown', ...(undecided !== '' && { text: undecided }) };
  }
  // Whatever else was asked on the way may end the sequence sooner, but nothing lets it go on for longer.
  const usedNominal = trace.exits.some(({ path }) => path.usedNominal);
  return { kind: 'known', value: most, source: usedNominal ? 'default' : 'literal' };
}

/** A member named `countingUnit` in the breaker: the unit is a decision that somebody has written down. */
export function declaresUnit(index: ModuleIndex, node: Node): boolean {
  const text = index.textOf(node);
  return (
    text.includes('countingUnit') &&
    (['MemberExpression', 'PropertyDefinition', 'Property'] as const).some((type) =>
      index.nodesOfType(type, node).some((member) => memberKey(member) === 'countingUnit'),
    )
  );
}
