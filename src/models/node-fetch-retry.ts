import type { LibraryModel } from './model.js';

export const nodeFetchRetry: LibraryModel = {
  package: 'node-fetch-retry',
  versions: '>=2',
  sources: [{ fact: 'retry and its default', url: 'https://github.com/greatjapa/node-fetch-retry#readme' }],
  exports: {
    default: {
      failures: 'response',
      client: [
        {
          layer: 'retry',
          calls: {
            from: [
              { at: 1, path: 'retry', is: 0, means: 3 },
              { at: 1, path: 'retry', counts: 'attempts' },
            ],
            default: 3,
          },
          errors: 'service',
        },
      ],
    },
  },
  traps: ['retry: 0 is taken for the default.', 'No status is retried, only network errors.'],
};
