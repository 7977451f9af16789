import type { Count, PathStep } from '../analysis/facts.js';

/** `3`, or the expression that the number depends on, or `an unknown number of`. */
export function quantity(count: Count): string {
  if (count.kind === 'known') {
    return String(count.value);
  }
  return count.kind === 'unknown' && count.text !== undefined ? `\`${count.text}\`` : 'an unknown number of';
}

/** `5 times the number of attempts (\`config.maxAttempts\`)`: a product of which a factor is unknown. */
export function product(threshold: Count, attempts: Count): string {
  const text = (count: Count): string =>
    count.kind === 'unknown' && count.text !== undefined ? ` (\`${count.text}\`)` : '';
  if (threshold.kind === 'known') {
    return `${threshold.value} times the number of attempts${text(attempts)}`;
  }
  const factor =
    attempts.kind === 'known' ? `${attempts.value} times the` : `The number of attempts${text(attempts)} times the`;
  return `${factor} failure threshold${text(threshold)}`;
}

/** `execute → retryWithBackoff → for, line 62`; steps of other files name them: `execute → retry (src/retry.ts:14)`. */
export function via(path: readonly PathStep[]): string {
  const last = path.at(-1);
  const names = path
    .map(({ name, file, line }) => (file === undefined ? name : `${name} (${file}:${line})`))
    .join(' → ');
  return last === undefined ? '' : last.file === undefined ? `${names}, line ${last.line}` : names;
}

/** How much sooner a circuit opens that counts attempts instead of sequences. */
export function sooner(attempts: Count): string {
  return attempts.kind === 'known' ? ` (it opens about ${attempts.value}× sooner)` : ' (it opens sooner)';
}

/** How the suggestion is worded wherever it is offered. */
export const COUNT_ATTEMPTS =
  'Count every failed attempt, and let a failure policy decide when to retry and when to open the circuit{{sooner}}.';

export const RETRY_OUTSIDE =
  'Put the retry round the breaker, which then hears of each attempt, and leave the rejection of an open circuit out of what is repeated{{sooner}}.';

export const ASK_POLICY =
  'Let a failure policy decide each further attempt, asked with the state that the circuit is in by then.';
