/** Calls: into the module's own functions, of the protected function, and out of the module. */
import type { TSESTree } from '@typescript-eslint/types';

import {
  calleeName,
  contains,
  isClass,
  memberKey,
  parametersOf,
  unwrap,
  type ClassNode,
  type Node,
} from '../../ast/nodes.js';
import { attempt, isAttempt, isOwnService, isProtected } from './attempts.js';
import { bindPattern } from './assignments.js';
import { callGlobal, callOutside } from './builtins.js';
import { endBlock, possiblePhases } from './cells.js';
import { evaluate, evaluateAll, readMember } from './expressions.js';
import { merge, normal, andThen, unitObject, type Flow, type Machine } from './machine.js';
import type { Frame, Path } from './path.js';
import { chain, combine, promised, rejected } from './promises.js';
import { execute } from './statements.js';
import { EXTERNAL, UNDEFINED, UNKNOWN, unknown, type FunctionValue, type PromiseValue, type Value } from './value.js';

const MAX_DEPTH = 12;
const EXPLORED_RECURSION = 3;

export function evaluateCall(machine: Machine, path: Path, node: TSESTree.CallExpression): Flow[] {
  const callee = unwrap(node.callee);
  if (callee.type === 'Super') {
    return evaluateAll(machine, path, argumentNodes(node), (at, args) => callSuper(machine, at, args, node));
  }
  if (callee.type !== 'MemberExpression') {
    return andThen(evaluate(machine, path, callee), (at, target) => {
      if (target.kind === 'literal' && (target.value === undefined || target.value === null)) {
        return [normal(at, UNDEFINED)];
      }
      return evaluateAll(machine, at, argumentNodes(node), (end, args) =>
        callValue(machine, end, target, args, node, 'call'),
      );
    });
  }
  if (callee.object.type === 'Super') {
    return evaluateAll(machine, path, argumentNodes(node), (at, args) => {
      const own =
        at.self.kind === 'object' && at.self.node !== undefined ? machine.methods.superClass(at.self.node) : undefined;
      const method = own && machine.methods.method(own, memberKey(callee) ?? '', 'method');
      return method === undefined
        ? [normal(at, EXTERNAL)]
        : callFunction(
            machine,
            at,
            { kind: 'function', node: method, self: at.self, deps: [] },
            args,
            node,
            calleeName(callee),
          );
    });
  }
  return andThen(evaluate(machine, path, callee.object), (at, receiver) =>
    andThen(readMember(machine, at, receiver, callee), (between, target) =>
      evaluateAll(machine, between, argumentNodes(node), (end, args) =>
        callMember(machine, end, receiver, target, args, node, callee),
      ),
    ),
  );
}

const argumentNodes = (node: TSESTree.CallExpression | TSESTree.NewExpression): Node[] =>
  node.arguments.map((argument) => (argument.type === 'SpreadElement' ? argument.argument : argument));

function callMember(
  machine: Machine,
  path: Path,
  receiver: Value,
  target: Value,
  args: readonly Value[],
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
): Flow[] {
  const name = memberKey(callee) ?? '';
  if (target.kind === 'literal' && (target.value === undefined || target.value === null)) {
    return [normal(path, UNDEFINED)];
  }
  if (receiver.kind === 'promise' && (name === 'then' || name === 'catch' || name === 'finally')) {
    return chained(machine, path, receiver, name, args, node);
  }
  if (receiver.kind === 'global' && receiver.name === 'Promise') {
    return [normal(path, promiseStatic(machine, path, name, args, node))];
  }
  if (receiver.kind === 'function' || isProtected(receiver)) {
    if (name === 'call') {
      return callValue(machine, path, receiver, args.slice(1), node, 'call');
    }
    if (name === 'apply') {
      return callValue(machine, path, receiver, [], node, 'call');
    }
    if (name === 'bind') {
      const [self] = args;
      return [
        normal(
          path,
          receiver.kind === 'function' && receiver.self === undefined && self !== undefined
            ? { ...receiver, self }
            : receiver,
        ),
      ];
    }
  }
  if (target.kind === 'function') {
    return callFunction(
      machine,
      path,
      target.self === undefined ? { ...target, self: receiver } : target,
      args,
      node,
      calleeName(callee),
    );
  }
  if (isAttempt(machine, target) && receiver.kind === 'object') {
    return attempt(machine, path, target, node);
  }
  if (receiver.kind === 'unknown') {
    const origin = receiver.parameter;
    const strategy = machine.methods.strategyFor(unwrap(callee.object), origin, name);
    if (strategy !== undefined) {
      return andThen(instantiate(machine, path, strategy, [], node), (at, instance) => {
        const method = machine.methods.method(strategy, name, 'method');
        return method === undefined
          ? [normal(at, EXTERNAL)]
          : callFunction(
              machine,
              at,
              { kind: 'function', node: method, self: instance, deps: [] },
              args,
              node,
              calleeName(callee),
            );
      });
    }
    if ((name === 'then' || name === 'catch' || name === 'finally') && receiver.external === true) {
      const pending: PromiseValue = { kind: 'promise', settled: 'pending', value: EXTERNAL, deps: [] };
      return chained(machine, path, pending, name, args, node);
    }
  }
  return callOutside(machine, path, { receiver, target, args, node, name, callee });
}

