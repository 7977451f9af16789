import type { LibraryModel, ValueModel } from './model.js';

const ATTACH: ValueModel = {
  call: {
    installs: {
      on: { at: 0 },
      layers: [
        {
          layer: 'retry',
          calls: { from: [{ at: 1, path: 'raxConfig.retry', counts: 'retries' }], default: 4 },
          predicates: [{ at: 1, path: 'raxConfig.shouldRetry', sense: 'retry' }],
          hooks: [{ at: 1, path: 'raxConfig.onRetryAttempt', misses: 'last' }],
          errors: 'service',
          methods: 'idempotent',
        },
      ],
    },
  },
};

export const retryAxios: LibraryModel = {
  package: 'retry-axios',
  versions: '>=2',
  sources: [
    { fact: 'attach, raxConfig, what is retried', url: 'https://github.com/JustinBeckwith/retry-axios#readme' },
  ],
  exports: { attach: ATTACH, default: { members: { attach: ATTACH } } },
  traps: ['attach() without an instance makes every call of axios in the process retry, without any further config.'],
};
