import type { LibraryModel, LockModel, NumberPlace } from './model.js';

const lock = (from: readonly NumberPlace[]): LockModel => ({ layer: 'lock', exclusive: { from } });

const CONCURRENCY: LockModel = lock([
  { of: 'creation', at: 0, path: 'concurrency' },
  { of: 'creation', at: 0 },
]);

export const pLimit: LibraryModel = {
  package: 'p-limit',
  versions: '>=2',
  sources: [{ fact: 'concurrency', url: 'https://github.com/sindresorhus/p-limit#api' }],
  exports: {
    default: {
      call: {
        gives: {
          call: { runs: { at: 0 }, passes: 1, layers: [CONCURRENCY] },
          members: { map: { call: { runs: { at: 1 }, layers: [CONCURRENCY] } } },
        },
      },
    },
    limitFunction: {
      call: {
        gives: {
          call: {
            runs: { of: 'creation', at: 0 },
            passes: 0,
            layers: [lock([{ of: 'creation', at: 1, path: 'concurrency' }])],
          },
        },
      },
    },
  },
};
