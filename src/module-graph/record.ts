/**
 * What one module says about the functions it passes around, as plain data: no syntax nodes, no references to other modules but by name.
 * A record can be kept for as long as the file stays as it is, whoever asks.
 *
 * It is a program in a small language: *terms* for what matters of expressions, *steps* for what matters of statements. Whoever reads it
 * runs it; what it leaves out is `unknown`.
 */

/** A position: the line (1-based) that a message names, and the offsets in the file's text. */
export interface Site {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface ModuleRecord {
  /** The file, as the module graph names it. */
  readonly file: string;
  readonly functions: readonly FunctionRecord[];
  readonly classes: readonly ClassRecord[];
  /** Breakers that are written in the module. */
  readonly breakers: readonly BreakerRecord[];
  /** For each variable the function whose own it is; -1: the module's. */
  readonly owners: readonly number[];
  /** What runs when the module is loaded. */
  readonly body: readonly Step[];
  /** By exported name; `default` too, and what `module.exports` is as `=`. A re-export is an `import` term. */
  readonly exports: Readonly<Record<string, Term>>;
  /** Specifiers of `export * from …`. */
  readonly stars: readonly string[];
}

/** Gives the record of the module that `specifier` names in the file `from`; undefined where nothing is known of it. */
export type FindModule = (specifier: string, from: string) => ModuleRecord | undefined;

export interface FunctionRecord {
  readonly name: string;
  readonly at: Site;
  /** How many parameters there are; they are the terms `parameter` 0, 1, … */
  readonly parameters: number;
  /** The positions of parameters that a type says every caller gives. */
  readonly required?: readonly number[];
  /** The position of a rest parameter. */
  readonly rest?: number;
  readonly body: readonly Step[];
  /** Whoever calls it from outside enters the protected path of this breaker of the module. */
  readonly protects?: number;
  /** Whoever calls it tells this breaker of the module that a call has failed. */
  readonly records?: number;
  /** It throws of its own accord, and not only what it has caught. */
  readonly throws?: true;
  /** The class it is a method of. */
  readonly owner?: number;
  /** What it says that it gives, where that is an object of a type. */
  readonly returns?: Term;
  /** An arrow function: `this` is what it is around it. */
  readonly lexical?: true;
}

export interface ClassRecord {
  readonly name: string;
  readonly at: Site;
  readonly parent?: Term;
  /** The position of the constructor among the functions. */
  readonly construct?: number;
  /** Fields, in the order in which they are set up. */
  readonly fields: readonly (readonly [string, Term])[];
  readonly statics: readonly (readonly [string, Term])[];
  /** Methods and getters by name. */
  readonly methods: Readonly<Record<string, number>>;
  readonly getters: Readonly<Record<string, number>>;
  /** Decorators by method, the topmost first. */
  readonly decorators: Readonly<Record<string, readonly Term[]>>;
}

export interface BreakerRecord {
  readonly name: string;
  readonly at: Site;
  readonly form: 'class' | 'prototype' | 'closure' | 'record' | 'store';
  /** Recorded failures until it opens, unless a caller says otherwise; and the term that says so, in the place of `this`. */
  readonly threshold: { readonly value?: number; readonly bound?: Term; readonly more: 0 | 1 };
  /** Milliseconds until a probe is admitted. */
  readonly openTime?: Term;
  readonly hasHalfOpen: boolean;
  readonly declaresUnit: boolean;
  /** What it rejects with while open, if it is always the same: a class by its name in the module, or a code. */
  readonly rejects?: RejectionRecord;
}

export interface RejectionRecord {
  readonly kind: 'class' | 'code';
  readonly name: string;
}

export type Term =
  | { readonly kind: 'unknown'; readonly text?: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly kind: 'variable'; readonly id: number; readonly name: string }
  /** A variable that nothing in the module declares. */
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'parameter'; readonly at: number }
  | { readonly kind: 'this' }
  /** `super.key`, in the class at this position. */
  | { readonly kind: 'super'; readonly at: number; readonly key: string }
  | { readonly kind: 'member'; readonly object: Term; readonly key: string }
  | {
      readonly kind: 'call';
      readonly callee: Term;
      readonly args: readonly Term[];
      readonly site: Site;
      readonly name: string;
    }
  | {
      readonly kind: 'new';
      readonly callee: Term;
      readonly args: readonly Term[];
      readonly site: Site;
      readonly name: string;
    }
  | { readonly kind: 'function'; readonly fn: number }
  | { readonly kind: 'class'; readonly at: number }
  /** Members in order; a spread has no key. */
  | { readonly kind: 'object'; readonly members: readonly (readonly [string | undefined, Term])[] }
  | { readonly kind: 'array'; readonly items: readonly Term[] }
  | { readonly kind: 'spread'; readonly of: Term }
  /** A `Map`, an array or a dictionary whose entries are of one kind; `items`: an array of those, or of pairs, that are there at first. */
  | { readonly kind: 'collection'; readonly of?: Term; readonly items?: Term }
  /** One of these, decided at run time. */
  | { readonly kind: 'either'; readonly options: readonly Term[] }
  /** The first, unless it is missing. */
  | { readonly kind: 'default'; readonly value: Term; readonly otherwise: Term }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-' | '*'; readonly left: Term; readonly right: Term }
  /** An export of another module; `*` is its namespace. */
  | { readonly kind: 'import'; readonly specifier: string; readonly name: string }
  /** All are evaluated; it is worth the last. */
  | { readonly kind: 'sequence'; readonly terms: readonly Term[] }
  /** `maybe`: on a condition. */
  | { readonly kind: 'assign'; readonly target: Term; readonly value: Term; readonly maybe?: true }
  /** An object of a type: `breaker: CircuitBreaker`. `value`: what is put there, where the module shows it. */
  | { readonly kind: 'typed'; readonly type: Term; readonly value?: Term }
  /** A chain that calls what it has called before: `call().catch(() => again())`. */
  | { readonly kind: 'retried'; readonly retry: RetryRecord; readonly term: Term }
  /** A rejection ends here: `call().catch(() => fallback)`. */
  | { readonly kind: 'caught'; readonly term: Term };

