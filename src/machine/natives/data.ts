/** Data that is fully known: as JSON and back, and as a copy. */
import { isError, onHost, shapeOf } from '../conversions.js';
import type { HeapObject } from '../heap.js';
import type { Machine } from '../machine.js';
import { LONGEST_TEXT } from '../operators.js';
import { define, isListedByCode, ownKeys } from '../own-members.js';
import { valueOf } from '../properties.js';
import { describe, isPrimitive, Native, Reference, Unknown, type Value } from '../values.js';
import { contentOf } from './collections.js';
import { CallInstead, Threw, type NativeFunctions, type NativeResult } from './native.js';

/** Data that is deeper or larger than this is unknown. */
const DEEPEST = 50;
const MOST_VALUES = 2_000;

/** Why data has no text of its own. */
type Obstacle = 'unknown' | 'circular' | 'code';

/** Makes the host's data of the program's. */
class Reader {
  obstacle: Obstacle | undefined;
  #left = MOST_VALUES;
  readonly #open = new Set<Reference>();

  constructor(private readonly m: Machine) {}

  read(value: Value): unknown {
    this.#left -= 1;
    if (value instanceof Unknown || this.#left < 0 || this.#open.size > DEEPEST) {
      return this.#stop('unknown');
    }
    if (!(value instanceof Reference)) {
      return value instanceof Native ? undefined : value;
    }
    if (this.#open.has(value)) {
      return this.#stop('circular');
    }
    this.#open.add(value);
    const data = this.#object(this.m.state.at(value));
    this.#open.delete(value);
    return data;
  }

  #stop(obstacle: Obstacle): undefined {
    this.obstacle ??= obstacle;
  }

  #object(object: HeapObject): unknown {
    const { m } = this;
    if (object.unknownBase !== undefined || (object.kind === 'promise' && object.leaf !== undefined)) {
      return this.#stop('unknown');
    }
    if (isListedByCode(object) || valueOf(m, object.self, 'toJSON') instanceof Reference) {
      return this.#stop('code');
    }
    switch (object.kind) {
      case 'function':
      case 'bound':
      case 'resolver':
        return undefined;
      case 'array':
        m.read(object.self, '[]');
        return Array.from(object.items, (item) => this.read(item));
      default:
        return object.kind === 'object' && object.time !== undefined ? new Date(object.time) : this.#members(object);
    }
  }

  #members(object: HeapObject): object {
    this.m.read(object.self, '*');
    return Object.fromEntries(ownKeys(object).map((key) => [key, this.read(object.properties.get(key))]));
  }
}

function stringify(m: Machine, _: Value, [value, replacer, space]: readonly Value[]): NativeResult {
  const unknown = (): Unknown => m.unknown(`json ${shapeOf(m, value)}`, 'computed', undefined, true);
  if (replacer instanceof Reference && m.state.of(replacer, 'array') === undefined) {
    return new CallInstead(m.prelude('JSON.stringifyByCode'), undefined, [value, replacer, space]);
  }
  const reader = new Reader(m);
  const data = reader.read(value);
  switch (reader.obstacle) {
    case 'unknown':
      return unknown();
    case 'circular':
      return new Threw(m.error('TypeError', 'Converting circular structure to JSON'));
    case 'code':
      return new CallInstead(m.prelude('JSON.stringifyByCode'), undefined, [value, undefined, space]);
  }
  const keys = m.state.of(replacer, 'array')?.items.map(String);
  const text = onHost(m, () => JSON.stringify(data, keys, space as string | number | undefined));
  return typeof text === 'string' && text.length > LONGEST_TEXT ? unknown() : text;
}

function parse(m: Machine, _: Value, [text, reviver]: readonly Value[]): NativeResult {
  if (!isPrimitive(text)) {
    return m.unknown(`parsed ${describe(text)}`, 'computed');
  }
  const value = onHost(m, () => valueFrom(m, JSON.parse(String(text))));
  return reviver instanceof Reference && !(value instanceof Threw)
    ? new CallInstead(m.prelude('JSON.revived'), undefined, [m.object(new Map([['', value]])), '', reviver])
    : value;
}

