import { describe, expect, it } from 'vitest';

import { tallyOf } from '../../src/circuits/tally.js';
import type { Event } from '../../src/machine/trace.js';

/** A call of the place 1, or of another one, that failed. */
const failed = (place = 1): Event => ({
  kind: 'settled',
  operation: 0,
  place,
  leaf: 0,
  target: 'load',
  how: 'rejects',
});

/** A write of `failures` in the object 7, or of another cell. */
const written = (place: number, object = 7, key = 'failures'): Event => ({
  kind: 'write',
  operation: 0,
  place,
  object,
  key,
  before: 0,
  after: 1,
  activation: undefined,
});

const read: Event = { kind: 'read', operation: 0, place: 5, object: 7, key: 'failures' };

const FAILURES = new Set(['7.failures']);

/** Calls, records, and the place of the first record. */
function tally(trace: readonly Event[], causal: ReadonlySet<string> = FAILURES, only?: number): readonly number[] {
  const { calls, recorded, record } = tallyOf(trace, causal, only) ?? {};
  return calls === undefined || recorded === undefined || record === undefined ? [] : [calls, recorded, record.place];
}

describe('failed calls and their records', () => {
  it('are one to one where each call is recorded', () => {
    expect(tally([failed(), written(20), failed(), written(20), failed(), written(20)])).toEqual([3, 3, 20]);
  });

  it('are three to one where the last of three attempts is recorded', () => {
    expect(tally([failed(), failed(), failed(), written(20)])).toEqual([3, 1, 20]);
    expect(tally([failed(), failed(), written(20), failed(), failed(), written(20)])).toEqual([4, 2, 20]);
  });

  it('leave out calls behind the last record', () => {
    expect(tally([failed(), written(20), failed(), failed()])).toEqual([1, 1, 20]);
  });

  it('count the writes of one stretch as one record, which the first of them is', () => {
    expect(tally([failed(), written(20), read, written(21), failed(), written(22)])).toEqual([2, 2, 20]);
  });

  it('are none where what is written decides nothing', () => {
    expect(tally([failed(), written(20, 7, 'total')])).toEqual([]);
    expect(tally([failed(), written(20, 8)])).toEqual([]);
    expect(tally([failed(), read])).toEqual([]);
    expect(tally([])).toEqual([]);
  });

  it('are none where it is written before a call has failed', () => {
    expect(tally([written(20), failed()])).toEqual([]);
  });

  it('are those of the object that recorded most, with all calls that led to it', () => {
    const cells = new Set(['7.failures', '8.failures']);
    const trace = [failed(), written(20), failed(), written(20), written(30, 8)];
    expect(tally(trace, cells)).toEqual([2, 2, 20]);
    expect(tally([failed(), written(30, 8), failed(), written(20), failed(), written(20)], cells)).toEqual([2, 2, 20]);
  });

  it('are those of the first object where two have recorded as many', () => {
    const cells = new Set(['7.failures', '8.failures']);
    expect(tally([failed(), written(30, 8), written(20)], cells)).toEqual([1, 1, 30]);
  });

  it('are of one place only where only its calls fail', () => {
    const trace = [failed(2), failed(), written(20), failed(2), failed(), written(20)];
    expect(tally(trace)).toEqual([4, 2, 20]);
    expect(tally(trace, FAILURES, 1)).toEqual([2, 2, 20]);
    expect(tally(trace, FAILURES, 3)).toEqual([]);
  });
});
