import type { LibraryModel } from './model.js';

export const urqlExchangeRetry: LibraryModel = {
  package: '@urql/exchange-retry',
  versions: '>=1',
  sources: [
    { fact: 'maxNumberAttempts, retryIf', url: 'https://nearform.com/open-source/urql/docs/api/retry-exchange/' },
  ],
  exports: {
    retryExchange: {
      call: {
        gives: {
          failures: 'error-field',
          policy: [
            {
              layer: 'retry',
              calls: { from: [{ of: 'creation', at: 0, path: 'maxNumberAttempts', counts: 'attempts' }], default: 2 },
              predicates: [{ of: 'creation', at: 0, path: 'retryIf', sense: 'retry' }],
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: ['The first exchange is outermost.', 'A failure is a result with an error field.'],
};
