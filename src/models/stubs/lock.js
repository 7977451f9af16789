/**
 * Locks: mutexes, semaphores, limiters, queues.
 *
 * Kept: how many may hold it at a time, one after the other in the order in which they asked, one lock for each key. Who holds it and asks
 * again waits for ever. Left out: time limits, priorities, weights, and that a shared one may be lost.
 */
import { reading, totalling } from './places.js';

class Lock {
  constructor(places) {
    this.places = places;
    this.taken = 0;
    this.waiting = [];
  }

  async take() {
    if (this.taken >= this.places) {
      // Whoever gives a place back hands it over.
      await new Promise((admit) => {
        this.waiting.push(admit);
      });
    } else {
      this.taken += 1;
    }
  }

  giveBack() {
    const admit = this.waiting.shift();
    if (admit !== undefined) {
      admit();
    } else if (this.taken > 0) {
      this.taken -= 1;
    }
  }

  async run(next, given) {
    await this.take();
    try {
      return await next(...given);
    } finally {
      this.giveBack();
    }
  }
}

/** Where the lock of a call is kept: with the receiver, or in the whole program, by its key. */
function placeOf({ keyedBy, shared }, made, args) {
  const isEverywhere = shared === true || keyedBy?.of === 'creation';
  return {
    locks: isEverywhere ? made.library.locks : locksOf(made),
    key: keyedBy === undefined ? undefined : reading(keyedBy)(made, args),
  };
}

function locksOf(made) {
  made.locks ??= new Map();
  return made.locks;
}

function lockFor(model, made, args) {
  const { locks, key } = placeOf(model, made, args);
  let lock = locks.get(key);
  if (lock === undefined) {
    lock = new Lock(model.exclusive === true ? 1 : totalling(model.exclusive)(made, args));
    locks.set(key, lock);
  }
  return lock;
}

/** A lock as a layer: taken for each call, by the key of that call. */
export class LockLayer {
  constructor(model, made) {
    this.model = model;
    this.made = made;
  }

  run(next, given, call) {
    return lockFor(this.model, this.made, call.args).run(next, given);
  }
}

/** Gives a lock back. A model that says nothing of it means the only one of the receiver. */
export function giveBack(model, made, args) {
  const { locks, key } = placeOf(model, made, args);
  locks.get(key)?.giveBack();
}

/** Takes a lock, and gives what the package gives: a function that gives it back, something with such a member, or nothing. */
export async function acquire({ lock: model, release }, made, args) {
  const lock = lockFor(model, made, args);
  await lock.take();
  const back = () => lock.giveBack();
  if (release === 'result') {
    return back;
  }
  if (release.of === 'receiver') {
    return undefined;
  }
  // A list, as the member may be one of its items: `const [, release] = …`.
  const held = [];
  held[release.member] = back;
  return held;
}
