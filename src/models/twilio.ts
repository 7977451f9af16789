import type { LibraryModel } from './model.js';

export const twilio: LibraryModel = {
  package: 'twilio',
  versions: '>=4',
  sources: [
    {
      fact: 'autoRetry, maxRetries, only a 429',
      url: 'https://github.com/twilio/twilio-node#enable-auto-retry-with-exponential-backoff',
    },
  ],
  exports: {
    default: {
      call: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 2, path: 'autoRetry', absent: true, means: 1 },
                  { of: 'creation', at: 2, path: 'autoRetry', is: false, means: 1 },
                  { of: 'creation', at: 2, path: 'maxRetries', counts: 'retries' },
                ],
                default: 4,
              },
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: ['Only a 429 is retried.'],
};
