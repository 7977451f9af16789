/** "Tell of each failed attempt": one more parameter of the retry, a function that hears of them. */
import { isFunction } from '../ast/nodes.js';
import type { UnobservedRetry } from '../analysis/facts.js';
import { counterOf, declareParameter, failureOf, passOn } from './ask-policy.js';
import { indentOf, insertBefore, isTaken, type Edit, type File } from './edits.js';

const PARAMETER = 'onFailedAttempt';

/** Undefined where the retry does not number its attempts, has no name for the error, or hands its parameters on in a way of its own. */
export function observeAttempts(file: File, { call }: UnobservedRetry): Edit[] | undefined {
  const fn = call.retry.functionNode;
  const failed = failureOf(file, call);
  const counter = counterOf(file, call);
  const first = failed?.body.type === 'BlockStatement' ? failed.body.body[0] : undefined;
  if (
    !isFunction(fn) ||
    failed === undefined ||
    counter === undefined ||
    first === undefined ||
    isTaken(file, PARAMETER)
  ) {
    return undefined;
  }
  const declared = declareParameter(file, fn, PARAMETER, 'void');
  const passed = passOn(call, fn, PARAMETER);
  const told = insertBefore(
    first,
    `${PARAMETER}?.(${counter}, ${failed.error})${file.style.end}${file.style.eol}${indentOf(file, first)}`,
  );
  return declared && passed && [...declared, ...passed, told];
}
