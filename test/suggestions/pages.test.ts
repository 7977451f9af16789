/** What the pages call incorrect, run before and after our suggestion. */
import { compileFunction } from 'node:vm';

import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { sectionsOf } from '../support/page.js';
import { read } from '../support/sources.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { applyAll } from './apply.js';

interface Breaker {
  execute<T>(call: () => Promise<T>): Promise<T>;
}

/** The breaker of the first incorrect example, after the suggestion if one is named. */
function breakerOf(rule: string, suggestion?: string): Breaker {
  const example =
    sectionsOf(read(`docs/rules/${rule}.md`)).find(({ heading }) => heading === 'Incorrect')?.examples[0]?.code ?? '';
  const { output, applied } = applyAll(example, 'example.ts', suggestion === undefined ? [] : [suggestion]);
  expect(applied).toEqual(suggestion === undefined ? [] : [suggestion]);
  const compiled = ts.transpileModule(output, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  }).outputText;
  const exports: { CircuitBreaker?: new () => Breaker } = {};
  const define = compileFunction(compiled, ['exports']) as (target: object) => void;
  define(exports);
  if (exports.CircuitBreaker === undefined) {
    throw new Error(`The page of ${rule} has no breaker.`);
  }
  return new exports.CircuitBreaker();
}

let clock: VirtualClock;
beforeEach(() => {
  clock = VirtualClock.install();
});
afterEach(() => {
  clock.uninstall();
});

async function open(breaker: Breaker): Promise<void> {
  for (let i = 0; i < 5; i += 1) {
    await breaker.execute(() => Promise.reject(new Error('503'))).catch(() => undefined);
  }
}

describe('"check before the try"', () => {
  /** Callers that reach a service that is well again, with one caller per second for two minutes, after the circuit has opened. */
  async function callersThrough(breaker: Breaker): Promise<number> {
    await open(breaker);
    let through = 0;
    for (let second = 0; second < 120; second += 1) {
      await clock.advance(1_000);
      await breaker.execute(() => Promise.resolve((through += 1))).catch(() => undefined);
    }
    return through;
  }

  it('lets a circuit recover that steady traffic would keep open for ever', async () => {
    expect(await callersThrough(breakerOf('no-counted-rejection'))).toBe(0);
    expect(await callersThrough(breakerOf('no-counted-rejection', 'moveCheck'))).toBe(91);
  });
});
