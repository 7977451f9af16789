import type { LibraryModel } from './model.js';

/** `fire` and `call` run the action of the constructor; `new CircuitBreaker((fn) => fn())` is how a closure per call is run. */
export const opossum: LibraryModel = {
  package: 'opossum',
  versions: '>=5',
  sources: [
    { fact: 'options and their defaults', url: 'https://nodeshift.dev/opossum/#circuitbreaker' },
    {
      fact: 'when it opens, what it rejects with',
      url: 'https://github.com/nodeshift/opossum/blob/main/lib/circuit.js',
    },
  ],
  exports: {
    default: {
      construct: {
        gives: {
          policy: [
            {
              layer: 'breaker',
              failures: { from: [{ of: 'creation', at: 1, path: 'volumeThreshold' }], atLeast: 1, default: 1 },
              rate: {
                from: [{ of: 'creation', at: 1, path: 'errorThresholdPercentage' }],
                default: 50,
                whole: 100,
                above: true,
              },
              halfOpen: 'one',
              halfOpenRead: { before: true, inside: true },
              openError: { codes: ['EOPENBREAKER'], messages: ['Breaker is open'] },
              filters: [{ of: 'creation', at: 1, path: 'errorFilter', sense: 'ignore' }],
              timeout: { from: [{ of: 'creation', at: 1, path: 'timeout' }], default: 10_000 },
              openTime: { from: [{ of: 'creation', at: 1, path: 'resetTimeout' }], default: 30_000 },
              fallback: 'fallback',
            },
          ],
          members: {
            fire: { call: { runs: { of: 'creation', at: 0 }, passes: 0, layers: 'policy' } },
            call: { call: { runs: { of: 'creation', at: 0 }, passes: 1, layers: 'policy' } },
            opened: { state: 'open' },
            halfOpen: { state: 'half-open' },
            closed: { state: 'closed' },
          },
        },
      },
      members: { isOurError: { tells: 'open-error' } },
    },
  },
  traps: [
    'With the default volumeThreshold of 0 the first failure opens the circuit.',
    'maxFailures does nothing.',
    'After its time-out the action goes on: a retry inside it calls the service while the circuit is open.',
  ],
};
