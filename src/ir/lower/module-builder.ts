import type { Scope as AnalysedScope, Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

import type { FunctionGraph, FunctionId, Import, Module, Reexport, Scope, ScopeId, Site, SiteId } from '../ir.js';
import { VariableTable, type Scopes } from './variables.js';

type Node = TSESTree.Node;

/** A tree with its scopes, as a parser gives them or ESLint holds them. */
export interface Source {
  /** The name of the file, which the module keeps. */
  readonly file: string;
  readonly ast: TSESTree.Program;
  readonly scopeManager: Scopes;
}

export interface Lowered {
  readonly module: Module;
  /** The node of each site. */
  readonly nodes: readonly Node[];
}

/** What a scope is called where it is printed, by its type; that of a function has the function's name. */
const KINDS: Readonly<Record<string, string>> = {
  module: 'module',
  global: 'module',
  class: 'class',
  catch: 'catch',
  for: 'loop',
  tsModule: 'namespace',
  'function-expression-name': 'name',
};

/** A module that is being made. Functions are lowered one after the other, so that no depth of nesting is too much. */
export class ModuleBuilder {
  readonly variables: VariableTable;
  readonly imports: Import[] = [];
  readonly exports = new Map<string, string>();
  readonly reexports: Reexport[] = [];
  readonly stars: string[] = [];
  readonly typeImports: Import[] = [];
  /** It says `module.exports`, `exports.x` or `export =`. */
  mentionsCommonJs = false;
  /** It has an `export` of its own. */
  hasExport = false;
  /** Its body as a scope. */
  readonly scope: ScopeId;
  readonly #scopes: { readonly kind: string; readonly names: string[] }[] = [];
  readonly #scopeIds = new Map<AnalysedScope, ScopeId>();
  readonly #sites: Site[] = [];
  readonly #nodes: Node[] = [];
  readonly #siteIds = new Map<Node, SiteId>();
  readonly #functions: FunctionGraph[] = [];
  readonly #waiting: ((id: FunctionId) => FunctionGraph)[] = [];
  readonly #file: string;

  constructor({ file, ast, scopeManager }: Source) {
    this.#file = file;
    this.variables = new VariableTable(scopeManager, ast);
    const program = this.variables.program;
    this.scope = this.newScope(
      'module',
      program.flatMap((scope) => this.variables.sharedIn(scope).map(({ name }) => name)),
    );
    for (const scope of program) {
      this.#scopeIds.set(scope, this.scope);
    }
  }

  /** Has a function lowered later, and says which one it will be. */
  addFunction(lower: (id: FunctionId) => FunctionGraph): FunctionId {
    return this.#waiting.push(lower) - 1;
  }

  siteOf(node: Node): SiteId {
    const known = this.#siteIds.get(node);
    if (known !== undefined) {
      return known;
    }
    const { start } = node.loc;
    const id = this.#sites.push({
      line: start.line,
      column: start.column,
      start: node.range[0],
      end: node.range[1],
    });
    this.#nodes.push(node);
    this.#siteIds.set(node, id - 1);
    return id - 1;
  }

  newScope(kind: string, names: readonly string[]): ScopeId {
    return this.#scopes.push({ kind, names: [...names] }) - 1;
  }

  /** A variable that the source does not name, in a scope that it has. */
  addName(scope: ScopeId, name: string): void {
    const names = this.#scopes[scope]?.names;
    if (names !== undefined && !names.includes(name)) {
      names.push(name);
    }
  }

  hasName(scope: ScopeId, name: string): boolean {
    return this.#scopes[scope]?.names.includes(name) === true;
  }

  /** The scope of the running program that an analysed one becomes. */
  scopeIdOf(scope: AnalysedScope, functionName = ''): ScopeId {
    const known = this.#scopeIds.get(scope);
    if (known !== undefined) {
      return known;
    }
    const kind = scope.type === 'function' ? functionName || 'function' : (KINDS[scope.type] ?? 'block');
    const id = this.newScope(
      kind,
      this.variables.sharedIn(scope).map(({ name }) => name),
    );
    this.#scopeIds.set(scope, id);
    return id;
  }

  /** Whether a scope has variables that outlive a function. */
  hasShared(scope: AnalysedScope): boolean {
    return scope.variables.length > 0 && this.variables.sharedIn(scope).length > 0;
  }

  isShared(variable: Variable): boolean {
    return this.variables.isShared(variable);
  }

  finish(): Lowered {
    for (let id = 0; id < this.#waiting.length; id++) {
      const lower = this.#waiting[id];
      if (lower !== undefined) {
        this.#functions.push(lower(id));
      }
    }
    const scopes: readonly Scope[] = this.#scopes;
    return {
      module: {
        file: this.#file,
        functions: this.#functions,
        scopes,
        sites: this.#sites,
        imports: this.imports,
        exports: this.exports,
        reexports: this.reexports,
        stars: this.stars,
        isCommonJs: this.mentionsCommonJs && !this.hasExport,
        typeImports: this.typeImports,
      },
      nodes: this.#nodes,
    };
  }
}
