/** What a statement does to a path. */
import type { TSESTree } from '@typescript-eslint/types';

import { forEachChild, isFunction, unwrap, type LoopNode, type Node } from '../../ast/nodes.js';
import type { Variable } from '../module.js';
import { bindPattern } from './assignments.js';
import { COUNTED_ATTEMPTS } from './attempts.js';
import { noteRejection } from './calls.js';
import { interleave } from './cells.js';
import { decide, split } from './conditions.js';
import { evaluate } from './expressions.js';
import { merge, normal, step, andThen, type Flow, type Machine } from './machine.js';
import { equality } from './operators.js';
import type { Path } from './path.js';
import { joinDeps, UNDEFINED, UNKNOWN, unknown, type Value } from './value.js';

export function execute(machine: Machine, path: Path, node: Node): Flow[] {
  step(machine);
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return leave(machine, node, sequence(machine, path, node.body));
    case 'ExpressionStatement':
      return evaluate(machine, path, node.expression);
    case 'VariableDeclaration':
      return declare(machine, path, node);
    case 'IfStatement':
      return branches(machine, path, node.test, node.consequent, node.alternate);
    case 'ReturnStatement':
      return returned(machine, path, node);
    case 'ThrowStatement':
      return evaluate(machine, path, node.argument).map((flow) => {
        if (flow.kind !== 'normal') {
          return flow;
        }
        noteRejection(machine, flow.path, node, flow.value);
        flow.path.leftAt = node;
        return { ...flow, kind: 'throw' as const };
      });
    case 'TryStatement':
      return attemptBlock(machine, path, node);
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
      return loop(machine, path, node, undefined);
    case 'SwitchStatement':
      return select(machine, path, node);
    case 'LabeledStatement':
      return labelled(machine, path, node);
    case 'BreakStatement':
    case 'ContinueStatement':
      return [
        {
          path,
          kind: node.type === 'BreakStatement' ? 'break' : 'continue',
          value: UNDEFINED,
          label: node.label?.name,
        },
      ];
    default:
      // Declarations of functions, classes and types do nothing when they are reached.
      return [normal(path, UNDEFINED)];
  }
}

function returned(machine: Machine, path: Path, node: TSESTree.ReturnStatement): Flow[] {
  const isOwn = path.stack.filter((frame) => frame.functionNode !== undefined).length === 1;
  if (isOwn) {
    path.leftAt = node;
  }
  if (node.argument === null) {
    return [{ path, kind: 'return', value: UNDEFINED }];
  }
  const before = path.attempts?.count ?? 0;
  return evaluate(machine, path, node.argument).map((flow): Flow => {
    if (flow.kind !== 'normal') {
      return flow;
    }
    const { path: at, value } = flow;
    const isUnderWay =
      value.kind === 'promise' &&
      ((at.attempts?.count ?? 0) > before || (value.attempt === true && value.settled === 'pending'));
    return { ...flow, kind: 'return', ...(isUnderWay && { unawaited: node }) };
  });
}

function sequence(machine: Machine, path: Path, statements: readonly Node[]): Flow[] {
  let flows: Flow[] = [normal(path, UNDEFINED)];
  const left: Flow[] = [];
  for (const statement of statements) {
    const next: Flow[] = [];
    for (const flow of flows) {
      for (const result of execute(machine, flow.path, statement)) {
        (result.kind === 'normal' ? next : left).push(
          result.kind === 'normal' ? normal(result.path, UNDEFINED) : result,
        );
      }
    }
    flows = merge(next);
    if (flows.length === 0) {
      break;
    }
  }
  return merge([...flows, ...left]);
}

/** Variables of a block are gone behind it, unless a function in it still uses them; paths that differed in them are one. */
function leave({ index }: Machine, block: Node, flows: Flow[]): Flow[] {
  let forgotten = false;
  for (const { path } of flows) {
    for (const variable of path.locals.keys()) {
      if (
        variable.scope.block === block &&
        variable.references.every(
          ({ identifier }) => index.enclosingFunction(identifier) === index.enclosingFunction(block),
        )
      ) {
        path.locals.delete(variable);
        forgotten = true;
      }
    }
  }
  return forgotten ? merge(flows) : flows;
}

function declare(machine: Machine, path: Path, node: TSESTree.VariableDeclaration): Flow[] {
  let flows: Flow[] = [normal(path, UNDEFINED)];
  for (const { id, init } of node.declarations) {
    flows = andThen(flows, (at) => {
      if (init === null) {
        // `let timer;` says nothing yet: undefined only until the first assignment, which a callback may hold.
        return id.type === 'Identifier' ? bindPattern(machine, at, id, UNDEFINED, false) : [normal(at, UNDEFINED)];
      }
      return andThen(evaluate(machine, at, init), (end, value) => bindPattern(machine, end, id, value, false));
    });
  }
  return flows;
}

