/** What a module imports and exports, as terms of its record. */
import { isClass, isFunction, memberKey, unwrap, type Node } from '../../ast/nodes.js';
import type { Term } from '../../module-graph/record.js';
import type { Lowering } from './lowering.js';

export function lowerExports(lowering: Lowering): { exports: Record<string, Term>; stars: string[] } {
  const exports: Record<string, Term> = Object.create(null) as Record<string, Term>;
  const stars: string[] = [];
  const { index } = lowering;
  const declared = (name: Node | null | undefined): void => {
    if (name?.type === 'Identifier') {
      exports[name.name] = lowering.variable(name);
    }
  };
  for (const node of index.module.ast.body) {
    if (node.type === 'ExportAllDeclaration') {
      if (node.exported === null) {
        stars.push(node.source.value);
      } else {
        exports[nameIn(node.exported)] = { kind: 'import', specifier: node.source.value, name: '*' };
      }
    } else if (node.type === 'ExportNamedDeclaration') {
      const { declaration, source } = node;
      if (declaration?.type === 'VariableDeclaration') {
        declaration.declarations.forEach(({ id }) => {
          names(id).forEach(declared);
        });
      } else if (declaration !== null && 'id' in declaration) {
        declared(declaration.id);
      }
      for (const { local, exported } of node.specifiers) {
        exports[nameIn(exported)] =
          source === null
            ? local.type === 'Identifier'
              ? lowering.variable(local)
              : { kind: 'unknown' }
            : { kind: 'import', specifier: source.value, name: nameIn(local) };
      }
    } else if (node.type === 'ExportDefaultDeclaration') {
      const { declaration } = node;
      exports['default'] = isFunction(declaration)
        ? { kind: 'function', fn: lowering.functionId(declaration) }
        : isClass(declaration)
          ? { kind: 'class', at: lowering.classId(declaration) }
          : lowering.term(declaration);
    } else if (node.type === 'TSExportAssignment') {
      exports['='] = lowering.term(node.expression);
    }
  }
  commonJs(lowering, exports);
  return { exports, stars };
}

/** `module.exports = …`, `exports.name = …`, `module.exports.name = …`. */
function commonJs(lowering: Lowering, exports: Record<string, Term>): void {
  for (const { left, right } of lowering.index.nodesOfType('AssignmentExpression')) {
    const target = unwrap(left);
    if (target.type !== 'MemberExpression') {
      continue;
    }
    const object = unwrap(target.object);
    const key = memberKey(target);
    if (object.type === 'Identifier' && object.name === 'module' && key === 'exports') {
      exports['='] = lowering.term(right);
    } else if (
      key !== undefined &&
      (object.type === 'Identifier' ? object.name === 'exports' : isModuleExports(object))
    ) {
      exports[key] = lowering.term(right);
    }
  }
}

const isModuleExports = (node: Node): boolean =>
  node.type === 'MemberExpression' &&
  memberKey(node) === 'exports' &&
  node.object.type === 'Identifier' &&
  node.object.name === 'module';

const nameIn = (node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string =>
  node.name ?? String(node.value);

function names(pattern: Node): Node[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        names(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : names(element)));
    case 'AssignmentPattern':
      return names(pattern.left);
    default:
      return [];
  }
}

/** What an import declaration binds to a name. */
export function importTerm(node: Node, parent: Node | null | undefined): Term | undefined {
  if (node.type === 'TSImportEqualsDeclaration') {
    const reference = node.moduleReference;
    return reference.type === 'TSExternalModuleReference' &&
      reference.expression.type === 'Literal' &&
      typeof reference.expression.value === 'string'
      ? { kind: 'import', specifier: reference.expression.value, name: '=' }
      : undefined;
  }
  if (parent?.type !== 'ImportDeclaration') {
    return undefined;
  }
  const specifier = parent.source.value;
  switch (node.type) {
    case 'ImportDefaultSpecifier':
      return { kind: 'import', specifier, name: 'default' };
    case 'ImportNamespaceSpecifier':
      return { kind: 'import', specifier, name: '*' };
    case 'ImportSpecifier':
      return {
        kind: 'import',
        specifier,
        name: node.imported.type === 'Identifier' ? node.imported.name : node.imported.value,
      };
    default:
      return undefined;
  }
}
