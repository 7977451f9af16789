/** Runs a unit's entries: once per phase that may have admitted the caller, and once more to count. */
import { contains, isClass, isFunction, memberKey, unwrap, type ClassNode, type Node } from '../ast/nodes.js';
import { compositionsOf, type Compositions } from './compositions.js';
import type { Phase } from './facts.js';
import { runBehind } from './interceptors.js';
import { bindPattern } from './interpreter/assignments.js';
import { isProtected } from './interpreter/attempts.js';
import { initialise } from './interpreter/calls.js';
import { endBlock, stateValue } from './interpreter/cells.js';
import { bindUnknownParameter, evaluate, parameterValue } from './interpreter/expressions.js';
import {
  allowance,
  andThen,
  emptyTrace,
  GiveUp,
  normal,
  unitObject,
  type Allowance,
  type Flow,
  type Machine,
  type Mode,
  type Trace,
  type UnitCode,
} from './interpreter/machine.js';
import { Path } from './interpreter/path.js';
import { execute } from './interpreter/statements.js';
import { UNDEFINED, unknown, type Value } from './interpreter/value.js';
import { methodTable } from './methods.js';
import type { ModuleIndex } from './module.js';
import { entriesOf, isRecord, unitCode, wrappersOf, type Entry } from './unit-code.js';
import { calledFunction, variableKey } from './places.js';
import type { Unit } from './units.js';

/** Everything that was seen of one unit. A run that exceeded its budget is missing: nothing is known of it. */
export interface UnitRuns {
  readonly unit: Unit;
  readonly code: UnitCode;
  readonly entries: readonly Entry[];
  /** Functions that make no call, and are told of failures: callers make the calls, and ask the unit before. */
  readonly recorders: readonly Entry[];
  /** Functions outside the unit that give it something to run, or that ask it and report to it. */
  readonly composers: readonly Entry[];
  explored(entry: Entry, admitted: Phase): Trace | undefined;
  counted(entry: Entry, admitted: Phase): Trace | undefined;
  /** As explored, while nobody else moves the state from the call of `within` to its end. */
  undisturbed(entry: Entry, admitted: Phase, within: Node): Trace | undefined;
  /** The same unit as it would run if this call took no lock. */
  without(lock: Node): UnitRuns;
}

export function runUnit(
  index: ModuleIndex,
  unit: Unit,
  shared: Allowance = allowance(index),
  unlocked?: Node,
): UnitRuns {
  const code: UnitCode = { ...unitCode(index, unit), unlocked };
  const methods = methodTable(index);
  const setup = prepare(index, unit, { ...code, methods, allowance: shared });
  const cache = new Map<string, Trace | undefined>();
  const entries = entriesOf(index, unit);
  let compositions: Compositions | undefined;
  const recorders = (): Entry[] =>
    entries.filter((entry) => {
      const trace = run(entry, 'closed', 'explore');
      return trace?.attempts.length === 0 && countsFailure(trace);
    });
  const composed = (): Compositions => {
    if (compositions === undefined) {
      const protecting = entries.filter((entry) => (run(entry, 'closed', 'explore')?.attempts.length ?? 0) > 0);
      compositions = compositionsOf(index, unit, namesOf(protecting), namesOf(recorders()));
    }
    return compositions;
  };
  // What a suggestion asks in addition leaves the findings what they may take.
  const apart = allowance(index);
  const run = (entry: Entry, admitted: Phase, mode: Mode, undisturbed?: Node): Trace | undefined => {
    const key = `${mode} ${admitted} ${entry.node.range[0]} ${undisturbed?.range[0] ?? ''}`;
    if (!cache.has(key)) {
      cache.set(
        key,
        runEntry(
          entry,
          {
            ...code,
            ...(contains(unit.node, entry.node)
              ? {}
              : { receivers: composed().receivers, regions: composed().regions }),
            methods,
            allowance: undisturbed === undefined ? shared : apart,
            mode,
            handed: isHandedFunction(index, entry) ? entry.node : undefined,
            admitted,
            undisturbed,
            constants: setup.constants,
            trace: emptyTrace(),
            detached: new Set(),
            steps: 0,
            nextId: 1_000,
          },
          setup.path,
        ),
      );
    }
    return cache.get(key);
  };
  return {
    unit,
    code,
    entries,
    get recorders() {
      return recorders();
    },
    get composers() {
      return composed().entries;
    },
    explored: (entry, admitted) => run(entry, admitted, 'explore'),
    counted: (entry, admitted) => run(entry, admitted, 'count'),
    undisturbed: (entry, admitted, within) => run(entry, admitted, 'explore', within),
    without: (lock) => runUnit(index, unit, shared, lock),
  };
}

