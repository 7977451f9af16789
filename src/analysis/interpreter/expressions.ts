/** What an expression does to a path, and what it evaluates to on each way it can go. */
import type { TSESTree } from '@typescript-eslint/types';

import { isFunction, memberKey, unwrap, type Node } from '../../ast/nodes.js';
import { phaseOf, phaseOfName } from '../phases.js';
import { variableKey } from '../places.js';
import { assign, bindPattern, update } from './assignments.js';
import { evaluateCall, evaluateNew, callFunction } from './calls.js';
import { hasEntries, readBelow, readCell } from './cells.js';
import { decide } from './conditions.js';
import { normal, step, andThen, unitObject, type Flow, type Machine } from './machine.js';
import type { Path } from './path.js';
import { binary, unary } from './operators.js';
import { settle } from './promises.js';
import {
  EXTERNAL,
  joinDeps,
  literal,
  phaseLiteral,
  UNDEFINED,
  UNKNOWN,
  unknown,
  withDeps,
  type ObjectValue,
  type Value,
} from './value.js';

export function evaluate(machine: Machine, path: Path, expression: Node): Flow[] {
  step(machine);
  const node = unwrap(expression);
  if (machine.receivers?.has(node) === true) {
    return [normal(path, unitObject(machine))];
  }
  switch (node.type) {
    case 'Literal':
      return [normal(path, literalOf(node))];
    case 'TemplateLiteral':
      return evaluateAll(machine, path, node.expressions, (at, values) =>
        values.length === 0
          ? [normal(at, literal(node.quasis[0]?.value.cooked ?? ''))]
          : [normal(at, unknown(joinDeps(...values.map((value) => value.deps))))],
      );
    case 'Identifier':
      return [normal(path, readVariable(machine, path, node))];
    case 'ThisExpression':
      return [normal(path, path.self)];
    case 'MemberExpression': {
      const phase = phaseOf(node);
      if (phase !== undefined) {
        return [normal(path, phaseLiteral(phase))];
      }
      return andThen(evaluate(machine, path, node.object), (at, base) => readMember(machine, at, base, node));
    }
    case 'CallExpression':
      return evaluateCall(machine, path, node);
    case 'NewExpression':
      return evaluateNew(machine, path, node);
    case 'AwaitExpression':
      return andThen(evaluate(machine, path, node.argument), (at, value) => settle(machine, at, value, node));
    case 'YieldExpression':
      return node.argument === null || node.argument === undefined
        ? settle(machine, path, UNDEFINED, node)
        : andThen(evaluate(machine, path, node.argument), (at) => settle(machine, at, UNDEFINED, node));
    case 'AssignmentExpression':
      return assign(machine, path, node);
    case 'UpdateExpression':
      return update(machine, path, node);
    case 'UnaryExpression':
      return andThen(evaluate(machine, path, node.argument), (at, value) => [normal(at, unary(node.operator, value))]);
    case 'BinaryExpression':
      return andThen(evaluate(machine, path, node.left), (at, left) =>
        andThen(evaluate(machine, at, node.right), (end, right) => [
          normal(end, binary(machine, end, node, left, right)),
        ]),
      );
    case 'LogicalExpression':
      return logical(machine, path, node);
    case 'ConditionalExpression':
      return decide(machine, path, node.test).flatMap(({ flow, truth, deps }) => {
        if (flow.kind !== 'normal') {
          return [flow];
        }
        const control = flow.path.control;
        flow.path.control = joinDeps(control, deps);
        return evaluate(machine, flow.path, truth ? node.consequent : node.alternate).map((result) => {
          result.path.control = control;
          return { ...result, value: withDeps(result.value, deps) };
        });
      });
    case 'SequenceExpression':
      return evaluateAll(machine, path, node.expressions, (at, values) => [normal(at, values.at(-1) ?? UNDEFINED)]);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return [
        normal(path, {
          kind: 'function',
          node,
          self: node.type === 'ArrowFunctionExpression' ? path.self : undefined,
          deps: [],
        }),
      ];
    case 'ClassExpression':
      return [normal(path, { kind: 'class', node, deps: [] })];
    case 'ObjectExpression':
      return objectLiteral(machine, path, node);
    case 'ArrayExpression':
      return evaluateAll(
        machine,
        path,
        node.elements.map((element) => (element?.type === 'SpreadElement' ? element.argument : element)),
        (at, values) => {
          const id = `a${machine.nextId++}`;
          const closed = node.elements.every((element) => element !== null && element.type !== 'SpreadElement');
          values.forEach((value, i) => at.setMember(id, String(i), value));
          if (closed) {
            at.setMember(id, 'length', literal(values.length));
          }
          return [
            normal(at, { kind: 'object', id, open: !closed, deps: joinDeps(...values.map((value) => value.deps)) }),
          ];
        },
      );
    case 'TaggedTemplateExpression':
      return evaluateAll(machine, path, [node.tag, ...node.quasi.expressions], (at) => [normal(at, EXTERNAL)]);
    default:
      return [normal(path, UNKNOWN)];
  }
}

