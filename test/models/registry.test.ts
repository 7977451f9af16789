import { describe, expect, it } from 'vitest';

import type { LayerModel, LibraryModel } from '../../src/models/model.js';
import { LIBRARY_MODELS, modelsWith, splitSpecifier } from '../../src/models/registry.js';
import { inRange, isRange } from '../../src/models/versions.js';

const own = (versions: string, retries: number): LibraryModel => ({
  package: './with-retry.js',
  versions,
  sources: [],
  exports: {
    withRetry: {
      call: {
        runs: { at: 0 },
        layers: [{ layer: 'retry', calls: { from: [{ at: 1, path: 'retries' }], default: retries } }],
      },
    },
  },
});

const layersOf = (model: LibraryModel | undefined, name: string): readonly LayerModel[] | 'policy' | undefined =>
  model?.exports[name]?.call?.layers;

describe('the model of a package', () => {
  it('is found by its name', () => {
    expect(LIBRARY_MODELS.modelOf('opossum')?.package).toBe('opossum');
    expect(LIBRARY_MODELS.modelOf('opossums')).toBeUndefined();
  });

  it('is found by a pattern, and the name itself goes before it', () => {
    expect(LIBRARY_MODELS.modelOf('@aws-sdk/client-s3')?.package).toBe('@aws-sdk/client-*');
    expect(LIBRARY_MODELS.modelOf('@aws-sdk/client-dynamodb')?.package).toBe('@aws-sdk/client-dynamodb');
    expect(LIBRARY_MODELS.modelOf('@aws-sdk/util-retry')).toBeUndefined();
  });

  it('is that of the installed version', () => {
    const hidden = {
      from: [
        { at: 1, path: 'shouldConsumeRetry', means: 'unknown' },
        { at: 1, path: 'retries', counts: 'retries' },
      ],
      default: 11,
    };
    expect(LIBRARY_MODELS.modelOf('p-retry', '9.0.0')?.exports['default']?.call?.layers).toMatchObject([
      { calls: hidden },
    ]);
    expect(LIBRARY_MODELS.modelOf('p-retry', '6.2.1')?.exports['makeRetriable']).toBeUndefined();
  });

  it('says only what the versions agree on where the version is unknown', () => {
    const models = modelsWith([own('<2', 3), own('>=2', 5)]);
    expect(layersOf(models.modelOf('./with-retry.js', '1.0.0'), 'withRetry')).toMatchObject([
      { calls: { default: 3 } },
    ]);
    expect(layersOf(models.modelOf('./with-retry.js', '2.1.0'), 'withRetry')).toMatchObject([
      { calls: { default: 5 } },
    ]);
    expect(layersOf(models.modelOf('./with-retry.js'), 'withRetry')).toMatchObject([
      { layer: 'retry', calls: { from: [{ at: 1, path: 'retries' }], default: 'unknown' } },
    ]);
    expect(LIBRARY_MODELS.modelOf('p-retry')?.exports['default']?.call?.layers).toMatchObject([
      {
        calls: {
          from: [
            { path: 'forever', means: 'unknown' },
            { path: 'shouldConsumeRetry', means: 'unknown' },
            { path: 'retries' },
          ],
          default: 11,
        },
        stops: ['AbortError', 'TypeError'],
      },
    ]);
  });

  it('leaves a number unknown that only some versions read, and knows one that all of them read', () => {
    expect(LIBRARY_MODELS.modelOf('got')?.exports['default']?.client).toMatchObject([
      {
        calls: {
          from: [
            { at: 1, path: 'retry.limit' },
            { of: 'creation', at: 0, path: 'retry.limit' },
            { at: 1, path: 'retry', means: 'unknown' },
            { of: 'creation', at: 0, path: 'retry', means: 'unknown' },
          ],
        },
      },
    ]);
  });

  it('does not claim that there are no layers where the versions differ in them', () => {
    const one = own('<2', 3);
    const two: LibraryModel = { ...own('>=2', 3), exports: { withRetry: { call: { runs: { at: 0 } } } } };
    expect(modelsWith([one, two]).modelOf('./with-retry.js')?.exports['withRetry']).toEqual({});
  });

  it('has the values filled in that it refers to by name', () => {
    const instance = LIBRARY_MODELS.modelOf('got', '14.0.0')?.exports['default'];
    const extended = instance?.members?.['extend']?.call?.gives;
    expect(instance?.client).toHaveLength(1);
    expect(extended).toBe(instance);
  });

  it('adds what is said beside a name to the value of that name', () => {
    const handleAll = LIBRARY_MODELS.modelOf('cockatiel')?.exports['handleAll'];
    expect(handleAll?.accepts).toEqual({ all: true });
    expect(handleAll?.members?.['orType']?.call?.gives).toMatchObject({ accepts: { orReceiver: true } });
  });

  it('is what the project says, before what is known', () => {
    const wrapped: LibraryModel = { package: 'opossum', versions: '*', sources: [], exports: { default: {} } };
    expect(modelsWith([wrapped]).modelOf('opossum')?.exports).toEqual({ default: {} });
  });
});

