import type { TSESTree } from '@typescript-eslint/types';

import { contains, type Node } from '../ast/nodes.js';
import { LIBRARY_MODELS, type Models } from '../models/registry.js';
import type { Project } from '../module-graph/graph.js';
import { failureClocks, splitAccounts, successResets } from './accounting.js';
import { unobservedRetries } from './attempt-channels.js';
import { attemptMetrics } from './attempt-metrics.js';
import { describeBreaker } from './breaker.js';
import { circuitFacts, NO_CIRCUITS, type CircuitFacts } from './circuit-facts.js';
import { countedRejections } from './counted-rejections.js';
import { hardCodedDecisions } from './decisions.js';
import type { Breaker, Count, FileFacts, PathStep, RetriedCall } from './facts.js';
import { heldLocks } from './held-locks.js';
import { layerFacts, type LayerFacts } from './layers/layer-facts.js';
import type { World } from './layers/machine.js';
import { protectionOf } from './layers/protections.js';
import { alone, mayCompose, mentionsLayer, NO_LAYERS, offerModule, worldOf } from './layers/world.js';
import { allowance } from './interpreter/machine.js';
import { leakedSlots } from './leaked-slots.js';
import { indexModule, mentionsBreaker, type Module, type ModuleIndex } from './module.js';
import { opaqueRejections } from './opaque-rejections.js';
import { ownedRetries } from './owned-retries.js';
import { probeFloods } from './probe-floods.js';
import { races } from './races.js';
import { retriedCalls } from './retried-calls.js';
import { runUnit, type UnitRuns } from './runs.js';
import { sharedUpdates } from './shared-memory.js';
import { findUnits } from './units.js';

/** What the analysis needs of ESLint's `SourceCode`, and of Oxlint's. */
interface Source {
  readonly ast: unknown;
  readonly text: string;
  readonly scopeManager: unknown;
  readonly visitorKeys: unknown;
}

/** Facts rest on the source, and on what the project's settings say of modules. */
const cache = new WeakMap<object, { readonly models: Models; readonly facts: FileFacts | undefined }>();

/**
 * Facts about the file behind `sourceCode`, or undefined where nothing in it speaks of a breaker. Computed once per `SourceCode`; each
 * facet when it is first read. Without a `project`, no other file is looked at.
 */
export function fileFacts(
  sourceCode: Source,
  path: string,
  project?: Project,
  models: Models = LIBRARY_MODELS,
): FileFacts | undefined {
  let known = cache.get(sourceCode);
  if (known?.models !== models) {
    known = { models, facts: compute(sourceCode, path, project, models) };
    cache.set(sourceCode, known);
  }
  return known.facts;
}

function compute(
  sourceCode: Source,
  path: string,
  project: Project | undefined,
  models: Models,
): FileFacts | undefined {
  if (!mentionsLayer(sourceCode.text) || sourceCode.scopeManager === null || sourceCode.scopeManager === undefined) {
    return undefined;
  }
  const module: Module = {
    ast: sourceCode.ast as TSESTree.Program,
    scopes: sourceCode.scopeManager as Module['scopes'],
    text: sourceCode.text,
    path,
    visitorKeys: sourceCode.visitorKeys as Module['visitorKeys'],
  };
  if (project !== undefined) {
    offerModule(module, project, models);
  }
  if (!(mentionsBreaker(module.text) || mayCompose(module.text, models))) {
    return undefined;
  }
  const world = project === undefined ? alone(models) : worldOf(project, models);
  return moduleFacts(module, world, () => circuitFacts(module, project, models));
}

/** One unit with everything that was seen of it. */
interface SeenUnit {
  readonly index: ModuleIndex;
  readonly runs: UnitRuns;
  readonly breaker: Breaker;
  /** The sequences behind its admissions; several facets ask. */
  calls(): readonly RetriedCall[];
}

/** Facts that need no unit. */
const MODULE_FACETS = { sharedUpdates };

/** What comes of compositions, which belong to no one unit. */
type Composed = 'retriedCalls' | 'hardCodedDecisions' | 'retriedRejections' | 'nestedRetries';

/** What experiments show as well. */
type Shown = 'probeFloods' | 'races';

