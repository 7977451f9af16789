import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const FAILURE_COUNTS = concept({
  name: 'failure counts',
  meaning:
    'What a circuit keeps of failures: a number, a list of times, a window. Where several cells decide that ' +
    'it opens, messages and suggestions name this one.',
  patterns: [
    {
      last: phrases(`
        * failures, failure, * failure count, failures count, failure counter, failures in a row, failure times,
        failure timestamps, failure window, fail count, fails, fail counter, failed, failed count, failed calls,
        failed requests, failed at, failed ats, num failures, n failures, number of failures, * errors,
        * error count, errors count, error counter, error window, faults, fault count, strikes, strike count,
        misses, miss count, missed, consecutive errors, timeouts, rejections, failure streak, streak, outcomes,
        results, recent
      `),
    },
  ],
  exceptions: [
    {
      last: phrases(`
        validation errors, form errors, field errors, type errors, on failures, log failures, max failures,
        max consecutive failures, * allowed failures, max errors, max failure count
      `),
    },
  ],
  examples: [
    'this.failures',
    'failureCount',
    'consecutiveFailures',
    'errorCount',
    'this.#failedCalls',
    'recentFailures',
    'failureTimestamps',
    'strikes',
    'faults',
    'failuresInARow',
  ],
  counterexamples: [
    'successes',
    'maxFailures',
    'failureThreshold',
    'validationErrors',
    'lastFailure',
    'lastFailureTime',
    'isFailure',
    'retries',
    'state',
    'failureRate',
    'errorMessage',
  ],
});
