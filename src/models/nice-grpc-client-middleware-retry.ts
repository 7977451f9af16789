import type { LibraryModel } from './model.js';

/** `createClientFactory().use(retryMiddleware)`: a call asks for it in its options, unless its method is idempotent. */
export const niceGrpcClientMiddlewareRetry: LibraryModel = {
  package: 'nice-grpc-client-middleware-retry',
  versions: '>=1',
  sources: [
    {
      fact: 'options of a call',
      url: 'https://github.com/deeplay-io/nice-grpc/tree/master/packages/nice-grpc-client-middleware-retry#readme',
    },
  ],
  exports: {
    retryMiddleware: {
      policy: [
        {
          layer: 'retry',
          calls: {
            from: [
              { at: 1, path: 'retry', is: false, means: 1 },
              { at: 1, path: 'retryMaxAttempts', counts: 'retries' },
              { at: 1, path: 'retry', is: true, means: 2 },
            ],
            default: 'unknown',
          },
          hooks: [{ at: 1, path: 'onRetryableError', misses: 'last' }],
          errors: 'service',
          methods: 'idempotent',
        },
      ],
    },
  },
  traps: ['retryMaxAttempts counts retries.', 'The middleware that is used last is outermost.'],
};
