import { readFileSync } from 'node:fs';
import path from 'node:path';

import { OUTSIDE } from '../../../src/circuits/outside.js';
import type { Module } from '../../../src/ir/ir.js';
import { lower } from '../../../src/ir/lower/lower.js';
import { boot } from '../../../src/machine/boot.js';
import { finish, start } from '../../../src/machine/driver.js';
import { exportOf } from '../../../src/machine/imports.js';
import { Machine, PRELUDE } from '../../../src/machine/machine.js';
import type { Linker, Meaning } from '../../../src/machine/outside.js';
import { LIBRARY_MODELS, splitSpecifier } from '../../../src/models/registry.js';
import { parseWith } from '../../ir/parsers.js';
import { ROOT } from '../../support/sources.js';

const STUB = 'stub:';
const MAIN = 'main.js';

const lowered = (file: string, text: string): Module => lower({ file, ...parseWith('typescript', text) }).module;

const written = new Map<string, Module>();

/** A program of the package's own. */
function ofPackage(file: string, source: string): Module {
  const module = written.get(file) ?? lowered(file, readFileSync(path.join(ROOT, source), 'utf8'));
  written.set(file, module);
  return module;
}

/** Versions of packages whose models differ by version. */
const VERSIONS: Readonly<Record<string, string>> = { effect: '4.1.0', 'p-retry': '7.1.1', got: '14.6.6' };

function meaningOf(specifier: string): Meaning {
  const { name, subpath } = splitSpecifier(specifier);
  const model = LIBRARY_MODELS.modelOf(name, VERSIONS[name]);
  return model === undefined
    ? { kind: 'unknown' }
    : {
        kind: 'library',
        file: `${STUB}library.js`,
        library: { name: specifier, model, subpath: subpath === '.' ? undefined : subpath },
      };
}

function linkerOf(text: string): Linker {
  const main = lowered(MAIN, text);
  return {
    isStub: (file) => file.startsWith(STUB),
    module(file) {
      if (file === PRELUDE) {
        return ofPackage(file, 'src/machine/prelude/prelude.js');
      }
      return file.startsWith(STUB) ? ofPackage(file, `src/models/stubs/${file.slice(STUB.length)}`) : main;
    },
    meaningOf: (specifier, from) =>
      from.startsWith(STUB) ? { kind: 'module', file: `${STUB}${specifier.slice(2)}` } : meaningOf(specifier),
  };
}

/**
 * Runs the exported function `run` of a program so often, while all that it calls outside fails: how many calls each run makes. Conditions
 * that nobody can decide are noted by the file that they stand in.
 */
export function callsOf(
  text: string,
  runs: number,
): { readonly calls: readonly number[]; readonly asked: ReadonlySet<string> } {
  const asked = new Set<string>();
  const m: Machine = new Machine({
    linker: linkerOf(text),
    outside: OUTSIDE,
    budget: 1_000_000,
    decide: (_, place) => {
      asked.add(m.positionOf(place)?.file ?? '');
      return true;
    },
  });
  const main = boot(m, MAIN);
  if (main === undefined) {
    throw new Error('The program does not parse.');
  }
  const callee = exportOf(m, main, 'run');
  const given = [m.unknown('id', 'argument', { path: ['id'] })];
  const calls = Array.from({ length: runs }, () => {
    const from = m.state.trace.length;
    finish(m, start(m, { callee, self: undefined, given }), () => 'rejects');
    return m.state.trace.slice(from).filter(({ kind }) => kind === 'settled').length;
  });
  return { calls, asked };
}
