import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { LibraryModel } from '../../../src/models/model.js';
import { LIBRARIES } from '../../../src/models/libraries.js';
import { problemsOf } from '../../../src/models/shape.js';
import { library } from '../../../src/models/stubs/library.js';
import { FailingFunction } from '../failing-service.js';
import { ONE_USE, TOGETHER, UNTIL_OPEN } from './documented-cases.js';
import { answering } from './world.js';

// Packages that are not installed: what their documentation shows is run on their programs.

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(1_000);
});

afterEach(() => {
  vi.useRealTimers();
});

/** More calls than any retry that ends makes here. */
const ENDLESS = 300;

/** The newest model of a package. */
function modelOf(name: string): LibraryModel {
  const model = LIBRARIES.findLast((each) => each.package === name);
  if (model === undefined) {
    throw new Error(`No model of ${name}.`);
  }
  return model;
}

/** Lets the time pass until something is settled. */
async function settled(result: unknown): Promise<void> {
  let isSettled = false;
  const end = (): void => {
    isSettled = true;
  };
  Promise.resolve(result).then(end, end);
  for (let steps = 0; !isSettled && steps < 2_000; steps += 1) {
    await vi.advanceTimersToNextTimerAsync();
  }
}

/** A service that always fails, whether a function or requests reach it. */
function service(): FailingFunction {
  const failing = new FailingFunction();
  const fail = (): unknown => (failing.calls < ENDLESS ? failing.fn() : undefined);
  answering(fail);
  return failing;
}

it.each(ONE_USE)('%s: %s makes %i calls', async (name, _, wanted, use) => {
  const failing = service();
  const fn = () => (failing.calls < ENDLESS ? failing.fn() : (Promise.resolve() as Promise<never>));
  const other = (specifier: string): unknown =>
    specifier.startsWith('./') ? library(modelOf(name), specifier) : library(modelOf(specifier));
  await settled(use(library(modelOf(name)), fn, other));
  expect(failing.calls).toBe(wanted);
});

it.each(UNTIL_OPEN)('%s: %s makes %i calls until it is open', async (name, _, wanted, use) => {
  const failing = service();
  const run = use(library(modelOf(name)), failing.fn, (other: string) => library(modelOf(other)));
  for (let made = 0; made < 120; made += 1) {
    await settled(run());
  }
  expect(failing.calls).toBe(wanted);
});

it.each(LIBRARIES.map((model) => [`${model.package} ${model.versions}`, model] as const))(
  '%s exports what its model names',
  (_, model) => {
    for (const [subpath, values] of [[undefined, model.exports], ...Object.entries(model.subpaths ?? {})] as const) {
      const exported = library(model, subpath) as Record<string, unknown>;
      const missing = Object.keys(values).filter((name) => name !== '*' && exported[name] === undefined);
      expect(missing).toEqual([]);
    }
  },
);

it.each(TOGETHER)('%s: %s lets in %i together', async (name, _, wanted, use) => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((done) => setTimeout(done, 5));
    inside -= 1;
  };
  const other = (subpath: string): unknown => library(modelOf(name), subpath);
  const call = use(library(modelOf(name)), work, other);
  const all = Promise.all(Array.from({ length: 5 }, (__, caller) => call(caller)));
  await vi.advanceTimersByTimeAsync(100);
  await all;
  expect(most).toBe(wanted);
});

it('runs what a project says of its own modules', async () => {
  const own: LibraryModel = {
    package: './lib/guarded.js',
    versions: '*',
    sources: [],
    exports: {
      Guard: {
        construct: {
          gives: {
            policy: [
              {
                layer: 'breaker',
                failures: { from: [{ of: 'creation', at: 0, path: 'limit' }], default: 4 },
                halfOpen: 'one',
                openError: { codes: ['EGUARD'] },
                openTime: { from: [], default: 1_000 },
              },
              { layer: 'retry', calls: { from: [{ at: 1, counts: 'attempts' }], default: 2 } },
            ],
            members: { send: { call: { runs: { at: 0 }, layers: 'policy' } }, isShut: { state: 'open' } },
          },
        },
      },
    },
  };
  expect(problemsOf(own, 'model')).toEqual([]);
  const { Guard } = library(own) as { Guard: new (options: object) => Guard };
  interface Guard {
    send(fn: () => Promise<never>, attempts?: number): Promise<unknown>;
    readonly isShut: boolean;
  }
  const failing = service();
  const guard = new Guard({ limit: 3 });
  const run = async (attempts?: number): Promise<unknown> => {
    const outcome = guard.send(failing.fn, attempts).catch((error: unknown) => error);
    await settled(outcome);
    return outcome;
  };
  await run();
  await run(5);
  expect([failing.calls, guard.isShut]).toEqual([7, false]);
  await run(1);
  expect([failing.calls, guard.isShut]).toEqual([8, true]);
  expect(await run()).toMatchObject({ code: 'EGUARD' });
  vi.setSystemTime(Date.now() + 1_000);
  await run(3);
  expect([failing.calls, guard.isShut]).toEqual([11, true]);
});
