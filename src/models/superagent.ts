import type { LibraryModel, ValueModel } from './model.js';

/** `request.get(url).retry(2)`: any step may follow any other, and the promise of the whole is awaited. */
const REQUEST: ValueModel = { call: { gives: { use: 'request' } } };

export const superagent: LibraryModel = {
  package: 'superagent',
  versions: '>=3',
  sources: [{ fact: 'retry, what is retried', url: 'https://ladjs.github.io/superagent/docs/#retrying-requests' }],
  exports: {
    default: {
      call: { gives: { use: 'request' } },
      members: {
        get: REQUEST,
        post: REQUEST,
        put: REQUEST,
        patch: REQUEST,
        delete: REQUEST,
        head: REQUEST,
        del: REQUEST,
      },
    },
  },
  values: {
    request: {
      members: {
        retry: {
          call: {
            reaches: 'service',
            layers: [
              {
                layer: 'retry',
                calls: {
                  from: [
                    { at: 0, is: true, means: 2 },
                    { at: 0, counts: 'retries' },
                  ],
                  default: 2,
                },
                predicates: [{ at: 1, sense: 'retry' }],
                hooks: [{ at: 1, misses: 'last' }],
                errors: 'service',
              },
            ],
            gives: 'receiver',
          },
        },
        '*': { call: { gives: 'receiver' } },
      },
    },
  },
  traps: ['retry() is one retry, of a POST too.'],
};
