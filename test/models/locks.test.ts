import { beforeAll, expect, it } from 'vitest';

import type { LockModel } from '../../src/models/model.js';
import { totalOf, type Bound, type Expression } from './expression.js';
import { importPackages, library } from './installed.js';

// Whether a lock lets one holder in at a time is computed from the models, and held against how many got in together.

beforeAll(() => importPackages([...CASES.map(([specifier]) => specifier), 'async-sema']));

type Work = () => Promise<void>;
type Case = readonly [
  specifier: string,
  text: string,
  build: (library: Expression, work: Work, caller: number) => Expression,
];

const shared = new Map<string, Expression>();

/** One lock for all callers of a case. */
const once = (text: string, make: () => Expression): Expression => {
  const made = shared.get(text) ?? make();
  shared.set(text, made);
  return made;
};

const CASES: readonly Case[] = [
  [
    'async-mutex',
    'new Mutex().runExclusive(work)',
    (l, work) =>
      once('mutex', () => l.get('Mutex').construct())
        .get('runExclusive')
        .call(work),
  ],
  [
    'async-mutex',
    'new Semaphore(1).runExclusive(work)',
    (l, work) =>
      once('one', () => l.get('Semaphore').construct(1))
        .get('runExclusive')
        .call(work),
  ],
  [
    'async-mutex',
    'new Semaphore(2).runExclusive(work)',
    (l, work) =>
      once('two', () => l.get('Semaphore').construct(2))
        .get('runExclusive')
        .call(work),
  ],
  [
    'async-mutex',
    'withTimeout(new Mutex(), 1000).runExclusive(work)',
    (l, work) =>
      once('timeout', () => l.get('withTimeout').call(l.get('Mutex').construct(), 1000))
        .get('runExclusive')
        .call(work),
  ],
  [
    'async-lock',
    "new AsyncLock().acquire('key', work)",
    (l, work) =>
      once('key', () => l.get('default').construct())
        .get('acquire')
        .call('key', work),
  ],
  [
    'async-lock',
    'new AsyncLock().acquire(caller, work)',
    (l, work, caller) =>
      once('keys', () => l.get('default').construct())
        .get('acquire')
        .call(`${caller}`, work),
  ],
  ['p-limit', 'pLimit(1)(work)', (l, work) => once('limit', () => l.get('default').call(1)).call(work)],
  [
    'p-limit',
    'pLimit({ concurrency: 1 })(work)',
    (l, work) => once('concurrency', () => l.get('default').call({ concurrency: 1 })).call(work),
  ],
  ['p-limit', 'pLimit(2)(work)', (l, work) => once('limits', () => l.get('default').call(2)).call(work)],
  [
    'p-limit',
    'limitFunction(work, { concurrency: 1 })()',
    (l, work) => once('function', () => l.get('limitFunction').call(work, { concurrency: 1 })).call(),
  ],
  [
    'p-queue',
    'new PQueue({ concurrency: 1 }).add(work)',
    (l, work) =>
      once('queue', () => l.get('default').construct({ concurrency: 1 }))
        .get('add')
        .call(work),
  ],
  [
    'p-queue',
    'new PQueue().add(work)',
    (l, work) =>
      once('open queue', () => l.get('default').construct())
        .get('add')
        .call(work),
  ],
  [
    'bottleneck',
    'new Bottleneck({ maxConcurrent: 1 }).schedule(work)',
    (l, work) =>
      once('bottleneck', () => l.get('default').construct({ maxConcurrent: 1 }))
        .get('schedule')
        .call(work),
  ],
  [
    'bottleneck',
    'new Bottleneck().schedule(work)',
    (l, work) =>
      once('wide', () => l.get('default').construct())
        .get('schedule')
        .call(work),
  ],
  ['es-toolkit', 'limitAsync(work, 1)()', (l, work) => once('async', () => l.get('limitAsync').call(work, 1)).call()],
];

const isExclusive = ({ exclusive, keyedBy }: LockModel, written: Bound['written']): boolean =>
  (exclusive === true || totalOf(exclusive, written) === 1) &&
  !(keyedBy !== undefined && /^\d$/.test(String(written.call[0])));

it.each(CASES)('%s lets in together whom its model says: %s', async (specifier, _, build) => {
  const CALLERS = 3;
  let inside = 0;
  let most = 0;
  const work: Work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((done) => setTimeout(done, 5));
    inside -= 1;
  };
  const runs = Array.from({ length: CALLERS }, (__, caller) => build(library(specifier), work, caller));
  await Promise.all(runs.map(({ real }) => real));
  const [{ layer, written }] = runs[0]?.around as [Bound];
  expect(most === 1).toBe(isExclusive(layer as LockModel, written));
});

it.each<readonly [specifier: string, text: string, lock: (library: Expression) => Expression, acquire: string]>([
  ['async-mutex', 'new Mutex()', (l) => l.get('Mutex').construct(), 'acquire'],
  ['es-toolkit', 'new Mutex()', (l) => l.get('Mutex').construct(), 'acquire'],
  ['es-toolkit', 'new Semaphore(1)', (l) => l.get('Semaphore').construct(1), 'acquire'],
  ['async-sema', 'new Sema(1)', (l) => l.get('Sema').construct(1), 'acquire'],
])('%s gives the lock back as its model says: %s', async (specifier, _, lock, acquire) => {
  const made = lock(library(specifier));
  const { release } = made.acquiresBy(acquire);
  const take = async (): Promise<unknown> => made.get(acquire).call().real;
  const first = await take();
  let isSecondIn = false;
  const second = take().then(() => {
    isSecondIn = true;
  });
  await new Promise((done) => setTimeout(done, 5));
  expect(isSecondIn).toBe(false);
  if (release === 'result') {
    (first as () => void)();
  } else {
    const holder = (release.of === 'result' ? first : made.real) as Record<string, () => void>;
    holder[release.member]?.();
  }
  await second;
  expect(isSecondIn).toBe(true);
});
