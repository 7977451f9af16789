import type { LibraryModel, ValueModel } from './model.js';

const OPERATION: ValueModel = {
  call: {
    gives: {
      members: {
        attempt: {
          call: {
            runs: { at: 0 },
            style: 'callback',
            layers: [
              {
                layer: 'retry',
                calls: {
                  from: [
                    // An array of delays, one for each retry.
                    { of: 'creation', at: 0, path: 'length', counts: 'retries' },
                    { of: 'creation', at: 0, path: 'forever', is: true, means: 'infinite' },
                    { of: 'creation', at: 0, path: 'retries', counts: 'retries' },
                  ],
                  default: 11,
                },
                again: 'retry',
              },
            ],
          },
        },
      },
    },
  },
};

export const retry: LibraryModel = {
  package: 'retry',
  versions: '>=0.8',
  sources: [
    { fact: 'operation, attempt and retry', url: 'https://github.com/tim-kos/node-retry#api' },
    { fact: 'the default of ten retries', url: 'https://github.com/tim-kos/node-retry/blob/master/lib/retry.js' },
  ],
  exports: { default: { members: { operation: OPERATION } }, operation: OPERATION },
  traps: ['Nothing is retried unless the code calls operation.retry(error).'],
};
