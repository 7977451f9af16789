import type { LibraryModel } from './model.js';

export const bennadelCircuitBreaker: LibraryModel = {
  package: '@bennadel/circuit-breaker',
  versions: '*',
  sources: [
    {
      fact: 'create, execute, options and their defaults',
      url: 'https://github.com/bennadel/Node-Circuit-Breaker#readme',
    },
  ],
  exports: {
    CircuitBreakerFactory: {
      members: {
        create: {
          call: {
            gives: {
              policy: [
                {
                  layer: 'breaker',
                  failures: {
                    from: [
                      { of: 'creation', at: 0, path: 'volumeThreshold', means: 'unknown' },
                      { of: 'creation', at: 0, path: 'failureThreshold', means: 'unknown' },
                    ],
                    default: 20,
                  },
                  halfOpen: 'unknown',
                  openError: { classes: ['OpenError'] },
                  timeout: { from: [{ of: 'creation', at: 0, path: 'requestTimeout' }], default: 5_000 },
                  fallbackAt: { of: 'creation', at: 0, path: 'fallback' },
                },
              ],
              members: { execute: { call: { runs: { at: 0 }, layers: 'policy' } } },
            },
          },
        },
      },
    },
  },
};
