import type { LibraryModel } from './model.js';

export const lifeomicAttempt: LibraryModel = {
  package: '@lifeomic/attempt',
  versions: '>=2',
  sources: [{ fact: 'options and their defaults', url: 'https://github.com/lifeomic/attempt#readme' }],
  exports: {
    retry: {
      call: {
        runs: { at: 0 },
        layers: [
          {
            layer: 'retry',
            calls: {
              from: [
                { at: 1, path: 'maxAttempts', is: 0, means: 'infinite' },
                { at: 1, path: 'maxAttempts', counts: 'attempts' },
              ],
              default: 3,
            },
            attempt: { at: 0, path: 'attemptNum', first: 0 },
            hooks: [{ at: 1, path: 'handleError', stops: true }],
          },
        ],
      },
    },
  },
  traps: ['maxAttempts: 0 never ends.', 'What the function throws before it gives a promise is not retried.'],
};
