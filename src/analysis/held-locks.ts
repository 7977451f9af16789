/** Locks that are held while the protected call runs. */
import { clockCells, countingCells, PHASES } from './breaker.js';
import type { Breaker, HeldLock, Node } from './facts.js';
import { isFunction, memberKey, unwrap } from '../ast/nodes.js';
import type { Trace } from './interpreter/machine.js';
import { leakedSlots } from './leaked-slots.js';
import { modelledLock } from './modelled-locks.js';
import type { ModuleIndex } from './module.js';
import { probeFloods } from './probe-floods.js';
import { races } from './races.js';
import type { UnitRuns } from './runs.js';

export function heldLocks(runs: UnitRuns, breaker: Breaker): HeldLock[] {
  const { index } = runs.code;
  const cells = new Set([runs.unit.state.key, ...countingCells(runs), ...clockCells(runs)]);
  const guards = (trace: Trace): boolean => trace.writes.some(({ cell, locked }) => locked && cells.has(cell));
  const found = new Map<Node, HeldLock>();
  for (const entry of runs.entries) {
    for (const phase of PHASES) {
      const trace = runs.explored(entry, phase);
      if (trace === undefined || !guards(trace)) {
        continue;
      }
      for (const { lock, node, isAsync } of trace.attempts) {
        const made = lock && (modelOf(lock, index) ?? makerOf(lock, index));
        if (lock !== undefined && isAsync && made !== undefined && !found.has(lock)) {
          const again = made.reentrant ? undefined : trace.reentries.find(({ outer }) => outer === lock);
          found.set(lock, {
            breaker,
            node: lock,
            call: node,
            ...(again && { again: again.inner }),
            needless: isNeedless(runs, breaker, lock),
          });
        }
      }
    }
  }
  return [...found.values()];
}

/** Run without the lock, the breaker has none of the defects that a lock hides. */
function isNeedless(runs: UnitRuns, breaker: Breaker, lock: Node): boolean {
  const free = runs.without(lock);
  return (
    free.entries.every((entry) => PHASES.every((phase) => free.explored(entry, phase) !== undefined)) &&
    races(free, breaker).length === 0 &&
    probeFloods(free, breaker).length === 0 &&
    leakedSlots(free, breaker).length === leakedSlots(runs, breaker).length
  );
}

/** `lock.acquire(orderId, () => …)`: one operation at a time per key, which is what the caller is after. */
function isKeyed(lock: Node): boolean {
  const first = lock.type === 'CallExpression' ? lock.arguments[0] : undefined;
  return first !== undefined && !isFunction(first) && first.type !== 'Literal';
}

/** What a library's model says of the lock: a queue or a limiter that happens to let in one is there to do so. */
function modelOf(lock: Node, index: ModuleIndex): { readonly reentrant: boolean } | undefined {
  const modelled = lock.type === 'CallExpression' ? modelledLock(index, lock) : undefined;
  return modelled?.always === true && !modelled.keyed ? modelled : undefined;
}

/** How the lock of a call was made; undefined unless it is known to let one caller in at a time. */
function makerOf(lock: Node, index: ModuleIndex): { readonly reentrant: boolean } | undefined {
  const callee = lock.type === 'CallExpression' ? unwrap(lock.callee) : undefined;
  const receiver = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  const made = receiver && madeBy(receiver, index);
  if (isKeyed(lock)) {
    return undefined;
  }
  if (made === undefined) {
    // Handed in: its name is all there is, and a semaphore's does not say how many it lets in.
    return receiver !== undefined && isOwn(receiver, index) && /(mutex|lock)$/i.test(nameIn(receiver))
      ? { reentrant: false }
      : undefined;
  }
  const [first] = made.arguments;
  const permits =
    first?.type === 'Literal' && typeof first.value === 'number' ? first.value : first === undefined ? 1 : undefined;
  const isSemaphore = /semaphore$/i.test(nameIn(unwrap(made.callee)));
  return isSemaphore && (permits !== 1 || first === undefined)
    ? undefined
    : { reentrant: /reentrant\w*\s*:\s*true/i.test(index.textOf(made)) };
}

/** The `new …` that a variable or a member of a class is given where it is declared, or in the constructor. */
function madeBy(receiver: Node, index: ModuleIndex) {
  const values: Node[] = [];
  if (receiver.type === 'Identifier') {
    const declaration = index.variableOf(receiver)?.defs[0]?.node;
    values.push(...(declaration?.type === 'VariableDeclarator' && declaration.init !== null ? [declaration.init] : []));
  } else if (receiver.type === 'MemberExpression') {
    const key = memberKey(receiver);
    const owner = index.enclosingClass(receiver);
    for (const field of index.nodesOfType('PropertyDefinition', owner)) {
      values.push(...(memberKey(field) === key && field.value !== null ? [field.value] : []));
    }
    for (const { left, right } of index.nodesOfType('AssignmentExpression', owner)) {
      values.push(...(left.type === 'MemberExpression' && memberKey(left) === key ? [right] : []));
    }
  }
  const made = values
    .map(unwrap)
    .flatMap((value) => (value.type === 'LogicalExpression' ? [unwrap(value.right)] : [value]));
  return made.find((value) => value.type === 'NewExpression');
}

/** A member of the breaker, or a variable; not what a call has picked out for one key. */
function isOwn(receiver: Node, index: ModuleIndex): boolean {
  if (receiver.type === 'Identifier') {
    const definition = index.variableOf(receiver)?.defs[0]?.node;
    return !(
      definition?.type === 'VariableDeclarator' &&
      definition.init !== null &&
      unwrap(definition.init).type !== 'Identifier'
    );
  }
  return (
    receiver.type === 'MemberExpression' && unwrap(receiver.object).type === 'ThisExpression' && !receiver.computed
  );
}

const nameIn = (node: Node): string =>
  node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? (memberKey(node) ?? '') : '';
