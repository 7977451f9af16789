import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { PURE_MODULES } from './pure-modules.js';

export const HOOKS = concept({
  name: 'hooks',
  meaning:
    'Predicates and hooks that code is handed: they answer a question about a failure, choose a delay, or are ' +
    'told what happened. They are no calls of a service, whoever waits for them; what they answer is unknown, ' +
    'and a condition on it is tried both ways. Only without a function among the arguments.',
  patterns: [
    {
      bare: true,
      last: phrases('is + error, is retryable *, is transient *, is network +, is timeout *, should +'),
    },
    {
      handed: true,
      last: phrases(`
        is +, has +, can +, may +, must +, needs +, was +, did +, will +, are +, does +, * predicate, * classifier,
        before retry, before attempt, before call, before request, after retry, after attempt, after call,
        classify *, * filter, matches, * matcher, validate *, * validator, assert +, decide *, * decider, handles +,
        accepts +, retry if, retry when, retry on, abort if, abort when, stop when, fail when, trip when, open when,
        * observer, * listener, * hook, key for, key of, * key fn, map error, map errors, to error, wrap error,
        transform *, format *, serialize, deserialize, parse *, compare, comparator
      `),
    },
    {
      handed: true,
      last: phrases(`
        * backoff, * back off, * jitter, backoff +, back off +, jitter +, * delay for, delay fn, delay of, + delay,
        + delay ms, interval for, timeout for, wait for attempt, + wait time, pause for attempt
      `),
    },
    {
      last: phrases(`
        on +, should +, is + error, notify listeners, notify observers, notify subscribers, notify + listeners
      `),
    },
    {
      owner: phrases(`
        * policy, policies, * strategy, * decider, * predicate, * classifier, * filter, * matcher, * backoff,
        back off, delays, jitter, schedule, hooks, callbacks, handlers, * listener, * observer
      `),
      last: phrases(`
        is +, has +, can +, may +, needs +, classify *, matches *, test, accepts *, handles *, decide *,
        counts as +, counts +, next delay, next backoff, next interval, next wait, * delay, delay +, + delay ms,
        backoff *, + backoff, compute backoff, get backoff, interval for, duration for, before +, after +, notify
      `),
    },
    {
      owner: phrases('err, * error, * errors, * exception, cause, reason, failure'),
      last: phrases('is *, has +, should +, can +, was +, matches, match'),
    },
  ],
  exceptions: [
    ...PURE_MODULES.patterns,
    {
      last: phrases(`
        on hand *, on call *, on site, on demand, on order, on chain *, on board, on boarding, on sale, on set,
        on premise, on time
      `),
    },
    { last: phrases('* with backoff, * with back off, * with jitter, * with retry') },
    { last: phrases('set delay, set + delay, add delay, add + delay') },
  ],
  examples: [
    'isRetryable',
    'options.isRetryable',
    'shouldRetry',
    'this.policy.shouldRetry',
    'hasExpired',
    'this.options.onRetry',
    'hooks.onStateChange',
    'listener.onOpen',
    'classify',
    'validate',
    'backoff',
    'jitter',
    'delayFor',
    'retryDelay',
    'errorFilter',
    'retryStrategy.nextDelay',
    'err.isTransient',
    'notifyListeners',
  ],
  counterexamples: [
    'hotels.isAvailable',
    'users.hasPermission',
    'inventory.onHand',
    'address.validate',
    'documents.classify',
    'orders.filter',
    'delay',
    'island.get',
    'onboarding.start',
    'promoCodes.check',
    'policies.update',
    'policy.renew',
    'hashtag',
    'notify',
  ],
});
