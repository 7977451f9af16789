/** Programs of tests, from texts, as what the machine runs. */
import type { Module } from '../../src/ir/ir.js';
import { lower } from '../../src/ir/lower/lower.js';
import { findCircuits, type Findings } from '../../src/circuits/find-circuits.js';
import { PRELUDE } from '../../src/machine/machine.js';
import type { Linker, Meaning } from '../../src/machine/outside.js';
import { LIBRARY_MODELS, splitSpecifier } from '../../src/models/registry.js';
import { preludeProgram, STUB, stubProgram } from '../../src/program/written-programs.js';
import { parseWith } from '../ir/parsers.js';

/** The file that a program begins with. */
export const MAIN = 'main.ts';

/** A module of a text. */
export const lowered = (file: string, text: string, sourceType: 'module' | 'commonjs' = 'module'): Module =>
  lower({ file, ...parseWith('typescript', text, { sourceType }) }).module;

/**
 * The linker of files in memory, which stand beside each other: `./breaker.js` is the file `breaker.js` or `breaker.ts`. Packages are what
 * their models say of all versions. What a name ending in `.cjs` holds is CommonJS.
 */
export function linkerOf(files: Readonly<Record<string, string>>): Linker {
  const modules = new Map<string, Module>();
  const moduleOf = (file: string): Module | undefined => {
    const text = files[file];
    if (text !== undefined && !modules.has(file)) {
      modules.set(file, lowered(file, text, file.endsWith('.cjs') ? 'commonjs' : 'module'));
    }
    return modules.get(file);
  };
  return {
    isStub: (file) => file.startsWith(STUB),
    module(file) {
      if (file === PRELUDE) {
        return preludeProgram();
      }
      return file.startsWith(STUB) ? stubProgram(file) : moduleOf(file);
    },
    meaningOf(specifier, from) {
      const name = specifier.replace(/^\.\//, '');
      if (from.startsWith(STUB)) {
        return { kind: 'module', file: `${STUB}${name}` };
      }
      const file = [name, name.replace(/\.js$/, '.ts')].find((each) => files[each] !== undefined);
      return specifier.startsWith('.') && file !== undefined ? { kind: 'module', file } : packageOf(specifier);
    },
  };
}

function packageOf(specifier: string): Meaning {
  const { name, subpath } = splitSpecifier(specifier);
  const model = LIBRARY_MODELS.modelOf(name);
  if (model === undefined) {
    return { kind: 'unknown' };
  }
  const library = { name: specifier, model, subpath: subpath === '.' ? undefined : subpath };
  return { kind: 'library', file: `${STUB}library.js`, library };
}

/** What experiments with a program show. */
export function findingsOf(text: string, others: Readonly<Record<string, string>> = {}): Findings {
  const findings = findCircuits(linkerOf({ [MAIN]: text, ...others }), MAIN);
  if (findings === undefined) {
    throw new Error('The program has no main file.');
  }
  return findings;
}
