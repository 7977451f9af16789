import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const OTHER_REPETITIONS = concept({
  name: 'other repetitions',
  meaning:
    'Names that speak against a retry: what asks again until something is there, reads the next page, takes ' +
    'the next message, connects again, renews a token once, or waits for a lock. What repeats is wanted, ' +
    'whether or not the call before it failed.',
  patterns: [
    {
      anywhere: phrases(`
        * poll, polls, * polling, poll +, polled, * poller, wait for *, wait until *, wait till +, * until ready,
        until done, until complete, * page, * pages, page +, paginate *, paginated, pagination, paginator, * cursor,
        cursors, cursor +, next token, continuation token, scroll *, iterate, walk *, crawl *, * reconnect,
        reconnects, reconnect +, reconnecting, reconnection, connect with retry, connect loop, keep connected,
        refresh token, refresh tokens, refresh + token, refresh access token, refresh session, refresh auth,
        refresh credentials, renew *, renewal, reauthenticate, re authenticate, reauthorize, relogin, authorized,
        consume *, consumes, * consumer, consumption, drain *, subscribe, listen, worker loop, run loop, main loop,
        event loop, watch *, watcher, sync loop, * heartbeat, ping loop, keep alive, acquire lock, wait for lock,
        try lock
      `),
    },
  ],
  exceptions: [
    {
      last: phrases(`
        page not found, page error, landing page *, authorized by, wait for attempt, wait for retry,
        wait until retry, wait for backoff
      `),
    },
  ],
  examples: [
    'pollStatus',
    'waitForJob',
    'waitUntilReady',
    'fetchAllPages',
    'nextPage',
    'cursor.next',
    'paginate',
    'reconnect',
    'refreshToken',
    'refreshAccessToken',
    'consume',
    'drainQueue',
    'acquireLock',
    'StatusPoller',
  ],
  counterexamples: [
    'retry',
    'withRetry',
    'attempt',
    'send',
    'waiter',
    'refresh',
    'pager.alert',
    'pollution',
    'package',
    'backoff',
    'waitForRetry',
    'tokens.get',
  ],
});