const literalOf = (node: TSESTree.Literal): Value => {
  if (node.value === null && !('raw' in node && node.raw === 'null')) {
    return UNKNOWN;
  }
  return typeof node.value === 'object' && node.value !== null
    ? UNKNOWN
    : literal(node.value as string | number | boolean | null);
};

/** Evaluates a list from left to right. */
export function evaluateAll(
  machine: Machine,
  path: Path,
  nodes: readonly (Node | null | undefined)[],
  next: (path: Path, values: readonly Value[]) => Flow[],
): Flow[] {
  const go = (at: Path, i: number, values: readonly Value[]): Flow[] => {
    if (i >= nodes.length) {
      return next(at, values);
    }
    const node = nodes[i];
    if (node === null || node === undefined) {
      return go(at, i + 1, [...values, UNDEFINED]);
    }
    return andThen(evaluate(machine, at, node), (end, value) => go(end, i + 1, [...values, value]));
  };
  return go(path, 0, []);
}

function readVariable(machine: Machine, path: Path, node: TSESTree.Identifier): Value {
  if (node.name === 'undefined') {
    return UNDEFINED;
  }
  const variable = machine.index.variableOf(node);
  if (variable === undefined || variable.defs.length === 0) {
    return { kind: 'global', name: node.name, deps: [] };
  }
  const key = variableKey(variable);
  if (machine.mutable.has(key) || machine.settings.has(key) || hasEntries(machine, key)) {
    return readCell(machine, path, key, node);
  }
  const local = path.locals.get(variable);
  if (local !== undefined) {
    return local;
  }
  const phase = phaseOf(node);
  if (phase !== undefined) {
    return phaseLiteral(phase);
  }
  const constant = machine.constants.get(key);
  if (constant !== undefined) {
    return constant;
  }
  const definition = variable.defs[0];
  if (definition === undefined) {
    return UNKNOWN;
  }
  const cls = machine.index.classBehind(definition.node);
  if (cls !== undefined) {
    return { kind: 'class', node: cls, deps: [] };
  }
  if (isFunction(definition.node) && definition.type === 'FunctionName') {
    return { kind: 'function', node: definition.node, self: undefined, deps: [] };
  }
  if (definition.type === 'ImportBinding') {
    return unknown([], { external: true, text: node.name });
  }
  if (
    definition.node.type === 'VariableDeclarator' &&
    definition.node.init !== null &&
    definition.node.id.type === 'Identifier'
  ) {
    return constantInit(machine, path, variable.references, definition.node.init);
  }
  return unknown([], { text: node.name });
}

/** A variable outside the code that runs: what its only initialiser says. */
function constantInit(
  machine: Machine,
  path: Path,
  references: readonly { isWrite(): boolean; readonly identifier: Node }[],
  init: Node,
): Value {
  const writes = references.filter((reference) => reference.isWrite()).length;
  const inner = unwrap(init);
  if (writes > 1) {
    return UNKNOWN;
  }
  const cls = machine.index.classBehind(inner);
  if (cls !== undefined) {
    return { kind: 'class', node: cls, deps: [] };
  }
  if (isFunction(inner)) {
    return { kind: 'function', node: inner, self: UNKNOWN, deps: [] };
  }
  if (inner.type === 'CallExpression' || inner.type === 'NewExpression' || inner.type === 'AwaitExpression') {
    return unknown([], { external: true });
  }
  const flow = evaluate(machine, path, inner)[0];
  return flow?.kind === 'normal' ? flow.value : UNKNOWN;
}

