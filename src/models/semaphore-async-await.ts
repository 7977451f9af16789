import type { LibraryModel, LockModel, ValueModel } from './model.js';

const lock = (model: LockModel): ValueModel => ({
  construct: {
    gives: {
      members: {
        acquire: { call: { acquires: { lock: model, release: { of: 'receiver', member: 'release' } } } },
        wait: { call: { acquires: { lock: model, release: { of: 'receiver', member: 'signal' } } } },
        execute: { call: { runs: { at: 0 }, layers: [model] } },
      },
    },
  },
});

const SEMAPHORE = lock({ layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } });

export const semaphoreAsyncAwait: LibraryModel = {
  package: 'semaphore-async-await',
  versions: '>=1',
  sources: [{ fact: 'Lock and Semaphore', url: 'https://github.com/jsoendermann/semaphore-async-await#readme' }],
  exports: { default: SEMAPHORE, Semaphore: SEMAPHORE, Lock: lock({ layer: 'lock', exclusive: true }) },
};
