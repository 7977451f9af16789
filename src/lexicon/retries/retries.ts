import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const RETRIES = concept({
  name: 'retries',
  meaning:
    'Names that confirm a retry. A retry is found by what it does: the same call again, after it has failed. ' +
    'The name tells messages how to call it, and which of several loops the author meant.',
  patterns: [
    {
      anywhere: phrases(`
        * retry *, * retries *, * retried *, * retrying *, * retryable *, * retrier *, retryer, * retriable *,
        * retryer *, attempt, attempts, * attempt, * attempts, attempt *, attempts *, attempted, * backoff *,
        * back off *, * tries, max tries, num tries, n tries, tries left, try again, try again *, again, resend,
        reattempt, * persistently *, until it works
      `),
    },
  ],
  exceptions: [
    {
      anywhere: phrases(`
        * login attempt *, * login attempts *, * log in attempts *, * sign in attempts *, * password attempts *,
        * pin attempts *, * otp attempts *, * code attempts *, * auth attempts *, * quiz attempt *,
        * quiz attempts *, * exam attempt *, * exam attempts *, * test attempts *, * question attempts *,
        * payment attempts *, * assessment attempts *, retry after, * retry after *, * delivery attempts *,
        attempts repository, attempt repository
      `),
    },
  ],
  examples: [
    'retry',
    'withRetry',
    'retryWithBackoff',
    'maxRetries',
    'attempt',
    'attempts',
    'maxAttempts',
    'isRetryable',
    'backoff',
    'exponentialBackOff',
    'sendWithRetries',
    'Retrier',
    'MAX_TRIES',
    "import('./with-retry.js').default",
  ],
  counterexamples: [
    'loginAttempts',
    'entries',
    'countries',
    'retryAfter',
    'quizAttempts',
    'registries',
    'backOffice',
    'poetry',
    'failedLoginAttempts',
    'execute',
    'retrieve',
    'trys',
  ],
});
