/** By which specifiers a file imports packages, and what other files declare. */
import type { Module } from '../ir/ir.js';
import type { LibraryModel, ValueModel } from '../models/model.js';
import type { Program } from './program.js';

/** A package, or one of its subpaths. */
interface Described {
  readonly model: LibraryModel;
  readonly subpath: string | undefined;
}

export class Specifiers {
  constructor(
    private readonly program: Program,
    private readonly module: Module,
  ) {}

  /** The specifier of a described package, by the name that its model has: `p-retry`, `@aws-sdk/client-*`. */
  ofPackage(name: string): string | undefined {
    return this.#all().find((specifier) => this.#libraryOf(specifier)?.model.package === name);
  }

  /** What a described package exports under a specifier. */
  exportsOf(specifier: string): Readonly<Record<string, ValueModel>> | undefined {
    const library = this.#libraryOf(specifier);
    return library?.subpath === undefined ? library?.model.exports : library.model.subpaths?.[library.subpath];
  }

  /** The specifier of a module that exports what a file declares under a name. */
  ofExport(name: string, file: string): string | undefined {
    return this.#all().find((specifier) => this.#exports(specifier, this.module.file, { name, file }));
  }

  #exports(specifier: string, from: string, wanted: { readonly name: string; readonly file: string }): boolean {
    const meaning = this.program.meaningOf(specifier, from);
    const module = meaning.kind === 'module' ? this.program.module(meaning.file) : undefined;
    return module !== undefined && module.file === wanted.file && module.exports.has(wanted.name);
  }

  #libraryOf(specifier: string): Described | undefined {
    const meaning = this.program.meaningOf(specifier, this.module.file);
    return meaning.kind === 'library' ? (meaning.library as Described) : undefined;
  }

  #all(): readonly string[] {
    return [...new Set(this.module.imports.map(({ from }) => from))];
  }
}
