import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { LOCK_NAMES } from './locks.js';

export const LOCK_EXITS = concept({
  name: 'lock exits',
  meaning:
    'Gives a lock back, so that the next one who waits for it runs. A bare `release` is one where it is what ' +
    'taking a lock has answered.',
  patterns: [
    {
      owner: LOCK_NAMES,
      last: phrases('release *, unlock, leave, exit, up, free, give back, signal, put'),
    },
    {
      handed: true,
      last: phrases('release, release lock, release mutex, release semaphore, unlock, unlock mutex, releaser'),
    },
  ],
  examples: [
    'lock.release',
    'mutex.unlock',
    'this.mutex.release',
    'semaphore.signal',
    'stateLock.leave',
    'semaphore.leave',
    'release',
    'unlock',
    'releaseLock',
    'locks.release',
  ],
  counterexamples: [
    'holds.release',
    'client.release',
    'reader.releaseLock',
    'lock.acquire',
    'cards.unlock',
    'escrow.release',
    'releases.list',
    'accounts.unlock',
    'releaseNotes',
    'mutex.isLocked',
  ],
});
