import type { ESLint, Linter } from 'eslint';

import plugin from '../index.js';

export interface Applied {
  readonly rule: string;
  /** What the suggestion says, an imperative. */
  readonly imperative: string;
}

export interface Settled {
  readonly text: string;
  readonly applied: readonly Applied[];
  /** What is found in the text now. */
  readonly result: ESLint.LintResult;
}

type Lint = (text: string) => Promise<ESLint.LintResult>;

/**
 * Rule by rule, wherever in the file they report: first who is let in and which outcomes are applied at all, since the other
 * suggestions move the code that does it, then in the order of the rules.
 */
const ORDER = ['no-unsynchronized-breaker-state', 'require-half-open-probe-limit', ...Object.keys(plugin.rules)].map(
  (rule) => `${plugin.meta.namespace}/${rule}`,
);

/**
 * Applies suggestions to a text, one at a time and each to the outcome of the one before, until none is left.
 *
 * Of alternatives the first is taken. A suggestion whose outcome does not parse, keeps its finding or has more findings of any kind is
 * left out, so each round has fewer findings than the last one, and there is an end.
 */
export async function applySuggestions(original: string, lint: Lint): Promise<Settled> {
  let text = original;
  let result = await lint(text);
  const applied: Applied[] = [];
  for (;;) {
    const next = await firstThatHolds(text, result, lint);
    if (next === undefined) {
      return { text, applied, result };
    }
    applied.push(next.applied);
    ({ text, result } = next);
  }
}

async function firstThatHolds(
  text: string,
  before: ESLint.LintResult,
  lint: Lint,
): Promise<(Omit<Settled, 'applied'> & { applied: Applied }) | undefined> {
  const inOrder = [...before.messages].sort((a, b) => ORDER.indexOf(a.ruleId ?? '') - ORDER.indexOf(b.ruleId ?? ''));
  for (const message of inOrder) {
    const [suggestion] = message.suggestions ?? [];
    if (suggestion === undefined) {
      continue;
    }
    const [start, end] = suggestion.fix.range;
    const changed = text.slice(0, start) + suggestion.fix.text + text.slice(end);
    const result = await lint(changed);
    if (holds(message, before, result)) {
      return { text: changed, result, applied: { rule: message.ruleId ?? '', imperative: suggestion.desc } };
    }
  }
  return undefined;
}

/** Whether the suggestion kept what every suggestion promises: the text parses, its finding is gone, and no other was added. */
function holds(settled: Linter.LintMessage, before: ESLint.LintResult, after: ESLint.LintResult): boolean {
  const [had, has] = [countsOf(before), countsOf(after)];
  const isFewer = (has.get(keyOf(settled)) ?? 0) < (had.get(keyOf(settled)) ?? 0);
  return after.fatalErrorCount === 0 && isFewer && [...has].every(([key, count]) => count <= (had.get(key) ?? 0));
}

const keyOf = ({ ruleId, messageId }: Linter.LintMessage): string => `${ruleId} ${messageId}`;

function countsOf({ messages }: ESLint.LintResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const message of messages) {
    counts.set(keyOf(message), (counts.get(keyOf(message)) ?? 0) + 1);
  }
  return counts;
}
