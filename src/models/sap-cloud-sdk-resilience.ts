import type { BreakerModel, LibraryModel } from './model.js';

const BREAKER: BreakerModel = {
  layer: 'breaker',
  failures: { from: [], default: 10 },
  shared: true,
  rate: { from: [], default: 50, whole: 100, above: true },
  halfOpen: 'one',
  openTime: { from: [], default: 30_000 },
  openError: { codes: ['EOPENBREAKER'], messages: ['Breaker is open'] },
};

/** Middleware, whose first is outermost where it is listed (`@sap-cloud-sdk/http-client`). */
export const sapCloudSdkResilience: LibraryModel = {
  package: '@sap-cloud-sdk/resilience',
  versions: '>=3',
  sources: [
    { fact: 'the middlewares and their order', url: 'https://sap.github.io/cloud-sdk/docs/js/guides/resilience' },
    {
      fact: 'the options of the breaker',
      url: 'https://github.com/SAP/cloud-sdk-js/blob/main/packages/resilience/src/circuit-breaker.ts',
    },
    {
      fact: 'the default of three retries',
      url: 'https://github.com/SAP/cloud-sdk-js/blob/main/packages/resilience/src/retry.ts',
    },
  ],
  exports: {
    circuitBreaker: { call: { gives: { policy: [BREAKER] } } },
    retry: {
      call: {
        gives: {
          policy: [{ layer: 'retry', calls: { from: [{ of: 'creation', at: 0, counts: 'retries' }], default: 4 } }],
        },
      },
    },
    timeout: { call: { gives: { policy: [] } } },
    resilience: {
      call: {
        gives: {
          policy: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 0, path: 'retry', is: false, means: 1 },
                  { of: 'creation', at: 0, path: 'retry', is: true, means: 4 },
                  { of: 'creation', at: 0, path: 'retry', counts: 'retries' },
                ],
                default: 1,
              },
            },
            {
              ...BREAKER,
              failures: {
                from: [{ of: 'creation', at: 0, path: 'circuitBreaker', is: false, means: 'infinite' }],
                default: 10,
              },
            },
          ],
        },
      },
    },
  },
  traps: [
    'All middlewares for one address and tenant share one circuit.',
    '[circuitBreaker(), retry()] is a retry inside the breaker.',
  ],
};
