import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

/** The words for it, at the end of a name. */
export const LOCK_NAMES = phrases(`
  * lock, * locks, * mutex, * mutexes, * semaphore, * semaphores, * locker, lock manager, redlock, critical section
`);

/** Things of the world, and answers to a question. */
const OTHER_LOCKS = phrases(`
  is +, has +, was +, on +, door lock, smart lock, pad lock, bike lock, caps lock, scroll lock, num lock,
  wheel lock, screen lock, air lock, hair lock
`);

export const LOCKS = concept({
  name: 'locks',
  meaning:
    'What lets one caller in at a time. A lock that nobody knows more of is taken for one that makes callers ' +
    'wait, and that the one who has it cannot take again.',
  patterns: [{ last: LOCK_NAMES }],
  exceptions: [{ last: OTHER_LOCKS }],
  examples: [
    'lock',
    'this.lock',
    'mutex',
    'stateMutex',
    'this.#mutexes',
    'semaphore',
    'accountLock',
    'probeSemaphore',
    'redlock',
    'AsyncLock',
    'criticalSection',
  ],
  counterexamples: [
    'clock',
    'block',
    'unlock',
    'isLocked',
    'lockout',
    'doorLock',
    'flock',
    'blocklist',
    'padlock',
    'lockedUntil',
    'locksmith',
  ],
});
