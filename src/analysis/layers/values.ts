/** What the terms of a record are worth when they are run, and the way on which a call stands. */
import type {
  BreakerRecord,
  ClassRecord,
  FunctionRecord,
  ModuleRecord,
  RetryRecord,
  Site,
  Term,
} from '../../module-graph/record.js';
import type { BreakerModel, LockModel, RetryModel, ValueModel } from '../../models/model.js';
import type { Certainty, Count } from '../facts.js';
import type { Arguments } from './library.js';

/** A module that is being run. */
export interface Program {
  readonly record: ModuleRecord;
  readonly scope: Scope;
  /** What the module's own variables are set to when it is loaded. */
  readonly initial: ReadonlyMap<number, readonly Term[]>;
}

/** The variables of one activation of a function, or of a module (`fn` is -1). */
export interface Scope {
  readonly program: Program;
  readonly fn: number;
  readonly values: Map<number, Value>;
  readonly parent: Scope | undefined;
  readonly self: Value;
  /** Undefined where nobody is known to call. */
  readonly args: readonly Value[] | undefined;
}

export type Value =
  /** `given`: something is there, be it unknown what, and no default takes its place. `answers`: what comes of it does not fail. */
  | { readonly kind: 'unknown'; readonly text?: string; readonly given?: true; readonly answers?: true }
  /** `nominal`: unless a caller says otherwise. */
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined; readonly nominal?: true }
  | ObjectValue
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | CollectionValue
  | Closure
  | { readonly kind: 'class'; readonly record: ClassRecord; readonly scope: Scope }
  | Instance
  | LibraryValue
  | { readonly kind: 'namespace'; readonly program: Program }
  /** A member that every function or collection has: `fn.bind`, `map.get`. */
  | { readonly kind: 'builtin'; readonly name: string; readonly of: Value }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'either'; readonly options: readonly Value[] };

export interface ObjectValue {
  readonly kind: 'object';
  readonly members: Map<string, Value>;
  /** May have members that are not known. */
  readonly open: boolean;
  /** What a type says of members that nobody is seen to put there. */
  readonly declared?: Value;
}

export interface CollectionValue {
  readonly kind: 'collection';
  readonly entries: Value[];
  /** The entries that were put there under a key that is known. */
  readonly keyed: Map<string, Value>;
  /** What a type says of entries that nobody is seen to put there. */
  readonly declared?: Value;
}

export interface Closure {
  readonly kind: 'closure';
  readonly record: FunctionRecord;
  readonly scope: Scope;
  /** What `this` is bound to. */
  readonly self?: Value;
  /** The policies that it runs under whenever it is called, outermost first. */
  readonly around?: readonly LibraryValue[];
  /** The decorator that made it. */
  readonly made?: { readonly name: string; readonly site: Site };
}

export interface Instance {
  readonly kind: 'instance';
  readonly record: ClassRecord;
  readonly scope: Scope;
  readonly args: readonly Value[] | undefined;
  readonly site: Site | undefined;
  readonly fields: Map<string, Value>;
  state: 'new' | 'building' | 'built';
}

/** A value of a library, with the call that gave it. */
export interface LibraryValue {
  readonly kind: 'library';
  readonly model: ValueModel;
  readonly name: string;
  readonly creation?: Creation;
  /** The layers of a composed policy, outermost first. */
  readonly composed?: readonly Layer[];
  /** What an effect or an observable does each time it is run. */
  readonly source?: Value;
  /** It is what the library exports: nothing has created it. */
  readonly isExport?: true;
  /** What it is a member of. */
  readonly receiver?: LibraryValue;
  /** The members that led to it, below a client. */
  readonly path?: readonly string[];
  /** The module that it comes from, as the code imports it. */
  readonly specifier?: string;
  /** The calls that built it, by member, where each of them gave the receiver back. */
  readonly chain?: ReadonlyMap<string, readonly Value[]>;
}

