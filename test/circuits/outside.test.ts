import { describe, expect, it } from 'vitest';

import { OUTSIDE } from '../../src/circuits/outside.js';
import { Unknown, type Origin } from '../../src/machine/values.js';

/** What code writes as `api.orders.load`, or as a name that it imported from a package: `timers/promises: setTimeout`. */
function written(text: string, origin: Origin = 'argument'): Unknown {
  const [, specifier, path = text] = /^(.*): (.*)$/.exec(text) ?? [];
  const name = { path: path.split('.'), ...(specifier !== undefined && { package: specifier }) };
  return new Unknown(`${origin}:${text}`, specifier === undefined ? origin : 'package', name, false);
}

describe('a call without a function', () => {
  it.each([
    ['service', ['fetch', 'load', 'api.load', 'api.orders.load', 'orders.find', 'call', 'client.send', 'axios: get']],
    ['clock', ['clock.now', 'now', 'performance.now', 'options.now']],
    ['pause', ['sleep', 'delay', 'options.sleep', 'timers/promises: setTimeout', 'delay: default']],
    ['nothing', ['logger.warn', 'console.error', 'metrics.increment', 'pino: default.info', 'winston: info']],
    ['nothing', ['callback', 'next', 'deferred.reject', 'controller.abort', 'timer.unref']],
    ['fresh', ['randomInt', 'uuidv4', 'servers.next', 'pool.take', 'faker.uuid']],
    ['computed', ['isRetryable', 'options.shouldRetry', 'backoff']],
    ['computed', ['id.slice', 'name.toLowerCase', 'path: join', 'lodash: isEqual', 'zod: z.parse']],
  ])('is %s: %j', (expected, names) => {
    expect(names.map((name) => [name, OUTSIDE.callOf(written(name), false)])).toEqual(
      names.map((name) => [name, expected]),
    );
  });
});

describe('a call that is handed a function', () => {
  it.each([
    ['service', ['fetch', 'load', 'queue.add', 'retry', 'sleep', 'isRetryable', 'callback', 'clock.now']],
    ['runs', ['tracer.startActiveSpan', 'withSpan', 'asyncLocalStorage.run']],
    ['nothing', ['emitter.on', 'server.on', 'app.get', 'setTimeout', 'logger.warn']],
    ['each', ['users.map', 'rows.forEach', 'pages.flatMap']],
    ['computed', ['users.filter', 'rows.sort', 'lodash: debounce']],
  ])('is %s: %j', (expected, names) => {
    expect(names.map((name) => [name, OUTSIDE.callOf(written(name), true)])).toEqual(
      names.map((name) => [name, expected]),
    );
  });
});

describe('a call of what a service, a failure or a framework gave', () => {
  const origins: readonly Origin[] = ['answer', 'bad answer', 'failure', 'framework', 'computed'];

  it.each(origins)('%s: computes, whatever its name', (origin) => {
    const calls = ['load', 'sleep', 'logger.warn'].map((name) => OUTSIDE.callOf(written(name, origin), false));
    expect(calls).toEqual(['computed', 'computed', 'computed']);
  });

  it('a package is a service, as an argument is', () => {
    expect(OUTSIDE.callOf(written('fetch', 'package'), false)).toBe('service');
  });
});

it('a call is told by what it is called on, not only by its name', () => {
  const calls = ['users.filter', 'userRepository.filter', 'dns.resolve', 'deferred.resolve', 'createdAt.getTime'];
  expect(calls.map((name) => OUTSIDE.callOf(written(name), name.endsWith('filter')))).toEqual([
    'computed',
    'service',
    'service',
    'nothing',
    'computed',
  ]);
});

describe('a member of an answer', () => {
  it.each([
    ['ok', true, false],
    ['success', true, false],
    ['failed', false, true],
    ['hasErrors', false, true],
    ['status', 200, 503],
    ['statusCode', 200, 503],
    ['error', undefined, true],
    ['body', undefined, undefined],
    ['code', undefined, undefined],
  ])('%s says whether the service is well', (member, good, bad) => {
    expect([OUTSIDE.memberOfAnswer('well', member), OUTSIDE.memberOfAnswer('badly', member)]).toEqual([good, bad]);
  });

  it('that is a symbol says nothing', () => {
    expect(OUTSIDE.memberOfAnswer('badly', Symbol('ok'))).toBeUndefined();
  });
});
