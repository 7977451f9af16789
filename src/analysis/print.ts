/** Facts as text: for tests, for reports of defects, and for whoever wants to know what the analysis makes of a file. */
import type {
  AttemptMetric,
  Breaker,
  Certainty,
  Count,
  FileFacts,
  HeldLock,
  LeakedSlot,
  Node,
  OpaqueRejection,
  PathStep,
  ProbeFlood,
  Race,
  RetriedCall,
} from './facts.js';

/**
 * One line per fact and indented lines for what belongs to it, in the order of the source. `text` is the source, from which expressions
 * are quoted. Equal facts print as equal text.
 */
export function printFacts(facts: FileFacts, text: string): string {
  const lines = [
    ...bySource(facts.breakers, ({ node }) => node).flatMap((breaker) => breakerLines(breaker, text)),
    ...bySource(facts.retriedCalls, ({ retry }) => retry.node).flatMap((call) => retryLines(call, text)),
    ...bySource(facts.probeFloods, ({ node }) => node).map(floodLine),
    ...bySource(facts.opaqueRejections, ({ node }) => node).map(rejectionLine),
    ...bySource(facts.countedRejections, ({ node }) => node).map(
      ({ node, record }) => `counted rejection: line ${lineOf(node)}, recorded on line ${lineOf(record)}`,
    ),
    ...bySource(facts.heldLocks, ({ node }) => node).map(lockLine),
    ...bySource(facts.failureClocks, ({ node }) => node).map(
      ({ node, cell, certainty }) =>
        `failure clock${certainty === 'potential' ? ', potentially' : ''}: ${cell} on line ${lineOf(node)}`,
    ),
    ...bySource(facts.successResets, ({ node }) => node).map(
      ({ node, cell }) => `success clears: ${cell} on line ${lineOf(node)}`,
    ),
    ...bySource(facts.splitAccounts, ({ node }) => node).map(
      ({ node, cell, count }) => `split account: ${cell} on line ${lineOf(node)}, counted on line ${lineOf(count)}`,
    ),
    ...bySource(facts.attemptMetrics, ({ node }) => node).map((metric) => metricLine(metric, text)),
    ...bySource(facts.unobservedRetries, ({ node }) => node).map(
      ({ node, name }) => `unobserved retry: ${name} on line ${lineOf(node)}`,
    ),
    ...bySource(facts.ownedRetries, ({ node }) => node).map(
      ({ node, call }) => `owned retry: made on line ${lineOf(node)}, run on line ${lineOf(call.entry)}`,
    ),
    ...bySource(facts.hardCodedDecisions, ({ node }) => node).map(
      ({ kind, node }) => `hard-coded decision to ${kind}: ${quote(node, text)} on line ${lineOf(node)}`,
    ),
    ...bySource(facts.races, ({ node }) => node).map(raceLine),
    ...bySource(facts.leakedSlots, ({ node }) => node).map(leakLine),
    ...bySource(facts.sharedUpdates, ({ node }) => node).map(
      ({ node, cell }) => `shared memory: ${cell} on line ${lineOf(node)}`,
    ),
    ...bySource(facts.retriedRejections, ({ node }) => node).map(
      ({ node, breaker, retry, path, certainty }) =>
        `retried rejection: line ${lineOf(node)}, ${retry.name} × ${count(retry.attempts)} around ${breaker.name}, ${steps(path)}${guess(certainty)}`,
    ),
    ...bySource(facts.nestedRetries, ({ node }) => node).map(
      ({ node, outer, inner, path, certainty }) =>
        `nested retry: line ${lineOf(node)}, ${outer.name} × ${count(outer.attempts)}, ${inner.name} × ${count(inner.attempts)}, ${steps(path)}${guess(certainty)}`,
    ),
  ];
  return lines.length === 0 ? 'no breaker' : lines.join('\n');
}

function breakerLines(breaker: Breaker, text: string): string[] {
  const { name, form, node, stateText, hasHalfOpen, threshold, openDecision, closeDecision, transitions } = breaker;
  return [
    `breaker ${name}, line ${lineOf(node)}: ${form}, state in ${stateText}${hasHalfOpen ? '' : ', no half-open'}`,
    `  failures until it opens: ${count(threshold)}${decision(openDecision, text)}`,
    ...(closeDecision === undefined ? [] : [`  closes${decision(closeDecision, text)}`]),
    `  transitions: ${transitions.map((transition) => `${transition.to ?? 'computed'} (line ${lineOf(transition.node)})`).join(', ') || 'none'}`,
  ];
}

