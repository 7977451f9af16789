/** Arrays of numbers, the memory that they share, and what is done to it in one step. */
import { onHost } from '../conversions.js';
import { LONGEST_ARRAY } from '../heap.js';
import { listOf } from '../iterators.js';
import type { Machine } from '../machine.js';
import { put } from '../own-members.js';
import { valueOf } from '../properties.js';
import { Reference, type Value } from '../values.js';
import { itemsLike } from './lists.js';
import type { NativeFunction, NativeFunctions } from './native.js';

/** The property of a buffer that holds the array that all its views are. */
const VIEW = '#view';

/** Cells of memory of unknown size. */
const LENGTH_OF_UNKNOWN = 16;

/** `new SharedArrayBuffer(bytes)` */
export const newBuffer = (m: Machine, name: string, [bytes]: readonly Value[]): Reference =>
  m.object(new Map([['byteLength', bytes]]), m.native(name));

/** `new Int32Array(3)`, `new Int32Array([1, 2])`. Views of one buffer are one array. */
export function newTypedArray(m: Machine, name: string, [from]: readonly Value[]): Reference {
  const prototype = m.native(name);
  const bytes = from instanceof Reference ? valueOf(m, from, 'byteLength') : undefined;
  if (from instanceof Reference && bytes !== undefined) {
    const known = valueOf(m, from, VIEW);
    const length = typeof bytes === 'number' ? bytes / bytesOf(name) : LENGTH_OF_UNKNOWN;
    const view = known instanceof Reference ? known : m.make('array', { prototype, items: zeros(length) });
    put(m, from, VIEW, view);
    return view;
  }
  const items = typeof from === 'number' ? zeros(from) : [...(listOf(m, from) ?? itemsLike(m, from) ?? [])];
  return m.make('array', { prototype, items });
}

const zeros = (length: number): Value[] =>
  new Array<Value>(Math.min(Math.max(0, Math.trunc(length) || 0), LONGEST_ARRAY)).fill(0);

/** `Int32Array` has 4. */
const bytesOf = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 8) / 8;

/** Reads a cell and puts another value there. The answer is what was there before. */
const updating =
  (name: string, update: (before: number, given: number, other: number) => number): NativeFunction =>
  (m, _, [array, index, given, other]) => {
    const before = valueOf(m, array, index);
    const operands = [before, given, other ?? 0];
    const after = operands.every((value) => typeof value === 'number')
      ? onHost(m, () => update(...(operands as [number, number, number])))
      : m.unknown(`Atomics.${name}`, 'computed');
    put(m, array, index, after as Value);
    return before;
  };

export const SHARED_MEMORY: NativeFunctions = {
  'Atomics.load': (m, _, [array, index]) => valueOf(m, array, index),
  'Atomics.store': (m, _, [array, index, value]) => {
    put(m, array, index, value);
    return value;
  },
  'Atomics.add': updating('add', (before, given) => before + given),
  'Atomics.sub': updating('sub', (before, given) => before - given),
  'Atomics.and': updating('and', (before, given) => before & given),
  'Atomics.or': updating('or', (before, given) => before | given),
  'Atomics.xor': updating('xor', (before, given) => before ^ given),
  'Atomics.exchange': updating('exchange', (_, given) => given),
  'Atomics.compareExchange': updating('compareExchange', (before, expected, wanted) =>
    before === expected ? wanted : before,
  ),
};
