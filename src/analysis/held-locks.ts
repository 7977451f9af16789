/** Locks that are held while the protected call runs. */
import { PHASES } from './breaker.js';
import type { Breaker, HeldLock, Node } from './facts.js';
import { isFunction } from '../ast/nodes.js';
import type { UnitRuns } from './runs.js';

export function heldLocks(runs: UnitRuns, breaker: Breaker): HeldLock[] {
  const found = new Map<Node, HeldLock>();
  for (const entry of runs.entries) {
    for (const phase of PHASES) {
      const trace = runs.explored(entry, phase);
      for (const { lock, node, isAsync } of trace?.attempts ?? []) {
        if (lock !== undefined && isAsync && !isKeyed(lock) && !found.has(lock)) {
          const again = trace?.reentries.find(({ outer }) => outer === lock);
          found.set(lock, { breaker, node: lock, call: node, ...(again && { again: again.inner }) });
        }
      }
    }
  }
  return [...found.values()];
}

/** `lock.acquire(orderId, () => …)`: one operation at a time per key, which is what the caller is after. */
function isKeyed(lock: Node): boolean {
  const first = lock.type === 'CallExpression' ? lock.arguments[0] : undefined;
  return first !== undefined && !isFunction(first);
}