/** The member of a value: a cell of the unit, a member of an object of this path, or a guess-free unknown. */
export function readMember(machine: Machine, path: Path, base: Value, node: TSESTree.MemberExpression): Flow[] {
  const member = memberKey(node);
  const place = 'place' in base ? base.place : undefined;
  if (node.computed && hasEntries(machine, place)) {
    return andThen(evaluate(machine, path, node.property), (at) => [
      normal(at, readCell(machine, at, `${place}[]`, node)),
    ]);
  }
  if (member === undefined) {
    return andThen(evaluate(machine, path, node.property), (at, key) => {
      const known =
        base.kind === 'object' && key.kind === 'literal' ? at.objects.get(base.id)?.get(String(key.value)) : undefined;
      return [
        normal(
          at,
          known ??
            unknown(joinDeps(base.deps, key.deps), { external: base.kind === 'unknown' && base.external === true }),
        ),
      ];
    });
  }
  if (node.optional && base.kind === 'literal' && (base.value === null || base.value === undefined)) {
    return [normal(path, UNDEFINED)];
  }
  return readMemberNamed(machine, path, base, member, node);
}

export function readMemberNamed(machine: Machine, path: Path, base: Value, member: string, node: Node): Flow[] {
  const { methods } = machine;
  const owner = base.kind === 'object' ? base.node : undefined;
  if (base.kind === 'object' && owner !== undefined) {
    const getter = methods.method(owner, member, 'get');
    if (getter !== undefined) {
      return callFunction(machine, path, { kind: 'function', node: getter, self: base, deps: [] }, [], node, member);
    }
    const held = base.id === 'this' ? undefined : path.objects.get(base.id)?.get(member);
    if (held !== undefined) {
      return [normal(path, held)];
    }
    const method = methods.method(owner, member, 'method');
    if (method !== undefined && !machine.mutable.has(`this.${member}`)) {
      return [normal(path, { kind: 'function', node: method, self: base, deps: [] })];
    }
    return [
      normal(
        path,
        base.id === 'this' ? readCell(machine, path, `this.${member}`, node) : unknown(base.deps, { external: true }),
      ),
    ];
  }
  if ((base.kind === 'object' || base.kind === 'unknown') && base.place !== undefined && base.deps.length > 0) {
    return [normal(path, readBelow(machine, path, base, member, node))];
  }
  if (base.kind === 'object') {
    const members = path.objects.get(base.id);
    const held = members?.get(member);
    // Beside its elements, a list that is written out has the methods of every list.
    const isComplete = !base.open && members?.has('length') !== true;
    return [normal(path, held ?? (isComplete ? UNDEFINED : unknown(base.deps, { text: textOf(machine, node) })))];
  }
  if (base.kind === 'class') {
    const method = methods.method(base.node, member, 'method');
    const field = methods.field(base.node, member, true);
    if (field !== undefined) {
      return evaluate(machine, path, field);
    }
    return [normal(path, method === undefined ? UNKNOWN : { kind: 'function', node: method, self: base, deps: [] })];
  }
  if (base.kind === 'unknown') {
    const stored = machine.unit.form === 'store' && member === machine.unit.state.key.split('.').at(-1);
    if (stored && base.deps.some((dep) => dep.cell.startsWith('store:'))) {
      return [normal(path, phaseLiteral(machine.admitted, base.deps))];
    }
    return [
      normal(
        path,
        unknown(base.deps, {
          external: base.external === true,
          ...(base.thrown && { thrown: true }),
          text: textOf(machine, node),
        }),
      ),
    ];
  }
  return [normal(path, unknown(base.deps, { external: true }))];
}

export const textOf = (machine: Machine, node: Node): string => {
  const text = machine.index.textOf(node);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
};

