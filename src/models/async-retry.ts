import type { LibraryModel } from './model.js';

export const asyncRetry: LibraryModel = {
  package: 'async-retry',
  versions: '>=1',
  sources: [
    { fact: 'options, bail', url: 'https://github.com/vercel/async-retry#api' },
    {
      fact: 'onRetry is called before another attempt',
      url: 'https://github.com/vercel/async-retry/blob/main/lib/index.js',
    },
  ],
  exports: {
    default: {
      call: {
        runs: { at: 0 },
        layers: [
          {
            layer: 'retry',
            calls: {
              from: [
                { at: 1, path: 'forever', is: true, means: 'infinite' },
                { at: 1, path: 'retries', counts: 'retries' },
              ],
              default: 11,
            },
            hooks: [{ at: 1, path: 'onRetry', misses: 'last' }],
            parameter: { at: 0, meaning: 'bail' },
            attempt: { at: 1, first: 1 },
          },
        ],
      },
    },
  },
};
