/** Attempts: calls of the function that the breaker protects, or of the service itself. */
import { contains, type Node } from '../../ast/nodes.js';
import { possiblePhases } from './cells.js';
import { normal, type AttemptEvent, type Flow, type Machine } from './machine.js';
import type { Path } from './path.js';
import { unknown, type Unknown, type Value } from './value.js';

/** Parameters with such names are called for other reasons than to reach the service. */
const OTHER_CALLBACK =
  /^(on[A-Z_]|is[A-Z_]|should|fallback|filter|classify|callback$|cb$|next$|resolve|reject|done$|log|predicate|validate|transform|map|now$|clock|random|sleep|delay|wait|release|notify|emit|report|format|select|get[A-Z]|compare|health)/;

/** A function that was handed in from outside to be run under protection. */
export function isProtected(value: Value): value is Unknown {
  if (value.kind !== 'unknown' || value.parameter === undefined) {
    return false;
  }
  const { parameter } = value;
  return parameter.type !== 'Identifier' || !OTHER_CALLBACK.test(parameter.name.replace(/^_+/, ''));
}

/** A call of it reaches the service. Where the entry is handed a function to run, one that the breaker keeps is there for something else. */
export const isAttempt = (machine: Machine, target: Value): target is Unknown =>
  isProtected(target) &&
  (machine.handed === undefined || target.parameter === undefined || contains(machine.handed, target.parameter));

/** A call of the breaker's own code that is what it protects. Where the entry is handed a function to run, others are there for something else: a fallback. */
export const isOwnService = (machine: Machine, call: Node, args: readonly Value[]): boolean =>
  machine.serviceCalls.has(call) && (machine.handed === undefined || args.some((arg) => isAttempt(machine, arg)));

/** Explored: the third attempt says nothing that the second did not. Counted: beyond this, the retry has no end that the code states. */
const EXPLORED_ATTEMPTS = 3;
export const COUNTED_ATTEMPTS = 100;

export function attempt(machine: Machine, path: Path, target: Unknown, node: Node): Flow[] {
  const before = path.attempts;
  const ordinal = (before?.count ?? 0) + 1;
  const limit = machine.mode === 'explore' ? EXPLORED_ATTEMPTS : COUNTED_ATTEMPTS;
  if (ordinal > limit) {
    machine.trace.exits.push(normal(path, target));
    return [];
  }
  const previous = path.outcome?.attempt === before?.count ? path.outcome : undefined;
  const failedBlock = before?.failedBlock ?? Number.POSITIVE_INFINITY;
  const event: AttemptEvent = {
    node,
    ordinal,
    stack: path.stack,
    before,
    previous,
    asked: path.askedBlock === path.block ? 'before-attempt' : path.askedBlock >= failedBlock ? 'after-failure' : 'no',
    reserved: path.reserved.size > 0 || path.tookLate,
    slots: new Map(path.held),
    locked: path.lock !== undefined,
    lock: path.lock?.node,
    phases: possiblePhases(machine, path),
    stateTest: path.firstStateTest,
    choice: before === undefined ? path.lastStateTest : before.choice,
    isAsync: usedAsPromise(machine, target, node, path),
    known: new Map(path.cells),
    tested: new Set(path.tested.keys()),
    tests: new Map(path.tested),
    written: path.written,
    reservedLater() {
      this.reserved = true;
    },
  };
  machine.trace.attempts.push(event);
  path.attempts = {
    count: ordinal,
    block: path.block,
    event,
    node,
    stack: path.stack,
    choice: before === undefined ? path.lastStateTest : before.choice,
    admission: before?.admission ?? new Set(path.tested.keys()),
    failedBlock: undefined,
    decision: undefined,
    wait: undefined,
  };
  return [
    normal(path, {
      kind: 'promise',
      settled: 'pending',
      attempt: true,
      value: unknown([], { external: true }),
      deps: [],
    }),
  ];
}

/** Whether somebody waits for the call: only then can other callers come in between. */
function usedAsPromise(machine: Machine, target: Unknown, node: Node, path: Path): boolean {
  if (path.stack.some((frame) => frame.isAsync === true)) {
    return true;
  }
  const annotation = target.parameter?.type === 'Identifier' ? target.parameter.typeAnnotation : undefined;
  if (annotation !== undefined && /Promise|Awaitable|Async/.test(machine.index.textOf(annotation))) {
    return true;
  }
  for (let at = machine.index.parentOf(node); at !== undefined; at = machine.index.parentOf(at)) {
    if (at.type === 'MemberExpression' && at.property.type === 'Identifier') {
      return /^(then|catch|finally)$/.test(at.property.name);
    }
    if (at.type === 'CallExpression' || /Statement$|Declaration$/.test(at.type)) {
      return at.type === 'CallExpression' && /^Promise\b/.test(machine.index.textOf(at.callee));
    }
  }
  return false;
}
