import type { LibraryModel } from './model.js';

export const asyncAwaitMutexLock: LibraryModel = {
  package: 'async-await-mutex-lock',
  versions: '>=1',
  sources: [
    {
      fact: 'acquire and release, for each key',
      url: 'https://github.com/malhotra-sidharth/async-await-mutex-lock#readme',
    },
  ],
  exports: {
    Lock: {
      construct: {
        gives: {
          members: {
            acquire: {
              call: {
                acquires: {
                  lock: { layer: 'lock', exclusive: true, keyedBy: { at: 0 } },
                  release: { of: 'receiver', member: 'release' },
                },
              },
            },
          },
        },
      },
    },
  },
};
