/** What the machine has to be told: it knows the language, and nothing of what a program is about. */
import type { Module } from '../ir/ir.js';
import type { Answer } from './trace.js';
import type { Key, Unknown, Value } from './values.js';

/**
 * What calling something unknown comes to.
 *
 * `service`: it leaves the program and may fail. `nothing`: it is told something, and answers nothing that matters.
 * `computed`: the same arguments give the same unknown. `clock`: the time. `pause`: a promise that is fulfilled later.
 * `fresh`: something else each time. `runs`: it runs the function that it is handed, and gives back what that does.
 * `each`: it runs that function for each item of what it is called on.
 */
export type UnknownCall = 'service' | 'nothing' | 'computed' | 'clock' | 'pause' | 'fresh' | 'runs' | 'each';

export interface Outside {
  callOf(callee: Unknown, isHandedFunction: boolean): UnknownCall;
  /** What an answer says of itself: `ok`, `status`. Undefined where it is like any other member. */
  memberOfAnswer(how: Answer, key: Key): Value;
}

/** A package, or a part of it, as it is described. */
export interface Library {
  /** Tells it from others: `cockatiel`, `effect/Effect`. */
  readonly name: string;
  /** Plain data, which may refer to itself. */
  readonly model: object;
  /** The part that was imported; undefined for the package itself. */
  readonly subpath: string | undefined;
}

/** What a specifier means. */
export type Meaning =
  /** A module of the project, by the name under which `module` knows it. */
  | { readonly kind: 'module'; readonly file: string }
  /** A package that is described: the module whose `library` makes its exports of the description. */
  | { readonly kind: 'library'; readonly file: string; readonly library: Library }
  | { readonly kind: 'unknown' };

/** The modules of a program. A file that is missing or does not parse is unknown. */
export interface Linker {
  module(file: string): Module | undefined;
  /** Whether a module was brought along to stand for a package. It may speak to the machine: see `natives/stubs.ts`. */
  isStub(file: string): boolean;
  meaningOf(specifier: string, from: string): Meaning;
}

/** Decides a condition of which nothing is known, the same way whenever it is asked for the same key at the same place. */
export type Decide = (key: string, place: number) => boolean;
