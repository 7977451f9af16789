/** What values are as primitives. What cannot be said is an unknown that is made of the value. */
import { isErrorName } from './builtins.js';
import type { HeapObject } from './heap.js';
import type { Machine } from './machine.js';
import { Threw } from './natives/native.js';
import { isFunction } from './promises.js';
import { unknownOf, valueOf } from './properties.js';
import { describe, isPrimitive, Native, Reference, Unknown, type Primitive, type Value } from './values.js';

/** What a conversion wants to have. */
export type Hint = 'string' | 'number' | 'default';

/** A function of the program that says what an object is as a primitive. */
export interface Conversion {
  readonly callee: Value;
  readonly self: Reference;
  readonly given: readonly Value[];
}

/** Undefined where the language knows what a value is without running anything. */
export function conversionOf(m: Machine, value: Value, hint: Hint): Conversion | undefined {
  if (!(value instanceof Reference)) {
    return undefined;
  }
  const special = valueOf(m, value, Symbol.toPrimitive);
  if (special instanceof Reference) {
    return { callee: special, self: value, given: [hint] };
  }
  for (const name of hint === 'string' ? ['toString', 'valueOf'] : ['valueOf', 'toString']) {
    const method = valueOf(m, value, name);
    if (method instanceof Reference && isFunction(m, method)) {
      return { callee: method, self: value, given: [] };
    }
    if (name === 'toString' && method instanceof Native) {
      return undefined;
    }
  }
  return undefined;
}

/** A call that nobody waits for gave just a value. Once somebody does, it is a promise. */
export function said(m: Machine, value: Value): Value {
  const promise = value instanceof Reference ? m.state.of(value, 'promise') : undefined;
  const leaf = promise?.leaf;
  if (leaf === undefined || promise?.status !== 'pending') {
    return value;
  }
  const isAwaited = m.state.leaves.some(({ id, isAwaited }) => id === leaf.id && isAwaited);
  return isAwaited ? value : unknownOf(m, leaf);
}

/** A value as a primitive, or as an unknown. */
export function primitiveOf(m: Machine, given: Value, hint: Hint): Primitive | Unknown {
  const value = said(m, given);
  if (value instanceof Reference) {
    const object = m.state.at(value);
    const { time } = object as { readonly time?: number };
    return hint === 'number' && object.kind === 'object' && time !== undefined ? time : textOfObject(m, object, 0);
  }
  return value instanceof Native ? textOfNative(m, value) : value;
}

const textOfNative = (m: Machine, { name }: Native): Unknown => m.unknown(`text %${name}`, 'computed', undefined, true);

/** Members of objects in objects tell unknowns apart down to this depth, and so many of each. */
const DEEPEST_SHAPE = 3;
const MOST_MEMBERS = 12;

/**
 * A value as it looks, for the keys of unknowns that are made of it: an object that is made anew by each operation gives the same unknown.
 * `{"id":?argument:id}`, `["a",1]`, `function`
 */
export function shapeOf(m: Machine, given: Value, depth = 0): string {
  const value = said(m, given);
  if (!(value instanceof Reference)) {
    return describe(value);
  }
  const object = m.state.at(value);
  const shape = (each: Value): string => shapeOf(m, each, depth + 1);
  switch (object.kind) {
    case 'array':
      return depth < DEEPEST_SHAPE ? `[${object.items.slice(0, MOST_MEMBERS).map(shape).join()}]` : 'array';
    case 'object': {
      const members = [...object.properties].slice(0, depth < DEEPEST_SHAPE ? MOST_MEMBERS : 0);
      return `{${members.map(([key, each]) => `${String(key)}:${shape(each)}`).join()}}`;
    }
    case 'regexp':
      return `/${object.pattern ?? ''}/${object.flags}`;
    default:
      return object.kind;
  }
}

/** A value as text. */
export function textOf(m: Machine, value: Value): string | Unknown {
  const primitive = primitiveOf(m, value, 'string');
  return primitive instanceof Unknown
    ? m.unknown(`text ${describe(primitive)}`, 'computed', undefined, true)
    : String(primitive);
}

/** Arrays in arrays are followed this far. */
const DEEPEST_TEXT = 20;

function textOfObject(m: Machine, object: HeapObject, depth: number): string | Unknown {
  switch (object.kind) {
    case 'array':
      return joined(m, object.items, ',', depth);
    case 'regexp':
      return object.pattern === undefined ? unknownText(m, object) : `/${object.pattern}/${object.flags}`;
    case 'object':
      return textOfPlain(m, object);
    case 'function':
    case 'bound':
    case 'resolver':
    case 'proxy':
      return unknownText(m, object);
    default:
      return `[object ${object.kind[0]?.toUpperCase() ?? ''}${object.kind.slice(1)}]`;
  }
}

const unknownText = (m: Machine, { self }: HeapObject): Unknown =>
  m.unknown(`text ${shapeOf(m, self)}`, 'computed', undefined, true);

function textOfPlain(m: Machine, object: HeapObject & { kind: 'object' }): string | Unknown {
  if (object.time !== undefined || object.unknownBase !== undefined) {
    return unknownText(m, object);
  }
  if (isError(m, object.self)) {
    const parts = [valueOf(m, object.self, 'name'), valueOf(m, object.self, 'message')];
    return parts.every(isPrimitive)
      ? parts
          .filter((part) => part !== '')
          .map(String)
          .join(': ')
      : unknownText(m, object);
  }
  const tag = valueOf(m, object.self, Symbol.toStringTag);
  return `[object ${typeof tag === 'string' ? tag : 'Object'}]`;
}

/** Items as one text, as `join` has it. */
export function joined(m: Machine, items: readonly Value[], separator: string, depth = 0): string | Unknown {
  const texts: string[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item = said(m, items[index]);
    const object = item instanceof Reference && depth < DEEPEST_TEXT ? m.state.at(item) : undefined;
    const text = object === undefined ? item : textOfObject(m, object, depth + 1);
    if (!isPrimitive(text)) {
      const shapes = items.map((each) => (isPrimitive(each) ? String(each) : `{${shapeOf(m, each)}}`));
      return m.unknown(`joined ${shapes.join(separator)}`, 'computed', undefined, true);
    }
    texts.push(text === undefined || text === null ? '' : String(text));
  }
  return texts.join(separator);
}

/** The class of the language that an object goes back to: `TypeError` for an instance of a class that extends it. */
export function nativeClassOf(m: Machine, reference: Reference): string | undefined {
  let { prototype } = m.state.at(reference);
  for (let depth = 0; depth < 50 && prototype instanceof Reference; depth += 1) {
    ({ prototype } = m.state.at(prototype));
  }
  return prototype instanceof Native ? prototype.name : undefined;
}

export function isError(m: Machine, value: Value): boolean {
  return value instanceof Reference && isErrorName(nativeClassOf(m, value) ?? '');
}

/** Runs the host's own function on known values. What it throws, the program throws. */
export function onHost(m: Machine, run: () => Value): Value | Threw {
  try {
    return run();
  } catch (error) {
    const { name, message } = error as Error;
    return new Threw(m.error(name, message));
  }
}
