/** What the language's own functions are to the machine. */
import type { Continuation } from '../frames.js';
import type { Machine } from '../machine.js';
import type { Value } from '../values.js';

/** Something is thrown. */
export class Threw {
  constructor(readonly error: Value) {}
}

/** The result is that of another call. */
export class CallInstead {
  constructor(
    readonly callee: Value,
    readonly self: Value,
    readonly given: readonly Value[],
    /** It is called with `new`. */
    readonly isConstruction = false,
  ) {}
}

/** There is a result, and a function is called at once, whose own result goes elsewhere. */
export class CallBeside {
  constructor(
    readonly result: Value,
    readonly callee: Value,
    readonly given: readonly Value[],
    readonly to: Continuation,
  ) {}
}

export type NativeResult = Value | Threw | CallInstead | CallBeside;

export type NativeFunction = (m: Machine, self: Value, given: readonly Value[]) => NativeResult;

/** By the name that `builtins.ts` gives it: `Array#push`, `Math.max`, `setTimeout`. */
export type NativeFunctions = Readonly<Record<string, NativeFunction>>;
