import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ESLint } from 'eslint';

import { load } from '../module-graph/toolchain.js';
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
