/** From the tree of a module to its intermediate representation. */
import type { FunctionGraph, FunctionId } from '../ir.js';
import { newScope } from './bindings.js';
import { FunctionBuilder } from './function-builder.js';
import { ModuleBuilder, type Lowered, type Source } from './module-builder.js';
import { lowerImports } from './modules.js';
import { hoistFunctions, lowerStatement } from './statements.js';

export type { Lowered, Source } from './module-builder.js';

/**
 * Lowers a module. What cannot be known becomes `unknown`; no tree that a parser accepts makes it throw.
 *
 * @example
 * const { ast, scopeManager } = parseForESLint(text, options);
 * const { module, nodes } = lower({ file: 'orders.ts', ast, scopeManager });
 */
export function lower(source: Source): Lowered {
  const module = new ModuleBuilder(source);
  module.addFunction((id) => lowerProgram(module, source, id));
  return module.finish();
}

function lowerProgram(module: ModuleBuilder, { ast }: Source, id: FunctionId): FunctionGraph {
  const fn = new FunctionBuilder(module, {
    id,
    name: '',
    kind: 'module',
    isAsync: true,
    isGenerator: false,
    parameters: [],
    node: ast,
  });
  fn.inScope(newScope(fn, module.scope, ast), () => {
    // Modules that import each other in a circle find functions that are declared before anything has run.
    hoistFunctions(fn, ast.body);
    lowerImports(fn, ast);
    ast.body.forEach((statement) => lowerStatement(fn, statement));
  });
  return fn.finish();
}
