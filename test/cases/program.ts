import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { isCommonJs } from '../support/languages.js';
import { readMarkers, type Expectation } from './markers.js';

/** A case: one file, or a folder of modules as an application would have them. */
export interface Program {
  /** Every text by the name of its file, without what is expected of it. */
  readonly texts: Readonly<Record<string, string>>;
  readonly expectations: readonly Expectation[];
  /** The rules that may report in a file or not. */
  readonly allowed: Readonly<Record<string, ReadonlySet<string>>>;
  /** How a place is named in the lists of what is not found yet: the file only where there are several. */
  placeOf(file: string): string;
}

const PROGRAMS = path.join(import.meta.dirname, 'programs');

export const programNames = readdirSync(PROGRAMS).sort();

/** What is linted; the rest says how a program is put together. */
export const isCode = (file: string): boolean => /\.([cm]?[jt]s|[jt]sx)$/.test(file);

export function readProgram(name: string): Program {
  const placeOf = (file: string): string => (file === name ? '' : `${file}:`);
  const entries = Object.entries(textsOf(name)).map(
    ([file, text]) => [file, readMarkers(text, file, placeOf(file))] as const,
  );
  return {
    texts: Object.fromEntries(entries.map(([file, { text }]) => [file, text])),
    expectations: entries.flatMap(([, { expectations }]) => expectations),
    allowed: Object.fromEntries(entries.map(([file, { allowed }]) => [file, allowed])),
    placeOf,
  };
}

function textsOf(name: string): Record<string, string> {
  const place = path.join(PROGRAMS, name);
  if (!statSync(place).isDirectory()) {
    const text = readFileSync(place, 'utf8');
    return { [name]: text, 'package.json': `{ "type": "${isCommonJs(text) ? 'commonjs' : 'module'}" }` };
  }
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(place, file)).isFile())
    .sort();
  return Object.fromEntries(
    files.map((file) => [file.split(path.sep).join('/'), readFileSync(path.join(place, file), 'utf8')]),
  );
}
