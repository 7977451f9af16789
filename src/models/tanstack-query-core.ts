import type { LibraryModel, RetryModel, Total, ValueModel } from './model.js';

const retry = (calls: Total): RetryModel => ({
  layer: 'retry',
  calls: {
    from: [
      { at: 0, path: 'retry', is: false, means: 1 },
      { at: 0, path: 'retry', is: true, means: 'infinite' },
      { at: 0, path: 'retry', counts: 'retries' },
    ],
    default: calls,
  },
  predicates: [{ at: 0, path: 'retry', sense: 'retry' }],
  implicit: true,
});

const fetches: ValueModel = { call: { runs: { at: 0, path: 'queryFn' }, layers: [retry(1)] } };

const CLIENT: ValueModel = {
  construct: { gives: { members: { fetchQuery: fetches, prefetchQuery: fetches, ensureQueryData: fetches } } },
};

const USE_QUERY: ValueModel = { call: { runs: { at: 0, path: 'queryFn' }, layers: [retry(4)], gives: {} } };

const SOURCES = [
  {
    fact: 'retry and its default of three',
    url: 'https://tanstack.com/query/latest/docs/framework/react/guides/query-retries',
  },
];

const TRAPS = [
  'On a server nothing is retried by default.',
  'defaultOptions of the client change the number for every query.',
];

export const tanstackQueryCore: readonly LibraryModel[] = [
  {
    package: '@tanstack/query-core',
    versions: '>=4',
    sources: SOURCES,
    exports: { QueryClient: CLIENT },
    traps: TRAPS,
  },
  {
    package: '@tanstack/react-query',
    versions: '>=4',
    sources: SOURCES,
    exports: {
      QueryClient: CLIENT,
      useQuery: USE_QUERY,
      useInfiniteQuery: USE_QUERY,
      useMutation: { call: { runs: { at: 0, path: 'mutationFn' }, layers: [retry(1)], gives: {} } },
    },
    traps: TRAPS,
  },
];
