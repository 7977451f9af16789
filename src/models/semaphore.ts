import type { LibraryModel } from './model.js';

export const semaphore: LibraryModel = {
  package: 'semaphore',
  versions: '>=1',
  sources: [
    { fact: 'take and leave, the default capacity of one', url: 'https://github.com/abrkn/semaphore.js#readme' },
  ],
  exports: {
    default: {
      call: {
        gives: {
          members: {
            leave: { call: { releases: true } },
            take: {
              call: {
                runs: { at: 'last-function' },
                style: 'callback',
                layers: [{ layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }], default: 1 } }],
              },
            },
          },
        },
      },
    },
  },
};
