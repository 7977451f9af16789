/**
 * Retries that code asks for itself: `operation.attempt(fn)` runs a function, and `operation.retry(error)` in it runs it again.
 *
 * Kept: the number of attempts, the timer before each, and that the answer is whether there is another one. Left out: what the operation
 * tells of errors, time-outs.
 */
import { totalling } from './places.js';

/** Makes the first attempt. */
export function startOperation(model, made, run) {
  made.operation = { run, attempt: 1, calls: totalling(model.calls)(made, []) };
  run(1);
}

/** Whether there is another attempt, which a timer then makes. */
export function tryAgain({ operation }, error) {
  if (!error || operation === undefined || operation.attempt >= operation.calls) {
    return false;
  }
  operation.attempt += 1;
  setTimeout(() => operation.run(operation.attempt), 0);
  return true;
}
