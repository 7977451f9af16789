import type { LibraryModel, LockModel, ValueModel } from './model.js';

const MUTEX: LockModel = { layer: 'lock', exclusive: true };

const SEMAPHORE: LockModel = { layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } };

const lock = (model: LockModel): ValueModel => ({
  construct: {
    gives: {
      members: {
        runExclusive: { call: { runs: { at: 0 }, layers: [model] } },
        acquire: { call: { acquires: { lock: model, release: 'result' } } },
        // Waits for whoever holds it, and holds nothing itself.
        waitForUnlock: {},
      },
    },
  },
});

export const asyncMutex: LibraryModel = {
  package: 'async-mutex',
  versions: '>=0.2',
  sources: [
    { fact: 'runExclusive, acquire, the value of a semaphore', url: 'https://github.com/DirtyHairy/async-mutex#api' },
  ],
  exports: {
    Mutex: lock(MUTEX),
    Semaphore: lock(SEMAPHORE),
    withTimeout: { call: { gives: 'argument' } },
    tryAcquire: { call: { gives: 'argument' } },
  },
  traps: ['It is not reentrant: runExclusive inside runExclusive of the same mutex waits for ever.'],
};
