import { concept } from '../concept.js';
import { packages } from '../packages.js';
import { phrases } from '../phrases.js';
import { RUNS_IN_PLACE } from './runs-in-place.js';

/** What logs, measures or traces, whatever is asked of it. */
const OBSERVING = phrases(`
  log, logs, * logger, loggers, logging, app log, audit log, access log, error log, request log, debug log,
  log service, console, pino, winston, bunyan, log4js, loglevel, consola, signale, metric, * metrics,
  metrics client, metrics service, statsd, stats d, dogstatsd, dog stats d, * telemetry, telemetry client,
  telemetry service, prometheus, prom, * histogram, * gauge, instrumentation, meter provider, tracer provider,
  logger provider, datadog, dd trace, newrelic, new relic, apm, sentry, bugsnag, rollbar, honeybadger, airbrake,
  raven, app insights, insights client, cloudwatch metrics, * span, * tracer, tracing, tracing service,
  opentelemetry, otel, open tracing, * analytics, mixpanel, posthog, amplitude
`);

/** What keeps or sends: behind it, a name that observes is only the name of what is kept. */
const KEEPING = phrases(`
  * repository, * repo, * dao, * db, * database, * store, * storage, * table, * collection, prisma, knex, * queue,
  * producer, * api, * http, redis, * model
`);

export const OBSERVERS = concept({
  name: 'observers',
  meaning:
    'Logs, metrics, traces and events inside the process. Such a call is no call of a service: it is not ' +
    'counted, its failure is not tried, and what it answers is unknown. What owns the name decides; the name ' +
    'alone does only where it is unmistakable, since a service may `update`, `set`, `add`, `record` or ' +
    '`publish` as well.',
  patterns: [
    { within: OBSERVING, unlessVia: KEEPING },
    {
      from: packages(`
        pino, pino-http, winston, bunyan, log4js, loglevel, consola, signale, tslog, debug, npmlog, roarr,
        prom-client, hot-shots, node-statsd, statsd-client, lynx, dd-trace, datadog-metrics, newrelic,
        applicationinsights, elastic-apm-node, @opentelemetry/*, @sentry/*, @bugsnag/*, rollbar,
        @google-cloud/logging, @google-cloud/logging-winston, @google-cloud/trace-agent, aws-xray-sdk,
        aws-xray-sdk-core, @aws-lambda-powertools/*, express-winston, morgan, @honeycombio/*, @logtail/*,
        @axiomhq/*, node:console, console, diagnostics_channel, posthog-node, mixpanel
      `),
    },
    {
      last: phrases(`
        warn, warning, debug, verbose, silly, fatal, log error, log errors, log warning, log warn, log info,
        log debug, log event, log failure, log message, log attempt, log retry, log exception, record exception,
        capture exception, capture message, capture error, capture event, notice error, report error, start span,
        start inactive span, end span, emit *, dispatch event, start timer, inc, track exception, track dependency,
        add breadcrumb, leave breadcrumb, set attribute, log trace
      `),
    },
    { bare: true, last: phrases('log, trace, info, error, gauge, track event, track metric, track error, log *') },
    {
      owner: phrases('* counter, * counters, meter'),
      last: phrases(`
      add, inc, increment, record, labels, with labels, create *
    `),
    },
    {
      owner: phrases(`
        labels, with labels, + total, + totals, * timer, stopwatch, * latency, * duration, + seconds, * summary,
        * stats
      `),
      last: phrases(`
        inc, dec, increment, decrement, observe, labels, with labels, record, timing, mark, count, gauge, histogram
      `),
    },
    {
      owner: phrases('* events, bus, event bus, * emitter, event emitter, event dispatcher, event publisher'),
      last: phrases('publish, dispatch, notify, raise, trigger, fire, broadcast, next, send event, publish all'),
    },
    {
      owner: phrases('* audit, auditor, audit trail'),
      last: phrases('log, record, write, append, event, info, trace, add entry, failure, success'),
    },
    {
      owner: phrases('trace, traces, context api'),
      last: phrases('get tracer, get active span, get span, set span, get span context, wrap span context'),
    },
  ],
  exceptions: [
    {
      within: phrases('prisma, tx, trx, db, knex, orm, em, entity manager, models'),
      owner: phrases(`
        + log, + logs, * metric, * metrics, * span, * event, * events, * analytics, * audit, + entry
      `),
    },
    ...RUNS_IN_PLACE.patterns,
    { last: phrases('log in, log out, log off, log on') },
    { owner: phrases('* contract, provider, ledger, chain'), last: phrases('emit *') },
    { owner: phrases('* counter service') },
    {
      owner: phrases('* metrics, metric, analytics, telemetry, logs, * log, * audit'),
      last: phrases(`
        get *, find *, list *, fetch *, query *, search *, load *, read *, delete *, save *, insert *, map, filter,
        for each, flat map, reduce, some, every
      `),
    },
  ],
  examples: [
    'logger.warn',
    'console.error',
    'this.log.info',
    'request.log.error',
    'this.logger.child({ circuit }).info',
    'span.recordException',
    'statsd.increment',
    "this.metrics.counter('calls').inc",
    "requestDuration.labels('GET').observe",
    'emitter.emit',
    'this.emit',
    'eventBus.publish',
    'options.log',
    'auditTrail.record',
    'trace.getActiveSpan',
    "import('prom-client').Counter",
    "import('../lib/logger.js').info",
  ],
  counterexamples: [
    'store.set',
    'catalog.get',
    'queue.add',
    'metrics.getForFeature',
    'analytics.query',
    'users.delete',
    'track.get',
    'orders.update',
    'serviceBus.publish',
    'sns.publish',
    'events.list',
    'auth.logIn',
    'eventLogRepository.save',
    'metrics.repository.insert',
    'meter.read',
    'counterService.increment',
    'timer.sleep',
    'catalogs.warnings',
    'git.log',
    'notifier.notify',
    'tracer.startActiveSpan',
  ],
});
