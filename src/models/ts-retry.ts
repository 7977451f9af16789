import type { LibraryModel, ValueModel } from './model.js';

const RETRY: ValueModel = {
  call: {
    runs: { at: 0 },
    layers: [
      {
        layer: 'retry',
        calls: { from: [{ at: 1, path: 'maxTry', counts: 'attempts' }], default: 240 },
        hooks: [
          { at: 1, path: 'onError', misses: 'last', stops: true },
          { at: 1, path: 'onMaxRetryFunc', only: 'end' },
        ],
      },
    ],
  },
};

const WRAPPER: ValueModel = {
  call: {
    gives: {
      call: {
        runs: { of: 'creation', at: 0 },
        passes: 0,
        layers: [
          {
            layer: 'retry',
            calls: { from: [{ of: 'creation', at: 1, path: 'maxTry', counts: 'attempts' }], default: 240 },
            hooks: [
              { of: 'creation', at: 1, path: 'onError', misses: 'last', stops: true },
              { of: 'creation', at: 1, path: 'onMaxRetryFunc', only: 'end' },
            ],
          },
        ],
      },
    },
  },
};

export const tsRetry: LibraryModel = {
  package: 'ts-retry',
  versions: '>=4',
  sources: [{ fact: 'maxTry, its default, the hooks', url: 'https://github.com/franckLdx/ts-retry#readme' }],
  exports: {
    retry: RETRY,
    retryAsync: RETRY,
    retryDecorator: WRAPPER,
    retryAsyncDecorator: WRAPPER,
  },
  traps: [
    'setDefaultRetryOptions changes the default for the whole process.',
    'retryDecorator wraps a function, it is no decorator.',
  ],
};
