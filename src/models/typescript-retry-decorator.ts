import type { LibraryModel } from './model.js';

export const typescriptRetryDecorator: LibraryModel = {
  package: 'typescript-retry-decorator',
  versions: '>=1',
  sources: [
    {
      fact: 'maxAttempts, doRetry, useOriginalError',
      url: 'https://github.com/vcfvct/typescript-retry-decorator#readme',
    },
  ],
  exports: {
    Retryable: {
      call: {
        decorates: [
          {
            layer: 'retry',
            calls: {
              from: [
                { at: 0, path: 'maxAttempts', absent: true, means: 'infinite' },
                { at: 0, path: 'maxAttempts', counts: 'retries' },
              ],
            },
            predicates: [
              { at: 0, path: 'doRetry', sense: 'retry' },
              { at: 0, path: 'value', sense: 'retry' },
            ],
            wraps: { classes: ['MaxAttemptsError'], codes: ['429'] },
          },
        ],
      },
    },
  },
  traps: [
    'maxAttempts counts retries.',
    'The error at the end has the code 429, which a filter that leaves 4xx alone ignores.',
  ],
};
