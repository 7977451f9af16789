/** Promises: how they settle, and what runs when they do. */
import type { Node } from '../../ast/nodes.js';
import { callValue } from './calls.js';
import { interleave } from './cells.js';
import { normal, type Flow, type Machine } from './machine.js';
import type { Path } from './path.js';
import { EXTERNAL, UNDEFINED, unknown, type PromiseValue, type Value } from './value.js';

export const fulfilled = (value: Value): PromiseValue => ({ kind: 'promise', settled: 'fulfilled', value, deps: [] });
export const rejected = (value: Value): PromiseValue => ({ kind: 'promise', settled: 'rejected', value, deps: [] });

/** A promise of the value, which is the value itself where that is a promise already. */
export const promised = (value: Value): PromiseValue => (value.kind === 'promise' ? value : fulfilled(value));

/** Waits for a value: another stretch begins, and what was pending goes both ways. */
export function settle(machine: Machine, path: Path, value: Value, node: Node): Flow[] {
  if (value.kind === 'release' && machine.unlocked !== undefined && path.lock === undefined) {
    return [normal(path, value)];
  }
  const queue = chainLock(path, value);
  if (queue !== undefined) {
    interleave(machine, path, node);
    path.lock ??= { block: path.block, chain: queue };
    return [normal(path, UNDEFINED)];
  }
  const promise: PromiseValue =
    value.kind === 'promise'
      ? value
      : value.kind === 'unknown' && value.external === true
        ? {
            kind: 'promise',
            settled: 'pending',
            value: unknown(storedDeps(value), { external: true, text: value.text }),
            deps: [],
          }
        : fulfilled(value);
  return outcomes(machine, path, promise, node).map(({ at, ok, result }) =>
    ok ? normal(at, result) : { path: at, kind: 'throw', value: result },
  );
}

/**
 * A promise chain as a lock: whoever puts a promise of its own into a cell and waits for the one that was there has queued up behind
 * everybody before. Gives the promise whose resolution lets the next one in.
 */
function chainLock(path: Path, value: Value): string | undefined {
  const cell = value.kind === 'unknown' ? value.place : undefined;
  const own = cell === undefined ? undefined : path.cells.get(cell);
  return own?.kind === 'promise' && own.id !== undefined ? own.id : undefined;
}

/** Results of calls outside the process carry no dependency, except copies of a stored record. */
const storedDeps = (value: Value): Value['deps'] => value.deps.filter((dep) => dep.cell.startsWith('store:'));

interface Settled {
  readonly at: Path;
  readonly ok: boolean;
  readonly result: Value;
}

function outcomes(machine: Machine, path: Path, promise: PromiseValue, node: Node): Settled[] {
  interleave(machine, path, node);
  const arrived = (at: Path, ok: boolean): Settled => {
    if (!ok) {
      at.leftAt = node;
    }
    if (promise.attempt === true) {
      noteOutcome(at, ok, node, promise.limitMs);
    }
    return { at, ok, result: ok ? promise.value : unknown([], { text: 'error', thrown: true }) };
  };
  switch (promise.settled) {
    case 'fulfilled':
      return [{ at: path, ok: true, result: promise.value }];
    case 'rejected':
      return [{ at: path, ok: false, result: promise.value }];
    case 'pending': {
      if (machine.mode === 'count') {
        return [arrived(path, promise.attempt !== true)];
      }
      const other = path.fork();
      return [arrived(path, true), arrived(other, false)];
    }
  }
}

function noteOutcome(path: Path, ok: boolean, node: Node, limitMs: number | undefined): void {
  const attempt = path.attempts?.count ?? 0;
  path.outcome = {
    settled: ok ? 'fulfilled' : 'rejected',
    block: path.block,
    point: node,
    stack: path.stack,
    attempt,
    locked: path.lock !== undefined,
    limitMs,
  };
  path.written = new Set();
  path.moved = false;
  if (path.attempts !== undefined) {
    path.attempts = {
      ...path.attempts,
      failedBlock: ok ? undefined : path.block,
      decision: undefined,
      wait: undefined,
    };
  }
}

/** `.then(a, b)`, `.catch(b)`, `.finally(c)`. */
export function chain(
  machine: Machine,
  path: Path,
  promise: PromiseValue,
  method: 'then' | 'catch' | 'finally',
  handlers: readonly Value[],
  node: Node,
): Flow[] {
  const [first, second] = handlers;
  return outcomes(machine, path, promise, node).flatMap(({ at, ok, result }) => {
    const handler = method === 'finally' ? first : method === 'catch' ? (ok ? undefined : first) : ok ? first : second;
    const through = ok ? fulfilled(result) : rejected(result);
    if (handler === undefined || (handler.kind === 'literal' && !handler.value)) {
      return [normal(at, through)];
    }
    const called = callValue(machine, at, handler, method === 'finally' ? [] : [result], node, 'callback');
    return called.map((flow): Flow => {
      if (flow.kind === 'throw') {
        return normal(flow.path, rejected(flow.value));
      }
      if (method === 'finally' && !(flow.value.kind === 'promise' && flow.value.settled === 'rejected')) {
        return normal(flow.path, through);
      }
      return normal(flow.path, promised(flow.value));
    });
  });
}

/** `new Promise(executor)`. */
export function construct(machine: Machine, path: Path, executor: Value | undefined, node: Node): Flow[] {
  if (executor?.kind !== 'function') {
    return [normal(path, { kind: 'promise', settled: 'pending', value: EXTERNAL, deps: [] })];
  }
  const id = `p${machine.nextId++}`;
  const resolve: Value = { kind: 'settler', promise: id, settles: 'fulfilled', deps: [] };
  const reject: Value = { kind: 'settler', promise: id, settles: 'rejected', deps: [] };
  path.timerMs = undefined;
  return callValue(machine, path, executor, [resolve, reject], node, 'callback').map((flow): Flow => {
    if (flow.kind === 'throw') {
      return normal(flow.path, rejected(flow.value));
    }
    const settled = flow.path.settled.get(id);
    if (settled !== undefined) {
      return normal(flow.path, settled.settled === 'fulfilled' ? promised(settled.value) : rejected(settled.value));
    }
    const canReject = executor.node.params.length > 1;
    return normal(flow.path, {
      kind: 'promise',
      settled: canReject ? 'pending' : 'fulfilled',
      value: canReject ? EXTERNAL : UNDEFINED,
      limitMs: flow.path.timerMs,
      id,
      deps: [],
    });
  });
}

/** `Promise.race`, `all`, `any`, `allSettled` over a list: as the attempt in it goes, so goes the whole. */
export function combine(path: Path, method: string, list: Value | undefined): Value {
  const members = list?.kind === 'object' ? [...(path.objects.get(list.id)?.values() ?? [])] : [];
  const attempt = members.find(
    (member): member is PromiseValue => member.kind === 'promise' && member.attempt === true,
  );
  if (attempt !== undefined && method !== 'allSettled') {
    const limits = members.flatMap((member) =>
      member.kind === 'promise' && member.limitMs !== undefined ? [member.limitMs] : [],
    );
    return method === 'race' && limits.length > 0 ? { ...attempt, limitMs: Math.min(...limits) } : attempt;
  }
  const pending = members.find(
    (member): member is PromiseValue => member.kind === 'promise' && member.settled === 'rejected',
  );
  if (pending !== undefined && method !== 'allSettled') {
    return pending;
  }
  return method === 'allSettled'
    ? fulfilled(EXTERNAL)
    : { kind: 'promise', settled: 'pending', value: EXTERNAL, deps: [] };
}
