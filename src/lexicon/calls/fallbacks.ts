import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const FALLBACKS = concept({
  name: 'fallbacks',
  meaning:
    'Answers in place of the service that failed, or is another service for that case. A call of one is no ' +
    'attempt of the call that failed, and a caller who gets its answer from there has been turned away.',
  patterns: [
    {
      anywhere: phrases(`
        * fallback, fallback +, fallbacks, * fall back, fall back +, failover *, fail over, standby, stand by,
        secondary, backup, alternate *, alternative *, * degraded *, degrade, stale *, last known *, last good *,
        cached response, cached value, cached answer, default response, default value, plan b
      `),
    },
    {
      anywhere: phrases(`
        backup + provider, backup provider, backup client, backup service, backup gateway, backup host, backup url,
        backup endpoint, backup source
      `),
    },
    {
      anywhere: phrases(`
        secondary provider, secondary client, secondary service, secondary gateway, secondary host, secondary url,
        secondary endpoint, secondary source, secondary region
      `),
    },
  ],
  exceptions: [
    {
      last: phrases('backup, restore, + title, + name, is stale, mark stale, is degraded, stale check'),
    },
  ],
  examples: [
    'fallback',
    'this.options.fallback',
    'getFallback',
    'fallbackProvider.send',
    'backupGateway.charge',
    'secondary.query',
    'standby.read',
    'failover.fetch',
    'lastKnown.get',
    'alternateHost',
    'degradedQuote',
    'cachedResponse',
  ],
  counterexamples: [
    'database.backup',
    'backups.create',
    'gateway.charge',
    'primary.query',
    'secondaryEmail.verify',
    'isStale',
    'cache.get',
    'fallingBlocks.get',
    'feedback.send',
    'alternatives.list',
    'defaults.get',
  ],
});
