/** What experiments show of a root: the circuit that it runs through, in numbers and places. */
import type { Activation } from '../machine/frames.js';
import type { Key } from '../machine/values.js';

/** A property of an object, a variable of a scope, an entry of a Map; an array is one cell. */
export interface Cell {
  /** The object's id on the heap. */
  readonly object: number;
  readonly key: Key;
}

/** A call of the service. */
export interface Attempt {
  readonly place: number;
  readonly activation: Activation | undefined;
}

/** A write, and what it stands in. */
export interface Write extends Cell {
  readonly place: number;
  readonly activation: Activation | undefined;
}

/** How the service fails when the circuit opens. */
export interface Failing {
  /** It rejects, or it answers that it failed. */
  readonly how: 'rejects' | 'badly';
  /** Only the calls of this place do; all others succeed. */
  readonly only?: number;
}

export interface Circuit {
  readonly root: string;
  /** Operations that failed before a caller was turned away. */
  readonly operations: number;
  /** Calls of the service that failed until then. */
  readonly calls: number;
  /** How many failures the circuit recorded for them. */
  readonly recorded: number;
  /** Some limit is not known: the finding stands, its numbers do not. */
  readonly isNominal: boolean;
  /** The test that turned the caller away. */
  readonly gate: number | undefined;
  /** What the gate asks. */
  readonly gateCells: readonly Cell[];
  /** What decides that the circuit opens. */
  readonly recordCells: readonly Cell[];
  /** The write that recorded the first failure. */
  readonly record: Write;
  /** All of it is kept in a package: what it does wrong is nobody's fault here. */
  readonly isOfLibrary: boolean;
  /** The first two attempts of one operation, where it repeats a call that failed. */
  readonly attempts: readonly [Attempt, Attempt] | undefined;
  /** The first call of the service. */
  readonly call: Attempt | undefined;
  readonly recovery: Recovery | undefined;
  readonly races: readonly Race[];
  /** Calls that an operation goes on to make although the circuit has opened meanwhile; 0 where it asks again before each of them. */
  readonly callsWhileOpen: number;
  /**
   * What is looked at between two attempts of one operation, whatever comes of it: what the gate asks, or somebody outside the program who
   * is told nothing, and may know of the circuit. `answer`: something in an answer that says nothing of a failure, as a poll or the
   * next page does.
   */
  readonly askedBetween: 'state' | 'somebody' | 'answer' | undefined;
}

/** How the circuit lets callers through again. Without one, it stays open. */
export interface Recovery {
  /** After how many milliseconds, at the most. */
  readonly after: number;
  /** One failure shuts it again at once. */
  readonly hasHalfOpen: boolean;
  /** Calls of the service that one operation makes by then. */
  readonly callsPerProbe: number;
  /** The test that lets a second caller through while the first one is under way; undefined where somebody is kept out. */
  readonly flood: number | undefined;
}

/** Something that one operation does to another one. */
export interface Race {
  readonly kind: 'stale success' | 'late failure' | 'early close' | 'stale probe' | 'late admission' | 'leaked probe';
  /** Where the state is changed that must not be; for a leak, where it was taken. */
  readonly write: Write | undefined;
  /** Something of the state is read between the end of the call and that change. */
  readonly isAsked: boolean;
  /** The call whose outcome comes late. */
  readonly call: Attempt | undefined;
}

/** Why a root runs through no circuit. */
export type Dismissal =
  | 'no call'
  | 'failure unseen'
  | 'never settles'
  | 'nothing remembered'
  | 'never turned away'
  | 'turned away without failures'
  | 'no cause'
  | 'no record'
  /** The package's own function shows what a function of the program that uses it has shown. */
  | 'known already'
  /** In another scenario the first operation calls the service no more often than in one that has been studied. */
  | 'as before'
  /** Its names speak of switchgear, of log-ins, or of lines. */
  | 'of something else'
  | 'budget';
