/** What happened, in order: the raw material of every fact, and the witness that a report tells. */
import type { Activation } from './frames.js';
import type { Key, Value } from './values.js';

export interface Happened {
  readonly operation: number | undefined;
  readonly place: number;
}

/** A cell is an object and the key of a property, entry or variable of it; an array is one cell, `[]`. */
export type Event = Happened &
  (
    | {
        readonly kind: 'leaf';
        readonly leaf: number;
        readonly target: string;
        readonly activation: Activation | undefined;
      }
    | { readonly kind: 'settled'; readonly leaf: number; readonly target: string; readonly how: Answer }
    | { readonly kind: 'read'; readonly object: number; readonly key: Key }
    | {
        readonly kind: 'write';
        readonly object: number;
        readonly key: Key;
        readonly before: Value;
        readonly after: Value;
        readonly activation: Activation | undefined;
      }
    | {
        readonly kind: 'branch';
        readonly isTaken: boolean;
        readonly activation: Activation | undefined;
        /** The key of a condition that nobody can decide. */
        readonly assumed: string | undefined;
      }
    | { readonly kind: 'threw'; readonly value: Value; readonly activation: Activation | undefined }
    | { readonly kind: 'await' }
    | { readonly kind: 'timer' }
  );

/** How a call of the outside world goes. `badly`: it resolves with an answer that says that it failed. */
export type Answer = 'well' | 'badly' | 'rejects';
