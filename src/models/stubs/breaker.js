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
import { amounting, functionReading, madeOf, reading, totalling } from './places.js';
import { handles, refuses } from './policies.js';

class Breaker {
  constructor(model, made) {
    const { failures, timeout, openTime, probes, filters = [] } = model;
    this.model = model;
    this.made = made;
    this.limit = totalling(failures)(made, []);
    this.rate = rateOf(model, made);
    this.openTime = (openTime && amounting(openTime)(made, [])) ?? unknown('open time');
    this.timeout = timeout && amounting(timeout)(made, []);
    this.probes = model.halfOpen === 'several' && probes !== undefined ? totalling(probes)(made, []) : 1;
    this.policies = filters.filter(({ sense }) => sense === 'policy').map((place) => reading(place)(made, []));
    this.predicates = filters
      .map((place) => ({ isCounted: place.sense === 'count', run: functionReading(place)(made, []) }))
      .filter(({ run }, index) => filters[index].sense !== 'policy' && run !== undefined);
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

  run(next, given, call) {
    this.recover();
    if (this.isShut()) {
      return this.turnAway(next, given, call);
    }
    if (this.phase === 'closed') {
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
    if (this.phase === 'half-open') {
      return this.admitted >= this.probes && this.model.halfOpen !== 'unlimited';
    }
    return this.phase === 'open';
  }

  async turnAway(next, given, call) {
    const { halfOpen, openError, resolvesWhenOpen } = this.model;
    if (this.phase === 'half-open' && halfOpen === 'wait') {
      try {
        await this.probe;
      } catch {
        // Its own caller is told.
      }
      return this.run(next, given, call);
    }
    const error = errorLike(this.made.library, openError, OpenCircuit, 'The circuit is open');
    return this.instead(error, call, resolvesWhenOpen === true);
  }

  async attempt(next, given, call) {
    const { period } = this;
    let answer;
    try {
      answer = await limited(next, given, this.timeout);
    } catch (error) {
      const isFailure = this.counts(error, call);
      this.record(period, isFailure);
      if (isFailure) {
        return this.instead(error, call, false);
      }
      throw error;
    }
    this.record(period, this.refuses(answer));
    return answer;
  }

  /** The answer of the fallback; without one, the error. */
  instead(error, { args }, resolves) {
    const { made, model } = this;
    const fallback =
      model.fallbackAt === undefined ? made.chain?.get(model.fallback)?.[0] : reading(model.fallbackAt)(made, args);
    if (fallback !== undefined) {
      return madeOf(fallback) === undefined ? fallback(...args, error) : fallback.fire(...args);
    }
    if (resolves) {
      return undefined;
    }
    throw error;
  }

  counts(error, { args }) {
    if (this.model.errors === 'service' && error instanceof OpenCircuit) {
      return false;
    }
    for (const policy of this.policies) {
      if (!handles(policy, error)) {
        return false;
      }
    }
    for (const { run, isCounted } of this.predicates) {
      if (Boolean(run(error, ...args)) !== isCounted) {
        return false;
      }
    }
    return true;
  }

  refuses(answer) {
    for (const policy of this.policies) {
      if (refuses(policy, answer)) {
        return true;
      }
    }
    return false;
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
    if (this.model.halfOpen !== 'several' || this.calls >= this.probes) {
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
function rateOf({ rate, failures }, made) {
  if (rate !== undefined) {
    return { ...rate, share: amounting(rate)(made, []) };
  }
  for (const place of failures.from) {
    const carrier = madeOf(reading(place)(made, []));
    if (carrier?.model.rate !== undefined) {
      return { ...carrier.model.rate, share: amounting(carrier.model.rate)(carrier, []) };
    }
  }
  return undefined;
}

/** What is run, until a time limit, if there is one: it goes on, but its outcome is not waited for any longer. */
function limited(next, given, timeout) {
  if (!(timeout > 0 && timeout < Infinity)) {
    return next(...given);
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut(timeout)), timeout);
    settle(next, given, timer, resolve).catch(reject);
  });
}

function timedOut(timeout) {
  const error = new Error(`Timed out after ${timeout}ms`);
  error.code = 'ETIMEDOUT';
  return error;
}

async function settle(next, given, timer, resolve) {
  try {
    resolve(await next(...given));
  } finally {
    clearTimeout(timer);
  }
}

/** The circuit of a value: its own, or that of its key in the whole program. */
export function breakerOf(model, made) {
  const { keyedBy, shared } = model;
  if (keyedBy === undefined && shared !== true) {
    return new Breaker(model, made);
  }
  const { circuits } = made.library;
  const key = keyedBy === undefined ? undefined : reading(keyedBy)(made, []);
  let circuit = circuits.get(key);
  if (circuit === undefined) {
    circuit = new Breaker(model, made);
    circuits.set(key, circuit);
  }
  return circuit;
}
