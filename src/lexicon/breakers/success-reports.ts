import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const SUCCESS_REPORTS = concept({
  name: 'success reports',
  meaning:
    'Tells a circuit that a call went well. Where a circuit is only asked and told and no caller is in view, ' +
    'it is told so of a service that is well.',
  patterns: [
    {
      last: phrases(`
        success, succeed, succeeded, on success, on succeed, on succeeded, on call success, on request success,
        record success, record + success, report success, report + success, mark success, mark succeeded,
        mark + success, note success, notify success, handle success, handle + success, register success,
        track success, count success, add success, log success, call succeeded, request succeeded, probe succeeded,
        after success, success recorded, record ok
      `),
    },
  ],
  exceptions: [
    {
      owner: phrases(`
        toast, toasts, notification, notifications, message, messages, snackbar, response, res, reply, result, log,
        logger, console
      `),
    },
  ],
  examples: [
    'breaker.recordSuccess',
    'circuit.onSuccess',
    'breaker.success',
    'this.markSuccess',
    'breaker.reportSuccess',
    'noteSuccess',
    'circuit.succeeded',
    'handleSuccess',
    'registerSuccess',
    'recordProbeSuccess',
  ],
  counterexamples: [
    'breaker.recordFailure',
    'isSuccess',
    'successRate',
    'toast.success',
    'breaker.reset',
    'successMessage',
    'wasSuccessful',
    'successor',
    'response.ok',
    'getSuccessUrl',
  ],
});
