import type { LibraryModel, LockModel } from './model.js';

const LOCK: LockModel = { layer: 'lock', exclusive: true };

export const mutexify: LibraryModel = {
  package: 'mutexify',
  versions: '>=1',
  sources: [{ fact: 'the function gets its release', url: 'https://github.com/mafintosh/mutexify#readme' }],
  exports: { default: { call: { gives: { call: { runs: { at: 0 }, style: 'callback', layers: [LOCK] } } } } },
  subpaths: {
    './promise': { default: { call: { gives: { call: { acquires: { lock: LOCK, release: 'result' } } } } } },
  },
};
