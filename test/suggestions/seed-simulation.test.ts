import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import ts from 'typescript';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { VirtualClock } from '../support/virtual-clock.js';
import { applyAll } from './apply.js';

/** One state of the seeds' breaker, as the simulation drives it. */
interface Subject {
  execute(action: () => Promise<string>): Promise<string>;
  state(): string;
}

type Make = (module: Record<string, never>) => Subject;

type Constructor = new (...args: unknown[]) => { execute(action: unknown, retry?: unknown): Promise<string>; _state: string };

const THRESHOLD = 5;
const RESET_MS = 30_000;
const OPTIONS = { failureThreshold: THRESHOLD, resetTimeoutMs: RESET_MS, resetTimeout: RESET_MS };

const fused: Make = (module) => {
  const breaker = new (module['CircuitBreaker'] as unknown as Constructor)(OPTIONS);
  return { execute: (action) => breaker.execute(action, { maxRetries: 3 }), state: () => breaker._state };
};
const owned: Make = (module) => {
  const breaker = new (module['CircuitBreaker'] as unknown as Constructor)({ ...OPTIONS, retryConfig: { maxRetries: 3 } });
  return { execute: (action) => breaker.execute(action), state: () => breaker._state };
};
const injected: Make = (module) => {
  const breaker = new (module['CircuitBreaker'] as unknown as Constructor)(OPTIONS);
  const strategy = new (module['ExponentialBackoff'] as unknown as Constructor)(3);
  return { execute: (action) => breaker.execute(action, strategy), state: () => breaker._state };
};
const closure: Make = (module) => {
  const create = module['createCircuitBreaker'] as unknown as (options: object) => {
    execute(action: unknown, retry: unknown): Promise<string>;
    internals: { state: string };
  };
  const breaker = create(OPTIONS);
  return { execute: (action) => breaker.execute(action, { maxRetries: 3 }), state: () => breaker.internals.state };
};

const folder = mkdtempSync(join(tmpdir(), 'resilience-suggestions-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Applies the suggestions, compiles the result and makes a breaker of it. */
async function subjectAfter(file: string, ids: readonly string[], make: Make): Promise<{ subject: Subject; applied: readonly string[] }> {
  const source = readFileSync(fileURLToPath(new URL(`../seeds/states/${file}`, import.meta.url)), 'utf8');
  const { output, applied } = applyAll(source, file, ids);
  const compiled = file.endsWith('.ts')
    ? ts.transpileModule(output, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 } }).outputText
    : output;
  const path = join(folder, `${file.replace(/\W/g, '-')}-${ids.join('-')}${file.endsWith('.cjs') ? '.cjs' : '.mjs'}`);
  writeFileSync(path, compiled);
  const module = (await import(pathToFileURL(path).href)) as Record<string, never> & { default?: Record<string, never> };
  return { subject: make(file.endsWith('.cjs') ? (module.default ?? module) : module), applied };
}

let clock: VirtualClock;
beforeEach(() => {
  clock = VirtualClock.install();
});
afterEach(() => {
  clock.uninstall();
});

/** Service calls until the circuit is open, while every call fails. */
async function callsToOpen(subject: Subject): Promise<number> {
  let calls = 0;
  const fail = (): Promise<string> => {
    calls += 1;
    return Promise.reject(new Error('503'));
  };
  for (let round = 0; round < 50 && subject.state() !== 'open'; round += 1) {
    await clock.settles(subject.execute(fail).catch(() => 'failed'));
  }
  expect(subject.state()).toBe('open');
  return calls;
}

/** Service calls of one failing probe. */
async function callsPerProbe(subject: Subject): Promise<number> {
  await callsToOpen(subject);
  await clock.advance(RESET_MS + 1_000);
  let calls = 0;
  const fail = (): Promise<string> => {
    calls += 1;
    return Promise.reject(new Error('503'));
  };
  await clock.settles(subject.execute(fail).catch(() => 'failed'));
  return calls;
}

/** The state after a call admitted while CLOSED succeeds late, in OPEN, and one probe then fails. */
async function stateAfterLateSuccess(subject: Subject): Promise<string> {
  let succeed: (value: string) => void = () => undefined;
  const late = subject.execute(() => new Promise<string>((resolve) => (succeed = resolve)));
  await callsToOpen(subject);
  succeed('late');
  await clock.settles(late);
  await clock.advance(RESET_MS + 1_000);
  await clock.settles(subject.execute(() => Promise.reject(new Error('503'))).catch(() => 'failed'));
  return subject.state();
}

const STATES: readonly (readonly [string, Make])[] = [
  ['original.ts', fused],
  ['s1-improvement1.ts', owned],
  ['s1-improvement2.ts', owned],
  ['s2-improvement1.ts', fused],
  ['js/original.js', fused],
];

