import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const RELEASES = concept({
  name: 'releases',
  meaning:
    'Lets go of something: a timer, a listener, a connection, a stream, what is to be aborted. The call is no ' +
    'call of a service, even where somebody waits for it; what it answers is unknown. Locks are another ' +
    'concept.',
  patterns: [
    {
      last: phrases(`
        unref, dispose, dispose async, async dispose, remove listener, remove all listeners, remove event listener,
        off, unsubscribe, unwatch, unlisten, clear timeout, clear interval, clear immediate, cancel animation frame,
        cancel idle callback, throw if aborted, teardown, tear down
      `),
    },
    {
      owner: phrases(`
        controller, * abort controller, aborter, ac, * signal, token source, cancellation, canceller, timer,
        * timer, * timeout, * interval, immediate, * reader, * writer, * body, * stream, iterator, generator,
        debounced, throttled, watcher
      `),
      last: phrases(`
        abort, cancel, clear, stop, close, release lock, return, destroy, end, flush, terminate, disconnect
      `),
    },
    {
      owner: phrases(`
        * connection, * conn, client, * client, * pool, * socket, ws, web socket, websocket, cursor, session,
        db session, channel, browser, page, server, * http server, web server, file, file handle, handle, fd, db,
        database, * redis, mongo, mongoose, prisma, knex, sequelize, data source, query runner, producer, consumer,
        kafka, rabbit, amqp, broker, worker, transport, agent, dispatcher, process, child, res, response, req,
        request
      `),
      last: phrases(`
        close, end, destroy, release, disconnect, quit, terminate, kill, shutdown, shut down, drain, free, abort,
        force close, close all connections, close idle connections, destroy soon, graceful shutdown, exit
      `),
    },
    {
      bare: true,
      last: phrases(`
        abort, cleanup, clean up, stop watching, cancel timer, clear timer, stop timer, close connection,
        stop listening
      `),
    },
  ],
  examples: [
    'timer.unref',
    'controller.abort',
    'signal.throwIfAborted',
    'emitter.removeListener',
    'connection.close',
    'client.release',
    'pool.end',
    'socket.destroy',
    'subscription.unsubscribe',
    'timer.cancel',
    'reader.releaseLock',
    'redis.quit',
    'clearTimeout',
    'server.close',
  ],
  counterexamples: [
    'orders.cancel',
    'subscription.cancel',
    'client.cancel',
    'payments.cancel',
    'accounts.close',
    'tickets.close',
    'holds.release',
    'escrow.release',
    'breaker.close',
    'users.delete',
    'lock.release',
    'referrals.create',
    'mutex.unlock',
    'campaigns.stop',
  ],
});
