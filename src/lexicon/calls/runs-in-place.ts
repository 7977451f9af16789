import { concept } from '../concept.js';
import { packages } from '../packages.js';
import { phrases } from '../phrases.js';

export const RUNS_IN_PLACE = concept({
  name: 'runs in place',
  meaning:
    'Runs the function that it is handed, once and at once, and gives back what that gives back: a span, a ' +
    'context, a measurement around a piece of code. The machine goes into the function as if the call were ' +
    'not there. Only with a function among the arguments.',
  patterns: [
    {
      last: phrases(`
        start active span, with span, with active span, in span, run in span, run with span, trace async,
        trace sync, with trace, run in context, run with context, with context, in context, run in async scope,
        with scope, with monitor, with isolation scope, run outside angular, start segment,
        start background transaction, start web transaction, with timing, timed, time it, time async, measure async,
        with measurement, with duration, measured, instrument call, instrument async, with logging, with metrics,
        with telemetry, with tracing, with request context, with correlation id, with logger, capture async func
      `),
    },
    {
      owner: phrases(`
        als, async local storage, * storage, + local storage, * context, async context, request context, cls,
        namespace, zone, ng zone, async hook, async resource
      `),
      last: phrases('run, with, run and return, run promise, bind and run, enter with, run guarded, exit'),
    },
    { owner: phrases('* tracer, tracing, + span'), last: phrases('trace, wrap, run, with') },
    {
      owner: phrases('* metrics, statsd, * histogram, profiler, stopwatch'),
      last: phrases('time, timed, measure, profile, wrap'),
    },
    {
      from: packages('@sentry/*'),
      last: phrases('start span, start span manual, continue trace, suppress tracing'),
    },
  ],
  exceptions: [
    {
      owner: phrases(`
        local storage, session storage, object storage, blob storage, file storage, cloud storage
      `),
    },
  ],
  examples: [
    'tracer.startActiveSpan',
    'this.tracing.withSpan',
    'withSpan',
    'asyncLocalStorage.run',
    'requestContext.run',
    'context.with',
    'als.run',
    'metrics.time',
    'statsd.timed',
    "import('@sentry/node').startSpan",
    'newrelic.startSegment',
    'ngZone.runOutsideAngular',
  ],
  counterexamples: [
    'tracer.startSpan',
    'breaker.run',
    'storage.save',
    'localStorage.run',
    'runner.run',
    'retry.run',
    'metrics.timing',
    'tests.run',
    'context.query',
    'withRetry',
    'withTransaction',
  ],
});
