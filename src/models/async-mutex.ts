import type { Invocation, LibraryModel, LockModel, ValueModel } from './model.js';

const MUTEX: LockModel = { layer: 'lock', exclusive: true };

const SEMAPHORE: LockModel = { layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } };

type Release = NonNullable<Invocation['acquires']>['release'];

const lock = (model: LockModel, release: Release): ValueModel => ({
  construct: {
    gives: {
      members: {
        runExclusive: { call: { runs: { at: 0 }, layers: [model] } },
        acquire: { call: { acquires: { lock: model, release } } },
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
    Mutex: lock(MUTEX, 'result'),
    // `const [value, release] = await semaphore.acquire()`
    Semaphore: lock(SEMAPHORE, { of: 'result', member: '1' }),
    withTimeout: { call: { gives: 'argument' } },
    tryAcquire: { call: { gives: 'argument' } },
  },
  traps: ['It is not reentrant: runExclusive inside runExclusive of the same mutex waits for ever.'],
};