describe('the exports of a module', () => {
  it('are found by its specifier', () => {
    const model: LibraryModel = {
      ...own('*', 3),
      package: '@team/calls',
      subpaths: { './retry': { again: { call: { runs: { at: 0 } } } } },
    };
    const models = modelsWith([model, own('*', 3)]);
    expect(models.exportsOf('@team/calls')).toHaveProperty('withRetry');
    expect(models.exportsOf('@team/calls/retry')).toHaveProperty('again');
    expect(models.exportsOf('@team/calls/other')).toBeUndefined();
    expect(models.exportsOf('./with-retry.js')).toHaveProperty('withRetry');
  });

  it.each([
    ['opossum', 'opossum', '.'],
    ['effect/Effect', 'effect', './Effect'],
    ['@langchain/core', '@langchain/core', '.'],
    ['@langchain/core/utils/async_caller', '@langchain/core', './utils/async_caller'],
  ])('%s is %s and %s', (specifier, name, subpath) => {
    expect(splitSpecifier(specifier)).toEqual({ name, subpath });
  });
});

it('a text that names no modelled module is told by its text', () => {
  expect(LIBRARY_MODELS.mentionedIn(`import CircuitBreaker from 'opossum';`)).toBe(true);
  expect(LIBRARY_MODELS.mentionedIn(`const { S3 } = require("@aws-sdk/client-s3")`)).toBe(true);
  expect(LIBRARY_MODELS.mentionedIn(`import fs from 'node:fs';`)).toBe(false);
});

describe('a range of versions', () => {
  it.each([
    ['1.2.3', '*', true],
    ['6.9.9', '<7', true],
    ['7.0.0', '<7', false],
    ['7.0.0-beta.1', '>=7', true],
    ['3.1.4', '3.x', true],
    ['4.0.0', '3.x', false],
    ['3.1.4', '3', true],
    ['3.1.4', '3.2', false],
    ['4.0.0', '>3', true],
    ['3.9.0', '>3', false],
    ['3.9.0', '<=3', true],
    ['1.5.0', '^1.2.3', true],
    ['2.0.0', '^1.2.3', false],
    ['0.5.9', '^0.5.0', true],
    ['0.6.0', '^0.5.0', false],
    ['0.0.4', '^0.0.3', false],
    ['1.2.9', '~1.2.3', true],
    ['1.3.0', '~1.2.3', false],
    ['12.0.0', '>=3 <5 || >=10', true],
    ['5.0.0', '>=3 <5 || >=10', false],
    ['workspace', '*', false],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(inRange(version, range)).toBe(expected);
  });

  it('is refused where it is none', () => {
    expect(['*', '>=6 <9', '^1.2 || 3.x', '~0.4.1'].map(isRange)).toEqual([true, true, true, true]);
    expect(['', 'latest', '>= 6', '>=six'].map(isRange)).toEqual([false, false, false, false]);
  });
});
