import type { LibraryModel } from './model.js';

export const undiciRetry: LibraryModel = {
  package: 'undici-retry',
  versions: '>=5',
  sources: [{ fact: 'retryConfig, what it returns', url: 'https://github.com/kibertoad/undici-retry#readme' }],
  exports: {
    sendWithRetry: {
      failures: 'error-field',
      client: [
        {
          layer: 'retry',
          calls: { from: [{ at: 2, path: 'maxAttempts', counts: 'attempts' }], default: 3 },
          errors: 'service',
        },
      ],
    },
  },
  traps: ['It never throws for an error of HTTP: it returns it.'],
};
