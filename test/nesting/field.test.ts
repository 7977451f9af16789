import { describe, expect, it } from 'vitest';

import { read } from '../support/sources.js';
import { toldOf, type Told } from './told.js';

const NOTHING: Told = { nested: [], rejections: [], inside: [] };

/** Inputs of kinds that public code has, by folder, with the files that they import, and what each is told. */
const INPUTS: readonly (readonly [string, readonly string[], Partial<Told>])[] = [
  ['composition/m6-plain-counter', [], { nested: ['8: 3 × 3 = 9, outer (6) → inner (8) → for (2)'] }],
  [
    'composition/m7-deny-list-of-another-class',
    ['breaker'],
    { rejections: ['13: 3 rejections, withRetry (13) → breaker.execute (13)'] },
  ],
  [
    'composition/m9-curried-both',
    ['curried-breaker', 'curried-retry'],
    { inside: ['4: 2 rounds, breaker.fire (curried-breaker.ts:4) → for (curried-retry.ts:6)'] },
  ],
  [
    'composition/m12-recursing-layer-hides',
    ['breaker'],
    {
      nested: ['15: 4 × 3 = 12, degrade (15) → withRetry (15) → for (11)'],
      inside: ['15: 4 × 3 rounds, breaker.execute (15) → degrade (15) → withRetry (15) → for (11)'],
    },
  ],
  ['composition/f1-inner-retry-swallows', [], {}],
  [
    'composition/w1-options-of-the-call',
    [],
    { inside: ['35: 4 rounds, breakers.run (35) → withRetry (35) → for (28)'] },
  ],
  [
    'breaker/k13-count-is-no-slot',
    [],
    { rejections: ['7: 4 rejections, call (5) → check (7)'], inside: ['6: 4 rounds, call (5) → for (6)'] },
  ],
  ['modules/k12-default-predicate', ['guard'], { rejections: ['3: 3 rejections, retry (3) → breaker.execute (3)'] }],
];

describe('what public code is told of its retries', () => {
  it.each(INPUTS)('%s', (input, imports, told) => {
    const folder = input.slice(0, input.indexOf('/'));
    const text = (name: string): string => read(`test/field/inputs/${name}.ts`);
    const others = imports.map((name) => [`${name}.ts`, text(`${folder}/${name}`)] as const);
    expect(toldOf({ ...Object.fromEntries(others), 'main.ts': text(input) })).toEqual({ ...NOTHING, ...told });
  });
});
