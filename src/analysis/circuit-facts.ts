/** What experiments with a program show, as facts about the file that is linted: places of the machine become nodes of its tree. */
import { isFunction, type Node } from '../ast/nodes.js';
import type { Attempt, Circuit, Race as ShownRace, Write } from '../circuits/circuit.js';
import { lower } from '../ir/lower/lower.js';
import { findNesting, type Nesting } from '../nesting/find-nesting.js';
import type { PathStep as ShownStep } from '../nesting/entry.js';
import type { RetryLayer } from '../nesting/layers.js';
import type { NestedRetry as ShownNesting } from '../nesting/nested-retries.js';
import type { RetriedRejection as ShownRejection } from '../nesting/retried-rejections.js';
import type { EnclosedRetry } from '../nesting/protection.js';
import { depthOf, forkOf, placeAt, wayTo } from '../nesting/steps.js';
import type { Models } from '../models/registry.js';
import { moduleGraph, type Project } from '../module-graph/graph.js';
import { Program } from '../program/program.js';
import { Specifiers } from '../program/specifiers.js';
import { READER } from '../program/reader.js';
import { isDebugging } from './debugging.js';
import type {
  Breaker,
  Count,
  FileFacts,
  NestedRetry,
  PathStep,
  ProbeFlood,
  Race,
  RetriedCall,
  RetriedRejection,
  Retry,
} from './facts.js';
import type { ModuleIndex } from './module.js';
import { WaysOut } from './ways-out.js';

/** The kinds of facts that experiments show. */
export type CircuitFacts = Pick<
  FileFacts,
  'retriedCalls' | 'probeFloods' | 'races' | 'nestedRetries' | 'retriedRejections'
>;

export const NO_CIRCUITS: CircuitFacts = {
  retriedCalls: [],
  probeFloods: [],
  races: [],
  nestedRetries: [],
  retriedRejections: [],
};

/**
 * Runs the program around a module, and says what it shows. A program that the machine cannot cope with shows nothing. Without a project,
 * no other file is looked at.
 */
export function circuitFacts(index: ModuleIndex, project: Project | undefined, models: Models): CircuitFacts {
  try {
    return shownBy(index, project, models);
  } catch (error) {
    if (isDebugging()) {
      throw error;
    }
    return NO_CIRCUITS;
  }
}

function shownBy(index: ModuleIndex, project: Project | undefined, models: Models): CircuitFacts {
  const { module } = index;
  const graph = project && moduleGraph(project, READER);
  const file = graph?.nameOf(module.path) ?? module.path;
  const { module: lowered, nodes } = lower({ file, ast: module.ast, scopeManager: module.scopes });
  const program = new Program(lowered, { graph, models });
  const nesting = findNesting(program, file);
  return nesting === undefined
    ? NO_CIRCUITS
    : new Translation(nesting, { file, nodes, index, specifiers: new Specifiers(program, lowered) }).facts();
}

const known = (value: number): Count => ({ kind: 'known', value, source: 'literal' });
const UNKNOWN: Count = { kind: 'unknown' };
function countOf(value: number | undefined): Count {
  if (value === Infinity) {
    return { kind: 'unbounded' };
  }
  return value === undefined || !Number.isInteger(value) ? UNKNOWN : known(value);
}

const told = ({ place: _, ...step }: ShownStep): PathStep => step;

/** The linted file: the nodes of its sites, and what its imports mean. */
interface Source {
  readonly file: string;
  readonly nodes: readonly Node[];
  readonly index: ModuleIndex;
  readonly specifiers: Specifiers;
}

class Translation {
  readonly #ways: WaysOut;

  constructor(
    private readonly nesting: Nesting,
    private readonly source: Source,
  ) {
    const { file, index, specifiers } = source;
    this.#ways = new WaysOut({ file, index, specifiers, nodeAt: (place) => this.#nodeAt(place) });
  }

