import type { LibraryModel } from './model.js';

export const asyncSema: LibraryModel = {
  package: 'async-sema',
  versions: '>=3',
  sources: [
    {
      fact: 'acquire and release, the number of concurrent holders',
      url: 'https://github.com/vercel/async-sema#readme',
    },
  ],
  exports: {
    Sema: {
      construct: {
        gives: {
          members: {
            acquire: {
              call: {
                acquires: {
                  lock: { layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } },
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
