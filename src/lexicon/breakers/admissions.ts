import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const ADMISSIONS = concept({
  name: 'admissions',
  meaning:
    'Asks a circuit for leave to call: the answer true lets the call in. Where a circuit is only asked and ' +
    'told and no caller is in view, it is tried by asking it so before each call.',
  patterns: [
    {
      last: phrases(`
        allow, allows, allow request, allow call, allow execution, allows request, allows requests, is allowed,
        is call allowed, is call permitted, is request allowed, is execution allowed, is permitted, can request,
        can execute, can call, can proceed, can attempt, can pass, can send, can try, can make request, may request,
        may execute, may call, may proceed, may pass, permit, permits, permits request, permit call, admit, admits,
        try admit, try acquire permission, acquire permission, try acquire, try enter, try pass, try call,
        try reserve, try begin, should allow, should allow request, should attempt, should execute, ready, is ready,
        is available, is callable, ask, ask permission, begin, begin call, before call, before request, reserve,
        enter, check, ensure allowed, ensure closed, ensure available, assert closed, assert allowed,
        assert available, guard, is closed
      `),
    },
  ],
  exceptions: [
    {
      owner: phrases(`
        hotels, rooms, products, users, + service, + client, + repository, inventory, stock, calendar, tables
      `),
    },
  ],
  examples: [
    'breaker.allowRequest',
    'breaker.canRequest',
    'circuit.isCallPermitted',
    'breaker.tryAcquirePermission',
    'circuit.admit',
    'breaker.mayProceed',
    'this.canExecute',
    'breaker.isAllowed',
    'ensureAllowed',
    'breaker.beforeCall',
  ],
  counterexamples: [
    'breaker.isOpen',
    'breaker.recordSuccess',
    'hotels.isAvailable',
    'breaker.reset',
    'canvas',
    'cannon.fire',
    'breaker.isTripped',
    'admissionFee',
    'allowList',
    'breaker.shouldReject',
  ],
});
