/**
 * Retries: what is run is run again after it has failed.
 *
 * Kept: the number of calls, and where options say it; which errors end it (predicates, error policies, classes, `bail`, or all that is not
 * handed to `retry`); answers that an error policy takes for failures; which hooks are told of which attempts, and what they throw where
 * that ends it; that it waits, by a timer, before it tries again; what it fails with at the end. A retry of `service` errors passes on what
 * an open circuit rejects with. A retry that happens `later` is none here.
 *
 * What has no last attempt ends when whoever runs it has seen enough. The order after a failure: what ends it by itself; hooks that hear
 * of every attempt; is it the last; predicates; hooks that hear of all but the last; the wait. A function that is both hook and predicate is called once. Left out: factors, jitter, limits on the whole time
 * (but where time alone ends it), signals, budgets, and a `TypeError` that ends it.
 */
import { Again, errorClass, errorLike, OpenCircuit } from './errors.js';
import { amounting, functionReading, reading, saying, totalling } from './places.js';
import { handles, refuses } from './policies.js';

/** Milliseconds after which a retry ends that only time ends, and between its attempts. */
const LONGEST = 60_000;
const PAUSE = 1_000;

/** Methods that are sent once where only requests are repeated that can be repeated safely. */
const ONCE = new Set(['post', 'patch', 'POST', 'PATCH']);
const REPEATED = new Set(['get', 'head', 'put', 'delete', 'options']);

export class Retry {
  constructor(model, made) {
    const { stops = [], predicates = [], hooks = [] } = model;
    this.model = model;
    this.made = made;
    /** Classes of errors that end it. `TypeError` is left out: what a service fails with may be one. */
    this.ends = stops.filter((name) => name !== 'TypeError').map((name) => errorClass(made.library, name));
    this.policies = predicates.filter(({ sense }) => sense === 'policy').map(reading);
    this.predicates = handed(predicates.filter(({ sense }) => sense !== 'policy'));
    this.hooks = handed(hooks);
    this.calls = totalling(model.calls);
    this.isSaid = saying(model.calls);
    this.wait = amounting(model.wait ?? { from: [], default: 0 });
  }

  run(next, given, call) {
    return this.isOnce(call) ? next(...given) : new Sequence(this, call).run(next, given);
  }

  /** Whether it is at work without being asked for: a client's, of which nothing is said. */
  isUnasked(args) {
    const { model, made } = this;
    return (model.implicit === true || made.model.client !== undefined) && !this.isSaid(made, args);
  }

  /** Whether a call is made once, whatever comes of it. */
  isOnce({ name, args }) {
    const { later, methods } = this.model;
    if (methods !== 'idempotent') {
      return later === true;
    }
    const method = args[args.length - 1]?.method;
    return ONCE.has(name) || (!REPEATED.has(name) && (!isKnown(method) || ONCE.has(method)));
  }
}

/** All attempts of one call. */
class Sequence {
  constructor(retry, { args, at }) {
    const { model, made } = retry;
    this.retry = retry;
    this.model = model;
    this.made = made;
    this.args = args;
    this.at = at;
    this.isUnasked = retry.isUnasked(args);
    this.calls = retry.calls(made, args);
    this.started = Date.now();
    this.attempt = 1;
    this.isBailed = false;
    this.reason = undefined;
    /** Functions that the code handed over, once one of them is needed. */
    this.predicates = undefined;
    this.hooks = undefined;
  }

  async run(next, given) {
    for (;;) {
      try {
        const answer = await next(...this.handed(given));
        if (!this.isBailed && (!this.isFailure(answer) || this.isLast())) {
          return answer;
        }
      } catch (error) {
        if (!this.isBailed) {
          await this.failed(error);
        }
      }
      if (this.isBailed) {
        throw this.reason;
      }
      await this.pause();
      this.attempt += 1;
    }
  }

  /** What the function is given: what it is passed anyway, a function that ends the retry or asks for it, and the number of the attempt. */
  handed(given) {
    const { parameter, attempt } = this.model;
    if (parameter === undefined && attempt === undefined) {
      return given;
    }
    const args = [...given];
    if (attempt !== undefined) {
      const number = this.attempt - 1 + attempt.first;
      args[attempt.at] = attempt.path === undefined ? number : { [attempt.path]: number };
    }
    if (parameter !== undefined) {
      args[parameter.at] = parameter.meaning === 'bail' ? (error) => this.bail(error) : askAgain;
    }
    return args;
  }

  bail(error) {
    this.isBailed = true;
    this.reason = error;
    if (this.model.bailThrows === true) {
      throw error;
    }
  }

  isFailure(answer) {
    for (const read of this.retry.policies) {
      if (refuses(read(this.made, this.args), answer)) {
        return true;
      }
    }
    return false;
  }