export type Step =
  | { readonly kind: 'do'; readonly term: Term }
  | { readonly kind: 'set'; readonly id: number; readonly value: Term }
  | { readonly kind: 'return'; readonly term: Term }
  | { readonly kind: 'branch'; readonly ways: readonly (readonly Step[])[] }
  | { readonly kind: 'retry'; readonly retry: RetryRecord; readonly body: readonly Step[] }
  /** A `try` whose handler does not let every error pass. */
  | { readonly kind: 'caught'; readonly body: readonly Step[] }
  /** What a `catch` does: for some errors, and beside what was called. */
  | { readonly kind: 'handler'; readonly body: readonly Step[] }
  /** Failures of these steps are reported by one of these functions, if it is a breaker's. */
  | { readonly kind: 'reported'; readonly to: readonly Term[]; readonly body: readonly Step[] };

/** Code that calls again after a failure. */
export interface RetryRecord {
  /** `catch`, `reduce`: attempts one behind the other, without a loop. */
  readonly kind: 'for' | 'while' | 'do' | 'for await' | 'recursion' | 'chain' | 'catch' | 'reduce';
  readonly site: Site;
  /** The function that holds it. */
  readonly name: string;
  readonly attempts: AttemptsRecord;
  /** Some errors are not retried, or the next attempt waits for as long as the error says. */
  readonly filters: boolean;
  /** Something besides the counter is asked before the next attempt. */
  readonly asks: boolean;
  /** Milliseconds between two attempts. */
  readonly wait?: Term;
  /** The block that a failed attempt arrives in, and its name for the error. */
  readonly handler?: { readonly at: Site; readonly error: string };
}

/** How often a retry calls if every call fails: a counter that is started once and, round by round, goes through the same events. */
export type AttemptsRecord =
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'unknown'; readonly text?: string }
  /** One for each element of a list, and so many more. */
  | { readonly kind: 'each'; readonly of: Term; readonly more: 0 | 1 }
  | { readonly kind: 'counter'; readonly start: Term; readonly round: readonly CounterEvent[] };

export type CounterEvent =
  | { readonly kind: 'attempt' }
  | { readonly kind: 'step'; readonly by: number }
  /** Ends the retry when `counter + offset OPERATOR bound` holds. */
  | {
      readonly kind: 'exit';
      readonly operator: '<' | '<=' | '>' | '>=' | '===' | '!==';
      readonly offset: number;
      readonly bound: Term;
      readonly text: string;
    };
