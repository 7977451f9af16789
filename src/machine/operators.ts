/** Operators, and whether a value is true. What cannot be computed is an unknown that is made of its operands. */
import type { BinaryOperator, UnaryOperator } from '../ir/ir.js';
import { isCallableNative, parentOf } from './builtins.js';
import { onHost, primitiveOf, said, shapeOf } from './conversions.js';
import type { Machine } from './machine.js';
import { Threw } from './natives/native.js';
import { isFunction } from './promises.js';
import { hasMember, LONGEST_CHAIN, valueOf } from './properties.js';
import {
  describe,
  isPrimitive,
  Native,
  Reference,
  Unknown,
  type Origin,
  type Primitive,
  type Value,
} from './values.js';

/** Undefined where nobody knows. */
export function truthOf(m: Machine, value: Value): boolean | undefined {
  if (value instanceof Unknown) {
    return value.isTruthy || value.origin === 'failure' ? true : undefined;
  }
  if (value instanceof Reference) {
    return m.state.of(value, 'promise')?.leaf === undefined ? true : undefined;
  }
  return value instanceof Native || Boolean(value);
}

/** What decides the same branch the same way: the condition, as text. */
export const conditionOf = (m: Machine, value: Value): string => describe(said(m, value));

const computed = (m: Machine, key: string, isTruthy = false): Unknown =>
  m.unknown(key, 'computed', undefined, isTruthy);

export function unary(m: Machine, operator: UnaryOperator, operand: Value): Value | Threw {
  switch (operator) {
    case 'void':
      return undefined;
    case 'typeof':
      return typeOf(m, said(m, operand));
    case '!': {
      const truth = truthOf(m, operand);
      return truth === undefined ? computed(m, `!${conditionOf(m, operand)}`) : !truth;
    }
    default: {
      const value = primitiveOf(m, operand, 'number');
      return value instanceof Unknown
        ? computed(m, `${operator}${describe(value)}`)
        : onHost(m, () => NUMERIC[operator](value as number));
    }
  }
}

const NUMERIC: Readonly<Record<'-' | '+' | '~', (value: number) => number>> = {
  '-': (value) => -value,
  '+': (value) => +value,
  '~': (value) => ~value,
};

function typeOf(m: Machine, value: Value): Value {
  if (value instanceof Unknown) {
    return computed(m, `typeof ${value.key}`, true);
  }
  if (value instanceof Native) {
    return isCallableNative(value) ? 'function' : 'object';
  }
  if (value instanceof Reference) {
    return isFunction(m, value) ? 'function' : 'object';
  }
  return typeof value;
}

export function binary(m: Machine, operator: BinaryOperator, left: Value, right: Value): Value | Threw {
  switch (operator) {
    case 'instanceof':
      return instanceOf(m, said(m, left), right);
    case 'in':
      return isIn(m, left, said(m, right));
    case '==':
    case '===':
    case '!=':
    case '!==':
      return equality(m, operator, left, right);
    default:
      return arithmetic(m, operator, left, right);
  }
}

// Kinds and members

function instanceOf(m: Machine, left: Value, right: Value): Value | Threw {
  if (left instanceof Unknown) {
    return left.origin === 'failure'
      ? failureIs(m, left, right)
      : computed(m, `${left.key} instanceof ${shapeOf(m, right)}`);
  }
  if (right instanceof Unknown) {
    return left instanceof Reference ? computed(m, `${shapeOf(m, left)} instanceof ${right.key}`) : false;
  }
  if (!isFunction(m, right)) {
    return new Threw(m.error('TypeError'));
  }
  if (left instanceof Native) {
    return right instanceof Native && (right.name === 'Object' || right.name === 'Function');
  }
  return left instanceof Reference && descends(m, left, right);
}

/** Whether the prototype of a class is one of those of an object. */
function descends(m: Machine, object: Reference, cls: Value): boolean {
  const bound = m.state.of(cls, 'bound');
  const wanted = cls instanceof Native ? cls : valueOf(m, bound === undefined ? cls : bound.target, 'prototype');
  let current: Value = m.state.at(object).prototype;
  for (let depth = 0; depth < LONGEST_CHAIN && current instanceof Reference; depth += 1) {
    if (current === wanted) {
      return true;
    }
    current = m.state.at(current).prototype;
  }
  return wanted instanceof Native && isOfLanguage(m, object, current as Native | null, wanted.name);
}

/** Whether an object is of a class of the language, by the prototype that its line ends with, or by what it is. */
function isOfLanguage(m: Machine, { id }: Reference, last: Native | null, className: string): boolean {
  for (let name: string | undefined = last?.name; name !== undefined; name = parentOf(name)) {
    if (name === className) {
      return true;
    }
  }
  const object = m.state.objects[id];
  if (object === undefined || (object.kind === 'object' && last === null)) {
    return false;
  }
  const isCallable = object.kind === 'bound' || object.kind === 'resolver';
  return className === 'Object' || className.toLowerCase() === (isCallable ? 'function' : object.kind);
}

/** A failure of a service is an error, of no class that the program itself defines. */
function failureIs(m: Machine, failure: Unknown, right: Value): Value {
  if (right instanceof Native) {
    return right.name === 'Error' ? true : computed(m, `${failure.key} instanceof ${right.name}`);
  }
  return right instanceof Reference ? false : computed(m, `${failure.key} instanceof ${shapeOf(m, right)}`);
}