  facts(): CircuitFacts {
    const { circuits, nestedRetries, retriedRejections } = this.nesting;
    return {
      nestedRetries: nestedRetries.flatMap((nested) => this.#nestedRetry(nested) ?? []),
      retriedRejections: retriedRejections.flatMap((rejection) => this.#retriedRejection(rejection) ?? []),
      retriedCalls: onePer(
        circuits.flatMap((circuit) => this.#retriedCall(circuit) ?? []),
        ({ entry }) => entry,
      ),
      probeFloods: onePer(
        circuits.flatMap((circuit) => this.#flood(circuit) ?? []),
        ({ node }) => node,
      ),
      races: onePer(
        circuits.flatMap((circuit) => circuit.races.flatMap((race) => this.#race(circuit, race) ?? [])),
        ({ node }) => node,
      ),
    };
  }

  /** Undefined where it stands in another file. */
  #nodeAt(place: number | undefined): Node | undefined {
    const position = place === undefined ? undefined : this.nesting.machine.positionOf(place);
    return position?.file === this.source.file ? this.source.nodes[position.site] : undefined;
  }

  #retriedCall(circuit: Circuit): RetriedCall | undefined {
    const inside = this.nesting.retriesIn(circuit);
    const entry = this.#nodeAt(inside?.place);
    const layer = inside?.layers[0];
    const isOfAnswers = circuit.askedBetween === 'answer';
    if (inside === undefined || layer === undefined || entry === undefined || isOfAnswers) {
      return undefined;
    }
    const { recovery } = circuit;
    const attempt = this.#attemptOf(inside.layers.at(-1));
    const outside = this.#ways.outside(inside.meeting, attempt);
    return {
      breaker: {
        ...breakerOf(circuit, this.#unitOf(circuit) ?? entry),
        ...(inside.isThresholdCounted && { threshold: known(circuit.recorded) }),
      },
      retry: this.#retryOf(circuit, { inside, layer, entry }),
      entry,
      path: inside.path.map(told),
      certainty: inside.isUnasked || circuit.askedBetween === 'somebody' ? 'potential' : 'certain',
      recorded: recordedIn(circuit),
      unitDeclared: declaresUnit(circuit),
      askedPerAttempt: isAsked(circuit),
      askedBeforeAttempt: circuit.callsWhileOpen === 0,
      halfOpen: halfOpenOf(circuit),
      callsPerProbe:
        recovery === undefined || (circuit.isNominal && !inside.areCounted) ? UNKNOWN : known(recovery.callsPerProbe),
      underLock: false,
      ...(outside && { outside }),
    };
  }

  /** The class of this file that keeps the state of a circuit, or what writes it. */
  #unitOf({ record }: Circuit): Node | undefined {
    const written = this.#nodeAt(record.place);
    return written && (this.source.index.enclosingClass(written) ?? written);
  }

  #retryOf(
    circuit: Circuit,
    { inside, layer, entry }: { readonly inside: EnclosedRetry; readonly layer: RetryLayer; readonly entry: Node },
  ): Retry {
    const { graph, module } = layer.activation;
    const repeating = this.#nodeAt(layer.place);
    const node = repeating ?? entry;
    const holder = this.#nodeAt(this.nesting.machine.instanceOf(module).base + graph.site);
    const isOfLayer = circuit.isNominal || recordedIn(circuit) === 'attempt';
    const attempts = isOfLayer ? layer.calls : circuit.calls / circuit.recorded;
    return {
      node,
      kind: (repeating && layer.kind === 'loop' ? layer.loop?.form : undefined) ?? 'call',
      functionNode: isFunction(holder) ? holder : entry,
      attempts: circuit.isNominal && !inside.areCounted ? UNKNOWN : countOf(inside.isEndless ? Infinity : attempts),
      attempt: this.#nodeOnWayTo(inside.layers.at(-1)?.attempt) ?? entry,
      next: node,
    };
  }

  /** The innermost expression of this file that leads to a call. */
  #nodeOnWayTo(call: Attempt | undefined): Node | undefined {
    if (call === undefined) {
      return undefined;
    }
    const { steps, place } = wayTo(call);
    const places = [place, ...steps.map(({ calledAt }) => calledAt).reverse()];
    return places.map((each) => this.#nodeAt(each)).find((node) => node !== undefined);
  }

  #nestedRetry(nested: ShownNesting): NestedRetry | undefined {
    const { outerRounds, innerRounds, calls, place, path, isAssumed, meeting } = nested;
    const node = this.#nodeAt(place);
    const isGuess = meeting.outer.layer?.isUnasked === true || meeting.inner.layer?.isUnasked === true;
    const single = this.#ways.single(meeting);
    return (
      node && {
        outer: { name: meeting.outer.name ?? path[0]?.name ?? '', attempts: countOf(outerRounds) },
        inner: { name: meeting.inner.name ?? path.at(-1)?.name ?? '', attempts: countOf(innerRounds) },
        calls: countOf(calls),
        node,
        path: path.map(told),
        certainty: isAssumed || isGuess ? 'potential' : 'certain',
        ...(single && { single }),
      }
    );
  }

  /** Where a retry that this file has written makes an attempt. */
  #attemptOf(layer: RetryLayer | undefined): Node | undefined {
    const depth = layer && depthOf(layer.attempt.way, layer.activation);
    return layer === undefined || depth === undefined ? undefined : this.#nodeAt(placeAt(layer.attempt.way, depth + 1));
  }

  #retriedRejection({
    retry,
    rejections,
    place,
    path,
    isAssumed,
    meeting,
    circuitName,
  }: ShownRejection): RetriedRejection | undefined {
    const node = this.#nodeAt(place);
    const exclusion = this.#ways.exclusion(meeting, this.#attemptOf(retry));
    return (
      node && {
        breaker: { name: circuitName ?? path.at(-1)?.name ?? '' },
        retry: { name: meeting.outer.name ?? path[0]?.name ?? '', attempts: countOf(rejections) },
        node,
        path: path.map(told),
        certainty: isAssumed ? 'potential' : 'certain',
        ...(exclusion && { exclusion }),
      }
    );
  }

  #flood(circuit: Circuit): ProbeFlood | undefined {
    const node = circuit.isOfLibrary ? undefined : this.#nodeAt(circuit.recovery?.flood);
    const call = node && this.#nodeOnWayTo(circuit.call);
    return node && { breaker: breakerOf(circuit, node), node, ...(call && { call }) };
  }

  #race(circuit: Circuit, { kind, write, isAsked, call }: ShownRace): Race | undefined {
    const point = this.#nodeOnWayTo(call);
    const wording = wordingOf(kind, isAsked);
    const written = this.#nodeAt(write?.place);
    const node = this.#appliedAt(write, call) ?? written;
    if (node === undefined || point === undefined || wording === undefined || write === undefined) {
      return undefined;
    }
    return {
      breaker: breakerOf(circuit, node),
      ...wording,
      ...(written === undefined && wording.kind === 'staleSuccess' && { kind: 'toldSuccess' }),
      node,
      basis: this.#nodeAt(circuit.gate) ?? point,
      point,
      write: written ?? node,
      cell: (written && this.#written(written)) ?? String(write.key),
    };
  }

  /** The expression by which the function that calls the service applies how it went, or tells a breaker of it. */
  #appliedAt(write: Write | undefined, call: Attempt | undefined): Node | undefined {
    const fork = write && call && forkOf(wayTo(call), wayTo(write));
    return fork?.activation.module.file === this.source.file ? this.#nodeAt(fork.places[1]) : undefined;
  }

  /** What is written, as the code writes it. */
  #written(node: Node): string | undefined {
    const { index } = this.source;
    switch (node.type) {
      case 'AssignmentExpression':
        return index.textOf(node.left);
      case 'UpdateExpression':
        return index.textOf(node.argument);
      default:
        return undefined;
    }
  }
}

