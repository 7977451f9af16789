/** Assignments, updates and destructuring. */
import type { TSESTree } from '@typescript-eslint/types';

import { memberKey, unwrap, type Node } from '../../ast/nodes.js';
import { variableKey } from '../places.js';
import { writeCell } from './cells.js';
import { decide } from './conditions.js';
import { evaluate, readMemberNamed } from './expressions.js';
import { normal, andThen, type Flow, type Machine } from './machine.js';
import { noteStoreChange } from './operators.js';
import type { CellWrite, Path } from './path.js';
import { joinDeps, literal, nominalOf, UNDEFINED, UNKNOWN, unknown, type ObjectValue, type Value } from './value.js';

type Operation = CellWrite['operation'];

export function assign(machine: Machine, path: Path, node: TSESTree.AssignmentExpression): Flow[] {
  const target = unwrap(node.left);
  if (node.operator === '=') {
    if (target.type === 'ObjectPattern' || target.type === 'ArrayPattern') {
      return andThen(evaluate(machine, path, node.right), (at, value) =>
        andThen(bindPattern(machine, at, target, value, false), (end) => [normal(end, value)]),
      );
    }
    return andThen(reference(machine, path, target), (at, base) =>
      andThen(evaluate(machine, at, node.right), (end, value) =>
        store(machine, end, target, base, value, node, setOperation(machine, node, value)),
      ),
    );
  }
  if (node.operator === '??=' || node.operator === '||=' || node.operator === '&&=') {
    const whenTrue = node.operator === '&&=';
    return decide(machine, path, node.left).flatMap(({ flow, truth }) => {
      if (flow.kind !== 'normal' || (node.operator !== '??=' && truth !== whenTrue)) {
        return [flow];
      }
      return andThen(reference(machine, flow.path, target), (at, base) =>
        andThen(evaluate(machine, at, node.right), (end, value) =>
          store(machine, end, target, base, value, node, 'set'),
        ),
      );
    });
  }
  // `x += await y` reads x before the await: the left side is evaluated first.
  return andThen(evaluate(machine, path, node.left), (at, before) =>
    andThen(evaluate(machine, at, node.right), (between, right) =>
      andThen(reference(machine, between, target), (end, base) => {
        const value = arithmetic(node.operator.slice(0, -1), before, right);
        noteStoreChange(end, node, before.deps);
        return store(
          machine,
          end,
          target,
          base,
          value,
          node,
          node.operator === '+=' ? 'increase' : node.operator === '-=' ? 'decrease' : 'change',
        );
      }),
    ),
  );
}

export function update(machine: Machine, path: Path, node: TSESTree.UpdateExpression): Flow[] {
  const target = unwrap(node.argument);
  return andThen(evaluate(machine, path, node.argument), (at, before) =>
    andThen(reference(machine, at, target), (end, base) => {
      const value = arithmetic(node.operator === '++' ? '+' : '-', before, literal(1));
      noteStoreChange(end, node, before.deps);
      const operation = node.operator === '++' ? 'increase' : 'decrease';
      return andThen(store(machine, end, target, base, value, node, operation), (done) => [
        normal(done, node.prefix ? value : before),
      ]);
    }),
  );
}

function arithmetic(operator: string, left: Value, right: Value): Value {
  const deps = joinDeps(left.deps, right.deps);
  const [a, b] = [nominalOf(left), nominalOf(right)];
  if (
    typeof a?.value === 'number' &&
    typeof b?.value === 'number' &&
    (operator === '+' || operator === '-' || operator === '*')
  ) {
    const result = operator === '+' ? a.value + b.value : operator === '-' ? a.value - b.value : a.value * b.value;
    return a.exact && b.exact ? literal(result, deps) : unknown(deps, { nominal: result, hasNominal: true });
  }
  return unknown(deps, {});
}

function setOperation(machine: Machine, { left, right }: TSESTree.AssignmentExpression, value: Value): Operation {
  const node = unwrap(right);
  const step = ownStep(machine, left, node);
  if (step !== undefined) {
    return step;
  }
  const emptyArray = node.type === 'ArrayExpression' && node.elements.length === 0;
  const emptyCollection = node.type === 'NewExpression' && node.arguments.length === 0;
  return (value.kind === 'literal' && value.value === 0) || emptyArray || emptyCollection ? 'clear' : 'set';
}

