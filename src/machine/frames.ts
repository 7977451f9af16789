/** Running functions, and where their results go. Nothing recurses on the host's stack, so a state can be kept, copied and gone on with. */
import type { BlockId, FunctionGraph, Module, Register } from '../ir/ir.js';
import type { Reference, Value } from './values.js';

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
  /** Tells apart two runs of one function. */
  readonly serial: number;
}

export interface Frame {
  readonly id: number;
  readonly graph: FunctionGraph;
  readonly module: Module;
  readonly registers: Value[];
  block: BlockId;
  /** The next instruction of the block. */
  index: number;
  readonly callee: Reference;
  readonly self: Value;
  readonly given: readonly Value[];
  /** Where `super` begins. */
  readonly home: Reference | undefined;
  /** Where the result or the error goes. A generator has another one each time it is resumed. */
  to: Continuation;
  /** The operation on whose behalf it runs. */
  operation: number | undefined;
  readonly activation: Activation;
  /** What the handler that it is in has caught. */
  caught: Value;
  /** The generator whose body it is. */
  generator: Reference | undefined;
  /** Where a generator goes on, and the register that what it is sent goes into. */
  resumeAt: { readonly block: BlockId; readonly into: Register } | undefined;
}

/** Where a result or an error goes. */
export type Continuation =
  | { readonly kind: 'register'; readonly frame: number; readonly into: Register }
  | { readonly kind: 'promise'; readonly promise: Reference }
  /** The error only: what the executor of a promise returns is of no use. */
  | { readonly kind: 'executor'; readonly promise: Reference }
  /** A constructor: what it returns, if that is an object, else the new object. */
  | { readonly kind: 'construction'; readonly object: Reference; readonly to: Continuation }
  | { readonly kind: 'operation'; readonly operation: number }
  /** The return of a generator: `{ value, done: true }`. */
  | { readonly kind: 'generator'; readonly to: Continuation }
  /** What the machine itself goes on with. It may hold references, never a state. Errors go where `errors` says. */
  | { readonly kind: 'step'; readonly next: (value: Value) => boolean; readonly errors: Continuation }
  | { readonly kind: 'nowhere' };

export const NOWHERE: Continuation = { kind: 'nowhere' };
