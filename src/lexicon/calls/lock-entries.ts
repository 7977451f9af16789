import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { LOCK_NAMES } from './locks.js';

export const LOCK_ENTRIES = concept({
  name: 'lock entries',
  meaning:
    'Takes a lock, or waits until it is free. Until the lock is given back, nobody else who takes it runs. ' +
    'What the call answers is the function that gives it back, or has one of that name.',
  patterns: [
    {
      owner: LOCK_NAMES,
      last: phrases(`
        acquire *, lock, enter, take, obtain, wait, wait for unlock, down, get, try acquire, try lock
      `),
    },
    { last: phrases('acquire lock, acquire mutex, acquire semaphore, take lock, obtain lock, enter lock') },
  ],
  examples: [
    'lock.acquire',
    'this.mutex.lock',
    'semaphore.wait',
    'mutex.acquire',
    'stateLock.enter',
    'locks.acquire',
    'mutex.waitForUnlock',
    'acquireLock',
    'redlock.acquire',
    'semaphore.tryAcquire',
  ],
  counterexamples: [
    'accounts.acquire',
    'pool.acquire',
    'lock.release',
    'mutex.runExclusive',
    'cards.lock',
    'doors.lock',
    'tx.wait',
    'limiter.acquire',
    'users.lock',
    'clock.get',
  ],
});
