/** The breakers of a module as layers see them: functions that lead into a protected path. */
import { isClass, memberKey, unwrap, type Node } from '../../ast/nodes.js';
import type { RejectionRecord } from '../../module-graph/record.js';
import { describeBreaker } from '../breaker.js';
import type { Breaker } from '../facts.js';
import { allowance } from '../interpreter/machine.js';
import type { ModuleIndex } from '../module.js';
import { declaresUnit } from '../retried-calls.js';
import { runUnit, type UnitRuns } from '../runs.js';
import { findUnits } from '../units.js';
import type { Protection } from './lowering.js';

/** A function protects if it makes a call on somebody's behalf after it has asked the state. */
export function protectionOf(index: ModuleIndex, runs: UnitRuns, breaker: Breaker): Protection {
  const entries = runs.entries.filter((entry) =>
    (runs.explored(entry, 'closed')?.attempts ?? []).some(({ stateTest }) => stateTest !== undefined),
  );
  const rejects = rejectionOf(index, runs);
  return {
    breaker,
    entries: new Set(entries.map(({ node }) => node)),
    recorders: new Set(runs.recorders.map(({ node }) => node)),
    declaresUnit: declaresUnit(index, breaker.node),
    ...(rejects && { rejects }),
  };
}

/** How the rejection of an open circuit can be told, where each of them is told in the same way. */
function rejectionOf(index: ModuleIndex, runs: UnitRuns): RejectionRecord | undefined {
  const nodes = new Set(
    runs.entries.flatMap((entry) =>
      (runs.explored(entry, 'open')?.rejections ?? []).flatMap(({ node, phases }) =>
        phases.length === 1 && phases[0] === 'open' ? [node] : [],
      ),
    ),
  );
  const [first, ...others] = [...nodes].map((node) => tellingOf(index, node));
  return others.every((other) => other?.kind === first?.kind && other?.name === first?.name) ? first : undefined;
}

/** `new CircuitOpenError(…)` of a class that the module declares or imports, `Object.assign(new Error(…), { code: 'EOPEN' })`. */
function tellingOf(index: ModuleIndex, rejection: Node): RejectionRecord | undefined {
  const thrown = rejection.type === 'ThrowStatement' ? unwrap(rejection.argument) : undefined;
  if (thrown?.type === 'NewExpression') {
    const { callee } = thrown;
    const isDeclared =
      callee.type === 'Identifier' &&
      (index.variableOf(callee)?.defs ?? []).some(
        ({ node }) => isClass(node) || node.type === 'ImportSpecifier' || node.type === 'ImportDefaultSpecifier',
      );
    return isDeclared ? { kind: 'class', name: callee.name } : undefined;
  }
  const assigned =
    thrown?.type === 'CallExpression' && index.textOf(thrown.callee) === 'Object.assign'
      ? thrown.arguments[1]
      : undefined;
  const code =
    assigned?.type === 'ObjectExpression'
      ? assigned.properties.find((member) => member.type === 'Property' && memberKey(member) === 'code')
      : undefined;
  const value = code?.type === 'Property' ? code.value : undefined;
  return value?.type === 'Literal' && typeof value.value === 'string' ? { kind: 'code', name: value.value } : undefined;
}

export function protectionsIn(index: ModuleIndex): Protection[] {
  const shared = allowance(index);
  return findUnits(index).map((unit) => {
    const runs = runUnit(index, unit, shared);
    return protectionOf(index, runs, describeBreaker(runs));
  });
}
