import type { LibraryModel, LockModel, Source } from './model.js';

const LOCK: LockModel = { layer: 'lock', exclusive: true, keyedBy: { at: 0 }, shared: true };

const SOURCES: readonly Source[] = [
  { fact: 'lock, acquire, using', url: 'https://github.com/mike-marcacci/node-redlock#readme' },
];

const TRAPS = ['To take the lock is retried itself: ten times by default.'];

export const redlock: readonly LibraryModel[] = [
  {
    package: 'redlock',
    versions: '<5',
    sources: SOURCES,
    exports: {
      default: {
        construct: {
          gives: {
            members: { lock: { call: { acquires: { lock: LOCK, release: { of: 'result', member: 'unlock' } } } } },
          },
        },
      },
    },
    traps: TRAPS,
  },
  {
    package: 'redlock',
    versions: '>=5',
    sources: SOURCES,
    exports: {
      default: {
        construct: {
          gives: {
            members: {
              acquire: { call: { acquires: { lock: LOCK, release: { of: 'result', member: 'release' } } } },
              using: { call: { runs: { at: 'last-function' }, layers: [LOCK] } },
            },
          },
        },
      },
    },
    traps: TRAPS,
  },
];
