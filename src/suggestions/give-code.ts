/** "Give the error a code": what callers need to tell a rejection of the breaker from a failure of the service. */
import type { OpaqueRejection } from '../analysis/facts.js';
import { insertAfter, insertBefore, quoted, type Edit, type File } from './edits.js';

/** The code that suggestions write. Node's own errors are told apart in the same way. */
export const OPEN_CODE = 'ECIRCUITOPEN';

export function giveCode(file: File, { error }: OpaqueRejection): Edit[] | undefined {
  const [before, after] = withCode(file);
  return error && [insertBefore(error, before), insertAfter(error, after)];
}

/** What stands before and behind the expression of an error that is given a code. */
export const withCode = (file: File): readonly [string, string] => [
  'Object.assign(',
  `, { code: ${quoted(file, OPEN_CODE)} })`,
];
