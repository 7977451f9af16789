/** A lock that spans the read and the write keeps others out, by whatever library it comes; one that lets several in does not. */
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint } from '../support/lint.js';
import { EXCLUSIVE, lockedBreaker, SHARED, type Lock } from './locks.js';

const reported = (lock: Lock): string[] =>
  lint(lockedBreaker(lock), 'breaker.js', plugin.configs.recommended).map(({ messageId }) => messageId);

describe('keeps others out between the read and the write', () => {
  it.each(Object.entries(EXCLUSIVE))('%s', (_, lock) => {
    expect(reported(lock)).toEqual([]);
  });
});

describe('lets others in between the read and the write', () => {
  it.each(Object.entries(SHARED))('%s', (_, lock) => {
    expect(reported(lock)).toEqual(['lostUpdate']);
  });
});