/** `.then(…)` and the like. Where nobody waits for it, the callbacks run in a stretch of their own, and this one goes on. */
function chained(
  machine: Machine,
  path: Path,
  promise: PromiseValue,
  method: 'then' | 'catch' | 'finally',
  handlers: readonly Value[],
  node: Node,
): Flow[] {
  if (machine.index.parentOf(node)?.type !== 'ExpressionStatement') {
    return chain(machine, path, promise, method, handlers, node);
  }
  for (const flow of chain(machine, path.fork(), promise, method, handlers, node)) {
    endBlock(machine, flow.path);
  }
  return [normal(path, promise)];
}

function promiseStatic(machine: Machine, path: Path, name: string, args: readonly Value[], node: Node): Value {
  if (name === 'resolve') {
    return promised(args[0] ?? UNDEFINED);
  }
  if (name === 'reject') {
    noteRejection(machine, path, node, args[0] ?? UNDEFINED);
    return rejected(args[0] ?? UNDEFINED);
  }
  return combine(path, name, args[0]);
}

/** Calls a value with what is known of its arguments. */
export function callValue(
  machine: Machine,
  path: Path,
  target: Value,
  args: readonly Value[],
  node: Node,
  kind: Frame['kind'],
): Flow[] {
  const callee = node.type === 'CallExpression' || node.type === 'NewExpression' ? node.callee : node;
  switch (target.kind) {
    case 'function':
      return callFunction(machine, path, target, args, node, kind === 'callback' ? '' : calleeName(callee), kind);
    case 'settler': {
      path.settled.set(target.promise, { settled: target.settles, value: args[0] ?? UNDEFINED });
      if (path.lock?.chain === target.promise) {
        path.lock = undefined;
      }
      return [normal(path, UNDEFINED)];
    }
    case 'release':
      path.lock = undefined;
      return [normal(path, UNDEFINED)];
    case 'global':
      return callGlobal(machine, path, target.name, args, node);
    case 'unknown':
      if (
        args[0]?.kind === 'error' &&
        target.parameter?.type === 'Identifier' &&
        NODE_CALLBACK.test(target.parameter.name)
      ) {
        noteRejection(machine, path, node, args[0]);
      }
      if (isAttempt(machine, target) || isOwnService(machine, node, args)) {
        return attempt(machine, path, target, node);
      }
      return callOutside(machine, path, { receiver: undefined, target, args, node, name: calleeName(callee), callee });
    default:
      return [normal(path, EXTERNAL)];
  }
}

/** What is called with an error, or with nothing and a result. */
const NODE_CALLBACK = /^(done|cb|callback|next)$/;

