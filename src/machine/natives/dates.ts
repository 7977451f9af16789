/** Dates. Their local time is that of UTC, so that a program is the same wherever it is analysed. */
import { onHost, primitiveOf, said } from '../conversions.js';
import type { Machine } from '../machine.js';
import { isPrimitive, Native, Reference, Unknown, type Value } from '../values.js';
import type { NativeFunction, NativeFunctions } from './native.js';

const timeOf = (m: Machine, self: Value): number | undefined => m.state.of(self, 'object')?.time;

/** A method that reads a date. */
const reading =
  (name: string, read: (date: Date) => Value): NativeFunction =>
  (m, self) => {
    const time = timeOf(m, self);
    return time === undefined ? m.unknown(`date ${name}`, 'computed') : onHost(m, () => read(new Date(time)));
  };

/** A method that moves a date. Where it is moved to is not known if some argument is not: it stays where it was. */
const writing =
  (name: string): NativeFunction =>
  (m, self, given) => {
    const time = timeOf(m, self);
    if (time === undefined || !(self instanceof Reference)) {
      return m.unknown(`date ${name}`, 'computed');
    }
    const numbers = given.map((value) => primitiveOf(m, value, 'number'));
    if (!numbers.every(isPrimitive)) {
      return m.unknown(`date ${name}`, 'computed');
    }
    const moved = new Date(time) as unknown as Record<string, (...given: Value[]) => number>;
    const after = onHost(m, () => moved[name]?.(...numbers));
    if (typeof after !== 'number') {
      return after;
    }
    const own = m.state.writeAs(self, 'object');
    m.wrote(self, 'time', time, after);
    own.time = after;
    return after;
  };

const PARTS = ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'];

const parts: NativeFunctions = Object.fromEntries(
  PARTS.flatMap((part) => {
    const get = reading(part, (date) => (date as unknown as Record<string, () => number>)[`getUTC${part}`]?.call(date));
    const set = writing(`setUTC${part}`);
    return [
      [`Date#get${part}`, get],
      [`Date#getUTC${part}`, get],
      [`Date#set${part}`, set],
      [`Date#setUTC${part}`, set],
    ];
  }),
);

const milliseconds = reading('time', (date) => date.getTime());

export const DATES: NativeFunctions = {
  ...parts,
  Date: (m) => new Date(m.state.now).toUTCString(),
  'Date.parse': (m, _, [text]) => (typeof text === 'string' ? Date.parse(text) : m.unknown('date parse', 'computed')),
  'Date.UTC': (m, _, given) =>
    given.every((value) => typeof value === 'number')
      ? Date.UTC(...(given as [number]))
      : m.unknown('date UTC', 'computed'),
  'Date#getTime': milliseconds,
  'Date#valueOf': milliseconds,
  'Date#setTime': writing('setTime'),
  'Date#getTimezoneOffset': () => 0,
  'Date#toISOString': reading('toISOString', (date) => date.toISOString()),
  'Date#toJSON': reading('toJSON', (date) => date.toJSON()),
  'Date#toUTCString': reading('toUTCString', (date) => date.toUTCString()),
};

/** `new Date()` is now; one that is made of something unknown is now as well. */
export function newDate(m: Machine, given: readonly Value[]): Reference {
  const date = m.make('object', { prototype: m.native('Date') });
  setTime(m, date, given);
  return date;
}

/** Sets the time of a new date from what it is made of. */
export function setTime(m: Machine, date: Reference, given: readonly Value[]): void {
  const [first, ...others] = given.map((value) => said(m, value));
  const own = m.state.writeAs(date, 'object');
  own.time = m.state.now;
  if (first === undefined || first instanceof Unknown || first instanceof Native) {
    return;
  }
  if (others.length > 0) {
    const numbers = [first, ...others];
    own.time = numbers.every((value) => typeof value === 'number') ? Date.UTC(...(numbers as [number])) : own.time;
    return;
  }
  const value = timeOf(m, first) ?? primitiveOf(m, first, 'string');
  if (!(value instanceof Unknown)) {
    own.time = new Date(value as number | string).getTime();
  }
}
