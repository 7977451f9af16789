/** Numbers, text, symbols and regular expressions. */
import type { Machine } from '../machine.js';
import { truthOf } from '../operators.js';
import { describe, isPrimitive, Reference, Unknown, type Primitive, type Value } from '../values.js';
import type { NativeFunction, NativeFunctions } from './native.js';
import { textOf } from './objects.js';

/** Runs one of the host's own pure functions, where all of its arguments are known. */
const pure =
  (name: string, run: (...given: never[]) => Primitive): NativeFunction =>
  (m, _, given) =>
    given.every(isPrimitive)
      ? attempt(m, name, () => run(...(given as never[])))
      : m.unknown(`${name}(${given.map(describe).join()})`, 'computed');

function attempt(m: Machine, name: string, run: () => Primitive): Value {
  try {
    return run();
  } catch {
    // What the host throws on such arguments, nobody expects.
    return m.unknown(name, 'computed');
  }
}

const MATH = [
  'abs',
  'ceil',
  'floor',
  'round',
  'trunc',
  'sign',
  'sqrt',
  'cbrt',
  'log',
  'log2',
  'log10',
  'exp',
  'pow',
  'max',
  'min',
  'hypot',
] as const;

const math: NativeFunctions = Object.fromEntries(
  MATH.map((name) => [`Math.${name}`, pure(`Math.${name}`, Math[name] as (...given: never[]) => number)]),
);

const toNumber: NativeFunction = (m, _, [value]) => {
  if (value instanceof Reference) {
    return m.state.of(value, 'object')?.time ?? m.unknown(`number ${describe(value)}`, 'computed');
  }
  return isPrimitive(value)
    ? attempt(m, 'number', () => Number(value))
    : m.unknown(`number ${describe(value)}`, 'computed');
};

const test =
  (name: string, is: (value: Primitive) => boolean): NativeFunction =>
  (m, _, [value]) =>
    isPrimitive(value) ? is(value) : m.unknown(`${name} ${describe(value)}`, 'computed');

export const SCALARS: NativeFunctions = {
  ...math,
  // In the middle: neither the first nor the last of anything.
  'Math.random': () => 0.5,
  Number: toNumber,
  parseInt: pure('parseInt', (text: string, base: number) => parseInt(text, base)),
  parseFloat: pure('parseFloat', (text: string) => parseFloat(text)),
  'Number.parseInt': pure('parseInt', (text: string, base: number) => parseInt(text, base)),
  'Number.parseFloat': pure('parseFloat', (text: string) => parseFloat(text)),
  isNaN: test('isNaN', (value) =>
    typeof value !== 'symbol' && typeof value !== 'bigint' && Number.isNaN(Number(value))),
  'Number.isNaN': test('isNaN', (value) => Number.isNaN(value)),
  isFinite: test('isFinite', (value) => typeof value === 'number' && Number.isFinite(value)),
  'Number.isFinite': test('isFinite', (value) => Number.isFinite(value)),
  'Number.isInteger': test('isInteger', (value) => Number.isInteger(value)),
  'Number.isSafeInteger': test('isInteger', (value) => Number.isSafeInteger(value)),
  BigInt: pure('BigInt', (value: number) => BigInt(value)),
  Boolean: (m, _, [value]) => truthOf(m, value) ?? m.unknown(`true ${describe(value)}`, 'computed'),
  String: (m, _, [value]) => textOf(m, value),
  Symbol: (_, __, [name]) => Symbol(typeof name === 'string' ? name : ''),
  'Symbol.for': (_, __, [name]) => Symbol.for(isPrimitive(name) ? String(name) : ''),
  'RegExp#test': matches,
  'RegExp#exec': (m, self, [text]) => m.unknown(`match ${describe(self)} ${describe(text)}`, 'computed'),
};

/** Text is not made longer than this. */
const LONGEST_TEXT = 10_000;

/** A method of a string or a number, which is the host's own where everything is known. */
export function methodOfPrimitive(m: Machine, name: string, self: Primitive, given: readonly Value[]): Value {
  const key = `${name}(${[self, ...given].map(describe).join()})`;
  const method = self === null || self === undefined ? undefined : (Object(self) as Record<string, unknown>)[name];
  if (
    typeof method !== 'function' ||
    !given.every(isPrimitive) ||
    given.some((each) => typeof each === 'number' && each > LONGEST_TEXT)
  ) {
    return m.unknown(key, 'computed');
  }
  const result = attempt(m, key, () => method.apply(self, given as unknown[]) as Primitive) as unknown;
  if (Array.isArray(result)) {
    return m.array(result.slice() as Value[]);
  }
  return typeof result === 'object' && result !== null && !(result instanceof Unknown)
    ? m.unknown(key, 'computed')
    : (result as Value);
}

/** A group that is repeated may take for ever. */
const REPEATED_GROUP = /\)[*+{]/;

function matches(m: Machine, self: Value, [text]: readonly Value[]): Value {
  const regexp = m.state.of(self, 'regexp');
  const { pattern, flags } = regexp ?? {};
  if (pattern === undefined || typeof text !== 'string' || REPEATED_GROUP.test(pattern)) {
    return m.unknown(`/${pattern ?? ''}/ ${describe(text)}`, 'computed');
  }
  return attempt(m, pattern, () => new RegExp(pattern, flags).test(text));
}
