/** What a function says of itself, beside what it does. */
import { contains, type FunctionNode, type Node } from '../../ast/nodes.js';
import type { FunctionRecord } from '../../module-graph/record.js';
import type { ModuleIndex } from '../module.js';

export function declaredBy(
  index: ModuleIndex,
  node: FunctionNode,
  params: readonly Node[],
): Pick<FunctionRecord, 'required' | 'throws'> {
  const required = params.flatMap((parameter, at) =>
    parameter.type === 'Identifier' && parameter.typeAnnotation !== undefined && !parameter.optional ? [at] : [],
  );
  return { ...(throwsItself(index, node) && { throws: true }), ...(required.length > 0 && { required }) };
}

function throwsItself(index: ModuleIndex, node: FunctionNode): boolean {
  const handlers = index.nodesOfType('CatchClause', node);
  return index
    .nodesOfType('ThrowStatement', node)
    .some((thrown) => !handlers.some((handler) => contains(handler, thrown)));
}
