import type { LibraryModel } from './model.js';

export const radashi: LibraryModel = {
  package: 'radashi',
  versions: '>=12',
  sources: [
    { fact: 'options first, times, exit', url: 'https://radashi.js.org/reference/async/retry/' },
    { fact: 'the permits of a semaphore', url: 'https://radashi.js.org/reference/async/Semaphore/' },
  ],
  exports: {
    retry: {
      call: {
        runs: { at: 1 },
        layers: [
          {
            layer: 'retry',
            calls: { from: [{ at: 0, path: 'times', counts: 'attempts' }], atLeast: 1, default: 3 },
            parameter: { at: 0, meaning: 'bail' },
            bailThrows: true,
          },
        ],
      },
    },
    Semaphore: {
      construct: {
        gives: {
          members: {
            acquire: {
              call: {
                acquires: {
                  lock: { layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } },
                  release: { of: 'result', member: 'release' },
                },
              },
            },
          },
        },
      },
    },
  },
  traps: ['The options come first, and times counts attempts.'],
};
