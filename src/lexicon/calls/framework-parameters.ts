import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

const NAMES = phrases(`
  * req, * request, * res, response, reply, * ctx, * context, next, event, evt, ev, e, c, h, msg, message, job,
  call, socket, ws, interaction, toolkit, done
`);

export const FRAMEWORK_PARAMETERS = concept({
  name: 'framework parameters',
  meaning:
    'What a framework hands to a handler: the request that came in, the reply, the context, what comes next. ' +
    'Asked only of the parameters of a function that was given to unknown code; the same names elsewhere may ' +
    'be a client.',
  patterns: [{ handed: true, last: NAMES }],
  examples: ['req', 'request', 'res', 'reply', 'ctx', 'context', 'next', 'event', 'lambdaContext', 'job'],
  counterexamples: [
    'client',
    'gateway',
    'service',
    'orders',
    'db',
    'requester',
    'contextualSearch',
    'responses',
    'http',
    'repository',
  ],
});
