/** The function that lets a half-open caller through, with what it would take to let only one. */
import { contains, isFunction, memberKey, unwrap } from '../ast/nodes.js';
import type { AdmissionSite, Node } from './facts.js';
import type { AttemptEvent } from './interpreter/machine.js';
import type { ModuleIndex } from './module.js';
import { phaseOf } from './phases.js';
import { placeOf } from './places.js';
import type { UnitRuns } from './runs.js';
import type { Entry } from './unit-code.js';

/** Undefined where the code has no expression for half-open, or none for turning a caller away that means the same before the call. */
export function admissionSite(runs: UnitRuns, entry: Entry, event: AttemptEvent): AdmissionSite | undefined {
  const { index } = runs.code;
  const call = event.stack.find((frame, i) => i > 0 && frame.kind !== 'loop')?.node ?? event.node;
  const halfOpen = halfOpenIn(runs);
  const rejection = (runs.explored(entry, 'open')?.rejections ?? [])
    .flatMap(({ node, value }) =>
      refusalOf(index, entry, node).map((refusal) => ({
        ...refusal,
        isOpaque: value.kind === 'error' && !value.typed,
      })),
    )
    .find(({ error }) => meansTheSame(index, error, error, call));
  const asked =
    event.stateTest && contains(entry.node, event.stateTest)
      ? event.stateTest
      : askedBefore(index, entry.node, event.stateTest, call);
  return halfOpen && asked && rejection && { scope: entry.node, asked, call, halfOpen, ...rejection };
}

/** `throw error`, or `return Promise.reject(error)` to the caller itself. */
function refusalOf(index: ModuleIndex, entry: Entry, node: Node): Pick<AdmissionSite, 'error' | 'isReturned'>[] {
  if (node.type === 'ThrowStatement') {
    return [{ error: node.argument, isReturned: false }];
  }
  const [error] = node.type === 'CallExpression' ? node.arguments : [];
  const returns = index.parentOf(node)?.type === 'ReturnStatement' && index.enclosingFunction(node) === entry.node;
  return error !== undefined && returns ? [{ error, isReturned: true }] : [];
}

/** An expression that stands for half-open beside this state: what it is assigned, compared with, or what its setter is told. */
function halfOpenIn({ unit, code: { index } }: UnitRuns): Node | undefined {
  const isState = (node: Node): boolean => placeOf(node, index)?.key === unit.state.key;
  const spelled = (node: Node): Node[] => (phaseOf(node) === 'half-open' ? [node] : []);
  return [
    ...index
      .nodesOfType('AssignmentExpression', unit.node)
      .flatMap(({ left, right }) => (isState(left) ? spelled(right) : [])),
    ...index
      .nodesOfType('BinaryExpression', unit.node)
      .flatMap(({ left, right }) => (isState(left) ? spelled(right) : isState(right) ? spelled(left) : [])),
    ...index
      .nodesOfType('CallExpression', unit.node)
      .flatMap(({ callee, arguments: told }) =>
        setsState(index, callee, unit.stateWrites) ? told.flatMap(spelled) : [],
      ),
  ][0];
}

/** A method or function that writes the state. */
function setsState(index: ModuleIndex, callee: Node, writes: readonly Node[]): boolean {
  const name = nameOf(callee);
  return name !== undefined && writes.some((write) => nameOfFunction(index, index.enclosingFunction(write)) === name);
}

function nameOf(node: Node): string | undefined {
  const target = unwrap(node);
  if (target.type === 'Identifier') {
    return target.name;
  }
  return target.type === 'MemberExpression' && unwrap(target.object).type === 'ThisExpression'
    ? memberKey(target)
    : undefined;
}

function nameOfFunction(index: ModuleIndex, fn: Node | undefined): string | undefined {
  const parent = fn && index.parentOf(fn);
  if (isFunction(fn) && fn.id) {
    return fn.id.name;
  }
  if (parent?.type === 'VariableDeclarator') {
    return nameOf(parent.id);
  }
  return parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' ? memberKey(parent) : undefined;
}

/** The state is tested in another function: where the one that makes the call has it asked, if once and before the call. */
function askedBefore(index: ModuleIndex, scope: Node, test: Node | undefined, call: Node): Node | undefined {
  const name = test && nameOfFunction(index, index.enclosingFunction(test));
  const asked = index.nodesOfType('MemberExpression', scope).filter((member) => nameOf(member) === name);
  const named = index
    .nodesOfType('Identifier', scope)
    .filter((identifier) => identifier.name === name && index.variableOf(identifier) !== undefined);
  const uses = [...asked, ...named].filter((use) => use.range[0] < call.range[0]);
  return name === undefined ? undefined : uses.sort((a, b) => a.range[0] - b.range[0]).at(-1);
}

/** The expression can be evaluated where the call is made: it uses what is visible there, and nothing that only a test has made certain. */
function meansTheSame(index: ModuleIndex, expression: Node, from: Node, at: Node): boolean {
  const visible = index.nodesOfType('Identifier', expression).every((identifier) => {
    const variable = index.variableOf(identifier);
    return variable === undefined || contains(expression, variable.scope.block) || contains(variable.scope.block, at);
  });
  const waits =
    index.nodesOfType('AwaitExpression', expression).length > 0 ||
    index.nodesOfType('YieldExpression', expression).length > 0;
  const made = expression.type === 'NewExpression' || expression.type === 'CallExpression';
  return (
    made &&
    visible &&
    !waits &&
    index.nodesOfType('MemberExpression', expression).every((member) => !mayBeMissing(index, member, from))
  );
}

/** A field whose type says that it may be null or undefined. */
function mayBeMissing(index: ModuleIndex, member: Node, from: Node): boolean {
  const owner = index.enclosingClass(from);
  const name = nameOf(member);
  return index
    .nodesOfType('PropertyDefinition', owner)
    .some(
      (field) =>
        memberKey(field) === name &&
        (field.optional || /\b(null|undefined)\b/.test(field.typeAnnotation ? index.textOf(field.typeAnnotation) : '')),
    );
}
