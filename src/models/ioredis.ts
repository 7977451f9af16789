import type { LibraryModel, ValueModel } from './model.js';

/** `new Redis(options)`, `new Redis(url, options)` and `new Redis(port, host, options)`. */
const REDIS: ValueModel = {
  construct: {
    gives: {
      client: [
        {
          layer: 'retry',
          calls: {
            from: [
              { of: 'creation', at: 'last', path: 'maxRetriesPerRequest', is: null, means: 'infinite' },
              { of: 'creation', at: 'last', path: 'maxRetriesPerRequest', counts: 'retries' },
            ],
            default: 21,
          },
          errors: 'service',
          wraps: { classes: ['MaxRetriesPerRequestError'] },
        },
      ],
      members: { on: {}, once: {}, status: {}, disconnect: {} },
    },
  },
};

export const ioredis: LibraryModel = {
  package: 'ioredis',
  versions: '>=4',
  sources: [{ fact: 'maxRetriesPerRequest and its default', url: 'https://github.com/redis/ioredis#auto-reconnect' }],
  exports: { default: REDIS, Redis: REDIS },
  traps: [
    'The retries are attempts to connect again; an answer that is an error is not retried.',
    'maxRetriesPerRequest: null waits for ever.',
  ],
};
