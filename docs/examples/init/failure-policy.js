/**
 * What one counted failure is: a single call to the service, or one operation with all its attempts.
 *
 * @typedef {'attempt' | 'sequence'} CountingUnit
 */

/**
 * What a policy may know of a failed attempt besides the failure itself. `phase` is the state of the circuit now, after the failure
 * was recorded, in the breaker's own spelling.
 *
 * @template [Phase=unknown]
 * @typedef {{ readonly phase: Phase }} RetryContext
 */

/**
 * One failed attempt: the observation that retry and breaker share.
 *
 * @typedef {object} AttemptEvent
 * @property {number} attemptNumber Which attempt of its operation this was; the first is 1.
 * @property {unknown} error What the attempt threw, unchanged.
 * @property {number} timestamp When the attempt failed, in milliseconds of the clock that the breaker uses (`Date.now()` as a rule).
 * @property {number} durationMs How long the attempt took, in milliseconds. Waiting between attempts is not part of it.
 */

/**
 * The failure policy: the one place that says what a failure means to a retry and what it means to a circuit breaker.
 *
 * Every member is asked synchronously, at the moment of the decision and possibly more than once for one event. It answers from its
 * arguments, at once, without changing anything, and does not throw: an exception in it would take the place of the caller's own
 * error, and could leave a probe's slot taken. No member may return a promise: whatever it waits for, the state that it was asked
 * about may be gone by then.
 *
 * - `countingUnit` says what `failureCount` counts. `'attempt'`: every single call to the service. `'sequence'`: one operation with
 *   all its attempts, so that "5" with 3 attempts each is 15 failed calls. Left out, it is whatever the nesting makes it.
 * - `maxProbes` says how many probes may be in flight at the same time while the circuit is half-open. Left out, it is 1.
 * - `countsAsServiceFailure` asks whether the error says anything about the health of the service. Left out, every error does.
 * - `shouldRetry` asks whether this one call is worth another attempt. `attempt` is the number of attempts made so far, the failed
 *   one included; `error` is what it threw; `context` is left out where the retry cannot see a breaker.
 * - `shouldOpenCircuit` asks whether the service is failing, after a failure was recorded while the circuit was closed. `failureCount`
 *   includes the newest; `window` holds the failures behind it, oldest first, where the breaker keeps them.
 * - `shouldCloseCircuit` asks whether the service has recovered, after a probe succeeded. `successCount` includes it.
 *
 * @template [Phase=unknown] The type of the breaker's own state; `FailurePolicy<State>` is a policy for one breaker.
 * @typedef {object} FailurePolicy
 * @property {CountingUnit} [countingUnit]
 * @property {number} [maxProbes]
 * @property {(error: unknown) => boolean} [countsAsServiceFailure]
 * @property {(attempt: number, error: unknown, context?: RetryContext<Phase>) => boolean} shouldRetry
 * @property {(failureCount: number, window?: readonly AttemptEvent[]) => boolean} shouldOpenCircuit
 * @property {(successCount: number) => boolean} shouldCloseCircuit
 */

/**
 * @template [Phase=string]
 * @typedef {object} ThresholdPolicyOptions
 * @property {number} [failureThreshold] The circuit opens at this many failures. Default 5.
 * @property {number} [successThreshold] The circuit closes after this many successful probes. Default 3.
 * @property {number} [maxAttempts] Attempts of one operation, the first one included. Default 3.
 * @property {number} [maxProbes] Probes in flight at the same time. Default 1.
 * @property {CountingUnit} [countingUnit] What the thresholds count. Default `'attempt'`.
 * @property {Phase} [closed] How the breaker spells its closed state. Default `'closed'`. In any other state nothing is retried.
 * @property {(error: unknown) => boolean} [isTransient] Is the error worth another attempt? Default: every error is.
 * @property {(error: unknown) => boolean} [isServiceFailure] Does the error say anything about the service? Default: every error does.
 */

/**
 * Fixed numbers: so many failures open, so many successes close, so many attempts while the circuit is closed and one otherwise.
 *
 * @template [Phase=string]
 * @implements {FailurePolicy<Phase>}
 */
export class ThresholdPolicy {
  /** @type {ThresholdPolicyOptions<Phase>} */
  #options;

  /** @param {ThresholdPolicyOptions<Phase>} [options] */
  constructor(options = {}) {
    for (const name of /** @type {const} */ (['failureThreshold', 'successThreshold', 'maxAttempts', 'maxProbes'])) {
      const value = options[name] ?? 1;
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`${name} must be a whole number of at least 1, not ${value}.`);
      }
    }
    /** @type {CountingUnit} */
    this.countingUnit = options.countingUnit ?? 'attempt';
    this.maxProbes = options.maxProbes ?? 1;
    this.#options = options;
  }

  /** @param {unknown} error */
  countsAsServiceFailure(error) {
    return this.#options.isServiceFailure?.(error) ?? true;
  }

  /**
   * @param {number} attempt
   * @param {unknown} error
   * @param {RetryContext<Phase>} [context]
   */
  shouldRetry(attempt, error, context) {
    const { maxAttempts = 3, closed = 'closed', isTransient } = this.#options;
    const suppressed = context !== undefined && context.phase !== closed;
    return !suppressed && attempt < maxAttempts && (isTransient?.(error) ?? true);
  }

  /** @param {number} failureCount */
  shouldOpenCircuit(failureCount) {
    return failureCount >= (this.#options.failureThreshold ?? 5);
  }

  /** @param {number} successCount */
  shouldCloseCircuit(successCount) {
    return successCount >= (this.#options.successThreshold ?? 3);
  }
}
