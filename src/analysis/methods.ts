/** The methods, fields and ancestors of the classes of a module, and which of them are retry abstractions. */
import { isFunction, memberKey, unwrap, type ClassNode, type FunctionNode, type Node } from '../ast/nodes.js';
import type { MethodTable } from './interpreter/machine.js';
import type { ModuleIndex, Variable } from './module.js';
import { nameOf } from './units.js';

const RETRY_NAME = /retr|backoff|attempt/i;

export function methodTable(index: ModuleIndex): MethodTable {
  const tables = new Map<ClassNode, Map<string, FunctionNode>>();
  const own = (node: ClassNode): Map<string, FunctionNode> => {
    let table = tables.get(node);
    if (table === undefined) {
      table = new Map();
      for (const member of node.body.body) {
        const key =
          member.type === 'MethodDefinition' || member.type === 'PropertyDefinition' ? memberKey(member) : undefined;
        const value = member.type === 'MethodDefinition' || member.type === 'PropertyDefinition' ? member.value : null;
        const fn = value === null ? undefined : unwrap(value);
        if (key === undefined || !isFunction(fn) || fn.body === null) {
          continue;
        }
        const kind =
          member.type === 'MethodDefinition' && (member.kind === 'get' || member.kind === 'set')
            ? member.kind
            : 'method';
        table.set(`${kind} ${key}`, fn);
      }
      tables.set(node, table);
    }
    return table;
  };
  const classOf = (variable: Variable): ClassNode | undefined => {
    const definition = variable.defs[0]?.node;
    const init =
      definition?.type === 'VariableDeclarator' && definition.init !== null ? unwrap(definition.init) : undefined;
    return index.classBehind(definition) ?? index.classBehind(init);
  };
  const namedParent = (node: ClassNode): ClassNode | undefined => {
    const parent = node.superClass === null ? undefined : unwrap(node.superClass);
    const variable = parent?.type === 'Identifier' ? index.variableOf(parent) : undefined;
    return variable && classOf(variable);
  };
  /** The parent, unless the line of ancestors leads back to the class: such a program fails when it is loaded. */
  const superClass = (node: ClassNode): ClassNode | undefined => {
    const parent = namedParent(node);
    const seen = new Set([node]);
    for (let at = parent; at !== undefined; at = namedParent(at)) {
      if (seen.has(at)) {
        return undefined;
      }
      seen.add(at);
    }
    return parent;
  };
  const lineage = function* (node: ClassNode): Generator<ClassNode> {
    const seen = new Set<ClassNode>();
    for (let at: ClassNode | undefined = node; at !== undefined && !seen.has(at); at = superClass(at)) {
      seen.add(at);
      yield at;
    }
  };
  const method: MethodTable['method'] = (node, key, kind) => {
    for (const ancestor of lineage(node)) {
      const found = own(ancestor).get(`${kind} ${key}`);
      if (found !== undefined) {
        return found;
      }
      if (key === 'constructor') {
        return undefined;
      }
    }
    return undefined;
  };
  return {
    method,
    classOf,
    superClass,
    field: (node, key, isStatic) => {
      for (const ancestor of lineage(node)) {
        for (const member of ancestor.body.body) {
          if (
            member.type === 'PropertyDefinition' &&
            member.static === isStatic &&
            memberKey(member) === key &&
            member.value !== null
          ) {
            return member.value;
          }
        }
      }
      return undefined;
    },
    strategyFor: (receiver, parameter, name) => {
      const candidates = index.classes.filter((node) => method(node, name, 'method') !== undefined);
      const annotated = annotatedType(parameter);
      if (annotated !== undefined) {
        const direct = candidates.find((node) => node.id?.name === annotated);
        const implementers = candidates.filter((node) =>
          node.implements.some((clause) => typeName(clause.expression) === annotated),
        );
        return direct ?? (implementers.length === 1 ? implementers[0] : undefined);
      }
      // Without a type: the receiver is called a retry, and one class of this module, called a retry as well, has such a method.
      const called =
        receiver.type === 'Identifier'
          ? receiver.name
          : receiver.type === 'MemberExpression'
            ? (memberKey(receiver) ?? '')
            : '';
      const fitting = candidates.filter((node) => RETRY_NAME.test(nameOf(node, index)));
      return RETRY_NAME.test(called) && fitting.length === 1 ? fitting[0] : undefined;
    },
  };
}

/** `RetryStrategy` of `retry?: RetryStrategy | undefined`. */
function annotatedType(parameter: Node | undefined): string | undefined {
  const annotation = parameter?.type === 'Identifier' ? parameter.typeAnnotation?.typeAnnotation : undefined;
  const options = annotation?.type === 'TSUnionType' ? annotation.types : annotation === undefined ? [] : [annotation];
  for (const option of options) {
    if (option.type === 'TSTypeReference') {
      return typeName(option.typeName);
    }
  }
  return undefined;
}

const typeName = (node: Node): string | undefined => (node.type === 'Identifier' ? node.name : undefined);
