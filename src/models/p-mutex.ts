import type { LibraryModel, LockModel } from './model.js';

const LOCK: LockModel = { layer: 'lock', exclusive: true };

export const pMutex: LibraryModel = {
  package: 'p-mutex',
  versions: '*',
  sources: [{ fact: 'withLock, lock and unlock', url: 'https://github.com/sindresorhus/p-mutex#readme' }],
  exports: {
    default: {
      construct: {
        gives: {
          members: {
            withLock: { call: { runs: { at: 0 }, layers: [LOCK] } },
            lock: { call: { acquires: { lock: LOCK, release: { of: 'receiver', member: 'unlock' } } } },
          },
        },
      },
    },
  },
};
