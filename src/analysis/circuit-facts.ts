/** What experiments with a program show, as facts about the file that is linted: places of the machine become nodes of its tree. */
import { contains, isFunction, type Node } from '../ast/nodes.js';
import type { Circuit, Race as ShownRace } from '../circuits/circuit.js';
import type { Module as Lowered } from '../ir/ir.js';
import { lower } from '../ir/lower/lower.js';
import { findNesting, type Nesting } from '../nesting/find-nesting.js';
import type { EnclosedRetry } from '../nesting/protection.js';
import { wayTo, type Occurrence } from '../nesting/steps.js';
import type { Models } from '../models/registry.js';
import { moduleGraph, type ModuleGraph, type Project } from '../module-graph/graph.js';
import { Program } from '../program/program.js';
import { READER } from '../program/reader.js';
import type { Breaker, Count, PathStep, ProbeFlood, Race, RetriedCall, Retry } from './facts.js';
import type { Module } from './module.js';

export interface CircuitFacts {
  readonly retriedCalls: readonly RetriedCall[];
  readonly probeFloods: readonly ProbeFlood[];
  readonly races: readonly Race[];
}

export const NO_CIRCUITS: CircuitFacts = { retriedCalls: [], probeFloods: [], races: [] };

/** Without a project, no other file is looked at. */
export function circuitFacts(module: Module, project: Project | undefined, models: Models): CircuitFacts {
  const graph = project && moduleGraph(project, READER);
  const file = graph?.nameOf(module.path) ?? module.path;
  const { module: lowered, nodes } = lower({ file, ast: module.ast, scopeManager: module.scopes });
  const nesting = programOf(lowered, graph, models);
  return nesting === undefined ? NO_CIRCUITS : new Translation(nesting, file, nodes).facts();
}

function programOf(linted: Lowered, graph: ModuleGraph<Lowered> | undefined, models: Models): Nesting | undefined {
  return findNesting(new Program(linted, { graph, models }), linted.file);
}

const known = (value: number): Count => ({ kind: 'known', value, source: 'literal' });
const UNKNOWN: Count = { kind: 'unknown' };

class Translation {
  constructor(
    private readonly nesting: Nesting,
    private readonly file: string,
    private readonly nodes: readonly Node[],
  ) {}

  facts(): CircuitFacts {
    const { circuits } = this.nesting;
    return {
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
    return position?.file === this.file ? this.nodes[position.site] : undefined;
  }

  /** The innermost expression of this file on the way to something. */
  #nodeOnWayTo(occurrence: Occurrence | undefined): Node | undefined {
    if (occurrence === undefined) {
      return undefined;
    }
    const { steps, place } = wayTo(occurrence);
    const places = [place, ...steps.map(({ calledAt }) => calledAt).reverse()];
    return places.map((each) => this.#nodeAt(each)).find((node) => node !== undefined);
  }

  #breakerOf(circuit: Circuit, node: Node): Breaker {
    return {
      name: circuit.root,
      node,
      form: circuit.isOfLibrary ? 'library' : 'module',
      stateText: '',
      hasHalfOpen: circuit.recovery?.hasHalfOpen === true,
      threshold: circuit.isNominal ? UNKNOWN : known(circuit.recorded),
      transitions: [],
    };
  }

