/**
 * What the analysis says about one file. Rules read these records and nothing else.
 *
 * Facts are derived, immutable and independent of rule options. Nodes are nodes of the tree that was analysed; a fact that the
 * analysis could not establish is absent or `unknown`, never guessed.
 */
import type { TSESTree } from '@typescript-eslint/types';

export type Node = TSESTree.Node;

/** The three phases of a circuit, whatever a file calls them. */
export type Phase = 'closed' | 'open' | 'half-open';

/**
 * A number as the code states it.
 *
 * `known`: `value` is what happens unless a caller overrides it; `source` says where it comes from.
 * `unbounded`: no exit was found. `unknown`: it comes from outside; `text` quotes the expression it depends on, if there is one.
 */
export type Count =
  | { readonly kind: 'known'; readonly value: number; readonly source: 'literal' | 'default' }
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'unknown'; readonly text?: string };

/** `certain` rests on the code; `potential` rests on a guess about a name. */
export type Certainty = 'certain' | 'potential';

/** A circuit breaker: written in this file, or used in it. */
export interface Breaker {
  readonly name: string;
  /** The class, or the function or module whose variables are the state; for one that is not of this file, the expression that enters it. */
  readonly node: Node;
  /** `prototype`: a function and what its prototype has, for which `node` is made up. `module`: written in another file of the project. `library`: of a package, as its model says. */
  readonly form: 'class' | 'prototype' | 'closure' | 'record' | 'store' | 'module' | 'library';
  /** How a message names the state cell: `this._state`, `state`. */
  readonly stateText: string;
  readonly hasHalfOpen: boolean;
  /** Recorded failures until the circuit opens. */
  readonly threshold: Count;
  /** The test that decides CLOSED → OPEN, e.g. `this.failureCount >= this.failureThreshold`. */
  readonly openDecision?: Node;
  /** The test that decides HALF_OPEN → CLOSED. */
  readonly closeDecision?: Node;
  /** Every assignment that moves the state, in source order. */
  readonly transitions: readonly Transition[];
}

export interface Transition {
  readonly node: Node;
  /** Left out where the code computes it, or is told: `this.state = next`. */
  readonly to?: Phase;
}

/** One hop of a protected path: `execute → retryWithBackoff → for`. */
export interface PathStep {
  readonly name: string;
  /** The line (1-based) on which the step stands or is called. */
  readonly line: number;
  /** The file, for a step that stands in another one. */
  readonly file?: string;
}

/** How a message names the code that repeats a call. */
export interface Retry {
  /** The loop, or the call that recurses. `call`: the call of this file that enters a retry of a library or of another file. */
  readonly node: Node;
  readonly kind: 'for' | 'while' | 'do' | 'for await' | 'recursion' | 'call';
  /** The function that holds it. */
  readonly functionNode: Node;
  /** Calls of the service in one sequence that fails from start to end. */
  readonly attempts: Count;
  /** The call of the service, as written inside the retry. */
  readonly attempt: Node;
  /** Where the next attempt begins: the wait before it, else the recursive call, else the attempt itself. */
  readonly next: Node;
  /** The test that ends the sequence after a failed attempt, e.g. `attempt === maxRetries - 1`. */
  readonly decision?: Node;
}

/** A retry on the protected path of a breaker: a *sequence* of attempts behind one admission. */
export interface RetriedCall {
  readonly breaker: Breaker;
  readonly retry: Retry;
  /** The innermost expression of the protected path that enters the retry; the loop itself when it stands in the path's first function. */
  readonly entry: Node;
  readonly path: readonly PathStep[];
  readonly certainty: Certainty;
  /** What the breaker records for one sequence of failed attempts. */
  readonly recorded: 'sequence' | 'attempt';
  /** The code names its counting unit (a `countingUnit` member that the breaker reads or declares). */
  readonly unitDeclared: boolean;
  /** The state is asked again after each failed attempt. */
  readonly askedPerAttempt: boolean;
  /** The state is asked again after the wait, right before the next attempt. */
  readonly askedBeforeAttempt: boolean;
  /** What a caller admitted while HALF_OPEN does. `none`: no half-open state by design. */
  readonly halfOpen: 'retries' | 'single' | 'none';
  /** Calls of the service per probe. */
  readonly callsPerProbe: Count;
  /** The test of the state that chose the retry once, before the first attempt. */
  readonly staleChoice?: Node;
  /** What counts the failure of the whole sequence: a call of the breaker's own, or the write. */
  readonly failureRecord?: Node;
  /** The call runs while an exclusive lock is held, so that no other caller can move the state meanwhile. */
  readonly underLock: boolean;
  /** How the two change places, where this file composes them and the retry can be told to leave an open circuit alone. */
  readonly outside?: RetryOutside;
}

