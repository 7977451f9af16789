import type { Invocation, LibraryModel, RateModel, ValueModel } from './model.js';

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
  members: { execute, state: { state: true, reads: { closed: 0, open: 1, 'half-open': 2 } } },
};

/** Of all calls in a window. */
const SHARE: RateModel = { from: [{ of: 'creation', at: 0, path: 'threshold' }], whole: 1, above: true };

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
        orWhenResult: { call: errorPolicy({ answer: { of: 'creation', at: 0 }, orReceiver: true }) },
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
          rate: SHARE,
        },
      },
    },
    // Its least number of calls is a rate: it follows from the threshold and the duration.
    SamplingBreaker: { construct: { gives: { count: { from: [], default: 'unknown' }, rate: SHARE } } },
    retry: {
      call: {
        gives: {
          policy: [
            {
              layer: 'retry',
              calls: { from: [{ of: 'creation', at: 1, path: 'maxAttempts', counts: 'retries' }], default: 'infinite' },
              attempt: { at: 0, path: 'attempt', first: 0 },
              predicates: [{ of: 'creation', at: 0, sense: 'policy' }],
            },
          ],
          members: {
            execute,
            onFailure: { call: { hooks: [{ at: 0, parameters: '{ reason }' }] } },
            onRetry: { call: { hooks: [{ at: 0, misses: 'last', parameters: '{ error }' }] } },
            onGiveUp: { call: { hooks: [{ at: 0, only: 'end', parameters: '{ error }' }] } },
          },
        },
      },
    },
    wrap: {
      call: { composes: { of: 'arguments', first: 'outermost' }, gives: { policy: 'composed', members: { execute } } },
    },
    usePolicy: { call: { decorates: 'argument' } },
    fallback: {
      call: {
        gives: {
          policy: [{ layer: 'fallback', policy: { of: 'creation', at: 0 }, answer: { of: 'creation', at: 1 } }],
          members: { execute },
        },
      },
    },
    timeout: { call: { gives: { policy: [], members: { execute } } } },
    bulkhead: { call: { gives: { policy: [], members: { execute } } } },
    noop: { policy: [], members: { execute } },
    handleAll: { use: 'error policy', accepts: { all: true } },
    handleType: { call: errorPolicy({ class: { of: 'creation', at: 0 } }) },
    handleWhen: { call: errorPolicy({ predicate: { of: 'creation', at: 0 } }) },
    handleWhenResult: { call: errorPolicy({ answer: { of: 'creation', at: 0 } }) },
    handleResultType: { call: errorPolicy({}) },
    isBrokenCircuitError: { tells: 'open-error' },
    BrokenCircuitError: { tells: 'open-error' },
    CircuitState: {
      members: {
        Closed: { phase: 'closed', is: 0 },
        Open: { phase: 'open', is: 1 },
        HalfOpen: { phase: 'half-open', is: 2 },
      },
    },
  },
  traps: [
    'maxAttempts counts retries, and without it the retry never ends.',
    'An error that the breaker does not handle closes the circuit in half-open.',
    'usePolicy is a legacy decorator; the one that stands on top is outermost.',
  ],
};
