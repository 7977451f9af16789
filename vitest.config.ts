import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A first parse of TypeScript on a busy machine takes longer than the default of 5 s.
    testTimeout: 60_000,
    hookTimeout: 600_000,
    globalSetup: 'test/support/temporary-folder.ts',
    // Nothing else needs a core meanwhile.
    maxWorkers: '100%',
    // The files that one worker runs share the modules that they import: to compile ESLint, a parser and ourselves anew for each file took more
    // time than most of the tests. What a file changes in the process, its timers for one, it has to put back.
    isolate: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', 'test/fixtures/**'] },
      },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
    ],
  },
});
