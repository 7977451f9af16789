import type { BreakerModel, LibraryModel, RetryModel, ValueModel } from './model.js';

const BREAKER: BreakerModel = {
  layer: 'breaker',
  failures: { from: [{ of: 'creation', at: 0, path: 'threshold' }] },
  halfOpen: 'unlimited',
  openTime: { from: [{ of: 'creation', at: 0, path: 'duration' }] },
  // The state moves when the next call enters.
  halfOpenRead: { before: false, inside: true },
  openError: { classes: ['CircuitOpenError'], names: ['CircuitOpenError'] },
  filters: [{ of: 'creation', at: 0, path: 'shouldTrip', sense: 'count' }],
};

const retry = (of: 'call' | 'creation', at: number): RetryModel => ({
  layer: 'retry',
  calls: { from: [{ of, at, path: 'retries', counts: 'retries' }], default: 4 },
  predicates: [{ of, at, path: 'shouldRetry', sense: 'retry' }],
  hooks: [{ of, at, path: 'onRetry', misses: 'last' }],
  stops: ['AbortError'],
  wraps: { classes: ['RetryExhaustedError'] },
});

const execute: ValueModel = { call: { runs: { at: 0 }, layers: 'policy' } };

const POLICY: ValueModel = {
  members: {
    retry: { call: { gives: { use: 'policy', policy: [retry('creation', 0)] } } },
    circuitBreaker: { call: { gives: { use: 'policy', policy: [BREAKER] } } },
    timeout: { call: { gives: { use: 'policy', policy: [] } } },
    bulkhead: { call: { gives: { use: 'policy', policy: [] } } },
    noop: { call: { gives: { use: 'policy', policy: [] } } },
  },
};

export const gitStuntsAlfred: LibraryModel = {
  package: '@git-stunts/alfred',
  versions: '*',
  sources: [
    {
      fact: 'policies, their options, the order of compose and wrap',
      url: 'https://github.com/git-stunts/alfred#readme',
    },
  ],
  exports: {
    default: POLICY,
    Policy: POLICY,
    circuitBreaker: {
      call: {
        gives: {
          policy: [BREAKER],
          members: {
            execute,
            state: { state: true, reads: { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF_OPEN' } },
          },
        },
      },
    },
    retry: { call: { runs: { at: 0 }, layers: [retry('call', 1)] } },
    compose: {
      call: { composes: { of: 'arguments', first: 'outermost' }, gives: { use: 'policy', policy: 'composed' } },
    },
    CircuitOpenError: { tells: 'open-error' },
  },
  values: {
    policy: {
      members: {
        execute,
        wrap: {
          call: {
            composes: { of: 'arguments', receiver: true, first: 'outermost' },
            gives: { use: 'policy', policy: 'composed' },
          },
        },
        or: { call: { gives: { use: 'policy', policy: [{ layer: 'fallback' }] } } },
      },
    },
  },
  traps: [
    'At its end a retry throws RetryExhaustedError: a breaker outside cannot see what failed, nor that a circuit inside was open.',
  ],
};
