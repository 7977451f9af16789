/** Operators, and whether a value is true. What cannot be computed is an unknown that is made of its operands. */
import type { BinaryOperator, UnaryOperator } from '../ir/ir.js';
import type { Machine } from './machine.js';
import { unknownOf, valueOf } from './properties.js';
import { describe, isPrimitive, Native, Reference, Unknown, type Primitive, type Value } from './values.js';

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
export const conditionOf = (m: Machine, value: Value): string => describe(plain(m, value));

/** A call that nobody waits for gave just a value; a date is its time. */
function plain(m: Machine, value: Value): Value {
  if (!(value instanceof Reference)) {
    return value;
  }
  const object = m.state.at(value);
  if (object.kind === 'promise' && object.leaf !== undefined) {
    return unknownOf(m, object.leaf);
  }
  return object.kind === 'object' && object.time !== undefined ? object.time : value;
}

const computed = (m: Machine, key: string, isTruthy = false): Unknown =>
  m.unknown(key, 'computed', undefined, isTruthy);

export function unary(m: Machine, operator: UnaryOperator, operand: Value): Value {
  if (operator === 'void') {
    return undefined;
  }
  if (operator === 'typeof') {
    return typeOf(m, operand);
  }
  if (operator === '!') {
    const truth = truthOf(m, operand);
    return truth === undefined ? computed(m, `!${conditionOf(m, operand)}`) : !truth;
  }
  const value = plain(m, operand);
  if (!isPrimitive(value) || typeof value === 'symbol') {
    return computed(m, `${operator}${describe(value)}`);
  }
  return numeric(operator, value);
}

function numeric(operator: '-' | '+' | '~', value: Exclude<Primitive, symbol>): Value {
  if (typeof value === 'bigint') {
    return operator === '-' ? -value : operator === '~' ? ~value : Number(value);
  }
  const number = Number(value);
  return operator === '-' ? -number : operator === '~' ? ~number : number;
}

function typeOf(m: Machine, value: Value): Value {
  if (value instanceof Unknown) {
    return computed(m, `typeof ${value.key}`, true);
  }
  if (value instanceof Native) {
    return 'function';
  }
  if (value instanceof Reference) {
    const object = m.state.at(value);
    if (object.kind === 'promise' && object.leaf !== undefined) {
      return computed(m, `typeof ${unknownOf(m, object.leaf).key}`, true);
    }
    return object.kind === 'function' || object.kind === 'bound' || object.kind === 'resolver' ? 'function' : 'object';
  }
  return typeof value;
}

export function binary(m: Machine, operator: BinaryOperator, left: Value, right: Value): Value {
  switch (operator) {
    case 'instanceof':
      return instanceOf(m, left, right);
    case 'in':
      return isIn(m, left, right);
    case '==':
    case '===':
    case '!=':
    case '!==':
      return equality(m, operator, left, right);
    default:
      return arithmetic(m, operator, plain(m, left), plain(m, right));
  }
}

/** Classes of errors, of which an unknown failure may be any. */
const isErrorClass = (name: string): boolean => name.endsWith('Error') || name === 'DOMException';

function instanceOf(m: Machine, left: Value, right: Value): Value {
  if (left instanceof Unknown) {
    return left.origin === 'failure'
      ? failureIs(m, left, right)
      : computed(m, `${left.key} instanceof ${describe(right)}`);
  }
  if (!(left instanceof Reference)) {
    return false;
  }
  const object = m.state.at(left);
  if (object.kind === 'promise' && object.leaf !== undefined) {
    return computed(m, `${unknownOf(m, object.leaf).key} instanceof ${describe(right)}`);
  }
  const wanted = right instanceof Native ? right : valueOf(m, right, 'prototype');
  let { prototype } = object;
  for (let depth = 0; depth < 50 && prototype instanceof Reference; depth += 1) {
    if (prototype === wanted) {
      return true;
    }
    ({ prototype } = m.state.at(prototype));
  }
  if (!(right instanceof Native)) {
    return right instanceof Unknown ? computed(m, `${describe(left)} instanceof ${right.key}`) : false;
  }
  if (prototype instanceof Native && right.name === 'Error') {
    return isErrorClass(prototype.name);
  }
  return prototype === right || right.name === 'Object' || right.name.toLowerCase() === object.kind;
}

