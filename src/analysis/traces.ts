/** Scans of a text, before anything is computed of it: whether it speaks of breakers and retries at all. */
import type { Models } from '../models/registry.js';
import { BREAKER } from './module.js';

const RETRY = /retr(?:y|ies)|back-?off|attempt/i;
const RETRIES = new RegExp(RETRY.source, 'gi');
const TRACE = new RegExp(`${BREAKER.source}|${RETRY.source}`, 'i');

/** One scan of the text: a file without such words costs nothing else. */
export const mentionsLayer = (text: string): boolean => TRACE.test(text);

/** A call of something that is called a retry, or its declaration. */
const CALLED = /(?:retr(?:y|ies)|back-?off|attempt)\w*\s*(?:<[^<>()]*>)?\(/i;

/** A retry that comes from another file brings its own `catch`. */
const IMPORTED =
  /\bimport\b[^;'"]*(?:retr(?:y|ies)|back-?off)[^;'"]*\bfrom\b|(?:retr(?:y|ies)|back-?off)[^;\n]*\brequire\s*\(/i;

/** Whether retries may meet in a text that does not speak of breakers. */
export function mayCompose(text: string, models: Models): boolean {
  const traces = text.match(RETRIES)?.length ?? 0;
  return (
    traces > 1 &&
    (models.mentionedIn(text) || (traces > 3 && CALLED.test(text) && (text.includes('catch') || IMPORTED.test(text))))
  );
}