/** Runs a function of this module in place. */
export function callFunction(
  machine: Machine,
  path: Path,
  fn: FunctionValue,
  args: readonly Value[],
  node: Node,
  name: string,
  kind: Frame['kind'] = 'call',
): Flow[] {
  const body = fn.node;
  const active = path.stack.filter((frame) => frame.functionNode === body);
  const count = path.attempts?.count ?? 0;
  const last = active.at(-1);
  if (
    last !== undefined &&
    (last.attempts === count || (machine.mode === 'explore' && active.length >= EXPLORED_RECURSION))
  ) {
    // Recursion that makes no attempt says nothing new; explored far enough, its end is as the attempts are: it may go either way.
    return [
      normal(
        path,
        last.attempts === count
          ? EXTERNAL
          : { kind: 'promise', settled: 'pending', attempt: true, value: EXTERNAL, deps: [] },
      ),
    ];
  }
  if (active.length === 0 && new Set(path.stack.map((frame) => frame.functionNode)).size > MAX_DEPTH) {
    return [normal(path, EXTERNAL)];
  }
  const saved = { stack: path.stack, self: path.self, control: path.control, locals: path.locals };
  const start = body.async && isLeftAlone(machine, node) ? path.fork() : undefined;
  path.locals = new Map(path.locals);
  path.stack = [...path.stack, { kind, node, name, functionNode: body, isAsync: body.async, attempts: count }];
  path.self = body.type === 'ArrowFunctionExpression' ? (fn.self ?? path.self) : (fn.self ?? UNKNOWN);
  let flows: Flow[] = [normal(path, UNDEFINED)];
  parametersOf(body).forEach((parameter, i) => {
    const value = parameter.type === 'RestElement' ? unknown([]) : (args[i] ?? UNDEFINED);
    flows = andThen(flows, (at) => bindPattern(machine, at, parameter, value, false));
  });
  flows = andThen(flows, (at) =>
    body.body.type === 'BlockStatement'
      ? execute(machine, at, body.body)
      : evaluate(machine, at, body.body).map((flow) =>
          flow.kind === 'normal' ? { ...flow, kind: 'return' as const } : flow,
        ),
  );
  const results = flows.map((flow): Flow => {
    const at = flow.path;
    restoreLocals(at, body, saved.locals, flow.value);
    at.stack = saved.stack;
    at.self = saved.self;
    at.control = saved.control;
    const value = flow.kind === 'normal' ? UNDEFINED : flow.value;
    if (body.generator) {
      return normal(at, EXTERNAL);
    }
    if (!body.async) {
      return flow.kind === 'throw' ? flow : normal(at, value);
    }
    if (start !== undefined && at.block > start.block) {
      endBlock(machine, at);
      return normal(at, rewind(at, start));
    }
    return normal(at, flow.kind === 'throw' ? rejected(value) : promised(value));
  });
  return merge(results);
}

/** Nobody waits for the promise here: it is kept, or dropped. */
function isLeftAlone({ index }: Machine, node: Node): boolean {
  const holder = index.parentOf(node);
  return holder?.type === 'ExpressionStatement' || (holder?.type === 'VariableDeclarator' && holder.init === node);
}

/** Goes back to the stretch that made the call: it goes on while what it has called still waits. */
function rewind(path: Path, start: Path): Value {
  const made = (path.attempts?.count ?? 0) > (start.attempts?.count ?? 0);
  path.block = start.block;
  path.lastPoint = start.lastPoint;
  path.outcome = start.outcome;
  path.tested = start.tested;
  path.validatedBlock = start.validatedBlock;
  path.askedBlock = start.askedBlock;
  path.superseded = start.superseded;
  path.reentries = start.reentries;
  path.cells.clear();
  return { kind: 'promise', settled: 'pending', ...(made && { attempt: true }), value: EXTERNAL, deps: [] };
}

/** Forgets the variables of a call that has ended, unless what it returns may still use them. */
function restoreLocals(path: Path, body: Node, before: Path['locals'], value: Value): void {
  const escapes = value.kind === 'function' || (value.kind === 'object' && value.node === undefined);
  for (const variable of path.locals.keys()) {
    if (!contains(body, variable.scope.block)) {
      continue;
    }
    const old = before.get(variable);
    if (old !== undefined) {
      path.locals.set(variable, old);
    } else if (!escapes) {
      path.locals.delete(variable);
    }
  }
}

const ERRORS = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'EvalError',
  'SyntaxError',
  'ReferenceError',
  'URIError',
  'AggregateError',
]);

