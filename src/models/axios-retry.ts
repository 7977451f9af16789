import type { LibraryModel } from './model.js';

export const axiosRetry: LibraryModel = {
  package: 'axios-retry',
  versions: '>=3',
  sources: [
    { fact: 'options, what is retried', url: 'https://github.com/softonic/axios-retry#options' },
    {
      fact: 'onRetry is called before another attempt',
      url: 'https://github.com/softonic/axios-retry/blob/main/src/index.ts',
    },
  ],
  exports: {
    default: {
      members: {
        isNetworkError: {},
        isRetryableError: {},
        isSafeRequestError: {},
        isIdempotentRequestError: {},
        isNetworkOrIdempotentRequestError: {},
        exponentialDelay: {},
        linearDelay: {},
      },
      call: {
        installs: {
          on: { at: 0 },
          layers: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { at: 1, path: 'axios-retry.retries', counts: 'retries' },
                  { of: 'creation', at: 1, path: 'retries', counts: 'retries' },
                ],
                default: 4,
              },
              predicates: [{ of: 'creation', at: 1, path: 'retryCondition', sense: 'retry' }],
              hooks: [
                { of: 'creation', at: 1, path: 'onRetry', misses: 'last', parameters: 'attempt, error' },
                { of: 'creation', at: 1, path: 'onMaxRetryTimesExceeded', only: 'end' },
              ],
              errors: 'service',
              methods: 'idempotent',
            },
          ],
        },
      },
    },
  },
  traps: ['It marks the instance: every later call on it is retried, also in other files.'],
};