describe('the seeds, as they are', () => {
  it.each([...STATES, ['js/original.cjs', closure] as const])('%s: 15 calls to open, 3 per probe', async (file, make) => {
    expect(await callsToOpen((await subjectAfter(file, [], make)).subject)).toBe(15);
    expect(await callsPerProbe((await subjectAfter(file, [], make)).subject)).toBe(3);
  });
});

describe('"count every failed attempt"', () => {
  it.each(STATES)('%s: 5 calls to open, 1 per probe', async (file, make) => {
    const { subject, applied } = await subjectAfter(file, ['countAttempts'], make);
    expect(applied).toEqual(['countAttempts']);
    expect(await callsToOpen(subject)).toBe(5);
    expect(await callsPerProbe((await subjectAfter(file, ['countAttempts'], make)).subject)).toBe(1);
  });
});

describe('"keep one failure per sequence and say so"', () => {
  it.each([...STATES, ['js/original.cjs', closure] as const])('%s: still 15 calls to open', async (file, make) => {
    const { subject, applied } = await subjectAfter(file, ['declareSequences'], make);
    expect(applied).toEqual(['declareSequences']);
    expect(await callsToOpen(subject)).toBe(15);
  });
});

describe('"let a failure policy decide each further attempt"', () => {
  it.each([...STATES, ['js/original.cjs', closure] as const, ['s2-improvement2.ts', injected] as const, ['js/s2-improvement2.js', injected] as const])(
    '%s: 1 call per probe',
    async (file, make) => {
      const { subject, applied } = await subjectAfter(file, ['askPolicy'], make);
      expect(applied).toEqual(['askPolicy']);
      expect(await callsPerProbe(subject)).toBe(1);
    },
  );
});

describe('"apply the outcome only in the generation that admitted the call"', () => {
  it.each([...STATES, ['js/original.cjs', closure] as const])('%s: a late success leaves the count, and the next failing probe opens the circuit', async (file, make) => {
    expect(await stateAfterLateSuccess((await subjectAfter(file, [], make)).subject)).toBe('half_open');
    const { subject, applied } = await subjectAfter(file, ['compareGeneration'], make);
    expect(applied).toEqual(['compareGeneration']);
    expect(await stateAfterLateSuccess(subject)).toBe('open');
  });
});

/** Callers that get through at once when the open window is over, of 20. */
async function probesAtOnce(subject: Subject): Promise<number> {
  await callsToOpen(subject);
  await clock.advance(RESET_MS + 1_000);
  let calls = 0;
  for (let i = 0; i < 20; i += 1) {
    const probe = subject.execute(() => {
      calls += 1;
      return new Promise(() => undefined);
    });
    probe.catch(() => undefined);
  }
  await clock.flush();
  return calls;
}

describe('"take a slot for the probe in the same tick as the test"', () => {
  it.each([...STATES, ['s2-improvement2.ts', injected] as const])('%s: 1 probe, not 20', async (file, make) => {
    expect(await probesAtOnce((await subjectAfter(file, [], make)).subject)).toBe(20);
    const { subject, applied } = await subjectAfter(file, ['reserveProbe'], make);
    expect(applied).toEqual(['reserveProbe']);
    expect(await probesAtOnce(subject)).toBe(1);
  });
});

/** Attempts that a call admitted while CLOSED makes once the circuit is open. */
async function attemptsWhileOpen(subject: Subject): Promise<number> {
  const states: string[] = [];
  const old = subject.execute(() => {
    states.push(subject.state());
    return Promise.reject(new Error('503'));
  });
  await clock.flush();
  const others = Array.from({ length: THRESHOLD }, () => subject.execute(() => Promise.reject(new Error('503'))).catch(() => 'failed'));
  await clock.settles(Promise.allSettled([old, ...others]));
  return states.filter((state) => state !== 'closed').length;
}

describe('"ask a failure policy once more after the wait"', () => {
  it.each(STATES)('%s: no attempt once the circuit is open', async (file, make) => {
    const counted = await subjectAfter(file, ['countAttempts'], make);
    expect(await attemptsWhileOpen(counted.subject)).toBeGreaterThan(0);
    const { subject, applied } = await subjectAfter(file, ['countAttempts', 'askAfterWait'], make);
    expect(applied).toEqual(['countAttempts', 'askAfterWait']);
    expect(await attemptsWhileOpen(subject)).toBe(0);
  });
});

describe('all of them, one after another', () => {
  it.each(STATES)('%s: 5 calls to open, 1 per probe, 1 probe, late outcomes ignored', async (file, make) => {
    const ids = ['countAttempts', 'askPolicy', 'askAfterWait', 'reserveProbe', 'compareGeneration', 'cancelTimer', 'giveCode'];
    expect(await callsToOpen((await subjectAfter(file, ids, make)).subject)).toBe(5);
    expect(await callsPerProbe((await subjectAfter(file, ids, make)).subject)).toBe(1);
    expect(await probesAtOnce((await subjectAfter(file, ids, make)).subject)).toBe(1);
    expect(await stateAfterLateSuccess((await subjectAfter(file, ids, make)).subject)).toBe('open');
  });
});
