import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ESLint, Linter } from 'eslint';

import { Stop } from './stop.js';

type EslintClass = typeof ESLint;

const OWN_FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** ESLint 9 or 10, from the first of the folders that has one, else from where this package is installed. */
export function findEslint(folders: readonly string[]): EslintClass {
  const refused = new Set<string>();
  for (const folder of [...folders, OWN_FOLDER]) {
    const found = load<{ ESLint?: EslintClass }>('eslint', folder);
    const eslint = found?.ESLint;
    if (eslint === undefined) {
      continue;
    }
    const major = Number.parseInt(eslint.version, 10);
    if (major >= 9) {
      return eslint;
    }
    refused.add(eslint.version);
  }
  const found = refused.size === 0 ? 'found none' : `found only ${[...refused].join(', ')}`;
  throw new Stop(`ESLint 9 or 10 is needed; ${found}. Install it in the project: npm install --save-dev eslint`);
}

/** The TypeScript parser, found as ESLint is; undefined where there is none that loads. */
export function findTypeScriptParser(folders: readonly string[]): Linter.Parser | undefined {
  for (const folder of [...folders, OWN_FOLDER]) {
    const parser =
      load<Linter.Parser>('@typescript-eslint/parser', folder) ??
      // A strict node_modules layout shows a project only what it asked for, and most ask for this one.
      load<{ parser?: Linter.Parser }>('typescript-eslint', folder)?.parser;
    if (parser !== undefined) {
      return parser;
    }
  }
  return undefined;
}

/** The package as the folder sees it; undefined where it is missing or cannot be loaded. */
function load<Module>(name: string, folder: string): Module | undefined {
  try {
    return createRequire(path.join(folder, 'index.js'))(name) as Module;
  } catch {
    return undefined;
  }
}
