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
  /** Values that others refer to by name (`use`): an instance whose method gives another instance. */
  readonly values?: Readonly<Record<string, ValueModel>>;
  /** What surprises, one sentence each, for the generated page. No rule reads it. */
  readonly traps?: readonly string[];
}

export interface Source {
  readonly fact: string;
  readonly url: string;
}

/** A place in the code that uses the library: an argument, or a member of an object that is written there. */
export interface Place {
  /**
   * Arguments of the call at hand (`call`, the default), of the call that gave the receiver or the function (`creation`), or of the call
   * of `member` in the chain of calls that built the receiver (`chain`): `polly().retry(2).execute(…)`.
   */
  readonly of?: 'call' | 'creation' | 'chain';
  readonly member?: string;
  /** `last-function`: the last argument that is a function; `options`: the first one that is not. */
  readonly at: number | 'last' | 'last-function' | 'options';
  /** A dotted path below the argument: `retry.limit`. */
  readonly path?: string;
  /** A path that is taken instead where the argument is an object, and no function. */
  readonly orPath?: string;
}

/** The phases of a circuit. */
export type Phase = 'closed' | 'open' | 'half-open';

/**
 * How what is run looks from outside once it failed. `throw`, the default: the promise is rejected, or the error thrown. The others are
 * successes to whatever stands around them: a response with its status, or an object with an `error` field.
 */
export type FailureShape = 'throw' | 'response' | 'error-field';

/** What an expression stands for. */
export interface ValueModel {
  /** The value of this name among the model's `values`; what is said beside it adds to it. Whoever asks the registry gets it filled in. */
  readonly use?: string;
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
  /** What is assigned to its members are options of the client's requests, for those that say nothing of it in the argument at this position. */
  readonly optionsAt?: number;
  /** A number that it carries for the layer that it is given to: `new ConsecutiveBreaker(5)`. */
  readonly count?: NumberModel;
  /** Beside `count`, the share of failures that opens the breaker that it is given to. Left out: failures in a row. */
  readonly rate?: RateModel;
  /** A predicate, or a class, that tells the error of an open circuit. */
  readonly tells?: 'open-error';
  /** An error policy: the errors that it handles. */
  readonly accepts?: AcceptModel;
  /** A read of the breaker's state: a value that is compared (`true`), or a truth value that tells this phase: `breaker.opened`. */
  readonly state?: true | Phase;
  /** What such a read gives in each phase, where code may write that out. Left out: the name of the phase. */
  readonly reads?: Readonly<Record<Phase, string | number>>;
  /** A constant that the state is compared with: `CircuitState.HalfOpen`. */
  readonly phase?: Phase;
  /** What that constant is, where code may write it out. Left out: the name of the phase. */
  readonly is?: string | number;
  /** A class of errors that it throws, or that code throws to end a retry. Its name is that of the export. */
  readonly error?: true;
  /** Of a client, and of what its members run: how a failure looks that its retries did not cure. */
  readonly failures?: FailureShape;
  /** Of a client: where a function is handed over that sends its requests. */
  readonly sends?: Place;
  /** Of a client with interceptors: what its calls fail with. */
  readonly throws?: ErrorModel;
  /** Of a client: what its calls give. Left out: promises. An observable makes the call for each subscription. */
  readonly answers?: 'observable';
  /** Of a member of a client: functions handed to its `request.use(…)` and `response.use(…)` stand around every call of the client. */
  readonly interceptors?: true;
  /** A step of a pipe that runs the function there on what comes; `keeps`: what comes goes on, not what the function gives. */
  readonly follows?: Place & { readonly keeps?: true };
}

/** The errors that an error policy handles: all, those of a class, those that a predicate holds for, and with `orReceiver` the receiver's. */
export interface AcceptModel {
  readonly all?: true;
  readonly class?: Place;
  readonly predicate?: Place;
  /** A predicate that tells the answers that are failures. */
  readonly answer?: Place;
  readonly orReceiver?: true;
}

