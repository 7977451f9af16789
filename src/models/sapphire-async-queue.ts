import type { LibraryModel } from './model.js';

export const sapphireAsyncQueue: LibraryModel = {
  package: '@sapphire/async-queue',
  versions: '>=1',
  sources: [
    { fact: 'wait and shift', url: 'https://github.com/sapphiredev/utilities/tree/main/packages/async-queue#readme' },
  ],
  exports: {
    AsyncQueue: {
      construct: {
        gives: {
          members: {
            wait: {
              call: {
                acquires: { lock: { layer: 'lock', exclusive: true }, release: { of: 'receiver', member: 'shift' } },
              },
            },
          },
        },
      },
    },
  },
};
