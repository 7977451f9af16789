import type { LibraryModel } from './model.js';

export const bullmq: LibraryModel = {
  package: 'bullmq',
  versions: '>=1',
  sources: [
    { fact: 'attempts, and what fails a job at once', url: 'https://docs.bullmq.io/guide/retrying-failing-jobs' },
  ],
  exports: {
    UnrecoverableError: { error: true },
    Worker: {
      construct: {
        runs: { at: 1 },
        layers: [
          { layer: 'retry', calls: { from: [], default: 'unknown' }, stops: ['UnrecoverableError'], later: true },
        ],
        gives: {},
      },
    },
  },
  traps: ['How often a job is run is said where it is added (attempts, one by default), often in another file.'],
};