/** What a call, or a `new`, does. */
export interface Invocation {
  /** Only where the call is written with so many arguments; otherwise `otherwise` is what it does. A spread argument leaves it unknown. */
  readonly arguments?: number;
  readonly otherwise?: Invocation;
  /** The function that is run; for effects and observables also the value that such a call gave. */
  readonly runs?: Place;
  /** Arguments from this position on are passed to the function that is run: 0 for `breaker.fire(…)`. */
  readonly passes?: number;
  /**
   * How that function ends. Left out: it returns, or the promise that it returns is settled. `callback`: it calls its last argument with an
   * error or an answer; `callbacks`: one of two, the first for success. An effect or observable ends it where it is waited for; without a
   * function, what the call gives comes in the effect, and the observable gives what it is handed.
   */
  readonly style?: 'callback' | 'callbacks' | 'effect' | 'observable';
  /** That function is a generator, which goes on with what each effect has given that it yields. */
  readonly yields?: true;
  /** A function that makes of what it threw what is thrown. */
  readonly translates?: Place;
  /** What it returns is thrown. */
  readonly fails?: true;
  /** The call itself reaches a service, under `layers` and under what it composes. */
  readonly reaches?: 'service';
  /** Around it, outermost first. `policy`: those of the receiver. None: it is just run. */
  readonly layers?: readonly LayerModel[] | 'policy';
  /**
   * What comes of the call. In it, `of: 'creation'` means the arguments of this call. `receiver`, `argument`: what it was called on, or its
   * first argument, with the arguments that created that. Without it: the promise of what was run.
   */
  readonly gives?: ValueModel | 'receiver' | 'argument';
  /** What this call leaves unsaid, the call that created the receiver has said: options, what was composed. `client.extend({ … })`. */
  readonly inherits?: true;
  /** Functions handed over here are told of attempts that the receiver makes: `policy.onFailure(…)`. */
  readonly hooks?: readonly HookModel[];
  /** Takes a lock that is held until the result is called, or this member of the result or of the receiver. */
  readonly acquires?: {
    readonly lock: LockModel;
    readonly release: 'result' | { readonly of: 'result' | 'receiver'; readonly member: string };
  };
  /** Gives back the lock of the receiver that a function was run under which does not end by itself. */
  readonly releases?: true;
  /** Puts policies (or, for operators and middleware, layers) around each other; what it gives is a `composed` policy. */
  readonly composes?: Composition;
  /** As a decorator: the decorated method runs under these layers. `argument`: under those of the policy in the first argument. */
  readonly decorates?: readonly LayerModel[] | 'argument' | 'composed';
  /** Makes the value at this place a client: `axiosRetry(axios, …)`. */
  readonly installs?: { readonly on: Place; readonly layers: readonly LayerModel[] };
}

export interface Composition {
  /** `arguments`, or the place of an array, or of a single policy. `receiver` also puts the receiver among them, first. */
  readonly of: 'arguments' | Place;
  readonly receiver?: true;
  readonly first: 'outermost' | 'innermost';
}

/** A number of calls, or of failures. */
export type Total = number | 'infinite' | 'time-bound' | 'unknown';

/**
 * A place that settles a number.
 *
 * - With `means`, it does so by what is written there (`is`; left out: anything), or by nothing being written (`absent`):
 *   `{ at: 1, path: 'forever', is: true, means: 'infinite' }`.
 * - Without, it is where the number itself is written. A number is asked for: where something else is written, it is unknown.
 */
export interface NumberPlace extends Place {
  /** `retries` is one less than the calls. */
  readonly counts?: 'retries' | 'attempts';
  readonly is?: string | number | boolean | null;
  readonly absent?: true;
  readonly means?: Total;
}

/** Where a number is written, and what it is if it is not. A value there that carries a `count` gives its total. */
export interface NumberModel {
  /** The first of these that holds counts. */
  readonly from: readonly NumberPlace[];
  /** Added to what is written: a breaker that opens when there are *more* than the number has 1. */
  readonly plus?: number;
  /** What is written is raised, or cut, to these. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Total calls (for a retry), recorded failures (for a breaker). `time-bound`: only a time limit ends it. Left out: it has to be written. */
  readonly default?: Total;
}

/** Where a number of milliseconds is written, and what it is if it is not. */
export interface TimeModel {
  readonly from: readonly NumberPlace[];
  readonly default?: number;
}

/** A share of failures among all recorded calls, asked once there are as many as `failures` says. */
export interface RateModel extends TimeModel {
  /** What stands for all calls. */
  readonly whole: 1 | 100;
  /** Only a share above the number opens the circuit. Left out: the number itself does. */
  readonly above?: true;
}

export type LayerModel = RetryModel | BreakerModel | LockModel | FallbackModel;

export interface RetryModel {
  readonly layer: 'retry';
  /** Calls of the service if every one fails: `retries` counts one less. */
  readonly calls: NumberModel;
  /** Functions that decide on the error: `retry` retries if they hold, `stop` ends the retry if they hold. `policy`: an error policy. */
  readonly predicates?: readonly PredicateModel[];
  /** Functions that are told of each failed attempt. */
  readonly hooks?: readonly HookModel[];
  /** Milliseconds that it waits at least before it tries again. */
  readonly wait?: TimeModel;
  /** Errors that end the retry by themselves, by class name. */
  readonly stops?: readonly string[];
  /** The position of a parameter of the function that is run: calling it ends the retry (`bail`), or is what makes it retry (`again`). */
  readonly parameter?: { readonly at: number; readonly meaning: 'bail' | 'again' };
  /** To bail throws, so that the function that is run ends as well. */
  readonly bailThrows?: true;
  /** The position of the parameter that says which attempt it is, or a member of it that does, and the number of the first attempt. */
  readonly attempt?: { readonly at: number; readonly path?: string; readonly first: 0 | 1 };
  /** A member of the receiver that has to be called for another attempt to be made: `operation.retry(error)`. */
  readonly again?: string;
  /** Left out: any error is retried, also that of an open circuit. `service`: only what a service answers, so never that of an open circuit. */
  readonly errors?: 'service';
  /** Only requests that can be repeated safely: `.post(…)`, `.patch(…)` and `method: 'POST'` are sent once. */
  readonly methods?: 'idempotent';
  /** At work without being asked for. Where only its default applies, what is said of it is a guess. Every retry of a `client` is. */
  readonly implicit?: true;
  /** A budget of the client ends the retries of many failing calls: the product of nested attempts is not sustained. */
  readonly budget?: true;
  /** Another attempt is another run of a job, by a queue and later: no attempt of the operation that runs now. */
  readonly later?: true;
  /** What it fails with at the end hides the last error behind one of these. */
  readonly wraps?: ErrorModel;
}

