import type { Invocation, LayerModel, LibraryModel, NumberModel, RetryModel, Source, ValueModel } from './model.js';

const retry = (of: 'call' | 'creation', at: number): RetryModel => ({
  layer: 'retry',
  calls: {
    from: [
      { of, at, path: 'times', counts: 'retries' },
      { of, at, path: 'schedule' },
      { of, at },
    ],
    default: 'infinite',
  },
  predicates: [
    { of, at, path: 'while', sense: 'retry' },
    { of, at, path: 'until', sense: 'stop' },
  ],
});

/** An operator: alone it is a step of a pipe; given an effect first, it wraps that. */
const operator = (layers: (of: 'call' | 'creation', at: number) => readonly LayerModel[], own = 1): ValueModel => ({
  call: {
    arguments: own,
    gives: { policy: layers('creation', 0) },
    otherwise: { runs: { at: 0 }, style: 'effect', layers: layers('call', 1), gives: { use: 'effect' } },
  },
});

const TRANSPARENT = operator(() => []);

/** A step that runs a function on what comes. */
const step = (keeps: { readonly keeps?: true } = {}): ValueModel => ({
  call: {
    arguments: 1,
    gives: { policy: [], follows: { of: 'creation', at: 0, ...keeps } },
    otherwise: {
      runs: { at: 0 },
      style: 'effect',
      gives: { use: 'effect', follows: { of: 'creation', at: 1, ...keeps } },
    },
  },
});

const HANDLER = operator((of, at) => [{ layer: 'fallback', answer: { of, at } }]);

/** What stands before the handler says which failures are handled. */
const handlerAfter = (own: number): ValueModel =>
  operator((of, at) => [{ layer: 'fallback', answer: { of, at: at + own - 1 } }], own);

const TAG_HANDLER = operator((of, at) => [{ layer: 'fallback', tag: { of, at }, answer: { of, at: at + 1 } }], 2);

const TABLE_OF_HANDLERS = operator(() => [{ layer: 'fallback' }]);

const CREATES: ValueModel = {
  call: {
    runs: { at: 0, orPath: 'try' },
    style: 'effect',
    translates: { at: 0, path: 'catch' },
    gives: { use: 'effect' },
  },
};

const GENERATES: ValueModel = {
  call: { runs: { at: 0 }, style: 'effect', yields: true, gives: { use: 'effect' } },
};

/** What is handed over is what the effect gives. */
const HOLDS: ValueModel = { call: { style: 'observable', gives: { use: 'effect' } } };

const RUNS: ValueModel = { call: { runs: { at: 0 }, style: 'effect' } };

const PIPE: Invocation = {
  composes: { of: 'arguments', first: 'innermost' },
  gives: { use: 'effect', policy: 'composed' },
};

const EFFECT: Readonly<Record<string, ValueModel>> = {
  retry: operator((of, at) => [retry(of, at)]),
  tryPromise: CREATES,
  try: CREATES,
  promise: CREATES,
  sync: CREATES,
  suspend: CREATES,
  gen: GENERATES,
  succeed: HOLDS,
  runPromise: RUNS,
  runPromiseExit: RUNS,
  runFork: RUNS,
  runSync: RUNS,
  map: step(),
  flatMap: step(),
  andThen: step(),
  tap: step({ keeps: true }),
  tapError: TRANSPARENT,
  timeout: TRANSPARENT,
  mapError: TRANSPARENT,
  delay: TRANSPARENT,
  provide: TRANSPARENT,
  provideService: operator(() => [], 2),
  scoped: { policy: [] },
  withSpan: TRANSPARENT,
  asVoid: { policy: [] },
  catchTag: TAG_HANDLER,
  catchTags: TABLE_OF_HANDLERS,
  catchIf: handlerAfter(2),
  orElseSucceed: HANDLER,
  retryOrElse: handlerAfter(2),
};

const EFFECT_3: Readonly<Record<string, ValueModel>> = {
  ...EFFECT,
  catchAll: HANDLER,
  catchAllCause: HANDLER,
  orElse: HANDLER,
};

const EFFECT_4: Readonly<Record<string, ValueModel>> = {
  ...EFFECT,
  catch: HANDLER,
  catchCause: HANDLER,
  catchReason: handlerAfter(3),
};

