import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { LOCK_NAMES } from './locks.js';

export const LOCK_RUNS = concept({
  name: 'lock runs',
  meaning:
    'Takes a lock, runs the function that it is handed, and gives the lock back whatever becomes of it. Only ' +
    'with a function among the arguments.',
  patterns: [
    {
      owner: LOCK_NAMES,
      last: phrases(`
        run exclusive, run, run locked, use, using, with lock, acquire, execute, exec, dispatch, lock, synchronize,
        request
      `),
    },
    {
      last: phrases(`
        run exclusive, with * lock, with * mutex, with * semaphore, run locked, run with lock, under lock,
        synchronized
      `),
    },
  ],
  examples: [
    'mutex.runExclusive',
    'lock.acquire',
    'redlock.using',
    'semaphore.use',
    'withLock',
    'this.withLock',
    'navigator.locks.request',
    'withStateLock',
    'lock.runLocked',
    'runExclusive',
  ],
  counterexamples: [
    'breaker.run',
    'runner.execute',
    'mutex.release',
    'lock.isHeld',
    'withRetry',
    'accounts.lock',
    'clock.run',
    'blocks.use',
    'lock.unlock',
    'exclusive.list',
  ],
});
