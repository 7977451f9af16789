/**
 * What a library does with the functions that it is handed, as data: which of its exports run code, how often, in which order, and what
 * they throw. Plain JSON throughout, so that a project can describe its own wrappers in the same shape (`settings.resilience.models`).
 *
 * A model describes *values*. An export is a value; calling it, constructing it or taking a member of it gives another. What runs code says
 * which function it runs and under which *layers*: retries, breakers, locks.
 */
export interface LibraryModel {
  /** The npm name, or a pattern that ends in `*`: `@aws-sdk/client-*`. For a project's own modules, the specifier as it is imported. */
  readonly package: string;
  /** The range of versions that the facts hold for, as in package.json: `>=6`, `3.x`. Two models of one package tell versions apart. */
  readonly versions: string;
  /** Where each fact can be read. */
  readonly sources: readonly Source[];
  /** By exported name; `default` is the default export and what `require` gives, `*` any export that is not named. */
  readonly exports: Readonly<Record<string, ValueModel>>;
  /** Exports of subpaths: `{ './promises': { … } }`. */
  readonly subpaths?: Readonly<Record<string, Readonly<Record<string, ValueModel>>>>;
}

export interface Source {
  readonly fact: string;
  readonly url: string;
}

/** A place in the code that uses the library: an argument, or a member of an object that is written there. */
export interface Place {
  /** Arguments of the call at hand (`call`, the default), or of the call that gave the receiver or the function (`creation`). */
  readonly of?: 'call' | 'creation';
  readonly at: number | 'last' | 'last-function';
  /** A dotted path below the argument: `retry.limit`. */
  readonly path?: string;
}

/** What an expression stands for. */
export interface ValueModel {
  /** `value(…)`, also as a decorator or a tag. */
  readonly call?: Invocation;
  /** `new value(…)`. */
  readonly construct?: Invocation;
  /** `value.member`; `*` is any other member. */
  readonly members?: Readonly<Record<string, ValueModel>>;
  /** A policy: layers that it puts around what it runs, or that it brings into a composition. `composed`: those of what was composed. */
  readonly policy?: readonly LayerModel[] | 'composed';
  /** A client: every call of it, or of a member at any depth, reaches a service through these layers. */
  readonly client?: readonly LayerModel[];
  /** A number that it carries for the layer that it is given to: `new ConsecutiveBreaker(5)`. */
  readonly count?: NumberModel;
  /** A predicate, or a class, that tells the error of an open circuit. */
  readonly tells?: 'open-error';
  /** A read of the breaker's state: `breaker.opened`. */
  readonly state?: true;
}

/** What a call, or a `new`, does. */
export interface Invocation {
  /** The function that is run. */
  readonly runs?: Place;
  /** Around it, outermost first. `policy`: those of the receiver. None: it is just run. */
  readonly layers?: readonly LayerModel[] | 'policy';
  /** What comes of the call. In it, `of: 'creation'` means the arguments of this call. Without it: the promise of what was run. */
  readonly gives?: ValueModel;
  /** Puts policies (or, for operators and middleware, layers) around each other; what it gives is a `composed` policy. */
  readonly composes?: Composition;
  /** As a decorator: the decorated method runs under these layers. `argument`: under those of the policy in the first argument. */
  readonly decorates?: readonly LayerModel[] | 'argument' | 'composed';
  /** Makes the value at this place a client: `axiosRetry(axios, …)`. */
  readonly installs?: { readonly on: Place; readonly layers: readonly LayerModel[] };
}

export interface Composition {
  /** `arguments`, or the place of an array. `receiver` also puts the receiver among them, first. */
  readonly of: 'arguments' | Place;
  readonly receiver?: true;
  readonly first: 'outermost' | 'innermost';
}

/** Where a number is written, and what it is if it is not. */
export interface NumberModel {
  /** The first of these that is written counts. */
  readonly from: readonly (Place & { readonly counts?: 'retries' | 'attempts' })[];
  /** Total calls (for a retry), recorded failures (for a breaker). `time-bound`: only a time limit ends it. Left out: it has to be written. */
  readonly default?: number | 'infinite' | 'time-bound' | 'unknown';
}

export type LayerModel = RetryModel | BreakerModel | LockModel;

export interface RetryModel {
  readonly layer: 'retry';
  /** Calls of the service if every one fails: `retries` counts one less. */
  readonly calls: NumberModel;
  /** Functions that decide on the error: `retry` retries if they hold, `stop` ends the retry if they hold. `policy`: an error policy. */
  readonly predicates?: readonly (Place & { readonly sense: 'retry' | 'stop' | 'policy' })[];
  /** Functions that are told of each failed attempt. */
  readonly hooks?: readonly Place[];
  /** Errors that end the retry by themselves, by class name. */
  readonly stops?: readonly string[];
  /** The position of a parameter of the function that is run: calling it ends the retry (`bail`), or is what makes it retry (`again`). */
  readonly parameter?: { readonly at: number; readonly meaning: 'bail' | 'again' };
  /** Left out: any error is retried, also that of an open circuit. `service`: only what a service answers, so never that of an open circuit. */
  readonly errors?: 'service';
}

export interface BreakerModel {
  readonly layer: 'breaker';
  /** Recorded failures until the circuit opens, when every call fails. */
  readonly failures: NumberModel;
  /** Calls admitted while half-open. `none`: there is no half-open state. `wait`: others wait for the probe. */
  readonly halfOpen: 'one' | 'several' | 'unlimited' | 'wait' | 'none';
  /** How the error of an open circuit can be told: class, code, name. */
  readonly openError: { readonly classes?: readonly string[]; readonly codes?: readonly (string | number)[]; readonly names?: readonly string[] };
  /** The library's documentation recommends a retry inside. */
  readonly endorsesRetryInside?: true;
  /** A member that sets a fallback: with one, nothing outside sees a rejection. */
  readonly fallback?: string;
}

export interface LockModel {
  readonly layer: 'lock';
  /** Only one holder at a time: always, or when the number at this place is 1. */
  readonly exclusive: true | Place;
  /** Taken for each value of this argument apart. */
  readonly keyedBy?: Place;
}