/** Plain data of the host as a value of the program. Data may refer to itself, and have part of its members from its prototype. */
export function valueFrom(m: Machine, data: unknown, made = new Map<object, Reference>()): Value {
  if (typeof data !== 'object' || data === null) {
    return data as Value;
  }
  const known = made.get(data);
  if (known !== undefined) {
    return known;
  }
  if (Array.isArray(data)) {
    const array = m.array([]);
    made.set(data, array);
    m.state.writeAs(array, 'array').items = data.map((item) => valueFrom(m, item, made));
    return array;
  }
  const object = m.object();
  made.set(data, object);
  for (const key in data) {
    const value = valueFrom(m, (data as Record<string, unknown>)[key], made);
    m.state.write(object).properties.set(key, value);
  }
  return object;
}

// Copies

/** What cannot be copied. */
const UNCLONEABLE: ReadonlySet<HeapObject['kind']> = new Set([
  'function',
  'bound',
  'resolver',
  'promise',
  'generator',
  'proxy',
]);

/** `structuredClone`: objects that are copied already are the same in the copy. */
class Cloner {
  failure: Threw | undefined;
  readonly #made = new Map<Reference, Value>();
  #depth = 0;

  constructor(private readonly m: Machine) {}

  /** What is too deep, or too much, is the same in the copy. */
  clone(value: Value): Value {
    if (!(value instanceof Reference)) {
      return typeof value === 'symbol' || value instanceof Native ? this.#fail() : value;
    }
    const object = this.m.state.at(value);
    const isUnknown = object.kind === 'promise' && object.leaf !== undefined;
    if (isUnknown || this.failure !== undefined || this.#depth > DEEPEST || this.#made.size > MOST_VALUES) {
      return value;
    }
    if (UNCLONEABLE.has(object.kind)) {
      return this.#fail();
    }
    this.#depth += 1;
    const copy = this.#made.get(value) ?? this.#object(object);
    this.#depth -= 1;
    return copy;
  }

  #fail(): undefined {
    this.failure = new Threw(this.m.error('DOMException', '', { name: 'DataCloneError' }));
  }

  #object(object: HeapObject): Reference {
    const { m } = this;
    const copy = emptyCopy(m, object);
    this.#made.set(object.self, copy);
    m.read(object.self, '*');
    this.#content(object, copy);
    const keys = isError(m, object.self) ? ['message', 'cause', 'name'] : ownKeys(object);
    for (const key of keys.filter((each) => object.properties.has(each))) {
      define(m, copy, key, this.clone(object.properties.get(key)));
    }
    return copy;
  }

  #content(object: HeapObject, copy: Reference): void {
    const { m } = this;
    if (object.kind === 'array') {
      m.state.writeAs(copy, 'array').items = object.items.map((item) => this.clone(item));
    } else if (object.kind === 'map' || object.kind === 'set') {
      const items = [...object.entries.values()].map(([key, value]) =>
        object.kind === 'set' ? this.clone(key) : m.array([this.clone(key), this.clone(value)]),
      );
      Object.assign(m.state.writeAs(copy, object.kind), contentOf(m, object.kind, items));
    }
  }
}

function structuredClone(m: Machine, _: Value, [value]: readonly Value[]): NativeResult {
  const cloner = new Cloner(m);
  const copy = cloner.clone(value);
  return cloner.failure ?? copy;
}

function emptyCopy(m: Machine, object: HeapObject): Reference {
  switch (object.kind) {
    case 'array':
      return m.array([]);
    case 'map':
    case 'set':
      return m.make(object.kind, { entries: new Map(), added: 0 });
    case 'regexp':
      return m.make('regexp', { pattern: object.pattern, flags: object.flags });
    default: {
      const time = object.kind === 'object' ? object.time : undefined;
      const native =
        object.prototype instanceof Native ? object.prototype : m.native(isError(m, object.self) ? 'Error' : 'Object');
      return m.make('object', { prototype: native, ...(time !== undefined && { time }) });
    }
  }
}

export const DATA: NativeFunctions = {
  'JSON.stringify': stringify,
  'JSON.parse': parse,
  structuredClone,
};
