import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

/** The request that came in, the reply, the context. */
const HANDED = phrases(`
  * req, * request, * res, response, reply, * ctx, * context, event, evt, ev, e, c, h, msg, message, interaction
`);

/** What they can do. */
const MEMBERS = phrases(`
  status, send, send status, send file, json, jsonp, header, headers, set, get, append, remove header, set header,
  set headers, get header, has header, write head, write, end, code, type, content type, redirect, render, view,
  cookie, clear cookie, set cookie, vary, links, location, attachment, download, format, flush, flush headers,
  hijack, serialize, is, accepts, accepts charsets, accepts encodings, accepts languages, param, query, body, text,
  html, not found, throw, assert, on, once, destroy, raw, response, request, res, req, reply, bad request,
  unauthorized, forbidden, no content, created, ok, not modified, stream, new response, prevent default,
  stop propagation, respond with, wait until, pass through on exception, callback wait for empty event loop,
  succeed, fail, done, state, var, valid, parse body, form data, array buffer, blob, log, next, elapsed time,
  get elapsed time, trailer, early hints
`);

export const FRAMEWORK_MEMBERS = concept({
  name: 'framework members',
  meaning:
    'What code does with the request and the reply that a framework handed it: `reply.code(503).send()`. It ' +
    'answers the caller and is no call of a service. What else is reached through them (`ctx.db.query`) may ' +
    'be one. Asked only of the parameters of a function that was given to unknown code.',
  patterns: [{ root: HANDED, through: MEMBERS, last: MEMBERS }],
  examples: [
    'res.status',
    'res.status(201).json',
    'reply.code(503).send',
    'ctx.throw',
    'c.json',
    'request.get',
    'req.on',
    'response.setHeader',
    'event.preventDefault',
    'context.succeed',
    'ctx.res.end',
  ],
  counterexamples: [
    'ctx.db.query',
    'context.prisma.user.findMany',
    'req.app.locals.client.get',
    'req.services.orders.create',
    'gateway.send',
    'orders.status',
    'status',
    'http.request',
    'ctx.clients.status',
    'request.server.orders.get',
  ],
});