const namesOf = (entries: readonly Entry[]): ReadonlySet<string> => new Set(entries.map(({ name }) => name));

/** Whether a call counts a failure: something grows, and may open the circuit. */
const countsFailure = ({ writes }: Trace): boolean =>
  writes.some(({ operation }) => operation === 'increase' || operation === 'append') &&
  writes.some(({ value }) => value.kind === 'literal' && value.phase === 'open');

interface Setup {
  readonly constants: ReadonlyMap<string, Value>;
  readonly path: Path;
}

/** Runs the constructor, or the factory's declarations, to learn what never changes afterwards. */
function prepare(index: ModuleIndex, unit: Unit, code: UnitCode & Pick<Machine, 'methods' | 'allowance'>): Setup {
  const machine: Machine = {
    ...code,
    mode: 'explore',
    handed: undefined,
    admitted: 'closed',
    undisturbed: undefined,
    constants: new Map(),
    trace: emptyTrace(),
    detached: new Set(),
    steps: 0,
    nextId: 0,
  };
  const path = new Path();
  const constants = new Map<string, Value>();
  let end = path;
  try {
    if (isClass(unit.node)) {
      const self: Value = { kind: 'object', id: 'this', node: unit.node, open: true, deps: [] };
      path.self = self;
      const constructor = code.methods.method(unit.node, 'constructor', 'method');
      const saved = machine.mutable;
      const flows = initialise(
        { ...machine, mutable: new Set([...saved].filter((cell) => !cell.startsWith('this.'))) },
        path,
        unit.node,
        self,
        (constructor?.params ?? []).map(parameterValue),
        unit.node,
      );
      end = flows.find((flow) => flow.kind === 'normal')?.path ?? path;
    } else {
      const body = isFunction(unit.node)
        ? unit.node.body?.type === 'BlockStatement'
          ? unit.node.body.body
          : []
        : index.module.ast.body;
      let flows: Flow[] = [normal(path, UNDEFINED)];
      if (isFunction(unit.node)) {
        for (const parameter of unit.node.params) {
          flows = andThen(flows, (at) => bindUnknownParameter(machine, at, parameter));
        }
      }
      for (const statement of body) {
        const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
        if (declaration?.type === 'VariableDeclaration') {
          flows = andThen(flows, (at) => execute(machine, at, declaration));
        }
      }
      end = flows.find((flow) => flow.kind === 'normal')?.path ?? path;
    }
  } catch (error) {
    if (!(error instanceof GiveUp)) {
      throw error;
    }
  }
  for (const [member, value] of end.objects.get('this') ?? []) {
    constants.set(`this.${member}`, value);
  }
  for (const [cell, value] of isClass(unit.node) ? handedIn(index, unit.node) : []) {
    if (constants.get(cell)?.kind === 'function') {
      constants.set(cell, value);
    }
  }
  for (const [variable, value] of end.locals) {
    constants.set(variableKey(variable), value);
  }
  const start = new Path();
  start.objects = new Map(end.objects);
  start.objects.delete('this');
  start.locals = new Map(isClass(unit.node) ? [] : end.locals);
  return { constants, path: start };
}

