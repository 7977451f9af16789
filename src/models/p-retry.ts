import type { LibraryModel, NumberPlace, RetryModel, Source, TimeModel, ValueModel } from './model.js';

const RETRIES: NumberPlace = { at: 1, path: 'retries', counts: 'retries' };

const WAIT: TimeModel = { from: [{ at: 1, path: 'minTimeout' }], default: 1_000 };

const ATTEMPT: NonNullable<RetryModel['attempt']> = { at: 0, first: 1 };

const STOPS = ['AbortError', 'TypeError'];

const SOURCES: readonly Source[] = [
  { fact: 'options, hooks, what ends it', url: 'https://github.com/sindresorhus/p-retry#readme' },
  { fact: 'the number of retries', url: 'https://github.com/sindresorhus/p-retry/blob/main/index.js' },
];

const TRAPS = ['A TypeError that is no network error is not retried.'];

const exports = (retry: RetryModel): Readonly<Record<string, ValueModel>> => ({
  default: { call: { runs: { at: 0 }, layers: [retry] } },
  AbortError: { error: true },
});

/** Up to 6, `forever` makes it endless and the hook is given the error; since 7 it is given a context, and `retries: Infinity` is the way. */
export const pRetry: readonly LibraryModel[] = [
  {
    package: 'p-retry',
    versions: '<7',
    sources: SOURCES,
    exports: exports({
      layer: 'retry',
      calls: { from: [{ at: 1, path: 'forever', is: true, means: 'infinite' }, RETRIES], default: 11 },
      wait: WAIT,
      predicates: [{ at: 1, path: 'shouldRetry', sense: 'retry', parameters: 'error' }],
      attempt: ATTEMPT,
      hooks: [{ at: 1, path: 'onFailedAttempt', stops: true }],
      stops: STOPS,
    }),
    traps: TRAPS,
  },
  {
    package: 'p-retry',
    versions: '>=7',
    sources: SOURCES,
    exports: {
      ...exports({
        layer: 'retry',
        calls: { from: [{ at: 1, path: 'shouldConsumeRetry', means: 'unknown' }, RETRIES], default: 11 },
        wait: WAIT,
        predicates: [{ at: 1, path: 'shouldRetry', sense: 'retry', parameters: '{ error }' }],
        attempt: ATTEMPT,
        hooks: [{ at: 1, path: 'onFailedAttempt', stops: true, parameters: '{ error }' }],
        stops: STOPS,
      }),
      makeRetriable: {
        call: {
          gives: {
            call: {
              runs: { of: 'creation', at: 0 },
              passes: 0,
              layers: [
                {
                  layer: 'retry',
                  calls: {
                    from: [
                      { of: 'creation', at: 1, path: 'shouldConsumeRetry', means: 'unknown' },
                      { ...RETRIES, of: 'creation' },
                    ],
                    default: 11,
                  },
                  predicates: [{ of: 'creation', at: 1, path: 'shouldRetry', sense: 'retry', parameters: '{ error }' }],
                  hooks: [{ of: 'creation', at: 1, path: 'onFailedAttempt', stops: true, parameters: '{ error }' }],
                  stops: STOPS,
                },
              ],
            },
          },
        },
      },
    },
    traps: TRAPS,
  },
];
