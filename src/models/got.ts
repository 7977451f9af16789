import type { LibraryModel, NumberPlace, Source, ValueModel } from './model.js';

const LIMIT: readonly NumberPlace[] = [
  { at: 1, path: 'retry.limit', counts: 'retries' },
  { of: 'creation', at: 0, path: 'retry.limit', counts: 'retries' },
];

/** Up to 11, the number alone may stand in place of the options. */
const NUMBER: readonly NumberPlace[] = [
  { at: 1, path: 'retry', counts: 'retries' },
  { of: 'creation', at: 0, path: 'retry', counts: 'retries' },
];

const instance = (from: readonly NumberPlace[]): ValueModel => ({
  client: [
    {
      layer: 'retry',
      calls: { from, default: 3 },
      hooks: [
        { at: 1, path: 'hooks.beforeRetry', misses: 'last' },
        { of: 'creation', at: 0, path: 'hooks.beforeRetry', misses: 'last' },
      ],
      errors: 'service',
      methods: 'idempotent',
    },
  ],
  members: {
    extend: { call: { inherits: true, gives: { use: 'instance' } } },
    defaults: {},
  },
});

const SOURCES: readonly Source[] = [
  {
    fact: 'retry.limit, its default, methods and statuses',
    url: 'https://github.com/sindresorhus/got/blob/main/documentation/7-retry.md',
  },
];

/** `got(url, options)`, its methods, and instances made by `extend`. */
export const got: readonly LibraryModel[] = [
  {
    package: 'got',
    versions: '<12',
    sources: SOURCES,
    exports: { default: { use: 'instance' }, got: { use: 'instance' } },
    values: { instance: instance([...LIMIT, ...NUMBER]) },
  },
  {
    package: 'got',
    versions: '>=12',
    sources: SOURCES,
    exports: { default: { use: 'instance' }, got: { use: 'instance' } },
    values: { instance: instance(LIMIT) },
  },
];
