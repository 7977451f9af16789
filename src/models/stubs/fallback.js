/**
 * Fallbacks: what fails inside is answered, so that nothing outside sees a rejection.
 *
 * Kept: which failures the policy says are answered, and that the function that gives the answer is run. Left out: that it may be told more
 * than the error.
 */
import { reading } from './places.js';
import { handles } from './policies.js';

export class Fallback {
  constructor(model, made) {
    this.model = model;
    this.made = made;
  }

  async run(next, given, call) {
    try {
      return await next(...given);
    } catch (error) {
      const { policy, tag, answer } = this.model;
      const written = (place) => reading(place)(this.made, call.args);
      if (policy !== undefined && !handles(written(policy), error)) {
        throw error;
      }
      if (tag !== undefined && error._tag !== written(tag)) {
        throw error;
      }
      const instead = answer === undefined ? undefined : written(answer);
      return typeof instead === 'function' ? instead(error) : instead;
    }
  }
}
