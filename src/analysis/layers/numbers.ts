/** Numbers of layers: attempts and thresholds, from literals, defaults and models. */
import type { BreakerRecord, RetryRecord } from '../../module-graph/record.js';
import type { NumberModel, Place, TimeModel, Total } from '../../models/model.js';
import type { Count } from '../facts.js';
import { placed, type Arguments } from './library.js';
import type { Machine } from './machine.js';
import { isAbsent, type RetryLayer, type Scope, type Value } from './values.js';

const MOST = 1_000;

const known = (value: number, isNominal: boolean): Count =>
  value >= MOST
    ? { kind: 'unbounded' }
    : { kind: 'known', value: Math.max(0, Math.floor(value)), source: isNominal ? 'default' : 'literal' };

/** The retry that a function of some module holds, with what its counter and its limits are worth here. */
export function attemptsOf(machine: Machine, record: RetryRecord, scope: Scope): RetryLayer {
  const { file } = scope.program.record;
  const attempts = simulate(machine, record, scope);
  const wait = record.wait && millisecondsIn(machine.evaluate(record.wait, scope, undefined));
  return {
    kind: 'retry',
    wait,
    identity: {},
    name: record.name,
    file,
    site: record.site,
    attempts,
    rejections: record.filters || record.asks ? 'filtered' : 'retried',
    asks: record.asks,
    inside: { answers: false, fails: false },
    record,
    certainty: 'certain',
  };
}

export const millisecondsIn = (value: Value): number | undefined =>
  value.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;

/** The time that the first of some places says. */
export function timeOf({ from, default: otherwise }: TimeModel, places: Arguments): number | undefined {
  for (const place of from) {
    const value = placed(place, places);
    if (!isAbsent(value)) {
      return millisecondsIn(value);
    }
  }
  return otherwise;
}

function simulate(machine: Machine, { attempts }: RetryRecord, scope: Scope): Count {
  switch (attempts.kind) {
    case 'unbounded':
    case 'unknown':
      return attempts;
    case 'each': {
      const list = machine.evaluate(attempts.of, scope, undefined);
      return list.kind === 'array' ? known(list.items.length + attempts.more, false) : { kind: 'unknown' };
    }
    case 'counter': {
      const start = machine.evaluate(attempts.start, scope, undefined);
      if (start.kind !== 'literal' || typeof start.value !== 'number') {
        return { kind: 'unknown' };
      }
      let isNominal = start.nominal === true;
      const bounds = new Map<object, number>();
      for (const event of attempts.round) {
        if (event.kind === 'exit') {
          const bound = machine.evaluate(event.bound, scope, undefined);
          if (bound.kind !== 'literal' || typeof bound.value !== 'number') {
            return { kind: 'unknown', text: event.text };
          }
          isNominal ||= bound.nominal === true;
          bounds.set(event, bound.value);
        }
      }
      let counter = start.value;
      let calls = 0;
      while (calls < MOST) {
        const before = calls;
        const at = counter;
        for (const event of attempts.round) {
          if (event.kind === 'attempt') {
            calls += 1;
          } else if (event.kind === 'step') {
            counter += event.by;
          } else if (holds(counter + event.offset, event.operator, bounds.get(event) ?? 0)) {
            return known(calls, isNominal);
          }
        }
        if (calls === before || counter === at) {
          return { kind: 'unknown' };
        }
      }
      return { kind: 'unbounded' };
    }
  }
}

function holds(left: number, operator: string, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '===':
      return left === right;
    default:
      return left !== right;
  }
}

/** Failures until a breaker of some module opens, for the instance at hand. */
export function thresholdOf(machine: Machine, { threshold }: BreakerRecord, scope: Scope): Count {
  const bound = threshold.bound === undefined ? undefined : machine.evaluate(threshold.bound, scope, undefined);
  if (bound?.kind === 'literal' && typeof bound.value === 'number') {
    return known(bound.value + threshold.more, bound.nominal === true);
  }
  return threshold.value === undefined
    ? { kind: 'unknown' }
    : { kind: 'known', value: threshold.value, source: 'default' };
}

/** Total calls of a modelled retry. */
export function callsOf(model: NumberModel, places: Arguments): { readonly count: Count; readonly isDefault: boolean } {
  return settle(model, places, 1);
}

export const failuresOf = (model: NumberModel, places: Arguments): Count => settle(model, places, 0).count;

function settle(
  model: NumberModel,
  places: Arguments,
  least: number,
): { readonly count: Count; readonly isDefault: boolean } {
  const { from, plus = 0, atLeast = least, atMost = Infinity } = model;
  let unsaid: Value | undefined;
  for (const place of from) {
    const value = placed(place, places);
    if (value.kind === 'unknown' && place.is === undefined && !isWritten(place, places)) {
      unsaid ??= value;
      continue;
    }
    if (place.means !== undefined) {
      if (
        place.absent === true
          ? isAbsent(value)
          : place.is === undefined
            ? !isAbsent(value)
            : value.kind === 'literal' && value.value === place.is
      ) {
        return { count: total(place.means, value), isDefault: false };
      }
      continue;
    }
    if (isAbsent(value)) {
      continue;
    }
    if (value.kind === 'library' && value.model.count !== undefined) {
      const given = value.creation?.args ?? [];
      return settle(value.model.count, { call: given, creation: value.creation?.args }, least);
    }
    if (value.kind === 'literal' && typeof value.value === 'number') {
      const calls = Math.min(Math.max(value.value + (place.counts === 'retries' ? 1 : 0) + plus, atLeast), atMost);
      return { count: known(calls, value.nominal === true || unsaid !== undefined), isDefault: false };
    }
    return { count: unknownCount(value), isDefault: false };
  }
  if (unsaid !== undefined) {
    return { count: unknownCount(unsaid), isDefault: true };
  }
  return { count: total(model.default ?? 'unknown', undefined), isDefault: true };
}

/** Whether the code says something at a place, be it unknown what: options that come from elsewhere may say nothing. */
export function isWritten({ path = '', ...place }: Place, places: Arguments): boolean {
  const keys = path.split('.');
  const key = keys.pop() ?? '';
  const holder = placed({ ...place, ...(keys.length > 0 && { path: keys.join('.') }) }, places);
  return key === '' || (holder.kind === 'object' && holder.members.has(key));
}

function total(means: Total, value: Value | undefined): Count {
  if (typeof means === 'number') {
    return { kind: 'known', value: means, source: 'default' };
  }
  return means === 'infinite' ? { kind: 'unbounded' } : value === undefined ? { kind: 'unknown' } : unknownCount(value);
}

const unknownCount = (value: Value): Count => ({
  kind: 'unknown',
  ...(value.kind === 'unknown' && value.text !== undefined && { text: value.text }),
});
