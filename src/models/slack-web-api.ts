import type { LibraryModel } from './model.js';

export const slackWebApi: LibraryModel = {
  package: '@slack/web-api',
  versions: '>=5',
  sources: [
    { fact: 'retryConfig', url: 'https://docs.slack.dev/tools/node-slack-sdk/web-api/#automatic-retries' },
    {
      fact: 'the default of ten retries',
      url: 'https://github.com/slackapi/node-slack-sdk/blob/main/packages/web-api/src/retry-policies.ts',
    },
  ],
  exports: {
    WebClient: {
      construct: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 1, path: 'retryConfig.retries', counts: 'retries' },
                  { of: 'creation', at: 1, path: 'retryConfig', means: 'unknown' },
                ],
                default: 11,
              },
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: ['By default one call may last half an hour.', 'Any status but 200 is retried, also 400.'],
};
