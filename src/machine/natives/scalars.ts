/** Numbers, booleans and symbols. */
import { conversionOf, onHost, primitiveOf, said, shapeOf, textOf, type Hint } from '../conversions.js';
import type { Machine } from '../machine.js';
import { truthOf } from '../operators.js';
import { isPrimitive, Unknown, type Primitive, type Value } from '../values.js';
import { CallInstead, type NativeFunction, type NativeFunctions, type NativeResult } from './native.js';

/** Runs one of the host's own pure functions, where all of its arguments are known. */
const pure =
  (name: string, run: (...given: never[]) => Primitive, hint: Hint = 'number'): NativeFunction =>
  (m, _, given) => {
    const primitives = given.map((value) => primitiveOf(m, value, hint));
    return primitives.every(isPrimitive)
      ? onHost(m, () => run(...(primitives as never[])))
      : m.unknown(`${name}(${given.map((value) => shapeOf(m, value)).join()})`, 'computed');
  };

const MATH = [
  'abs',
  'acos',
  'asin',
  'atan',
  'atan2',
  'cbrt',
  'ceil',
  'clz32',
  'cos',
  'exp',
  'expm1',
  'floor',
  'fround',
  'hypot',
  'imul',
  'log',
  'log10',
  'log1p',
  'log2',
  'max',
  'min',
  'pow',
  'round',
  'sign',
  'sin',
  'sqrt',
  'tan',
  'trunc',
] as const;

const math: NativeFunctions = Object.fromEntries(
  MATH.map((name) => [`Math.${name}`, pure(`Math.${name}`, Math[name] as (...given: never[]) => number)]),
);

/** A value as a primitive, by the code of the program where it says how. */
const converted =
  (hint: Hint, convert: (m: Machine, value: Value) => NativeResult): NativeFunction =>
  (m, _, given) => {
    const conversion = conversionOf(m, given[0], hint);
    return conversion === undefined
      ? convert(m, given[0])
      : new CallInstead(m.prelude('String.convertedByCode'), undefined, [
          m.native(hint === 'string' ? 'String' : 'Number'),
          conversion.callee,
          conversion.self,
          hint,
        ]);
  };

function numberOf(m: Machine, value: Value): NativeResult {
  const primitive = primitiveOf(m, value, 'number');
  return primitive instanceof Unknown
    ? m.unknown(`number ${shapeOf(m, value)}`, 'computed')
    : onHost(m, () => Number(primitive));
}

const test =
  (name: string, is: (value: Primitive) => boolean): NativeFunction =>
  (m, _, [given]) => {
    const value = said(m, given);
    if (value instanceof Unknown) {
      return m.unknown(`${name} ${value.key}`, 'computed');
    }
    return isPrimitive(value) && is(value);
  };

export const SCALARS: NativeFunctions = {
  ...math,
  // In the middle: neither the first nor the last of anything.
  'Math.random': () => 0.5,
  Number: (m, self, given) => (given.length === 0 ? 0 : converted('number', numberOf)(m, self, given)),
  parseInt: pure('parseInt', (text: string, base: number) => parseInt(text, base), 'string'),
  parseFloat: pure('parseFloat', (text: string) => parseFloat(text), 'string'),
  'Number.parseInt': pure('parseInt', (text: string, base: number) => parseInt(text, base), 'string'),
  'Number.parseFloat': pure('parseFloat', (text: string) => parseFloat(text), 'string'),
  isNaN: pure('isNaN', (value: number) => isNaN(value)),
  'Number.isNaN': test('isNaN', (value) => Number.isNaN(value)),
  isFinite: pure('isFinite', (value: number) => isFinite(value)),
  'Number.isFinite': test('isFinite', (value) => Number.isFinite(value)),
  'Number.isInteger': test('isInteger', (value) => Number.isInteger(value)),
  'Number.isSafeInteger': test('isInteger', (value) => Number.isSafeInteger(value)),
  BigInt: pure('BigInt', (value: number) => BigInt(value)),
  'BigInt.asUintN': pure('BigInt.asUintN', (bits: number, value: bigint) => BigInt.asUintN(bits, value)),
  'BigInt.asIntN': pure('BigInt.asIntN', (bits: number, value: bigint) => BigInt.asIntN(bits, value)),
  Boolean: (m, _, [value]) => truthOf(m, value) ?? m.unknown(`true ${shapeOf(m, value)}`, 'computed'),
  String: (m, self, given) =>
    given.length === 0 ? '' : converted('string', (_, value) => textOf(m, value))(m, self, given),
  Symbol: (_, __, [name]) => Symbol(typeof name === 'string' ? name : ''),
  'Symbol.for': (_, __, [name]) => Symbol.for(isPrimitive(name) ? String(name) : ''),
};