/** What each facet takes from a unit. */
const FACETS: {
  readonly [Facet in Exclude<keyof FileFacts, keyof typeof MODULE_FACETS | Composed | Shown>]: (
    unit: SeenUnit,
  ) => FileFacts[Facet];
} = {
  breakers: ({ breaker }) => [breaker],
  opaqueRejections: ({ runs, breaker }) => opaqueRejections(runs, breaker),
  countedRejections: ({ runs, breaker }) => countedRejections(runs, breaker),
  heldLocks: ({ runs, breaker }) => heldLocks(runs, breaker),
  failureClocks: ({ runs, breaker }) => failureClocks(runs, breaker),
  successResets: ({ runs, breaker }) => successResets(runs, breaker),
  splitAccounts: ({ runs, breaker }) => splitAccounts(runs, breaker),
  attemptMetrics: ({ index, runs, breaker, calls }) => attemptMetrics(index, runs, breaker, calls()),
  unobservedRetries: ({ index, runs, breaker, calls }) => unobservedRetries(index, runs, breaker, calls()),
  ownedRetries: ({ index, runs, breaker, calls }) => ownedRetries(index, runs, breaker, calls()),
  leakedSlots: ({ runs, breaker }) => leakedSlots(runs, breaker),
};

/** Facts about a module, from any parser's tree. What experiments show is left out where nobody gives it. */
export function moduleFacts(
  module: Module,
  world: World = alone(LIBRARY_MODELS),
  experiments: () => CircuitFacts = () => NO_CIRCUITS,
): FileFacts {
  const shown = once(experiments, NO_CIRCUITS);
  let known: ModuleIndex | undefined;
  const index = (): ModuleIndex => (known ??= indexModule(module));
  const units = lazy(() => (mentionsBreaker(module.text) ? seenUnits(index()) : []));
  let layered: LayerFacts | undefined;
  const layers = (): LayerFacts => {
    if (layered === undefined) {
      layered = NO_LAYERS;
      layered = mayCompose(module.text, world.models)
        ? layerFacts(
            index(),
            units().map(({ index: own, runs, breaker }) => protectionOf(own, runs, breaker)),
            world,
          )
        : NO_LAYERS;
    }
    return layered;
  };
  const facts = {};
  const define = (name: keyof FileFacts, compute: () => readonly unknown[]): void => {
    Object.defineProperty(facts, name, { enumerable: true, get: lazy(compute) });
  };
  for (const [name, facet] of Object.entries(FACETS)) {
    define(name as keyof FileFacts, () => units().flatMap<unknown>(facet));
  }
  define('probeFloods', () => {
    const read = units().flatMap(({ runs, breaker }) => probeFloods(runs, breaker));
    return [...read, ...shown().probeFloods.filter((flood) => !isToldOf(flood, read, units()))];
  });
  define('races', () => {
    const read = units().flatMap(({ runs, breaker }) => races(runs, breaker));
    return [...read, ...shown().races.filter((race) => !isToldOf(race, read, units()))];
  });
  for (const [name, facet] of Object.entries(MODULE_FACETS)) {
    define(name as keyof FileFacts, () => (mentionsBreaker(module.text) ? facet(index()) : []));
  }
  define('retriedCalls', () => {
    const read = withLayered(
      units().flatMap(({ calls }) => calls()),
      layers(),
      (call) => units().some(({ runs, breaker }) => breaker.node === call.breaker.node && hasRun(runs, call)),
    );
    const { retriedCalls: all } = shown();
    const numbered = read.map((call) => withCounted(call, all));
    return [...numbered, ...all.filter((call) => !numbered.some((other) => isSameComposition(call, other)))];
  });
  define('hardCodedDecisions', () =>
    units().flatMap(({ index: own, breaker, calls }) => {
      const composed = layers().retriedCalls.filter(
        (call) => call.breaker.node === breaker.node && call.certainty === 'certain',
      );
      return hardCodedDecisions(own, breaker, [...calls(), ...composed]);
    }),
  );
  define('retriedRejections', () => withShown(layers().retriedRejections, shown().retriedRejections));
  define('nestedRetries', () => withShown(layers().nestedRetries, shown().nestedRetries));
  return facts as FileFacts;
}

function seenUnits(index: ModuleIndex): SeenUnit[] {
  const shared = allowance(index);
  return findUnits(index).map((unit): SeenUnit => {
    const runs = runUnit(index, unit, shared);
    const breaker = describeBreaker(runs);
    return { index, runs, breaker, calls: lazy(() => retriedCalls(index, runs, breaker)) };
  });
}

/** What was run says more than what was only composed, but for a threshold that the composition hands to the breaker. */
function withLayered(
  run: readonly RetriedCall[],
  { retriedCalls: composed, alsoRun }: LayerFacts,
  wasRun: (call: RetriedCall) => boolean,
): RetriedCall[] {
  const numbered = run.map((call): RetriedCall => {
    const same = alsoRun.find(({ entry, breaker }) => entry === call.entry && breaker.node === call.breaker.node);
    const { threshold } = same?.breaker ?? call.breaker;
    const breaker =
      call.breaker.threshold.kind === 'unknown' && threshold.kind === 'known'
        ? { ...call.breaker, threshold }
        : call.breaker;
    return same === undefined ? call : { ...call, breaker, ...(same.outside && { outside: same.outside }) };
  });
  return [
    ...numbered,
    ...[...composed, ...alsoRun.filter((call) => !wasRun(call))].filter(
      ({ entry }) => !run.some((other) => other.entry === entry),
    ),
  ];
}