function isIn(m: Machine, left: Value, right: Value): Value | Threw {
  if (isPrimitive(right)) {
    return new Threw(m.error('TypeError'));
  }
  const isMember = right instanceof Reference ? hasMember(m, right, left) : undefined;
  return isMember ?? computed(m, `${shapeOf(m, left)} in ${shapeOf(m, right)}`);
}

// Equality

function equality(m: Machine, operator: '==' | '===' | '!=' | '!==', left: Value, right: Value): Value {
  const isStrict = operator.length === 3;
  const isEqual = areEqual(m, said(m, left), said(m, right), isStrict) ?? isLimit(m, left, right);
  if (isEqual === undefined) {
    const text = `${conditionOf(m, left)}==${conditionOf(m, right)}`;
    return computed(m, operator.startsWith('!') ? `!(${text})` : text);
  }
  return operator.startsWith('!') ? !isEqual : isEqual;
}

/** A number against one that was handed in: `attempt === options.attempts`. */
function isLimit(m: Machine, left: Value, right: Value): boolean | undefined {
  const [number, limit] = typeof left === 'number' ? [left, right] : [right, left];
  if (typeof number !== 'number' || !(limit instanceof Unknown) || !GIVEN.has(limit.origin)) {
    return undefined;
  }
  m.state.nominal.add(m.place);
  return number === NOMINAL_LIMIT;
}

/** What may be a number of the program's settings. */
const GIVEN = new Set<Origin>(['argument', 'package']);

function areEqual(m: Machine, left: Value, right: Value, isStrict: boolean): boolean | undefined {
  if (left instanceof Unknown || right instanceof Unknown) {
    return left === right ? true : isUnlike(left, right);
  }
  if (isStrict || (!isPrimitive(left) && !isPrimitive(right))) {
    return left === right;
  }
  if (left === undefined || left === null || right === undefined || right === null) {
    return (left ?? null) === (right ?? null);
  }
  return looselyEqual(primitiveOf(m, left, 'default'), primitiveOf(m, right, 'default'));
}

/** Something is unlike nothing; of all else, nobody knows. */
function isUnlike(left: Value, right: Value): false | undefined {
  const [unknown, other] = left instanceof Unknown ? [left, right] : [right as Unknown, left];
  const isSomething = unknown.isTruthy || unknown.origin === 'failure';
  return isSomething && (other === undefined || other === null || other === false) ? false : undefined;
}

function looselyEqual(left: Primitive | Unknown, right: Primitive | Unknown): boolean | undefined {
  // The language's own comparison of two primitives.
  return left instanceof Unknown || right instanceof Unknown ? undefined : left == right;
}

// Arithmetic

const ORDER = new Set<BinaryOperator>(['<', '<=', '>', '>=']);

/** What a limit of unknown size is taken for, so that it is reached; the number of a message is then unknown. */
const NOMINAL_LIMIT = 3;

function arithmetic(m: Machine, operator: BinaryOperator, one: Value, other: Value): Value | Threw {
  if (typeof one === 'number' && typeof other === 'number') {
    return COMPUTE[operator]?.(one, other);
  }
  const hint = operator === '+' ? 'default' : 'number';
  const left = primitiveOf(m, one, hint);
  const right = primitiveOf(m, other, hint);
  if (!(left instanceof Unknown) && !(right instanceof Unknown)) {
    return compute(m, operator, left, right);
  }
  if (ORDER.has(operator)) {
    const limited = againstLimit(m, operator, left, right);
    if (limited !== undefined) {
      return limited;
    }
  }
  return computed(m, `(${describe(left)}${operator}${describe(right)})`);
}

/** A number against a limit that is not known. What a service answered is no limit. */
function againstLimit(m: Machine, operator: BinaryOperator, left: Value, right: Value): Value {
  const limit = typeof left === 'number' ? right : left;
  const isCompared = typeof left === 'number' || typeof right === 'number';
  if (
    !isCompared ||
    !(limit instanceof Unknown) ||
    limit.origin === 'answer' ||
    limit.origin === 'bad answer' ||
    limit.origin === 'failure'
  ) {
    return undefined;
  }
  m.state.nominal.add(m.place);
  const own = (value: Value): number => (typeof value === 'number' ? value : NOMINAL_LIMIT);
  return COMPUTE[operator]?.(own(left), own(right));
}

/** Text is not made longer than this; beyond it, nobody knows what it says. */
export const LONGEST_TEXT = 10_000;

/** Bits of the largest bigint that is computed with. */
const MOST_BITS = 1_024n;
const LARGEST = 1n << MOST_BITS;

const isLarge = (value: Primitive): boolean => typeof value === 'bigint' && (value > LARGEST || value < -LARGEST);

function compute(m: Machine, operator: BinaryOperator, left: Primitive, right: Primitive): Value | Threw {
  const isPower = operator === '**' || operator === '<<';
  if (isLarge(left) || isLarge(right) || (isPower && typeof right === 'bigint' && right > 64n)) {
    return computed(m, `bigint ${operator}`, true);
  }
  // What the host throws on such operands, the program throws: a bigint beside a number, a symbol.
  const result = onHost(m, () => COMPUTE[operator]?.(left as number, right as number));
  return typeof result === 'string' && result.length > LONGEST_TEXT ? computed(m, 'long text', true) : result;
}

const COMPUTE: Partial<Record<BinaryOperator, (left: number, right: number) => Value>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '**': (left, right) => left ** right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '&': (left, right) => left & right,
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '<<': (left, right) => left << right,
  '>>': (left, right) => left >> right,
  '>>>': (left, right) => left >>> right,
};
