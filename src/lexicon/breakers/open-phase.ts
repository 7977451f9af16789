import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const OPEN_PHASE = concept({
  name: 'open phase',
  meaning:
    'Values and flags by which code calls the phase in which a circuit turns callers away. The phase itself ' +
    'is found by what the circuit does; its name is for messages, for the values that a suggestion writes, ' +
    'and for circuits of which only the states are in view.',
  patterns: [
    {
      last: phrases(`
        open, opened, circuit open, circuit opened, breaker open, breaker opened, cb open, state open, status open,
        open state, open status, circuit state open, circuit breaker open, is open, is opened, is circuit open,
        is breaker open, is circuit breaker open, tripped, is tripped, circuit tripped, breaker tripped, broken,
        is broken, circuit broken, circuit is open
      `),
    },
  ],
  examples: [
    'open',
    'OPEN',
    'State.OPEN',
    'CircuitState.Open',
    'STATE_OPEN',
    'circuitOpen',
    'OpenState',
    'isOpen',
    'tripped',
    'isTripped',
  ],
  counterexamples: [
    'closed',
    'halfOpen',
    'HALF_OPEN',
    'openOrders',
    'openAt',
    'openAI',
    'reopen',
    'opening',
    'openInvoices',
    'openFile',
    'unopened',
  ],
});