/** One retry may be composed several times; where it is told at its own place, or with the same numbers, it is the same one. */
const isSameComposition = (one: RetriedCall, other: RetriedCall): boolean =>
  contains(one.entry, other.entry) ||
  contains(other.entry, one.entry) ||
  (haveSameNumbers(one, other) && (one.retry.node === other.retry.node || goesThrough(one.path, other.path))) ||
  (one.retry.node === other.retry.node && [one, other].some(({ entry, retry }) => entry === retry.node));

/** A way may go on behind where another one ends: to the decorator of the method that is called there. */
const goesThrough = (path: readonly PathStep[], other: readonly PathStep[]): boolean => {
  const last = other.at(-1);
  return (
    last !== undefined &&
    path.some(({ name, line, file }) => name === last.name && line === last.line && file === last.file)
  );
};

function haveSameNumbers(one: RetriedCall, other: RetriedCall): boolean {
  const [limits, others] = [one, other].map(({ breaker, retry }) => [breaker.threshold, retry.attempts].map(valueOf));
  return limits !== undefined && others !== undefined && limits.every((limit, index) => limit === others[index]);
}

const valueOf = (count: Count): number | undefined => (count.kind === 'known' ? count.value : undefined);

/** What an experiment has shown and counted is what the code does, however it is written. */
function withCounted(call: RetriedCall, all: readonly RetriedCall[]): RetriedCall {
  const counted = all.find((other) => isSameComposition(call, other));
  const attempts = counted && valueOf(counted.retry.attempts);
  if (counted === undefined || attempts === undefined) {
    return call;
  }
  const { recorded, askedPerAttempt, askedBeforeAttempt, halfOpen } = counted;
  // What is read of the state between two attempts may be told to somebody who decides.
  const shown: RetriedCall = askedPerAttempt
    ? { ...call, recorded }
    : {
        ...call,
        recorded,
        askedPerAttempt,
        askedBeforeAttempt,
        halfOpen: halfOpen === 'none' ? call.halfOpen : halfOpen,
      };
  const read = valueOf(call.retry.attempts);
  const isRead = call.breaker.threshold.kind === 'known' && read !== undefined;
  return recorded === 'attempt' || (isRead && attempts <= read && call.retry.kind !== 'call')
    ? shown
    : {
        ...shown,
        breaker: { ...call.breaker, threshold: counted.breaker.threshold },
        retry: { ...call.retry, attempts: counted.retry.attempts },
        callsPerProbe: counted.callsPerProbe,
      };
}

/** What experiments show beside what was read, where nothing of that stands at the same place. */
const withShown = <Fact extends { readonly node: Node }>(
  read: readonly Fact[],
  shown: readonly Fact[],
): readonly Fact[] => [
  ...read,
  ...shown.filter(({ node }) => !read.some((other) => contains(other.node, node) || contains(node, other.node))),
];

/** Whether something of the kind is read of the breaker that a fact stands in. */
const isToldOf = (
  { node }: { readonly node: Node },
  read: readonly { readonly breaker: Breaker }[],
  units: readonly SeenUnit[],
): boolean =>
  units.some(
    ({ breaker }) => contains(breaker.node, node) && read.some((fact) => fact.breaker.node === breaker.node),
  );

/** Whether a run of a breaker has come through a retry, whatever it found there. */
const hasRun = (runs: UnitRuns, { retry }: RetriedCall): boolean =>
  [...runs.entries, ...runs.composers].some((entry) =>
    runs
      .explored(entry, 'closed')
      ?.attempts.some(({ stack }) =>
        stack.some(({ node, functionNode }) => node === retry.node || functionNode === retry.functionNode),
      ),
  );

/** A value that is computed when it is first asked for. What cannot be computed is thrown once, and is another value from then on. */
function once<Value>(compute: () => Value, otherwise: Value): () => Value {
  let result: Value | undefined;
  return () => {
    if (result === undefined) {
      result = otherwise;
      result = compute();
    }
    return result;
  };
}

/** A list that is computed when it is first read. What cannot be computed is thrown once, and empty from then on. */
function lazy<Fact>(compute: () => readonly Fact[]): () => readonly Fact[] {
  return once<readonly Fact[]>(compute, []);
}
