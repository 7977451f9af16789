/** Where a module speaks of the phases of a circuit. */
import { memberKey, unwrap, type Node } from '../ast/nodes.js';
import { phasesOfType } from './declared-phases.js';
import type { Phase } from './facts.js';
import type { ModuleIndex } from './module.js';
import { phaseOf } from './phases.js';
import { calledFunction, placeOf, returnsOf, type Place } from './places.js';

/** An expression that meets a phase. */
export interface PhaseUse {
  readonly target: Node;
  readonly phase: Phase;
  readonly write?: Node;
}

/** `isOpen`, `#tripped`, `circuitOpen`: a flag that is true while the circuit is open. */
export const FLAG = /^[#_]?(is|circuit|breaker)*_?(open|opened|tripped|broken)$/i;

export const lastName = (place: Place): string => place.key.replace(/@\d+/g, '').split('.').at(-1) ?? '';

/** A phase, or a boolean that is put into a flag: true is OPEN, false is CLOSED. */
function phaseIn(target: Node, value: Node): Phase | undefined {
  const node = unwrap(value);
  if (node.type !== 'Literal' || typeof node.value !== 'boolean') {
    return phaseOf(value);
  }
  const cell = unwrap(target);
  const name =
    cell.type === 'MemberExpression' || cell.type === 'PropertyDefinition'
      ? memberKey(cell)
      : cell.type === 'Identifier'
        ? cell.name
        : undefined;
  return name !== undefined && FLAG.test(name) ? (node.value ? 'open' : 'closed') : undefined;
}

/** Every place in the module where an expression meets a phase: assigned, compared, switched on, or initialised with it. */
export function* phaseUses(index: ModuleIndex): Generator<PhaseUse> {
  for (const node of index.nodesOfType('AssignmentExpression')) {
    for (const value of results(node.right, index)) {
      const phase = phaseIn(node.left, value);
      if (phase !== undefined) {
        yield { target: node.left, phase, write: node };
      } else if (value.type === 'ObjectExpression') {
        yield* inObject(node.left, value, index, node);
      }
    }
  }
  for (const node of index.nodesOfType('BinaryExpression')) {
    if (!/^[!=]==?$/.test(node.operator)) {
      continue;
    }
    const right = phaseOf(node.right);
    const left = phaseOf(node.left);
    if (right !== undefined) {
      yield { target: node.left, phase: right };
    } else if (left !== undefined) {
      yield { target: node.right, phase: left };
    }
  }
  for (const node of index.nodesOfType('SwitchStatement')) {
    for (const { test } of node.cases) {
      const phase = test === null ? undefined : phaseOf(test);
      if (phase !== undefined) {
        yield { target: node.discriminant, phase };
      }
    }
  }
  for (const node of index.nodesOfType('VariableDeclarator')) {
    if (node.init !== null && node.id.type === 'Identifier') {
      const phase = phaseIn(node.id, node.init);
      for (const value of alternatives(node.init)) {
        if (value.type === 'ObjectExpression') {
          yield* inObject(node.id, value, index, undefined);
        }
      }
      if (phase !== undefined) {
        yield { target: node.id, phase };
      }
    }
  }
  yield* putIntoCollections(index);
  for (const node of index.nodesOfType('PropertyDefinition')) {
    if (node.value !== null && !node.static && unwrap(node.value).type === 'ObjectExpression') {
      yield* inObject(node, unwrap(node.value), index, undefined);
    }
    const phase = node.value === null || node.static ? undefined : phaseIn(node, node.value);
    if (phase !== undefined) {
      yield { target: node, phase };
      // A type that has a half-open phase is a circuit's: the phases that the code does not write are moved to from outside.
      const declared = phasesOfType(node.typeAnnotation, index);
      for (const other of declared.has('half-open') ? declared : []) {
        yield { target: node, phase: other };
      }
    }
  }
}

/** `circuits.set(key, { state: 'OPEN', … })`: a phase is put into an entry of the collection. */
function* putIntoCollections(index: ModuleIndex): Generator<PhaseUse> {
  for (const node of index.nodesOfType('CallExpression')) {
    const callee = unwrap(node.callee);
    const value = node.arguments[1];
    if (
      callee.type !== 'MemberExpression' ||
      memberKey(callee) !== 'set' ||
      value === undefined ||
      value.type === 'SpreadElement'
    ) {
      continue;
    }
    for (const option of results(value, index)) {
      if (option.type === 'ObjectExpression') {
        yield* inObject(
          { ...virtualMember(callee.object, ANY_KEY), computed: true } as unknown as Node,
          option,
          index,
          node,
        );
      }
    }
  }
}

/** Whatever an entry of a collection is called. */
const ANY_KEY = { type: 'Identifier', name: 'key' } as Node;

function* inObject(target: Node, object: Node, index: ModuleIndex, write: Node | undefined): Generator<PhaseUse> {
  if (object.type !== 'ObjectExpression') {
    return;
  }
  for (const property of object.properties) {
    if (property.type !== 'Property') {
      continue;
    }
    for (const value of alternatives(property.value)) {
      const phase = phaseOf(value);
      if (phase !== undefined && memberKey(property) !== undefined && placeOf(target, index) !== undefined) {
        yield {
          target: { ...virtualMember(target, property.key), parent: undefined } as unknown as Node,
          phase,
          ...(write && { write }),
        };
      }
    }
  }
}

const virtualMember = (object: Node, property: Node): object => ({
  type: 'MemberExpression',
  object,
  property,
  computed: false,
  optional: false,
  range: object.range,
  loc: object.loc,
});

/** What an expression may evaluate to, through `?:`, `??`, `||` and `&&`. */
export function* alternatives(expression: Node): Generator<Node> {
  const node = unwrap(expression);
  if (node.type === 'ConditionalExpression') {
    yield* alternatives(node.consequent);
    yield* alternatives(node.alternate);
  } else if (node.type === 'LogicalExpression') {
    yield* alternatives(node.left);
    yield* alternatives(node.right);
  } else if (node.type === 'AssignmentExpression') {
    yield* alternatives(node.right);
  } else {
    yield node;
  }
}

/** What an expression may evaluate to, through functions of this module that it calls as well. */
function* results(expression: Node, index: ModuleIndex): Generator<Node> {
  for (const node of alternatives(expression)) {
    const called = node.type === 'CallExpression' ? calledFunction(unwrap(node.callee), index) : undefined;
    if (called === undefined || called.async || called.generator) {
      yield node;
    } else {
      for (const returned of returnsOf(called, index)) {
        yield* alternatives(returned);
      }
    }
  }
}
