/** Tables of words. */
import { wordsOf } from './words.js';

/** A table of phrases, as a concept is told by. */
export interface Phrases {
  /** As they are written. */
  readonly written: readonly string[];
  /** Whether a name is one of them. */
  has(name: string): boolean;
}

/** Names come again and again, but an editor runs for days: what is remembered is forgotten when it grows. */
const MOST = 4_096;

/** What a phrase leaves open: nothing, what stands after it, before it, or on both sides. */
interface Forms {
  readonly whole: Set<string>;
  readonly beginnings: Set<string>;
  readonly ends: Set<string>;
  readonly middles: Set<string>;
  /** What it begins and ends with, where words stand between. */
  readonly around: { readonly before: string; readonly after: string }[];
}

/**
 * A table, from phrases that stand between commas. A phrase is compared word by word. At either end, or in between,
 * `*` stands for any words or none, `+` for one or more.
 *
 * @example
 * phrases('warn, * logger, on +') // warn, logger, requestLogger, onRetry; not warning, on
 * phrases('report * failure') // reportFailure, reportProbeFailure
 */
export function phrases(text: string): Phrases {
  const written = text
    .split(',')
    .map((phrase) => phrase.trim().replaceAll(/\s+/g, ' '))
    .filter((phrase) => phrase !== '');
  const forms: Forms = { whole: new Set(), beginnings: new Set(), ends: new Set(), middles: new Set(), around: [] };
  for (const phrase of written) {
    add(forms, phrase.split(' '));
  }
  const remembered = new Map<string, boolean>();
  const has = (name: string): boolean => {
    let found = remembered.get(name);
    if (found === undefined) {
      found = isIn(forms, wordsOf(name));
      if (remembered.size >= MOST) {
        remembered.clear();
      }
      remembered.set(name, found);
    }
    return found;
  };
  return { written, has };
}

const OPEN = new Set(['*', '+']);

function add(forms: Forms, parts: readonly string[]): void {
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  const inner = parts.findIndex((part, at) => at > 0 && at < parts.length - 1 && OPEN.has(part));
  if (inner !== -1) {
    forms.around.push({ before: phraseOf(parts.slice(0, inner)), after: phraseOf(parts.slice(inner + 1)) });
    if (parts[inner] === '*') {
      add(forms, parts.toSpliced(inner, 1));
    }
    return;
  }
  const phrase = phraseOf(parts);
  if (first !== '+' && last !== '+') {
    forms.whole.add(phrase);
  }
  if (OPEN.has(last) && first !== '+') {
    forms.beginnings.add(phrase);
  }
  if (OPEN.has(first) && last !== '+') {
    forms.ends.add(phrase);
  }
  if (OPEN.has(first) && OPEN.has(last)) {
    forms.middles.add(phrase);
  }
}

function phraseOf(parts: readonly string[]): string {
  const phrase = parts
    .filter((part) => !OPEN.has(part))
    .flatMap(wordsOf)
    .join(' ');
  if (phrase === '') {
    throw new Error(`The phrase "${parts.join(' ')}" has no word.`);
  }
  return phrase;
}

function isIn(forms: Forms, words: readonly string[]): boolean {
  const name = words.join(' ');
  if (forms.whole.has(name) || forms.around.some(({ before, after }) => standsAround(name, before, after))) {
    return true;
  }
  for (let at = 1; at < words.length; at += 1) {
    if (forms.beginnings.has(words.slice(0, at).join(' ')) || forms.ends.has(words.slice(at).join(' '))) {
      return true;
    }
  }
  return forms.middles.size > 0 && hasMiddle(forms.middles, words);
}

const standsAround = (name: string, before: string, after: string): boolean =>
  name.startsWith(`${before} `) && name.endsWith(` ${after}`) && name.length > before.length + after.length + 2;

function hasMiddle(middles: ReadonlySet<string>, words: readonly string[]): boolean {
  for (let from = 1; from < words.length - 1; from += 1) {
    for (let to = from + 1; to < words.length; to += 1) {
      if (middles.has(words.slice(from, to).join(' '))) {
        return true;
      }
    }
  }
  return false;
}
