import type { LibraryModel, ValueModel } from './model.js';

const breaker: ValueModel = {
  construct: {
    gives: {
      policy: [
        {
          layer: 'breaker',
          failures: { from: [{ of: 'creation', at: 0, path: 'minimumNumberOfCalls' }], default: 10 },
          rate: { from: [{ of: 'creation', at: 0, path: 'failureRateThreshold' }], default: 50, whole: 100 },
          halfOpen: 'several',
          probes: {
            from: [{ of: 'creation', at: 0, path: 'permittedNumberOfCallsInHalfOpenState' }],
            default: 2,
          },
          openTime: { from: [{ of: 'creation', at: 0, path: 'openStateDelay' }], default: 60_000 },
          halfOpenRead: { before: true, inside: true },
          openError: { classes: ['BreakerError'], messages: ['Circuit is opened'] },
          filters: [{ of: 'creation', at: 0, path: 'onError', sense: 'count' }],
        },
      ],
      members: { state: { state: true, reads: { closed: 'closed', open: 'opened', 'half-open': 'half-opened' } } },
    },
  },
};

const TRANSPARENT: ValueModel = { construct: { gives: { policy: [] } } };

export const mollitia: LibraryModel = {
  package: 'mollitia',
  versions: '*',
  sources: [
    { fact: 'modules and their order', url: 'https://genesys.github.io/mollitia/guide/customization/modules' },
    { fact: 'the options of the breakers', url: 'https://genesys.github.io/mollitia/api/module/breaker' },
    { fact: 'attempts counts retries', url: 'https://genesys.github.io/mollitia/api/module/retry' },
  ],
  exports: {
    SlidingCountBreaker: breaker,
    SlidingTimeBreaker: breaker,
    Retry: {
      construct: {
        gives: {
          policy: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 0, path: 'active', is: false, means: 1 },
                  { of: 'creation', at: 0, path: 'attempts', counts: 'retries' },
                ],
                default: 3,
              },
              predicates: [{ of: 'creation', at: 0, path: 'onRejection', sense: 'retry' }],
            },
          ],
        },
      },
    },
    Timeout: TRANSPARENT,
    Bulkhead: TRANSPARENT,
    Ratelimit: TRANSPARENT,
    Fallback: {
      construct: { gives: { policy: [{ layer: 'fallback', answer: { of: 'creation', at: 0, path: 'callback' } }] } },
    },
    Circuit: {
      construct: {
        composes: { of: { at: 0, path: 'options.modules' }, first: 'outermost' },
        gives: {
          policy: 'composed',
          members: {
            execute: { call: { runs: { of: 'creation', at: 0, path: 'func' }, passes: 0, layers: 'policy' } },
            fn: {
              call: {
                inherits: true,
                gives: {
                  policy: 'composed',
                  members: { execute: { call: { runs: { of: 'creation', at: 0 }, passes: 0, layers: 'policy' } } },
                },
              },
            },
          },
        },
      },
    },
    BreakerError: { tells: 'open-error' },
    BreakerState: {
      members: {
        CLOSED: { phase: 'closed', is: 'closed' },
        OPENED: { phase: 'open', is: 'opened' },
        HALF_OPENED: { phase: 'half-open', is: 'half-opened' },
      },
    },
  },
  traps: ['The window of SlidingTimeBreaker is 60 milliseconds unless it is set: with slower calls it never opens.'],
};
