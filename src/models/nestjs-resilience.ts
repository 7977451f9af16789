import type { Invocation, LibraryModel } from './model.js';

const BREAKER: Invocation = {
  gives: {
    policy: [
      {
        layer: 'breaker',
        failures: { from: [{ of: 'creation', at: 0, path: 'requestVolumeThreshold' }], default: 20 },
        rate: { from: [{ of: 'creation', at: 0, path: 'errorThresholdPercentage' }], default: 50, whole: 100 },
        halfOpen: 'unlimited',
        openTime: { from: [{ of: 'creation', at: 0, path: 'sleepWindowInMilliseconds' }], default: 5_000 },
        openError: { classes: ['CircuitOpenedException'], messages: ['Circuit is open'] },
        timeout: { from: [{ of: 'creation', at: 0, path: 'timeoutInMilliseconds' }] },
        fallbackAt: { of: 'creation', at: 0, path: 'fallback' },
      },
    ],
  },
};

const RETRY: Invocation = {
  gives: {
    policy: [
      {
        layer: 'retry',
        calls: {
          from: [
            // FixedBackoff, which is the default, stops one attempt early; the others do not.
            { of: 'creation', at: 0, path: 'backoff', means: 'unknown' },
            { of: 'creation', at: 0, path: 'maxRetries', counts: 'attempts' },
          ],
          default: 5,
        },
        predicates: [{ of: 'creation', at: 0, path: 'retryable', sense: 'retry' }],
      },
    ],
  },
};

const DECORATOR: Invocation = { composes: { of: 'arguments', first: 'innermost' }, decorates: 'composed' };

export const nestjsResilience: LibraryModel = {
  package: 'nestjs-resilience',
  versions: '>=1',
  sources: [
    {
      fact: 'strategies, their options, their order',
      url: 'https://github.com/SocketSomeone/nestjs-resilience#readme',
    },
  ],
  exports: {
    CircuitBreakerStrategy: { construct: BREAKER },
    RetryStrategy: { construct: RETRY },
    TimeoutStrategy: { construct: { gives: { policy: [] } } },
    FallbackStrategy: { construct: { gives: { policy: [{ layer: 'fallback', answer: { of: 'creation', at: 0 } }] } } },
    ResilienceFactory: {
      members: { createCircuitBreakerStrategy: { call: BREAKER }, createRetryStrategy: { call: RETRY } },
    },
    UseResilience: { call: DECORATOR },
    UseResilienceObservable: { call: DECORATOR },
    CircuitOpenedException: { tells: 'open-error' },
  },
  traps: [
    'The first strategy is innermost: (RetryStrategy, CircuitBreakerStrategy) is a retry inside the breaker.',
    'maxRetries is the number of calls with FixedBackoff, which is the default, and the number of retries with any other backoff.',
    'Its state is read and written asynchronously: concurrent failures pass before it opens.',
  ],
};
