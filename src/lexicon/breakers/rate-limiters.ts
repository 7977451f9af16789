import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const RATE_LIMITERS = concept({
  name: 'rate limiters',
  meaning:
    'Names that speak against a circuit breaker: what turns callers away because there are too many of them, ' +
    'not because the service fails.',
  patterns: [
    {
      anywhere: phrases(`
        * limiter, limiter +, ratelimit, * rate limit *, * rate limits *, * rate limited *, * rate limiter *,
        ratelimiter, * throttle *, * throttler *, * throttled *, throttling, * token bucket *, * leaky bucket *,
        * quota *, * quotas *, sliding window limit, * requests per second *, * requests per minute *, rps, qps,
        * too many requests *, * concurrency limit *, * max concurrent *, * bulkhead, * load shedder *,
        * load shedding *, burst *
      `),
    },
  ],
  examples: [
    'RateLimiter',
    'rateLimit',
    'limiter.removeTokens',
    'TokenBucket',
    'throttle',
    'requestThrottler',
    'leakyBucket',
    'apiQuota',
    'requestsPerSecond',
    'TooManyRequestsError',
    'bulkhead',
  ],
  counterexamples: [
    'CircuitBreaker',
    'failureThreshold',
    'breaker',
    'limit',
    'delimiter',
    'pageLimit',
    'attemptLimit',
    'windowMs',
    'bucket.put',
    'tokens.renew',
  ],
});
