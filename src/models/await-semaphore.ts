import type { LibraryModel, LockModel, ValueModel } from './model.js';

const lock = (model: LockModel): ValueModel => ({
  construct: {
    gives: {
      members: {
        use: { call: { runs: { at: 0 }, layers: [model] } },
        acquire: { call: { acquires: { lock: model, release: 'result' } } },
      },
    },
  },
});

export const awaitSemaphore: LibraryModel = {
  package: 'await-semaphore',
  versions: '*',
  sources: [{ fact: 'Semaphore and Mutex', url: 'https://github.com/notenoughneon/await-semaphore#readme' }],
  exports: {
    Mutex: lock({ layer: 'lock', exclusive: true }),
    Semaphore: lock({ layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } }),
  },
};
