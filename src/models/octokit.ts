import type { LibraryModel } from './model.js';

export const octokit: LibraryModel = {
  package: 'octokit',
  versions: '>=1',
  sources: [
    { fact: 'it includes the retry plugin', url: 'https://github.com/octokit/octokit.js#octokit-api-client' },
    { fact: 'retries and its default', url: 'https://github.com/octokit/plugin-retry.js#readme' },
  ],
  exports: {
    Octokit: {
      construct: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { at: 1, path: 'request.retries', counts: 'retries' },
                  { of: 'creation', at: 0, path: 'retry.enabled', is: false, means: 1 },
                  { of: 'creation', at: 0, path: 'request.retries', counts: 'retries' },
                ],
                default: 4,
              },
              errors: 'service',
            },
          ],
          members: { hook: {}, log: {} },
        },
      },
    },
  },
  traps: ['POST requests are retried too.'],
};
