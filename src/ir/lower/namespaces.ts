/** Enums and namespaces of TypeScript: both are objects at run time, which several declarations may add to. */
import type { Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import {
  inScopeOf,
  loadFrom,
  readIdentifier,
  readVariable,
  storeIn,
  writeIdentifier,
  writeVariable,
} from './bindings.js';
import { lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import { declaredNames } from './modules.js';
import { hoistFunctions, lowerStatement } from './statements.js';
import { isInstantiated, isValue } from './variables.js';

type Node = TSESTree.Node;

const newObject = (fn: FunctionBuilder, node: Node): Register =>
  fn.value({ op: 'object', into: fn.register(), site: fn.site(node) });

/** The object of a declaration: a new one, or that of a declaration before it, which may be a function or a class. */
function lowerOwnObject(fn: FunctionBuilder, id: TSESTree.Identifier, node: Node): Register {
  const variable = fn.module.variables.variableOf(id);
  return variable !== undefined && hasEarlier(variable, node)
    ? readIdentifier(fn, id)
    : writeIdentifier(fn, id, newObject(fn, node));
}

const hasEarlier = ({ defs }: Variable, declaration: Node): boolean =>
  defs.some(({ type, node }) => {
    switch (type) {
      case 'FunctionName':
        return node.type === 'FunctionDeclaration';
      case 'TSModuleName':
        return node.range[0] < declaration.range[0] && isInstantiated(node);
      case 'ClassName':
      case 'TSEnumName':
        return node.range[0] < declaration.range[0];
      default:
        return false;
    }
  });

export function lowerEnum(fn: FunctionBuilder, node: TSESTree.TSEnumDeclaration): void {
  if (node.declare) {
    return;
  }
  const object = lowerOwnObject(fn, node.id, node);
  const texts = new Set<string>();
  let last: { readonly value: Register; readonly number?: number } | undefined;
  for (const member of node.body.members) {
    const name = memberName(member);
    const { initializer } = member;
    if (name === undefined) {
      continue;
    }
    if (initializer !== undefined && isText(initializer, texts)) {
      texts.add(name);
      setMember(fn, object, fn.constant(name, member), lowerExpression(fn, initializer), member);
      continue;
    }
    last = lowerMemberValue(fn, member, last);
    const key = fn.constant(name, member);
    setMember(fn, object, key, last.value, member);
    setMember(fn, object, last.value, key, member);
  }
}

function memberName(member: TSESTree.TSEnumMember): string | undefined {
  const id = member.id as Node;
  switch (id.type) {
    case 'Identifier':
      return id.name;
    case 'Literal':
      return String(id.value);
    case 'TemplateLiteral':
      return id.quasis[0]?.value.cooked ?? undefined;
    default:
      return undefined;
  }
}

/** Whether a member is text, which leads to no member by its value. `texts` are the members before it that are. */
function isText(initializer: Node, texts: ReadonlySet<string>): boolean {
  switch (initializer.type) {
    case 'Literal':
      return typeof initializer.value === 'string';
    case 'TemplateLiteral':
      return true;
    case 'Identifier':
      return texts.has(initializer.name);
    case 'MemberExpression':
      return initializer.property.type === 'Identifier' && texts.has(initializer.property.name);
    case 'BinaryExpression':
      return initializer.operator === '+' && (isText(initializer.left, texts) || isText(initializer.right, texts));
    default:
      return false;
  }
}

/** A member without an initializer is one more than the one before it. */
function lowerMemberValue(
  fn: FunctionBuilder,
  member: TSESTree.TSEnumMember,
  last: { readonly value: Register; readonly number?: number } | undefined,
): { readonly value: Register; readonly number?: number } {
  const { initializer } = member;
  if (initializer !== undefined) {
    const value = fn.own(lowerExpression(fn, initializer), member);
    return initializer.type === 'Literal' && typeof initializer.value === 'number'
      ? { value, number: initializer.value }
      : { value };
  }
  if (last !== undefined && last.number === undefined) {
    const right = fn.constant(1, member);
    const site = fn.site(member);
    return {
      value: fn.value({ op: 'binary', into: fn.register(), operator: '+', left: last.value, right, site }),
    };
  }
  const number = last?.number === undefined ? 0 : last.number + 1;
  return { value: fn.constant(number, member), number };
}

const setMember = (fn: FunctionBuilder, object: Register, key: Register, value: Register, node: Node): void =>
  fn.emit({ op: 'set', object, key, value, isDefinition: true, site: fn.site(node) });

export function lowerNamespace(fn: FunctionBuilder, node: TSESTree.TSModuleDeclaration): void {
  const { id, body } = node;
  if (node.declare || node.kind === 'global' || body?.type !== 'TSModuleBlock' || !isInstantiated(node)) {
    return;
  }
  if (id.type === 'Literal') {
    return;
  }
  const object = id.type === 'Identifier' ? lowerOwnObject(fn, id, node) : lowerQualified(fn, id);
  inScopeOf(fn, fn.module.variables.scopeOf(node), node, () => {
    hoistFunctions(fn, body.body);
    for (const statement of body.body) {
      if (statement.type === 'ExportNamedDeclaration' && statement.declaration !== null) {
        lowerMember(fn, object, statement.declaration);
      } else {
        lowerStatement(fn, statement);
      }
    }
  });
}

/** What a namespace exports is a property of it. A variable is nothing else, so that declaring it sets the property. */
function lowerMember(fn: FunctionBuilder, object: Register, declaration: Node): void {
  lowerStatement(fn, declaration);
  if (declaration.type === 'VariableDeclaration') {
    return;
  }
  const scope = fn.module.variables;
  for (const name of declaredNames(fn.module, declaration)) {
    const id = (declaration as { readonly id?: Node | null }).id;
    const variable = id ? scope.variableOf(id) : undefined;
    if (variable !== undefined) {
      const value = readVariable(fn, variable, declaration);
      setMember(fn, object, fn.constant(name, declaration), value, declaration);
    }
  }
}

/** `namespace a.b {}`: makes what is not there yet. */
function lowerQualified(fn: FunctionBuilder, name: TSESTree.EntityName): Register {
  switch (name.type) {
    case 'TSQualifiedName': {
      const object = lowerQualified(fn, name.left);
      const key = fn.constant(name.right.name, name);
      return orNew(fn, fn.get(object, key, name), name, (value) => setMember(fn, object, key, value, name));
    }
    case 'Identifier':
      return lowerRoot(fn, name);
    default:
      return fn.unknown('namespace', name);
  }
}

function lowerRoot(fn: FunctionBuilder, id: TSESTree.Identifier): Register {
  const { module } = fn;
  const variable = module.variables.variableOf(id);
  if (variable !== undefined && isValue(variable)) {
    return orNew(fn, readVariable(fn, variable, id), id, (value) => writeVariable(fn, variable, value, id));
  }
  module.addName(module.scope, id.name);
  return orNew(fn, loadFrom(fn, module.scope, id.name, id), id, (value) =>
    storeIn(fn, module.scope, id.name, value, id),
  );
}

function orNew(fn: FunctionBuilder, existing: Register, node: Node, write: (value: Register) => void): Register {
  const value = fn.own(existing, node);
  const [missing, after] = [fn.block(), fn.block()];
  const into = fn.register();
  const site = fn.site(node);
  const isAbsent = fn.value({ op: 'absent', into, value, test: 'nullish', isDefault: false, site });
  fn.branchImplicitly(isAbsent, missing, after, node);
  fn.begin(missing);
  fn.assign(value, newObject(fn, node), node);
  write(value);
  fn.goto(after, node);
  fn.begin(after);
  return value;
}