/** `n = n + 1`, `n = Math.max(0, n - 1)`: a step from the value before. */
function ownStep(machine: Machine, target: Node, value: Node): 'increase' | 'decrease' | undefined {
  const { index } = machine;
  if (value.type === 'CallExpression') {
    const steps = /^Math\.(max|min)$/.test(index.textOf(value.callee))
      ? value.arguments.map((argument) => ownStep(machine, target, unwrap(argument)))
      : [];
    return steps.find((step) => step !== undefined);
  }
  if (
    value.type !== 'BinaryExpression' ||
    (value.operator !== '+' && value.operator !== '-') ||
    index.textOf(value.left) !== index.textOf(target)
  ) {
    return undefined;
  }
  return value.operator === '+' ? 'increase' : 'decrease';
}

/** The object of a member target, evaluated once. */
function reference(machine: Machine, path: Path, target: Node): Flow[] {
  return target.type === 'MemberExpression' ? evaluate(machine, path, target.object) : [normal(path, UNKNOWN)];
}

function store(
  machine: Machine,
  path: Path,
  target: Node,
  base: Value,
  value: Value,
  node: Node,
  operation: Operation,
): Flow[] {
  if (target.type === 'Identifier') {
    const variable = machine.index.variableOf(target);
    if (variable !== undefined) {
      const key = variableKey(variable);
      if (machine.mutable.has(key)) {
        writeCell(machine, path, key, node, value, operation);
      } else {
        path.locals.set(variable, value);
      }
    }
    return [normal(path, value)];
  }
  if (target.type !== 'MemberExpression') {
    return [normal(path, value)];
  }
  const member = memberKey(target);
  if (base.kind === 'error') {
    markTyped(machine, path, target.object);
    return [normal(path, value)];
  }
  if (member === undefined) {
    const place = 'place' in base ? base.place : undefined;
    if (place !== undefined && machine.mutable.has(place)) {
      writeCell(machine, path, place, node, UNKNOWN, 'change');
    }
    return [normal(path, value)];
  }
  if (base.kind === 'object' && base.id === 'this') {
    if (machine.mutable.has(`this.${member}`)) {
      writeCell(machine, path, `this.${member}`, node, value, operation);
    } else {
      path.setMember('this', member, value);
    }
    return [normal(path, value)];
  }
  if ((base.kind === 'object' || base.kind === 'unknown') && base.place !== undefined && base.deps.length > 0) {
    const below = member === 'length' ? base.place : `${base.place}.${member}`;
    writeCell(machine, path, below, node, value, member === 'length' ? 'clear' : operation);
  } else if (base.kind === 'unknown' && !base.deps.some((dep) => path.storeChanges.has(dep.cell))) {
    noteStoreChange(path, node, base.deps);
  }
  if (base.kind === 'object') {
    path.setMember(base.id, member, value);
  }
  return [normal(path, value)];
}

/** `error.code = …`: the error that the variable holds can be told from others from here on. */
function markTyped(machine: Machine, path: Path, object: Node): void {
  const node = unwrap(object);
  const variable = node.type === 'Identifier' ? machine.index.variableOf(node) : undefined;
  const held = variable && path.locals.get(variable);
  if (variable !== undefined && held?.kind === 'error') {
    path.locals.set(variable, { ...held, typed: true });
  }
}

