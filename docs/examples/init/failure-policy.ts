/**
 * The failure policy: the one place that says what a failure means to a retry and what it means to a circuit breaker.
 *
 * Every member is asked synchronously, at the moment of the decision and possibly more than once for one event. It answers from its
 * arguments, at once, without changing anything, and does not throw: an exception in it would take the place of the caller's own
 * error, and could leave a probe's slot taken. That is also why no member may return a promise: whatever it waits for, the state that
 * it was asked about may be gone by then.
 *
 * `Phase` is the type of the breaker's own state. A breaker spells its states as it likes (`'half_open'`, `'HALF_OPEN'`,
 * `State.HalfOpen`, `2`, `true`), so the interface prescribes no spelling: by default any value is accepted. A policy written for one
 * breaker says `FailurePolicy<State>`, and the compiler then rejects a comparison with a state that this breaker does not have.
 */
export interface FailurePolicy<Phase = unknown> {
  /**
   * What `failureCount` counts.
   *
   * - `'attempt'`: every single call to the service. "5" means 5 failed calls, whoever made them.
   * - `'sequence'`: one operation with all its attempts. "5" means 5 operations that failed after their last attempt, which with 3
   *   attempts each is 15 failed calls.
   *
   * Left out, the unit is undeclared: it is whatever the nesting of retry and breaker makes it.
   */
  readonly countingUnit?: CountingUnit;

  /**
   * How many probes may be in flight at the same time while the circuit is half-open; a whole number, at least 1.
   *
   * Left out, it is 1: read it as `policy.maxProbes ?? 1`. A number and not a question, so that the test of the limit and the
   * reservation of the slot stand in one expression without anything in between.
   */
  readonly maxProbes?: number;

  /**
   * Does this error say anything about the health of the service? A 404 or a caller's own cancellation does not.
   *
   * `false` means that the breaker ignores the outcome: neither a failure nor a success, and a probe gives its slot back. Left out,
   * every error counts. Whether the call is worth repeating is another question, and {@link shouldRetry} answers it.
   *
   * @param error What the attempt threw, unchanged.
   */
  countsAsServiceFailure?(error: unknown): boolean;

  /**
   * Retry's question: is this one call worth another attempt?
   *
   * Asked after an attempt failed and, if the breaker counts attempts, after the breaker recorded it. `true` permits one more attempt
   * and promises nothing: the breaker is asked for admission again before it starts.
   *
   * @param attempt Attempts of this operation made so far, the failed one included; the first failure asks with 1.
   * @param error What that attempt threw, unchanged.
   * @param context What else is known. Left out where the retry cannot see a breaker.
   */
  shouldRetry(attempt: number, error: unknown, context?: RetryContext<Phase>): boolean;

  /**
   * The breaker's question: is this service failing, so that nobody should call it for a while?
   *
   * Asked after a failure was recorded while the circuit was closed. A failed probe re-opens the circuit without a question, unless
   * the breaker asks for that as well.
   *
   * @param failureCount Failures recorded since the circuit closed, or in the breaker's window if it keeps one, the newest included;
   *   in units of {@link countingUnit}.
   * @param window The failures behind the count, oldest first. Left out by a breaker that keeps a counter only.
   */
  shouldOpenCircuit(failureCount: number, window?: readonly AttemptEvent[]): boolean;

  /**
   * The breaker's other question: has the service recovered?
   *
   * Asked after a probe succeeded.
   *
   * @param successCount Successful probes since the circuit became half-open, the newest included.
   */
  shouldCloseCircuit(successCount: number): boolean;
}

/** What one counted failure is: a single call to the service, or one operation with all its attempts. */
export type CountingUnit = 'attempt' | 'sequence';

/** What {@link FailurePolicy.shouldRetry} may know besides the failure itself. */
export interface RetryContext<Phase = unknown> {
  /** The state of the circuit now, after the failure was recorded, in the breaker's own spelling. */
  readonly phase: Phase;
}

/** One failed attempt: the observation that retry and breaker share. */
export interface AttemptEvent {
  /** Which attempt of its operation this was; the first is 1. */
  readonly attemptNumber: number;
  /** What the attempt threw, unchanged. */
  readonly error: unknown;
  /** When the attempt failed, in milliseconds of the clock that the breaker uses (`Date.now()` as a rule). */
  readonly timestamp: number;
  /** How long the attempt took, in milliseconds. Waiting between attempts is not part of it. */
  readonly durationMs: number;
}

export interface ThresholdPolicyOptions<Phase = string> {
  /** The circuit opens at this many failures. Default 5. */
  readonly failureThreshold?: number;
  /** The circuit closes after this many successful probes. Default 3. */
  readonly successThreshold?: number;
  /** Attempts of one operation, the first one included. Default 3. */
  readonly maxAttempts?: number;
  /** Probes in flight at the same time. Default 1. */
  readonly maxProbes?: number;
  /** What the thresholds count. Default `'attempt'`. */
  readonly countingUnit?: CountingUnit;
  /** How the breaker spells its closed state. Default `'closed'`. In any other state nothing is retried. */
  readonly closed?: Phase;
  /** Is the error worth another attempt? Default: every error is. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Does the error say anything about the service? Default: every error does. */
  readonly isServiceFailure?: (error: unknown) => boolean;
}

/** Fixed numbers: so many failures open, so many successes close, so many attempts while the circuit is closed and one otherwise. */
export class ThresholdPolicy<Phase = string> implements FailurePolicy<Phase> {
  readonly countingUnit: CountingUnit;
  readonly maxProbes: number;
  readonly #options: ThresholdPolicyOptions<Phase>;

  constructor(options: ThresholdPolicyOptions<Phase> = {}) {
    for (const name of ['failureThreshold', 'successThreshold', 'maxAttempts', 'maxProbes'] as const) {
      const value = options[name] ?? 1;
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`${name} must be a whole number of at least 1, not ${value}.`);
      }
    }
    this.countingUnit = options.countingUnit ?? 'attempt';
    this.maxProbes = options.maxProbes ?? 1;
    this.#options = options;
  }

  countsAsServiceFailure(error: unknown): boolean {
    return this.#options.isServiceFailure?.(error) ?? true;
  }

  shouldRetry(attempt: number, error: unknown, context?: RetryContext<Phase>): boolean {
    const { maxAttempts = 3, closed = 'closed', isTransient } = this.#options;
    const suppressed = context !== undefined && context.phase !== closed;
    return !suppressed && attempt < maxAttempts && (isTransient?.(error) ?? true);
  }

  shouldOpenCircuit(failureCount: number): boolean {
    return failureCount >= (this.#options.failureThreshold ?? 5);
  }

  shouldCloseCircuit(successCount: number): boolean {
    return successCount >= (this.#options.successThreshold ?? 3);
  }
}
