import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { Linter, type ESLint } from 'eslint';
import ts from 'typescript';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { applySuggestions } from '../../src/cli/fix-suggestions.js';
import plugin from '../../src/index.js';
import { LANGUAGES } from '../support/languages.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { applyAll } from './apply.js';
import { typeErrors } from './type-errors.js';

/** One state of the seeds' breaker, as the simulation drives it. */
interface Subject {
  execute(action: () => Promise<string>): Promise<string>;
  state(): string;
}

type Make = (module: Record<string, never>) => Subject;

type Constructor = new (...args: unknown[]) => {
  execute(action: unknown, retry?: unknown): Promise<string>;
  _state: string;
};

const THRESHOLD = 5;
const RESET_MS = 30_000;
const OPTIONS = { failureThreshold: THRESHOLD, resetTimeoutMs: RESET_MS, resetTimeout: RESET_MS };

const fused: Make = (module) => {
  const breaker = new (module['CircuitBreaker'] as unknown as Constructor)(OPTIONS);
  return { execute: (action) => breaker.execute(action, { maxRetries: 3 }), state: () => breaker._state };
};
const owned: Make = (module) => {
  const breaker = new (module['CircuitBreaker'] as unknown as Constructor)({
    ...OPTIONS,
    retryConfig: { maxRetries: 3 },
  });
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

const observed: Make = (module) => {
  const breaker = new (module['CircuitBreaker'] as unknown as Constructor)({
    ...OPTIONS,
    retryConfig: { maxRetries: 3 },
  });
  const { internals } = breaker as unknown as { internals?: unknown };
  expect(internals).toHaveProperty('state');
  return {
    execute: (action) => breaker.execute(action),
    state: () => (breaker as unknown as { internals: { state: string } }).internals.state,
  };
};

const folder = mkdtempSync(join(tmpdir(), 'resilience-suggestions-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let loaded = 0;

/** Compiles a text and runs it as a module. */
async function load(file: string, text: string): Promise<Record<string, never>> {
  const compiled = file.endsWith('.ts')
    ? ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 } })
        .outputText
    : text;
  loaded += 1;
  const path = join(folder, `${file.replace(/\W/g, '-')}-${loaded}${file.endsWith('.cjs') ? '.cjs' : '.mjs'}`);
  writeFileSync(path, compiled);
  const module = (await import(pathToFileURL(path).href)) as Record<string, never> & {
    default?: Record<string, never>;
  };
  return file.endsWith('.cjs') ? (module.default ?? module) : module;
}

/** Applies the suggestions and makes a breaker of the result. */
async function subjectAfter(
  file: string,
  ids: readonly string[],
  make: Make,
): Promise<{ subject: Subject; applied: readonly string[] }> {
  const source = readFileSync(fileURLToPath(new URL(`../seeds/states/${file}`, import.meta.url)), 'utf8');
  const { output, applied } = applyAll(source, file, ids);
  return { subject: make(await load(file, output)), applied };
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
  it.each([...STATES, ['js/original.cjs', closure] as const])(
    '%s: 15 calls to open, 3 per probe',
    async (file, make) => {
      expect(await callsToOpen((await subjectAfter(file, [], make)).subject)).toBe(15);
      expect(await callsPerProbe((await subjectAfter(file, [], make)).subject)).toBe(3);
    },
  );
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
  it.each([
    ...STATES,
    ['js/original.cjs', closure] as const,
    ['s2-improvement2.ts', injected] as const,
    ['js/s2-improvement2.js', injected] as const,
  ])('%s: 1 call per probe', async (file, make) => {
    const { subject, applied } = await subjectAfter(file, ['askPolicy'], make);
    expect(applied).toEqual(['askPolicy']);
    expect(await callsPerProbe(subject)).toBe(1);
  });
});

describe('"apply the outcome only in the generation that admitted the call"', () => {
  it.each([...STATES, ['js/original.cjs', closure] as const])(
    '%s: a late success leaves the count, and the next failing probe opens the circuit',
    async (file, make) => {
      expect(await stateAfterLateSuccess((await subjectAfter(file, [], make)).subject)).toBe('half_open');
      const { subject, applied } = await subjectAfter(file, ['compareGeneration'], make);
      expect(applied).toEqual(['compareGeneration']);
      expect(await stateAfterLateSuccess(subject)).toBe('open');
    },
  );
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
  it.each([...STATES, ['s2-improvement2.ts', injected] as const, ['js/original.cjs', closure] as const])(
    '%s: 1 probe, not 20',
    async (file, make) => {
      expect(await probesAtOnce((await subjectAfter(file, [], make)).subject)).toBe(20);
      const { subject, applied } = await subjectAfter(file, ['reserveProbe'], make);
      expect(applied).toEqual(['reserveProbe']);
      expect(await probesAtOnce(subject)).toBe(1);
    },
  );
});

