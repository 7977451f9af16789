import { describe, expect, it } from 'vitest';

import { answered, mostOfOneTarget, parting, repeated } from '../../src/circuits/observing.js';
import type { Event } from '../../src/machine/trace.js';

/** Conditions in their order: `1+` was true at the place 1, `2-` false at the place 2. */
const run = (path: string): readonly Event[] =>
  path
    .split(' ')
    .filter((step) => step !== '')
    .map((step) => ({
      kind: 'branch',
      operation: 0,
      place: Number.parseInt(step, 10),
      isTaken: step.endsWith('+'),
      activation: undefined,
      assumed: undefined,
    }));

describe('where two runs part', () => {
  it.each([
    ['at the condition that they decide differently', '1+ 2+ 3+', '1+ 2- 4+', 2],
    ['at the first one, where there are more', '1- 2+', '1+ 2-', 1],
    ['at the last common condition, where other conditions follow', '1+ 2+ 3+', '1+ 2+ 4+', 2],
    ['at the last common condition, where the other run ends', '1+ 2+ 3+', '1+ 2+', 2],
    ['at the last condition, where the other run goes on', '1+ 2+', '1+ 2+ 3+', 2],
    ['at the last condition, where they are alike', '1+ 2+', '1+ 2+', 2],
    ['nowhere, where their first conditions are others', '1+', '2+', undefined],
    ['nowhere, where one has no conditions', '', '1+', undefined],
  ])('%s', (_, one, other, place) => {
    expect(parting(run(one), run(other))).toBe(place);
  });

  it('is not told by anything else that happens', () => {
    const others: readonly Event[] = [
      { kind: 'read', operation: 0, place: 9, object: 1, key: 'state' },
      { kind: 'await', operation: 0, place: 9 },
    ];
    expect(parting([...others, ...run('1+ 2+')], run('1+ 2-'))).toBe(2);
  });
});

const call = (place: number, target: string): Event => ({
  kind: 'leaf',
  operation: 0,
  place,
  leaf: place,
  target,
  activation: undefined,
});

describe('calls of one target', () => {
  const events = [call(1, 'session'), call(2, 'load'), call(3, 'load'), call(4, 'session'), call(5, 'load')];

  it('are repeated where the second of them stands', () => {
    expect(repeated(events, undefined)?.map(({ place }) => place)).toEqual([2, 3]);
    expect(repeated(events.slice(0, 2), undefined)).toBeUndefined();
  });

  it('are repeated at one place only where only that counts', () => {
    expect(repeated(events, 2)).toBeUndefined();
    expect(repeated([call(2, 'load'), call(3, 'load'), call(2, 'load')], 2)?.map(({ place }) => place)).toEqual([2, 2]);
  });

  it('are counted by target', () => {
    expect(mostOfOneTarget(events)).toBe(3);
    expect(mostOfOneTarget(run('1+'))).toBe(0);
  });
});

describe('answered calls', () => {
  it('are counted, whatever the answer is, of all places or of one', () => {
    const answers = ([1, 2, 1] as const).map((place): Event => ({
      kind: 'settled',
      operation: 0,
      place,
      leaf: place,
      target: 'load',
      how: 'well',
    }));
    expect(answered([...answers, call(1, 'load')], undefined)).toBe(3);
    expect(answered(answers, 1)).toBe(2);
    expect(answered(answers, 3)).toBe(0);
  });
});