function retryLines(call: RetriedCall, text: string): string[] {
  const {
    retry,
    path,
    entry,
    certainty,
    recorded,
    unitDeclared,
    askedPerAttempt,
    askedBeforeAttempt,
    halfOpen,
    callsPerProbe,
  } = call;
  const unit = `one failure per ${recorded}${unitDeclared ? ', as declared' : ''}`;
  const asked = askedBeforeAttempt
    ? 'before each attempt'
    : askedPerAttempt
      ? 'after each failure, before the wait'
      : 'never';
  const probe = {
    none: 'no such state',
    single: 'one call per probe',
    retries: `${count(callsPerProbe)} calls per probe`,
  }[halfOpen];
  return [
    `retry ${steps(path)}${guess(certainty)}`,
    `  entered by: ${quote(entry, text)}`,
    `  attempts: ${count(retry.attempts)}${decision(retry.decision, text)}`,
    `  each attempt: ${quote(retry.attempt, text)} (line ${lineOf(retry.attempt)})`,
    `  next attempt begins: ${quote(retry.next, text)} (line ${lineOf(retry.next)})`,
    `  recorded: ${unit}`,
    `  state asked: ${asked}`,
    `  half-open: ${probe}`,
    ...(halfOpen === 'single' && call.staleChoice !== undefined ? [`  chosen${decision(call.staleChoice, text)}`] : []),
    ...(call.underLock ? ['  under a lock'] : []),
  ];
}

const floodLine = ({ node, call }: ProbeFlood): string =>
  `flood: line ${lineOf(node)} lets every half-open caller through${call === undefined ? '' : ` to the call on line ${lineOf(call)}`}`;

const rejectionLine = ({ node, value }: OpaqueRejection): string =>
  `opaque rejection: line ${lineOf(node)} throws ${ARTICLE[value]}`;

const ARTICLE: Readonly<Record<OpaqueRejection['value'], string>> = {
  error: 'a plain error',
  string: 'a string',
  other: 'a bare value',
};

const lockLine = ({ node, call, again }: HeldLock): string =>
  `lock: taken on line ${lineOf(node)}, held over the call on line ${lineOf(call)}${again === undefined ? '' : `, taken again on line ${lineOf(again)}`}`;

const metricLine = ({ node, cell, kind, per, getter, certainty }: AttemptMetric, text: string): string =>
  `unread ${kind}${certainty === 'potential' ? ', potentially' : ''}: ${cell} on line ${lineOf(node)}, per ${per}` +
  (getter === undefined ? '' : `, given away by ${quote(getter, text)} on line ${lineOf(getter)}`);

const raceLine = ({ kind, level, node, cell, basis, point, write }: Race): string =>
  `${kind}${level === 'guarded' ? ' (guarded)' : ''}: line ${lineOf(node)}; ${cell} rests on line ${lineOf(basis)}, ` +
  `others come in on line ${lineOf(point)}, written on line ${lineOf(write)}`;

const leakLine = ({ node, cell, exit, way }: LeakedSlot): string =>
  `leaked slot: ${cell} on line ${lineOf(node)}, left by a ${way} on line ${lineOf(exit)}`;
const steps = (path: readonly PathStep[]): string =>
  path.map(({ name, line, file }) => `${name}:${file === undefined ? '' : `${file}:`}${line}`).join(' → ');

const guess = (certainty: Certainty): string => (certainty === 'potential' ? ', potentially' : '');

/** `3`, `3 by default`, `unknown (config.attempts)`, `unbounded`. */
function count(value: Count): string {
  switch (value.kind) {
    case 'known':
      return value.source === 'default' ? `${value.value} by default` : String(value.value);
    case 'unbounded':
      return 'unbounded';
    case 'unknown':
      return value.text === undefined ? 'unknown' : `unknown (${value.text})`;
  }
}

const decision = (node: Node | undefined, text: string): string =>
  node === undefined ? '' : `, by ${quote(node, text)} (line ${lineOf(node)})`;

const lineOf = (node: Node): number => node.loc.start.line;

const LONGEST = 60;

/** The source of a node on one line, the middle left out where it is long. */
function quote({ range: [start, end] }: Node, text: string): string {
  const source = text.slice(start, end).replace(/\s+/g, ' ');
  return source.length <= LONGEST ? source : `${source.slice(0, LONGEST - 2)} …`;
}

const bySource = <Fact>(facts: readonly Fact[], nodeOf: (fact: Fact) => Node): Fact[] =>
  [...facts].sort((a, b) => nodeOf(a).range[0] - nodeOf(b).range[0]);
