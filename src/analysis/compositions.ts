/** Where code outside a breaker gives it something to run, or asks it and reports to it: `breaker.execute(() => withRetry(call))`. */
import { contains, isClass, isFunction, memberKey, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import { receiversOf } from './instances.js';
import { interceptorsAround } from './interceptors.js';
import type { ModuleIndex } from './module.js';
import { calledFunction } from './places.js';
import type { Machine } from './interpreter/machine.js';
import type { Path } from './interpreter/path.js';
import type { Value } from './interpreter/value.js';
import { leavesUnit, type Entry } from './unit-code.js';
import type { Unit } from './units.js';

/** The functions that compose, and the expressions in them that are the breaker. */
export interface Compositions {
  readonly entries: readonly Entry[];
  readonly receivers: ReadonlySet<Node>;
  /** What runs between the question and the report, in functions that ask the breaker and report to it themselves. */
  readonly regions: readonly Node[];
}

const NONE: Compositions = { entries: [], receivers: new Set(), regions: [] };
/** How many callers up a composition may be spread, and how many functions of a module are looked at. */
const MAX_HOPS = 3;
const MAX_ENTRIES = 24;

/** `protecting`: the methods that are handed a call; `recording`: those that are told of a failure. */
export function compositionsOf(
  index: ModuleIndex,
  unit: Unit,
  protecting: ReadonlySet<string>,
  recording: ReadonlySet<string>,
): Compositions {
  if (!isClass(unit.node) || protecting.size + recording.size === 0) {
    return NONE;
  }
  const { node } = unit;
  const receivers = receiversOf(index, node);
  const sitesOf = (methods: ReadonlySet<string>): Node[] =>
    [...receivers].filter((receiver) => !contains(node, receiver) && methods.has(calledMember(index, receiver) ?? ''));
  const sites = sitesOf(protecting);
  const reports = sitesOf(recording);
  if (sites.length + reports.length === 0) {
    return NONE;
  }
  const intercepting = interceptorsAround(index, reports.length === 0 ? [] : receivers);
  const regions = reports.flatMap((report) => reportedBy(index, report) ?? []);
  const found = new Set<FunctionNode>(regions.flatMap((region) => outermost(index, region) ?? []));
  let level = new Set(sites.flatMap((site) => outermost(index, site) ?? []));
  for (let hop = 0; hop < MAX_HOPS && level.size > 0; hop += 1) {
    level.forEach((fn) => found.add(fn));
    level = new Set(callersOf(index, level).filter((fn) => !found.has(fn) && !contains(node, fn)));
  }
  return {
    entries: [
      ...intercepting,
      ...[...found].slice(0, MAX_ENTRIES).map((fn) => ({ name: functionName(index, fn), node: fn })),
    ],
    receivers,
    regions,
  };
}

/** The block whose failures a call reports: the `try` of the handler that it stands in, or the loop that it stands behind. */
function reportedBy(index: ModuleIndex, report: Node): Node | undefined {
  for (
    let at = report, parent = index.parentOf(at);
    parent !== undefined && !isFunction(parent);
    at = parent, parent = index.parentOf(at)
  ) {
    if (parent.type === 'CatchClause') {
      const tried = index.parentOf(parent);
      return tried?.type === 'TryStatement' ? tried.block : undefined;
    }
    if (parent.type === 'BlockStatement') {
      const { body } = parent;
      const loop = body.findLast(
        (statement) => statement.range[1] <= at.range[0] && /^(For|While|DoWhile)/.test(statement.type),
      );
      if (loop !== undefined) {
        return loop;
      }
    }
  }
  return undefined;
}

/** `execute` of `breaker.execute(…)`. */
function calledMember(index: ModuleIndex, receiver: Node): string | undefined {
  let member = index.parentOf(receiver);
  while (member !== undefined && member.type !== 'MemberExpression') {
    member = /^TS|^Chain/.test(member.type) ? index.parentOf(member) : undefined;
  }
  const call = member && index.parentOf(member);
  return member?.type === 'MemberExpression' && call?.type === 'CallExpression' && call.callee === member
    ? memberKey(member)
    : undefined;
}

/** The function around a node that no other function is around: a method, a declared function, a handler. */
function outermost(index: ModuleIndex, node: Node): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (let fn = index.enclosingFunction(node); fn !== undefined; fn = index.enclosingFunction(fn)) {
    found = fn;
    if (index.parentOf(fn)?.type === 'MethodDefinition') {
      break;
    }
  }
  return found;
}

function callersOf(index: ModuleIndex, called: ReadonlySet<FunctionNode>): FunctionNode[] {
  const callers: FunctionNode[] = [];
  for (const call of index.nodesOfType('CallExpression')) {
    const target = calledFunction(unwrap(call.callee), index);
    const caller = target !== undefined && called.has(target) ? outermost(index, call) : undefined;
    if (caller !== undefined) {
      callers.push(caller);
    }
  }
  return callers;
}

function functionName(index: ModuleIndex, fn: FunctionNode): string {
  const parent = index.parentOf(fn);
  if (fn.id) {
    return fn.id.name;
  }
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    return parent.id.name;
  }
  return parent?.type === 'MethodDefinition' || parent?.type === 'Property' || parent?.type === 'PropertyDefinition'
    ? (memberKey(parent) ?? '')
    : '';
}

/** What is called and waited for outside this module, in a closure that was given to the breaker or between question and report: the service. */
export function isServiceCall(machine: Machine, path: Path, call: Node, args: readonly Value[]): boolean {
  const { index, unit, receivers, regions } = machine;
  if (
    receivers === undefined ||
    call.type !== 'CallExpression' ||
    contains(unit.node, call) ||
    args.some(({ kind }) => kind === 'function')
  ) {
    return false;
  }
  const isBetween = (node: Node): boolean => regions.some((region) => contains(region, node));
  const isInside =
    path.stack.some(({ functionNode }) => functionNode !== undefined && contains(unit.node, functionNode)) ||
    (path.firstStateTest !== undefined &&
      (isBetween(call) || path.stack.some(({ node, kind }) => kind !== 'loop' && isBetween(node))));
  return isInside && leavesUnit(index, call.callee) && isWaitedFor(index, call);
}

/** Awaited, or given back by a function that is async or that was handed over to be run. A predicate gives back what it computes. */
function isWaitedFor(index: ModuleIndex, call: Node): boolean {
  let at = index.parentOf(call);
  while (at !== undefined && /^TS|^ChainExpression$|^ConditionalExpression$|^LogicalExpression$/.test(at.type)) {
    at = index.parentOf(at);
  }
  if (at?.type !== 'ReturnStatement' && at?.type !== 'ArrowFunctionExpression') {
    return at?.type === 'AwaitExpression';
  }
  const fn = index.enclosingFunction(call);
  return fn !== undefined && (fn.async || fn.params.length === 0);
}
