/** Classes: what `class` makes, its members, and what decorators make of them. */
import type { Instruction } from '../ir/ir.js';
import { invoke } from './calls.js';
import { into, type Frame } from './frames.js';
import type { ClassPart } from './heap.js';
import type { Machine } from './machine.js';
import { deliver } from './outcomes.js';
import { valueOf } from './properties.js';
import { Native, propertyKey, Reference, Unknown, type Key, type Value } from './values.js';

type Of<Op extends Instruction['op']> = Extract<Instruction, { readonly op: Op }>;

/** `class {}` */
export function newClass(m: Machine, frame: Frame, instruction: Of<'class'>): Value {
  const { module, registers } = frame;
  const outer = registers[instruction.scope];
  const superclass = instruction.superclass === undefined ? undefined : registers[instruction.superclass];
  const graphOf = (id: number | undefined) => (id === undefined ? undefined : module.functions[id]);
  const graph = graphOf(instruction.construct);
  const fields = graphOf(instruction.fields);
  const asClass: ClassPart = {
    superclass,
    isDerived: instruction.superclass !== undefined,
    ...(fields && { fields }),
    implements: instruction.implements,
    privates: new Set(),
  };
  const cls = m.make('function', {
    name: instruction.name,
    ...(graph && { graph }),
    module,
    scope: outer instanceof Reference ? outer : undefined,
    asClass,
    prototype: superclass instanceof Reference ? superclass : null,
  });
  const prototype = m.make('object', prototypeParts(m, superclass));
  const own = m.state.writeAs(cls, 'function');
  own.home = prototype;
  setHidden(m, cls, 'prototype', prototype);
  setHidden(m, prototype, 'constructor', cls);
  return cls;
}

/** A member that is passed over where members are listed. */
function setHidden(m: Machine, reference: Reference, key: Key, value: Value): void {
  const object = m.state.write(reference);
  object.properties.set(key, value);
  object.hidden = new Set(object.hidden).add(key);
}

/** What instances inherit from what the class extends. */
function prototypeParts(
  m: Machine,
  superclass: Value,
): { prototype: Reference | Native | null; unknownBase?: Unknown } {
  if (superclass instanceof Reference) {
    const inherited = valueOf(m, superclass, 'prototype');
    return { prototype: inherited instanceof Reference ? inherited : m.native('Object') };
  }
  if (superclass === null) {
    return { prototype: null };
  }
  if (superclass instanceof Unknown) {
    const base = m.unknown(`new ${superclass.key}`, 'package', superclass.name, true);
    return { prototype: m.native('Object'), unknownBase: base };
  }
  return { prototype: superclass instanceof Native ? superclass : m.native('Object') };
}

/** The object that a member of a class is put on. */
const holderOf = (m: Machine, cls: Value, isStatic: boolean): Value => (isStatic ? cls : valueOf(m, cls, 'prototype'));

/** Puts a method, getter or setter where instances, or the class itself, find it. */
export function addMethod(m: Machine, { registers }: Frame, instruction: Of<'method'>): void {
  const cls = registers[instruction.class];
  const holder = holderOf(m, cls, instruction.isStatic);
  const value = registers[instruction.value];
  if (!(holder instanceof Reference)) {
    return;
  }
  const key = propertyKey(registers[instruction.key]);
  if (instruction.kind === 'method') {
    setHidden(m, holder, key, value);
    setHome(m, value, holder);
  } else {
    addAccessor(m, holder, { name: key, kind: instruction.kind, value });
    const object = m.state.write(holder);
    object.hidden = new Set(object.hidden).add(key);
  }
  if (instruction.isPrivate) {
    m.state.of(cls, 'function')?.asClass?.privates.add(key);
  }
}

/**
 * Decorators of both kinds: one of the language is called with the method and what it is, one of TypeScript with the object, the key
 * and the descriptor. Which one it is, the number of its parameters says.
 */
export function decorateMethod(m: Machine, frame: Frame, instruction: Of<'decorate'>): boolean {
  const { registers } = frame;
  const holder = holderOf(m, registers[instruction.class], instruction.isStatic);
  const key = propertyKey(registers[instruction.key]);
  const decorator = registers[instruction.decorator];
  if (!(holder instanceof Reference)) {
    return false;
  }
  const method = m.state.at(holder).properties.get(key);
  const isDescribed = (m.state.of(decorator, 'function')?.graph?.parameters.length ?? 0) >= 3;
  const descriptor = m.object(new Map<Key, Value>([['value', method]]));
  const context = m.object(
    new Map<Key, Value>([
      ['kind', 'method'],
      ['name', key],
      ['static', instruction.isStatic],
    ]),
  );
  const next = (value: Value): boolean => {
    const result = isDescribed ? valueOf(m, value instanceof Reference ? value : descriptor, 'value') : value;
    if (m.state.of(result, 'function') !== undefined || m.state.of(result, 'bound') !== undefined) {
      m.state.write(holder).properties.set(key, result);
    }
    return true;
  };
  return invoke(m, {
    callee: decorator,
    self: undefined,
    given: isDescribed ? [holder, key, descriptor] : [method, context],
    to: { kind: 'step', next, errors: { kind: 'effect', frame: frame.id } },
  });
}

export function decorateClass(m: Machine, frame: Frame, instruction: Of<'decorateClass'>): boolean {
  const { registers } = frame;
  const decorated = registers[instruction.class];
  const to = into(frame, instruction.into);
  const next = (value: Value): boolean =>
    deliver(m, to, m.state.of(value, 'function') === undefined ? decorated : value);
  return invoke(m, {
    callee: registers[instruction.decorator],
    self: undefined,
    given: [decorated, m.object(new Map<Key, Value>([['kind', 'class']]))],
    to: { kind: 'step', next, errors: to },
  });
}

interface AccessorPart {
  readonly name: Value;
  readonly kind: 'get' | 'set';
  readonly value: Value;
}

/** Adds a getter or a setter to what an object has itself. */
export function addAccessor(m: Machine, object: Value, { name, kind, value }: AccessorPart): void {
  if (object instanceof Reference) {
    const target = m.state.write(object);
    const key = propertyKey(name);
    target.accessors = new Map(target.accessors).set(key, { ...target.accessors?.get(key), [kind]: value });
    // It keeps its place among the members.
    target.properties.set(key, undefined);
    setHome(m, value, object);
  }
}

/** `super` in a method begins at the object that it was defined on. */
export function setHome(m: Machine, value: Value, home: Reference): void {
  if (m.state.of(value, 'function') !== undefined) {
    m.state.writeAs(value as Reference, 'function').home = home;
  }
}
