/**
 * Error policies, as values: which errors, and which answers, a retry, breaker or fallback takes for failures.
 *
 * Kept: all, those of a class, those that a predicate holds for, and what `or…` adds to the policy that it is called on. A policy that is no
 * value of the library is taken for one that handles all errors, and no answer.
 */
import { madeOf, reading } from './places.js';

/** Whether a policy handles an error. */
export function handles(policy, error) {
  const made = madeOf(policy);
  if (made === undefined) {
    return true;
  }
  const { all, class: type, predicate, orReceiver } = made.model.accepts;
  return (
    all === true ||
    (type !== undefined && error instanceof reading(type)(made, [])) ||
    (predicate !== undefined && reading(predicate)(made, [])(error)) ||
    (orReceiver === true && handles(made.receiver, error))
  );
}

/** Whether a policy takes an answer for a failure. */
export function refuses(policy, answer) {
  const made = madeOf(policy);
  if (made === undefined) {
    return false;
  }
  const { answer: predicate, orReceiver } = made.model.accepts;
  return (
    (predicate !== undefined && reading(predicate)(made, [])(answer)) ||
    (orReceiver === true && refuses(made.receiver, answer))
  );
}
