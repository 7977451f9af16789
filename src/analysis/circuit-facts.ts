/** What experiments with a program show, as facts about the file that is linted: places of the machine become nodes of its tree. */
import { isFunction, type Node } from '../ast/nodes.js';
import type { Circuit } from '../circuits/circuit.js';
import { lower } from '../ir/lower/lower.js';
import { findNesting, type Nesting } from '../nesting/find-nesting.js';
import type { RetryLayer } from '../nesting/layers.js';
import type { EnclosedRetry } from '../nesting/protection.js';
import { wayTo } from '../nesting/steps.js';
import type { Models } from '../models/registry.js';
import { moduleGraph, type Project } from '../module-graph/graph.js';
import { Program } from '../program/program.js';
import { READER } from '../program/reader.js';
import { isDebugging } from './debugging.js';
import type { Breaker, Count, PathStep, RetriedCall, Retry } from './facts.js';
import type { Module } from './module.js';

export interface CircuitFacts {
  readonly retriedCalls: readonly RetriedCall[];
}

export const NO_CIRCUITS: CircuitFacts = { retriedCalls: [] };

/**
 * Runs the program around a module, and says what it shows. A program that the machine cannot cope with shows nothing. Without a project,
 * no other file is looked at.
 */
export function circuitFacts(module: Module, project: Project | undefined, models: Models): CircuitFacts {
  try {
    return shownBy(module, project, models);
  } catch (error) {
    if (isDebugging()) {
      throw error;
    }
    return NO_CIRCUITS;
  }
}

function shownBy(module: Module, project: Project | undefined, models: Models): CircuitFacts {
  const graph = project && moduleGraph(project, READER);
  const file = graph?.nameOf(module.path) ?? module.path;
  const { module: lowered, nodes } = lower({ file, ast: module.ast, scopeManager: module.scopes });
  const nesting = findNesting(new Program(lowered, { graph, models }), file);
  return nesting === undefined ? NO_CIRCUITS : new Translation(nesting, file, nodes).facts();
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
    const calls = new Map<Node, RetriedCall>();
    for (const circuit of this.nesting.circuits) {
      const call = this.#retriedCall(circuit);
      // Several roots lead to one place.
      if (call !== undefined && !calls.has(call.entry)) {
        calls.set(call.entry, call);
      }
    }
    return { retriedCalls: [...calls.values()] };
  }

  /** Undefined where it stands in another file. */
  #nodeAt(place: number | undefined): Node | undefined {
    const position = place === undefined ? undefined : this.nesting.machine.positionOf(place);
    return position?.file === this.file ? this.nodes[position.site] : undefined;
  }

  /** What goes on after an answer that tells of no success may be a poll, or the next page. */
  #retriedCall(circuit: Circuit): RetriedCall | undefined {
    const inside = this.nesting.retriesIn(circuit);
    const entry = this.#nodeAt(inside?.place);
    const layer = inside?.layers[0];
    if (inside === undefined || layer === undefined || entry === undefined || circuit.failing.how === 'badly') {
      return undefined;
    }
    const { recovery } = circuit;
    return {
      breaker: breakerOf(circuit, entry),
      retry: this.#retryOf(circuit, { inside, layer, entry }),
      entry,
      path: inside.path.map(({ place: _, ...step }): PathStep => step),
      certainty: 'certain',
      recorded: recordedIn(circuit),
      unitDeclared: declaresUnit(circuit),
      askedPerAttempt: isAsked(circuit),
      askedBeforeAttempt: circuit.callsWhileOpen === 0,
      halfOpen: halfOpenOf(circuit),
      callsPerProbe: recovery === undefined || circuit.isNominal ? UNKNOWN : known(recovery.callsPerProbe),
      underLock: false,
    };
  }

  #retryOf(
    circuit: Circuit,
    { inside, layer, entry }: { readonly inside: EnclosedRetry; readonly layer: RetryLayer; readonly entry: Node },
  ): Retry {
    const { graph, module } = layer.activation;
    const node = this.#nodeAt(layer.place) ?? entry;
    const holder = this.#nodeAt(this.nesting.machine.instanceOf(module).base + graph.site);
    const attempts = recordedIn(circuit) === 'attempt' ? layer.calls : circuit.calls / circuit.recorded;
    return {
      node,
      kind: kindOf(node),
      functionNode: isFunction(holder) ? holder : entry,
      attempts: circuit.isNominal || !Number.isInteger(attempts) ? UNKNOWN : known(attempts),
      attempt: this.#attemptOf(inside) ?? entry,
      next: node,
    };
  }

  /** The innermost expression of this file that leads to an attempt. */
  #attemptOf({ layers }: EnclosedRetry): Node | undefined {
    const attempt = layers.at(-1)?.attempt;
    if (attempt === undefined) {
      return undefined;
    }
    const { steps, place } = attempt.way;
    const places = [place, ...steps.map(({ calledAt }) => calledAt).reverse()];
    return places.map((each) => this.#nodeAt(each)).find((node) => node !== undefined);
  }
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

const isAsked = ({ callsWhileOpen, isAskedBetween }: Circuit): boolean => callsWhileOpen === 0 || isAskedBetween;

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
