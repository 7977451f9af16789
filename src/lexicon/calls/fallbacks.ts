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
        * fallback, fallback *, fallbacks, * fall back, fall back *, * backup, backup provider, backup client,
        backup service, backup gateway, secondary *, standby, stand by, failover *, fail over, alternate *,
        alternative *, degraded *, degrade, stale *, last known *, last good *, cached response, cached value,
        cached answer, default response, default value, plan b
      `),
    },
  ],
  exceptions: [
    {
      anywhere: phrases(`
        backup service client, backups, database backup, backup job, create backup, backup schedule,
        secondary index, secondary key, secondary color, secondary email, alternative title, stale check, stale bot
      `),
    },
    { last: phrases('backup, create, restore, is stale, mark stale, is degraded') },
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
