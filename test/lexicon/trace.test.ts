import { expect, it } from 'vitest';

import { CIRCUITS } from '../../src/lexicon/breakers/circuits.js';
import { RETRIES } from '../../src/lexicon/retries/retries.js';
import { CIRCUIT_TRACE, RETRY_TRACE, TRACE } from '../../src/lexicon/trace.js';
import { NAMES } from './realistic-names.js';

/** Names that a circuit has beside others: a text that has one of them alone is not worth a second look. */
const BESIDE_OTHERS = ['openDuration', 'openTimeout', 'tripThreshold', 'resetTimeout', 'openState', 'trip'];
const RETRIED_BESIDE_OTHERS = ['tries', 'triesLeft', 'maxTries', 'MAX_TRIES'];

it.each([...CIRCUITS.examples, ...(NAMES['circuits'] ?? [])].filter((name) => !BESIDE_OTHERS.includes(name)))(
  'a text that says %s has a trace of a circuit',
  (name) => {
    const text = `const a = 1;\nexport const b = () => ${name}();\n`;
    expect(CIRCUIT_TRACE.test(text)).toBe(true);
    expect(TRACE.test(text)).toBe(true);
  },
);

it.each([...RETRIES.examples, ...(NAMES['retries'] ?? [])].filter((name) => !RETRIED_BESIDE_OTHERS.includes(name)))(
  'a text that says %s has a trace of a retry',
  (name) => {
    const text = `const a = 1;\nexport const b = () => ${name}();\n`;
    expect(RETRY_TRACE.test(text)).toBe(true);
    expect(TRACE.test(text)).toBe(true);
  },
);

it.each([
  'if (a && b) {} // short-circuits',
  'const shortCircuit = isShortCircuited();',
  'new LineBreaker().breakLines(text)',
  'class IceBreaker {}',
  'function tie_breaker() {}',
  'const circuitBoard = load();',
  'const stripped = text.strip(stripTags);',
  'const trip = planTrip(roundTrip);',
  'const countries = entries.map((entry) => entry.country);',
  'retrieve(registry); retriever.run();',
  'const poetry = 1;',
  'const openOrders = orders.filter((order) => order.isOpen);',
  'const x = openAttic();',
])('a text that says only "%s" has none', (text) => {
  expect(TRACE.test(text)).toBe(false);
});

it('are found in a text wherever they stand, and again when they are asked for again', () => {
  const text = `${'const value = 1;\n'.repeat(20_000)}export class Breaker {}\n`;
  expect([TRACE.test(text), TRACE.test(text), TRACE.test(text)]).toEqual([true, true, true]);
});
