import type { LibraryModel, RetryModel, Source, ValueModel } from './model.js';

const RETRY: RetryModel = {
  layer: 'retry',
  calls: {
    from: [
      { of: 'creation', at: 0, path: 'maxAttempts', is: 0, means: 'infinite' },
      { of: 'creation', at: 0, path: 'maxAttempts', counts: 'retries' },
    ],
    default: 11,
  },
  predicates: [{ of: 'creation', at: 0, path: 'until', sense: 'stop' }],
  hooks: [{ of: 'creation', at: 0, path: 'onRetry', misses: 'last' }],
  errors: 'service',
  wraps: { messages: ['Number of attempts exceeded.'] },
};

const MIDDLEWARES: Readonly<Record<string, ValueModel>> = { retry: { call: { gives: { policy: [RETRY] } } } };

const SOURCES: readonly Source[] = [
  { fact: 'the retry middleware', url: 'https://github.com/elbywan/wretch#middlewares' },
  { fact: 'maxAttempts counts retries', url: 'https://github.com/elbywan/wretch/blob/master/src/middlewares/retry.ts' },
];

/** The first middleware is outermost. */
export const wretch: LibraryModel = {
  package: 'wretch',
  versions: '>=2',
  sources: SOURCES,
  exports: { default: { call: { gives: { use: 'wretch' } } } },
  subpaths: { './middlewares': MIDDLEWARES, './middlewares/retry': MIDDLEWARES },
  values: {
    wretch: {
      policy: [],
      members: {
        middlewares: {
          call: {
            composes: { of: { at: 0 }, first: 'outermost' },
            inherits: true,
            gives: { use: 'wretch', policy: 'composed' },
          },
        },
        get: { call: { reaches: 'service', layers: 'policy' } },
        post: { call: { reaches: 'service', layers: 'policy' } },
        put: { call: { reaches: 'service', layers: 'policy' } },
        patch: { call: { reaches: 'service', layers: 'policy' } },
        delete: { call: { reaches: 'service', layers: 'policy' } },
        url: { call: { gives: 'receiver' } },
        headers: { call: { gives: 'receiver' } },
        auth: { call: { gives: 'receiver' } },
        json: { call: { gives: 'receiver' } },
      },
    },
  },
  traps: [
    'maxAttempts counts retries, and 0 never ends.',
    'Up to 2.x any status outside 2xx is retried, also 400.',
    'The error at the end has lost the status.',
  ],
};
