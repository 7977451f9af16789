/** Unary and binary operators on abstract values. */
import type { TSESTree } from '@typescript-eslint/types';

import { holdsState, stateValue } from './cells.js';
import { phaseOfValue, textOf } from './expressions.js';
import type { Machine } from './machine.js';
import type { Path } from './path.js';
import {
  joinDeps,
  literal,
  nominalOf,
  truthiness,
  unknown,
  type Comparison,
  type Dep,
  type Literal,
  type Primitive,
  type Unknown,
  type Value,
} from './value.js';

export function unary(operator: string, value: Value): Value {
  if (operator === '!') {
    return negate(value);
  }
  const known = nominalOf(value);
  if (known !== undefined && (operator === '-' || operator === '+' || operator === 'void')) {
    const result = operator === 'void' ? undefined : operator === '-' ? -Number(known.value) : Number(known.value);
    return known.exact ? literal(result, value.deps) : unknown(value.deps, { nominal: result, hasNominal: true });
  }
  return unknown(value.deps);
}

export function negate(value: Value): Value {
  const truth = truthiness(value);
  if (truth !== undefined) {
    return literal(!truth, value.deps);
  }
  const inner = value as Unknown;
  const { test, validates, comparison, counted } = inner;
  return unknown(inner.deps, {
    ...(test && { test: { ...test, equal: !test.equal } }),
    ...(validates && { validates: validates === 'equal' ? 'unequal' : 'equal' }),
    ...(comparison && { comparison }),
    ...(counted && { counted }),
  });
}

const EQUALITY = new Set(['===', '!==', '==', '!=']);
const ORDER = new Set(['<', '<=', '>', '>=']);

export function binary(
  machine: Machine,
  path: Path,
  node: TSESTree.BinaryExpression,
  left: Value,
  right: Value,
): Value {
  const deps = joinDeps(left.deps, right.deps);
  const { operator } = node;
  if (EQUALITY.has(operator)) {
    return equality(machine, path, node, operator.startsWith('='), left, right);
  }
  const opens =
    machine.unit.isClock === true && ORDER.has(operator) ? untilTest(machine, path, operator, left, right) : undefined;
  if (opens !== undefined) {
    return opens;
  }
  const a = nominalOf(left);
  const b = nominalOf(right);
  const counted =
    (left.kind === 'unknown' && left.counted === true) || (right.kind === 'unknown' && right.counted === true);
  const comparison = ORDER.has(operator) ? comparisonOf(machine, node, left, right) : undefined;
  if (a !== undefined && b !== undefined) {
    const result = compute(operator, a.value, b.value);
    if (result !== undefined) {
      return a.exact && b.exact
        ? literal(result, deps)
        : unknown(deps, {
            nominal: result,
            hasNominal: true,
            ...(comparison && { comparison }),
            text: sourceText(machine, node, left, right),
          });
    }
  }
  const isArithmetic = /^[-+*/]$/.test(operator);
  return unknown(deps, {
    ...(comparison && { comparison }),
    ...(isArithmetic && deps.some((dep) => dep.cell.startsWith('store:')) && { changed: node }),
    ...(isArithmetic && (operator === '/' || isRatio(left) || isRatio(right)) && { ratio: true }),
    counted,
    text: sourceText(machine, node, left, right),
  });
}

/** `now < until`: the circuit is open while the time has not come. */
function untilTest(machine: Machine, path: Path, operator: string, left: Value, right: Value): Value | undefined {
  const cell = machine.unit.state.key;
  const isState = (value: Value): boolean =>
    value.deps.some((dep) => dep.cell === cell && dep.block === path.block) &&
    (value.kind === 'literal' ? value.phase !== undefined : value.kind === 'unknown' && value.place === cell);
  const onRight = isState(right);
  if (onRight === isState(left) || (onRight ? left : right).kind === 'literal') {
    return undefined;
  }
  const state = onRight ? right : left;
  const deps = joinDeps(left.deps, right.deps);
  const meansOpen = operator.startsWith('<') === onRight;
  if (state.kind === 'literal') {
    return literal((state.phase === 'open') === meansOpen, deps);
  }
  return unknown(deps, { test: { cell, constant: stateValue(machine, 'open'), equal: meansOpen, block: path.block } });
}

const isRatio = (value: Value): boolean => value.kind === 'unknown' && value.ratio === true;
const isThrown = (value: Value): boolean => value.kind === 'unknown' && value.thrown === true;

/** `maxRetries` for `maxRetries - 1`: the part that the code does not say. */
function sourceText(machine: Machine, node: TSESTree.Node, left: Value, right: Value): string {
  if (right.kind === 'literal' && left.kind === 'unknown' && left.text !== undefined) {
    return left.text;
  }
  if (left.kind === 'literal' && right.kind === 'unknown' && right.text !== undefined) {
    return right.text;
  }
  return textOf(machine, node);
}

