import { expect, it } from 'vitest';

import { filesIn, read } from '../support/sources.js';

/** Packages that the models speak of. A rule or an analysis that names one lacks a concept in the model type. */
const LIBRARIES =
  /\b(opossum|cockatiel|mollitia|brakes|levee|p-retry|async-retry|promise-retry|retry-axios|axios|exponential-backoff|async-mutex|async-lock|ioredis|rxjs|undici|nestjs)\b/i;

it.each([...filesIn('rules', '.ts'), ...filesIn('src/analysis', '.ts')])('%s names no library', (file) => {
  expect(LIBRARIES.exec(read(file))?.[0]).toBeUndefined();
});

it('finds a library that is named', () => {
  expect(LIBRARIES.test("import x from 'p-retry';")).toBe(true);
});
