import type { LibraryModel } from './model.js';

export const temporalioWorkflow: LibraryModel = {
  package: '@temporalio/workflow',
  versions: '>=1',
  sources: [
    {
      fact: 'the retry policy of an activity and its default',
      url: 'https://docs.temporal.io/encyclopedia/retry-policies',
    },
  ],
  exports: {
    proxyActivities: {
      call: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [{ of: 'creation', at: 0, path: 'retry.maximumAttempts', counts: 'attempts' }],
                default: 'infinite',
              },
              later: true,
            },
          ],
        },
      },
    },
  },
  traps: ['An activity is retried until it succeeds, unless maximumAttempts is given.'],
};