function runEntry(entry: Entry, machine: Machine, start: Path): Trace | undefined {
  const path = start.fork();
  const { unit } = machine;
  const host =
    isClass(unit.node) && machine.receivers === undefined ? undefined : machine.index.enclosingClass(entry.node);
  if (isClass(unit.node) && machine.receivers === undefined) {
    path.self = unitObject(machine);
  }
  if (unit.form !== 'store') {
    path.cells.set(unit.state.key, stateValue(machine, machine.admitted));
  }
  path.stack = [
    {
      kind: 'call',
      node: entry.node,
      name: entry.name,
      functionNode: entry.node,
      isAsync: entry.node.async,
      attempts: 0,
    },
  ];
  try {
    if (host !== undefined) {
      constructHost(machine, path, host);
    }
    let flows: Flow[] = [normal(path, UNDEFINED)];
    const wrappers =
      isFunction(unit.node) && contains(unit.node, entry.node) ? wrappersOf(machine.index, unit.node, entry.node) : [];
    for (const parameter of [...wrappers.flatMap(({ params }) => params), ...entry.node.params]) {
      flows = andThen(flows, (at) =>
        isRecord(machine.index, unit, entry.node, parameter)
          ? bindRecord(machine, at, parameter)
          : bindUnknownParameter(machine, at, parameter),
      );
    }
    const { body } = entry.node;
    flows = andThen(flows, (at) =>
      body.type === 'BlockStatement' ? execute(machine, at, body) : evaluate(machine, at, body),
    );
    flows = runBehind(machine, flows, entry);
    for (const flow of flows) {
      endBlock(machine, flow.path);
    }
    machine.trace.exits.push(...flows);
    machine.trace.ends.push(...flows);
  } catch (error) {
    if (error instanceof GiveUp) {
      return undefined;
    }
    throw error;
  }
  return machine.trace;
}

/** Whether an entry has a parameter that it calls, or that a function of its own calls for it, and uses what comes of the call. */
function isHandedFunction(index: ModuleIndex, { node }: Entry): boolean {
  return node.params.some(
    (parameter) => isProtected(parameterValue(parameter)) && isCalled(index, parameter, MAX_HANDS),
  );
}

const MAX_HANDS = 3;

function isCalled(index: ModuleIndex, parameter: Node, hands: number): boolean {
  const variable = parameter.type === 'Identifier' ? index.variableOf(parameter) : undefined;
  return (variable?.references ?? []).some(({ identifier }) => {
    const call = index.parentOf(identifier);
    if (call?.type !== 'CallExpression') {
      return false;
    }
    if (call.callee === identifier) {
      return index.parentOf(call)?.type !== 'ExpressionStatement';
    }
    const next =
      hands === 0
        ? undefined
        : calledFunction(unwrap(call.callee), index)?.params[
            call.arguments.findIndex((argument) => argument === identifier)
          ];
    return next !== undefined && isCalled(index, next, hands - 1);
  });
}

/** Functions that a constructor keeps as they are handed in, if not always: `this.action = typeof action === 'function' ? action : …`. */
function* handedIn(index: ModuleIndex, node: ClassNode): Generator<readonly [string, Value]> {
  for (const { left, right } of index.nodesOfType('AssignmentExpression', node)) {
    const fn = index.enclosingFunction(left);
    const holder = fn && index.parentOf(fn);
    const key = left.type === 'MemberExpression' && left.object.type === 'ThisExpression' ? memberKey(left) : undefined;
    const parameter = fn?.params.find(
      (candidate) => candidate.type === 'Identifier' && right.type === 'Identifier' && candidate.name === right.name,
    );
    if (
      holder?.type === 'MethodDefinition' &&
      holder.kind === 'constructor' &&
      key !== undefined &&
      parameter !== undefined
    ) {
      const value = parameterValue(parameter);
      if (isProtected(value)) {
        yield [`this.${key}`, value];
      }
    }
  }
}

/** The record that the circuit is kept in. */
function bindRecord(machine: Machine, path: Path, parameter: Node): Flow[] {
  const cell = machine.unit.state.key.split('.')[0] ?? '';
  return bindPattern(
    machine,
    path,
    parameter,
    unknown([{ cell, block: path.block, node: parameter }], { place: cell }),
    true,
  );
}

/** The instance of a class outside the unit that an entry belongs to, with its fields as its constructor leaves them. */
function constructHost(machine: Machine, path: Path, host: ClassNode): void {
  const self: Value = { kind: 'object', id: 'host', node: host, open: true, deps: [] };
  const constructor = machine.methods.method(host, 'constructor', 'method');
  const apart: Machine = { ...machine, trace: emptyTrace(), detached: new Set() };
  const [built] = initialise(
    apart,
    path.fork(),
    host,
    self,
    (constructor?.params ?? []).map(parameterValue),
    host,
  ).filter(({ kind }) => kind === 'normal');
  path.objects = built?.path.objects ?? path.objects;
  path.self = self;
}
