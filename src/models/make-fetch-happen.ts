import type { LibraryModel, NumberPlace } from './model.js';

const numbers = (of: 'call' | 'creation', at: number): readonly NumberPlace[] => [
  { of, at, path: 'retry.retries', counts: 'retries' },
  { of, at, path: 'retry', is: true, means: 1 },
  { of, at, path: 'retry', is: false, means: 1 },
  { of, at, path: 'retry', counts: 'retries' },
];

export const makeFetchHappen: LibraryModel = {
  package: 'make-fetch-happen',
  versions: '>=8',
  sources: [{ fact: 'opts.retry, what is retried', url: 'https://github.com/npm/make-fetch-happen#opts-retry' }],
  exports: { default: { use: 'fetch' } },
  values: {
    fetch: {
      failures: 'response',
      client: [
        {
          layer: 'retry',
          calls: { from: [...numbers('call', 1), ...numbers('creation', 0), ...numbers('creation', 1)], default: 1 },
          hooks: [{ at: 1, path: 'onRetry', misses: 'last' }],
          errors: 'service',
          methods: 'idempotent',
        },
      ],
      members: { defaults: { call: { inherits: true, gives: { use: 'fetch' } } } },
    },
  },
  traps: ['retry: true retries nothing.', 'A response that stays a 5xx is a success to what stands outside.'],
};
