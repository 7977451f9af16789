import { circuitBreaker, CircuitState, ExponentialBackoff, handleWhen, isBrokenCircuitError, retry } from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import type { FailurePolicy } from 'eslint-plugin-resilience/policy';

export interface CockatielCaller {
  readonly breaker: CircuitBreakerPolicy;
  execute<T>(call: () => Promise<T>): Promise<T>;
}

export function withCockatiel(
  policy: FailurePolicy<CircuitState>,
  { openMs = 30_000, windowMs = 60_000, backoff = new ExponentialBackoff() } = {},
): CockatielCaller {
  // What the library decides by itself must agree with the policy, or the policy is not what runs.
  if (policy.countingUnit === 'sequence') throw new RangeError('Inside the retry, the breaker counts attempts.');
  if ((policy.maxProbes ?? 1) !== 1) throw new RangeError('cockatiel lets exactly one probe through.');
  if (!policy.shouldCloseCircuit(1)) throw new RangeError('cockatiel closes after one successful probe.');

  let failedAt: readonly number[] = [];
  const breaker = circuitBreaker(
    handleWhen((error) => policy.countsAsServiceFailure?.(error) ?? true),
    {
      halfOpenAfter: openMs,
      breaker: {
        state: undefined,
        success(phase) {
          if (phase === CircuitState.HalfOpen) failedAt = [];
        },
        failure(phase) {
          if (phase !== CircuitState.Closed) return true; // a failed probe: cockatiel re-opens by itself
          const now = Date.now();
          failedAt = [...failedAt.filter((time) => time > now - windowMs), now];
          return policy.shouldOpenCircuit(failedAt.length);
        },
      },
    },
  );

  return {
    breaker,
    execute(call) {
      let attempt = 0;
      const worthAnotherAttempt = handleWhen(
        (error) => !isBrokenCircuitError(error) && policy.shouldRetry(attempt, error, { phase: breaker.state }),
      );
      // Retry outside, breaker inside: each attempt asks for admission and is recorded. The policy ends the retry, not a number.
      return retry(worthAnotherAttempt, { maxAttempts: Number.MAX_SAFE_INTEGER, backoff }).execute(() =>
        breaker.execute(() => {
          attempt += 1;
          return call();
        }),
      );
    },
  };
}
