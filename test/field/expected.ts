/**
 * What is owed in each input, at the level of the config `strict`. An input stands for a kind of code that is seen in public, and is written anew.
 *
 * In `composition/`, the threshold of the breakers is 5 unless something else is said.
 */
import { doesNotOwe, notYet, owes, type Row } from './expectations.js';

const PROBE_LIMIT = owes('require-half-open-probe-limit');
const RACE = owes('no-unsynchronized-breaker-state');
const STALE_SUCCESS = owes('no-unsynchronized-breaker-state', { says: [/succe(ss|ed)/i] });
const SHARED_CLOCK = owes('no-shared-failure-clock');
const TYPED_ERROR = owes('require-typed-open-error');
const WHILE_OPEN = owes('no-retry-while-open', { once: true });
const AN_UNKNOWN_NUMBER = /number of attempts/;

/** A retry inside a breaker: the calls before the circuit opens, those of a probe, and where both may be reported. */
const both = (calls: number, perProbe: number, lines?: readonly number[]): readonly Row[] => [
  owes('no-retry-in-breaker', { numbers: [calls], once: true, ...(lines && { lines }) }),
  owes('require-half-open-retry-suppression', { numbers: [perProbe], once: true, ...(lines && { lines }) }),
];

/** The same, and a retry that goes on while the circuit is open. */
const three = (...of: Parameters<typeof both>): readonly Row[] => [...both(...of), WHILE_OPEN];

const NO_HALF_OPEN_RULE = [
  doesNotOwe({ rule: 'require-half-open-retry-suppression' }),
  doesNotOwe({ rule: 'require-half-open-probe-limit' }),
];

