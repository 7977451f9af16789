/** What `for … of`, spread patterns and `yield*` go through. */
import type { Instruction, Register } from '../ir/ir.js';
import { invoke, resumeGenerator } from './calls.js';
import type { Continuation, Frame } from './frames.js';
import type { Machine } from './machine.js';
import { itemsOf, valueOf } from './properties.js';
import { Reference, type Key, type Value } from './values.js';

type Of<Op extends Instruction['op']> = Extract<Instruction, { readonly op: Op }>;

const into = (frame: Frame, register: Register): Continuation => ({
  kind: 'register',
  frame: frame.id,
  into: register,
});

/** The iterator of a value: its own, or one over its items. */
export function iterate(m: Machine, frame: Frame, { from, isAsync, into: register }: Of<'iterate'>): boolean {
  const value = frame.registers[from];
  if (value instanceof Reference) {
    const { kind } = m.state.at(value);
    const methods = isAsync ? [Symbol.asyncIterator, Symbol.iterator] : [Symbol.iterator];
    const method =
      kind === 'generator'
        ? undefined
        : methods.map((key) => valueOf(m, value, key)).find((each) => each !== undefined);
    if (method instanceof Reference) {
      return invoke(m, { callee: method, self: value, given: [], to: into(frame, register) });
    }
    if (kind === 'generator' || (kind === 'object' && valueOf(m, value, 'next') instanceof Reference)) {
      frame.registers[register] = value;
      return false;
    }
  }
  const source = m.state.of(value, 'array')?.self;
  const items = source === undefined ? itemsOf(m, value) : [];
  frame.registers[register] = m.make('iterator', { source, items, position: 0 });
  return false;
}

/** `{ value, done }` of an iterator. */
export function nextItem(m: Machine, frame: Frame, { iterator, into: register }: Of<'next'>): boolean {
  const reference = frame.registers[iterator];
  const to = into(frame, register);
  const object = reference instanceof Reference ? m.state.at(reference) : undefined;
  if (object?.kind === 'generator') {
    return resumeGenerator(m, object, { how: 'next', sent: undefined, to });
  }
  if (object?.kind !== 'iterator') {
    return invoke(m, { callee: valueOf(m, reference, 'next'), self: reference, given: [], to });
  }
  const own = m.state.writeAs(object.self, 'iterator');
  const items = own.source === undefined ? own.items : (m.state.of(own.source, 'array')?.items ?? []);
  if (own.source !== undefined) {
    m.read(own.source, '[]');
  }
  const result = new Map<Key, Value>([
    ['value', items[own.position]],
    ['done', own.position >= items.length],
  ]);
  own.position += 1;
  frame.registers[register] = m.object(result);
  return false;
}
