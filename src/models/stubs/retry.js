/**
 * Retries: what is run is run again after it has failed.
 *
 * Kept: the number of calls, and where options say it; which errors end it (predicates, error policies, classes, `bail`, or all that is not
 * handed to `retry`); answers that an error policy takes for failures; which hooks are told of which attempts, and what they throw where
 * that ends it; that it waits, by a timer, before it tries again; what it fails with at the end. A retry of `service` errors passes on what
 * an open circuit rejects with. A retry that happens `later` is none here.
 *
 * The order after a failure: what ends it by itself; hooks that hear of every attempt; is it the last; predicates; hooks that hear of all
 * but the last; the wait. A function that is both hook and predicate is called once. Left out: factors, jitter, limits on the whole time
 * (but where time alone ends it), signals, budgets, and a `TypeError` that ends it.
 */
import { Again, errorLike, isOneOf, OpenCircuit } from './errors.js';
import { amount, at, functionAt, total, writtenIn } from './places.js';
import { handles, refuses } from './policies.js';

/** Milliseconds after which a retry ends that only time ends, and between its attempts. */
const LONGEST = 60_000;
const PAUSE = 1_000;

/** Methods that are sent once where only requests are repeated that can be repeated safely. */
const ONCE = new Set(['post', 'patch', 'POST', 'PATCH']);
const REPEATED = new Set(['get', 'head', 'put', 'delete', 'options']);

export class Retry {
  constructor(model, made) {
    this.model = model;
    this.made = made;
  }

  run(next, given, call) {
    return this.isOnce(call) ? next(...given) : new Sequence(this.model, this.made, call).run(next, given);
  }

  /** Whether a call is made once, whatever comes of it. */
  isOnce({ name, args }) {
    const { later, methods } = this.model;
    const isUnsafe = ONCE.has(name) || (!REPEATED.has(name) && ONCE.has(args[args.length - 1]?.method));
    return later === true || (methods === 'idempotent' && isUnsafe);
  }
}

/** All attempts of one call. */
class Sequence {
  constructor(model, made, { args }) {
    this.model = model;
    this.made = made;
    this.written = writtenIn(made, args);
    this.calls = total(model.calls, this.written);
    this.wait = model.wait === undefined ? 0 : amount(model.wait, this.written);
    this.started = Date.now();
    this.attempt = 1;
    /** What `bail` was called with, in a list. */
    this.bailed = [];
  }

  async run(next, given) {
    for (;;) {
      try {
        const answer = await next(...this.handed(given));
        if (this.bailed.length === 0 && !this.isFailure(answer)) {
          return answer;
        }
        if (this.bailed.length === 0 && this.isLast()) {
          return answer;
        }
      } catch (error) {
        await this.failed(error);
      }
      if (this.bailed.length > 0) {
        throw this.bailed[0];
      }
      await this.pause();
      this.attempt += 1;
    }
  }

  /** What the function is given: what it is passed anyway, a function that ends the retry or asks for it, and the number of the attempt. */
  handed(given) {
    const { parameter, attempt } = this.model;
    const args = [...given];
    if (attempt !== undefined) {
      const number = this.attempt - 1 + attempt.first;
      args[attempt.at] = attempt.path === undefined ? number : { [attempt.path]: number };
    }
    if (parameter?.meaning === 'bail') {
      args[parameter.at] = (error) => {
        this.bailed.push(error);
        if (this.model.bailThrows === true) {
          throw error;
        }
      };
    } else if (parameter?.meaning === 'again') {
      args[parameter.at] = (error) => {
        throw new Again(error);
      };
    }
    return args;
  }

  isFailure(answer) {
    const { predicates = [] } = this.model;
    return predicates.some((place) => place.sense === 'policy' && refuses(at(place, this.written), answer));
  }

  isLast() {
    const isLate = this.model.calls.default === 'time-bound' && Date.now() - this.started >= LONGEST;
    return this.attempt >= this.calls || isLate;
  }

  /** Tells of a failure, and throws where no other attempt follows. */
  async failed(thrown) {
    const { parameter } = this.model;
    const error = thrown instanceof Again ? thrown.error : thrown;
    if (this.bailed.length > 0) {
      return;
    }
    if (this.endsBy(error)) {
      throw error.originalError ?? error;
    }
    if (parameter?.meaning === 'again' && !(thrown instanceof Again)) {
      throw error;
    }
    const asked = await this.tell(error, (hook) => hook.misses === undefined && hook.only === undefined);
    if (this.isLast()) {
      await this.tell(error, (hook) => hook.only === 'end');
      throw this.atEnd(error);
    }
    if (asked.includes(false) || !(await this.allows(error))) {
      throw error;
    }
    const last = await this.tell(error, (hook) => hook.misses === 'last');
    if (last.includes(false)) {
      throw error;
    }
  }

  endsBy(error) {
    const { stops = [], errors } = this.model;
    return isOneOf(this.made.library, stops, error) || (errors === 'service' && error instanceof OpenCircuit);
  }

  /** Whether the predicates let an error be retried. Those that are hooks as well have been asked. */
  async allows(error) {
    const { predicates = [], hooks = [] } = this.model;
    for (const predicate of predicates) {
      const { sense, parameters } = predicate;
      const asked = functionAt(predicate, this.written);
      if (sense === 'policy') {
        if (!handles(at(predicate, this.written), error)) {
          return false;
        }
      } else if (asked !== undefined && !hooks.some((hook) => functionAt(hook, this.written) === asked)) {
        const answer = await asked(...this.argumentsFor(parameters, error));
        if (sense === 'retry' ? !answer : answer) {
          return false;
        }
      }
    }
    return true;
  }

  /** Calls hooks. Gives what those said that are asked as well: false for "no". */
  async tell(error, isMeant) {
    const { hooks = [], predicates = [] } = this.model;
    const said = [];
    const written = hooks.map((hook) => ({ hook, told: functionAt(hook, this.written) }));
    for (const { hook, told } of [...written, ...this.made.hooks]) {
      if (told !== undefined && isMeant(hook)) {
        const answer = await this.ask(hook, told, error);
        const isAsked = predicates.some((predicate) => functionAt(predicate, this.written) === told);
        said.push(!isAsked || answer !== false);
      }
    }
    return said;
  }

  async ask(hook, told, error) {
    try {
      return await told(...this.argumentsFor(hook.parameters, error));
    } catch (reason) {
      if (hook.stops === true) {
        throw reason;
      }
      return undefined;
    }
  }

  /** Arguments for parameters as a model writes them: `error`, `{ error }`, `attempt, error`. */
  argumentsFor(parameters, error) {
    const { attempt, calls } = this;
    const context = { error, attempt, attemptNumber: attempt, retriesLeft: calls - attempt, reason: { error } };
    switch (parameters) {
      case 'error':
        return [error];
      case 'attempt, error':
        return [attempt, error];
      case undefined:
      case 'error, attempt':
        return [error, attempt];
      default:
        return [context];
    }
  }

  atEnd(error) {
    const { wraps } = this.model;
    if (wraps === undefined) {
      return error;
    }
    const wrapper = errorLike(this.made.library, wraps, Error, 'The attempts are used up');
    wrapper.cause = error;
    wrapper.lastError = error;
    wrapper.errors = [error];
    return wrapper;
  }

  pause() {
    const wait = this.model.calls.default === 'time-bound' ? PAUSE : this.wait;
    return new Promise((resume) => {
      setTimeout(resume, wait);
    });
  }
}
