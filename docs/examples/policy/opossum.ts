import CircuitBreaker from 'opossum';
import type { FailurePolicy } from 'eslint-plugin-resilience/policy';

export type Phase = 'closed' | 'open' | 'half-open';

export interface OpossumCaller<Args extends unknown[], T> {
  readonly breaker: CircuitBreaker<Args, T>;
  fire(...args: Args): Promise<T>;
}

export function withOpossum<Args extends unknown[], T>(
  action: (...args: Args) => Promise<T>,
  policy: FailurePolicy<Phase>,
  { openMs = 30_000, windowMs = 60_000, timeoutMs = 10_000, baseDelayMs = 1_000 } = {},
): OpossumCaller<Args, T> {
  // What the library decides by itself must agree with the policy, or the policy is not what runs.
  if (policy.countingUnit === 'sequence') throw new RangeError('Inside the retry, the breaker counts attempts.');
  if ((policy.maxProbes ?? 1) !== 1) throw new RangeError('opossum lets exactly one probe through.');
  if (!policy.shouldCloseCircuit(1)) throw new RangeError('opossum closes after one successful probe.');

  const breaker = new CircuitBreaker(action, {
    resetTimeout: openMs,
    timeout: timeoutMs,
    volumeThreshold: Number.MAX_SAFE_INTEGER, // never enough calls for the percentage to decide: the policy does
    errorFilter: (error) => !(policy.countsAsServiceFailure?.(error) ?? true),
  });
  const phase = (): Phase => (breaker.closed ? 'closed' : breaker.halfOpen ? 'half-open' : 'open');

  let failedAt: readonly number[] = [];
  breaker.on('close', () => {
    failedAt = [];
  });
  breaker.on('failure', () => {
    if (!breaker.closed) return; // a failed probe: opossum re-opens by itself; while open: a late outcome
    const now = Date.now();
    failedAt = [...failedAt.filter((time) => time > now - windowMs), now];
    if (policy.shouldOpenCircuit(failedAt.length)) breaker.open();
  });

  return {
    breaker,
    async fire(...args) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await breaker.fire(...args); // asks for admission before every attempt, and records every attempt
        } catch (error) {
          if (isOpen(error) || !policy.shouldRetry(attempt, error, { phase: phase() })) throw error;
        }
        await sleep(Math.random() * baseDelayMs * 2 ** attempt);
      }
    },
  };
}

const isOpen = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EOPENBREAKER';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