/** Binds a parameter or a declared pattern. `byCaller`: defaults are what holds unless a caller says otherwise. */
export function bindPattern(machine: Machine, path: Path, pattern: Node, value: Value, byCaller: boolean): Flow[] {
  switch (pattern.type) {
    case 'Identifier': {
      const variable = machine.index.variableOf(pattern);
      if (variable !== undefined) {
        const key = variableKey(variable);
        if (machine.mutable.has(key)) {
          writeCell(machine, path, key, pattern, value, 'set');
        } else {
          path.locals.set(variable, value);
        }
      }
      return [normal(path, UNDEFINED)];
    }
    case 'TSParameterProperty':
      return andThen(bindPattern(machine, path, pattern.parameter, value, byCaller), (at) => {
        const inner = pattern.parameter.type === 'AssignmentPattern' ? pattern.parameter.left : pattern.parameter;
        const variable = inner.type === 'Identifier' ? machine.index.variableOf(inner) : undefined;
        if (inner.type === 'Identifier' && at.self.kind === 'object' && variable !== undefined) {
          at.setMember(at.self.id, inner.name, at.locals.get(variable) ?? UNKNOWN);
        }
        return [normal(at, UNDEFINED)];
      });
    case 'AssignmentPattern':
      return bindDefault(machine, path, pattern, value, byCaller);
    case 'RestElement':
      return bindPattern(machine, path, pattern.argument, unknown(value.deps), byCaller);
    case 'ObjectPattern':
      return bindObject(machine, path, pattern, value, byCaller);
    case 'ArrayPattern': {
      let flows: Flow[] = [normal(path, UNDEFINED)];
      pattern.elements.forEach((element, i) => {
        if (element !== null) {
          const held = value.kind === 'object' ? path.objects.get(value.id)?.get(String(i)) : undefined;
          flows = andThen(flows, (at) => bindPattern(machine, at, element, held ?? unknown(value.deps), byCaller));
        }
      });
      return flows;
    }
    case 'MemberExpression':
      return andThen(evaluate(machine, path, pattern.object), (at, base) =>
        store(machine, at, pattern, base, value, pattern, 'set'),
      );
    default:
      return [normal(path, UNDEFINED)];
  }
}

function bindDefault(
  machine: Machine,
  path: Path,
  pattern: TSESTree.AssignmentPattern,
  value: Value,
  byCaller: boolean,
): Flow[] {
  if (value.kind === 'literal' && value.value === undefined) {
    return andThen(evaluate(machine, path, pattern.right), (at, fallback) => {
      if (byCaller && fallback.kind === 'literal') {
        const name = pattern.left.type === 'Identifier' ? pattern.left.name : undefined;
        return bindPattern(
          machine,
          at,
          pattern.left,
          unknown(fallback.deps, { nominal: fallback.value, hasNominal: true, text: name }),
          byCaller,
        );
      }
      return bindPattern(machine, at, pattern.left, fallback, byCaller);
    });
  }
  if (value.kind !== 'unknown') {
    return bindPattern(machine, path, pattern.left, value, byCaller);
  }
  return andThen(evaluate(machine, path, pattern.right), (at, fallback) => {
    if (fallback.kind === 'literal') {
      const own = value.hasNominal === true ? {} : { nominal: fallback.value, hasNominal: true };
      return bindPattern(machine, at, pattern.left, { ...value, ...own }, byCaller);
    }
    if (fallback.kind === 'object' && pattern.left.type === 'ObjectPattern') {
      return bindPattern(machine, at, pattern.left, { ...fallback, open: true } satisfies ObjectValue, byCaller);
    }
    // An instance that is made unless a caller brings another one, as with numbers.
    if (
      fallback.kind === 'object' &&
      fallback.node !== undefined &&
      pattern.right.type === 'NewExpression' &&
      value.hasNominal !== true
    ) {
      return bindPattern(machine, at, pattern.left, fallback, byCaller);
    }
    return bindPattern(machine, at, pattern.left, value, byCaller);
  });
}

/** What a function that reaches the service is called among the settings that are handed in with it. */
const SERVICE = /^(fn|func|action|operation|task|command|request|service|execute|call|run|job)(fn|function)?$/i;

function bindObject(
  machine: Machine,
  path: Path,
  pattern: TSESTree.ObjectPattern,
  value: Value,
  byCaller: boolean,
): Flow[] {
  let flows: Flow[] = [normal(path, UNDEFINED)];
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      flows = andThen(flows, (at) => bindPattern(machine, at, property.argument, unknown(value.deps), byCaller));
      continue;
    }
    const member = memberKey(property);
    flows = andThen(flows, (at) => {
      if (member === undefined) {
        return bindPattern(machine, at, property.value, unknown(value.deps), byCaller);
      }
      return andThen(readMemberNamed(machine, at, value, member, property), (end, held) => {
        const text = held.kind === 'unknown' && held.text === undefined ? { ...held, text: member } : held;
        const isService =
          value.kind === 'unknown' && value.parameter === pattern && text.kind === 'unknown' && SERVICE.test(member);
        return bindPattern(
          machine,
          end,
          property.value,
          isService ? { ...text, parameter: property.value } : text,
          byCaller,
        );
      });
    });
  }
  return flows;
}