function branches(
  machine: Machine,
  path: Path,
  test: Node,
  consequent: Node,
  alternate: Node | null | undefined,
): Flow[] {
  const control = path.control;
  const flows = decide(machine, path, test).flatMap(({ flow, truth, deps }) => {
    if (flow.kind !== 'normal') {
      return [flow];
    }
    const body = truth ? consequent : alternate;
    if (body === null || body === undefined) {
      return [normal(flow.path, UNDEFINED)];
    }
    flow.path.control = joinDeps(control, deps);
    return execute(machine, flow.path, body);
  });
  return merge(restoreControl(flows, control));
}

/** What decided that a branch was taken does not decide what follows the statement. */
function restoreControl(flows: readonly Flow[], control: Path['control']): readonly Flow[] {
  for (const flow of flows) {
    flow.path.control = control;
  }
  return flows;
}

function attemptBlock(machine: Machine, path: Path, node: TSESTree.TryStatement): Flow[] {
  let flows = execute(machine, path, node.block);
  const { handler, finalizer } = node;
  if (handler !== null) {
    flows = flows.flatMap((flow) => {
      if (flow.kind !== 'throw') {
        return [flow];
      }
      const bound =
        handler.param === null
          ? [normal(flow.path, UNDEFINED)]
          : bindPattern(machine, flow.path, handler.param, flow.value, false);
      return andThen(bound, (at) => execute(machine, at, handler.body));
    });
    flows = merge(flows);
  }
  if (finalizer === null || finalizer === undefined) {
    return flows;
  }
  return merge(
    flows.flatMap((flow) => {
      flow.path.unawaited = flow.unawaited;
      return execute(machine, flow.path, finalizer).map((done) => {
        done.path.unawaited = undefined;
        return done.kind === 'normal' ? { ...flow, path: done.path } : done;
      });
    }),
  );
}

/** Explored: two rounds as they are, a third with whatever the loop changes unknown, so that every way out is found. */
const EXPLORED_ROUNDS = 3;

function loop(machine: Machine, path: Path, node: LoopNode, label: string | undefined): Flow[] {
  const outer = path.stack;
  const control = path.control;
  let flows: Flow[] = [normal(path, UNDEFINED)];
  if (node.type === 'ForStatement' && node.init !== null) {
    const { init } = node;
    flows = andThen(flows, (at) =>
      init.type === 'VariableDeclaration' ? execute(machine, at, init) : evaluate(machine, at, init),
    );
  }
  let items: readonly Value[] | undefined;
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
    flows = andThen(flows, (at) => evaluate(machine, at, node.right));
    const first = flows.find((flow) => flow.kind === 'normal');
    items = first && listed(first.path, first.value);
  }
  const rounds = machine.mode === 'explore' ? EXPLORED_ROUNDS : COUNTED_ATTEMPTS + 2;
  const out: Flow[] = [];
  for (let round = 1; round <= rounds && flows.some((flow) => flow.kind === 'normal'); round += 1) {
    const next: Flow[] = [];
    for (const flow of flows) {
      if (flow.kind !== 'normal') {
        out.push(flow);
        continue;
      }
      const at = flow.path;
      at.stack = [...outer, { kind: 'loop', node, name: loopName(node), iteration: round }];
      if (machine.mode === 'explore' && round === EXPLORED_ROUNDS) {
        forget(machine, at, node);
      }
      const { entered, done } = enter(machine, at, node, round, items);
      out.push(...done);
      for (const body of entered) {
        for (const result of execute(machine, body.path, node.body)) {
          const mine = result.label === undefined || result.label === label;
          if (result.kind === 'normal' || (result.kind === 'continue' && mine)) {
            next.push(...advance(machine, result.path, node));
          } else if (result.kind === 'break' && mine) {
            out.push(normal(result.path, UNDEFINED));
          } else {
            out.push(result);
          }
        }
      }
    }
    flows = merge(next);
    const size = machine.mode === 'count' ? merge(out) : out;
    if (size !== out) {
      out.splice(0, out.length, ...size);
    }
  }
  if (machine.mode === 'count') {
    // The number of rounds is exhausted: the loop has no end that the code states.
    machine.trace.exits.push(...flows);
  }
  for (const flow of out) {
    flow.path.stack = outer;
  }
  return merge(restoreControl(out, control));
}

const loopName = (node: LoopNode): string =>
  ({
    ForStatement: 'for',
    WhileStatement: 'while',
    DoWhileStatement: 'do',
    ForInStatement: 'for in',
    ForOfStatement: 'for of',
  })[node.type];

/** The elements of a list that the code writes out. */
function listed(path: Path, value: Value): readonly Value[] | undefined {
  const members = value.kind === 'object' && !value.open ? path.objects.get(value.id) : undefined;
  const length = members?.get('length');
  if (members === undefined || length?.kind !== 'literal' || typeof length.value !== 'number') {
    return undefined;
  }
  return Array.from({ length: length.value }, (_, i) => members.get(String(i)) ?? UNKNOWN);
}

