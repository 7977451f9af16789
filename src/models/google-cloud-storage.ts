import type { LibraryModel } from './model.js';

export const googleCloudStorage: LibraryModel = {
  package: '@google-cloud/storage',
  versions: '>=5',
  sources: [
    { fact: 'retryOptions, autoRetry', url: 'https://cloud.google.com/storage/docs/retry-strategy#client-libraries' },
  ],
  exports: {
    Storage: {
      construct: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 0, path: 'retryOptions.autoRetry', is: false, means: 1 },
                  { of: 'creation', at: 0, path: 'retryOptions.maxRetries', is: 0, means: 4 },
                  { of: 'creation', at: 0, path: 'retryOptions.maxRetries', counts: 'retries' },
                ],
                default: 4,
              },
              predicates: [{ of: 'creation', at: 0, path: 'retryOptions.retryableErrorFn', sense: 'retry' }],
              errors: 'service',
              methods: 'idempotent',
            },
          ],
        },
      },
    },
  },
  traps: ['maxRetries: 0 is ignored: autoRetry: false turns the retry off.'],
};