  isLast() {
    const isLate = this.model.calls.default === 'time-bound' && Date.now() - this.started >= LONGEST;
    const isEndless = this.calls === Infinity && this.model.calls.default !== 'time-bound';
    return this.attempt >= (isEndless ? patience() : this.calls) || isLate;
  }

  /** Tells of a failure, and throws where no other attempt follows. */
  async failed(thrown) {
    const isAsked = thrown instanceof Again;
    const error = isAsked ? thrown.error : thrown;
    if (this.endsBy(error)) {
      throw error.originalError ?? error;
    }
    if (!isAsked && this.model.parameter?.meaning === 'again') {
      throw error;
    }
    this.find();
    const isTold = this.hooks.length > 0;
    if (isTold) {
      await this.tell(error, (hook) => hook.misses === undefined && hook.only === undefined);
    }
    if (this.isLast()) {
      if (isTold) {
        await this.tell(error, (hook) => hook.only === 'end');
      }
      throw this.atEnd(error);
    }
    await this.ask(error);
    if (isTold) {
      await this.tell(error, (hook) => hook.misses === 'last');
    }
  }

  endsBy(error) {
    for (const Class of this.retry.ends) {
      if (error instanceof Class) {
        return true;
      }
    }
    return this.model.errors === 'service' && error instanceof OpenCircuit;
  }

  /** Finds the functions that the code handed over. Those that are hooks as well are asked when they are told. */
  find() {
    if (this.hooks === undefined) {
      const { retry, made, args } = this;
      const hooks = found(retry.hooks, made, args);
      const predicates = found(retry.predicates, made, args);
      this.predicates = predicates.filter(({ run }) => !hooks.some((hook) => hook.run === run));
      this.hooks = hooks.map((hook) => ({ ...hook, isAsked: predicates.some(({ run }) => run === hook.run) }));
      this.hooks.push(...(made.hooks ?? []));
    }
  }

  /** Calls hooks. Nobody waits for one that only listens. One that is asked as well ends the retry by saying `false`. */
  async tell(error, isMeant) {
    for (const { place, run, isAsked, isListener } of this.hooks) {
      if (isMeant(place) && isListener) {
        this.heard(place, run, error);
      } else if (isMeant(place)) {
        const answer = await this.told(place, run, error);
        if (isAsked && answer === false) {
          throw error;
        }
      }
    }
  }

  heard(place, listen, error) {
    try {
      listen(...this.argumentsFor(place, error));
    } catch {
      // What a listener throws is nobody's.
    }
  }

  async told(place, run, error) {
    try {
      return await run(...this.argumentsFor(place, error));
    } catch (reason) {
      if (place.stops === true) {
        throw reason;
      }
      return undefined;
    }
  }

  /** Asks the policies and predicates, and throws where one of them does not let the error be retried. */
  async ask(error) {
    for (const read of this.retry.policies) {
      if (!handles(read(this.made, this.args), error)) {
        throw error;
      }
    }
    for (const { place, run } of this.predicates) {
      const answer = await run(...this.argumentsFor(place, error));
      if (place.sense === 'retry' ? !answer : answer) {
        throw error;
      }
    }
  }

  /** Arguments for parameters as a model writes them: `error`, `{ error }`, `attempt, error`. */
  argumentsFor({ parameters }, error) {
    const { attempt, calls } = this;
    switch (parameters) {
      case 'error':
        return [error];
      case 'attempt, error':
        return [attempt, error];
      case undefined:
      case 'error, attempt':
        return [error, attempt];
      default:
        // A predicate that is written for a version which hands over the error alone finds the same in it.
        return [
          Object.assign(Object.create(error), {
            error,
            attempt,
            attemptNumber: attempt,
            retriesLeft: calls - attempt,
            reason: { error },
          }),
        ];
    }
  }

  atEnd(error) {
    const { wraps } = this.model;
    if (wraps === undefined) {
      return error;
    }
    const wrapper = errorLike(this.made.library, wraps, Error, 'The attempts are used up');
    return Object.assign(wrapper, { cause: error, lastError: error, errors: [error] });
  }

  pause() {
    const { retry, made, args } = this;
    const time = this.model.calls.default === 'time-bound' ? PAUSE : retry.wait(made, args);
    return new Promise((resume) => {
      setTimeout(resume, time);
    });
  }
}

const handed = (places) => places.map((place) => ({ place, read: functionReading(place) }));

/** The functions that the code handed over, each with what is said of it. */
function found(places, made, args) {
  const functions = [];
  for (const { place, read } of places) {
    const run = read(made, args);
    if (run !== undefined) {
      functions.push({ place, run });
    }
  }
  return functions;
}

/** `retry(error)` */
function askAgain(error) {
  throw new Again(error);
}
