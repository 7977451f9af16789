/** Calls that leave the module: what they mean for a path, as far as their name says. */
import { isFunction, memberKey, unwrap, type Node } from '../../ast/nodes.js';
import { isServiceCall } from '../compositions.js';
import { attempt, isOwnService } from './attempts.js';
import { callValue } from './calls.js';
import { evaluate } from './expressions.js';
import { hasEntries, interleave, possiblePhases, readCell, writeCell } from './cells.js';
import { placeOf } from '../places.js';
import { STORE_READ, STORE_WRITE } from '../store-units.js';
import { modelledLock } from '../modelled-locks.js';
import { normal, andThen, type Flow, type Machine } from './machine.js';
import type { Path, TimerArm } from './path.js';
import { construct, settle } from './promises.js';
import { EXTERNAL, joinDeps, literal, nominalOf, UNDEFINED, UNKNOWN, unknown, type Value } from './value.js';

export interface OutsideCall {
  readonly receiver: Value | undefined;
  readonly target: Value;
  readonly args: readonly Value[];
  readonly node: Node;
  readonly name: string;
  readonly callee: Node;
}

const APPENDS = new Set(['push', 'unshift', 'add', 'set', 'enqueue']);
const CLEARS = new Set(['clear', 'reset']);
const CHANGES = new Set(['pop', 'shift', 'splice', 'delete', 'fill', 'sort', 'reverse']);
/** Methods that call what they are given before they return. */
const SYNCHRONOUS = new Set([
  'forEach',
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'reduce',
  'flatMap',
  'sort',
]);
/** Functions that keep what they are given for later. */
const LATER =
  /^(on|once|off|addListener|addEventListener|removeListener|subscribe|listen|use|tap|register|setInterval|setImmediate|setTimeout|queueMicrotask|nextTick|process\.nextTick|defer)$/;
const ATOMIC =
  /^(watch|multi|transaction|\$transaction|runTransaction|eval|evalsha|evalSha|withLock|lock|acquireLock|compareAndSet|cas)$/;

export function callOutside(machine: Machine, path: Path, call: OutsideCall): Flow[] {
  const { receiver, args, node, name } = call;
  if (isOwnService(machine, node, args) || isServiceCall(machine, path, node, args)) {
    return attempt(machine, path, UNKNOWN, node);
  }
  const place = receiver !== undefined && 'place' in receiver ? receiver.place : undefined;
  const locked = lockCall(machine, path, call);
  if (locked !== undefined) {
    return locked;
  }
  if (hasEntries(machine, place) && name === 'set' && args[1] !== undefined) {
    writeCell(machine, path, `${place}[]`, node, args[1], 'set');
    return [normal(path, receiver ?? UNKNOWN)];
  }
  if (hasEntries(machine, place) && name === 'has') {
    // The entry that a run is about is there: setting it up is nobody's transition.
    return [normal(path, literal(true))];
  }
  if (hasEntries(machine, place) && name === 'get') {
    return [normal(path, readCell(machine, path, `${place}[]`, node))];
  }
  if (place !== undefined && machine.mutable.has(place)) {
    const operation = APPENDS.has(name)
      ? 'append'
      : CLEARS.has(name)
        ? 'clear'
        : CHANGES.has(name)
          ? 'change'
          : undefined;
    if (operation !== undefined) {
      writeCell(machine, path, place, node, unknown([], { place }), operation);
      // A token that is still registered proves that nothing has taken it out since it was put in.
      return [normal(path, unknown(receiver?.deps ?? [], name === 'delete' ? { validates: 'equal' } : {}))];
    }
    if (name === 'has' || name === 'includes') {
      return [
        normal(
          path,
          unknown(
            joinDeps(receiver?.deps ?? [], ...args.map((arg) => arg.deps)),
            path.block > 0 ? { validates: 'equal' } : {},
          ),
        ),
      ];
    }
  }
  if (receiver?.kind === 'object' && receiver.place === undefined && APPENDS.has(name)) {
    return [normal(path, UNKNOWN)];
  }
  if (name === 'assign' && receiver?.kind === 'global' && args[0]?.kind === 'error') {
    return [normal(path, { ...args[0], typed: true })];
  }
  noteReentry(machine, path, call);
  const handlers = handlersOf(machine, call);
  if (handlers.length > 0) {
    return handlers.reduce<Flow[]>(
      (flows, handler) =>
        andThen(flows, (at) =>
          andThen(evaluate(machine, at, handler), (end, fn) =>
            andThen(callValue(machine, end, fn, args.slice(1), node, 'callback'), (done) => [normal(done, UNKNOWN)]),
          ),
        ),
      [normal(path, UNKNOWN)],
    );
  }
  const stored = storeCall(machine, path, call);
  if (stored !== undefined) {
    return stored;
  }
  return withCallbacks(machine, path, call);
}

