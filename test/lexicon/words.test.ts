import { describe, expect, it } from 'vitest';

import { fileName, importedName, nameOf } from '../../src/lexicon/name.js';
import { packages } from '../../src/lexicon/packages.js';
import { phrases } from '../../src/lexicon/phrases.js';
import { wordsOf } from '../../src/lexicon/words.js';

describe('the words of a name', () => {
  it.each([
    ['isHTTPError', ['is', 'http', 'error']],
    ['IS_HTTP_ERROR', ['is', 'http', 'error']],
    ['is-http-error', ['is', 'http', 'error']],
    ['XMLHttpRequest', ['xml', 'http', 'request']],
    ['#halfOpenCalls2', ['half', 'open', 'calls', '2']],
    ['$transaction', ['transaction']],
    ['__proto__', ['proto']],
    ['HALF_OPEN', ['half', 'open']],
    ['halfopen', ['halfopen']],
    ['A', ['a']],
    ['Größe', ['größe']],
    ['überÄnderung', ['über', 'änderung']],
    ['再試行', ['再試行']],
    ['', []],
    ['_', []],
  ])('%s', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });

  it('are the same however often they are asked for', () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `retryOf${at}`);
    expect(names.every((name) => wordsOf(name)[0] === 'retry')).toBe(true);
    expect(wordsOf('retryOf1')).toEqual(['retry', 'of', '1']);
  });
});

describe('phrases', () => {
  const table = phrases('warn, * logger, on +, + failed, * half open *, report * failure, mark + down, http2');

  it.each(['warn', 'WARN', '_warn', 'logger', 'requestLogger', 'onRetry', 'callFailed', 'isHalfOpenNow', 'half_open'])(
    'have %s',
    (name) => {
      expect(table.has(name)).toBe(true);
    },
  );

  it.each(['reportFailure', 'reportProbeFailure', 'reportLastProbeFailure', 'markHostDown', 'http2', 'HTTP_2'])(
    'have %s, with an opening between words or with digits',
    (name) => {
      expect(table.has(name)).toBe(true);
    },
  );

  it.each([
    'warning',
    'warnings',
    'loggers',
    'loggerOf',
    'on',
    'once',
    'only',
    'failed',
    'halfway',
    'open',
    'markDown',
    '',
  ])('have not %s', (name) => {
    expect(table.has(name)).toBe(false);
  });

  it('are shown as they were written', () => {
    expect(phrases(' warn,\n  * logger ,').written).toEqual(['warn', '* logger']);
  });

  it('need a word', () => {
    expect(() => phrases('warn, *')).toThrow('The phrase "*" has no word.');
  });
});

describe('packages', () => {
  const table = packages('fs, @sentry/*, lodash, timers/promises');

  it.each([
    'fs',
    'node:fs',
    'fs/promises',
    'node:fs/promises',
    '@sentry/node',
    '@sentry/node/preload',
    'lodash/fp',
    'timers/promises',
  ])('have %s', (specifier) => {
    expect(table.has(specifier)).toBe(true);
  });

  it.each(['fs-extra', '@sentry', '@sentryish/node', 'lodash-es', 'timers', './fs', '@acme/fs', ''])(
    'have not %s',
    (specifier) => {
      expect(table.has(specifier)).toBe(false);
    },
  );
});

describe('names', () => {
  it.each([
    ["this.metrics.counter('x').inc", { last: 'inc', owners: ['metrics', 'counter'] }],
    ['sleep', { last: 'sleep', owners: [] }],
    ['this.#lock.runExclusive(() => this.send())', { last: 'runExclusive', owners: ['#lock'] }],
    ['pools[index].client?.query', { last: 'query', owners: ['pools', 'client'] }],
    ["map.get('a.b(c').load", { last: 'load', owners: ['map', 'get'] }],
    ['new Agent().destroy', { last: 'destroy', owners: ['Agent'] }],
    ["import('node:path').join", { last: 'join', owners: [], package: 'node:path' }],
    ["require('ms')", { last: 'default', owners: [], package: 'ms' }],
    ["import('node:timers').promises.setTimeout", { last: 'setTimeout', owners: ['promises'], package: 'node:timers' }],
    ["import('./lib/logger.js').warn", { last: 'warn', owners: ['logger'] }],
    ['src/__tests__/orders.ts', { last: 'orders.ts', owners: ['src', '__tests__'] }],
    ['half-open', { last: 'half-open', owners: [] }],
  ])('%s', (text, name) => {
    expect(nameOf(text)).toEqual(name);
  });

  it('of what a file of the project exports begin with the name of that file', () => {
    expect(importedName('../events/index.js', ['emit'])).toEqual({ last: 'emit', owners: ['events'] });
    expect(importedName('./retry.config.ts', ['default', 'isRetryable'])).toEqual({
      last: 'isRetryable',
      owners: ['retry', 'default'],
    });
  });

  it('of files have their folders for owners', () => {
    expect(fileName('./a/../b/c.test.ts')).toEqual({ last: 'c.test.ts', owners: ['a', 'b'] });
    expect(fileName('C:\\app\\a.ts')).toEqual({ last: 'a.ts', owners: ['C:', 'app'] });
  });
});
