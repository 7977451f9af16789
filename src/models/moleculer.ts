import type { LibraryModel } from './model.js';

export const moleculer: LibraryModel = {
  package: 'moleculer',
  versions: '>=0.13',
  sources: [
    {
      fact: 'circuit breaker and retry, their options and order',
      url: 'https://moleculer.services/docs/0.14/fault-tolerance.html',
    },
  ],
  exports: {
    ServiceBroker: {
      construct: {
        gives: {
          policy: [
            // The order is the framework's own, and the retry asks for errors that say they can be retried.
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 0, path: 'retryPolicy.enabled', absent: true, means: 1 },
                  { of: 'creation', at: 0, path: 'retryPolicy.enabled', is: false, means: 1 },
                  { at: 2, path: 'retries', counts: 'retries' },
                  { of: 'creation', at: 0, path: 'retryPolicy.retries', counts: 'retries' },
                ],
                default: 6,
              },
              predicates: [{ of: 'creation', at: 0, path: 'retryPolicy.check', sense: 'retry' }],
              errors: 'service',
            },
            {
              layer: 'breaker',
              failures: {
                from: [
                  { of: 'creation', at: 0, path: 'circuitBreaker.enabled', absent: true, means: 'infinite' },
                  { of: 'creation', at: 0, path: 'circuitBreaker.enabled', is: false, means: 'infinite' },
                  { of: 'creation', at: 0, path: 'circuitBreaker.minRequestCount' },
                ],
                default: 20,
              },
              rate: { from: [{ of: 'creation', at: 0, path: 'circuitBreaker.threshold' }], default: 0.5, whole: 1 },
              halfOpen: 'one',
              openTime: { from: [{ of: 'creation', at: 0, path: 'circuitBreaker.halfOpenTime' }], default: 10_000 },
              openError: { classes: ['ServiceNotAvailableError'], names: ['ServiceNotAvailableError'] },
              filters: [{ of: 'creation', at: 0, path: 'circuitBreaker.check', sense: 'count' }],
              errors: 'service',
            },
          ],
          members: {
            call: { call: { reaches: 'service', layers: 'policy' } },
            mcall: { call: { reaches: 'service', layers: 'policy' } },
          },
        },
      },
    },
  },
  traps: [
    'Only errors with a code from 500 count: a plain Error never opens the circuit.',
    'Retry is always outside the breaker.',
  ],
};
