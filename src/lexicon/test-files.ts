import { concept, type Concept } from './concept.js';

const FOLDER = '__tests__';
const MARKS = new Set(['test', 'spec']);

export const TEST_FILES: Concept = {
  ...concept({
    name: 'test files',
    meaning:
      'Files that test others, by their path: *.test.*, *.spec.*, and all that stands in __tests__. One that ' +
      'only calls code which composes elsewhere is told nothing of the composition.',
    patterns: [],
    examples: [
      './orders.test.ts',
      'src/orders.spec.js',
      'src/__tests__/orders.ts',
      'lib/__tests__/helpers/fake.js',
      './breaker.test.mjs',
      'test/retry.spec.tsx',
      './orders.e2e.spec.ts',
      './orders.test.integration.ts',
    ],
    counterexamples: [
      'src/orders.ts',
      'src/test-runner.ts',
      'tests/orders.ts',
      './spec.ts',
      './test.ts',
      'src/contest.ts',
      'src/latest.ts',
      './orders.testing.ts',
      'src/test/orders.ts',
    ],
  }),
  has: ({ last, owners }) =>
    owners.includes(FOLDER) ||
    last
      .split('.')
      .slice(1, -1)
      .some((part) => MARKS.has(part)),
};
