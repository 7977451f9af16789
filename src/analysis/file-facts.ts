import type { TSESTree } from '@typescript-eslint/types';

import { LIBRARY_MODELS, type Models } from '../models/registry.js';
import { moduleGraph, type Project } from '../module-graph/graph.js';
import { READER } from '../program/reader.js';
import { failureClocks, splitAccounts, successResets } from './accounting.js';
import { unobservedRetries } from './attempt-channels.js';
import { attemptMetrics } from './attempt-metrics.js';
import { callsBothWays, floodsBothWays, ofReadBreaker, racesBothWays } from './both-ways.js';
import { describeBreaker } from './breaker.js';
import { circuitFacts, NO_CIRCUITS, type CircuitFacts } from './circuit-facts.js';
import { countedRejections } from './counted-rejections.js';
import { hardCodedDecisions } from './decisions.js';
import type { Breaker, FileFacts, RetriedCall } from './facts.js';
import { heldLocks } from './held-locks.js';
import { allowance } from './interpreter/machine.js';
import { leakedSlots } from './leaked-slots.js';
import { BREAKER, indexModule, mentionsBreaker, type Module, type ModuleIndex } from './module.js';
import { opaqueRejections } from './opaque-rejections.js';
import { ownedRetries } from './owned-retries.js';
import { probeFloods } from './probe-floods.js';
import { races } from './races.js';
import { retriedCalls } from './retried-calls.js';
import { runUnit, type UnitRuns } from './runs.js';
import { sharedUpdates } from './shared-memory.js';
import { mayCompose, mentionsLayer } from './traces.js';
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
    moduleGraph(project, READER).offer(module.path, module);
  }
  // Who runs a circuit of another file need not say what its states are.
  if (!(BREAKER.test(module.text) || mayCompose(module.text, models))) {
    return undefined;
  }
  return moduleFacts(module, (index) => circuitFacts(index, project, models));
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
  experiments: (index: ModuleIndex) => CircuitFacts = () => NO_CIRCUITS,
): FileFacts {
  let known: ModuleIndex | undefined;
  const index = (): ModuleIndex => (known ??= indexModule(module));
  const shown = once(() => experiments(index()), NO_CIRCUITS);
  const units = lazy(() => (mentionsBreaker(module.text) ? seenUnits(index()) : []));
  const facts = {};
  const define = (name: keyof FileFacts, compute: () => readonly unknown[]): void => {
    Object.defineProperty(facts, name, { enumerable: true, get: lazy(compute) });
  };
  for (const [name, facet] of Object.entries(FACETS)) {
    define(name as keyof FileFacts, () => units().flatMap<unknown>(facet));
  }
  const breakers = (): readonly Breaker[] => units().map(({ breaker }) => breaker);
  define('probeFloods', () => {
    const read = units().flatMap(({ runs, breaker }) => probeFloods(runs, breaker));
    return floodsBothWays(read, shown().probeFloods, breakers());
  });
  define('races', () => {
    const read = units().flatMap(({ runs, breaker }) => races(runs, breaker));
    return racesBothWays(read, shown().races, breakers());
  });
  for (const [name, facet] of Object.entries(MODULE_FACETS)) {
    define(name as keyof FileFacts, () => (mentionsBreaker(module.text) ? facet(index()) : []));
  }
  define('retriedCalls', () => {
    const read = units().flatMap(({ calls }) => calls());
    return callsBothWays(read, shown().retriedCalls, breakers());
  });
  define('hardCodedDecisions', () =>
    units().flatMap(({ index: own, breaker, calls }) => {
      const composed = shown()
        .retriedCalls.map((call) => ofReadBreaker(call, [breaker]))
        .filter((call) => call.breaker.node === breaker.node && call.certainty === 'certain');
      return hardCodedDecisions(own, breaker, [...calls(), ...composed]);
    }),
  );
  define('retriedRejections', () => shown().retriedRejections);
  define('nestedRetries', () => shown().nestedRetries);
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
