import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What this needs of a parser, in either of the forms that ESLint takes. */
export interface Parser {
  readonly name?: string;
  readonly meta?: { readonly name?: string };
  readonly VisitorKeys?: unknown;
  parse?(text: string, options: Record<string, unknown>): unknown;
  parseForESLint?(
    text: string,
    options: Record<string, unknown>,
  ): { readonly ast: unknown; readonly scopeManager?: unknown; readonly visitorKeys?: unknown };
}

/** ESLint's own scope analysis, for parsers that bring none. */
export interface ScopeAnalysis {
  analyze(ast: unknown, options: object): unknown;
}

const OWN_FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** The TypeScript parser, from the first of the folders that has one that loads, else from where this package is installed. */
export function findTypeScriptParser<Found = Parser>(folders: readonly string[]): Found | undefined {
  for (const folder of [...folders, OWN_FOLDER]) {
    const parser =
      load<Found>('@typescript-eslint/parser', folder) ??
      // A strict node_modules layout shows a project only what it asked for, and most ask for this one.
      load<{ parser?: Found }>('typescript-eslint', folder)?.parser;
    if (parser !== undefined) {
      return parser;
    }
  }
  return undefined;
}

/** The scope analysis of the ESLint that the folders have: a dependency of it, not of the project. */
export function findScopeAnalysis(folders: readonly string[]): ScopeAnalysis | undefined {
  for (const folder of [...folders, OWN_FOLDER]) {
    const eslint = locate('eslint/package.json', folder);
    const found = eslint === undefined ? undefined : load<ScopeAnalysis>('eslint-scope', path.dirname(eslint));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The package as the folder sees it; undefined where it is missing or cannot be loaded. */
export function load<Module>(name: string, folder: string): Module | undefined {
  try {
    return createRequire(path.join(folder, 'index.js'))(name) as Module;
  } catch {
    return undefined;
  }
}

function locate(name: string, folder: string): string | undefined {
  try {
    return createRequire(path.join(folder, 'index.js')).resolve(name);
  } catch {
    return undefined;
  }
}
