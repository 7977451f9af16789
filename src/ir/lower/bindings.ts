/** Variables: where they live, how they are read and written, and the scopes that they are in. */
import type { Scope, Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import type { FunctionBuilder } from './function-builder.js';
import { isArguments, isValue, type Membership } from './variables.js';

type Node = TSESTree.Node;
type Named = TSESTree.Identifier | TSESTree.JSXIdentifier;

/** Globals that are constants, unless the module has a variable of the same name. */
const CONSTANTS: ReadonlyMap<string, number | undefined> = new Map([
  ['undefined', undefined],
  ['NaN', NaN],
  ['Infinity', Infinity],
]);

export function readIdentifier(fn: FunctionBuilder, node: Named): Register {
  const { variables, scope } = fn.module;
  const membership = variables.membershipOf(node);
  if (membership !== undefined) {
    return fn.get(readObjectOf(fn, membership.scope, node), fn.constant(membership.name, node), node);
  }
  const variable = variables.variableOf(node);
  const imported = variable && importedBy(variable);
  if (imported !== undefined) {
    return fn.value({ op: 'import', into: fn.register(), ...imported, isRequired: false, site: fn.site(node) });
  }
  if (variable !== undefined) {
    return readVariable(fn, variable, node);
  }
  if (variables.isDynamic(node)) {
    return fn.unknown(`with ${node.name}`, node);
  }
  if (CONSTANTS.has(node.name)) {
    return fn.constant(CONSTANTS.get(node.name), node);
  }
  if (fn.module.hasName(scope, node.name)) {
    return loadFrom(fn, scope, node.name, node);
  }
  fn.module.mentionsCommonJs ||= node.name === 'exports';
  return fn.value({ op: 'global', into: fn.register(), name: node.name, site: fn.site(node) });
}

/** What a variable stands for that is imported by a name: the one of the other module, whatever it holds by then. */
export function importedBy({ defs }: Variable): { readonly from: string; readonly name: string } | undefined {
  const specifier = defs[0]?.node as Node | undefined;
  const declaration = defs[0]?.parent as Node | null | undefined;
  if (declaration?.type !== 'ImportDeclaration' || defs.length > 1) {
    return undefined;
  }
  const from = declaration.source.value;
  switch (specifier?.type) {
    case 'ImportDefaultSpecifier':
      return { from, name: 'default' };
    case 'ImportSpecifier': {
      const { imported } = specifier;
      return { from, name: imported.type === 'Identifier' ? imported.name : imported.value };
    }
    default:
      return undefined;
  }
}

/** Returns the register in which the value now stands: that of the variable, where it has one. */
export function writeIdentifier(fn: FunctionBuilder, node: Named, value: Register): Register {
  const { variables } = fn.module;
  const membership = variables.membershipOf(node);
  if (membership !== undefined) {
    return writeMember(fn, membership, value, node);
  }
  const variable = variables.variableOf(node);
  if (variable !== undefined) {
    return writeVariable(fn, variable, value, node);
  }
  if (!variables.isDynamic(node)) {
    fn.emit({ op: 'setGlobal', name: node.name, value, site: fn.site(node) });
  }
  return value;
}

function writeMember(fn: FunctionBuilder, { scope, name }: Membership, value: Register, node: Node): Register {
  const object = readObjectOf(fn, scope, node);
  const key = fn.constant(name, node);
  fn.emit({ op: 'set', object, key, value, isDefinition: false, site: fn.site(node) });
  return value;
}

export function readVariable(fn: FunctionBuilder, variable: Variable, node: Node): Register {
  return fn.module.isShared(variable)
    ? loadFrom(fn, fn.module.scopeIdOf(variable.scope), variable.name, node)
    : fn.readLocal(variable);
}

export function writeVariable(fn: FunctionBuilder, variable: Variable, value: Register, node: Node): Register {
  if (!fn.module.isShared(variable)) {
    return fn.writeLocal(variable, value, node);
  }
  storeIn(fn, fn.module.scopeIdOf(variable.scope), variable.name, value, node);
  return value;
}

export const loadFrom = (fn: FunctionBuilder, scope: number, name: string, node: Node): Register =>
  fn.value({ op: 'load', from: fn.scope, into: fn.register(), scope, name, site: fn.site(node) });

export const storeIn = (fn: FunctionBuilder, scope: number, name: string, value: Register, node: Node): void =>
  fn.emit({ op: 'store', to: fn.scope, scope, name, value, site: fn.site(node) });

/** The object of the enum or namespace that a scope belongs to. */
function readObjectOf(fn: FunctionBuilder, scope: Scope, node: Node): Register {
  const variable = fn.module.variables.objectOf(scope);
  if (variable !== undefined && isValue(variable)) {
    return readVariable(fn, variable, node);
  }
  const { id } = scope.block as TSESTree.TSModuleDeclaration;
  return id.type === 'TSQualifiedName' ? readQualified(fn, id) : fn.unknown('namespace', node);
}

/** `a.b.c`, as a name of types has it. */
export function readQualified(fn: FunctionBuilder, name: TSESTree.EntityName): Register {
  switch (name.type) {
    case 'Identifier':
      return readIdentifier(fn, name);
    case 'TSQualifiedName':
      return fn.get(readQualified(fn, name.left), fn.constant(name.right.name, name), name);
    default:
      return fn.this(name);
  }
}

/**
 * Lowers what stands in the scope that a node begins. Variables that outlive the function get a scope of the running program; all others
 * are registers.
 */
export function inScopeOf(
  fn: FunctionBuilder,
  scope: Scope | undefined,
  node: Node,
  lower: (register: Register | undefined) => void,
  functionName?: string,
): void {
  if (scope === undefined || !fn.module.hasShared(scope)) {
    lower(undefined);
    return;
  }
  const register = newScope(fn, fn.module.scopeIdOf(scope, functionName), node);
  fn.inScope(register, () => lower(register));
}

export const newScope = (fn: FunctionBuilder, scope: number, node: Node): Register => {
  const parent = fn.scope;
  return fn.value({ op: 'scope', into: fn.register(), parent, scope, site: fn.site(node) });
};

/** The variable `arguments` of a function, where it is used. */
export const argumentsOf = (scope: Scope): Variable | undefined =>
  scope.variables.find((variable) => isArguments(variable) && variable.references.length > 0);
