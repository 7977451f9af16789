/** The modules around a file that is being linted, and the packages that it uses, as what the machine runs. */
import type { Module } from '../ir/ir.js';
import { PRELUDE } from '../machine/machine.js';
import type { Linker, Meaning } from '../machine/outside.js';
import { splitSpecifier, type Models } from '../models/registry.js';
import type { ModuleGraph } from '../module-graph/graph.js';
import { preludeProgram, STUB, stubProgram } from './written-programs.js';

export interface Surroundings {
  /** Undefined where no other file is looked at. */
  readonly graph: ModuleGraph<Module> | undefined;
  readonly models: Models;
}

export class Program implements Linker {
  readonly #files = new Map<string, Module>();
  readonly #meanings = new Map<string, Meaning>();
  readonly #graph: ModuleGraph<Module> | undefined;
  readonly #models: Models;

  /** The file that is being linted is what the editor shows, whatever the disk says. */
  constructor(linted: Module, { graph, models }: Surroundings) {
    this.#files.set(linted.file, linted);
    this.#graph = graph;
    this.#models = models;
  }

  isStub(file: string): boolean {
    return file.startsWith(STUB);
  }

  module(file: string): Module | undefined {
    if (file === PRELUDE) {
      return preludeProgram();
    }
    return file.startsWith(STUB) ? stubProgram(file) : this.#files.get(file);
  }

  meaningOf(specifier: string, from: string): Meaning {
    const key = `${from}\n${specifier}`;
    const known = this.#meanings.get(key);
    if (known !== undefined) {
      return known;
    }
    const meaning = from.startsWith(STUB) ? ofStub(specifier) : this.#find(specifier, from);
    this.#meanings.set(key, meaning);
    return meaning;
  }

  #find(specifier: string, from: string): Meaning {
    const described = this.#described(specifier, from);
    if (described !== undefined) {
      return described;
    }
    const module = this.#graph?.find(specifier, from);
    if (module === undefined) {
      return { kind: 'unknown' };
    }
    if (!this.#files.has(module.file)) {
      this.#files.set(module.file, module);
    }
    return { kind: 'module', file: module.file };
  }

  /** A package, or a module of the project, of which a model says what it does. */
  #described(specifier: string, from: string): Meaning | undefined {
    const { name, subpath } = splitSpecifier(specifier);
    const whole = this.#models.modelOf(specifier);
    if (whole === undefined && this.#models.modelOf(name) === undefined) {
      return undefined;
    }
    const version = this.#graph?.versionOf(name, from);
    const model = this.#models.modelOf(whole === undefined ? name : specifier, version);
    const part = whole === undefined && subpath !== '.' ? subpath : undefined;
    if (model === undefined || (part !== undefined && model.subpaths?.[part] === undefined)) {
      return undefined;
    }
    const library = { name: `${specifier}@${version ?? ''}`, model, subpath: part };
    return { kind: 'library', file: `${STUB}library.js`, library };
  }
}

/** Stubs import each other by their file names. */
const ofStub = (specifier: string): Meaning => ({ kind: 'module', file: `${STUB}${specifier.replace(/^\.\//, '')}` });
