import { describe, expect, it } from 'vitest';

import { importedBy } from '../../src/policy/settings.js';

describe('the policy module as a file imports it', () => {
  it.each([
    ['./failure-policy.js', '/home/p', '/home/p/a.ts', './failure-policy.js'],
    ['./src/failure-policy.js', '/home/p', '/home/p/src/a.ts', './failure-policy.js'],
    ['./src/failure-policy.js', '/home/p', '/home/p/src/deep/er/a.ts', '../../failure-policy.js'],
    ['./src/failure-policy.js', '/home/p', '/home/p/test/a.ts', '../src/failure-policy.js'],
    ['../common/policy.js', '/home/p', '/home/p/a.ts', '../common/policy.js'],
    ['../common/policy.js', '/home/p', '/home/p/src/a.ts', '../../common/policy.js'],
    ['./policy.js', '/home/p', '/home/other/a.ts', '../p/policy.js'],
    ['./policy.js', 'C:\\p', 'C:\\p\\src\\a.ts', '../policy.js'],
    ['./policy.js', '/home/p', 'a.ts', './policy.js'],
    ['./policy.js', '/home/p', '<input>', './policy.js'],
    ['./policy.js', '/', '/a.ts', './policy.js'],
    ['eslint-plugin-resilience/policy', '/home/p', '/home/p/src/a.ts', 'eslint-plugin-resilience/policy'],
    ['#policy', '/home/p', '/home/p/src/a.ts', '#policy'],
    ['/opt/policy.js', '/home/p', '/home/p/src/a.ts', '/opt/policy.js'],
  ])('%s, seen from %s, is for %s: %s', (module, cwd, filename, expected) => {
    expect(importedBy(filename, { module, name: 'P' }, cwd)).toEqual({ module: expected, name: 'P' });
  });
});
