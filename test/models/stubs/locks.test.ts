import { beforeAll, expect, it } from 'vitest';

import { importPackages } from '../installed.js';
import { installed, program, type Exports } from './both.js';
import { LOCKS } from './lock-cases.js';

// The same code on the package and on the program that stands for it.

beforeAll(() => importPackages(LOCKS.map(([specifier]) => specifier)));

const CALLERS = 5;

/** How many work at the same time, in which order they begin, and who fails. */
async function together(library: Exports, use: (typeof LOCKS)[number][2]) {
  let inside = 0;
  let most = 0;
  const begun: number[] = [];
  let next = 0;
  const call = use(library, async () => {
    const caller = next;
    next += 1;
    begun.push(caller);
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((done) => setTimeout(done, 30));
    inside -= 1;
    if (caller === 1) {
      throw new Error('failed');
    }
  });
  const all = Array.from({ length: CALLERS }, (_, caller) => Promise.resolve(call(caller)));
  const ends = await Promise.allSettled(all);
  // A package may be slow to let in as many as it can.
  return { most: Math.min(most, 3), begun, ends: ends.map(({ status }) => status) };
}

it.each(LOCKS)('%s lets in as many as its program does: %s', async (specifier, _, use) => {
  const wanted = await together(installed(specifier), use);
  expect(await together(program(specifier), use)).toEqual(wanted);
});
