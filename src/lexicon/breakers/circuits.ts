import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

/** Circuits and breakers of other trades, and what only begins like one. */
const OTHER_CIRCUITS = phrases(`
  * short circuit *, * short circuits *, * short circuited *, * short circuiting *, * circuit board *,
  * circuit boards *, * printed circuit *, * integrated circuit *, * racing circuit *, * race circuit *,
  * circuit race *, * circuit training *, * lap circuit *, * logic circuit *, * quantum circuit *, * zk circuit *,
  * proof circuit *, * circuit court *, * circuit judge *, * circuit city *, * circuit design *,
  * circuit diagram *, * electrical circuit *, * electric circuit *, * open circuit voltage *, * line breaker *,
  * line breakers *, * word breaker *, * word breakers *, * page breaker *, * sentence breaker *,
  * paragraph breaker *, * tie breaker *, * tie breakers *, * ice breaker *, * ice breakers *, * record breaker *,
  * code breaker *, * deal breaker *, * heart breaker *, * law breaker *, * brick breaker *, * wave breaker *,
  * strike breaker *, * breaker panel *, * breaker box *, * main breaker *, * breaker amps *
`);

export const CIRCUITS = concept({
  name: 'circuits',
  meaning:
    'Names that confirm a circuit breaker. What behaves as one and has none of them in its class, its file, ' +
    'its members or its error is reported as potential only. They never suffice: a name alone makes no ' +
    'breaker.',
  patterns: [
    {
      anywhere: phrases(`
        * circuit *, * circuits *, * breaker *, * breakers *, * circuitbreaker *, * half open *, * halfopen *,
        * half opened *, * cool down *, * cooldown *, * cooling down *, * cooling off *, * fail fast *,
        * failing fast *, * fast fail *, * tripped *, * open until *, * reopen at *, * open duration *,
        * open timeout *, * break duration *
      `),
    },
    {
      last: phrases(`
        trip, trip breaker, trip circuit, trip open, trip threshold, trip count, trip until, trip state,
        reset timeout, open state, opened at, open since, last opened at, should trip, ready to trip, on open,
        on half open
      `),
    },
  ],
  exceptions: [{ anywhere: OTHER_CIRCUITS }],
  examples: [
    'CircuitBreaker',
    'breaker',
    'paymentCircuit',
    'this.circuitState',
    'circuitBreakerFor',
    'HALF_OPEN',
    'halfOpenCalls',
    'isTripped',
    'trip',
    'tripBreaker',
    'openUntil',
    'cooldownMs',
    'coolDown',
    'failFast',
    'openState',
    "import('./circuit-breaker.js').default",
    "import('opossum-circuit').default",
  ],
  counterexamples: [
    'circuitBoard',
    'lineBreaker',
    'shortCircuit',
    'printedCircuit',
    'racingCircuit',
    'tieBreaker',
    'iceBreaker',
    'roundTrip',
    'tripId',
    'trips.find',
    'breakpoint',
    'pageBreak',
    'openOrders',
    'halfPrice',
    'circuitous',
    'retry',
  ],
});
