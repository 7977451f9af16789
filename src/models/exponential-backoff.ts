import type { LibraryModel } from './model.js';

export const exponentialBackoff: LibraryModel = {
  package: 'exponential-backoff',
  versions: '>=2',
  sources: [
    { fact: 'numOfAttempts, retry', url: 'https://github.com/coveooss/exponential-backoff#readme' },
    {
      fact: 'the default of ten attempts',
      url: 'https://github.com/coveooss/exponential-backoff/blob/master/src/options.ts',
    },
  ],
  exports: {
    backOff: {
      call: {
        runs: { at: 0 },
        layers: [
          {
            layer: 'retry',
            calls: { from: [{ at: 1, path: 'numOfAttempts', counts: 'attempts' }], atLeast: 1, default: 10 },
            predicates: [{ at: 1, path: 'retry', sense: 'retry', parameters: 'error' }],
            hooks: [{ at: 1, path: 'retry' }],
          },
        ],
      },
    },
  },
};