/** The listeners of the unit's own that it has registered for the event that it emits: they run before `emit` returns. */
function handlersOf({ index, unit }: Machine, { name, node, callee }: OutsideCall): readonly Node[] {
  const event =
    name === 'emit' && node.type === 'CallExpression' && callee.type === 'MemberExpression'
      ? node.arguments[0]
      : undefined;
  if (event?.type !== 'Literal' || callee.type !== 'MemberExpression') {
    return [];
  }
  const emitter = index.textOf(callee.object);
  return index
    .nodesOfType('CallExpression', unit.node)
    .flatMap(({ callee: target, arguments: [registered, handler] }) => {
      const isRegistration =
        target.type === 'MemberExpression' &&
        /^(on|once|addListener|prependListener)$/.test(memberKey(target) ?? '') &&
        index.textOf(target.object) === emitter;
      const isOwn =
        handler !== undefined &&
        (isFunction(handler) ||
          (handler.type === 'MemberExpression' && unwrap(handler.object).type === 'ThisExpression'));
      return isRegistration && isOwn && registered?.type === 'Literal' && registered.value === event.value
        ? [handler]
        : [];
    });
}

/** `this.emit(…)`: listeners run before it returns, and may call the breaker. What was tested before is no longer certain behind it. */
function noteReentry(machine: Machine, path: Path, { receiver, name, node, callee }: OutsideCall): void {
  const emits =
    name === 'emit' &&
    callee.type === 'MemberExpression' &&
    (receiver?.kind === 'object' || EMITTER.test(machine.index.textOf(callee.object)));
  if (emits && path.reentries.size === 0) {
    const current = [...path.tested].filter(([, { block }]) => block === path.block);
    path.reentries = new Map(current.map(([cell]) => [cell, node]));
  }
}

const EMITTER = /(emitter|events?|bus)$/i;

/** A call that is handed functions: most run them, once, and are done when they are; some keep them for later. */
function withCallbacks(machine: Machine, path: Path, call: OutsideCall): Flow[] {
  const { receiver, target, args, node, name } = call;
  const deps = joinDeps(receiver?.deps ?? [], target.deps, ...args.map((arg) => arg.deps));
  const counted = args.some((arg) => arg.kind === 'literal' && typeof arg.value === 'number');
  const changed = args.map((arg) => changedIn(path, arg)).find(Boolean);
  const result = unknown(deps, { external: true, counted, text: `${name}()`, ...(changed && { changed }) });
  const promise = args.find((arg) => arg.kind === 'promise');
  if (promise !== undefined) {
    return [normal(path, promise)];
  }
  if (LATER.test(name)) {
    return [normal(path, result)];
  }
  let flows: Flow[] = [normal(path, result)];
  for (const arg of args) {
    if (arg.kind === 'function') {
      flows = andThen(flows, (at, before) =>
        andThen(callValue(machine, at, arg, [], node, 'callback'), (end, value) => [
          normal(end, value.kind === 'promise' && !SYNCHRONOUS.has(name) ? value : before),
        ]),
      );
    }
  }
  return flows;
}

