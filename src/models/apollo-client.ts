import type { LibraryModel } from './model.js';

export const apolloClient: LibraryModel = {
  package: '@apollo/client',
  versions: '>=3',
  sources: [
    { fact: 'attempts and its defaults', url: 'https://www.apollographql.com/docs/react/api/link/apollo-link-retry' },
  ],
  exports: {},
  subpaths: {
    './link/retry': {
      RetryLink: {
        construct: {
          gives: {
            policy: [
              {
                layer: 'retry',
                calls: { from: [{ of: 'creation', at: 0, path: 'attempts.max', counts: 'attempts' }], default: 5 },
                predicates: [
                  { of: 'creation', at: 0, path: 'attempts.retryIf', sense: 'retry' },
                  { of: 'creation', at: 0, path: 'attempts', sense: 'retry' },
                ],
                errors: 'service',
              },
            ],
          },
        },
      },
    },
  },
  traps: ['The first link is outermost.'],
};
