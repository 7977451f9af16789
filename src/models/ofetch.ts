import type { LibraryModel, NumberPlace } from './model.js';

const numbers = (of: 'call' | 'creation', at: number): readonly NumberPlace[] => [
  { of, at, path: 'retry', is: false, means: 1 },
  { of, at, path: 'retry', counts: 'retries' },
];

export const ofetch: LibraryModel = {
  package: 'ofetch',
  versions: '>=1',
  sources: [
    { fact: 'retry and its default, what is retried', url: 'https://github.com/unjs/ofetch#%EF%B8%8F-auto-retry' },
  ],
  exports: { ofetch: { use: 'fetch' }, $fetch: { use: 'fetch' } },
  values: {
    fetch: {
      client: [
        {
          layer: 'retry',
          calls: { from: [...numbers('call', 1), ...numbers('creation', 0)], default: 2 },
          errors: 'service',
          methods: 'idempotent',
        },
      ],
      members: {
        create: { call: { gives: { use: 'fetch' } } },
        raw: {
          client: [
            {
              layer: 'retry',
              calls: { from: [...numbers('call', 1), ...numbers('creation', 0)], default: 2 },
              errors: 'service',
              methods: 'idempotent',
            },
          ],
        },
        native: {},
      },
    },
  },
  traps: ['PUT and DELETE are not retried by default.'],
};
