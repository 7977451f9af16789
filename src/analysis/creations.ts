/** Who has what a call creates. */
import { memberKey, type Node } from '../ast/nodes.js';
import { isCall } from './lint-surroundings.js';
import type { ModuleIndex, Variable } from './module.js';

/** Nobody but one call has what is created here. */
export function isForOneUse(index: ModuleIndex, creation: Node): boolean {
  const parent = index.parentOf(creation);
  const [client] = isCall(creation) ? creation.arguments : [];
  if (parent?.type === 'ExpressionStatement') {
    const variable = client?.type === 'Identifier' ? index.variableOf(client) : undefined;
    return variable !== undefined && usesOf(variable) <= 2 && !isExported(index, variable.defs[0]?.node);
  }
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    const variable = index.variableOf(parent.id);
    return variable !== undefined && usesOf(variable) <= 1 && !isExported(index, parent);
  }
  if (parent?.type === 'PropertyDefinition') {
    const key = memberKey(parent);
    return index.nodesOfType('MemberExpression').filter((member) => memberKey(member) === key).length <= 1;
  }
  return parent?.type === 'MemberExpression' || parent?.type === 'CallExpression';
}

function isExported(index: ModuleIndex, declarator: Node | undefined): boolean {
  const declaration = declarator && index.parentOf(declarator);
  return declaration !== undefined && index.parentOf(declaration)?.type === 'ExportNamedDeclaration';
}

/** Uses besides the declaration. */
const usesOf = ({ references, defs }: Variable): number =>
  references.filter(({ identifier }) => identifier !== defs[0]?.name).length;
