import type { Invocation, LibraryModel, ValueModel } from './model.js';

const execute: ValueModel = { call: { runs: { at: 0 }, layers: 'policy' } };

const errorPolicy = (accepts: NonNullable<ValueModel['accepts']>): Invocation => ({
  gives: { use: 'error policy', accepts },
});

const BREAKER: ValueModel = {
  policy: [
    {
      layer: 'breaker',
      failures: { from: [{ of: 'creation', at: 1, path: 'breaker' }] },
      halfOpen: 'wait',
      // The state moves when the next call enters, and in 3.x only after the first `await` of what that call runs.
      halfOpenRead: { before: false, inside: false },
      openTime: { from: [{ of: 'creation', at: 1, path: 'halfOpenAfter' }] },
      openError: {
        classes: ['BrokenCircuitError'],
        messages: ['Execution prevented because the circuit breaker is open'],
      },
      filters: [{ of: 'creation', at: 0, sense: 'policy' }],
    },
  ],
  members: { execute, state: { state: true } },
};

/** Policies are values; `wrap` puts the first outermost, and `execute` runs a function under what was wrapped. */
export const cockatiel: LibraryModel = {
  package: 'cockatiel',
  versions: '>=3',
  sources: [
    { fact: 'policies, their options, the order of wrap', url: 'https://github.com/connor4312/cockatiel#readme' },
    {
      fact: 'maxAttempts counts retries',
      url: 'https://github.com/connor4312/cockatiel/blob/master/src/RetryPolicy.ts',
    },
    {
      fact: 'when it opens, who waits for the probe',
      url: 'https://github.com/connor4312/cockatiel/blob/master/src/CircuitBreakerPolicy.ts',
    },
    {
      fact: 'the threshold of consecutive failures',
      url: 'https://github.com/connor4312/cockatiel/blob/master/src/breaker/ConsecutiveBreaker.ts',
    },
  ],
  values: {
    'error policy': {
      members: {
        orType: { call: errorPolicy({ class: { of: 'creation', at: 0 }, orReceiver: true }) },
        orWhen: { call: errorPolicy({ predicate: { of: 'creation', at: 0 }, orReceiver: true }) },
        orWhenResult: { call: errorPolicy({ orReceiver: true }) },
        orResultType: { call: errorPolicy({ orReceiver: true }) },
      },
    },
  },
  exports: {
    circuitBreaker: { call: { gives: BREAKER } },
    ConsecutiveBreaker: { construct: { gives: { count: { from: [{ of: 'creation', at: 0 }] } } } },
    CountBreaker: {
      construct: {
        gives: {
          count: {
            from: [
              { of: 'creation', at: 0, path: 'minimumNumberOfCalls' },
              { of: 'creation', at: 0, path: 'size' },
            ],
          },
        },
      },
    },
    // Its least number of calls is a rate: it follows from the threshold and the duration.
    SamplingBreaker: { construct: { gives: { count: { from: [], default: 'unknown' } } } },
    retry: {
      call: {
        gives: {
          policy: [
            {
              layer: 'retry',
              calls: { from: [{ of: 'creation', at: 1, path: 'maxAttempts', counts: 'retries' }], default: 'infinite' },
              predicates: [{ of: 'creation', at: 0, sense: 'policy' }],
            },
          ],
          members: {
            execute,
            onFailure: { call: { hooks: [{ at: 0 }] } },
            onRetry: { call: { hooks: [{ at: 0, misses: 'last' }] } },
            onGiveUp: { call: { hooks: [{ at: 0, only: 'end' }] } },
          },
        },
      },
    },
    wrap: {
      call: { composes: { of: 'arguments', first: 'outermost' }, gives: { policy: 'composed', members: { execute } } },
    },
    usePolicy: { call: { decorates: 'argument' } },
    fallback: {
      call: { gives: { policy: [{ layer: 'fallback', policy: { of: 'creation', at: 0 } }], members: { execute } } },
    },
    timeout: { call: { gives: { policy: [], members: { execute } } } },
    bulkhead: { call: { gives: { policy: [], members: { execute } } } },
    noop: { policy: [], members: { execute } },
    handleAll: { use: 'error policy', accepts: { all: true } },
    handleType: { call: errorPolicy({ class: { of: 'creation', at: 0 } }) },
    handleWhen: { call: errorPolicy({ predicate: { of: 'creation', at: 0 } }) },
    handleWhenResult: { call: errorPolicy({}) },
    handleResultType: { call: errorPolicy({}) },
    isBrokenCircuitError: { tells: 'open-error' },
    BrokenCircuitError: { tells: 'open-error' },
    CircuitState: {
      members: { Closed: { phase: 'closed' }, Open: { phase: 'open' }, HalfOpen: { phase: 'half-open' } },
    },
  },
  traps: [
    'maxAttempts counts retries, and without it the retry never ends.',
    'An error that the breaker does not handle closes the circuit in half-open.',
    'usePolicy is a legacy decorator; the one that stands on top is outermost.',
  ],
};
