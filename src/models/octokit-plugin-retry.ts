import type { LibraryModel } from './model.js';

/** `Octokit.plugin(retry)` gives a class whose instances retry; the class comes from another package. */
export const octokitPluginRetry: LibraryModel = {
  package: '@octokit/plugin-retry',
  versions: '>=3',
  sources: [
    { fact: 'retries and its default, what is not retried', url: 'https://github.com/octokit/plugin-retry.js#readme' },
  ],
  exports: {
    retry: {
      policy: [
        {
          layer: 'retry',
          calls: {
            from: [
              { at: 1, path: 'request.retries', counts: 'retries' },
              { of: 'creation', at: 0, path: 'retry.enabled', is: false, means: 1 },
              { of: 'creation', at: 0, path: 'retry.retries', counts: 'retries' },
              { of: 'creation', at: 0, path: 'request.retries', counts: 'retries' },
            ],
            default: 4,
          },
          errors: 'service',
        },
      ],
    },
  },
  traps: ['POST requests are retried too.'],
};
