import { contains, isFunction, memberKey, unwrap, type ClassNode, type FunctionNode, type Node } from '../ast/nodes.js';
import { findClocks } from './clock-units.js';
import { stateMemberOf } from './declared-phases.js';
import type { Phase } from './facts.js';
import type { ModuleIndex } from './module.js';
import { FLAG, lastName, phaseUses } from './phase-uses.js';
import { phaseOf } from './phases.js';
import { placeOf, type Place } from './places.js';
import { findStoreUnits } from './store-units.js';

/** Code that shares one set of cells: a class, or a function or module whose variables the functions inside it share. */
export interface Unit {
  /** `record`: the state is in an object that functions are handed; `store`: in a copy of what a store outside the process holds. */
  readonly form: 'class' | 'closure' | 'record' | 'store';
  readonly name: string;
  readonly node: ClassNode | FunctionNode | Node;
  readonly state: Place;
  /** The state is a flag: true while the circuit is open. */
  readonly isFlag: boolean;
  /** The state is a time until which the circuit is open. */
  readonly isClock?: true;
  /** Phases that the state is compared with or set to. */
  readonly phases: ReadonlySet<Phase>;
  /** Assignments of a phase to the state, outside the constructor too. */
  readonly stateWrites: readonly Node[];
}

interface Evidence {
  readonly place: Place;
  readonly owner: Node;
  readonly phases: Set<Phase>;
  readonly writes: Node[];
  readonly written: Set<Phase>;
  /** The cell is declared with a phase: it is the unit's own, whoever moves it. */
  isOwn: boolean;
}

/** The breakers that are written in this module: units with a cell that holds the phases of a circuit. */
export function findUnits(index: ModuleIndex): Unit[] {
  const byCell = new Map<string, Evidence>();
  for (const { target, phase, write } of phaseUses(index)) {
    const place = placeOf(target, index);
    const owner = place && ownerOf(place, target, index);
    if (place === undefined || owner === undefined) {
      continue;
    }
    const key = `${owner.range[0]}:${place.key}`;
    let evidence = byCell.get(key);
    if (evidence === undefined) {
      evidence = { place, owner, phases: new Set(), writes: [], written: new Set(), isOwn: false };
      byCell.set(key, evidence);
    }
    evidence.phases.add(phase);
    for (const declared of place.root === 'record'
      ? (stateMemberOf(place.key.split('.')[0] ?? '', index)?.phases ?? [])
      : []) {
      evidence.phases.add(declared);
    }
    evidence.isOwn ||= target.type === 'PropertyDefinition';
    if (write !== undefined) {
      evidence.writes.push(write);
      evidence.written.add(phase);
    }
  }
  noteHelpers(byCell, index);
  const units: Unit[] = [];
  for (const { place, owner, phases, writes, written, isOwn } of byCell.values()) {
    const name = place.root === 'record' ? (place.key.split('.')[0] ?? '') : nameOf(owner, index);
    const known =
      phases.has('half-open') || (written.has('open') && /circuit|breaker/i.test(`${name} ${index.module.path}`));
    if (phases.size < 2 || !phases.has('open') || !known || (writes.length === 0 && !isOwn)) {
      continue;
    }
    const form = place.root === 'record' ? 'record' : owner.type.startsWith('Class') ? 'class' : 'closure';
    units.push({
      form,
      name,
      node: owner,
      state: place,
      isFlag: FLAG.test(lastName(place)) && !phases.has('half-open'),
      phases,
      stateWrites: writes,
    });
  }
  return withoutSecondStates([...units, ...findStoreUnits(index), ...clockUnits(index)]);
}

/** What is open until a time, in a class or a function that calls itself a breaker. */
function clockUnits(index: ModuleIndex): Unit[] {
  return findClocks(index).flatMap(({ place, use, writes }): Unit[] => {
    const owner = place.root === 'record' ? undefined : ownerOf(place, use, index);
    const name = owner === undefined ? '' : nameOf(owner, index);
    if (owner === undefined || !/circuit|breaker/i.test(`${name} ${index.module.path}`)) {
      return [];
    }
    return [
      {
        form: owner.type.startsWith('Class') ? 'class' : 'closure',
        name,
        node: owner,
        state: place,
        isFlag: false,
        isClock: true,
        phases: new Set(['closed', 'open']),
        stateWrites: writes,
      },
    ];
  });
}

