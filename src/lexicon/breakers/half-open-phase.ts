import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const HALF_OPEN_PHASE = concept({
  name: 'half-open phase',
  meaning:
    'Values and flags by which code calls the phase in which a circuit tries whether the service is well ' +
    'again. The phase itself is found by what the circuit does; its name is for messages, for the values that ' +
    'a suggestion writes, and for circuits of which only the states are in view.',
  patterns: [
    {
      last: phrases(`
        half open, halfopen, half opened, half, circuit half open, breaker half open, cb half open, state half open,
        status half open, half open state, half open status, circuit state half open, circuit breaker half open,
        is half open, is halfopen, is circuit half open, is breaker half open, probing, is probing, recovering,
        is recovering, trial, on trial, semi open, testing
      `),
    },
  ],
  examples: [
    'half-open',
    'halfOpen',
    'HALF_OPEN',
    'State.HALF_OPEN',
    'CircuitState.HalfOpen',
    'HalfOpenState',
    'isHalfOpen',
    'half_open',
    'halfopen',
    'probing',
  ],
  counterexamples: [
    'open',
    'closed',
    'halfOpenCalls',
    'halfPrice',
    'firstHalf',
    'trialPeriod',
    'halfOpenTimeout',
    'probeCount',
    'halfDay',
    'testingLibrary',
  ],
});