function logical(machine: Machine, path: Path, node: TSESTree.LogicalExpression): Flow[] {
  if (node.operator === '??') {
    return andThen(evaluate(machine, path, node.left), (at, left) => {
      if (left.kind === 'literal') {
        return left.value === null || left.value === undefined ? evaluate(machine, at, node.right) : [normal(at, left)];
      }
      if (left.kind !== 'unknown') {
        return [normal(at, left)];
      }
      // A value from outside with a fallback: the fallback is what holds unless the outside says otherwise.
      return andThen(evaluate(machine, at, node.right), (end, right) => {
        const nominal = right.kind === 'literal' ? { nominal: right.value, hasNominal: true } : {};
        return [normal(end, unknown(joinDeps(left.deps, right.deps), { ...left, ...nominal }))];
      });
    });
  }
  return decide(machine, path, node.left).flatMap(({ flow, truth, deps }) => {
    if (flow.kind !== 'normal') {
      return [flow];
    }
    if (truth !== (node.operator === '&&')) {
      const decided = flow.value.kind === 'unknown' ? literal(truth, flow.value.deps) : flow.value;
      return [normal(flow.path, withDeps(decided, deps))];
    }
    const control = flow.path.control;
    flow.path.control = joinDeps(control, deps);
    return evaluate(machine, flow.path, node.right).map((result) => {
      result.path.control = control;
      return { ...result, value: withDeps(result.value, deps) };
    });
  });
}

function objectLiteral(machine: Machine, path: Path, node: TSESTree.ObjectExpression): Flow[] {
  const id = `o${machine.nextId++}`;
  let flows: Flow[] = [normal(path, { kind: 'object', id, open: false, deps: [] } satisfies ObjectValue)];
  path.objects.set(id, new Map());
  for (const property of node.properties) {
    flows = andThen(flows, (at, object) => {
      if (property.type === 'SpreadElement') {
        return andThen(evaluate(machine, at, property.argument), (end, spread) => {
          if (spread.kind === 'object' && (spread.node === undefined || spread.id !== 'this')) {
            for (const [member, value] of end.objects.get(spread.id) ?? []) {
              end.setMember(id, member, value);
            }
            return [
              normal(end, {
                ...(object as ObjectValue),
                open: (object as ObjectValue).open || spread.open,
                deps: joinDeps(object.deps, spread.deps),
              }),
            ];
          }
          // Whatever is spread from outside may override each member, which stays what it is unless it does.
          for (const [member, value] of end.objects.get(id) ?? []) {
            if (value.kind === 'literal') {
              end.setMember(id, member, unknown(value.deps, { nominal: value.value, hasNominal: true, text: member }));
            }
          }
          return [normal(end, { ...(object as ObjectValue), open: true, deps: joinDeps(object.deps, spread.deps) })];
        });
      }
      const member = memberKey(property);
      const value = property.value;
      return andThen(evaluate(machine, at, value), (end, result) => {
        if (member === undefined) {
          return [normal(end, { ...(object as ObjectValue), open: true })];
        }
        const isFunctionValue = result.kind === 'function' && result.self === undefined;
        end.setMember(id, member, isFunctionValue ? { ...result, self: object } : result);
        return [normal(end, { ...(object as ObjectValue), deps: joinDeps(object.deps, result.deps) })];
      });
    });
  }
  return flows;
}

/** What a caller passes for a parameter, as far as the module says: nothing but the parameter's own default. */
export function parameterValue(parameter: Node): Value {
  const target = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
  const bare = target.type === 'AssignmentPattern' ? target.left : target;
  return bare.type === 'Identifier'
    ? unknown([], { parameter: bare, text: bare.name })
    : unknown([], bare.type === 'ObjectPattern' ? { parameter: bare } : {});
}

export const bindUnknownParameter = (machine: Machine, path: Path, parameter: Node): Flow[] =>
  bindPattern(machine, path, parameter, parameterValue(parameter), true);

export const phaseOfValue = (value: Value): string | undefined =>
  value.kind === 'literal'
    ? (value.phase ?? (typeof value.value === 'string' ? phaseOfName(value.value) : undefined))
    : undefined;
