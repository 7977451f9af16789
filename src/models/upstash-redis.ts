import type { LibraryModel } from './model.js';

export const upstashRedis: LibraryModel = {
  package: '@upstash/redis',
  versions: '>=1.20',
  sources: [{ fact: 'retry and its default', url: 'https://upstash.com/docs/redis/sdks/ts/retries' }],
  exports: {
    Redis: {
      construct: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 0, path: 'retry', is: false, means: 1 },
                  { of: 'creation', at: 0, path: 'retry.retries', counts: 'retries' },
                ],
                default: 6,
              },
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: ['Only network errors are retried, no status.'],
};
