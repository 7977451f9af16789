import type { Invocation, LibraryModel } from './model.js';

const BREAKER: Invocation = {
  gives: {
    policy: [
      {
        layer: 'breaker',
        failures: { from: [{ of: 'creation', at: 1, path: 'maxFailures' }], default: 5 },
        halfOpen: 'one',
        openTime: { from: [{ of: 'creation', at: 1, path: 'resetTimeout' }], default: 60_000 },
        halfOpenRead: { before: true, inside: true },
        openError: { messages: ['Command not available.'] },
        filters: [{ of: 'creation', at: 1, path: 'isFailure', sense: 'count' }],
        timeout: { from: [{ of: 'creation', at: 1, path: 'timeout' }], default: 10_000 },
        fallback: 'fallback',
      },
    ],
    members: {
      run: {
        call: { runs: { of: 'creation', at: 0, orPath: 'execute' }, passes: 0, style: 'callback', layers: 'policy' },
      },
      isOpen: { call: { gives: { state: 'open' } } },
      isHalfOpen: { call: { gives: { state: 'half-open' } } },
      isClosed: { call: { gives: { state: 'closed' } } },
    },
  },
};

export const levee: LibraryModel = {
  package: 'levee',
  versions: '>=1',
  sources: [
    { fact: 'options and their defaults', url: 'https://github.com/krakenjs/levee#api' },
    { fact: 'when it opens, what it fails with', url: 'https://github.com/krakenjs/levee/blob/master/lib/breaker.js' },
  ],
  exports: {
    default: { members: { createBreaker: { call: BREAKER }, Breaker: { construct: BREAKER } } },
    createBreaker: { call: BREAKER },
    Breaker: { construct: BREAKER },
  },
};
