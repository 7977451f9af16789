import type { LibraryModel } from './model.js';

export const garPromiseRetry: LibraryModel = {
  package: '@gar/promise-retry',
  versions: '>=1',
  sources: [
    {
      fact: 'the function gets retry; options and their defaults',
      url: 'https://github.com/wraithgar/node-promise-retry#readme',
    },
  ],
  exports: {
    promiseRetry: {
      call: {
        runs: { at: 'last-function' },
        layers: [
          {
            layer: 'retry',
            calls: { from: [{ at: 'options', path: 'retries', counts: 'retries' }], default: 11 },
            parameter: { at: 0, meaning: 'again' },
            attempt: { at: 1, first: 1 },
          },
        ],
      },
    },
  },
  traps: ['Only errors that the function hands to retry are retried: without .catch(retry) it is one call.'],
};
