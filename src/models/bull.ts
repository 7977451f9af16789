import type { LibraryModel } from './model.js';

export const bull: LibraryModel = {
  package: 'bull',
  versions: '>=3',
  sources: [
    { fact: 'attempts of a job', url: 'https://github.com/OptimalBits/bull/blob/develop/REFERENCE.md#queueadd' },
  ],
  exports: {
    default: {
      construct: {
        gives: {
          members: {
            process: {
              call: {
                runs: { at: 'last-function' },
                layers: [{ layer: 'retry', calls: { from: [], default: 'unknown' }, later: true }],
              },
            },
          },
        },
      },
    },
  },
  traps: ['How often a job is run is said where it is added (attempts, one by default), often in another file.'],
};