/** A retry inside a breaker, as this file composes them. */
export type RetryOutside = NeighbouringPolicies | EnclosedRetry;

/** Policies that are put around each other: neighbours among the arguments of a call, or in its array. */
export interface NeighbouringPolicies {
  readonly kind: 'neighbours';
  readonly exclusion: Exclusion;
  readonly breaker: Node;
  readonly retry: Node;
}

/** Calls: `breaker.execute(() => withRetry(fn))`. */
export interface EnclosedRetry {
  readonly kind: 'enclosed';
  readonly exclusion: Exclusion;
  /** The calls that go through the breaker. */
  readonly calls: readonly Node[];
  /** The function that the breaker is handed, of which the call of the retry is all. */
  readonly handed: Node;
  readonly retry: Node;
  /** The argument of that which is repeated. */
  readonly run: Node;
}

/** What keeps a retry from repeating the rejection of an open circuit. */
export interface Exclusion {
  readonly told: RejectionTest;
  readonly filter: RetryFilter;
}

/** How a rejection is told from a failure of the service: by its class (of `module`; without one, of this file), or by its code. */
export interface RejectionTest {
  readonly kind: 'class' | 'code';
  readonly name: string;
  readonly module?: string;
}

/** Where a retry decides on errors, or can be told to. */
export type RetryFilter =
  /** A predicate that nobody has written yet, with the parameters that it would have, one of them called `error`. */
  | {
      readonly kind: 'predicate';
      readonly place: WrittenPlace;
      readonly sense: 'retry' | 'stop';
      readonly parameters: string;
    }
  /** An error policy for all errors; `maker` of `module` makes one of a predicate. */
  | { readonly kind: 'policy'; readonly place: WrittenPlace; readonly maker: string; readonly module: string }
  /** The block that a failed attempt arrives in. */
  | { readonly kind: 'handler'; readonly body: Node; readonly error: string };

/** Where this file tells a library something: an argument of a call, or what stands at a dotted path below it. */
export interface WrittenPlace {
  readonly call: Node;
  readonly at: number;
  readonly path?: string;
}

/** A half-open state that admits every caller. */
export interface ProbeFlood {
  readonly breaker: Breaker;
  /** The test of the state that lets half-open callers through. */
  readonly node: Node;
  /** The protected call; left out for a gate that callers ask before a call of their own. */
  readonly call?: Node;
  /** Left out where callers are let through in several places, or where not all of it is in one function. */
  readonly admission?: AdmissionSite;
}

/** A function that lets a half-open caller through to a call of its own. */
export interface AdmissionSite {
  readonly scope: Node;
  /** The expression in it that asks for the state. */
  readonly asked: Node;
  /** The expression in it that leads to the protected call. */
  readonly call: Node;
  /** How the code writes half-open. */
  readonly halfOpen: Node;
  /** What the breaker throws while open, in terms that hold at the call as well. */
  readonly error: Node;
  /** It is not thrown: a rejected promise is returned. */
  readonly isReturned: boolean;
  /** Nothing but its text tells it from a failure of the service. */
  readonly isOpaque: boolean;
}

/** A rejection thrown while open, with an error that a caller cannot tell from a failure of the service. */
export interface OpaqueRejection {
  readonly breaker: Breaker;
  readonly node: Node;
  readonly value: 'error' | 'string' | 'other';
  /** The expression that makes the error. */
  readonly error?: Node;
}

