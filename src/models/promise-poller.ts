import type { LibraryModel } from './model.js';

export const promisePoller: LibraryModel = {
  package: 'promise-poller',
  versions: '>=1',
  sources: [{ fact: 'taskFn, retries, progressCallback', url: 'https://github.com/joeattardi/promise-poller#readme' }],
  exports: {
    default: {
      call: {
        runs: { at: 0, path: 'taskFn' },
        layers: [
          {
            layer: 'retry',
            calls: { from: [{ at: 0, path: 'retries', counts: 'attempts' }], default: 5 },
            predicates: [{ at: 0, path: 'shouldContinue', sense: 'retry' }],
            hooks: [{ at: 0, path: 'progressCallback' }],
          },
        ],
      },
    },
  },
  traps: ['retries counts attempts.', 'It rejects with an array of errors.'],
};