/** Arithmetic on a copy of a stored record: what a later write stores rests on it. */
export function noteStoreChange(path: Path, node: TSESTree.Node, deps: readonly Dep[]): void {
  for (const dep of deps) {
    if (dep.cell.startsWith('store:')) {
      path.storeChanges = new Map(path.storeChanges).set(dep.cell, node);
    }
  }
}

export function equality(
  machine: Machine,
  path: Path,
  node: TSESTree.Node,
  positive: boolean,
  left: Value,
  right: Value,
): Value {
  const deps = joinDeps(left.deps, right.deps);
  const [a, b] = [phaseOfValue(left), phaseOfValue(right)];
  if (left.kind === 'literal' && right.kind === 'literal') {
    const equal = a !== undefined && b !== undefined ? a === b : left.value === right.value;
    return literal(equal === positive, deps);
  }
  const validates = validation(machine, path, left, right);
  const test = testOf(path, left, right) ?? testOf(path, right, left);
  if (test !== undefined && test.excluded) {
    return literal(!positive, deps);
  }
  const comparison = node.type === 'BinaryExpression' ? comparisonOf(machine, node, left, right) : undefined;
  const nominal = nominalEquality(positive, left, right);
  return unknown(deps, {
    ...(validates && { validates: positive ? 'equal' : 'unequal' }),
    ...(test && { test: { cell: test.cell, constant: test.constant, equal: positive, block: path.block } }),
    ...(comparison && { comparison }),
    ...(nominal !== undefined && { nominal, hasNominal: true }),
    text: textOf(machine, node),
  });
}

function nominalEquality(positive: boolean, left: Value, right: Value): boolean | undefined {
  const a = nominalOf(left);
  const b = nominalOf(right);
  return a === undefined || b === undefined ? undefined : (a.value === b.value) === positive;
}

/** One side was read in an earlier block, the other now, from the same cell: equal means that nothing has happened in between. */
function validation(machine: Machine, path: Path, left: Value, right: Value): boolean {
  for (const old of left.deps) {
    for (const fresh of right.deps) {
      if (old.cell === fresh.cell && old.block !== fresh.block && Math.max(old.block, fresh.block) === path.block) {
        const isPhase = machine.unit.state.key === old.cell;
        if (!isPhase) {
          return true;
        }
      }
    }
  }
  return false;
}

function testOf(
  path: Path,
  side: Value,
  constant: Value,
): { cell: string; constant: Literal; excluded: boolean } | undefined {
  if (side.kind !== 'unknown' || side.place === undefined || constant.kind !== 'literal') {
    return undefined;
  }
  const current = side.deps.some((dep) => dep.cell === side.place && dep.block === path.block);
  if (!current) {
    return undefined;
  }
  const phase = phaseOfValue(constant);
  return {
    cell: side.place,
    constant: phase === undefined ? constant : { ...constant, phase: phase as NonNullable<Literal['phase']> },
    excluded: phase !== undefined && (side.excluded ?? []).some((candidate) => candidate === phase),
  };
}

function comparisonOf(
  machine: Machine,
  node: TSESTree.BinaryExpression,
  left: Value,
  right: Value,
): Comparison | undefined {
  const mirrored: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
  const shared = (value: Value): Dep | undefined =>
    value.deps.find((dep) => !dep.cell.startsWith('store:') && !holdsState(machine, dep.cell));
  const onLeft = shared(left);
  const onRight = shared(right);
  const flipped = onLeft === undefined;
  const cell = (onLeft ?? onRight)?.cell ?? '';
  const bound = flipped && onRight !== undefined ? left : right;
  const boundNode = flipped && onRight !== undefined ? node.left : node.right;
  if ((onLeft !== undefined && onRight !== undefined) || isThrown(left) || isThrown(right)) {
    return undefined;
  }
  const number = nominalOf(bound);
  return {
    node,
    cell,
    operator: flipped && onRight !== undefined ? (mirrored[node.operator] ?? node.operator) : node.operator,
    bound: typeof number?.value === 'number' ? number.value : undefined,
    exact: number?.exact ?? false,
    ratio: isRatio(left) || isRatio(right),
    boundText: (bound.kind === 'unknown' ? bound.text : undefined) ?? textOf(machine, boundNode),
  };
}

function compute(operator: string, a: Primitive, b: Primitive): Primitive | undefined {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') {
    return a + b;
  }
  if (typeof a !== 'number' || typeof b !== 'number') {
    return undefined;
  }
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}
