/** Names as words: `isHTTPError`, `IS_HTTP_ERROR` and `is-http-error` are the same three. */

/** Names come again and again, but an editor runs for days: what is remembered is forgotten when it grows. */
const MOST = 4_096;
const remembered = new Map<string, readonly string[]>();

/** Capitals up to the one that begins the next word, a word, digits. */
const WORD = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{Nd}+/gu;

/**
 * The words of a name, in lower case: split at humps, at digits and at whatever is neither letter nor digit.
 *
 * @example
 * wordsOf('#halfOpenCalls2') // ['half', 'open', 'calls', '2']
 * wordsOf('XMLHttpRequest') // ['xml', 'http', 'request']
 */
export function wordsOf(name: string): readonly string[] {
  let words = remembered.get(name);
  if (words === undefined) {
    words = name.match(WORD)?.map((word) => word.toLowerCase()) ?? [];
    if (remembered.size >= MOST) {
      remembered.clear();
    }
    remembered.set(name, words);
  }
  return words;
}
