import type { LibraryModel, ValueModel } from './model.js';

const RETRY: ValueModel = {
  call: {
    runs: { at: 0 },
    layers: [
      {
        layer: 'retry',
        calls: {
          from: [
            { at: 1, path: 'max', counts: 'attempts' },
            { at: 1, counts: 'attempts' },
          ],
          default: 1,
        },
        attempt: { at: 0, path: 'current', first: 1 },
        predicates: [{ at: 1, path: 'match', sense: 'retry' }],
        hooks: [{ at: 1, path: 'report' }],
      },
    ],
  },
};

export const retryAsPromised: LibraryModel = {
  package: 'retry-as-promised',
  versions: '>=5',
  sources: [{ fact: 'max, match, report', url: 'https://github.com/mickhansen/retry-as-promised#readme' }],
  exports: { default: RETRY, retryAsPromised: RETRY },
};
