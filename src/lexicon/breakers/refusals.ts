import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const REFUSALS = concept({
  name: 'refusals',
  meaning:
    'Asks a circuit whether it turns callers away: the answer true keeps the call out. Where a circuit is ' +
    'only asked and told and no caller is in view, it is tried by asking it so before each call.',
  patterns: [
    {
      last: phrases(`
        is open, is circuit open, is breaker open, is circuit breaker open, circuit is open, is tripped, is blocked,
        is broken, is rejecting, is shut, is down, is unavailable, is suspended, is cooling down, is in cooldown,
        is cooldown active, is forced open, should reject, should block, should fail fast, should short circuit,
        must reject, rejects, blocks, refuses, is refused, opened, tripped
      `),
    },
  ],
  exceptions: [
    {
      owner: phrases(`
        * modal, * dialog, * menu, drawer, door, window, * shop, store, market, file, user, users, account
      `),
    },
  ],
  examples: [
    'breaker.isOpen',
    'circuit.isTripped',
    'this.isCircuitOpen',
    'breaker.opened',
    'breaker.shouldReject',
    'breaker.isBlocked',
    'circuit.isDown',
    'breaker.isCoolingDown',
    'guard.shouldFailFast',
    'isBroken',
  ],
  counterexamples: [
    'breaker.allowRequest',
    'breaker.isClosed',
    'dialog.isOpen',
    'shop.isOpen',
    'breaker.recordFailure',
    'breaker.isHalfOpen',
    'openOrders',
    'user.isBlocked',
    'breaker.trip',
    'island',
  ],
});