/** The breaker's own rejection, recorded as if the service had failed. */
export interface CountedRejection {
  readonly breaker: Breaker;
  /** `half-open`: a caller over the limit of probes. */
  readonly phase: 'open' | 'half-open';
  /** What rejects. */
  readonly node: Node;
  /** What records it: the call, or the write. */
  readonly record: Node;
}

/** A lock that one caller holds from the admission to the outcome. */
export interface HeldLock {
  readonly breaker: Breaker;
  /** The call that takes the lock. */
  readonly node: Node;
  /** The protected call. */
  readonly call: Node;
  /** The call that takes the same lock again before it is given back. */
  readonly again?: Node;
  /** Without it, too, every stretch rests on what it finds: a slot keeps callers out, and late outcomes are told apart. */
  readonly needless: boolean;
}

/** A timestamp that failures write also while OPEN, and that decides when the open window ends. `potential`: only those at the threshold. */
export interface FailureClock {
  readonly breaker: Breaker;
  readonly node: Node;
  readonly cell: string;
  readonly certainty: Certainty;
  /** A transition to OPEN is also written where the circuit may be OPEN: a stamp there would move as well. */
  readonly opensAgain: boolean;
}

/** A success that clears the count of failures while the circuit is closed. */
export interface SuccessReset {
  readonly breaker: Breaker;
  readonly node: Node;
  readonly cell: string;
}

/** One failure, recorded in two places by two paths. */
export interface SplitAccount {
  readonly breaker: Breaker;
  /** What each failed attempt writes. */
  readonly node: Node;
  readonly cell: string;
  /** What only the end of the sequence writes. */
  readonly count: Node;
}

/** What the retry of a breaker counts or logs and nobody reads. */
export interface AttemptMetric {
  readonly breaker: Breaker;
  readonly retry: Retry;
  /** The write. */
  readonly node: Node;
  /** How a message names what is written: `this._totalAttempts`. */
  readonly cell: string;
  readonly kind: 'count' | 'log';
  /** Whether each attempt is noted, or only how the sequence ended. */
  readonly per: 'attempt' | 'sequence';
  /** The getter through which it can be read, where nothing in the file reads the getter. */
  readonly getter?: Node;
  /** `potential`: that nobody outside reads it is told by the name alone. */
  readonly certainty: Certainty;
}

/** A retry of its own that runs a breaker's call and tells nobody of the attempts it makes. */
export interface UnobservedRetry {
  readonly breaker: Breaker;
  readonly retry: Retry;
  /** The first call of the breaker that goes through it. */
  readonly call: RetriedCall;
  /** Where the retry's function has its name. */
  readonly node: Node;
  /** How a message names it: `RetryPolicy.execute`, `withRetry`. */
  readonly name: string;
}

/** A retry of its own that a breaker makes, keeps and always runs. */
export interface OwnedRetry {
  readonly breaker: Breaker;
  readonly call: RetriedCall;
  /** The expression that makes it: `new RetryPolicy(…)`. */
  readonly node: Node;
}

/** Memory that threads share, read, changed and written back in three steps. */
export interface SharedUpdate {
  readonly node: Node;
  /** How the code writes the element. */
  readonly cell: string;
}

/** A half-open slot that some way out of the call does not give back, so that nobody is let in any more. */
export interface LeakedSlot {
  readonly breaker: Breaker;
  /** What takes the slot. */
  readonly node: Node;
  /** How a message names the slot. */
  readonly cell: string;
  /** Where the call is left with the slot taken. */
  readonly exit: Node;
  /** `rejection`: something that is awaited rejects; `throw` and `return`: the code leaves by itself. */
  readonly way: 'rejection' | 'throw' | 'return';
}

/** A decision that the code of a breaker, or of a retry that it is composed with, makes by itself. */
export interface HardCodedDecision {
  readonly breaker: Breaker;
  /** The composition that makes the decision one of two; for the decision to retry, its own. */
  readonly call: RetriedCall;
  readonly kind: 'retry' | 'open' | 'close';
  /** The comparison that decides: `attempt === maxRetries - 1`. */
  readonly node: Node;
}

