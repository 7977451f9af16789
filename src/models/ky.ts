import type { LibraryModel } from './model.js';

export const ky: LibraryModel = {
  package: 'ky',
  versions: '>=0.11',
  sources: [{ fact: 'retry, its default, methods and statuses', url: 'https://github.com/sindresorhus/ky#retry' }],
  exports: { default: { use: 'instance' } },
  values: {
    instance: {
      client: [
        {
          layer: 'retry',
          calls: {
            from: [
              { at: 1, path: 'retry.limit', counts: 'retries' },
              { at: 1, path: 'retry', counts: 'retries' },
              { of: 'creation', at: 0, path: 'retry.limit', counts: 'retries' },
              { of: 'creation', at: 0, path: 'retry', counts: 'retries' },
            ],
            default: 3,
          },
          predicates: [{ at: 1, path: 'retry.shouldRetry', sense: 'retry' }],
          hooks: [
            { at: 1, path: 'hooks.beforeRetry', misses: 'last', stops: true, parameters: '{ error }' },
            { of: 'creation', at: 0, path: 'hooks.beforeRetry', misses: 'last', stops: true, parameters: '{ error }' },
          ],
          errors: 'service',
          methods: 'idempotent',
        },
      ],
      members: {
        create: { call: { gives: { use: 'instance' } } },
        extend: { call: { inherits: true, gives: { use: 'instance' } } },
        stop: {},
      },
    },
  },
  traps: ['A time-out is not retried.'],
};
