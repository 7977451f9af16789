import type { LibraryModel, RetryModel } from './model.js';

const retry = (of: 'call' | 'creation'): RetryModel => ({
  layer: 'retry',
  calls: {
    from: [
      { of, at: 1, path: 'retries', is: 'INFINITELY', means: 'infinite' },
      { of, at: 1, path: 'retries', counts: 'retries' },
    ],
    default: 11,
  },
  predicates: [{ of, at: 1, path: 'retryIf', sense: 'retry', parameters: 'error' }],
  hooks: [{ of, at: 1, path: 'logger' }],
  stops: ['NotRetryableError'],
  wraps: { classes: ['RetryError'] },
});

export const tsRetryPromise: LibraryModel = {
  package: 'ts-retry-promise',
  versions: '>=0.6',
  sources: [{ fact: 'options and their defaults', url: 'https://github.com/normartin/ts-retry-promise#readme' }],
  exports: {
    NotRetryableError: { error: true },
    RetryError: { error: true },
    retry: { call: { runs: { at: 0 }, layers: [retry('call')] } },
    retryDecorator: {
      call: { gives: { call: { runs: { of: 'creation', at: 0 }, passes: 0, layers: [retry('creation')] } } },
    },
  },
  traps: ['The whole call ends after 60 seconds by default.', 'RetryError hides what failed from a breaker outside.'],
};
