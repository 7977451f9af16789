/** Timers that do not wait, in the order in which Node's own would run: by their times, then by when they were made. */
import timersPromises from 'node:timers/promises';
import { syncBuiltinESMExports } from 'node:module';

/** The same moment as that in which programs begin on the machine. */
const BEGINNING = 1_700_000_000_000;

const turn = globalThis.setImmediate;
const HostDate = globalThis.Date;

/** Lets all jobs run. */
const settled = () => new Promise((resolve) => turn(resolve));

/** Puts new timers and a new clock in the place of those of the platform. */
export function install() {
  const clock = new Clock();
  const { setTimeout, setInterval, setImmediate, clearTimeout } = clock;
  class VirtualDate extends HostDate {
    constructor(...given) {
      super(...(given.length === 0 ? [clock.now] : given));
    }
    static now() {
      return clock.now;
    }
  }
  const date = new Proxy(VirtualDate, { apply: () => new HostDate(clock.now).toString() });
  Object.assign(globalThis, { setTimeout, setInterval, setImmediate, Date: date });
  Object.assign(globalThis, { clearTimeout, clearInterval: clearTimeout, clearImmediate: clearTimeout });
  globalThis.AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimeout(
      () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
    );
    return controller.signal;
  };
  timersPromises.setTimeout = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
  timersPromises.setImmediate = (value) => new Promise((resolve) => setImmediate(resolve, value));
  syncBuiltinESMExports();
  return clock;
}

class Handle {
  constructor(clock, due, every, run) {
    Object.assign(this, { clock, due, every, wait: due - clock.now, run });
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  hasRef() {
    return true;
  }
  refresh() {
    this.clock.add(this);
    return this;
  }
}

class Clock {
  now = BEGINNING;
  #timers = [];

  add(timer) {
    this.#timers = this.#timers.filter((each) => each !== timer);
    timer.due = this.now + timer.wait;
    this.#timers.push(timer);
    return timer;
  }

  setTimeout = (run, ms = 1, ...given) =>
    this.add(new Handle(this, this.now + Math.max(1, ms), undefined, () => run(...given)));

  setInterval = (run, ms = 1, ...given) => {
    const every = Math.max(1, ms);
    return this.add(new Handle(this, this.now + every, every, () => run(...given)));
  };

  setImmediate = (run, ...given) => this.add(new Handle(this, this.now, undefined, () => run(...given)));

  clearTimeout = (handle) => {
    this.#timers = this.#timers.filter((each) => each !== handle);
    if (handle instanceof Handle) {
      handle.isCleared = true;
    }
  };

  #fire(timer) {
    timer.run();
    if (timer.every !== undefined && timer.isCleared !== true) {
      this.add(timer);
    }
  }

  /** Moves the clock on, and runs what is due on the way. */
  async run(ms) {
    const end = this.now + ms;
    await settled();
    for (;;) {
      const due = this.#timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (due === undefined) {
        break;
      }
      this.now = Math.max(this.now, due.due);
      this.#timers = this.#timers.filter((each) => each !== due);
      await new Promise((resolve) => turn(() => resolve(this.#fire(due))));
      await settled();
    }
    this.now = end;
  }
}
