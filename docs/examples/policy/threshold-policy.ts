import type { CountingUnit, FailurePolicy, RetryContext } from 'eslint-plugin-resilience/policy';

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
