import type { LibraryModel, LockModel, ValueModel } from './model.js';

const lock = (model: LockModel): ValueModel => ({
  construct: {
    gives: {
      members: { acquire: { call: { acquires: { lock: model, release: { of: 'receiver', member: 'release' } } } } },
    },
  },
});

const MUTEX = lock({ layer: 'lock', exclusive: true, keyedBy: { of: 'creation', at: 1 }, shared: true });

const SEMAPHORE = lock({
  layer: 'lock',
  exclusive: { from: [{ of: 'creation', at: 2 }] },
  keyedBy: { of: 'creation', at: 1 },
  shared: true,
});

export const redisSemaphore: LibraryModel = {
  package: 'redis-semaphore',
  versions: '>=5',
  sources: [
    { fact: 'Mutex and Semaphore, one for each key', url: 'https://github.com/swarthy/redis-semaphore#readme' },
  ],
  exports: { Mutex: MUTEX, RedlockMutex: MUTEX, Semaphore: SEMAPHORE, RedlockSemaphore: SEMAPHORE },
  traps: ['Its classes are named like those of async-mutex, and are shared by processes.'],
};
