import type { LibraryModel } from './model.js';

export const fetchRetry: LibraryModel = {
  package: 'fetch-retry',
  versions: '>=4',
  sources: [{ fact: 'retries, retryOn and their defaults', url: 'https://github.com/jonbern/fetch-retry#readme' }],
  exports: {
    default: {
      call: {
        gives: {
          failures: 'response',
          sends: { of: 'creation', at: 0 },
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { at: 1, path: 'retries', counts: 'retries' },
                  { at: 1, path: 'retryOn', means: 'unknown' },
                  { of: 'creation', at: 1, path: 'retries', counts: 'retries' },
                  { of: 'creation', at: 1, path: 'retryOn', means: 'unknown' },
                ],
                default: 4,
              },
              predicates: [
                { at: 1, path: 'retryOn', sense: 'retry' },
                { of: 'creation', at: 1, path: 'retryOn', sense: 'retry' },
              ],
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: [
    'Only network errors are retried unless retryOn names statuses; then the last response is a success to what stands outside.',
  ],
};