/** A call that takes a lock or gives it back, by a library's model or by the names that locks go by. */
function lockCall(
  machine: Machine,
  path: Path,
  { receiver, args, node, name, callee }: OutsideCall,
): Flow[] | undefined {
  const held = path.lock;
  if (
    held?.releasedBy === name &&
    callee.type === 'MemberExpression' &&
    machine.index.textOf(callee.object) === held.name
  ) {
    path.lock = undefined;
    return [normal(path, UNDEFINED)];
  }
  const modelled = node.type === 'CallExpression' ? modelledLock(machine.index, node) : undefined;
  if (modelled !== undefined && !modelled.exclusive) {
    return undefined;
  }
  const isNamed =
    name === 'runExclusive' ||
    (RUNS.test(name) && callee.type === 'MemberExpression' && LOCK.test(machine.index.textOf(callee.object)));
  if (modelled === undefined && receiver?.kind !== 'lock' && !isNamed) {
    return undefined;
  }
  if (name === 'release' || name === 'unlock') {
    path.lock = undefined;
    return [normal(path, UNDEFINED)];
  }
  const body = args.find((arg) => arg.kind === 'function');
  if (node === machine.unlocked) {
    return body === undefined
      ? [normal(path, { kind: 'release', deps: [] })]
      : callValue(machine, path, body, [], node, 'callback');
  }
  const acquires =
    modelled === undefined ? body === undefined && ACQUIRES.test(name) : modelled.holds.kind === 'acquires';
  if (acquires) {
    const release = modelled?.holds.kind === 'acquires' ? modelled.holds.release : 'result';
    interleave(machine, path, node);
    takeLock(
      machine,
      path,
      node,
      typeof release === 'object' && release.of === 'receiver' ? release.member : undefined,
    );
    return [normal(path, { kind: release === 'result' ? 'release' : 'lock', deps: [] })];
  }
  return body !== undefined && (modelled !== undefined || RUNS.test(name))
    ? runLocked(machine, path, body, node)
    : undefined;
}

const ACQUIRES = /^(acquire|lock|waitForUnlock)$/;
const RUNS = /^(acquire|runExclusive|use|using|withLock)$/;
const LOCK = /(mutex|semaphore|lock)s?$/i;

/** Runs a function while a lock is held: until the promise that it gives has settled. */
function runLocked(machine: Machine, path: Path, body: Value, node: Node): Flow[] {
  const outer = path.lock;
  interleave(machine, path, node);
  takeLock(machine, path, node, undefined);
  return callValue(machine, path, body, [], node, 'callback').map((flow): Flow => {
    if (flow.kind === 'normal' && flow.value.kind === 'promise' && flow.value.settled === 'pending') {
      const [settled] = settle(machine, flow.path, flow.value, node);
      if (settled !== undefined) {
        settled.path.lock = outer;
        return normal(settled.path, {
          kind: 'promise',
          settled: settled.kind === 'throw' ? 'rejected' : 'fulfilled',
          value: settled.value,
          deps: [],
        });
      }
    }
    flow.path.lock = outer;
    return flow.kind === 'throw'
      ? normal(flow.path, { kind: 'promise', settled: 'rejected', value: flow.value, deps: [] })
      : flow;
  });
}

/** Takes a lock, and notes if the same path holds it: without re-entry it waits for itself. */
function takeLock(machine: Machine, path: Path, node: Node, releasedBy: string | undefined): void {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : node;
  const name = callee.type === 'MemberExpression' ? machine.index.textOf(callee.object) : '';
  if (path.lock?.node !== undefined && path.lock.name === name) {
    machine.trace.reentries.push({ outer: path.lock.node, inner: node });
  }
  path.lock ??= { block: path.block, node, name, ...(releasedBy !== undefined && { releasedBy }) };
}

/** Round trips to a store: a copy is old when it arrives, and what is written back may undo what others wrote. */
function storeCall(machine: Machine, path: Path, call: OutsideCall): Flow[] | undefined {
  const { receiver, args, node, name, callee } = call;
  if (machine.unit.form !== 'store' || receiver?.kind !== 'unknown' || callee.type !== 'MemberExpression') {
    return undefined;
  }
  if (ATOMIC.test(name)) {
    path.atomic = true;
    return undefined;
  }
  const cell = `store:${machine.index.textOf(unwrap(callee.object))}`;
  if (STORE_READ.test(name)) {
    const changes = new Map(path.storeChanges);
    changes.delete(cell);
    path.storeChanges = changes;
    return [normal(path, unknown([{ cell, block: path.block, node }], { external: true }))];
  }
  if (!STORE_WRITE.test(name) || path.atomic || path.lock !== undefined) {
    return undefined;
  }
  const read = (deps: Value['deps']): Node | undefined => deps.find((dep) => dep.cell === cell)?.node;
  const data = read(joinDeps(...args.map((arg) => arg.deps)));
  const decided = read(path.control);
  const basis = data ?? decided;
  if (basis !== undefined) {
    const change =
      data === undefined
        ? undefined
        : (args.map((arg) => changedIn(path, arg)).find(Boolean) ?? path.storeChanges.get(cell));
    machine.trace.storeWrites.push({ node, receiver: cell, read: basis, change, point: path.lastPoint ?? basis });
  }
  return [normal(path, EXTERNAL)];
}

