import type { LibraryModel } from './model.js';

export const retryRequest: LibraryModel = {
  package: 'retry-request',
  versions: '>=4',
  sources: [
    {
      fact: 'retries and its default, noResponseRetries',
      url: 'https://github.com/googleapis/google-cloud-node/tree/main/core/packages/retry-request#readme',
    },
  ],
  exports: {
    default: {
      failures: 'response',
      client: [
        {
          layer: 'retry',
          calls: { from: [{ at: 1, path: 'retries', counts: 'retries' }], default: 3 },
          predicates: [{ at: 1, path: 'shouldRetryFn', sense: 'retry' }],
          errors: 'service',
        },
      ],
    },
  },
  traps: ['Where no response comes, noResponseRetries counts instead: two by default.'],
};