describe('a slot that a promise gives back', () => {
  const CHAIN = 'js/original.cjs';
  const ends: [string, () => Promise<string>][] = [
    ['succeeds', () => Promise.resolve('ok')],
    ['fails', () => Promise.reject(new Error('503'))],
    [
      'throws before it answers',
      () => {
        throw new Error('no answer');
      },
    ],
  ];

  it.each(ends)('is free again after a probe that %s', async (_, end) => {
    const { subject } = await subjectAfter(CHAIN, ['reserveProbe'], closure);
    await callsToOpen(subject);
    await clock.advance(RESET_MS + 1_000);
    const probe = async (): Promise<string> => subject.execute(end);
    await clock.settles(probe().catch(() => 'failed'));
    await clock.advance(RESET_MS + 1_000);
    const next = subject.execute(() => Promise.resolve('admitted'));
    await clock.settles(next);
    await expect(next).resolves.toBe('admitted');
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
  const others = Array.from({ length: THRESHOLD }, () =>
    subject.execute(() => Promise.reject(new Error('503'))).catch(() => 'failed'),
  );
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

/** Calls of the service when two callers arrive at a half-open circuit at once. */
async function probesOfTwo(subject: Subject): Promise<number> {
  await callsToOpen(subject);
  await clock.advance(RESET_MS + 1_000);
  let calls = 0;
  const answers: (() => void)[] = [];
  const wait = (): Promise<string> => {
    calls += 1;
    return new Promise((resolve) =>
      answers.push(() => {
        resolve('ok');
      }),
    );
  };
  const callers = [subject.execute(wait), subject.execute(wait)].map((caller) => caller.catch(() => 'refused'));
  await clock.flush();
  for (const answer of answers) {
    answer();
  }
  await clock.settles(Promise.all(callers));
  return calls;
}

/** Calls of the service while the circuit is open, when ten callers come half a second apart and every call fails. */
async function callsWhileOpen(subject: Subject): Promise<number> {
  let calls = 0;
  const fail = (): Promise<string> => {
    calls += subject.state() === 'open' ? 1 : 0;
    return Promise.reject(new Error('503'));
  };
  const callers: Promise<string>[] = [];
  for (let caller = 0; caller < 10; caller += 1) {
    callers.push(subject.execute(fail).catch(() => 'failed'));
    await clock.advance(500);
  }
  await clock.settles(Promise.all(callers));
  return calls;
}

/** What the runs of one state measure; the same columns as in docs/failure-policy.md. */
interface Runs {
  readonly callsToOpen: number;
  readonly callsPerProbe: number;
  readonly probesOfTwo: number;
  /** A success of a call that was admitted while CLOSED, in OPEN: does it clear the count? */
  readonly lateSuccess: 'clears the count' | 'ignored';
  readonly callsWhileOpen: number;
}

interface Proof {
  readonly name: string;
  /** The rules of the suggestions that were applied, in order; then the findings that stay. */
  readonly applied: readonly string[];
  readonly left: readonly string[];
  readonly before: Runs;
  readonly after: Runs;
}

/** Each of these numbers stands in docs/failure-policy.md. */
const PROOFS = JSON.parse(readFileSync(new URL('seed-runs.json', import.meta.url), 'utf8')) as Record<string, Proof>;

const MAKERS: Record<string, Make> = {
  'original.ts': fused,
  's1-improvement1.ts': owned,
  's1-improvement2.ts': owned,
  's2-improvement1.ts': fused,
  's2-improvement2.ts': injected,
  'js/original.js': fused,
  'js/original.cjs': closure,
  'js/s1-improvement2.js': observed,
  'js/s2-improvement2.js': injected,
};

const lintAll = async (text: string, filename: string): Promise<ESLint.LintResult> => {
  const messages = new Linter({ configType: 'flat' }).verify(
    text,
    [...LANGUAGES, { ...plugin.configs.all, files: ['**/*'] }],
    { filename },
  );
  return {
    messages,
    fatalErrorCount: messages.filter(({ fatal }) => fatal === true).length,
  } as unknown as ESLint.LintResult;
};

async function measured(file: string, text: string, make: Make): Promise<Runs> {
  const fresh = async (): Promise<Subject> => make(await load(file, text));
  return {
    callsToOpen: await callsToOpen(await fresh()),
    callsPerProbe: await callsPerProbe(await fresh()),
    probesOfTwo: await probesOfTwo(await fresh()),
    lateSuccess: (await stateAfterLateSuccess(await fresh())) === 'open' ? 'ignored' : 'clears the count',
    callsWhileOpen: await callsWhileOpen(await fresh()),
  };
}

describe('what --fix-suggestions makes of the seeds, run', () => {
  it('every state that can be run is', () => {
    expect(Object.keys(PROOFS)).toEqual(Object.keys(MAKERS));
  });

  it.each(Object.entries(MAKERS))('%s', async (file, make) => {
    const source = readFileSync(fileURLToPath(new URL(`../seeds/states/${file}`, import.meta.url)), 'utf8');
    const { text, applied, result } = await applySuggestions(source, (changed) => lintAll(changed, file));
    const { name } = PROOFS[file] ?? { name: file };
    const proof: Proof = {
      name,
      applied: applied.map(({ rule }) => rule.replace('resilience/', '')),
      left: result.messages.map(({ ruleId }) => ruleId?.replace('resilience/', '') ?? ''),
      before: await measured(file, source, make),
      after: await measured(file, text, make),
    };
    expect(proof).toEqual(PROOFS[file]);
    if (file.endsWith('.ts')) {
      const errors = typeErrors(
        new Map([
          ['before.ts', source],
          ['after.ts', text],
        ]),
      );
      expect(errors.get('after.ts')).toEqual(errors.get('before.ts'));
    }
  });
});
