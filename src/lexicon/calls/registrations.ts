import { concept } from '../concept.js';
import { packages } from '../packages.js';
import { phrases } from '../phrases.js';
import { PURE_MODULES } from './pure-modules.js';

export const REGISTRATIONS = concept({
  name: 'registrations',
  meaning:
    'Takes a function and runs it later, when something happens: listeners, routes, timers, jobs, tests. The ' +
    'call is no call of a service, and the function is a root of its own. Only with a function (or an object ' +
    'of functions) among the arguments.',
  patterns: [
    {
      last: phrases(`
        on, once, add listener, prepend listener, prepend once listener, add event listener, add hook,
        add middleware, add command, add resolver, subscribe, set error handler, set not found handler,
        set interval, set immediate, queue microtask, next tick, set timeout, request animation frame,
        request idle callback, schedule job, create server, create secure server, create worker
      `),
    },
    { within: phrases('interceptors'), last: phrases('use') },
    {
      owner: phrases(`
        app, * app, application, * router, * routes, * server, fastify, express, koa, hono, io, bot, cli, program
      `),
      last: phrases(`
        get, post, put, delete, patch, head, options, all, route, use, param, mount, action, command, event, start,
        ready, after, hear, message, register, decorate, listen, tap, intercept, use global filters,
        use global guards, use global interceptors
      `),
    },
    {
      owner: phrases(`
        * queue, * worker, jobs, agenda, boss, * consumer, * subscription, * channel, * listener, * cron,
        * scheduler, schedule
      `),
      last: phrases(`
        process, consume, work, define, every, run, each message, each batch, schedule, listen, handle, receive
      `),
    },
    {
      owner: phrases('fs, files, chokidar, * watcher, mutation observer, * observable'),
      last: phrases('watch, watch file, observe'),
    },
    {
      bare: true,
      last: phrases(`
        it, test, describe, suite, bench, before, after, before each, after each, before all, after all, use effect,
        use layout effect, use callback, use memo, create effect, watch, watch effect, computed, on mounted,
        on mount, on destroy, cron, schedule, debounce, throttle, memoize, defer
      `),
    },
    {
      from: packages(`
        express, fastify, koa, @koa/router, koa-router, hono, restify, polka, @hapi/hapi, vitest, jest,
        @jest/globals, mocha, ava, tap, node-cron, cron, node-schedule, cors, helmet, body-parser, compression,
        supertest, nock, msw
      `),
    },
  ],
  exceptions: [
    ...PURE_MODULES.patterns,
    { from: packages('timers/promises') },
    {
      owner: phrases('newsletter, newsletters, mailing list, light, lights, switch'),
      last: phrases('subscribe, on'),
    },
  ],
  examples: [
    'socket.on',
    'process.once',
    'window.addEventListener',
    "app.get('/orders')",
    'router.post',
    'fastify.addHook',
    'queue.process',
    'channel.consume',
    'setInterval',
    'store.subscribe',
    'describe',
    "import('express').default",
    'server.listen',
    'useEffect',
  ],
  counterexamples: [
    'users.register',
    'newsletter.subscribe',
    'orders.get',
    'api.get',
    'http.post',
    'lights.on',
    'gateway.charge',
    'client.delete',
    'processor.process',
    'queue.add',
    'channel.publish',
    'registerUser',
    'service.patch',
  ],
});
