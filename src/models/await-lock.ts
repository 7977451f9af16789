import type { LibraryModel, ValueModel } from './model.js';

const LOCK: ValueModel = {
  construct: {
    gives: {
      members: {
        acquireAsync: {
          call: {
            acquires: { lock: { layer: 'lock', exclusive: true }, release: { of: 'receiver', member: 'release' } },
          },
        },
      },
    },
  },
};

export const awaitLock: LibraryModel = {
  package: 'await-lock',
  versions: '>=2',
  sources: [{ fact: 'acquireAsync and release', url: 'https://github.com/ide/await-lock#readme' }],
  exports: { default: LOCK },
};
