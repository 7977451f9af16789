/** Arithmetic on memory that threads share, in more steps than one. */
import { calleeName, memberKey, unwrap, type Node } from '../ast/nodes.js';
import type { SharedUpdate } from './facts.js';
import type { ModuleIndex } from './module.js';
import { nameOf } from './units.js';

const INTEGERS = /^(Int8|Uint8|Int16|Uint16|Int32|Uint32|BigInt64|BigUint64)Array$/;

/** `cells[0]++` and `cells[0] += 1` on an integer view of a `SharedArrayBuffer`, in code that is called a circuit or a breaker. */
export function sharedUpdates(index: ModuleIndex): SharedUpdate[] {
  if (!index.module.text.includes('SharedArrayBuffer')) {
    return [];
  }
  const updates: { readonly node: Node; readonly target: Node }[] = [
    ...index.nodesOfType('UpdateExpression').map((node) => ({ node, target: node.argument })),
    ...index
      .nodesOfType('AssignmentExpression')
      .filter((node) => isUpdate(index, node))
      .map((node) => ({ node, target: node.left })),
  ];
  return updates.flatMap(({ node, target }) => {
    const element = unwrap(target);
    const view = element.type === 'MemberExpression' && element.computed ? unwrap(element.object) : undefined;
    return view !== undefined && isSharedView(index, view) && isBreaker(index, node)
      ? [{ node, cell: index.textOf(element) }]
      : [];
  });
}

const isUpdate = (
  index: ModuleIndex,
  { operator, left, right }: { readonly operator: string; readonly left: Node; readonly right: Node },
): boolean => {
  const value = unwrap(right);
  return operator !== '='
    ? !/^(\?\?|\|\||&&)=$/.test(operator)
    : value.type === 'BinaryExpression' && index.textOf(value.left) === index.textOf(left);
};

const isBreaker = (index: ModuleIndex, node: Node): boolean => {
  const holder = index.enclosingClass(node) ?? index.enclosingFunction(node);
  return /circuit|breaker/i.test(`${holder === undefined ? '' : nameOf(holder, index)} ${index.module.path}`);
};

/** The view is made over a shared buffer wherever it is made. */
function isSharedView(index: ModuleIndex, view: Node): boolean {
  const made = valuesOf(index, view).filter((value) => value.type === 'NewExpression');
  return (
    made.length > 0 &&
    made.every(
      ({ callee, arguments: [buffer] }) =>
        INTEGERS.test(calleeName(callee)) && buffer !== undefined && isSharedBuffer(index, unwrap(buffer)),
    )
  );
}

function isSharedBuffer(index: ModuleIndex, buffer: Node): boolean {
  if (buffer.type === 'NewExpression') {
    return calleeName(buffer.callee) === 'SharedArrayBuffer';
  }
  const declared = buffer.type === 'Identifier' ? index.variableOf(buffer)?.defs[0]?.name : undefined;
  const type = declared?.type === 'Identifier' ? declared.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type === 'TSTypeReference') {
    return type.typeName.type === 'Identifier' && type.typeName.name === 'SharedArrayBuffer';
  }
  const values = valuesOf(index, buffer);
  return (
    values.length > 0 &&
    values.every((value) => value.type === 'NewExpression' && calleeName(value.callee) === 'SharedArrayBuffer')
  );
}

/** What a variable or a member of the instance is given, wherever that is. */
function valuesOf(index: ModuleIndex, target: Node): Node[] {
  if (target.type === 'Identifier') {
    const variable = index.variableOf(target);
    const declaration = variable?.defs[0]?.node;
    const isFixed = variable?.references.filter((reference) => reference.isWrite()).length === 1;
    return isFixed && declaration?.type === 'VariableDeclarator' && declaration.init !== null
      ? [unwrap(declaration.init)]
      : [];
  }
  const key =
    target.type === 'MemberExpression' && unwrap(target.object).type === 'ThisExpression'
      ? memberKey(target)
      : undefined;
  const owner = key === undefined ? undefined : index.enclosingClass(target);
  if (owner === undefined) {
    return [];
  }
  const fields = index
    .nodesOfType('PropertyDefinition', owner)
    .flatMap((field) => (memberKey(field) === key && field.value !== null ? [field.value] : []));
  const assigned = index.nodesOfType('AssignmentExpression', owner).flatMap(({ left, right }) => {
    const member = unwrap(left);
    return member.type === 'MemberExpression' &&
      unwrap(member.object).type === 'ThisExpression' &&
      memberKey(member) === key
      ? [right]
      : [];
  });
  return [...fields, ...assigned].map(unwrap);
}
