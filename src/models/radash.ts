import type { LibraryModel } from './model.js';

export const radash: LibraryModel = {
  package: 'radash',
  versions: '>=7',
  sources: [{ fact: 'options first, times, exit', url: 'https://radash-docs.vercel.app/docs/async/retry' }],
  exports: {
    retry: {
      call: {
        runs: { at: 1 },
        layers: [
          {
            layer: 'retry',
            calls: { from: [{ at: 0, path: 'times', counts: 'attempts' }], atLeast: 1, default: 3 },
            parameter: { at: 0, meaning: 'bail' },
            bailThrows: true,
          },
        ],
      },
    },
  },
  traps: ['The options come first, and times counts attempts.'],
};
