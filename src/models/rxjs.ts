import type { LibraryModel, ValueModel } from './model.js';

/** `retry(n)` or `retry({ count, delay })`. */
const RETRY: ValueModel = {
  call: {
    gives: {
      policy: [
        {
          layer: 'retry',
          calls: {
            from: [
              { of: 'creation', at: 0, path: 'count', counts: 'retries' },
              { of: 'creation', at: 0, path: 'delay', means: 'infinite' },
              { of: 'creation', at: 0, counts: 'retries' },
            ],
            default: 'infinite',
          },
          predicates: [{ of: 'creation', at: 0, path: 'delay', sense: 'retry' }],
          hooks: [{ of: 'creation', at: 0, path: 'delay', misses: 'last', stops: true }],
        },
      ],
    },
  },
};

const RETRY_WHEN: ValueModel = {
  call: {
    gives: {
      policy: [
        {
          layer: 'retry',
          calls: { from: [], default: 'unknown' },
          predicates: [{ of: 'creation', at: 0, sense: 'retry' }],
        },
      ],
    },
  },
};

const TRANSPARENT: ValueModel = { call: { gives: { policy: [] } } };

const FALLBACK: ValueModel = {
  call: { gives: { policy: [{ layer: 'fallback', answer: { of: 'creation', at: 0 } }] } },
};

/** A step that runs a function on what comes. */
const step = (keeps: { readonly keeps?: true } = {}): ValueModel => ({
  call: { gives: { policy: [], follows: { of: 'creation', at: 0, ...keeps } } },
});

const OPERATORS: Readonly<Record<string, ValueModel>> = {
  retry: RETRY,
  retryWhen: RETRY_WHEN,
  catchError: FALLBACK,
  onErrorResumeNextWith: FALLBACK,
  map: step(),
  switchMap: step(),
  mergeMap: step(),
  concatMap: step(),
  exhaustMap: step(),
  tap: step({ keeps: true }),
  filter: TRANSPARENT,
  take: TRANSPARENT,
  delay: TRANSPARENT,
  timeout: TRANSPARENT,
  finalize: TRANSPARENT,
  shareReplay: TRANSPARENT,
};

/** What is handed over is what the observable gives. */
const HOLDS: ValueModel = { call: { style: 'observable', gives: { use: 'observable' } } };

const RUNS: ValueModel = { call: { runs: { at: 0 }, style: 'observable' } };

export const rxjs: LibraryModel = {
  package: 'rxjs',
  versions: '>=6',
  sources: [
    { fact: 'retry, count, delay', url: 'https://rxjs.dev/api/operators/retry' },
    {
      fact: 'retry without a count',
      url: 'https://github.com/ReactiveX/rxjs/blob/7.x/src/internal/operators/retry.ts',
    },
    { fact: 'defer makes a source for each subscription', url: 'https://rxjs.dev/api/index/function/defer' },
  ],
  exports: {
    ...OPERATORS,
    defer: { call: { runs: { at: 0 }, style: 'observable', gives: { use: 'observable' } } },
    // The promise was there before: to subscribe again calls nothing again.
    from: HOLDS,
    of: HOLDS,
    timer: HOLDS,
    throwError: { call: { runs: { at: 0 }, style: 'observable', fails: true, gives: { use: 'observable' } } },
    lastValueFrom: RUNS,
    firstValueFrom: RUNS,
  },
  subpaths: { './operators': OPERATORS },
  values: {
    observable: {
      members: {
        pipe: {
          call: {
            composes: { of: 'arguments', receiver: true, first: 'innermost' },
            gives: { use: 'observable', policy: 'composed' },
          },
        },
        subscribe: {},
      },
    },
  },
  traps: ['from(promise).pipe(retry(2)) calls the service once: only defer makes another call.', 'retry() never ends.'],
};
