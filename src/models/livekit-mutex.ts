import type { LibraryModel, LockModel, ValueModel } from './model.js';

const lock = (model: LockModel): ValueModel => ({
  construct: { gives: { members: { lock: { call: { acquires: { lock: model, release: 'result' } } } } } },
});

export const livekitMutex: LibraryModel = {
  package: '@livekit/mutex',
  versions: '>=1',
  sources: [{ fact: 'lock gives its release', url: 'https://github.com/livekit/ts-mutex#readme' }],
  exports: {
    Mutex: lock({ layer: 'lock', exclusive: true }),
    MultiMutex: lock({ layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0 }] } }),
  },
};
