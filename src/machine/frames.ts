/** Running functions, and where their results go. Nothing recurses on the host's stack, so a state can be kept, copied and gone on with. */
import type { BlockId, FunctionGraph, Module, Register } from '../ir/ir.js';
import type { FunctionObject } from './heap.js';
import type { Machine } from './machine.js';
import { Reference, type Value } from './values.js';

/**
 * Who called whom, also across awaits and handlers. It stays when the frames are gone, so that a call of the outside world knows
 * everything that stood around it.
 */
export interface Activation {
  readonly graph: FunctionGraph;
  readonly module: Module;
  /** Where it was called from; undefined for one that the driver started. */
  readonly calledAt: number | undefined;
  readonly caller: Activation | undefined;
  /** `this` */
  readonly self: Value;
  /** Tells apart two runs of one function. */
  readonly serial: number;
}

export interface Frame {
  readonly id: number;
  readonly graph: FunctionGraph;
  readonly module: Module;
  /** Added to a site of the module, this is a place of the program. */
  readonly base: number;
  readonly registers: Value[];
  block: BlockId;
  /** The next instruction of the block. */
  index: number;
  readonly callee: Reference;
  /** `this`. A constructor may get another one from `super(…)`. */
  self: Value;
  /** `new.target` */
  readonly newTarget: Value;
  readonly given: readonly Value[];
  /** Where `super` begins. */
  readonly home: Reference | undefined;
  /** Where the result or the error goes. A generator has another one each time it is resumed. */
  to: Continuation;
  /** Of an async function: its promise, and who gets that when the function first waits or ends. */
  returns: { readonly promise: Reference; readonly to: Continuation } | undefined;
  /** The operation on whose behalf it runs. */
  operation: number | undefined;
  readonly activation: Activation;
  /** What the handler that it is in has caught. */
  caught: Value;
  /** The generator whose body it is. */
  generator: Reference | undefined;
  /** Where a generator goes on, where it does so if it is closed, and the register that what it is sent goes into. */
  resumeAt: { readonly block: BlockId; readonly closed: BlockId | undefined; readonly into: Register } | undefined;
}

/** Where a result or an error goes. */
export type Continuation =
  | { readonly kind: 'register'; readonly frame: number; readonly into: Register }
  /** The error only, which is thrown in a frame: what a setter returns is of no use. */
  | { readonly kind: 'effect'; readonly frame: number }
  | { readonly kind: 'promise'; readonly promise: Reference }
  /** The error only: what the executor of a promise returns is of no use. */
  | { readonly kind: 'executor'; readonly promise: Reference; readonly lock: number }
  /** A constructor: what it returns, if that is an object, else the new object. */
  | { readonly kind: 'construction'; readonly object: Reference; readonly to: Continuation }
  /** `super(…)`: the object is `this` from now on. */
  | { readonly kind: 'super'; readonly frame: number; readonly into: Register }
  | { readonly kind: 'operation'; readonly operation: number }
  /** The return of a generator: `{ value, done: true }`. */
  | { readonly kind: 'generator'; readonly generator: Reference; readonly to: Continuation }
  /** What the machine itself goes on with. It may hold references, never a state. Errors go where `errors` says. */
  | { readonly kind: 'step'; readonly next: (value: Value) => boolean; readonly errors: Continuation }
  | { readonly kind: 'nowhere' };

export const NOWHERE: Continuation = { kind: 'nowhere' };

export const into = (frame: Frame, register: Register): Continuation & { readonly kind: 'register' } => ({
  kind: 'register',
  frame: frame.id,
  into: register,
});

/** What a function is called with. */
export interface Given {
  readonly self: Value;
  readonly given: readonly Value[];
  readonly to: Continuation;
  readonly newTarget?: Value;
}

/** A new frame of a function. It runs once it is on the stack. */
export function newFrame(
  m: Machine,
  callee: FunctionObject,
  graph: FunctionGraph,
  { self, given, to, newTarget }: Given,
): Frame {
  const { state } = m;
  const { module } = callee;
  const ownSelf = graph.kind === 'arrow' ? callee.boundThis : self;
  const frame: Frame = {
    id: state.nextFrame,
    graph,
    module,
    base: m.instanceOf(module).base,
    registers: new Array<Value>(graph.registers).fill(undefined),
    block: 0,
    index: 0,
    callee: callee.self,
    self: ownSelf,
    newTarget,
    given,
    home: graph.kind === 'initializer' && self instanceof Reference ? self : callee.home,
    to,
    returns: undefined,
    operation: m.operation,
    activation: m.activationOf(graph, module, ownSelf),
    caught: undefined,
    generator: undefined,
    resumeAt: undefined,
  };
  state.nextFrame += 1;
  state.frames.set(frame.id, frame);
  return frame;
}

/** Runs a function next. */
export function enterFrame(m: Machine, callee: FunctionObject, graph: FunctionGraph, given: Given): Frame {
  const frame = newFrame(m, callee, graph, given);
  m.state.stack.push(frame.id);
  return frame;
}
