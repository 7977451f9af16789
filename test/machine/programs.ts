/** Programs of the tests, what Node makes of them, and what the machine makes of them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Module } from '../../src/ir/ir.js';
import { lower } from '../../src/ir/lower/lower.js';
import { boot } from '../../src/machine/boot.js';
import { advance, finish, start, type Callable } from '../../src/machine/driver.js';
import { exportOf } from '../../src/machine/imports.js';
import { Machine, PRELUDE, type ModuleInstance } from '../../src/machine/machine.js';
import type { Decide, Linker, Outside } from '../../src/machine/outside.js';
import { describe, type Value } from '../../src/machine/values.js';
import { parseWith, type ParserName } from '../ir/parsers.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The files of a program, by name. It begins with `main.js`. */
export type Files = Readonly<Record<string, string>>;

export interface Program {
  readonly name: string;
  readonly files: Files;
}

export interface Topic {
  readonly name: string;
  readonly programs: readonly Program[];
}

/** All programs of the folder `programs`: each begins with `=== name`, and its other files with `--- file`. */
export const topics = (): Topic[] =>
  readdirSync(here('programs')).map((file) => ({
    name: path.basename(file, '.txt'),
    programs: parts(readFileSync(here(`programs/${file}`), 'utf8'), '===').map(([name, text]) => ({
      name,
      files: Object.fromEntries(parts(`--- main.js\n${text}`, '---')),
    })),
  }));

function parts(text: string, mark: string): [heading: string, text: string][] {
  return text
    .split(new RegExp(`^${mark} `, 'm'))
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    });
}

/** What Node logs for each program, in their order. */
export function runInNode(programs: readonly Program[]): string[][] {
  const folder = mkdtempSync(path.join(tmpdir(), 'programs-'));
  try {
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    const names = programs.map((_, index) => String(index).padStart(4, '0'));
    programs.forEach(({ files }, index) => {
      const own = path.join(folder, 'programs', names[index] ?? '');
      mkdirSync(own, { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        writeFileSync(path.join(own, name), text);
      }
    });
    const given = [here('original.mjs'), path.join(folder, 'programs'), here('log.js')];
    const env = { ...process.env, TZ: 'UTC' };
    const output = execFileSync(process.execPath, given, {
      encoding: 'utf8',
      env,
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const results = JSON.parse(output) as Record<string, string[]>;
    return names.map((name) => results[name] ?? []);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// On the machine

const LOG = 'log.js';

/** Modules of a text that does not change, by parser. */
const lowered = new Map<string, Module>();

function moduleOf(file: string, text: string, parser: ParserName): Module {
  const sourceType = file.endsWith('.cjs') ? 'commonjs' : 'module';
  return lower({ file, ...parseWith(parser, text, { sourceType }) }).module;
}

function standing(file: string, text: () => string): Module {
  const module = lowered.get(file) ?? moduleOf(file, text(), 'typescript');
  lowered.set(file, module);
  return module;
}

/** All files of the prelude are one module. */
const prelude = (): Module =>
  standing(PRELUDE, () => {
    const folder = here('../../src/machine/prelude');
    return readdirSync(folder)
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
  });

/** Links the files of a program to each other; all else is unknown. */
export const linkerOf = (files: Files, parser: ParserName = 'typescript'): Linker => {
  const modules = new Map<string, Module | undefined>();
  return {
    module(file) {
      if (file === PRELUDE) {
        return prelude();
      }
      if (file === LOG && !(LOG in files)) {
        return standing(LOG, () => readFileSync(here('log.js'), 'utf8'));
      }
      const text = files[file];
      if (!modules.has(file)) {
        modules.set(file, text === undefined ? undefined : moduleOf(file, text, parser));
      }
      return modules.get(file);
    },
    isStub: () => false,
    meaningOf(specifier) {
      const file = specifier.replace(/^\.\//, '');
      return specifier.startsWith('.') && file in files ? { kind: 'module', file } : { kind: 'unknown' };
    },
  };
};

/** Nothing is known of what is outside, and all that is called there is computed. */
export const NOBODY: Outside = { callOf: () => 'computed', memberOfAnswer: () => undefined };

/** As many instructions as no program of the tests runs. */
const PLENTY = 5_000_000;

/** A program that the machine has loaded, and that logs. */
export class Loaded {
  readonly m: Machine;
  readonly #log: ModuleInstance;
  readonly main: ModuleInstance;

  constructor(
    files: Files,
    { parser = 'typescript', outside = NOBODY, budget = PLENTY, decide = () => true }: Options = {},
  ) {
    this.m = new Machine({ linker: linkerOf(files, parser), outside, decide, budget });
    this.#log = this.#boot(LOG);
    this.m.state.globals.set('log', exportOf(this.m, this.#log, 'log'));
    this.main = this.#boot('main.js');
  }

  #boot(file: string): ModuleInstance {
    const instance = boot(this.m, file);
    if (instance === undefined) {
      throw new Error(`There is no ${file}`);
    }
    return instance;
  }

  /** A call of what `main.js` exports. */
  call(name: string, ...given: readonly Value[]): Callable {
    return { callee: exportOf(this.m, this.main, name), self: undefined, given };
  }

  /** Begins a call, and runs until it waits. Its number. */
  start(name: string, ...given: readonly Value[]): number {
    return start(this.m, this.call(name, ...given));
  }

  /** What a call gives, whose calls of the outside world go well. */
  result(name: string, ...given: readonly Value[]): Value {
    return finish(this.m, this.start(name, ...given), () => 'well')?.value;
  }

  /** What the program has logged in the present state. */
  lines(): string[] {
    const items = this.m.state.of(exportOf(this.m, this.#log, 'lines'), 'array')?.items ?? [];
    return items.map((line) => (typeof line === 'string' ? line : describe(line)));
  }
}

interface Options {
  readonly parser?: ParserName;
  readonly outside?: Outside;
  readonly budget?: number;
  readonly decide?: Decide;
}

/** What the machine logs for a program, until nothing more happens. */
export function runOnMachine({ files }: Program, parser: ParserName): string[] {
  const program = new Loaded(files, { parser });
  advance(program.m, 100_000);
  return [...program.lines(), ...(program.m.state.isExhausted ? ['exhausted'] : [])];
}
