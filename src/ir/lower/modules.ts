/** Imports and exports of all kinds. */
import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import { importedBy, readQualified, storeIn, writeIdentifier } from './bindings.js';
import { withoutTypes } from './chains.js';
import { lowerClass } from './classes.js';
import { lowerEffect, lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import type { ModuleBuilder } from './module-builder.js';
import { bindPattern } from './patterns.js';
import { lowerStatement } from './statements.js';
import { isTypeImport, isValue } from './variables.js';

type Node = TSESTree.Node;

/** The variable of a default export that has no name. */
const DEFAULT = '*default*';

/** Imports come before everything else, wherever they are written. */
export function lowerImports(fn: FunctionBuilder, ast: TSESTree.Program): void {
  for (const statement of ast.body) {
    if (statement.type === 'ImportDeclaration') {
      lowerImportDeclaration(fn, statement);
    }
  }
}

function lowerImportDeclaration(fn: FunctionBuilder, node: TSESTree.ImportDeclaration): void {
  const { module } = fn;
  const from = node.source.value;
  if (node.specifiers.length === 0 && node.importKind !== 'type') {
    module.imports.push({ from, name: '*' });
    importInto(fn, { from, name: '*', isRequired: false }, node);
  }
  for (const specifier of node.specifiers) {
    const entry = { from, name: importedName(specifier), local: specifier.local.name };
    const isOnlyType = isTypeImport(specifier, node);
    if (isOnlyType || isUsedAsType(module, specifier)) {
      module.typeImports.push(entry);
    }
    if (!isOnlyType) {
      module.imports.push(entry);
      const value = importInto(fn, { from, name: entry.name, isRequired: false }, specifier);
      writeIdentifier(fn, specifier.local, value);
    }
  }
}

/** Whether nothing but types uses an imported name. */
function isUsedAsType({ variables }: ModuleBuilder, { local }: TSESTree.ImportClause): boolean {
  const references = variables.variableOf(local)?.references ?? [];
  return references.length > 0 && references.every(({ isValueReference }) => isValueReference === false);
}

const importedName = (specifier: TSESTree.ImportClause): string => {
  switch (specifier.type) {
    case 'ImportSpecifier':
      return exportedName(specifier.imported);
    case 'ImportDefaultSpecifier':
      return 'default';
    default:
      return '*';
  }
};

const exportedName = (node: TSESTree.Identifier | TSESTree.StringLiteral): string =>
  node.type === 'Identifier' ? node.name : node.value;

interface Imported {
  readonly from: string | undefined;
  readonly name: string;
  readonly isRequired: boolean;
}

function importInto(fn: FunctionBuilder, { from, name, isRequired }: Imported, node: Node): Register {
  const source = from === undefined ? {} : { from };
  return fn.value({ op: 'import', into: fn.register(), ...source, name, isRequired, site: fn.site(node) });
}

/** A call of the global `require` with something. */
export const isRequire = (
  { module }: FunctionBuilder,
  { callee, arguments: [first] }: TSESTree.CallExpression,
): boolean =>
  callee.type === 'Identifier' &&
  callee.name === 'require' &&
  first !== undefined &&
  module.variables.variableOf(callee) === undefined;

export function lowerRequire(fn: FunctionBuilder, node: TSESTree.CallExpression): Register {
  const from = requiredName(fn, node);
  if (from !== undefined) {
    fn.module.imports.push({ from, name: '*' });
  }
  return importInto(fn, { from, name: '*', isRequired: true }, node);
}

/** The specifier, if it is written out; if not, it is evaluated. */
function requiredName(fn: FunctionBuilder, { arguments: [specifier] }: TSESTree.CallExpression): string | undefined {
  const from = textOf(specifier);
  if (from === undefined && specifier !== undefined) {
    lowerEffect(fn, specifier.type === 'SpreadElement' ? specifier.argument : specifier);
  }
  return from;
}

function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'TemplateLiteral') {
    return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
  }
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** `const x = require('…')`, `const { a, b: c } = require('…')`: what is bound is known by its name. */
export function lowerRequireInto(fn: FunctionBuilder, id: Node, init: Node): boolean {
  const call = withoutTypes(init);
  const from = call.type === 'CallExpression' && isRequire(fn, call) ? textOf(call.arguments[0]) : undefined;
  if (from === undefined) {
    return false;
  }
  const names = id.type === 'Identifier' ? [{ name: '*', local: id.name }] : boundNames(id);
  fn.module.imports.push(...(names ?? [{ name: '*' }]).map((entry) => ({ from, ...entry })));
  bindPattern(fn, id, importInto(fn, { from, name: '*', isRequired: true }, call));
  return true;
}

/** The names of a pattern without nesting, rest or computed keys. */
function boundNames(pattern: Node): { name: string; local: string }[] | undefined {
  const properties = pattern.type === 'ObjectPattern' ? pattern.properties : [];
  const names = properties.flatMap((property) =>
    property.type === 'Property' &&
    !property.computed &&
    property.key.type === 'Identifier' &&
    property.value.type === 'Identifier'
      ? [{ name: property.key.name, local: property.value.name }]
      : [],
  );
  return names.length > 0 && names.length === properties.length ? names : undefined;
}

/** `import('…')`: a promise of the module. */
export function lowerImport(fn: FunctionBuilder, node: TSESTree.ImportExpression): Register {
  const from = textOf(node.source);
  if (from === undefined) {
    lowerExpression(fn, node.source);
  } else {
    fn.module.imports.push({ from, name: '*' });
  }
  const value = importInto(fn, { from, name: '*', isRequired: false }, node);
  const site = fn.site(node);
  const receiver = fn.value({ op: 'global', into: fn.register(), name: 'Promise', site });
  const callee = fn.get(receiver, fn.constant('resolve', node), node);
  const items = [{ value, isSpread: false }];
  return fn.value({ op: 'call', into: fn.register(), callee, receiver, arguments: items, site });
}