/** The arithmetic behind a value, or behind a member of an object. */
function changedIn(path: Path, value: Value): Node | undefined {
  if (value.kind === 'object') {
    const members = path.objects.get(value.id)?.values() ?? [];
    return [...members].map((member) => changedIn(path, member)).find(Boolean);
  }
  return value.kind === 'unknown' ? value.changed : undefined;
}

/** Global functions and constructors. */
export function callGlobal(machine: Machine, path: Path, name: string, args: readonly Value[], node: Node): Flow[] {
  switch (name) {
    case 'setTimeout':
    case 'setInterval':
      return armTimer(machine, path, args, node);
    case 'clearTimeout':
    case 'clearInterval': {
      for (const dep of args[0]?.deps ?? []) {
        path.cleared = new Map(path.cleared).set(dep.cell, path.block);
      }
      return [normal(path, UNDEFINED)];
    }
    case 'new Promise':
      return construct(machine, path, args[0], node);
    case 'new Array':
    case 'new Map':
    case 'new Set':
      return [normal(path, UNKNOWN)];
    case 'Symbol':
      return [normal(path, UNKNOWN)];
    case 'Number':
    case 'Boolean':
    case 'String':
    case 'parseInt':
      return [normal(path, unknown(joinDeps(...args.map((arg) => arg.deps))))];
    case 'Error':
      return [normal(path, { kind: 'error', node, typed: args.length > 1, deps: [] })];
    default:
      if (isOwnService(machine, node, args) || isServiceCall(machine, path, node, args)) {
        return attempt(machine, path, UNKNOWN, node);
      }
      return withCallbacks(machine, path, { receiver: undefined, target: EXTERNAL, args, node, name, callee: node });
  }
}

/** Runs a timer's callback in a stretch of its own, on a copy of the path: nobody waits for it. */
function armTimer(machine: Machine, path: Path, args: readonly Value[], node: Node): Flow[] {
  const [callback, delay] = args;
  const ms = delay === undefined ? undefined : nominalOf(delay)?.value;
  path.timerMs = typeof ms === 'number' ? ms : undefined;
  if (callback?.kind !== 'function' || path.timer !== undefined || machine.mode === 'count') {
    if (callback?.kind === 'settler') {
      path.settled.set(callback.promise, { settled: callback.settles, value: UNDEFINED });
    }
    return [normal(path, literal(1))];
  }
  const arm: TimerArm = {
    node,
    cleared: [...path.cleared.values()].includes(path.block) || isIdle(machine, path, node),
    phases: path.entryPhases ?? possiblePhases(machine, path),
    validated: path.validatedBlock === path.block,
    writesOpen: path.blockWrites.some((write) => write.value.kind === 'literal' && write.value.phase === 'open'),
  };
  const start = `${node.range[0]}|${arm.phases.join()}|${[arm.cleared, arm.validated, arm.writesOpen].join()}|${path.detached}`;
  if (machine.detached.has(start)) {
    return [normal(path, UNKNOWN)];
  }
  machine.detached.add(start);
  const later = path.fork();
  later.blockWrites = [];
  interleave(machine, later, node);
  later.timer = arm;
  later.control = [];
  const from = machine.trace.writes.length;
  callValue(machine, later, callback, [], node, 'callback');
  const writes = machine.trace.writes.splice(from);
  machine.trace.timers.push({ arm, writes });
  return [normal(path, UNKNOWN)];
}

/** The cell that the handle goes into has just been found empty: no timer is armed. */
function isIdle(machine: Machine, path: Path, node: Node): boolean {
  const holder = machine.index.parentOf(node);
  const cell = holder?.type === 'AssignmentExpression' ? placeOf(holder.left, machine.index)?.key : undefined;
  const known = cell === undefined ? undefined : path.cells.get(cell);
  return known?.kind === 'literal' && !known.value;
}
