import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { importPackages } from '../installed.js';
import { installed, program, type Exports } from './both.js';
import { BREAKERS, OPEN, TELLING } from './breaker-cases.js';

// The same code on the package and on the program that stands for it.

beforeAll(() => importPackages([...BREAKERS.map(([specifier]) => specifier), 'effect']));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type Use = (typeof BREAKERS)[number][2];

/** The packages, or the programs. */
type World = (specifier: string) => Exports;

/** Lets the time pass, a timer at a time, until the promise is settled. What it came to, as text. */
async function end(result: unknown): Promise<string> {
  let outcome: string | undefined;
  Promise.resolve(result).then(
    (answer: unknown) => (outcome = `answered ${String(answer)}`),
    (error: unknown) => (outcome = described(error)),
  );
  for (let steps = 0; outcome === undefined && steps < 500; steps += 1) {
    // Not the timer that ends the open time.
    await vi.advanceTimersByTimeAsync(steps % 50 === 49 ? 500 : 0);
  }
  return outcome ?? 'never settled';
}

function described(error: unknown): string {
  const { code, message } = error as { code?: unknown; message: string };
  // The words in which some packages say it are left out, and so are those that they have for half-open.
  const isOpen = /^(?:Circuit (?:is |half-)?open(?:ed)?|The circuit is open|Max allowed requests reached)$/.test(
    message,
  );
  return `${isOpen ? 'open' : message} (${String(code)})`;
}

/** A guarded service that fails or answers as a text of `f` and `s` says, and then goes on as its last letter. */
async function guarded(of: World, specifier: string, use: Use, script: string) {
  const service = { calls: 0, script, halfOpen: [] as boolean[] };
  const made = await use(
    of(specifier),
    async () => {
      service.calls += 1;
      service.halfOpen.push(made.isHalfOpen?.() ?? false);
      if ((service.script[service.calls - 1] ?? service.script.at(-1)) === 'f') {
        throw new Error(`call ${service.calls}`);
      }
      await new Promise((done) => setTimeout(done, 100));
      return `call ${service.calls}`;
    },
    of,
  );
  return { service, ...made };
}

/** What comes of calls one after the other. */
async function calls(of: World, specifier: string, use: Use, script: string): Promise<readonly unknown[]> {
  const { run, service } = await guarded(of, specifier, use, script);
  const outcomes: unknown[] = [];
  for (let made = 0; made < 14; made += 1) {
    outcomes.push([await end(run('argument')), service.calls]);
  }
  return outcomes;
}

/** What comes of five calls at once after the open time, and of two more. */
async function probes(of: World, specifier: string, use: Use, script: string): Promise<unknown> {
  const { run, isHalfOpen, service } = await guarded(of, specifier, use, 'f');
  for (let made = 0; made < 14; made += 1) {
    await end(run());
  }
  await vi.advanceTimersByTimeAsync(OPEN + 1_000);
  const before = isHalfOpen?.();
  service.script = script;
  service.calls = 0;
  service.halfOpen = [];
  const all = Promise.all(Array.from({ length: 5 }, () => Promise.resolve(run()).then(String, described)));
  await vi.advanceTimersByTimeAsync(1);
  const admitted = service.calls;
  await vi.advanceTimersByTimeAsync(5_000);
  const outcomes = await all;
  const after = [await end(run()), await end(run())];
  return { before, inside: service.halfOpen[0], admitted, outcomes, after, calls: service.calls };
}

describe.each(BREAKERS)('%s does what its program does: %s', (specifier, _, use) => {
  // Windows of size are left out: before the service fails for good there are no more calls than fit in one.
  it.each(['f', 's', 'sf', 'ssf', 'fsfsf', 'ffsffsf'])(
    'opens, and rejects, where the service does %s',
    async (script) => {
      const wanted = await calls(installed, specifier, use, script);
      expect(await calls(program, specifier, use, script)).toEqual(wanted);
    },
  );

  it.each(['s', 'f'])('admits probes, where the service does %s', async (script) => {
    const wanted = await probes(installed, specifier, use, script);
    expect(await probes(program, specifier, use, script)).toEqual(wanted);
  });
});

it.each(TELLING)('%s tells the error of an open circuit by its %s', async (specifier, _, use) => {
  for (const library of [installed(specifier), program(specifier)]) {
    const { run, isOpenError } = use(library, () => Promise.reject(new Error('failed')));
    const errors: unknown[] = [];
    for (let made = 0; made < 14; made += 1) {
      errors.push(await Promise.resolve(run()).catch((error: unknown) => error));
    }
    expect([isOpenError(errors[0]), isOpenError(errors.at(-1))]).toEqual([false, true]);
  }
});
