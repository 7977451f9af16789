import type { LibraryModel } from './model.js';

export const promiseRetry: LibraryModel = {
  package: 'promise-retry',
  versions: '>=1',
  sources: [
    {
      fact: 'the function gets retry, and the arguments may be swapped',
      url: 'https://github.com/IndigoUnited/node-promise-retry#usage',
    },
    { fact: 'the default of ten retries', url: 'https://github.com/tim-kos/node-retry#api' },
  ],
  exports: {
    default: {
      call: {
        runs: { at: 'last-function' },
        layers: [
          {
            layer: 'retry',
            calls: {
              from: [
                { at: 'options', path: 'forever', is: true, means: 'infinite' },
                { at: 'options', path: 'retries', counts: 'retries' },
              ],
              default: 11,
            },
            wait: { from: [{ at: 'options', path: 'minTimeout' }], default: 1_000 },
            parameter: { at: 0, meaning: 'again' },
            attempt: { at: 1, first: 1 },
          },
        ],
      },
    },
  },
  traps: ['Only errors that the function hands to retry are retried: without .catch(retry) it is one call.'],
};
