/** What `for … of`, spread patterns and `yield*` go through. */
import type { Instruction } from '../ir/ir.js';
import { invoke } from './calls.js';
import { into, type Continuation, type Frame } from './frames.js';
import { resume } from './generators.js';
import { advanceIterator, iteratorOf, iteratorOver, listOf } from './iterators.js';
import type { Machine } from './machine.js';
import { raise } from './outcomes.js';
import { isFunction } from './promises.js';
import { valueOf } from './properties.js';
import { Reference, type Value } from './values.js';

type Of<Op extends Instruction['op']> = Extract<Instruction, { readonly op: Op }>;

/** The iterator of a value: its own, or one over its items. */
export function iterate(m: Machine, frame: Frame, { from, isAsync, into: register }: Of<'iterate'>): boolean {
  const value = frame.registers[from];
  const to = into(frame, register);
  if (isAsync && value instanceof Reference) {
    const method = valueOf(m, value, Symbol.asyncIterator);
    const object = m.state.at(value);
    if (method !== undefined) {
      return invoke(m, { callee: method, self: value, given: [], to });
    }
    if (object.kind !== 'promise' && object.unknownBase === undefined) {
      // Promises among its items are awaited.
      return invoke(m, { callee: m.prelude('Iterator.awaited'), self: undefined, given: [value], to });
    }
  }
  return iterateNow(m, frame, value, to);
}

function iterateNow(m: Machine, frame: Frame, value: Value, to: Continuation & { kind: 'register' }): boolean {
  const object = value instanceof Reference ? m.state.at(value) : undefined;
  if (object?.kind === 'array' && object.prototype === null) {
    frame.registers[to.into] = iteratorOver(m, object.self, 'values');
    return false;
  }
  const method = object === undefined ? undefined : valueOf(m, value, Symbol.iterator);
  if (method !== undefined && isFunction(m, method)) {
    return invoke(m, { callee: method, self: value, given: [], to });
  }
  const items = listOf(m, value);
  if (items === undefined) {
    return raise(m, frame, m.error('TypeError'));
  }
  frame.registers[to.into] = iteratorOf(m, items);
  return false;
}

/** What an iterator answers: `{ value, done }`. One of the language's own stands for its answer. */
export function next(m: Machine, frame: Frame, { iterator, into: register, sent }: Of<'next'>): boolean {
  const reference = frame.registers[iterator];
  const to = into(frame, register);
  const value = sent === undefined ? undefined : frame.registers[sent];
  const object = reference instanceof Reference ? m.state.at(reference) : undefined;
  if (object?.kind === 'iterator') {
    advanceIterator(m, object.self);
    frame.registers[register] = reference;
    return false;
  }
  if (object?.kind === 'generator') {
    return resume(m, object, { how: 'next', sent: value, to });
  }
  return invoke(m, { callee: valueOf(m, reference, 'next'), self: reference, given: [value], to });
}

export function isDone(m: Machine, { registers }: Frame, { result }: Of<'isDone'>): Value {
  const value = registers[result];
  const own = m.state.of(value, 'iterator');
  // Of an answer that nobody knows there is no second one.
  return own === undefined ? !(value instanceof Reference) || valueOf(m, value, 'done') : own.isDone;
}

export function itemOf(m: Machine, { registers }: Frame, { result }: Of<'itemOf'>): Value {
  const value = registers[result];
  const own = m.state.of(value, 'iterator');
  return own === undefined ? valueOf(m, value, 'value') : own.item;
}

/** Tells an iterator that nobody wants more of it. */
export function close(m: Machine, frame: Frame, { iterator, into: register }: Of<'close'>): boolean {
  const reference = frame.registers[iterator];
  const to: Continuation = register === undefined ? { kind: 'effect', frame: frame.id } : into(frame, register);
  const object = reference instanceof Reference ? m.state.at(reference) : undefined;
  if (object?.kind === 'generator') {
    return resume(m, object, { how: 'return', sent: undefined, to });
  }
  const method = object === undefined || object.kind === 'iterator' ? undefined : valueOf(m, reference, 'return');
  return method !== undefined && isFunction(m, method) && invoke(m, { callee: method, self: reference, given: [], to });
}