/** Paths that enter the body for this round, and paths that are done. */
function enter(
  machine: Machine,
  path: Path,
  node: LoopNode,
  round: number,
  items: readonly Value[] | undefined,
): { readonly entered: Flow[]; readonly done: Flow[] } {
  const entered: Flow[] = [];
  const done: Flow[] = [];
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
    if (items !== undefined && machine.mode === 'count') {
      if (round > items.length) {
        return { entered, done: [normal(path, UNDEFINED)] };
      }
    } else {
      done.push(normal(path.fork(), UNDEFINED));
      if (machine.mode === 'count' && path.attempts !== undefined) {
        path.undecided = machine.index.textOf(node.right);
      }
    }
    if (node.type === 'ForOfStatement' && node.await) {
      interleave(machine, path, node);
    }
    const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
    const value = items?.[round - 1] ?? unknown([]);
    entered.push(
      ...(target === undefined ? [normal(path, UNDEFINED)] : bindPattern(machine, path, target, value, false)),
    );
    return { entered, done };
  }
  const test = node.type === 'DoWhileStatement' && round === 1 ? null : node.test;
  if (test === null || test === undefined) {
    return { entered: [normal(path, UNDEFINED)], done };
  }
  for (const { flow, truth } of decide(machine, path, test)) {
    if (flow.kind !== 'normal') {
      done.push(flow);
    } else if (truth) {
      entered.push(flow);
    } else {
      done.push(normal(flow.path, UNDEFINED));
    }
  }
  return { entered, done };
}

function advance(machine: Machine, path: Path, node: LoopNode): Flow[] {
  return node.type === 'ForStatement' && node.update !== null
    ? evaluate(machine, path, node.update)
    : [normal(path, UNDEFINED)];
}

/** Whatever the loop assigns may by now be anything. */
function forget(machine: Machine, path: Path, node: LoopNode): void {
  for (const variable of assignedIn(machine, node)) {
    if (path.locals.has(variable)) {
      path.locals.set(variable, UNKNOWN);
    }
  }
}

const assignedCache = new WeakMap<Node, readonly Variable[]>();

function assignedIn(machine: Machine, node: LoopNode): readonly Variable[] {
  const cached = assignedCache.get(node);
  if (cached !== undefined) {
    return cached;
  }
  const found = new Set<Variable>();
  const visit = (child: Node): void => {
    const target =
      child.type === 'AssignmentExpression'
        ? child.left
        : child.type === 'UpdateExpression'
          ? child.argument
          : undefined;
    const name = target === undefined ? undefined : unwrap(target);
    const variable = name?.type === 'Identifier' ? machine.index.variableOf(name) : undefined;
    if (variable !== undefined) {
      found.add(variable);
    }
    if (!isFunction(child)) {
      forEachChild(child, machine.index.module.visitorKeys, visit);
    }
  };
  visit(node);
  const result = [...found];
  assignedCache.set(node, result);
  return result;
}

function select(machine: Machine, path: Path, node: TSESTree.SwitchStatement): Flow[] {
  const control = path.control;
  const flows = andThen(evaluate(machine, path, node.discriminant), (start, value) => {
    const out: Flow[] = [];
    let open: { path: Path; deps: Path['control'] }[] = [{ path: start, deps: [] }];
    const fallback = node.cases.findIndex((clause) => clause.test === null);
    node.cases.forEach((clause, i) => {
      const { test } = clause;
      if (test === null) {
        return;
      }
      const still: typeof open = [];
      for (const candidate of open) {
        for (const flow of evaluate(machine, candidate.path, test)) {
          if (flow.kind !== 'normal') {
            out.push(flow);
            continue;
          }
          const result = equality(machine, flow.path, clause, true, value, flow.value);
          for (const branch of split(machine, flow.path, result, node.discriminant)) {
            if (branch.truth) {
              branch.flow.path.control = joinDeps(control, branch.deps);
              out.push(...from(machine, branch.flow.path, node, i));
            } else {
              still.push({ path: branch.flow.path, deps: branch.deps });
            }
          }
        }
      }
      open = still;
    });
    for (const rest of open) {
      rest.path.control = joinDeps(control, rest.deps);
      out.push(...(fallback === -1 ? [normal(rest.path, UNDEFINED)] : from(machine, rest.path, node, fallback)));
    }
    return out;
  });
  const done = flows.map((flow) =>
    flow.kind === 'break' && flow.label === undefined ? normal(flow.path, UNDEFINED) : flow,
  );
  return merge(restoreControl(done, control));
}

/** The statements from one case on, through those below it. */
const from = (machine: Machine, path: Path, node: TSESTree.SwitchStatement, start: number): Flow[] =>
  sequence(
    machine,
    path,
    node.cases.slice(start).flatMap((clause) => clause.consequent),
  );

function labelled(machine: Machine, path: Path, node: TSESTree.LabeledStatement): Flow[] {
  const { body } = node;
  const label = node.label.name;
  const isLoop = /^(For|While|DoWhile)/.test(body.type);
  const flows = isLoop ? loop(machine, path, body as LoopNode, label) : execute(machine, path, body);
  return flows.map((flow) => (flow.kind === 'break' && flow.label === label ? normal(flow.path, UNDEFINED) : flow));
}
