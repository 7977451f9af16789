/** What the pages call incorrect, run before and after our suggestion. */
import { compileFunction } from 'node:vm';

import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { sectionsOf } from '../support/page.js';
import { randomNumbers } from '../support/random-numbers.js';
import { read } from '../support/sources.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { applyAll } from './apply.js';

interface Breaker {
  execute<T>(call: () => Promise<T>): Promise<T>;
}

const exampleOf = (rule: string, section: 'Incorrect' | 'Correct', at = 0): string =>
  sectionsOf(read(`docs/rules/${rule}.md`)).find(({ heading }) => heading === section)?.examples[at]?.code ?? '';

/** The breaker of an incorrect example, after the suggestion if one is named. */
function breakerOf(rule: string, suggestion?: string, at = 0): Breaker {
  const ids = suggestion === undefined ? [] : [suggestion];
  const { output, applied } = applyAll(exampleOf(rule, 'Incorrect', at), 'example.ts', ids);
  expect(applied).toEqual(ids);
  return made(rule, output);
}

function made(rule: string, text: string): Breaker {
  const compiled = ts.transpileModule(text, {
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

describe('"apply the outcome only in the generation that admitted the call"', () => {
  /**
   * Calls of a service that fails half of the time, until the circuit opens, while 20 callers make one call after another, each of which
   * takes 50 to 150 ms.
   */
  async function callsToOpen(breaker: Breaker): Promise<number> {
    const random = randomNumbers(1);
    let calls = 0;
    let isOpen = false;
    const serve = (): Promise<string> => {
      calls += 1;
      const fails = random() < 0.5;
      return new Promise((resolve, reject) => {
        setTimeout(() => (fails ? reject(new Error('503')) : resolve('ok')), 50 + 100 * random());
      });
    };
    const caller = async (): Promise<void> => {
      while (!isOpen && calls < 2_000) {
        let isLetIn = false;
        const call = (): Promise<string> => {
          isLetIn = true;
          return serve();
        };
        await breaker.execute(call).catch(() => undefined);
        isOpen ||= !isLetIn;
      }
    };
    await clock.settles(Promise.all(Array.from({ length: 20 }, caller)));
    return calls;
  }

  const RULE = 'no-unsynchronized-breaker-state';

  it('opens the circuit of a service that fails half of the time as early as before', async () => {
    expect(await callsToOpen(breakerOf(RULE))).toBe(44);
    expect(await callsToOpen(breakerOf(RULE, 'compareGeneration'))).toBe(44);
  });

  it('the example that is called correct opens it as early, and would not if each success began a generation', async () => {
    const correct = exampleOf(RULE, 'Correct');
    expect(await callsToOpen(made(RULE, correct))).toBe(44);
    const always = correct.replace(/if \(this\.state !== next\) \{\s*(this\.generation \+= 1;)\s*\}/, '$1');
    expect(await callsToOpen(made(RULE, always))).toBe(290);
  });
});

describe('"stamp the transition to OPEN"', () => {
  /** Seconds that a circuit stays open after it has opened, if a call that was admitted before fails one second before the window ends. */
  async function secondsOpen(breaker: Breaker): Promise<number> {
    let fail: (error: Error) => void = () => undefined;
    const late = breaker.execute(() => new Promise((_, reject) => (fail = reject))).catch(() => undefined);
    await open(breaker);
    let isLetIn = false;
    for (let second = 0; second < 120; second += 1) {
      if (second === 29) {
        fail(new Error('503'));
        await clock.settles(late);
      }
      await breaker.execute(() => Promise.resolve((isLetIn = true))).catch(() => undefined);
      if (isLetIn) {
        return second;
      }
      await clock.advance(1_000);
    }
    return Infinity;
  }

  it('ends the open window when it is over, whoever still fails', async () => {
    expect(await secondsOpen(breakerOf('no-shared-failure-clock', undefined, 1))).toBe(59);
    expect(await secondsOpen(breakerOf('no-shared-failure-clock', 'stampOpening', 1))).toBe(30);
  });

  it('is not offered where it would change nothing', async () => {
    const example = exampleOf('no-shared-failure-clock', 'Incorrect');
    expect(applyAll(example, 'example.ts', ['stampOpening']).applied).toEqual([]);
    const moved = example.replace(
      /( *)(this\.lastFailureTime = Date\.now\(\);)\n([^]*?this\.state = 'open';)/,
      '$3\n$1  $2',
    );
    expect(moved).not.toBe(example);
    expect(await secondsOpen(made('no-shared-failure-clock', moved))).toBe(59);
  });
});
