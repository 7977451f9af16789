import type { LibraryModel } from './model.js';

export const asyncLock: LibraryModel = {
  package: 'async-lock',
  versions: '>=1',
  sources: [{ fact: 'acquire takes a lock for each key', url: 'https://github.com/rogierschouten/async-lock#readme' }],
  exports: {
    default: {
      construct: {
        gives: {
          members: {
            acquire: { call: { runs: { at: 1 }, layers: [{ layer: 'lock', exclusive: true, keyedBy: { at: 0 } }] } },
          },
        },
      },
    },
  },
  traps: ['It is not reentrant unless domainReentrant is set: acquire inside acquire of the same key waits for ever.'],
};