/** A failure of a service is an error, of no class that the program itself defines. */
function failureIs(m: Machine, failure: Unknown, right: Value): Value {
  if (right instanceof Native) {
    return right.name === 'Error' ? true : computed(m, `${failure.key} instanceof ${right.name}`);
  }
  return right instanceof Reference ? false : computed(m, `${failure.key} instanceof ${describe(right)}`);
}

function isIn(m: Machine, left: Value, right: Value): Value {
  if (!(right instanceof Reference)) {
    return computed(m, `${describe(left)} in ${describe(right)}`);
  }
  const key = typeof left === 'symbol' ? left : String(isPrimitive(left) ? left : describe(left));
  let current: Value = right;
  for (let depth = 0; depth < 50 && current instanceof Reference; depth += 1) {
    const object = m.state.at(current);
    m.read(current, key);
    if (object.properties.has(key) || object.accessors?.has(key) === true) {
      return true;
    }
    current = object.prototype;
  }
  return false;
}

function equality(m: Machine, operator: '==' | '===' | '!=' | '!==', left: Value, right: Value): Value {
  const isStrict = operator.length === 3;
  const isEqual = areEqual(plain(m, left), plain(m, right), isStrict);
  if (isEqual === undefined) {
    const text = `${conditionOf(m, left)}==${conditionOf(m, right)}`;
    return computed(m, operator.startsWith('!') ? `!(${text})` : text);
  }
  return operator.startsWith('!') ? !isEqual : isEqual;
}

function areEqual(left: Value, right: Value, isStrict: boolean): boolean | undefined {
  if (left instanceof Unknown || right instanceof Unknown) {
    if (left === right) {
      return true;
    }
    const unknown = left instanceof Unknown ? left : (right as Unknown);
    const other = left instanceof Unknown ? right : left;
    const isSomething = unknown.isTruthy || unknown.origin === 'failure';
    return isSomething && (other === undefined || other === null || other === false) ? false : undefined;
  }
  if (!isPrimitive(left) || !isPrimitive(right)) {
    return left === right;
  }
  // The language's own comparison of two primitives.
  return isStrict ? left === right : looselyEqual(left, right);
}

function looselyEqual(left: Primitive, right: Primitive): boolean {
  if (left === undefined || left === null || right === undefined || right === null) {
    return (left ?? null) === (right ?? null);
  }
  return typeof left === typeof right || typeof left === 'symbol' || typeof right === 'symbol'
    ? left === right
    : Number(left) === Number(right);
}

const ORDER = new Set<BinaryOperator>(['<', '<=', '>', '>=']);

/** What a limit of unknown size is taken for, so that it is reached; the number of a message is then unknown. */
const NOMINAL_LIMIT = 3;

function arithmetic(m: Machine, operator: BinaryOperator, left: Value, right: Value): Value {
  if (isPrimitive(left) && isPrimitive(right)) {
    return typeof left === 'symbol' || typeof right === 'symbol'
      ? computed(m, `symbol ${operator}`)
      : compute(operator, left, right);
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
  const limit = typeof left === 'number' ? right : typeof right === 'number' ? left : undefined;
  if (
    !(limit instanceof Unknown) ||
    limit.origin === 'answer' ||
    limit.origin === 'bad answer' ||
    limit.origin === 'failure'
  ) {
    return undefined;
  }
  m.state.nominal.add(m.place);
  const own = (value: Value): number => (typeof value === 'number' ? value : NOMINAL_LIMIT);
  return compute(operator, own(left), own(right));
}

function compute(operator: BinaryOperator, left: Exclude<Primitive, symbol>, right: Exclude<Primitive, symbol>): Value {
  try {
    return COMPUTE[operator]?.(left as never, right as never);
  } catch {
    // A bigint beside a number.
    return NaN;
  }
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
