import { describe, expect, it } from 'vitest';

import { LIBRARIES } from '../../src/models/libraries.js';
import type { LibraryModel } from '../../src/models/model.js';
import { completed, problemsOf } from '../../src/models/shape.js';
import { readSettings } from '../../src/policy/settings.js';

const WITH_RETRY = {
  package: './with-retry.js',
  exports: {
    withRetry: {
      call: {
        runs: { at: 0 },
        layers: [{ layer: 'retry', calls: { from: [{ at: 1, path: 'retries', counts: 'retries' }], default: 4 } }],
      },
    },
  },
} as const;

/** The model with the value at a path replaced; undefined takes the key out. */
function changed(path: string, value: unknown): unknown {
  const model = JSON.parse(JSON.stringify(WITH_RETRY)) as Record<string, unknown>;
  const keys = path.split('.');
  const parent = keys.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, model);
  parent[keys.at(-1) ?? ''] = value;
  return JSON.parse(JSON.stringify(model));
}

it.each(LIBRARIES.map((model) => [`${model.package} ${model.versions}`, model] as const))(
  '%s has the shape of a model',
  (_, model) => {
    expect(problemsOf(model, 'model')).toEqual([]);
  },
);

it('a project leaves out versions and sources', () => {
  expect(problemsOf(WITH_RETRY, 'model')).toEqual([]);
  expect(completed(WITH_RETRY)).toMatchObject({ versions: '*', sources: [] });
});

describe('what is wrong is named by its path', () => {
  const LAYER = 'model.exports.withRetry.call.layers[0]';
  it.each([
    ['package', undefined, 'model.package is missing: it must be a text.'],
    ['package', 3, 'model.package must be a text, not 3.'],
    ['versions', 'latest', 'model.versions must be a range of versions, not "latest".'],
    [
      'export',
      {},
      'Unknown key model.export. Known keys: package, versions, sources, exports, subpaths, values, traps.',
    ],
    ['exports', [], 'model.exports must be an object, not [].'],
    ['exports.withRetry', 'call', 'model.exports.withRetry must be an object, not "call".'],
    ['exports.with-retry', 'call', 'model.exports["with-retry"] must be an object, not "call".'],
    [
      'exports.withRetry.call.runs.at',
      'first',
      'model.exports.withRetry.call.runs.at must be a whole number from 0, "last", "last-function" or "options", not "first".',
    ],
    [
      'exports.withRetry.call.runs.at',
      -1,
      'model.exports.withRetry.call.runs.at must be a whole number from 0, "last", "last-function" or "options", not -1.',
    ],
    [
      'exports.withRetry.call.layers',
      'retry',
      'model.exports.withRetry.call.layers must be a list or "policy", not "retry".',
    ],
    [
      'exports.withRetry.call.layers.0',
      { calls: {} },
      `${LAYER}.layer must be "retry", "breaker", "lock" or "fallback", not undefined.`,
    ],
    [
      'exports.withRetry.call.layers.0.layer',
      'retries',
      `${LAYER}.layer must be "retry", "breaker", "lock" or "fallback", not "retries".`,
    ],
    ['exports.withRetry.call.layers.0.calls', undefined, `${LAYER}.calls is missing: it must be an object.`],
    [
      'exports.withRetry.call.layers.0.calls.default',
      'forever',
      `${LAYER}.calls.default must be a whole number from 0, "infinite", "time-bound" or "unknown", not "forever".`,
    ],
    [
      'exports.withRetry.call.layers.0.calls.from.0.counts',
      'calls',
      `${LAYER}.calls.from[0].counts must be "retries" or "attempts", not "calls".`,
    ],
    ['exports.withRetry.call.layers.0.implicit', false, `${LAYER}.implicit must be true, not false.`],
    [
      'exports.withRetry.call.gives',
      { members: { run: { cal: {} } } },
      /^Unknown key model\.exports\.withRetry\.call\.gives\.members\.run\.cal\. Known keys: use, call, /,
    ],
    [
      'exports.withRetry.call.gives',
      'sender',
      'model.exports.withRetry.call.gives must be an object, "receiver" or "argument", not "sender".',
    ],
    ['exports.withRetry.call.gives', { use: 'policy' }, 'model uses "policy", which is not among its values.'],
  ])('%s: %j', (path, value, problem) => {
    expect(problemsOf(changed(path, value), 'model')).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('also where it contains itself', () => {
    const value: { members: Record<string, unknown> } = { members: {} };
    value.members['self'] = value;
    expect(problemsOf({ package: './a.js', exports: { value } }, 'model')).toEqual(['model must be plain data.']);
  });
});

describe('settings.resilience.models', () => {
  const settings = (models: unknown): ReturnType<typeof readSettings> => readSettings({ resilience: { models } });

  it('are known by the specifier that they are imported by', () => {
    const { models, problems } = settings([WITH_RETRY]);
    expect(problems).toEqual([]);
    expect(models.exportsOf('./with-retry.js')).toHaveProperty('withRetry');
    expect(models.mentionedIn(`import { withRetry } from './with-retry.js';`)).toBe(true);
    expect(models.exportsOf('cockatiel')).toHaveProperty('wrap');
  });

  it('are left out where they are wrong, and the rest is used', () => {
    const { models, problems } = settings([{ ...WITH_RETRY, package: '' }, WITH_RETRY, null]);
    expect(problems).toEqual([
      'settings.resilience.models[0].package must be a text, not "".',
      'settings.resilience.models[2] must be an object, not null.',
    ]);
    expect(models.exportsOf('./with-retry.js')).toHaveProperty('withRetry');
  });

  it('have to be a list', () => {
    expect(settings({ './with-retry.js': {} }).problems).toEqual([
      'settings.resilience.models must be a list of models, not {"./with-retry.js":{}}.',
    ]);
  });

  it('are the same object for the same list, which the facts of a file are kept by', () => {
    const list: readonly unknown[] = [WITH_RETRY];
    expect(settings(list).models).toBe(settings(list).models);
    expect(settings(undefined).models).toBe(settings([]).models);
  });
});

it('what is complete is a model by its type', () => {
  const model: LibraryModel = completed(WITH_RETRY);
  expect(model.exports['withRetry']?.call?.runs).toEqual({ at: 0 });
});
