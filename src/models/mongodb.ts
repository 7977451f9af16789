import type { LibraryModel } from './model.js';

export const mongodb: LibraryModel = {
  package: 'mongodb',
  versions: '>=4',
  sources: [
    { fact: 'retryable writes', url: 'https://www.mongodb.com/docs/manual/core/retryable-writes/' },
    { fact: 'retryable reads', url: 'https://www.mongodb.com/docs/manual/core/retryable-reads/' },
  ],
  exports: {
    MongoClient: {
      construct: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 1, path: 'timeoutMS', means: 'time-bound' },
                  { of: 'creation', at: 1, path: 'retryReads', is: false, means: 'unknown' },
                  { of: 'creation', at: 1, path: 'retryWrites', is: false, means: 'unknown' },
                ],
                default: 2,
              },
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: ['retryReads and retryWrites in the connection string turn the retry off too.'],
};