const schedule = (count: NumberModel): ValueModel => ({ call: { gives: { use: 'schedule', count } } });

const ENDLESS = schedule({ from: [], default: 'infinite' });

const SCHEDULE: Readonly<Record<string, ValueModel>> = {
  recurs: schedule({ from: [{ of: 'creation', at: 0, counts: 'retries' }] }),
  forever: { use: 'schedule', count: { from: [], default: 'infinite' } },
  exponential: ENDLESS,
  spaced: ENDLESS,
  fixed: ENDLESS,
  fibonacci: ENDLESS,
};

const VALUES: Readonly<Record<string, ValueModel>> = {
  effect: {
    members: {
      pipe: {
        call: {
          composes: { of: 'arguments', receiver: true, first: 'innermost' },
          gives: { use: 'effect', policy: 'composed' },
        },
      },
    },
  },
  // What schedules make of each other is not modelled.
  schedule: { members: { pipe: { call: { gives: { count: { from: [], default: 'unknown' } } } } } },
};

const SOURCES: readonly Source[] = [
  { fact: 'retry, times, while, until', url: 'https://effect.website/docs/error-management/retrying/' },
  { fact: 'schedules', url: 'https://effect.website/docs/scheduling/built-in-schedules/' },
];

const TRAPS = [
  'Without times or a schedule that ends, a retry never ends.',
  'A rejection inside Effect.promise is a defect, and not retried.',
];

/** The operator that stands last in a pipe is outermost. */
export const effect: readonly LibraryModel[] = [
  {
    package: 'effect',
    versions: '3.x',
    sources: SOURCES,
    exports: { Effect: { members: EFFECT_3 }, Schedule: { members: SCHEDULE }, pipe: { call: PIPE } },
    subpaths: { './Effect': EFFECT_3, './Schedule': SCHEDULE, './Function': { pipe: { call: PIPE } } },
    values: VALUES,
    traps: TRAPS,
  },
  {
    package: 'effect',
    versions: '>=4',
    sources: [
      ...SOURCES,
      {
        fact: 'the breaker, and its advice to retry inside it',
        url: 'https://github.com/Effect-TS/effect-smol/tree/main/packages/effect/src',
      },
    ],
    exports: { Effect: { members: EFFECT_4 }, Schedule: { members: SCHEDULE }, pipe: { call: PIPE } },
    subpaths: {
      './Effect': EFFECT_4,
      './Schedule': SCHEDULE,
      './Function': { pipe: { call: PIPE } },
      './persistence': {
        CircuitBreaker: {
          members: {
            make: {
              call: {
                style: 'effect',
                gives: {
                  policy: [
                    {
                      layer: 'breaker',
                      failures: { from: [{ of: 'creation', at: 0, path: 'tripPolicy' }] },
                      halfOpen: 'one',
                      // The state moves when the next call enters.
                      halfOpenRead: { before: false, inside: true },
                      openTime: { from: [{ of: 'creation', at: 0, path: 'openDuration' }] },
                      openError: {
                        classes: ['CircuitBreakerError'],
                        tags: ['CircuitBreakerError'],
                      },
                      filters: [{ at: 'last', path: 'classify', sense: 'count' }],
                      endorsesRetryInside: true,
                    },
                  ],
                  members: {
                    execute: {
                      call: {
                        arguments: 1,
                        inherits: true,
                        gives: { policy: 'composed' },
                        otherwise: { runs: { at: 0 }, style: 'effect', layers: 'policy' },
                      },
                    },
                  },
                },
              },
            },
            consecutive: { call: { gives: { count: { from: [{ of: 'creation', at: 0 }] } } } },
            rate: {
              call: {
                gives: {
                  count: {
                    from: [
                      { of: 'creation', at: 0, path: 'minimumCalls' },
                      { of: 'creation', at: 0, path: 'size' },
                    ],
                    default: 100,
                  },
                  rate: { from: [{ of: 'creation', at: 0, path: 'threshold' }], default: 0.5, whole: 1 },
                },
              },
            },
            CircuitBreakerError: { tells: 'open-error' },
          },
        },
      },
    },
    values: VALUES,
    traps: [
      ...TRAPS,
      'The documentation of the breaker recommends the retry inside it, so that it sees one outcome per call.',
    ],
  },
];
