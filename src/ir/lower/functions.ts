/** Functions: their parameters, the scopes that they begin, their bodies. */
import type { TSESTree } from '@typescript-eslint/types';

import { parametersOf, type FunctionNode } from '../../ast/nodes.js';
import type { FunctionGraph, FunctionId, FunctionKind, Parameter, Register } from '../ir.js';
import { argumentsOf, inScopeOf, writeVariable } from './bindings.js';
import { lowerExpression } from './expressions.js';
import { FunctionBuilder } from './function-builder.js';
import type { ModuleBuilder } from './module-builder.js';
import { bindPattern } from './patterns.js';
import { lowerStatements } from './statements.js';
import { typeName } from './type-names.js';

type Node = TSESTree.Node;

interface FunctionOptions {
  /** Used where the function has no name of its own. */
  readonly name: string;
  readonly kind: FunctionKind;
  /** What a constructor does before its own statements, once there is a `this`. */
  readonly prepare?: (fn: FunctionBuilder, node: Node) => void;
  /** Whether there is a `this` only after `super(…)`. */
  readonly isDerived?: boolean;
}

export function lowerClosure(fn: FunctionBuilder, node: FunctionNode, options: FunctionOptions): Register {
  const id = addFunction(fn.module, node, options);
  return closure(fn, id, node);
}

export const closure = (fn: FunctionBuilder, id: FunctionId, node: Node): Register => {
  const { scope } = fn;
  return fn.value({ op: 'closure', into: fn.register(), function: id, scope, site: fn.site(node) });
};

export const addFunction = (module: ModuleBuilder, node: FunctionNode, options: FunctionOptions): FunctionId =>
  module.addFunction((id) => lowerFunction(module, id, node, options));

function lowerFunction(
  module: ModuleBuilder,
  id: FunctionId,
  node: FunctionNode,
  options: FunctionOptions,
): FunctionGraph {
  const parameters = parametersOf(node);
  const { async: isAsync, generator: isGenerator } = node;
  const name = node.id?.name ?? options.name;
  const fn = new FunctionBuilder(module, {
    id,
    name,
    kind: options.kind,
    isAsync,
    isGenerator,
    parameters: parameters.map(describe),
    node,
  });
  inOwnName(fn, node, () =>
    inScopeOf(
      fn,
      module.variables.scopeOf(node),
      node,
      () => {
        bindArguments(fn, node);
        parameters.forEach((parameter, index) => bindParameter(fn, parameter, index));
        prepare(fn, node, options);
        lowerBody(fn, node);
      },
      name,
    ),
  );
  return fn.finish();
}

/** `const f = function again() { again(); }` */
function inOwnName(fn: FunctionBuilder, node: FunctionNode, lower: () => void): void {
  const scope = fn.module.variables.nameScopeOf(node);
  const own = scope?.variables[0];
  inScopeOf(fn, scope, node, () => {
    if (own !== undefined && own.references.length > 0) {
      writeVariable(fn, own, fn.value({ op: 'self', into: fn.register(), site: fn.site(node) }), node);
    }
    lower();
  });
}

function bindArguments(fn: FunctionBuilder, node: FunctionNode): void {
  const scope = fn.module.variables.scopeOf(node);
  const variable = scope && argumentsOf(scope);
  if (variable !== undefined) {
    writeVariable(fn, variable, fn.value({ op: 'arguments', into: fn.register(), site: fn.site(node) }), node);
  }
}

function bindParameter(fn: FunctionBuilder, parameter: TSESTree.Parameter, index: number): void {
  const site = fn.site(parameter);
  const into = fn.register();
  if (parameter.type === 'RestElement') {
    bindPattern(fn, parameter.argument, fn.value({ op: 'restParameters', into, start: index, site }));
  } else {
    bindPattern(fn, parameter, fn.value({ op: 'parameter', into, index, site }));
  }
}

function describe(node: TSESTree.Parameter): Parameter {
  const parameter = node.type === 'TSParameterProperty' ? node.parameter : node;
  const hasDefault = parameter.type === 'AssignmentPattern';
  const isRest = parameter.type === 'RestElement';
  const target = withoutDefault(parameter);
  const type = typeName(parameter.typeAnnotation ?? (target as { typeAnnotation?: Node }).typeAnnotation);
  return {
    ...(target.type === 'Identifier' && { name: target.name }),
    hasDefault,
    isOptional: (target as { optional?: boolean }).optional === true,
    isRest,
    ...(type !== undefined && { type }),
  };
}

/** What a parameter binds: a name or a pattern. */
function withoutDefault(parameter: Node): Node {
  switch (parameter.type) {
    case 'AssignmentPattern':
      return parameter.left;
    case 'RestElement':
      return parameter.argument;
    default:
      return parameter;
  }
}

function prepare(fn: FunctionBuilder, node: FunctionNode, { prepare, isDerived }: FunctionOptions): void {
  if (isDerived === true) {
    fn.afterSuper = (call) => prepare?.(fn, call);
  } else {
    prepare?.(fn, node);
  }
}

function lowerBody(fn: FunctionBuilder, node: FunctionNode): void {
  // The parser gives functions without a body as well, where only types are.
  const body = node.body as TSESTree.BlockStatement | TSESTree.Expression | null | undefined;
  if (body?.type === 'BlockStatement') {
    lowerStatements(fn, body.body);
  } else if (body) {
    fn.end({ op: 'return', value: lowerExpression(fn, body), site: fn.site(body) });
  }
}
