/** What waits to run: jobs, timers, and calls of the outside world that nobody has answered yet. */
import type { BlockId, Register } from '../ir/ir.js';
import type { Activation, Continuation } from './frames.js';
import type { Reference, Unknown, Value } from './values.js';

/** On whose behalf something runs, and what it was reached through. */
export interface Belonging {
  readonly operation: number | undefined;
  readonly activation: Activation | undefined;
  /** Where it was asked for. */
  readonly place: number;
}

/** What happens when a promise settles. */
export type Reaction = Belonging &
  (
    | { readonly kind: 'operation' }
    | { readonly kind: 'follow'; readonly promise: Reference }
    | { readonly kind: 'then'; readonly fulfilled: Value; readonly rejected: Value; readonly derived: Reference }
    | { readonly kind: 'resume'; readonly frame: number; readonly into: Register; readonly at: BlockId }
    /** An async generator is closed with what it was given. */
    | { readonly kind: 'close'; readonly generator: Reference }
  );

export type Job =
  | { readonly kind: 'reaction'; readonly reaction: Reaction; readonly isRejected: boolean; readonly value: Value }
  | (Belonging & {
      readonly kind: 'call';
      readonly callee: Value;
      readonly self: Value;
      readonly given: readonly Value[];
      readonly to: Continuation;
    })
  /** A promise begins to follow another one. */
  | (Belonging & { readonly kind: 'follow'; readonly promise: Reference; readonly followed: Reference });

export interface Timer extends Belonging {
  readonly id: number;
  /** On the machine's clock, in milliseconds. */
  readonly due: number;
  /** Milliseconds from when it was set. */
  readonly wait: number;
  /** The same as the program gave it, which may be unknown. */
  readonly asked: Value;
  /** Milliseconds between two runs of an interval. */
  readonly every: number | undefined;
  readonly callee: Value;
  readonly given: readonly Value[];
  /** A pause: what is resolved instead of a function that is called. */
  readonly promise: Reference | undefined;
}

/** A call that leaves the program and may fail. */
export interface Leaf extends Belonging {
  readonly id: number;
  readonly promise: Reference;
  readonly callee: Unknown;
  /** The callee and its arguments. The same target again, after a failure, is another attempt. */
  readonly target: string;
  /** Somebody waits for it. A call that nobody waits for is a helper, or fired and forgotten. */
  readonly isAwaited: boolean;
}

/** One call of a root by the driver. */
export interface Operation {
  readonly id: number;
  readonly result: 'fulfilled' | 'rejected' | undefined;
  readonly value: Value;
  /** Objects with a smaller id were there before it began. */
  readonly born: number;
  /** Where its events begin in the trace of its state. */
  readonly from: number;
}
