import type { BreakerModel, LibraryModel, ValueModel } from './model.js';

const breaker = (at: number): BreakerModel => ({
  layer: 'breaker',
  failures: { from: [{ of: 'creation', at, path: 'waitThreshold' }], plus: 1, default: 101 },
  rate: { from: [], default: 0.5, whole: 1, above: true },
  halfOpen: 'none',
  openTime: { from: [{ of: 'creation', at, path: 'circuitDuration' }], default: 30_000 },
  openError: { classes: ['CircuitBrokenError'] },
  filters: [{ of: 'creation', at, path: 'isFailure', sense: 'count' }],
  timeout: { from: [{ of: 'creation', at, path: 'timeout' }], default: 15_000 },
  fallback: 'fallback',
});

const exec: ValueModel = { call: { runs: { of: 'creation', at: 0 }, passes: 0, layers: 'policy' } };

export const brakes: LibraryModel = {
  package: 'brakes',
  versions: '>=3',
  sources: [
    { fact: 'options and their defaults', url: 'https://github.com/awolden/brakes#readme' },
    {
      fact: 'when it opens, what follows the open time',
      url: 'https://github.com/awolden/brakes/blob/master/lib/Circuit.js',
    },
  ],
  exports: {
    default: {
      construct: {
        gives: {
          policy: [breaker(1)],
          members: {
            exec,
            isOpen: { call: { gives: { state: 'open' } } },
            subCircuit: {
              call: {
                gives: { policy: [{ ...breaker(2), fallbackAt: { of: 'creation', at: 1 } }], members: { exec } },
              },
            },
          },
        },
      },
    },
  },
  traps: [
    'There is no half-open state: after the open time the circuit is closed.',
    'It writes its name before the message of every error, so that a retry outside cannot tell errors by their message.',
  ],
};
