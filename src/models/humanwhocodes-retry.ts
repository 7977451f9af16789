import type { LibraryModel } from './model.js';

export const humanwhocodesRetry: LibraryModel = {
  package: '@humanwhocodes/retry',
  versions: '*',
  sources: [{ fact: 'the predicate, the time limit', url: 'https://github.com/humanwhocodes/retry#readme' }],
  exports: {
    Retrier: {
      construct: {
        gives: {
          policy: [
            {
              layer: 'retry',
              calls: { from: [], default: 'time-bound' },
              predicates: [{ of: 'creation', at: 0, sense: 'retry' }],
            },
          ],
          members: { retry: { call: { runs: { at: 0 }, layers: 'policy' } } },
        },
      },
    },
  },
  traps: ['Only time ends it: 60 seconds by default.'],
};
