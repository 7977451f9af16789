import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { callsUnder, toldOf, type Expression } from './expression.js';
import { FailingFunction } from './failing-service.js';
import { importPackages, installedModel, library } from './installed.js';

// What the models say is computed from them and held against the installed packages. Nothing is repeated here by hand: a case is a call.

beforeAll(() => importPackages(PACKAGES));

const PACKAGES = [
  ...[
    'p-retry',
    'async-retry',
    'retry',
    'promise-retry',
    '@gar/promise-retry',
    'exponential-backoff',
    '@lifeomic/attempt',
    'ts-retry-promise',
  ],
  ...['retry-as-promised', 'async', 'radash', 'es-toolkit', 'cockatiel', 'mollitia', 'rxjs', 'effect'],
];

describe('a retry', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  type Service = FailingFunction['fn'];
  type Case = readonly [specifier: string, text: string, build: (library: Expression, fn: Service) => Expression];

  /** More calls than any retry that ends makes here. */
  const ENDLESS = 300;

  const again = (fn: Service) => (retry: (error: unknown) => never) => fn().catch(retry);

  const operation = (library: Expression, fn: Service, ...options: unknown[]): Expression => {
    const made = library.get('operation').call(...options);
    return made.get('attempt').call(() => {
      void fn().catch((error: unknown) => (made.real as { retry(error: unknown): boolean }).retry(error));
    });
  };

  const CASES: readonly Case[] = [
    ['p-retry', 'pRetry(fn)', (l, fn) => l.get('default').call(fn)],
    ['p-retry', 'pRetry(fn, { retries: 2 })', (l, fn) => l.get('default').call(fn, { retries: 2 })],
    ['p-retry', 'pRetry(fn, { retries: 0 })', (l, fn) => l.get('default').call(fn, { retries: 0 })],
    [
      'p-retry',
      'pRetry(fn, { retries, onFailedAttempt })',
      (l, fn) => l.get('default').call(fn, { retries: 3, onFailedAttempt: vi.fn() }),
    ],
    [
      'p-retry',
      'makeRetriable(fn, { retries: 2 })()',
      (l, fn) => l.get('makeRetriable').call(fn, { retries: 2 }).call(),
    ],
    ['async-retry', 'retry(fn)', (l, fn) => l.get('default').call(fn)],
    [
      'async-retry',
      'retry(fn, { retries: 2, onRetry })',
      (l, fn) => l.get('default').call(fn, { retries: 2, onRetry: vi.fn() }),
    ],
    ['async-retry', 'retry(fn, { forever: true })', (l, fn) => l.get('default').call(fn, { forever: true })],
    ['retry', 'operation().attempt(fn)', (l, fn) => operation(l, fn)],
    ['retry', 'operation({ retries: 2 }).attempt(fn)', (l, fn) => operation(l, fn, { retries: 2 })],
    ['retry', 'operation([1, 1]).attempt(fn)', (l, fn) => operation(l, fn, [1, 1])],
    ['promise-retry', 'promiseRetry((retry) => …)', (l, fn) => l.get('default').call(again(fn))],
    [
      'promise-retry',
      'promiseRetry((retry) => …, { retries: 2 })',
      (l, fn) => l.get('default').call(again(fn), { retries: 2 }),
    ],
    [
      'promise-retry',
      'promiseRetry({ retries: 2 }, (retry) => …)',
      (l, fn) => l.get('default').call({ retries: 2 }, again(fn)),
    ],
    ['@gar/promise-retry', 'promiseRetry((retry) => …)', (l, fn) => l.get('promiseRetry').call(again(fn))],
    [
      '@gar/promise-retry',
      'promiseRetry((retry) => …, { retries: 2 })',
      (l, fn) => l.get('promiseRetry').call(again(fn), { retries: 2 }),
    ],
    ['exponential-backoff', 'backOff(fn)', (l, fn) => l.get('backOff').call(fn)],
    [
      'exponential-backoff',
      'backOff(fn, { numOfAttempts: 3 })',
      (l, fn) => l.get('backOff').call(fn, { numOfAttempts: 3, retry: vi.fn(() => true) }),
    ],
    [
      'exponential-backoff',
      'backOff(fn, { numOfAttempts: 0 })',
      (l, fn) => l.get('backOff').call(fn, { numOfAttempts: 0 }),
    ],
    ['@lifeomic/attempt', 'retry(fn)', (l, fn) => l.get('retry').call(fn)],
    [
      '@lifeomic/attempt',
      'retry(fn, { maxAttempts: 5 })',
      (l, fn) => l.get('retry').call(fn, { maxAttempts: 5, handleError: vi.fn() }),
    ],
    ['@lifeomic/attempt', 'retry(fn, { maxAttempts: 0 })', (l, fn) => l.get('retry').call(fn, { maxAttempts: 0 })],
    ['ts-retry-promise', 'retry(fn)', (l, fn) => l.get('retry').call(fn)],
    ['ts-retry-promise', 'retry(fn, { retries: 2 })', (l, fn) => l.get('retry').call(fn, { retries: 2 })],
    [
      'ts-retry-promise',
      "retry(fn, { retries: 'INFINITELY' })",
      (l, fn) => l.get('retry').call(fn, { retries: 'INFINITELY' }),
    ],
    [
      'ts-retry-promise',
      'retryDecorator(fn, { retries: 2 })()',
      (l, fn) => l.get('retryDecorator').call(fn, { retries: 2 }).call(),
    ],
    ['retry-as-promised', 'retryAsPromised(fn, 3)', (l, fn) => l.get('retryAsPromised').call(fn, 3)],
    ['retry-as-promised', 'retryAsPromised(fn, { max: 3 })', (l, fn) => l.get('retryAsPromised').call(fn, { max: 3 })],
    ['async', 'retry(fn)', (l, fn) => l.get('retry').call(async () => fn())],
    ['async', 'retry(3, fn)', (l, fn) => l.get('retry').call(3, async () => fn())],
    ['async', 'retry({ times: 3 }, fn)', (l, fn) => l.get('retry').call({ times: 3 }, async () => fn())],
    ['async', 'retry({ times: 0 }, fn)', (l, fn) => l.get('retry').call({ times: 0 }, async () => fn())],
    [
      'async',
      'retryable({ times: 3 }, fn)()',
      (l, fn) =>
        l
          .get('retryable')
          .call({ times: 3 }, async () => fn())
          .call(),
    ],
    ['radash', 'retry({}, fn)', (l, fn) => l.get('retry').call({}, fn)],
    ['radash', 'retry({ times: 4 }, fn)', (l, fn) => l.get('retry').call({ times: 4 }, fn)],
    ['es-toolkit', 'retry(fn)', (l, fn) => l.get('retry').call(fn)],
    ['es-toolkit', 'retry(fn, 3)', (l, fn) => l.get('retry').call(fn, 3)],
    ['es-toolkit', 'retry(fn, { retries: 3 })', (l, fn) => l.get('retry').call(fn, { retries: 3 })],
    ['es-toolkit', 'retry(fn, { delay: 1 })', (l, fn) => l.get('retry').call(fn, { delay: 1 })],
    [
      'cockatiel',
      'retry(handleAll, {}).execute(fn)',
      (l, fn) => l.get('retry').call(l.get('handleAll'), {}).get('execute').call(fn),
    ],
    [
      'cockatiel',
      'retry(handleAll, { maxAttempts: 3 }).execute(fn)',
      (l, fn) => l.get('retry').call(l.get('handleAll'), { maxAttempts: 3 }).get('execute').call(fn),
    ],
    [
      'cockatiel',
      'wrap(retry, retry).execute(fn)',
      (l, fn) => {
        const retry = (maxAttempts: number): Expression => l.get('retry').call(l.get('handleAll'), { maxAttempts });
        return l.get('wrap').call(retry(2), retry(3)).get('execute').call(fn);
      },
    ],
    [
      'mollitia',
      'new Circuit({ options: { modules: [new Retry()] } }).fn(fn).execute()',
      (l, fn) =>
        l
          .get('Circuit')
          .construct({ options: { modules: [l.get('Retry').construct()] } })
          .get('fn')
          .call(fn)
          .get('execute')
          .call(),
    ],
    [
      'mollitia',
      'new Circuit({ func, options: { modules: [new Retry({ attempts: 3 })] } }).execute()',
      (l, fn) =>
        l
          .get('Circuit')
          .construct({ func: fn, options: { modules: [l.get('Retry').construct({ attempts: 3, interval: 1 })] } })
          .get('execute')
          .call(),
    ],
    [
      'rxjs',
      'lastValueFrom(defer(fn).pipe(retry(2)))',
      (l, fn) => l.get('lastValueFrom').call(l.get('defer').call(fn).get('pipe').call(l.get('retry').call(2))),
    ],
    [
      'rxjs',
      'lastValueFrom(defer(fn).pipe(retry({ count: 2, delay: 1 })))',
      (l, fn) =>
        l.get('lastValueFrom').call(
          l
            .get('defer')
            .call(fn)
            .get('pipe')
            .call(l.get('retry').call({ count: 2, delay: 1 })),
        ),
    ],
    [
      'rxjs',
      'lastValueFrom(defer(fn).pipe(retry(1), retry(2)))',
      (l, fn) =>
        l
          .get('lastValueFrom')
          .call(l.get('defer').call(fn).get('pipe').call(l.get('retry').call(1), l.get('retry').call(2))),
    ],
    [
      'effect',
      'Effect.runPromise(Effect.retry(Effect.tryPromise(fn), { times: 2 }))',
      (l, fn) => {
        const effect = l.get('Effect');
        return effect.get('runPromise').call(effect.get('retry').call(effect.get('tryPromise').call(fn), { times: 2 }));
      },
    ],
    [
      'effect',
      'Effect.runPromise(Effect.tryPromise({ try }).pipe(Effect.retry(Schedule.recurs(2)), Effect.retry({ times: 1 })))',
      (l, fn) => {
        const effect = l.get('Effect');
        const recurs = l.get('Schedule').get('recurs').call(2);
        const piped = effect
          .get('tryPromise')
          .call({ try: fn, catch: (error: unknown) => error })
          .get('pipe');
        return effect
          .get('runPromise')
          .call(piped.call(effect.get('retry').call(recurs), effect.get('retry').call({ times: 1 })));
      },
    ],
    [
      'effect',
      'Effect.runPromise(pipe(Effect.tryPromise(fn), Effect.retry({ times: 2 }))',
      (l, fn) => {
        const effect = l.get('Effect');
        return effect
          .get('runPromise')
          .call(l.get('pipe').call(effect.get('tryPromise').call(fn), effect.get('retry').call({ times: 2 })));
      },
    ],
  ];

  it.each(CASES)('of %s calls as often as its model says: %s', async (specifier, _, build) => {
    const service = new FailingFunction();
    const bounded: Service = () => (service.calls < ENDLESS ? service.fn() : (Promise.resolve() as Promise<never>));
    const expression = build(library(specifier), bounded);
    await settled(expression.real);
    const calls = callsUnder(expression.around ?? []);
    expect(service.calls).toBe(calls === 'infinite' ? ENDLESS : calls);
    for (const { hook, times } of toldOf(expression.around ?? [])) {
      expect(hook).toHaveBeenCalledTimes(times);
    }
  });

  it.each(['promise-retry', '@gar/promise-retry'])(
    'of %s calls once where nothing is handed to retry',
    async (specifier) => {
      const service = new FailingFunction();
      const exported = specifier === 'promise-retry' ? 'default' : 'promiseRetry';
      const { real, around } = library(specifier).get(exported).call(service.fn);
      await settled(real);
      expect(around?.map(({ layer }) => layer.layer === 'retry' && layer.parameter?.meaning)).toEqual(['again']);
      expect(service.calls).toBe(1);
    },
  );

  it.each<readonly [string, (library: Expression, fn: (bail: (error: Error) => void) => Promise<never>) => Expression]>(
    [
      ['async-retry', (l, fn) => l.get('default').call(fn)],
      ['radash', (l, fn) => l.get('retry').call({}, fn)],
    ],
  )('of %s ends where its parameter is called', async (specifier, build) => {
    const service = new FailingFunction();
    const { real, around } = build(library(specifier), async (bail) => {
      service.calls += 1;
      bail(new Error('no use'));
      return undefined as never;
    });
    await settled(real);
    expect(around?.map(({ layer }) => layer.layer === 'retry' && layer.parameter)).toEqual([
      { at: 0, meaning: 'bail' },
    ]);
    expect(service.calls).toBe(1);
  });

  it.each([
    ['onFailure', 'retry', 3],
    ['onRetry', 'retry', 3],
    ['onGiveUp', 'retry', 3],
  ])('of cockatiel tells %s as often as its model says', async (event, name, maxAttempts) => {
    const cockatiel = library('cockatiel');
    const policy = cockatiel.get(name).call(cockatiel.get('handleAll'), { maxAttempts });
    const told = vi.fn();
    policy.get(event).call(told);
    const { real, around } = policy.get('execute').call(new FailingFunction().fn);
    await settled(real);
    const [hook] = installedModel('cockatiel').exports[name]?.call?.gives instanceof Object ? hooksOf(name, event) : [];
    const total = Number(callsUnder(around ?? []));
    expect(told).toHaveBeenCalledTimes(hook?.only === 'end' ? 1 : total - (hook?.misses === 'last' ? 1 : 0));
  });

  function hooksOf(name: string, event: string) {
    const gives = installedModel('cockatiel').exports[name]?.call?.gives;
    return typeof gives === 'object' ? (gives.members?.[event]?.call?.hooks ?? []) : [];
  }
});

/** Lets the time pass until a promise is settled; where there is none, until nothing is left to wait for. */
async function settled(result: unknown): Promise<void> {
  const isPromise = typeof result === 'object' && result !== null && 'then' in result;
  let isPending = true;
  const end = (): void => {
    isPending = false;
  };
  if (isPromise) {
    Promise.resolve(result).then(end, end);
  }
  for (let idle = 0; isPending && idle < (isPromise ? 2_000 : 10); idle = vi.getTimerCount() > 0 ? 0 : idle + 1) {
    await vi.advanceTimersToNextTimerAsync();
  }
}
