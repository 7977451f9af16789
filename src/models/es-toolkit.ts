import type { LibraryModel, LockModel, ValueModel } from './model.js';

const RETRY: ValueModel = {
  call: {
    runs: { at: 0 },
    layers: [
      {
        layer: 'retry',
        calls: {
          from: [
            { at: 1, path: 'retries', counts: 'retries' },
            // Options without retries; a number is one.
            { at: 1, path: 'delay', means: 'infinite' },
            { at: 1, counts: 'retries' },
          ],
          default: 'infinite',
        },
        predicates: [{ at: 1, path: 'shouldRetry', sense: 'retry', parameters: 'error' }],
      },
    ],
  },
};

const lock = (model: LockModel): ValueModel => ({
  construct: {
    gives: {
      members: { acquire: { call: { acquires: { lock: model, release: { of: 'receiver', member: 'release' } } } } },
    },
  },
});

const MUTEX = lock({ layer: 'lock', exclusive: true });

const SEMAPHORE = lock({ layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } });

export const esToolkit: LibraryModel = {
  package: 'es-toolkit',
  versions: '>=1.30',
  sources: [
    { fact: 'retry, retries', url: 'https://es-toolkit.dev/reference/function/retry.html' },
    { fact: 'Mutex', url: 'https://es-toolkit.dev/reference/promise/Mutex.html' },
    { fact: 'Semaphore', url: 'https://es-toolkit.dev/reference/promise/Semaphore.html' },
  ],
  exports: {
    retry: RETRY,
    Mutex: MUTEX,
    Semaphore: SEMAPHORE,
    limitAsync: {
      call: {
        gives: {
          call: {
            runs: { of: 'creation', at: 0 },
            passes: 0,
            layers: [{ layer: 'lock', exclusive: { from: [{ of: 'creation', at: 1 }] } }],
          },
        },
      },
    },
  },
  subpaths: { './function': { retry: RETRY }, './promise': { Mutex: MUTEX, Semaphore: SEMAPHORE } },
  traps: ['Without retries it never ends, and waits for nothing; { times: 3 } is such a call.'],
};
