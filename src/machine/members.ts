/** Instructions that read and write members, with the getters, setters and proxies that these run. */
import type { Instruction } from '../ir/ir.js';
import { invoke } from './calls.js';
import { setHome } from './classes.js';
import { into, type Continuation, type Frame } from './frames.js';
import type { HeapObject } from './heap.js';
import type { Machine } from './machine.js';
import { truthOf } from './operators.js';
import { deliver, fail, raise } from './outcomes.js';
import { copyMembers, define, isListedByCode, ownKeys, put, remove, setPrototype, setterOf } from './own-members.js';
import { Getter, memberOf, MISSING, valueOf } from './properties.js';
import { propertyKey, Reference, Unknown, type Key, type Value } from './values.js';

type Of<Op extends Instruction['op']> = Extract<Instruction, { readonly op: Op }>;

export function getMember(m: Machine, frame: Frame, instruction: Of<'get'>): boolean {
  const { registers } = frame;
  const object = registers[instruction.object];
  const member = memberOf(m, object, registers[instruction.key]);
  if (!(member instanceof Getter)) {
    registers[instruction.into] = member;
    return false;
  }
  const self = instruction.receiver === undefined ? object : registers[instruction.receiver];
  return callGetter(m, member, self, into(frame, instruction.into));
}

/** Reads a member of whatever it is, and takes it to where it goes. */
export function callGetter(m: Machine, member: Getter, self: Value, to: Continuation): boolean {
  return member === MISSING
    ? fail(m, to, m.error('TypeError'))
    : invoke(m, { callee: member.callee, self: member.self ?? self, given: member.given, to });
}

export function setMember(m: Machine, frame: Frame, instruction: Of<'set'>): boolean {
  const { registers } = frame;
  const object = registers[instruction.object];
  const name = registers[instruction.key];
  const value = registers[instruction.value];
  if (object === undefined || object === null) {
    return raise(m, frame, m.error('TypeError'));
  }
  if (!(object instanceof Reference)) {
    put(m, object, name, value);
    return false;
  }
  if (instruction.isDefinition) {
    define(m, object, name, value);
    if (m.state.of(value, 'function')?.graph?.kind === 'method') {
      setHome(m, value, object);
    }
    return false;
  }
  return write(m, object, { name, value, to: { kind: 'effect', frame: frame.id } });
}

interface Assignment {
  readonly name: Value;
  readonly value: Value;
  /** Errors go there. */
  readonly to: Continuation;
}

/** `object.name = value` */
export function write(m: Machine, reference: Reference, { name, value, to }: Assignment): boolean {
  const object = m.state.at(reference);
  const key = propertyKey(name);
  if (object.kind === 'proxy') {
    return writeThroughProxy(m, object, key, { name, value, to });
  }
  if (key === '__proto__') {
    setPrototype(m, reference, value);
    return false;
  }
  const setter = object.kind === 'array' ? undefined : setterOf(m, reference, key);
  if (setter === null || object.isFrozen === true) {
    return fail(m, to, m.error('TypeError'));
  }
  if (setter !== undefined) {
    return invoke(m, { callee: setter, self: reference, given: [value], to });
  }
  put(m, reference, name, value);
  return false;
}

function writeThroughProxy(
  m: Machine,
  { self, target, handler }: HeapObject & { kind: 'proxy' },
  key: Key,
  assignment: Assignment,
): boolean {
  const trap = valueOf(m, handler, 'set');
  const { value, to } = assignment;
  if (trap !== undefined) {
    return invoke(m, { callee: trap, self: handler, given: [target, key, value, self], to });
  }
  if (target instanceof Reference) {
    return write(m, target, assignment);
  }
  put(m, target, key, value);
  return false;
}

export function deleteMember(m: Machine, frame: Frame, instruction: Of<'delete'>): boolean {
  const { registers } = frame;
  const object = registers[instruction.object];
  const key = registers[instruction.key];
  if (object === undefined || object === null) {
    return raise(m, frame, m.error('TypeError'));
  }
  registers[instruction.into] = true;
  const proxy = m.state.of(object, 'proxy');
  const trap = proxy && valueOf(m, proxy.handler, 'deleteProperty');
  if (proxy !== undefined && trap !== undefined) {
    const to = into(frame, instruction.into);
    return invoke(m, { callee: trap, self: proxy.handler, given: [proxy.target, propertyKey(key)], to });
  }
  remove(m, proxy === undefined ? object : proxy.target, key);
  return false;
}

/** `key in proxy` */
export function hasThroughProxy(
  m: Machine,
  { target, handler }: HeapObject & { kind: 'proxy' },
  key: Value,
  to: Continuation,
): boolean {
  const next = (value: Value): boolean => deliver(m, to, truthOf(m, value) ?? m.unknown('in proxy', 'computed'));
  const given = [target, propertyKey(key)];
  const callee = valueOf(m, handler, 'has');
  return invoke(m, { callee, self: handler, given, to: { kind: 'step', next, errors: to } });
}

/** `{ ...from }` */
export function spreadMembers(m: Machine, frame: Frame, { object, from }: Of<'spread'>): boolean {
  const { registers } = frame;
  const source = registers[from];
  if (source instanceof Reference && isListedByCode(m.state.at(source))) {
    const to: Continuation = { kind: 'effect', frame: frame.id };
    return invoke(m, { callee: m.prelude('Object.copied'), self: undefined, given: [registers[object], source], to });
  }
  copyMembers(m, registers[object], source);
  return false;
}

/** `{ a, ...into } = from` */
export function restOfMembers(m: Machine, frame: Frame, instruction: Of<'restObject'>): boolean {
  const { registers } = frame;
  const source = registers[instruction.from];
  if (source === undefined || source === null) {
    return raise(m, frame, m.error('TypeError'));
  }
  if (source instanceof Unknown) {
    const { key, origin, name, isTruthy } = source;
    registers[instruction.into] = m.unknown(`${key} rest`, origin, name, isTruthy);
    return false;
  }
  const except = instruction.except.map((register) => propertyKey(registers[register]));
  const rest = m.object();
  if (source instanceof Reference && isListedByCode(m.state.at(source))) {
    const given = [rest, source, m.array(except)];
    return invoke(m, { callee: m.prelude('Object.copied'), self: undefined, given, to: into(frame, instruction.into) });
  }
  copyMembers(m, rest, source);
  for (const key of except) {
    m.state.write(rest).properties.delete(key);
  }
  registers[instruction.into] = rest;
  return false;
}

/** The keys that `for (… in value)` goes through, those that it inherits included. */
export function keysOf(m: Machine, value: Value): Value {
  if (value instanceof Unknown) {
    return value;
  }
  const keys = new Set<string>();
  if (typeof value === 'string') {
    return m.array(Object.keys(value));
  }
  const passedOver = new Set<Key>();
  let current: Value = value;
  for (let depth = 0; depth < 50 && current instanceof Reference; depth += 1) {
    const object: HeapObject = m.state.at(current);
    m.read(current, '*');
    ownKeys(object).forEach((key) => !passedOver.has(key) && keys.add(key));
    object.hidden?.forEach((key) => passedOver.add(key));
    current = object.kind === 'proxy' ? object.target : object.prototype;
  }
  return m.array([...keys]);
}
