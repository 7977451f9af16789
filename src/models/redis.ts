import type { LibraryModel } from './model.js';

export const redis: LibraryModel = {
  package: 'redis',
  versions: '>=4',
  sources: [
    {
      fact: 'it connects again, and repeats no command',
      url: 'https://github.com/redis/node-redis/blob/master/docs/client-configuration.md#reconnect-strategy',
    },
  ],
  exports: { createClient: { call: { gives: { client: [] } } } },
};
