import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const CONTINUATIONS = concept({
  name: 'continuations',
  meaning:
    'Functions by which code gives its result to whoever called it: a callback that takes the error first, ' +
    'the two functions of a promise, the middleware that comes next. To call one is to answer, not to call a ' +
    'service.',
  patterns: [
    {
      handed: true,
      last: phrases(`
        * cb, * callback, * done, next, * resolve, * reject, resolve +, reject +, finish, finished, on done, settle,
        complete, fulfill, succeed, bail, respond, reply, return result, ack, nack
      `),
    },
    {
      owner: phrases(`
        * deferred, defer, * waiter, * resolver, resolvers, pending, entry, item, slot, head, caller, queued,
        * promise, completer
      `),
      last: phrases('resolve, reject, settle, complete, done, fulfill, cb, callback'),
    },
    {
      owner: phrases('* subscriber, * subject, sink, * observer, controller, stream controller'),
      last: phrases('next, error, complete, enqueue'),
    },
  ],
  examples: [
    'callback',
    'cb',
    'done',
    'next',
    'resolve',
    'reject',
    'rejectAll',
    'deferred.resolve',
    'waiter.reject',
    'subscriber.next',
    'controller.enqueue',
    'options.callback',
  ],
  counterexamples: [
    'dns.resolve',
    'cursor.next',
    'pages.next',
    'payments.reject',
    'callbacks.create',
    'applications.reject',
    'tasks.complete',
    'jobs.done',
    'iterator.next',
    'nextPage',
  ],
});
