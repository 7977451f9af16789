import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const POLICIES = concept({
  name: 'policies',
  meaning:
    'What a decision is asked of: a policy, a strategy, a classifier. A decision to retry, to open, to close ' +
    'or to admit that comes from one is not hard-coded.',
  patterns: [
    {
      anywhere: phrases(`
        * policy, policy +, policies, * strategy, * decider, decisions, * classifier, * predicate
      `),
    },
    {
      last: phrases(`
        should retry, should open circuit, should open, should close circuit, should close, should trip,
        ready to trip, should admit, should allow probe, is failure, counts as failure, counts as service failure,
        is service failure
      `),
    },
  ],
  exceptions: [
    {
      anywhere: phrases(`
        * insurance policy, policy holder, policy number, policy id, privacy policy, refund policy, return policy,
        cancellation policy, policy document, policies repository, policy service, policies service, cors policy,
        bucket policy, iam policy, access policy, password policy, referrer policy, content security policy,
        trading strategy
      `),
    },
  ],
  examples: [
    'policy',
    'this.policy.shouldRetry',
    'failurePolicy',
    'retryPolicy.isTransient',
    'options.retryStrategy',
    'errorClassifier.classify',
    'shouldRetry',
    'policy.shouldOpenCircuit',
    'isFailure',
    'openPredicate',
  ],
  counterexamples: [
    'insurancePolicy',
    'policyHolder',
    'privacyPolicy.accepted',
    'maxRetries',
    'policing',
    'breaker.isOpen',
    'refundPolicy',
    'failureThreshold',
    'strategic',
    'decimals',
  ],
});