export interface PredicateModel extends Place {
  readonly sense: 'retry' | 'stop' | 'policy';
  /** Its parameters as code that calls the error `error`: `{ error }`, `_attempt, error`. Left out: nobody writes one for it. */
  readonly parameters?: string;
}

/** A function that is told of failed attempts. */
export interface HookModel extends Place {
  /** `last`: not of the attempt after which the retry gives up. Left out: of every failed attempt. */
  readonly misses?: 'last';
  /** Only told that the retry has given up. */
  readonly only?: 'end';
  /** What it throws ends the retry. */
  readonly stops?: true;
  /** Its parameters as code that calls the error `error` and the number of the attempt `attempt`. Left out: `error, attempt`. */
  readonly parameters?: string;
}

/** How an error is told from others. */
export interface ErrorModel {
  readonly classes?: readonly string[];
  readonly codes?: readonly (string | number)[];
  readonly names?: readonly string[];
  readonly messages?: readonly string[];
  /** Its `_tag`. */
  readonly tags?: readonly string[];
}

export interface BreakerModel {
  readonly layer: 'breaker';
  /** Recorded failures until the circuit opens, when every call fails. */
  readonly failures: NumberModel;
  /** The share of failures that opens it. Left out: failures in a row, or what the value says that carries the number. */
  readonly rate?: RateModel;
  /** Calls admitted while half-open. `none`: there is no half-open state. `wait`: others wait for the probe. */
  readonly halfOpen: 'one' | 'several' | 'unlimited' | 'wait' | 'none' | 'unknown';
  /** How many `several` are. */
  readonly probes?: NumberModel;
  /** One circuit for each value of this argument, in the whole program. */
  readonly keyedBy?: Place;
  /** One circuit in the whole program, whatever made it. */
  readonly shared?: true;
  /**
   * What a read of the state tells of half-open: `before` the call that becomes the probe, and `inside` what the probe runs. Left out where
   * it cannot be read, or where there is no half-open state.
   */
  readonly halfOpenRead?: { readonly before: boolean; readonly inside: boolean };
  /** How the error of an open circuit can be told: class, code, name. Empty: it cannot, or there is none. */
  readonly openError: ErrorModel;
  /** An open circuit is no error: the call is answered with something else, or not at all. */
  readonly resolvesWhenOpen?: true;
  /** Functions that decide which failures are recorded: `count` records if they hold, `ignore` does not. `policy`: an error policy. */
  readonly filters?: readonly (Place & { readonly sense: 'count' | 'ignore' | 'policy' })[];
  /** Left out: any failure is recorded. `service`: only what a service answers, so never an error without a status. */
  readonly errors?: 'service';
  /** Milliseconds after which a run is recorded as failed while what it runs goes on. */
  readonly timeout?: TimeModel;
  /** Milliseconds until a probe is admitted. */
  readonly openTime?: TimeModel;
  /** The library's documentation recommends a retry inside. */
  readonly endorsesRetryInside?: true;
  /** A member that sets a fallback: with one, nothing outside sees a rejection. */
  readonly fallback?: string;
  /** Where a fallback is handed over. */
  readonly fallbackAt?: Place;
}

export interface LockModel {
  readonly layer: 'lock';
  /** Only one holder at a time: always, or when this number is 1. */
  readonly exclusive: true | NumberModel;
  /** Taken for each value of this argument apart. */
  readonly keyedBy?: Place;
  /** Whoever holds it may take it again. Left out: that waits for ever. */
  readonly reentrant?: true;
  /** Holds for other processes too. */
  readonly shared?: true;
}

/** Answers what fails inside with something else, so that nothing outside sees a rejection. */
export interface FallbackModel {
  readonly layer: 'fallback';
  /** The error policy that says which failures it answers. Left out: all. */
  readonly policy?: Place;
  /** Only failures with the `_tag` that is written there. */
  readonly tag?: Place;
  /** The answer, or a function that gives it. */
  readonly answer?: Place;
}