/** What a race is told as; undefined for one that other rules speak of. */
function wordingOf(kind: ShownRace['kind'], isAsked: boolean): Pick<Race, 'kind' | 'level'> | undefined {
  switch (kind) {
    case 'stale success':
      return { kind: 'staleSuccess', level: 'unconditional' };
    case 'early close':
      return { kind: 'staleSuccess', level: isAsked ? 'guarded' : 'unconditional' };
    case 'stale probe':
      return { kind: 'staleSuccess', level: 'guarded' };
    case 'late failure':
      return { kind: 'staleFailure', level: 'guarded' };
    case 'late admission':
    case 'leaked probe':
      return undefined;
  }
}

/** The first of each place: several roots lead to one. */
function onePer<Fact>(facts: readonly Fact[], placeOf: (fact: Fact) => Node): readonly Fact[] {
  const found = new Map<Node, Fact>();
  for (const fact of facts) {
    if (!found.has(placeOf(fact))) {
      found.set(placeOf(fact), fact);
    }
  }
  return [...found.values()];
}

const breakerOf = (circuit: Circuit, node: Node): Breaker => ({
  name: circuit.root,
  node,
  form: circuit.isOfLibrary ? 'library' : 'module',
  stateText: '',
  hasHalfOpen: circuit.recovery?.hasHalfOpen === true,
  threshold: circuit.isNominal ? UNKNOWN : known(circuit.recorded),
  transitions: [],
});

const recordedIn = ({ calls, recorded }: Circuit): RetriedCall['recorded'] =>
  calls > recorded ? 'sequence' : 'attempt';

const isAsked = ({ callsWhileOpen, askedBetween }: Circuit): boolean =>
  callsWhileOpen === 0 || askedBetween !== undefined;

/** Some class on the way says what its breaker counts, in a member of its own. */
const declaresUnit = ({ record }: Circuit): boolean =>
  wayTo(record).steps.some(({ activation }) =>
    activation.module.functions.some(({ blocks }) =>
      blocks.some(({ instructions }) =>
        instructions.some((each) => each.op === 'const' && each.value === 'countingUnit'),
      ),
    ),
  );

function halfOpenOf({ recovery }: Circuit): RetriedCall['halfOpen'] {
  if (recovery?.hasHalfOpen !== true) {
    return 'none';
  }
  return recovery.callsPerProbe > 1 ? 'retries' : 'single';
}