const COMPOSITION: Readonly<Record<string, readonly Row[]>> = {
  // An attempt of two steps: the call, and what is read of its answer.
  'm1-attempt-of-two-steps.ts': three(15, 3, [15]),
  // A breaker that is one with its client: nothing is handed in.
  'm2-own-method-not-handed-over.ts': [...three(15, 3, [13, 27]), PROBE_LIMIT, RACE],
  // `continue` in nested `if`s.
  'm3-loop-shape-same-file-only.ts': three(20, 4),
  // `continue` on a status inside the `try`. A service that fails is called four times: `attempt >= retries`.
  'm4-continue-on-429.ts': three(20, 4),
  // A record in a Map, a time or null, and the loop in the same function. It has no half-open state by design.
  'm5-record-of-state-and-loop-in-one-function.ts': [
    ...notYet(owes('no-retry-in-breaker', { says: [/`[^`]*threshold`/, /`[^`]*(maxAttempts|retries)[^`]*`/] })),
    ...NO_HALF_OPEN_RULE,
  ],
  // A counter may have any name.
  'm6-plain-counter.ts': notYet(owes('no-nested-retry', { numbers: [9] })),
  // A list of what is not retried, which names another error.
  'm7-deny-list-of-another-class.ts': [owes('no-retry-of-open-circuit')],
  // A retry that resolves with a result; a breaker that is asked and told.
  'm8-result-object.ts': [...three(15, 3), RACE, PROBE_LIMIT],
  // Factories of other modules, which give back functions.
  'm9-curried-both.ts': both(10, 2, [4, 5]),
  // A package whose export is used as a function and as a namespace.
  'm10-commonjs-predicate.cjs': both(20, 4),
  // The caller who asked throws the rejection.
  'm11-asked-and-thrown-by-the-caller.ts': [
    ...notYet(owes('require-typed-open-error', { lines: [11] })),
    RACE,
    PROBE_LIMIT,
  ],
  // A layer with an unknown number of attempts hides nothing.
  'm12-recursing-layer-hides.ts': [
    owes('no-retry-in-breaker', { says: [AN_UNKNOWN_NUMBER], once: true }),
    owes('require-half-open-retry-suppression', { once: true }),
    owes('no-nested-retry', { numbers: [3] }),
  ],
  // The strict rules say the same as in one file.
  'm13-strict-rules-across-files.ts': [
    ...three(15, 3),
    ...notYet(owes('require-attempt-observer'), owes('require-failure-policy')),
  ],
  // The inner retry swallows its last failure, so the outer one never repeats it: three calls in all.
  'f1-inner-retry-swallows.ts': [doesNotOwe({ rule: 'no-nested-retry' })],
  // The retry swallows the failure, and the breaker is deaf.
  'f2-retry-swallows-inside-breaker.ts': [
    ...notYet(owes('no-retry-in-breaker', { says: [/(never|cannot) opens?/i], once: true })),
    doesNotOwe({ rule: 'no-retry-in-breaker', says: /\b15\b/ }),
  ],
  // An option of commands is none of `connect()`.
  'f3-connect-of-a-client.cjs': notYet(
    doesNotOwe({ rule: 'no-retry-in-breaker' }),
    doesNotOwe({ rule: 'require-half-open-retry-suppression' }),
    doesNotOwe({ rule: 'no-retry-while-open' }),
  ),
  // One cause: not where the breaker is made and again where it is used.
  'd1-reported-twice.ts': three(10, 2),
  // Options of the call, merged over defaults.
  'w1-options-of-the-call.ts': notYet(owes('no-retry-in-breaker', { numbers: [12, 3], once: true })),
  // The error is made another one on the way.
  'w2-one-attempt-less.ts': both(20, 4),
  // `retries` is one less than the number of attempts.
  'w3-unknown-number-is-off-by-one.ts': [
    owes('no-retry-in-breaker', { numbers: [5], says: [AN_UNKNOWN_NUMBER], once: true }),
    doesNotOwe({ rule: 'no-retry-in-breaker', says: /attempts \(`retries`\)/ }),
  ],
  // A value that is handed over and unknown is not the default.
  'w4-unknown-becomes-the-default.ts': notYet(
    owes('no-retry-in-breaker', { numbers: [5], says: [AN_UNKNOWN_NUMBER], once: true }),
    doesNotOwe({ rule: 'no-retry-in-breaker', says: /\b20\b/ }),
    doesNotOwe({ rule: 'require-half-open-retry-suppression', says: /\b4 service calls/ }),
  ),
};

const BREAKER: Readonly<Record<string, readonly Row[]>> = {
  // `this` in an object literal is the object.
  'm1-object-literal-this.js': [PROBE_LIMIT, STALE_SUCCESS, ...notYet(TYPED_ERROR)],
  // Methods of an object that are called by its name.
  'm1b-object-methods.js': [PROBE_LIMIT, TYPED_ERROR, STALE_SUCCESS],
  // The time of a failure decides when the open window ends, in a breaker that is asked and told.
  'm2-told-breaker-shared-clock.ts': notYet(SHARED_CLOCK),
  // A getter admits.
  'm3-getter-gate.ts': notYet(PROBE_LIMIT),
  // No field for the state: a count at its limit, and the age of the last failure.
  'm4-count-and-clock-only.ts': [STALE_SUCCESS, ...notYet(SHARED_CLOCK, TYPED_ERROR)],
  // The function that holds the breaker is handed to a helper.
  'm5-function-passed-to-helper.ts': notYet(PROBE_LIMIT, STALE_SUCCESS),
  // States of other names.
  'm7-state-names.ts': [PROBE_LIMIT, STALE_SUCCESS, ...notYet(TYPED_ERROR)],
  // `var X = module.exports = function`; the test compares it with the same code in two statements.
  'm8-chained-module-exports.js': [PROBE_LIMIT, STALE_SUCCESS, ...notYet(TYPED_ERROR)],
  // A callback is an interleaving point.
  'm9-node-callback.js': notYet(STALE_SUCCESS),
  // Too many paths: values are joined, and nothing vanishes.
  'm10-too-many-paths.ts': notYet(
    PROBE_LIMIT,
    STALE_SUCCESS,
    WHILE_OPEN,
    owes('require-half-open-retry-suppression', { once: true }),
  ),
  // A Map of records, with a literal where there is none yet, set again as copies.
  'm11-map-or-default-copy.js': [PROBE_LIMIT, STALE_SUCCESS, ...notYet(TYPED_ERROR)],
  // A fallback that may be null is none that is always there.
  'm13-fallback-or-null.js': notYet(TYPED_ERROR),
  // The rejection of a taken slot is a plain error too.
  'm14-plain-slot-rejection.ts': notYet(owes('require-typed-open-error', { lines: [13] })),
  // A lost update or a stale decision: the state is in a store, which helpers read and write.
  'm15-kv-store.js': notYet(RACE),
  // A bounded log is no slot.
  'fp1-bounded-log.ts': notYet(doesNotOwe({ messageId: 'unownedRelease' }), doesNotOwe({ messageId: 'leakedByThrow' })),
  // One constant that is compared with one literal has one answer on a path.
  'fp2-object-literal-this-slot.ts': notYet(
    doesNotOwe({ messageId: 'unownedRelease' }),
    doesNotOwe({ messageId: 'leakedByThrow' }),
    doesNotOwe({ messageId: 'staleSuccess' }),
  ),
  // A method that shows the age of a failure decides nothing.
  'fp3-stats-clock.ts': notYet(doesNotOwe({ messageId: 'sharedClock' }), doesNotOwe({ messageId: 'staleFailure' })),
  // A method that writes the limit takes no limit away. The number of attempts is `this.max` and one.
  'k4-limit-written-by-a-method.js': [
    ...notYet(owes('no-retry-in-breaker', { numbers: [5], says: [AN_UNKNOWN_NUMBER], once: true })),
    owes('require-half-open-retry-suppression', { once: true }),
    WHILE_OPEN,
    doesNotOwe({ rule: 'no-retry-in-breaker', says: /attempts \(`this\.max`\)/ }),
    PROBE_LIMIT,
    STALE_SUCCESS,
    TYPED_ERROR,
  ],
  // A rate limiter before the gate is neither gate nor threshold of this circuit.
  'k4-rate-limiter-before-the-gate.js': [
    ...notYet(PROBE_LIMIT),
    STALE_SUCCESS,
    owes('no-retry-in-breaker', { numbers: [15], once: true }),
    owes('require-half-open-retry-suppression', { numbers: [3], once: true }),
    WHILE_OPEN,
  ],
  // Every attempt asks. A count is no slot.
  'k13-count-is-no-slot.ts': [
    ...notYet(doesNotOwe({ messageId: 'lateReservation' })),
    owes('no-retry-of-open-circuit'),
    owes('no-counted-rejection'),
    doesNotOwe({ rule: 'no-leaked-probe-slot' }),
  ],
  // What is offered here must not move the generation of a circuit that stays closed.
  's1-generation-before.ts': [owes('no-unsynchronized-breaker-state', { lines: [20], says: [/succeeds/] })],
};

const MODULES: Readonly<Record<string, readonly Row[]>> = {
  // A breaker that is made of functions of another module.
  'k2-functions-of-another-module.ts': [
    ...three(15, 3),
    ...notYet(owes('require-typed-open-error', { lines: [3] })),
    STALE_SUCCESS,
    owes('require-half-open-probe-limit', { orIn: 'gate.ts' }),
  ],
  // A receiver that is known by its interface, which one class implements.
  'k7-receiver-by-its-interface.ts': notYet(...three(15, 3)),
  // The default of a predicate that nobody hands over.
  'k12-default-predicate.ts': [owes('no-retry-of-open-circuit')],
};

const ANALYSIS: Readonly<Record<string, readonly Row[]>> = {
  // The limit of the retry stands in an object that a branch changes.
  'object-key.ts': notYet(...three(15, 3)),
};

export const EXPECTED = { composition: COMPOSITION, breaker: BREAKER, modules: MODULES, analysis: ANALYSIS };
