/**
 * Circuit breakers.
 *
 * Kept: what opens the circuit (failures in a row, or a share of failures once there are enough calls), and which failures count; what it
 * rejects with while it is open, or that it does not reject; the time until a probe is admitted; how many probes there are, and that others
 * are rejected or wait; that a probe decides, and that a failure which does not count is a success; the time limit after which a run counts
 * as failed while what it runs goes on; the fallback; what a read of the state gives, and when. Outcomes of calls that were admitted in
 * another period are dropped. Left out: windows of time and of size, warm-up, caches, times that grow, states set by hand, health checks.
 */
import { errorLike, OpenCircuit } from './errors.js';
import { amount, at, functionAt, madeOf, total, writtenIn } from './places.js';
import { handles, refuses } from './policies.js';

class Breaker {
  constructor(model, made) {
    const written = writtenIn(made, []);
    this.model = model;
    this.made = made;
    this.limit = total(model.failures, written);
    this.rate = rateOf(model, written);
    this.openTime = openTimeOf(model, written);
    this.timeout = model.timeout === undefined ? undefined : amount(model.timeout, written);
    this.phase = 'closed';
    this.failures = 0;
    this.calls = 0;
    this.openedAt = 0;
    /** Which period it is: a number that changes with each transition. */
    this.period = 0;
    /** Calls that were admitted while half-open, and the last of them. */
    this.admitted = 0;
    this.probe = undefined;
  }

  async run(next, given, call) {
    this.recover();
    if (this.isShut()) {
      return this.turnAway(next, given, call);
    }
    if (this.phase !== 'half-open') {
      return this.attempt(next, given, call);
    }
    this.admitted += 1;
    this.probe = this.attempt(next, given, call);
    return this.probe;
  }

  /** After the open time, the next call is a probe; without half-open, the circuit is closed. */
  recover() {
    if (this.phase === 'open' && Date.now() - this.openedAt >= this.openTime) {
      this.enter(this.model.halfOpen === 'none' ? 'closed' : 'half-open');
    }
  }

  enter(phase) {
    this.phase = phase;
    this.period += 1;
    this.failures = 0;
    this.calls = 0;
    this.admitted = 0;
  }

  open() {
    this.enter('open');
    this.openedAt = Date.now();
  }

  isShut() {
    return this.phase === 'open' || (this.phase === 'half-open' && this.admitted >= this.probes());
  }

  probes() {
    const { halfOpen, probes } = this.model;
    if (halfOpen === 'unlimited') {
      return Infinity;
    }
    return halfOpen === 'several' && probes !== undefined ? total(probes, writtenIn(this.made, [])) : 1;
  }

  async turnAway(next, given, call) {
    if (this.phase === 'half-open' && this.model.halfOpen === 'wait') {
      try {
        await this.probe;
      } catch {
        // Its own caller is told.
      }
      return this.run(next, given, call);
    }
    const { openError, resolvesWhenOpen } = this.model;
    const error = errorLike(this.made.library, openError, OpenCircuit, 'The circuit is open');
    return this.instead(error, call, resolvesWhenOpen === true);
  }

  async attempt(next, given, call) {
    const { period } = this;
    let answer;
    try {
      answer = await limited(() => next(...given), this.timeout);
    } catch (error) {
      const isFailure = this.counts(error, call);
      this.record(period, isFailure);
      if (!isFailure) {
        throw error;
      }
      return this.instead(error, call, false);
    }
    this.record(period, this.refuses(answer));
    return answer;
  }

  /** The answer of the fallback; without one, the error. */
  async instead(error, { args }, resolves) {
    const { made, model } = this;
    const fallback =
      model.fallbackAt === undefined
        ? made.chain.get(model.fallback)?.[0]
        : at(model.fallbackAt, writtenIn(made, args));
    if (typeof fallback === 'function') {
      return fallback(...args, error);
    }
    if (madeOf(fallback) !== undefined) {
      return fallback.fire(...args);
    }
    if (resolves) {
      return undefined;
    }
    throw error;
  }

  counts(error, { args }) {
    const { errors, filters = [] } = this.model;
    if (errors === 'service' && error instanceof OpenCircuit) {
      return false;
    }
    const written = writtenIn(this.made, args);
    return filters.every((filter) => {
      if (filter.sense === 'policy') {
        return handles(at(filter, written), error);
      }
      const asked = functionAt(filter, written);
      return asked === undefined || Boolean(asked(error, ...args)) === (filter.sense === 'count');
    });
  }

  refuses(answer) {
    const { filters = [] } = this.model;
    return filters.some((filter) => filter.sense === 'policy' && refuses(at(filter, writtenIn(this.made, [])), answer));
  }

  /** Takes the outcome of a call that was admitted in a period. */
  record(period, isFailure) {
    if (period !== this.period) {
      return;
    }
    this.calls += 1;
    if (isFailure) {
      this.failures += 1;
      if (this.phase === 'half-open' || this.isOver()) {
        this.open();
      }
    } else if (this.phase === 'half-open') {
      this.succeeded();
    } else if (this.rate === undefined) {
      this.failures = 0;
    }
  }

  succeeded() {
    if (this.model.halfOpen !== 'several' || this.calls >= this.probes()) {
      this.enter('closed');
    }
  }

  isOver() {
    if (this.rate === undefined) {
      return this.failures >= this.limit;
    }
    const { share, whole, above } = this.rate;
    const failed = (this.failures / this.calls) * whole;
    return this.calls >= this.limit && (above === true ? failed > share : failed >= share);
  }

  /** The phase, as a read of the state tells it. */
  seen() {
    const { halfOpenRead } = this.model;
    if (halfOpenRead?.before === true) {
      this.recover();
    }
    return this.phase === 'half-open' && this.admitted > 0 && halfOpenRead?.inside === false ? 'open' : this.phase;
  }
}

/** The share of failures that opens a circuit, which the value may say that carries the number. */
function rateOf({ rate, failures }, written) {
  if (rate !== undefined) {
    return { ...rate, share: amount(rate, written) };
  }
  for (const place of failures.from) {
    const made = madeOf(at(place, written));
    if (made?.model.rate !== undefined) {
      return { ...made.model.rate, share: amount(made.model.rate, writtenIn(made, [])) };
    }
  }
  return undefined;
}

function openTimeOf({ openTime }, written) {
  const time = openTime === undefined ? undefined : amount(openTime, written);
  return time === undefined ? unknown('open time') : time;
}

/** What is run, until a time limit, if there is one: it goes on, but its outcome is not waited for any longer. */
function limited(work, timeout) {
  if (!(timeout > 0 && timeout < Infinity)) {
    return work();
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new Error(`Timed out after ${timeout}ms`);
      error.code = 'ETIMEDOUT';
      reject(error);
    }, timeout);
    const done = () => clearTimeout(timer);
    Promise.resolve(work()).then(
      (answer) => {
        done();
        resolve(answer);
      },
      (error) => {
        done();
        reject(error);
      },
    );
  });
}

/** The circuit of a value: its own, or that of its key in the whole program. */
export function breakerOf(model, made) {
  const { keyedBy, shared } = model;
  if (keyedBy === undefined && shared !== true) {
    return new Breaker(model, made);
  }
  const { circuits } = made.library;
  const key = keyedBy === undefined ? undefined : at(keyedBy, writtenIn(made, []));
  let circuit = circuits.get(key);
  if (circuit === undefined) {
    circuit = new Breaker(model, made);
    circuits.set(key, circuit);
  }
  return circuit;
}
