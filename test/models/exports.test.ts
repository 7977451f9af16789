import { beforeAll, describe, expect, it } from 'vitest';

import type { ValueModel } from '../../src/models/model.js';
import { importPackages, INSTALLED, installedModel, moduleOf } from './installed.js';

beforeAll(() => importPackages(INSTALLED));

/** Exports, and members of them that are there without any call, that the package does not have. */
function missing(values: Readonly<Record<string, ValueModel>>, real: Record<string, unknown>, at = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (name === '*') {
      return [];
    }
    const member = name === 'default' ? (real['default'] ?? real) : real[name];
    if (member === undefined || ((value.call ?? value.construct) && typeof member !== 'function')) {
      return [`${at}${name}`];
    }
    return value.members === undefined
      ? []
      : missing(value.members, member as Record<string, unknown>, `${at}${name}.`);
  });
}

describe.each(INSTALLED)('%s', (specifier) => {
  it('exports what the model names', () => {
    expect(missing(installedModel(specifier).exports, moduleOf(specifier))).toEqual([]);
  });
});