  #retriedCall(circuit: Circuit): RetriedCall | undefined {
    const inside = this.nesting.retriesIn(circuit);
    const entry = this.#nodeAt(inside?.place);
    const layer = inside?.layers[0];
    if (inside === undefined || layer === undefined || entry === undefined || circuit.attempts === undefined) {
      return undefined;
    }
    const { recovery } = circuit;
    return {
      breaker: this.#breakerOf(circuit, entry),
      retry: this.#retryOf(circuit, inside, entry),
      entry,
      path: inside.path.map(({ place: _, ...step }): PathStep => step),
      certainty: 'certain',
      recorded: circuit.calls > circuit.recorded ? 'sequence' : 'attempt',
      unitDeclared: this.#declaresUnit(circuit),
      askedPerAttempt: circuit.callsWhileOpen === 0,
      askedBeforeAttempt: circuit.callsWhileOpen === 0,
      halfOpen: halfOpenOf(circuit),
      callsPerProbe: recovery === undefined || circuit.isNominal ? UNKNOWN : known(recovery.callsPerProbe),
      underLock: false,
    };
  }

  #retryOf(circuit: Circuit, { layers }: EnclosedRetry, entry: Node): Retry {
    const [layer] = layers;
    const node = this.#nodeAt(layer?.place) ?? entry;
    const graph = layer?.activation.graph;
    const holder = graph && this.#nodeAt(this.nesting.machine.instanceOf(layer.activation.module).base + graph.site);
    const attempts = circuit.calls / circuit.recorded;
    return {
      node,
      kind: kindOf(node),
      functionNode: isFunction(holder) ? holder : entry,
      attempts: circuit.isNominal || !Number.isInteger(attempts) ? UNKNOWN : known(attempts),
      attempt: this.#nodeOnWayTo(circuit.attempts?.[0]) ?? entry,
      next: node,
    };
  }

  /** Some class on the way says what its breaker counts, in a member of its own. */
  #declaresUnit({ record }: Circuit): boolean {
    const { steps } = wayTo(record);
    return steps.some(({ activation }) =>
      activation.module.functions.some(({ blocks }) =>
        blocks.some(({ instructions }) =>
          instructions.some((each) => each.op === 'const' && each.value === 'countingUnit'),
        ),
      ),
    );
  }

  #flood(circuit: Circuit): ProbeFlood | undefined {
    const node = circuit.isOfLibrary ? undefined : this.#nodeAt(circuit.recovery?.flood);
    const call = node && this.#nodeOnWayTo(circuit.call);
    return node && { breaker: this.#breakerOf(circuit, node), node, ...(call && { call }) };
  }

  #race(circuit: Circuit, { kind, write, call }: ShownRace): Race | undefined {
    const node = this.#nodeAt(write?.place);
    const point = this.#nodeOnWayTo(call);
    const shown = KINDS[kind];
    if (node === undefined || point === undefined || shown === undefined || write === undefined) {
      return undefined;
    }
    return {
      breaker: this.#breakerOf(circuit, node),
      ...shown,
      node,
      basis: this.#nodeAt(circuit.gate) ?? point,
      point,
      write: node,
      cell: String(write.key),
    };
  }
}

/** What a race is reported as; undefined for one that other rules speak of. */
const KINDS: Readonly<Record<ShownRace['kind'], Pick<Race, 'kind' | 'level'> | undefined>> = {
  'stale success': { kind: 'staleSuccess', level: 'unconditional' },
  'early close': { kind: 'staleSuccess', level: 'guarded' },
  'stale probe': { kind: 'staleSuccess', level: 'guarded' },
  'late failure': { kind: 'staleFailure', level: 'guarded' },
  'late admission': undefined,
  'leaked probe': undefined,
};

function halfOpenOf({ recovery }: Circuit): RetriedCall['halfOpen'] {
  if (recovery?.hasHalfOpen !== true) {
    return 'none';
  }
  return recovery.callsPerProbe > 1 ? 'retries' : 'single';
}

function kindOf({ type }: Node): Retry['kind'] {
  switch (type) {
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
      return 'for';
    case 'WhileStatement':
      return 'while';
    case 'DoWhileStatement':
      return 'do';
    default:
      return 'call';
  }
}

/** Several roots lead to one place. */
function onePer<Fact>(facts: readonly Fact[], of: (fact: Fact) => Node): readonly Fact[] {
  const found = new Map<Node, Fact>();
  for (const fact of facts) {
    if (!found.has(of(fact))) {
      found.set(of(fact), fact);
    }
  }
  return [...found.values()];
}

/** Whether two facts speak of one thing: one of their nodes stands in the other. */
export const overlap = (one: Node, other: Node): boolean => contains(one, other) || contains(other, one);
