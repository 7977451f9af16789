import type { LibraryModel } from './model.js';

export const backOff: LibraryModel = {
  package: 'back-off',
  versions: '*',
  sources: [{ fact: 'times, execute', url: 'https://github.com/Kevnz/back-off#readme' }],
  exports: {
    default: {
      construct: {
        gives: {
          policy: [
            {
              layer: 'retry',
              calls: { from: [{ of: 'creation', at: 0, path: 'times', counts: 'attempts' }], default: 3 },
            },
          ],
          members: { execute: { call: { runs: { at: 0 }, layers: 'policy' } } },
        },
      },
    },
  },
  traps: [
    'It calls itself a circuit breaker and is a retry.',
    'An instance serves once: used again, it fails at once.',
  ],
};
