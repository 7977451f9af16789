/** Every concept that rests on names, by the question that it answers. */
import { ANSWER_MEMBERS } from './calls/answer-members.js';
import { ANSWER_STATUSES } from './calls/answer-statuses.js';
import { CLOCKS } from './calls/clocks.js';
import { CONTINUATIONS } from './calls/continuations.js';
import { FALLBACKS } from './calls/fallbacks.js';
import { FRAMEWORK_MEMBERS } from './calls/framework-members.js';
import { FRAMEWORK_PARAMETERS } from './calls/framework-parameters.js';
import { FRESH_VALUES } from './calls/fresh-values.js';
import { HOOKS } from './calls/hooks.js';
import { ITERATIONS } from './calls/iterations.js';
import { LIST_METHODS } from './calls/list-methods.js';
import { LOCK_ENTRIES } from './calls/lock-entries.js';
import { LOCK_EXITS } from './calls/lock-exits.js';
import { LOCK_RUNS } from './calls/lock-runs.js';
import { LOCKS } from './calls/locks.js';
import { OBSERVERS } from './calls/observers.js';
import { PAUSES } from './calls/pauses.js';
import { PURE_MODULES } from './calls/pure-modules.js';
import { REGISTRATIONS } from './calls/registrations.js';
import { RELEASES } from './calls/releases.js';
import { RUNS_IN_PLACE } from './calls/runs-in-place.js';
import { SERVICE_MODULES } from './calls/service-modules.js';
import { STORE_READS } from './calls/store-reads.js';
import { STORE_STEPS } from './calls/store-steps.js';
import { STORE_WRITES } from './calls/store-writes.js';
import { VALUE_METHODS } from './calls/value-methods.js';
import { ADMISSIONS } from './breakers/admissions.js';
import { CACHES } from './breakers/caches.js';
import { CIRCUITS } from './breakers/circuits.js';
import { CLOSED_PHASE } from './breakers/closed-phase.js';
import { CONNECTIONS } from './breakers/connections.js';
import { ELECTRICS } from './breakers/electrics.js';
import { FAILURE_COUNTS } from './breakers/failure-counts.js';
import { FAILURE_REPORTS } from './breakers/failure-reports.js';
import { HALF_OPEN_PHASE } from './breakers/half-open-phase.js';
import { LOCK_OUTS } from './breakers/lock-outs.js';
import { OPEN_ERRORS } from './breakers/open-errors.js';
import { OPEN_PHASE } from './breakers/open-phase.js';
import { OPENABLES } from './breakers/openables.js';
import { OTHER_BREAKERS } from './breakers/other-breakers.js';
import { POLICIES } from './breakers/policies.js';
import { RATE_LIMITERS } from './breakers/rate-limiters.js';
import { REFUSALS } from './breakers/refusals.js';
import { RESETS } from './breakers/resets.js';
import { SUCCESS_REPORTS } from './breakers/success-reports.js';
import { TRADING_HALTS } from './breakers/trading-halts.js';
import type { Concept } from './concept.js';
import { OTHER_REPETITIONS } from './retries/other-repetitions.js';
import { REPEATABLE_REQUESTS } from './calls/repeatable-requests.js';
import { RETRIES } from './retries/retries.js';
import { TEST_FILES } from './test-files.js';

/** Concepts that answer one question. */
export interface Chapter {
  readonly question: string;
  readonly concepts: readonly Concept[];
}

export const LEXICON: readonly Chapter[] = [
  {
    question: 'What is a call of a function that nobody can read?',
    concepts: [
      OBSERVERS,
      RUNS_IN_PLACE,
      ITERATIONS,
      HOOKS,
      CONTINUATIONS,
      CLOCKS,
      PAUSES,
      SERVICE_MODULES,
      PURE_MODULES,
      VALUE_METHODS,
      LIST_METHODS,
      REGISTRATIONS,
      RELEASES,
      FRESH_VALUES,
      FALLBACKS,
      LOCK_ENTRIES,
      LOCK_EXITS,
      LOCK_RUNS,
    ],
  },
  {
    question: 'What does a call of a store do?',
    concepts: [STORE_READS, STORE_WRITES, STORE_STEPS],
  },
  {
    question: 'What is asked of a client, and what does its answer say?',
    concepts: [REPEATABLE_REQUESTS, ANSWER_MEMBERS, ANSWER_STATUSES],
  },
  {
    question: 'What does a framework hand to a handler?',
    concepts: [FRAMEWORK_PARAMETERS, FRAMEWORK_MEMBERS],
  },
  {
    question: 'How is a circuit asked and told?',
    concepts: [ADMISSIONS, REFUSALS, SUCCESS_REPORTS, FAILURE_REPORTS, RESETS],
  },
  {
    question: 'How are the parts of a circuit called?',
    concepts: [CLOSED_PHASE, OPEN_PHASE, HALF_OPEN_PHASE, FAILURE_COUNTS, OPEN_ERRORS, POLICIES],
  },
  {
    question: 'What speaks for a circuit breaker, and what against it?',
    concepts: [
      CIRCUITS,
      RATE_LIMITERS,
      CACHES,
      LOCK_OUTS,
      TRADING_HALTS,
      ELECTRICS,
      OTHER_BREAKERS,
      CONNECTIONS,
      OPENABLES,
    ],
  },
  {
    question: 'What speaks for a retry, and what against it?',
    concepts: [RETRIES, OTHER_REPETITIONS],
  },
  { question: 'What is a thing, by its name alone?', concepts: [LOCKS, TEST_FILES] },
];

export const CONCEPTS: readonly Concept[] = LEXICON.flatMap(({ concepts }) => concepts);

/** Two concepts of one chapter that may hold of the same name, and what tells which of them does. */
export interface Overlap {
  readonly concepts: readonly [string, string];
  readonly why: string;
}

export const OVERLAPS: readonly Overlap[] = [
  {
    concepts: [PAUSES.name, REGISTRATIONS.name],
    why: 'With a function among the arguments, it runs that later; without one, it waits.',
  },
  {
    concepts: [VALUE_METHODS.name, ITERATIONS.name],
    why: 'With a function among the arguments, it runs that for an item; without one, nothing is said.',
  },
  {
    concepts: [VALUE_METHODS.name, LIST_METHODS.name],
    why: 'Where the owner says that it is a list, no function among the arguments is needed.',
  },
  {
    concepts: [LOCK_ENTRIES.name, LOCK_RUNS.name],
    why: 'With a function among the arguments, it runs that under the lock; without one, it takes the lock.',
  },
  {
    concepts: [FRESH_VALUES.name, PURE_MODULES.name],
    why: 'What a pure module answers is the same for the same arguments, unless it is a fresh value.',
  },
];
