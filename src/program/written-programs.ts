/** Programs that the package brings along, lowered when it was built: stubs of packages, and the prelude of the language. */
import type { Module } from '../ir/ir.js';
import { PRELUDE } from '../machine/machine.js';
import { PROGRAMS } from './programs.js';

/** What the file names of stubs begin with. */
export const STUB = 'stub:';

/** How a module is kept as text. */
type Kept = Omit<Module, 'exports' | 'sites'> & {
  readonly exports: readonly (readonly [string, string])[];
  /** Lines. */
  readonly sites: readonly number[];
};

const modules = new Map<string, Module>();

function programOf(name: string): Module | undefined {
  const json = PROGRAMS[name];
  if (!modules.has(name) && json !== undefined) {
    const { exports, sites, ...kept } = JSON.parse(json) as Kept;
    const places = sites.map((line) => ({ line, column: 0, start: 0, end: 0 }));
    modules.set(name, { ...kept, exports: new Map(exports), sites: places });
  }
  return modules.get(name);
}

/** Functions of the language that are written in the language. */
export const preludeProgram = (): Module | undefined => programOf(PRELUDE);

/** A stub, by the name that its file has in a program. */
export const stubProgram = (file: string): Module | undefined => programOf(file);