/** Breaker state changed on the strength of something that an interleaving may have made untrue. */
export interface Race {
  readonly breaker: Breaker;
  readonly kind:
    | 'staleSuccess'
    | 'toldSuccess'
    | 'staleFailure'
    | 'staleAttempt'
    | 'staleTimer'
    | 'staleDecision'
    | 'lostUpdate'
    | 'lateReservation'
    | 'earlyRelease'
    | 'unownedRelease'
    | 'reentrant'
    | 'storeDecision'
    | 'storeUpdate';
  /** `guarded`: behind a check of the state's value, or a decision to OPEN. */
  readonly level: 'unconditional' | 'guarded';
  /** Certain where it is left out. */
  readonly certainty?: Certainty;
  /** Where the report stands. */
  readonly node: Node;
  /** The read, test or admission that the write relies on. */
  readonly basis: Node;
  /** The interleaving point between them. */
  readonly point: Node;
  /** The write. */
  readonly write: Node;
  /** How a message names the cell that is written. */
  readonly cell: string;
  /** For an outcome that is counted among those of the probes: the comparison with the one number of them that ends the half-open state. */
  readonly skips?: Node;
  /** For stale outcomes and decisions after a call: where it is admitted and its outcomes are applied. */
  readonly outcomes?: OutcomeSite;
}

/** The function that makes a protected call and learns how it went. */
export interface OutcomeSite {
  readonly scope: Node;
  /** Expressions of it that move the state, or take a slot, before the call. */
  readonly admissions: readonly Node[];
  /** Expressions below it that apply an outcome: calls where there are such, else the writes. */
  readonly applications: readonly Node[];
  /** Transitions that may find the circuit where they move it, although an outcome is applied in the period of its admission only. */
  readonly standing: readonly Node[];
}

/** A retry around a breaker that also retries what the open breaker rejects with. */
export interface RetriedRejection {
  readonly breaker: { readonly name: string };
  /** How a message names the retry. */
  readonly retry: { readonly name: string; readonly attempts: Count };
  /** The innermost expression that enters the breaker inside the retry, or that composes them. */
  readonly node: Node;
  readonly path: readonly PathStep[];
  readonly certainty: Certainty;
  /** Left out where the rejection cannot be told, or where the retry has no place for the question in this file. */
  readonly exclusion?: Exclusion;
}

/** A retry inside a retry, around one call. */
export interface NestedRetry {
  readonly outer: { readonly name: string; readonly attempts: Count };
  readonly inner: { readonly name: string; readonly attempts: Count };
  /** Service calls of one operation that fails from start to end. */
  readonly calls: Count;
  /** The innermost expression that enters the inner retry, or that composes them. */
  readonly node: Node;
  readonly path: readonly PathStep[];
  readonly certainty: Certainty;
  /** What the inner retry is told so that it makes one attempt, where this file tells it. */
  readonly single?: { readonly place: WrittenPlace; readonly value: number };
}

export interface FileFacts {
  readonly breakers: readonly Breaker[];
  readonly retriedCalls: readonly RetriedCall[];
  readonly probeFloods: readonly ProbeFlood[];
  readonly opaqueRejections: readonly OpaqueRejection[];
  readonly countedRejections: readonly CountedRejection[];
  readonly heldLocks: readonly HeldLock[];
  readonly failureClocks: readonly FailureClock[];
  readonly successResets: readonly SuccessReset[];
  readonly splitAccounts: readonly SplitAccount[];
  readonly attemptMetrics: readonly AttemptMetric[];
  readonly unobservedRetries: readonly UnobservedRetry[];
  readonly ownedRetries: readonly OwnedRetry[];
  readonly hardCodedDecisions: readonly HardCodedDecision[];
  readonly races: readonly Race[];
  readonly leakedSlots: readonly LeakedSlot[];
  readonly sharedUpdates: readonly SharedUpdate[];
  readonly retriedRejections: readonly RetriedRejection[];
  readonly nestedRetries: readonly NestedRetry[];
}
