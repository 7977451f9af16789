import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const CACHES = concept({
  name: 'caches',
  meaning:
    'Names that speak against a circuit breaker: what answers without a call because it knows the answer ' + 'already.',
  patterns: [
    {
      anywhere: phrases(`
        * cache, * caches, cache +, * cached, cached +, caching, * memo, memoize *, memoized, lru *, * ttl, ttl +,
        dedupe *, single flight, swr, * stale while revalidate *
      `),
    },
  ],
  examples: [
    'cache.get',
    'responseCache',
    'cacheKey',
    'memoize',
    'cachedQuotes',
    'LRU',
    'ttlMs',
    'entryTtl',
    'dedupeRequests',
    'singleFlight',
  ],
  counterexamples: [
    'CircuitBreaker',
    'store.get',
    'breakers.get',
    'cash',
    'openUntil',
    'halfOpen',
    'memory',
    'memorandum',
    'states.get',
    'recordFailure',
  ],
});
