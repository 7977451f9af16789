import type { LibraryModel } from './model.js';

export const pQueue: LibraryModel = {
  package: 'p-queue',
  versions: '>=2',
  sources: [{ fact: 'concurrency and its default', url: 'https://github.com/sindresorhus/p-queue#api' }],
  exports: {
    default: {
      construct: {
        gives: {
          members: {
            add: {
              call: {
                runs: { at: 0 },
                layers: [
                  {
                    layer: 'lock',
                    exclusive: { from: [{ of: 'creation', at: 0, path: 'concurrency' }], default: 'infinite' },
                  },
                ],
              },
            },
          },
        },
      },
    },
  },
};