export function lowerModuleStatement(fn: FunctionBuilder, node: Node): void {
  switch (node.type) {
    case 'ExportNamedDeclaration':
      lowerExport(fn, node);
      break;
    case 'ExportDefaultDeclaration':
      fn.module.hasExport = true;
      lowerDefault(fn, node.declaration);
      break;
    case 'ExportAllDeclaration':
      exportAll(fn.module, node);
      break;
    case 'TSImportEqualsDeclaration':
      lowerImportEquals(fn, node);
      break;
    case 'TSExportAssignment':
      lowerExportAssignment(fn, node);
  }
}

function exportAll(module: ModuleBuilder, { source, exported }: TSESTree.ExportAllDeclaration): void {
  module.hasExport = true;
  if (exported === null) {
    module.stars.push(source.value);
  } else {
    module.reexports.push({ from: source.value, name: '*', as: exportedName(exported) });
  }
}

function lowerExport(fn: FunctionBuilder, node: TSESTree.ExportNamedDeclaration): void {
  const { module } = fn;
  module.hasExport = true;
  for (const { local, exported } of node.specifiers) {
    const as = exportedName(exported);
    if (node.source !== null) {
      module.reexports.push({ from: node.source.value, name: exportedName(local), as });
    } else if (local.type === 'Identifier') {
      exportLocal(module, local, as);
    }
  }
  if (node.declaration !== null) {
    lowerStatement(fn, node.declaration);
    for (const name of declaredNames(module, node.declaration)) {
      module.exports.set(name, name);
    }
  }
}

/** A type that is imported is passed on under its name: somebody may inject an object of it. */
function exportLocal(module: ModuleBuilder, local: TSESTree.Identifier, as: string): void {
  const variable = module.variables.variableOf(local);
  const type = module.typeImports.find((entry) => entry.local === local.name);
  const imported = variable && importedBy(variable);
  if (imported !== undefined) {
    module.reexports.push({ ...imported, as });
  } else if (variable !== undefined) {
    module.exports.set(as, variable.name);
  } else if (type !== undefined) {
    module.reexports.push({ from: type.from, name: type.name, as });
  }
}

/** The names that a declaration declares and that are there at run time. */
export function declaredNames({ variables }: ModuleBuilder, declaration: Node): readonly string[] {
  switch (declaration.type) {
    case 'VariableDeclaration':
      return variables
        .declaredBy(declaration)
        .filter(isValue)
        .map(({ name }) => name);
    case 'TSModuleDeclaration': {
      let root: Node = declaration.id;
      while (root.type === 'TSQualifiedName') {
        root = root.left;
      }
      if (root.type !== 'Identifier' || (root === declaration.id && variables.variableOf(root) === undefined)) {
        return [];
      }
      return [root.name];
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
    case 'TSImportEqualsDeclaration':
      return declaration.id !== null && variables.variableOf(declaration.id) ? [declaration.id.name] : [];
    default:
      return [];
  }
}

function lowerDefault(fn: FunctionBuilder, declaration: TSESTree.ExportDefaultDeclaration['declaration']): void {
  const { module } = fn;
  switch (declaration.type) {
    case 'TSInterfaceDeclaration':
    case 'TSDeclareFunction':
      return;
    case 'FunctionDeclaration':
      module.exports.set('default', declaration.id?.name ?? DEFAULT);
      return;
    case 'ClassDeclaration':
      if (declaration.id !== null) {
        lowerStatement(fn, declaration);
        module.exports.set('default', declaration.id.name);
        return;
      }
      storeDefault(fn, lowerClass(fn, declaration, 'default'), declaration);
      module.exports.set('default', DEFAULT);
      return;
    case 'Identifier':
      if (module.typeImports.some(({ local }) => local === declaration.name)) {
        exportLocal(module, declaration, 'default');
        return;
      }
  }
  storeDefault(fn, lowerExpression(fn, declaration, 'default'), declaration);
  module.exports.set('default', DEFAULT);
}

export function storeDefault(fn: FunctionBuilder, value: Register, node: Node): void {
  fn.module.addName(fn.module.scope, DEFAULT);
  storeIn(fn, fn.module.scope, DEFAULT, value, node);
}

/** `import x = require('…')`, `import x = a.b` */
function lowerImportEquals(fn: FunctionBuilder, node: TSESTree.TSImportEqualsDeclaration): void {
  const { id, moduleReference } = node;
  const { module } = fn;
  const from = moduleReference.type === 'TSExternalModuleReference' ? textOf(moduleReference.expression) : undefined;
  const isType = node.importKind === 'type';
  if (from !== undefined) {
    const entry = { from, name: '*', local: id.name };
    (isType ? module.typeImports : module.imports).push(entry);
  }
  if (!isType) {
    const value =
      moduleReference.type === 'TSExternalModuleReference'
        ? importInto(fn, { from, name: '*', isRequired: true }, node)
        : readQualified(fn, moduleReference);
    writeIdentifier(fn, id, value);
  }
}

/** `export = x` is `module.exports = x`. */
function lowerExportAssignment(fn: FunctionBuilder, node: TSESTree.TSExportAssignment): void {
  fn.module.mentionsCommonJs = true;
  const object = fn.value({ op: 'global', into: fn.register(), name: 'module', site: fn.site(node) });
  const key = fn.constant('exports', node);
  const value = lowerExpression(fn, node.expression);
  fn.emit({ op: 'set', object, key, value, isDefinition: false, site: fn.site(node) });
}
