import type { LibraryModel } from './model.js';

export const swr: LibraryModel = {
  package: 'swr',
  versions: '>=1',
  sources: [{ fact: 'errorRetryCount, shouldRetryOnError', url: 'https://swr.vercel.app/docs/api' }],
  exports: {
    default: {
      call: {
        runs: { at: 1 },
        layers: [
          {
            layer: 'retry',
            calls: {
              from: [
                { at: 2, path: 'shouldRetryOnError', is: false, means: 1 },
                { at: 2, path: 'errorRetryCount', counts: 'retries' },
              ],
              default: 'infinite',
            },
            predicates: [
              { at: 2, path: 'shouldRetryOnError', sense: 'retry' },
              { at: 2, path: 'onErrorRetry', sense: 'retry' },
            ],
            hooks: [{ at: 2, path: 'onError' }],
            implicit: true,
          },
        ],
        gives: {},
      },
    },
  },
  traps: ['It never ends by default.'],
};
