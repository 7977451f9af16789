import type { LibraryModel, RetryModel, ValueModel } from './model.js';

const retry = (of: 'call' | 'creation'): RetryModel => ({
  layer: 'retry',
  calls: {
    from: [
      { of, at: 'options', path: 'times', is: 0, means: 5 },
      { of, at: 'options', path: 'times', counts: 'attempts' },
      { of, at: 'options', counts: 'attempts' },
    ],
    default: 5,
  },
  predicates: [{ of, at: 'options', path: 'errorFilter', sense: 'retry', parameters: 'error' }],
});

const RETRY: ValueModel = { call: { runs: { at: 'last-function' }, style: 'callback', layers: [retry('call')] } };

const RETRYABLE: ValueModel = {
  call: {
    gives: {
      call: { runs: { of: 'creation', at: 'last' }, passes: 0, style: 'callback', layers: [retry('creation')] },
    },
  },
};

export const async: LibraryModel = {
  package: 'async',
  versions: '>=2',
  sources: [{ fact: 'retry and retryable', url: 'https://caolan.github.io/async/v3/docs.html#retry' }],
  exports: { default: { members: { retry: RETRY, retryable: RETRYABLE } }, retry: RETRY, retryable: RETRYABLE },
  subpaths: { './retry': { default: RETRY }, './retryable': { default: RETRYABLE } },
  traps: [
    'times: 0 is taken for the default of five.',
    'A function that gives a promise and is not declared async is taken for one with a callback, and hangs.',
  ],
};
