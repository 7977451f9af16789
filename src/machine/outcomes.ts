/** Takes a result or an error to where it goes. */
import type { Continuation, Frame } from './frames.js';
import { answered } from './generators.js';
import type { Machine } from './machine.js';
import { belonging, isFunction, promiseFor, reject, resolve, subscribe } from './promises.js';
import { valueOf } from './properties.js';
import { isPrimitive, Reference, type Key, type Value } from './values.js';

/** Takes a result to where it goes. True: other code runs now than before. */
export function deliver(m: Machine, to: Continuation, value: Value): boolean {
  switch (to.kind) {
    case 'register': {
      const frame = m.state.frame(to.frame);
      if (frame !== undefined) {
        frame.registers[to.into] = value;
      }
      return false;
    }
    case 'super': {
      const frame = m.state.frame(to.frame);
      if (frame !== undefined) {
        frame.self = value;
        frame.registers[to.into] = value;
      }
      return false;
    }
    case 'promise':
      resolve(m, to.promise, value);
      return false;
    case 'construction':
      return deliver(m, to.to, isPrimitive(value) ? to.object : value);
    case 'generator':
      deliver(m, to.to, step(m, value, true));
      answered(m, to.generator);
      return true;
    case 'operation':
      finished(m, to.operation, value);
      return false;
    case 'step':
      return to.next(value);
    case 'executor':
    case 'effect':
    case 'nowhere':
      return false;
  }
}

/** What an iterator answers: `{ value, done }`. */
export const step = (m: Machine, value: Value, isDone: boolean): Reference =>
  m.object(
    new Map<Key, Value>([
      ['value', value],
      ['done', isDone],
    ]),
  );

/** An operation has returned; its caller waits for what it returned, if that is a promise or has a `then`. */
function finished(m: Machine, operation: number, value: Value): void {
  if (value instanceof Reference && isWaitedFor(m, value)) {
    subscribe(m, promiseFor(m, value), { kind: 'operation', ...belonging(m), operation });
  } else {
    conclude(m, operation, false, value);
  }
}

const isWaitedFor = (m: Machine, value: Reference): boolean =>
  m.state.of(value, 'promise') !== undefined || isFunction(m, valueOf(m, value, 'then'));

export function conclude(m: Machine, id: number, isRejected: boolean, value: Value): void {
  const operation = m.state.operations[id];
  if (operation !== undefined) {
    m.state.operations[id] = { ...operation, result: isRejected ? 'rejected' : 'fulfilled', value };
  }
}

/** Takes an error to where it goes. Always true: other code runs now. */
export function fail(m: Machine, destination: Continuation, error: Value): true {
  let to = destination;
  for (;;) {
    switch (to.kind) {
      case 'register':
      case 'effect':
      case 'super': {
        const frame = m.state.frame(to.frame);
        const next = frame && thrownIn(m, frame, error);
        if (next === undefined) {
          return true;
        }
        to = next;
        break;
      }
      case 'promise':
        reject(m, to.promise, error);
        return true;
      case 'executor':
        reject(m, to.promise, error, to.lock);
        return true;
      case 'construction':
        to = to.to;
        break;
      case 'generator':
        fail(m, to.to, error);
        answered(m, to.generator);
        return true;
      case 'operation':
        conclude(m, to.operation, true, error);
        return true;
      case 'step':
        to = to.errors;
        break;
      case 'nowhere':
        return true;
    }
  }
}

/** Something is thrown in a frame: its handler goes on, or it ends and whoever waits for it gets the error. */
export function raise(m: Machine, frame: Frame, error: Value): true {
  const to = thrownIn(m, frame, error);
  return to === undefined || fail(m, to, error);
}

/** Where the error goes if the frame has no handler for it, and has ended. */
function thrownIn(m: Machine, frame: Frame, error: Value): Continuation | undefined {
  const handler = frame.graph.blocks[frame.block]?.handler;
  if (handler !== undefined) {
    frame.block = handler;
    frame.index = 0;
    frame.caught = error;
    return undefined;
  }
  leave(m, frame);
  if (frame.returns === undefined) {
    return frame.to;
  }
  fail(m, frame.to, error);
  handOver(m, frame);
  return undefined;
}

/** Takes a frame, and whatever still runs inside it, off the stack. */
export function leave(m: Machine, frame: Frame): void {
  const { stack, frames } = m.state;
  const at = stack.lastIndexOf(frame.id);
  if (at >= 0) {
    stack.length = at;
  }
  frames.delete(frame.id);
  if (frame.generator !== undefined) {
    m.state.writeAs(frame.generator, 'generator').isDone = true;
  }
}

/** An async function waits for the first time, or has ended: whoever called it gets its promise. */
export function handOver(m: Machine, frame: Frame): void {
  const { returns } = frame;
  if (returns !== undefined) {
    frame.returns = undefined;
    deliver(m, returns.to, returns.promise);
  }
}
