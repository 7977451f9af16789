import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { FailingFunction } from '../failing-service.js';
import { importPackages } from '../installed.js';
import { installed, program, type Exports } from './both.js';
import { RETRIES } from './retry-cases.js';

// The same code on the package and on the program that stands for it.

beforeAll(() => importPackages(RETRIES.map(([specifier]) => specifier)));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** More calls than any retry that ends makes here. */
const ENDLESS = 300;

/** What comes of a use: how often the service was called and the hook told, and with what it ended. */
async function outcome(library: Exports, use: (typeof RETRIES)[number][2]) {
  const service = new FailingFunction();
  const told = vi.fn();
  const fn = () => (service.calls < ENDLESS ? service.fn() : (Promise.resolve('answered') as Promise<never>));
  const end = await settled(use(library, fn, told));
  return { calls: service.calls, told: told.mock.calls.length, ...end };
}

/** A retry may wrap the error that it ends with, in words of its own. */
const messageOf = (error: unknown): string =>
  error instanceof Error ? messageOf((error as { lastError?: unknown }).lastError ?? error.message) : String(error);

/** Lets the time pass until something is settled. */
async function settled(result: unknown): Promise<{ readonly answer: unknown } | { readonly error: string }> {
  let end: { readonly answer: unknown } | { readonly error: string } | undefined;
  Promise.resolve(result).then(
    (answer: unknown) => (end = { answer }),
    (error: unknown) => (end = { error: messageOf(error) }),
  );
  for (let steps = 0; end === undefined && steps < 5_000; steps += 1) {
    await vi.advanceTimersToNextTimerAsync();
  }
  return end ?? { error: 'never settled' };
}

it.each(RETRIES)('%s does what its program does: %s', async (specifier, _, use) => {
  const wanted = await outcome(installed(specifier), use);
  expect(await outcome(program(specifier), use)).toEqual(wanted);
});
