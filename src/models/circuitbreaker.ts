import type { LayerModel, LibraryModel } from './model.js';

const BREAKER: readonly LayerModel[] = [
  {
    layer: 'breaker',
    failures: { from: [{ of: 'creation', at: 1, path: 'maxFailures' }], default: 5 },
    halfOpen: 'one',
    openTime: { from: [{ of: 'creation', at: 1, path: 'resetTimeout' }], default: 60_000 },
    openError: { messages: ['CircuitBreaker open'] },
    timeout: { from: [{ of: 'creation', at: 1, path: 'timeout' }], default: 10_000 },
  },
];

export const circuitbreaker: LibraryModel = {
  package: 'circuitbreaker',
  versions: '>=0.2',
  sources: [{ fact: 'options and their defaults', url: 'https://github.com/Wantworthy/node-circuitbreaker#readme' }],
  exports: {
    default: {
      call: {
        gives: {
          call: { runs: { of: 'creation', at: 0 }, passes: 0, style: 'callback', layers: BREAKER },
          policy: BREAKER,
          members: {
            isOpen: { call: { gives: { state: 'open' } } },
            isClosed: { call: { gives: { state: 'closed' } } },
          },
        },
      },
    },
  },
  traps: ['Half-open can only be read as neither open nor closed.'],
};
