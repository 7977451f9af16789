import type { LibraryModel, RetryModel } from './model.js';

const RETRY: RetryModel = {
  layer: 'retry',
  calls: {
    from: [
      { at: 0, path: 'retry', is: false, means: 1 },
      { at: 0, path: 'retryConfig.retry', counts: 'retries' },
      { at: 0, path: 'retryConfig', means: 4 },
      { at: 0, path: 'retry', is: true, means: 4 },
      { at: 0, path: 'retry', means: 'unknown' },
    ],
    default: 1,
  },
  predicates: [{ at: 0, path: 'retryConfig.shouldRetry', sense: 'retry' }],
  hooks: [{ at: 0, path: 'retryConfig.onRetryAttempt', misses: 'last' }],
  errors: 'service',
  methods: 'idempotent',
};

export const gaxios: LibraryModel = {
  package: 'gaxios',
  versions: '>=5',
  sources: [
    {
      fact: 'retry, retryConfig and their defaults',
      url: 'https://github.com/googleapis/google-cloud-node/tree/main/core/packages/gaxios#readme',
    },
  ],
  exports: {
    request: { call: { reaches: 'service', layers: [RETRY] } },
    Gaxios: { construct: { gives: { members: { request: { call: { reaches: 'service', layers: [RETRY] } } } } } },
  },
  traps: ['Google clients turn it on for requests that can be repeated.'],
};