export interface Creation {
  /** The call that created it. */
  readonly name: string;
  readonly args: readonly Value[];
  readonly site: Site;
  readonly file: string;
  /** The member that sets a fallback has been called. */
  hasFallback?: true;
}

export const UNKNOWN: Value = { kind: 'unknown' };
export const GIVEN: Value = { kind: 'unknown', given: true };
export const ABSENT: Value = { kind: 'literal', value: undefined };

export const isAbsent = (value: Value): boolean =>
  value.kind === 'literal' && (value.value === undefined || value.value === null);

/** What stands around calls: it makes more of them, stops them, or keeps them apart. */
export type Layer = RetryLayer | BreakerLayer | LockLayer | FallbackLayer;

interface Common {
  /** Equal for layers that are one: the same loop, the same instance. */
  readonly identity: object;
  readonly name: string;
  readonly file: string;
  /** Where the layer is written: the loop, the library's call, the class. */
  readonly site: Site;
  readonly certainty: Certainty;
  /** Layers that were composed in one call were compared there. */
  readonly group?: object;
  /** Its position among what is composed, where it is all that stands there. */
  readonly position?: number;
  /** What the calls of a library that make it and run it are handed. */
  readonly places?: Arguments;
}

export interface RetryLayer extends Common {
  readonly kind: 'retry';
  readonly attempts: Count;
  /** What it does with the error of an open circuit. `filtered`: somebody decides, and nothing is known of how. */
  readonly rejections: 'retried' | 'filtered' | 'never';
  readonly asks: boolean;
  /** Milliseconds between two attempts, at least. */
  readonly wait: number | undefined;
  /** What was seen to run inside: clients whose failures are answers, and anything that may fail. */
  readonly inside: { answers: boolean; fails: boolean };
  readonly record?: RetryRecord;
  readonly model?: RetryModel;
}

export interface BreakerLayer extends Common {
  readonly kind: 'breaker';
  readonly threshold: Count;
  readonly record?: BreakerRecord;
  readonly model?: BreakerModel;
  readonly hasHalfOpen: boolean;
  /** Milliseconds until a probe is admitted. */
  readonly openTime: number | undefined;
  /** An open circuit is answered, not rejected. */
  readonly answers: boolean;
  /** What runs inside asks the breaker, or reports to it. */
  consulted: boolean;
  /** Its callers ask it and report to it themselves. */
  readonly isAsked?: true;
}

export interface LockLayer extends Common {
  readonly kind: 'lock';
  readonly model: LockModel;
}

/** Answers what fails inside. */
export interface FallbackLayer extends Common {
  readonly kind: 'fallback';
}

/** What is being run, innermost first. */
export type Frame =
  | {
      readonly kind: 'hop';
      readonly name: string;
      readonly site: Site;
      readonly file: string;
      readonly fn: FunctionRecord | undefined;
      readonly up: Frame | undefined;
    }
  | { readonly kind: 'layer'; readonly layer: Layer; readonly up: Frame | undefined }
  /** Failures end here. */
  | { readonly kind: 'caught'; readonly up: Frame | undefined }
  /** Run after a failure, beside what failed. `key` is one for all handlers under the same layers. */
  | HandlerFrame
  /** Handed to code that is not known, which probably runs it at once. */
  | { readonly kind: 'guess'; readonly up: Frame | undefined };

export interface HandlerFrame {
  readonly kind: 'handler';
  readonly key: object;
  readonly up: Frame | undefined;
}

/** Two layers around one call. */
export interface Meeting {
  readonly outer: Layer;
  readonly inner: Layer;
  /** From the inner layer out; undefined for layers that are composed without being run. */
  readonly frame: Frame | undefined;
  /** The expression that composes, for layers that are put around each other as values. */
  readonly composition?: Site;
  readonly certainty: Certainty;
}

/** Where a call stands. */
export interface CallSite {
  readonly site: Site;
  readonly name: string;
  readonly scope: Scope;
  readonly frame: Frame | undefined;
}
