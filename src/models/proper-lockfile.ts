import type { LibraryModel, ValueModel } from './model.js';

const LOCK: ValueModel = {
  call: { acquires: { lock: { layer: 'lock', exclusive: true, keyedBy: { at: 0 }, shared: true }, release: 'result' } },
};

export const properLockfile: LibraryModel = {
  package: 'proper-lockfile',
  versions: '>=3',
  sources: [{ fact: 'lock gives its release', url: 'https://github.com/moxystudio/node-proper-lockfile#readme' }],
  exports: { default: { members: { lock: LOCK, lockSync: LOCK } }, lock: LOCK, lockSync: LOCK },
};
