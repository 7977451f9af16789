import type { LayerModel, LibraryModel } from './model.js';

const BREAKER: readonly LayerModel[] = [
  {
    layer: 'breaker',
    failures: { from: [{ of: 'creation', at: 1, path: 'maxFailures' }], default: 10 },
    halfOpen: 'one',
    openTime: { from: [{ of: 'creation', at: 1, path: 'resetTimeout' }], default: 5_000 },
    openError: { messages: ['CircuitBreaker open'] },
    filters: [{ of: 'creation', at: 1, path: 'errorFn', sense: 'count' }],
    timeout: { from: [{ of: 'creation', at: 1, path: 'timeout' }], default: 20_000 },
  },
];

export const screwdriverNodeCircuitbreaker: LibraryModel = {
  package: 'screwdriver-node-circuitbreaker',
  versions: '>=1',
  sources: [
    { fact: 'options and their defaults', url: 'https://github.com/screwdriver-cd/node-circuitbreaker#readme' },
  ],
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
  traps: ['BREAKER_MAX_FAILURES sets the threshold too.'],
};
