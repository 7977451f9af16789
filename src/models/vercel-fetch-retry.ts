import type { LibraryModel } from './model.js';

export const vercelFetchRetry: LibraryModel = {
  package: '@vercel/fetch-retry',
  versions: '>=5',
  sources: [
    {
      fact: 'what is retried, retry.retries',
      url: 'https://github.com/vercel/fetch/tree/main/packages/fetch-retry#readme',
    },
  ],
  exports: {
    default: {
      call: {
        gives: {
          failures: 'response',
          sends: { of: 'creation', at: 0 },
          client: [
            {
              layer: 'retry',
              calls: { from: [{ at: 1, path: 'retry.retries', counts: 'retries' }], default: 6 },
              hooks: [{ at: 1, path: 'onRetry', misses: 'last' }],
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: ['A response that stays a 5xx is a success to what stands outside.', 'POST requests are retried too.'],
};