/** `this.state = next`, in a helper that is told the phase, moves the state as an assignment of a phase does. */
function noteHelpers(byCell: ReadonlyMap<string, Evidence>, index: ModuleIndex): void {
  for (const node of index.nodesOfType('AssignmentExpression')) {
    const value = unwrap(node.right);
    if (
      node.operator !== '=' ||
      (value.type !== 'Identifier' && value.type !== 'MemberExpression') ||
      phaseOf(value) !== undefined
    ) {
      continue;
    }
    const place = placeOf(node.left, index);
    const owner = place && ownerOf(place, node.left, index);
    const evidence = place && owner && byCell.get(`${owner.range[0]}:${place.key}`);
    const fn = index.enclosingFunction(node);
    const holder = fn && index.parentOf(fn);
    if (evidence !== undefined && !(holder?.type === 'MethodDefinition' && holder.kind === 'constructor')) {
      evidence.writes.push(node);
      for (const phase of fn === undefined ? [] : phasesTold(fn, value, index)) {
        evidence.phases.add(phase);
        evidence.written.add(phase);
      }
    }
  }
}

/** The phases that callers hand to a helper for the parameter that it assigns. */
function phasesTold(fn: FunctionNode, assigned: Node, index: ModuleIndex): Phase[] {
  const position = fn.params.findIndex(
    (parameter) =>
      parameter.type === 'Identifier' && assigned.type === 'Identifier' && parameter.name === assigned.name,
  );
  const name = nameOf(fn, index);
  if (position === -1) {
    return [];
  }
  return index.nodesOfType('CallExpression').flatMap((call) => {
    const callee = unwrap(call.callee);
    const called =
      callee.type === 'MemberExpression' ? memberKey(callee) : callee.type === 'Identifier' ? callee.name : undefined;
    const argument = call.arguments[position];
    const phase = called === name && argument !== undefined ? phaseOf(argument) : undefined;
    return phase === undefined ? [] : [phase];
  });
}

/** A unit has one state: the cell with the most phases, then the most writes. Others (a `previousState`) are copies of it. */
function withoutSecondStates(units: readonly Unit[]): Unit[] {
  const best = new Map<Node, Unit>();
  for (const unit of units) {
    const rival = best.get(unit.node);
    const weight = (candidate: Unit): number =>
      (candidate.isClock === true ? 0 : candidate.phases.size * 1000) + candidate.stateWrites.length;
    if (rival === undefined || weight(unit) > weight(rival)) {
      best.set(unit.node, unit);
    }
  }
  return [...best.values()];
}

/** The class, function or program that owns a place; undefined for a place that no two calls share (a local, a parameter). */
function ownerOf(place: Place, use: Node, index: ModuleIndex): Node | undefined {
  if (place.root === 'this') {
    return index.enclosingClass(use) ?? (use.type === 'MemberExpression' ? classAt(use, index) : undefined);
  }
  if (place.root === 'record') {
    return index.module.ast;
  }
  const definition = place.root.defs[0];
  if (definition === undefined || definition.type !== 'Variable') {
    return undefined;
  }
  const owner = place.root.scope.block;
  const block =
    owner.type === 'Program' || isFunction(owner) ? owner : (index.enclosingFunction(owner) ?? index.module.ast);
  const shared = place.root.references.some(({ identifier }) => {
    const user = index.enclosingFunction(identifier);
    return user !== undefined && user !== block && contains(block, user);
  });
  return shared ? block : undefined;
}

/** The class around a virtual node, which has no parent of its own. */
function classAt(use: Node, index: ModuleIndex): ClassNode | undefined {
  let innermost: ClassNode | undefined;
  for (const candidate of index.classes) {
    if (contains(candidate, use) && (innermost === undefined || contains(innermost, candidate))) {
      innermost = candidate;
    }
  }
  return innermost;
}

/** The name by which people call a class or function: its own, or that of the variable or member that holds it. */
export function nameOf(node: Node, index: ModuleIndex): string {
  if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression' || isFunction(node)) && node.id) {
    return node.id.name;
  }
  const parent = index.parentOf(node);
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    return parent.id.name;
  }
  if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition' || parent?.type === 'Property') {
    return memberKey(parent) ?? 'function';
  }
  if (parent?.type === 'AssignmentExpression') {
    const left = unwrap(parent.left);
    return left.type === 'MemberExpression'
      ? (memberKey(left) ?? 'function')
      : left.type === 'Identifier'
        ? left.name
        : 'function';
  }
  return node.type === 'Program' ? 'module' : 'function';
}
