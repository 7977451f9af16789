/** Where a breaker keeps its state is a matter of taste: the same code says the same, wherever its cells are. */
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint } from '../support/lint.js';
import { formed, FORMS, PATTERNS } from './forms.js';

const RULES =
  /no-leaked-probe-slot|no-unsynchronized-breaker-state|require-half-open-probe-limit|no-counted-rejection|no-lock-across/;

describe.each(Object.entries(PATTERNS))('%s', (_, pattern) => {
  it.each(Object.entries(FORMS))('in %s', (__, form) => {
    const found = lint(formed(pattern, form), 'circuit-breaker.js', plugin.configs.strict).filter(({ rule }) =>
      RULES.test(rule),
    );
    expect([...new Set(found.map(({ messageId }) => messageId))].sort()).toEqual([...pattern.says].sort());
  });
});
