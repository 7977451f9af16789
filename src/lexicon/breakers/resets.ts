import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const RESETS = concept({
  name: 'resets',
  meaning:
    'Moves a circuit by hand: closes it, opens it, or puts it back to where it began. It is neither asked nor ' +
    'told of an outcome; timers and calls of the time before meet what it leaves behind.',
  patterns: [
    {
      last: phrases(`
        reset *, close, open, trip, force close, force closed, force open, force opened, force half open,
        force reset, manual reset, manual open, manual close, open circuit, close circuit, isolate, disable, enable,
        clear
      `),
    },
  ],
  exceptions: [
    {
      last: phrases(`
        reset timeout, reset timeout ms, reset ms, reset after, reset password, reset at, reset time, reset interval
      `),
    },
  ],
  examples: [
    'breaker.reset',
    'breaker.close',
    'breaker.open',
    'circuit.trip',
    'breaker.forceOpen',
    'breaker.forceClosed',
    'this.resetCounters',
    'breaker.isolate',
    'circuit.manualReset',
    'closeCircuit',
  ],
  counterexamples: [
    'breaker.recordSuccess',
    'breaker.isOpen',
    'resetTimeout',
    'resetPassword',
    'preset',
    'breaker.execute',
    'closed',
    'tripId',
    'resetAt',
    'breaker.allowRequest',
  ],
});
