/**
 * The cheap way out: a text without these words has no circuit breaker and no retry that we would speak of, and costs one scan. They
 * are wider than the concepts `circuits` and `retries`, which decide about names; here a word too many costs time and nothing else.
 * What must not stand before a word is looked for behind it, so that the scan can look for the word itself.
 */

/** Lines, words, pages, ties and ice are broken too. */
const BREAKERS = /breaker(?<!(?:line|word|page|tie|ice)[\s_-]?breaker)/;
/** Conditions short-circuit, and boards have circuits. */
const CIRCUITS = /circuit(?<!short[\s_-]?circuit)(?![\s_-]?board)/;
/** What a circuit does, in files that never call it one. */
const MANNERS =
  /cool(?:ing)?[\s_-]?(?:down|off)|fail(?:ing)?[\s_-]?fast|tripped(?<=(?:\b|_|is|was)tripped)|open(?:ed)?[\s_-]?(?:until|at\b)/;

const anyOf = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'i');

/** A word that a file with a circuit breaker of its own says somewhere. */
export const CIRCUIT_TRACE = anyOf(BREAKERS, CIRCUITS, /half[\s_-]?open/, MANNERS);

/** A word that a file with a retry of its own says somewhere. */
export const RETRY_TRACE = /retr(?:y|ie[sdr]|iable)|attempt|back[\s_-]?off/i;

export const TRACE = anyOf(RETRY_TRACE, CIRCUIT_TRACE);
