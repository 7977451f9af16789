import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const FAILURE_REPORTS = concept({
  name: 'failure reports',
  meaning:
    'Tells a circuit that a call failed. Where a circuit is only asked and told and no caller is in view, it ' +
    'is told so of a service that fails.',
  patterns: [
    {
      last: phrases(`
        failure, fail, failed, on failure, on fail, on failed, on error, on call failure, on request failure,
        record failure, record + failure, record error, record fault, report failure, report + failure,
        report fault, mark failure, mark failed, mark + failure, mark error, note failure, note error,
        notify failure, handle failure, handle + failure, register failure, register error, track failure,
        count failure, count fault, count error, add failure, call failed, request failed, probe failed,
        after failure, failure recorded, fault, strike, miss
      `),
    },
  ],
  exceptions: [
    {
      owner: phrases(`
        toast, toasts, notification, notifications, message, assert, expect, test, log, logger, console, span, job,
        jobs, payments, orders, process
      `),
    },
  ],
  examples: [
    'breaker.recordFailure',
    'circuit.onFailure',
    'breaker.fail',
    'this.markFailed',
    'breaker.reportFailure',
    'noteFailure',
    'circuit.failed',
    'handleFailure',
    'registerFailure',
    'recordProbeFailure',
  ],
  counterexamples: [
    'breaker.recordSuccess',
    'isFailure',
    'failureRate',
    'assert.fail',
    'breaker.reset',
    'failureCount',
    'hasFailed',
    'failover',
    'payments.failed',
    'getFailureReason',
  ],
});
