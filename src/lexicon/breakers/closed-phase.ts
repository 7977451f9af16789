import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const CLOSED_PHASE = concept({
  name: 'closed phase',
  meaning:
    'Values by which code calls the phase in which a circuit lets every call through. The phase itself is ' +
    'found by what the circuit does; its name is for messages, for the values that a suggestion writes, and ' +
    'for circuits of which only the states are in view.',
  patterns: [
    {
      last: phrases(`
        closed, close, circuit closed, breaker closed, cb closed, state closed, status closed, closed state,
        closed status, circuit state closed, circuit breaker closed, is closed, is circuit closed
      `),
    },
  ],
  examples: [
    'closed',
    'CLOSED',
    'State.CLOSED',
    'CircuitState.Closed',
    'STATE_CLOSED',
    'circuitClosed',
    'CIRCUIT_CLOSED',
    'ClosedState',
    'close',
    'isClosed',
  ],
  counterexamples: [
    'open',
    'halfOpen',
    'closedAt',
    'closedTickets',
    'enclosed',
    'closing',
    'closet',
    'disclosed',
    'foreclosed',
    'closeButton',
  ],
});
