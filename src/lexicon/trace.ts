/**
 * The cheap way out: a text without these words has no circuit breaker and no retry that we would speak of, and costs one scan. They are
 * wider than the concepts `circuits` and `retries`, which decide about names; here a word too many costs time and nothing else.
 */

/** A word that a file with a circuit breaker of its own says somewhere. Lines, ties and conditions are broken and short-circuited too. */
export const CIRCUIT_TRACE =
  /(?<!(?:line|word|page|tie|ice)[\s_-]?)breaker|(?<!short[\s_-]?)circuit(?![\s_-]?board)|half[\s_-]?open|cool(?:ing)?[\s_-]?(?:down|off)|fail(?:ing)?[\s_-]?fast|(?:\b|_|is|was)tripped|\btrip\(|\bopen(?:ed)?[\s_-]?(?:until|at\b)/i;

/** A word that a file with a retry of its own says somewhere. */
export const RETRY_TRACE = /retr(?:y|ies|ied|iable)|back[\s_-]?off|attempt|(?:max|num)[\s_-]?tries/i;

export const TRACE = new RegExp(`${CIRCUIT_TRACE.source}|${RETRY_TRACE.source}`, 'i');
