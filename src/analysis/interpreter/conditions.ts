/** How a condition splits a path, and what each branch learns. */
import { contains, unwrap, type Node } from '../../ast/nodes.js';
import { holdsState, isStateCell, stateValue } from './cells.js';
import { evaluate } from './expressions.js';
import type { Flow, Machine } from './machine.js';
import type { Path } from './path.js';
import { joinDeps, nominalOf, truthiness, unknown, withDeps, type Dep, type Unknown, type Value } from './value.js';

export interface Branch {
  readonly flow: Flow;
  readonly truth: boolean;
  /** The reads that decided. */
  readonly deps: readonly Dep[];
}

/** Runs a condition; each branch carries what it has learned. `whole` is the condition that a report would quote. */
export function decide(machine: Machine, path: Path, condition: Node, whole: Node = condition): Branch[] {
  const node = unwrap(condition);
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    return decide(machine, path, node.argument, whole).map((branch) => ({ ...branch, truth: !branch.truth }));
  }
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const goesOn = node.operator === '&&';
    return decide(machine, path, node.left, whole).flatMap((branch) => {
      if (branch.flow.kind !== 'normal' || branch.truth !== goesOn) {
        return [branch];
      }
      return decide(machine, branch.flow.path, node.right, whole).map((right) => ({
        ...right,
        deps: joinDeps(branch.deps, right.deps),
      }));
    });
  }
  const branches: Branch[] = [];
  for (const flow of evaluate(machine, path, node)) {
    if (flow.kind === 'normal') {
      branches.push(...split(machine, flow.path, flow.value, whole));
    } else {
      branches.push({ flow, truth: false, deps: [] });
    }
  }
  return branches;
}

/** The branches of a value used as a condition. */
export function split(machine: Machine, path: Path, value: Value, whole: Node): Branch[] {
  noteTest(machine, path, value, whole);
  const branch = (at: Path, truth: boolean): Branch => ({
    flow: { path: at, kind: 'normal', value },
    truth,
    deps: value.deps,
  });
  const known = truthiness(value);
  if (known !== undefined) {
    return [branch(path, known)];
  }
  const inner = value as Unknown;
  if (machine.mode === 'count') {
    const nominal = nominalOf(inner);
    if (nominal !== undefined) {
      path.usedNominal = true;
      return [branch(path, Boolean(nominal.value))];
    }
    const isLimit = (inner.comparison?.cell === '' && inner.deps.length === 0) || inner.counted === true;
    if (path.attempts !== undefined && isLimit) {
      path.undecided = inner.comparison?.boundText ?? inner.text ?? '';
    }
  }
  const other = path.fork();
  learn(machine, path, inner, true);
  learn(machine, other, inner, false);
  noteTruth(path, inner, true);
  noteTruth(other, inner, false);
  return [branch(path, true), branch(other, false)];
}

function noteTruth(path: Path, { comparison, place }: Unknown, truth: boolean): void {
  const cell = comparison?.cell ?? place;
  const tested = cell === undefined ? undefined : path.tested.get(cell);
  if (cell !== undefined && tested !== undefined && tested.comparison === comparison) {
    path.tested.set(cell, { ...tested, truth });
  }
}

function learn(machine: Machine, path: Path, value: Unknown, truth: boolean): void {
  const { test, validates } = value;
  if (test !== undefined && test.block === path.block) {
    const before = path.cells.get(test.cell);
    if (test.equal === truth) {
      path.cells.set(test.cell, withDeps(test.constant, before?.deps ?? []));
    } else if (test.constant.phase !== undefined) {
      const excluded = before?.kind === 'unknown' ? (before.excluded ?? []) : [];
      path.cells.set(test.cell, unknown(before?.deps ?? [], { excluded: [...excluded, test.constant.phase] }));
    }
  } else if (
    test === undefined &&
    value.place !== undefined &&
    value.deps.some((dep) => dep.cell === value.place && dep.block === path.block)
  ) {
    const flag = machine.unit.isFlag && isStateCell(machine, value.place);
    path.cells.set(
      value.place,
      flag ? stateValue(machine, truth ? 'open' : 'closed') : { kind: 'literal', value: truth, deps: [] },
    );
  }
  if (validates !== undefined) {
    if ((validates === 'equal') === truth) {
      path.validatedBlock = path.block;
    } else {
      path.superseded = true;
    }
  }
}

/** Remembers what a condition has looked at. */
function noteTest(machine: Machine, path: Path, value: Value, node: Node): void {
  const comparison = value.kind === 'unknown' ? value.comparison : undefined;
  for (const dep of value.deps) {
    path.tested.set(dep.cell, { block: dep.block, node, comparison, truth: undefined });
    if (path.reentries.has(dep.cell)) {
      path.reentries = new Map([...path.reentries].filter(([cell]) => cell !== dep.cell));
    }
    if (
      path.attempts === undefined &&
      comparison?.cell === dep.cell &&
      path.counted.has(dep.cell) &&
      !path.isStale(dep)
    ) {
      // `if (++this.probes > limit)`: counted first, tested afterwards.
      path.reserved.set(dep.cell, 'counted');
    }
    const about = dep.cell.startsWith('store:') || holdsState(machine, dep.cell);
    if (about && !dep.cell.endsWith('[]')) {
      const test = contains(node, dep.node) || /[()]/.test(machine.index.textOf(node)) ? node : dep.node;
      path.firstStateTest ??= test;
      path.lastStateTest = test;
    }
    if (!path.isStale(dep) && (about || path.attempts?.admission.has(dep.cell) === true)) {
      path.askedBlock = path.block;
    }
  }
  if (path.attempts?.failedBlock !== undefined) {
    path.attempts = { ...path.attempts, decision: node };
  }
}
