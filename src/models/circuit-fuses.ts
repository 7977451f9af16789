import type { Invocation, LibraryModel } from './model.js';

const FUSE: Invocation = {
  gives: {
    policy: [
      // The order is the library's own. The retry ends where the circuit is open.
      {
        layer: 'retry',
        calls: { from: [{ of: 'creation', at: 1, path: 'retry.retries', counts: 'retries' }], default: 6 },
        errors: 'service',
        implicit: true,
      },
      {
        layer: 'breaker',
        failures: { from: [{ of: 'creation', at: 1, path: 'breaker.maxFailures' }], default: 5 },
        halfOpen: 'one',
        openTime: { from: [{ of: 'creation', at: 1, path: 'breaker.resetTimeout' }], default: 50 },
        openError: { messages: ['CircuitBreaker open'] },
        filters: [{ of: 'creation', at: 1, path: 'breaker.errorFn', sense: 'count' }],
        timeout: { from: [{ of: 'creation', at: 1, path: 'breaker.timeout' }], default: 10_000 },
      },
    ],
    members: {
      runCommand: { call: { runs: { of: 'creation', at: 0 }, passes: 0, style: 'callback', layers: 'policy' } },
      isClosed: { call: { gives: { state: 'closed' } } },
    },
  },
};

export const circuitFuses: LibraryModel = {
  package: 'circuit-fuses',
  versions: '>=4',
  sources: [
    {
      fact: 'the retry around the breaker, options and their defaults',
      url: 'https://github.com/screwdriver-cd/circuit-fuses#readme',
    },
  ],
  exports: {
    default: { members: { breaker: { construct: FUSE } } },
    breaker: { construct: FUSE },
  },
  traps: ['With the defaults one failing command is attempted five times and opens the circuit alone.'],
};
