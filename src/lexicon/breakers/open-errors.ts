import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const OPEN_ERRORS = concept({
  name: 'open errors',
  meaning:
    'Classes, codes and predicates that tell the rejection of a circuit from failures of the service. A ' +
    'predicate of such a name that nobody can read is taken for one that knows the rejection.',
  patterns: [
    {
      last: phrases(`
        * circuit open *, * circuit opened *, * open circuit *, * circuit breaker open *, * breaker open *,
        * open breaker *, e open breaker, eopenbreaker, * broken circuit *, * circuit broken *, * circuit is open *,
        * circuit breaker is open *, * breaker opened *, circuit error, circuit breaker error, breaker error,
        breaker open error, circuit rejection, * circuit rejected *, * breaker rejected *, is our error,
        * call not permitted *, * circuit tripped *, * breaker tripped *, isolated circuit error,
        * circuit breaker isolated *
      `),
    },
  ],
  exceptions: [
    {
      last: phrases(`
        is circuit open, is breaker open, is circuit breaker open, circuit open, circuit opened,
        circuit breaker open, breaker open, breaker opened, circuit is open, open circuit, open breaker, on +,
        should *, * short circuit *, + duration, + until, + at, circuit open duration ms, circuit open timeout,
        handle +, log +
      `),
    },
  ],
  examples: [
    'CircuitOpenError',
    'BrokenCircuitError',
    'isBrokenCircuitError',
    'OpenCircuitError',
    'CircuitBreakerOpenException',
    'EOPENBREAKER',
    'CIRCUIT_OPEN_ERROR',
    'CallNotPermittedException',
    'isCircuitOpenError',
    'BreakerOpenError',
  ],
  counterexamples: [
    'ServiceUnavailableError',
    'TimeoutError',
    'isCircuitOpen',
    'openCircuit',
    'onCircuitOpen',
    'AxiosError',
    'CircuitBoardError',
    'circuitOpenUntil',
    'ShortCircuitError',
    'RetryError',
  ],
});
