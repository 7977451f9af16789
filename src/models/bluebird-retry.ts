import type { LibraryModel } from './model.js';

export const bluebirdRetry: LibraryModel = {
  package: 'bluebird-retry',
  versions: '>=0.6',
  sources: [{ fact: 'max_tries, timeout, predicate', url: 'https://github.com/demmer/bluebird-retry#readme' }],
  exports: {
    StopError: { error: true },
    default: {
      call: {
        runs: { at: 0 },
        layers: [
          {
            layer: 'retry',
            calls: {
              from: [
                { at: 1, path: 'max_tries', counts: 'attempts' },
                { at: 1, path: 'timeout', means: 'time-bound' },
              ],
              default: 5,
            },
            predicates: [{ at: 1, path: 'predicate', sense: 'retry' }],
            stops: ['StopError'],
            wraps: { codes: ['ETIMEDOUT'] },
          },
        ],
      },
    },
  },
  traps: ['The error at the end has the code ETIMEDOUT unless throw_original is set.'],
};
