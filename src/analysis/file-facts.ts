import type { TSESTree } from '@typescript-eslint/types';

import { failureClocks, splitAccounts, successResets } from './accounting.js';
import { describeBreaker } from './breaker.js';
import { countedRejections } from './counted-rejections.js';
import type { FileFacts } from './facts.js';
import { heldLocks } from './held-locks.js';
import { allowance } from './interpreter/machine.js';
import { indexModule, mentionsBreaker, type Module } from './module.js';
import { opaqueRejections } from './opaque-rejections.js';
import { probeFloods } from './probe-floods.js';
import { races } from './races.js';
import { retriedCalls } from './retried-calls.js';
import { runUnit } from './runs.js';
import { findUnits } from './units.js';

/** What the analysis needs of ESLint's `SourceCode`, and of Oxlint's. */
interface Source {
  readonly ast: unknown;
  readonly text: string;
  readonly scopeManager: unknown;
  readonly visitorKeys: unknown;
}

const cache = new WeakMap<object, FileFacts | undefined>();

/**
 * Facts about the file behind `sourceCode`, or undefined where nothing in it speaks of a breaker. Computed once per `SourceCode`; each
 * facet when it is first read.
 */
export function fileFacts(sourceCode: Source, path: string): FileFacts | undefined {
  if (!cache.has(sourceCode)) {
    cache.set(sourceCode, compute(sourceCode, path));
  }
  return cache.get(sourceCode);
}

function compute(sourceCode: Source, path: string): FileFacts | undefined {
  if (!mentionsBreaker(sourceCode.text) || sourceCode.scopeManager === null || sourceCode.scopeManager === undefined) {
    return undefined;
  }
  return moduleFacts({
    ast: sourceCode.ast as TSESTree.Program,
    scopes: sourceCode.scopeManager as Module['scopes'],
    text: sourceCode.text,
    path,
    visitorKeys: sourceCode.visitorKeys as Module['visitorKeys'],
  });
}

/** Facts about a module, from any parser's tree. */
export function moduleFacts(module: Module): FileFacts {
  const units = lazy(() => {
    const index = indexModule(module);
    const shared = allowance(index);
    return findUnits(index).map((unit) => {
      const runs = runUnit(index, unit, shared);
      return { index, runs, breaker: describeBreaker(runs) };
    });
  });
  const breakers = lazy(() => units().map(({ breaker }) => breaker));
  const retried = lazy(() => units().flatMap(({ index, runs, breaker }) => retriedCalls(index, runs, breaker)));
  const floods = lazy(() => units().flatMap(({ runs, breaker }) => probeFloods(runs, breaker)));
  const opaque = lazy(() => units().flatMap(({ runs, breaker }) => opaqueRejections(runs, breaker)));
  const counted = lazy(() => units().flatMap(({ runs, breaker }) => countedRejections(runs, breaker)));
  const held = lazy(() => units().flatMap(({ runs, breaker }) => heldLocks(runs, breaker)));
  const clocks = lazy(() => units().flatMap(({ runs, breaker }) => failureClocks(runs, breaker)));
  const resets = lazy(() => units().flatMap(({ runs, breaker }) => successResets(runs, breaker)));
  const split = lazy(() => units().flatMap(({ runs, breaker }) => splitAccounts(runs, breaker)));
  const raced = lazy(() => units().flatMap(({ runs, breaker }) => races(runs, breaker)));
  return {
    get breakers() {
      return breakers();
    },
    get retriedCalls() {
      return retried();
    },
    get probeFloods() {
      return floods();
    },
    get opaqueRejections() {
      return opaque();
    },
    get countedRejections() {
      return counted();
    },
    get heldLocks() {
      return held();
    },
    get failureClocks() {
      return clocks();
    },
    get successResets() {
      return resets();
    },
    get splitAccounts() {
      return split();
    },
    get races() {
      return raced();
    },
  };
}

/** A list that is computed when it is first read. What cannot be computed is thrown once, and empty from then on. */
function lazy<Fact>(compute: () => readonly Fact[]): () => readonly Fact[] {
  let result: readonly Fact[] | undefined;
  return () => {
    if (result === undefined) {
      result = [];
      result = compute();
    }
    return result;
  };
}
