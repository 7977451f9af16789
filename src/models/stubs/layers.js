/**
 * Layers that stand around what is run, from outermost to innermost, and where they come from: a policy, a composition, a policy that code
 * made itself.
 *
 * Kept: the order, and that a policy which is used twice is one (its circuit, its lock). Left out: what a policy of another library or of
 * the program tells the function that it runs.
 */
import { breakerOf } from './breaker.js';
import { Fallback } from './fallback.js';
import { LockLayer } from './lock.js';
import { madeOf, reading } from './places.js';
import { Retry } from './retry.js';

/** The layer that a model describes, of a value. A value has one breaker. */
export function layerOf(model, made) {
  switch (model.layer) {
    case 'retry':
      return new Retry(model, made);
    case 'breaker':
      made.breaker ??= breakerOf(model, made);
      return made.breaker;
    case 'lock':
      return new LockLayer(model, made);
    default:
      return new Fallback(model, made);
  }
}

/** The layers that a value puts around what it runs, or brings into a composition. */
export function policyOf(made) {
  const { policy } = made.model;
  if (policy === undefined || policy === 'composed') {
    return made.composed ?? [];
  }
  made.layers ??= policy.map((model) => layerOf(model, made));
  return made.layers;
}

/** The layers that a part of a composition brings: those of a policy; a policy of the program's own is one layer. */
export function layersOf(part) {
  const made = madeOf(part);
  if (made !== undefined) {
    return made.model.follows === undefined ? policyOf(made) : [new Following(made)];
  }
  return typeof part?.execute !== 'function' ? [] : [new OwnPolicy(part)];
}

/** What a call puts together, from outermost to innermost. */
export function composition({ of, first, receiver }, made, args, self) {
  const parts = of === 'arguments' ? args : [reading(of)(made, args)].flat();
  const all = receiver === true ? [self, ...parts] : parts;
  const layers = all.map(layersOf);
  return (first === 'outermost' ? layers : layers.toReversed()).flat();
}

/** Runs a function under layers. Each may hand arguments on to what it runs. */
export function around(layers, task, call) {
  let next = task;
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    next = under(layers[i], next, call);
  }
  return next;
}

const under =
  (layer, next, call) =>
  (...given) =>
    layer.run(next, given, call);

/** A layer whose numbers stand in the call that added it, not in the call that it stands around. */
export class Bound {
  constructor(layer, call) {
    this.layer = layer;
    this.call = call;
  }

  run(next, given) {
    return this.layer.run(next, given, this.call);
  }
}

/** A policy that the program defines: an object with `execute`. */
class OwnPolicy {
  constructor(policy) {
    this.policy = policy;
  }

  run(next, given) {
    return this.policy.execute((...own) => next(...own, ...given));
  }
}

/** A step of a pipe that runs a function on what comes, and waits for what it gives. */
export class Following {
  constructor(made) {
    this.made = made;
  }

  async run(next, given) {
    const { follows } = this.made.model;
    const answer = await next(...given);
    const step = reading(follows)(this.made, []);
    const result = typeof step === 'function' ? await step(answer) : step;
    return follows.keeps === true ? answer : result;
  }
}
