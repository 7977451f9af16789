/**
 * Locks as code uses them: `use` is given the package or its program and work to be done, and gives what a caller does.
 *
 * @typedef {(library: any, work: () => Promise<void>) => (caller: number) => unknown} Use
 */

/**
 * @param {any} lock
 * @param {() => Promise<void>} work
 * @param {(held: any) => void} release
 */
const between =
  (lock, work, release, name = 'acquire') =>
  async () => {
    const held = await lock[name]();
    try {
      await work();
    } finally {
      release(held);
    }
  };

/** @type {readonly (readonly [specifier: string, text: string, use: Use])[]} */
export const LOCKS = [
  [
    'async-mutex',
    'new Mutex().runExclusive(work)',
    (l, work) => {
      const mutex = new l.Mutex();
      return () => mutex.runExclusive(work);
    },
  ],
  [
    'async-mutex',
    'new Semaphore(1).runExclusive(work)',
    (l, work) => {
      const semaphore = new l.Semaphore(1);
      return () => semaphore.runExclusive(work);
    },
  ],
  [
    'async-mutex',
    'new Semaphore(2).runExclusive(work)',
    (l, work) => {
      const semaphore = new l.Semaphore(2);
      return () => semaphore.runExclusive(work);
    },
  ],
  [
    'async-mutex',
    'withTimeout(new Mutex(), 1000).runExclusive(work)',
    (l, work) => {
      const mutex = l.withTimeout(new l.Mutex(), 1_000);
      return () => mutex.runExclusive(work);
    },
  ],
  ['async-mutex', 'new Mutex().acquire()', (l, work) => between(new l.Mutex(), work, (release) => release())],
  [
    'async-mutex',
    'new Mutex().release()',
    (l, work) => {
      const mutex = new l.Mutex();
      return between(mutex, work, () => mutex.release());
    },
  ],
  [
    'async-mutex',
    'new Semaphore(2).acquire()',
    (l, work) => between(new l.Semaphore(2), work, ([, release]) => release()),
  ],
  [
    'async-lock',
    "new AsyncLock().acquire('key', work)",
    (l, work) => {
      const lock = new l.default();
      return () => lock.acquire('key', work);
    },
  ],
  [
    'async-lock',
    'new AsyncLock().acquire(caller, work)',
    (l, work) => {
      const lock = new l.default();
      return (caller) => lock.acquire(`${caller}`, work);
    },
  ],
  [
    'p-limit',
    'pLimit(1)(work)',
    (l, work) => {
      const limit = l.default(1);
      return () => limit(work);
    },
  ],
  [
    'p-limit',
    'pLimit({ concurrency: 2 })(work)',
    (l, work) => {
      const limit = l.default({ concurrency: 2 });
      return () => limit(work);
    },
  ],
  [
    'p-limit',
    'limitFunction(work, { concurrency: 1 })()',
    (l, work) => {
      const limited = l.limitFunction(work, { concurrency: 1 });
      return () => limited();
    },
  ],
  [
    'p-queue',
    'new PQueue({ concurrency: 1 }).add(work)',
    (l, work) => {
      const queue = new l.default({ concurrency: 1 });
      return () => queue.add(work);
    },
  ],
  [
    'p-queue',
    'new PQueue().add(work)',
    (l, work) => {
      const queue = new l.default();
      return () => queue.add(work);
    },
  ],
  [
    'bottleneck',
    'new Bottleneck({ maxConcurrent: 1 }).schedule(work)',
    (l, work) => {
      const limiter = new l.default({ maxConcurrent: 1 });
      return () => limiter.schedule(work);
    },
  ],
  [
    'bottleneck',
    'new Bottleneck({ maxConcurrent: 2 }).wrap(work)()',
    (l, work) => {
      const wrapped = new l.default({ maxConcurrent: 2 }).wrap(work);
      return () => wrapped();
    },
  ],
  [
    'bottleneck',
    'new Bottleneck().schedule(work)',
    (l, work) => {
      const limiter = new l.default();
      return () => limiter.schedule(work);
    },
  ],
  [
    'es-toolkit',
    'limitAsync(work, 1)()',
    (l, work) => {
      const limited = l.limitAsync(work, 1);
      return () => limited();
    },
  ],
  [
    'es-toolkit',
    'new Mutex()',
    (l, work) => {
      const mutex = new l.Mutex();
      return between(mutex, work, () => mutex.release());
    },
  ],
  [
    'es-toolkit',
    'new Semaphore(2)',
    (l, work) => {
      const semaphore = new l.Semaphore(2);
      return between(semaphore, work, () => semaphore.release());
    },
  ],
  [
    'async-sema',
    'new Sema(1)',
    (l, work) => {
      const sema = new l.Sema(1);
      return between(sema, work, () => sema.release());
    },
  ],
];
