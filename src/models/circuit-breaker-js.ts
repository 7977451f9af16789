import type { LibraryModel } from './model.js';

export const circuitBreakerJs: LibraryModel = {
  package: 'circuit-breaker-js',
  versions: '*',
  sources: [
    { fact: 'run, options and their defaults', url: 'https://github.com/yammer/circuit-breaker-js#readme' },
    {
      fact: 'more than volumeThreshold calls',
      url: 'https://github.com/yammer/circuit-breaker-js/blob/master/src/circuit-breaker.js',
    },
  ],
  exports: {
    default: {
      construct: {
        gives: {
          policy: [
            {
              layer: 'breaker',
              failures: { from: [{ of: 'creation', at: 0, path: 'volumeThreshold' }], plus: 1, default: 6 },
              rate: {
                from: [{ of: 'creation', at: 0, path: 'errorThreshold' }],
                default: 50,
                whole: 100,
                above: true,
              },
              halfOpen: 'unlimited',
              openTime: { from: [{ of: 'creation', at: 0, path: 'windowDuration' }], default: 10_000 },
              fallbackAt: { at: 1 },
              openError: {},
              resolvesWhenOpen: true,
              timeout: { from: [{ of: 'creation', at: 0, path: 'timeoutDuration' }], default: 3_000 },
            },
          ],
          members: {
            run: { call: { runs: { at: 0 }, style: 'callbacks', layers: 'policy' } },
            isOpen: { call: { gives: { state: 'open' } } },
          },
        },
      },
    },
  },
  traps: ['An open circuit is no error: the fallback is called, or nothing happens.'],
};