export function evaluateNew(machine: Machine, path: Path, node: TSESTree.NewExpression): Flow[] {
  return andThen(evaluate(machine, path, node.callee), (at, target) =>
    evaluateAll(machine, at, argumentNodes(node), (end, args) => {
      if (target.kind === 'class') {
        return instantiate(machine, end, target.node, args, node);
      }
      if (target.kind === 'global') {
        if (ERRORS.has(target.name)) {
          return [normal(end, { kind: 'error', node, typed: hasCause(end, args), deps: [] })];
        }
        return callGlobal(machine, end, `new ${target.name}`, args, node);
      }
      if (/(mutex|semaphore|lock)$/i.test(calleeName(node.callee))) {
        return [normal(end, { kind: 'lock', deps: [] })];
      }
      return [normal(end, EXTERNAL)];
    }),
  );
}

const hasCause = (path: Path, args: readonly Value[]): boolean =>
  args.slice(1).some((arg) => arg.kind !== 'object' || arg.open || (path.objects.get(arg.id)?.has('cause') ?? false));

/** `new C(...)` of a class of this module. */
export function instantiate(machine: Machine, path: Path, node: ClassNode, args: readonly Value[], site: Node): Flow[] {
  if (machine.receivers !== undefined && node === machine.unit.node) {
    return [normal(path, unitObject(machine))];
  }
  const depth = path.stack.filter((frame) => frame.functionNode === node).length;
  const id = `i${machine.nextId++}`;
  const self: Value = { kind: 'object', id, node, open: true, deps: [] };
  if (depth > 0) {
    return [normal(path, self)];
  }
  const saved = path.stack;
  path.stack = [...path.stack, { kind: 'callback', node: site, name: '', functionNode: node }];
  return initialise(machine, path, node, self, args, site).map((flow) => {
    flow.path.stack = saved;
    return flow.kind === 'throw' ? flow : normal(flow.path, self);
  });
}

/** Field initialisers, then the constructor, of a class and what it extends. */
export function initialise(
  machine: Machine,
  path: Path,
  node: ClassNode,
  self: Value,
  args: readonly Value[],
  site: Node,
): Flow[] {
  const before = path.self;
  const constructor = machine.methods.method(node, 'constructor', 'method');
  let flows: Flow[] = [normal(path, UNDEFINED)];
  const parent = machine.methods.superClass(node);
  if (constructor === undefined && parent !== undefined) {
    flows = initialise(machine, path, parent, self, args, site);
  }
  for (const member of node.body.body) {
    const key = member.type === 'PropertyDefinition' && !member.static ? memberKey(member) : undefined;
    if (member.type === 'PropertyDefinition' && key !== undefined && self.kind === 'object') {
      flows = andThen(flows, (at) => {
        at.self = self;
        return andThen(
          member.value === null ? [normal(at, UNDEFINED)] : evaluate(machine, at, member.value),
          (end, value) => {
            end.self = before;
            end.setMember(self.id, key, value.kind === 'literal' && value.value === undefined ? unknown([]) : value);
            return [normal(end, UNDEFINED)];
          },
        );
      });
    }
  }
  return constructor === undefined
    ? flows
    : andThen(flows, (at) =>
        callFunction(machine, at, { kind: 'function', node: constructor, self, deps: [] }, args, site, '', 'callback'),
      );
}

function callSuper(machine: Machine, path: Path, args: readonly Value[], node: Node): Flow[] {
  const { self } = path;
  const owner = machine.index.enclosingClass(node);
  const parent = owner && machine.methods.superClass(owner);
  return parent === undefined || !isClass(parent)
    ? [normal(path, UNDEFINED)]
    : initialise(machine, path, parent, self, args, node);
}

/** A call that is turned away because of the state, before it has made any attempt. */
export function noteRejection(machine: Machine, path: Path, node: Node, value: Value): void {
  const untouched = path.attempts === undefined && !path.written.has(machine.unit.state.key);
  if (machine.mode !== 'explore' || machine.admitted === 'closed' || !untouched || path.firstStateTest === undefined) {
    return;
  }
  const phases = possiblePhases(machine, path);
  const { key } = machine.unit.state;
  // A probe is turned away because of what else is under way; whatever else is thrown then is no answer to the state.
  const isOver =
    value.kind !== 'literal' &&
    path.control.some(({ cell }) => cell !== key && machine.mutable.has(cell)) &&
    path.control.some(({ cell }) => cell === key);
  if (phases.length === 1 && (machine.admitted === 'open' || isOver)) {
    path.rejection = node;
  }
  if (machine.admitted === 'open') {
    machine.trace.rejections.push({ node, value, phases });
  }
}
