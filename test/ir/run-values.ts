/** Operators, keys and arguments, by those of the language itself. */
import type { Instruction, Item } from '../../src/ir/ir.js';

type Value = unknown;

export const isObject = (value: Value): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Private members are symbols, which nobody else finds. */
export function toKey(key: Value): string | symbol {
  if (typeof key === 'symbol') {
    return key;
  }
  return typeof key === 'string' && key.startsWith('#') ? Symbol.for(key) : String(key);
}

export const spread = (registers: readonly Value[], items: readonly Item[]): Value[] =>
  items.flatMap(({ value, isSpread }) => (isSpread ? [...(registers[value] as Iterable<Value>)] : [registers[value]]));

export const argumentsObject = (given: readonly Value[]): Value =>
  (function (..._given: Value[]) {
    // eslint-disable-next-line prefer-rest-params -- This is what is wanted.
    return arguments;
  })(...given);

export function isAbsent(value: Value, test: Extract<Instruction, { readonly op: 'absent' }>['test']): boolean {
  switch (test) {
    case 'undefined':
      return value === undefined;
    case 'nullish':
      return value === undefined || value === null;
    case 'falsy':
      return !value;
  }
}

export const unary = (operator: string, value: Value): Value =>
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- The operators of the language, as they are.
  (new Function('value', `return ${operator} value`) as (value: Value) => Value)(value);

export function binary(operator: string, left: Value, right: Value): Value {
  if (operator === 'in') {
    return Reflect.has(right as object, toKey(left));
  }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- The operators of the language, as they are.
  const operate = new Function('left', 'right', `return left ${operator} right`) as (
    left: Value,
    right: Value,
  ) => Value;
  return operate(left, right);
}
