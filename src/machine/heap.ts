/** What stands on the heap. An object belongs to one state; another state that shares it copies it before it writes. */
import type { FunctionGraph, Module, ScopeId } from '../ir/ir.js';
import type { Belonging, Reaction } from './jobs.js';
import type { Key, Native, Reference, Unknown, Value } from './values.js';

interface Common {
  readonly self: Reference;
  /** Which state may write it. */
  owner: number;
  /** What is inherited from: another object, or one of the language's own prototypes by the name of its class. */
  prototype: Reference | Native | null;
  properties: Map<Key, Value>;
  accessors?: Map<Key, Accessor>;
  /** Keys of its own that are passed over where members are listed or copied. */
  hidden?: ReadonlySet<Key>;
  /** `Object.freeze` */
  isFrozen?: boolean;
  /** Where it was made. */
  readonly place: number;
  /** Members that are not there may still be: what it inherits from is unknown. */
  readonly unknownBase?: Unknown;
  /** Gives the members that neither it nor what it inherits from has, by name. Objects and functions of a package's stub have one. */
  giver?: Value;
}

export interface Accessor {
  readonly get?: Value;
  readonly set?: Value;
}

/** `{}`, instances, errors, dates. */
export interface PlainObject extends Common {
  readonly kind: 'object';
  /** The time of a Date, in milliseconds. */
  time?: number;
  /** The handle of a timer. */
  readonly timer?: number;
}

/** The most items that an array is kept with. */
export const LONGEST_ARRAY = 3_000;

export interface ArrayObject extends Common {
  readonly kind: 'array';
  items: Value[];
}

/** Variables that outlive their function. They are its properties. */
export interface ScopeObject extends Common {
  readonly kind: 'scope';
  readonly module: Module;
  readonly scope: ScopeId;
  readonly parent: Reference | undefined;
}

export interface FunctionObject extends Common {
  readonly kind: 'function';
  readonly name: string;
  /** Left out for a class without a constructor. */
  readonly graph?: FunctionGraph;
  readonly module: Module;
  readonly scope: Reference | undefined;
  /** `this` of an arrow function. */
  readonly boundThis?: Value;
  /** Where `super` begins: the object that a method was defined on. */
  home?: Reference;
  readonly asClass?: ClassPart;
  readonly privates?: ReadonlySet<Key>;
}

export interface ClassPart {
  readonly superclass: Value;
  readonly isDerived: boolean;
  readonly fields?: FunctionGraph;
  readonly implements: readonly string[];
  /** Keys of static members that others may not use. */
  readonly privates: Set<Key>;
}

/** What `bind` gives. */
export interface BoundObject extends Common {
  readonly kind: 'bound';
  readonly target: Value;
  readonly boundThis: Value;
  readonly given: readonly Value[];
}

export interface PromiseObject extends Common {
  readonly kind: 'promise';
  status: 'pending' | 'fulfilled' | 'rejected';
  value: Value;
  reactions: readonly Reaction[];
  /** Goes up where it begins to follow something: whoever was given an earlier one has no more say. */
  lock: number;
  /** The call of the outside world that it is the answer of. */
  readonly leaf?: AnsweredCall;
}

export interface AnsweredCall {
  readonly id: number;
  readonly callee: Unknown;
  /** What it was handed, as text. */
  readonly told: string;
}

/** `resolve` or `reject` of a promise. */
export interface ResolverObject extends Common {
  readonly kind: 'resolver';
  readonly promise: Reference;
  /** The one that the promise had when it was made. */
  readonly lock: number;
  readonly rejects: boolean;
}

/** A Map or a Set, by the keys of its entries. */
export type CollectionObject = MapObject | SetObject;

interface Entries extends Common {
  entries: Map<Key, Entry>;
  /** How many entries were ever added. */
  added: number;
}

/** One that is removed and added again has another number: it comes last from then on. */
export type Entry = readonly [key: Value, value: Value, number: number];

export interface MapObject extends Entries {
  readonly kind: 'map';
}

export interface SetObject extends Entries {
  readonly kind: 'set';
}

export interface GeneratorObject extends Common {
  readonly kind: 'generator';
  readonly frame: number;
  readonly isAsync: boolean;
  isDone: boolean;
  /** It is in the middle of an answer. */
  isRunning: boolean;
  /** What an async one was asked and has not answered yet, in order. */
  requests: readonly GeneratorRequest[];
}

export interface GeneratorRequest extends Belonging {
  readonly how: Resumption;
  readonly sent: Value;
  /** The answer. */
  readonly promise: Reference;
}

/** How a generator goes on. */
export type Resumption = 'next' | 'return' | 'throw';

/** An iterator of the language's own. It is also what its `next` gives: inside the machine, nobody needs an object for each item. */
export interface IteratorObject extends Common {
  readonly kind: 'iterator';
  /** The array, Map or Set that it goes over, which is looked at as it is by then. */
  readonly source: Reference | undefined;
  readonly gives: 'keys' | 'values' | 'entries';
  /** Of a Map or Set, the keys of the entries that it goes over next; without a source, the items. */
  items: readonly Value[];
  /** Of a Map or Set, the number of the last entry that is among those. */
  limit: number;
  position: number;
  /** What it has given last. */
  item: Value;
  isDone: boolean;
}

export interface ProxyObject extends Common {
  readonly kind: 'proxy';
  readonly target: Value;
  readonly handler: Value;
}

export interface RegExpObject extends Common {
  readonly kind: 'regexp';
  /** Undefined where the pattern is not known. */
  readonly pattern: string | undefined;
  readonly flags: string;
}

export type HeapObject =
  | PlainObject
  | ArrayObject
  | ScopeObject
  | FunctionObject
  | BoundObject
  | PromiseObject
  | ResolverObject
  | MapObject
  | SetObject
  | GeneratorObject
  | IteratorObject
  | ProxyObject
  | RegExpObject;

export type Kind = HeapObject['kind'];
export type OfKind<K extends Kind> = Extract<HeapObject, { readonly kind: K }>;

/** A copy that another state may write. */
export function copyOf<T extends HeapObject>(object: T, owner: number): T {
  const copy = { ...object, owner, properties: new Map(object.properties) };
  if (object.accessors !== undefined) {
    copy.accessors = new Map(object.accessors);
  }
  if (copy.kind === 'array') {
    copy.items = copy.items.slice();
  } else if (copy.kind === 'map' || copy.kind === 'set') {
    copy.entries = new Map(copy.entries);
  }
  return copy;
}
