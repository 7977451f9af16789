/** Calls of whatever can be called: functions of the program, of the language, and of the outside world. */
import { isErrorName } from './builtins.js';
import { shapeOf } from './conversions.js';
import { enterFrame, newFrame, NOWHERE, type Continuation, type Frame } from './frames.js';
import { resume } from './generators.js';
import type { ClassPart, FunctionObject, HeapObject, Resumption } from './heap.js';
import type { Machine } from './machine.js';
import { CallBeside, CallInstead, Threw, type NativeResult } from './natives/native.js';
import { methodOfPrimitive } from './natives/text.js';
import { serviceOf } from './natives/stubs.js';
import { construct as constructNative, fill, nativeFunction } from './natives/table.js';
import { deliver, fail } from './outcomes.js';
import { callUnknown, constructUnknown, leafOf } from './outside-calls.js';
import { reject, resolve } from './promises.js';
import { unknownOf, valueOf } from './properties.js';
import { isPrimitive, Native, Reference, Unknown, type Value } from './values.js';

/** A call of a function, with everything that it needs. */
export interface Call {
  readonly callee: Value;
  readonly self: Value;
  readonly given: readonly Value[];
  readonly to: Continuation;
}

/** As deep as calls may nest: frames of the program, and calls of the host's own that call others at once. */
const DEEPEST = 400;
const DEEPEST_NESTING = 100;

/** Functions that are bound again and again are followed this far. */
const MOST_BOUND = 100;

/** Calls a function. True: other code runs now than before; false: the result is where it goes. */
export function invoke(m: Machine, call: Call): boolean {
  if (m.nesting >= DEEPEST_NESTING) {
    return fail(m, call.to, m.error('RangeError'));
  }
  m.nesting += 1;
  const isRunning = invokeNow(m, call);
  m.nesting -= 1;
  return isRunning;
}

function invokeNow(m: Machine, call: Call): boolean {
  const { callee, self, given, to } = call;
  if (callee instanceof Unknown) {
    return conclude(m, callUnknown(m, callee, given), to);
  }
  if (callee instanceof Native) {
    return callNative(m, callee, call);
  }
  const object = callee instanceof Reference ? m.state.at(callee) : undefined;
  switch (object?.kind) {
    case 'function':
      return enter(m, object, call);
    case 'bound':
      return invoke(m, unbound(m, object, call));
    case 'resolver':
      (object.rejects ? reject : resolve)(m, object.promise, given[0], object.lock);
      return deliver(m, to, undefined);
    case 'promise':
      // What an unknown call gave, without anybody waiting for it, is a function.
      return object.leaf === undefined
        ? notCallable(m, to)
        : conclude(m, callUnknown(m, unknownOf(m, object.leaf), given), to);
    case 'proxy':
      return callProxy(m, object, 'apply', { callee, self, given, to });
    default:
      return notCallable(m, to);
  }
}

const notCallable = (m: Machine, to: Continuation): true => fail(m, to, m.error('TypeError'));

/** The call of a bound function as one of what it was made of. */
function unbound(m: Machine, first: HeapObject & { kind: 'bound' }, call: Call): Call {
  let { target, boundThis: self } = first;
  let given = [...first.given, ...call.given];
  for (let depth = 0; depth < MOST_BOUND; depth += 1) {
    const inner = m.state.of(target, 'bound');
    if (inner === undefined) {
      return { callee: target, self, given, to: call.to };
    }
    given = [...inner.given, ...given];
    ({ target, boundThis: self } = inner);
  }
  return { callee: undefined, self, given, to: call.to };
}

function callProxy(m: Machine, proxy: HeapObject & { kind: 'proxy' }, how: 'apply' | 'construct', call: Call): boolean {
  const { self, given, to } = call;
  const { target, handler } = proxy;
  const trap = valueOf(m, handler, how);
  if (trap === undefined) {
    return how === 'apply'
      ? invoke(m, { callee: target, self, given, to })
      : construct(m, { callee: target, given, to });
  }
  const list = m.array([...given]);
  const trapped = how === 'apply' ? [target, self, list] : [target, list, proxy.self];
  return invoke(m, { callee: trap, self: handler, given: trapped, to });
}

function enter(m: Machine, callee: FunctionObject, { self, given, to }: Call): boolean {
  const { graph } = callee;
  if (m.state.stack.length > DEEPEST) {
    return fail(m, to, m.error('RangeError'));
  }
  if (graph === undefined || callee.asClass !== undefined) {
    return notCallable(m, to);
  }
  if (graph.isGenerator) {
    const frame = newFrame(m, callee, graph, { self, given, to: NOWHERE });
    const { isAsync } = graph;
    const generator = m.make('generator', { frame: frame.id, isAsync, isDone: false, isRunning: false, requests: [] });
    frame.generator = generator;
    return deliver(m, to, generator);
  }
  if (graph.isAsync) {
    const promise = m.promise();
    const frame = enterFrame(m, callee, graph, { self, given, to: { kind: 'promise', promise } });
    if (to.kind === 'register') {
      // Nobody looks at the register before the function waits.
      deliver(m, to, promise);
    } else {
      frame.returns = { promise, to };
    }
    return true;
  }
  enterFrame(m, callee, graph, { self, given, to });
  return true;
}

// The language's own functions

function callNative(m: Machine, callee: Native, { self, given, to }: Call): boolean {
  const own = callee.target === undefined ? self : callee.target;
  const { name } = callee;
  const written = m.prelude(name);
  if (written !== undefined) {
    return invoke(m, { callee: written, ...forPrelude(m, name, own, given), to });
  }
  const generator = m.state.of(own, 'generator');
  if (generator !== undefined && RESUMPTIONS.has(name)) {
    return resume(m, generator, { how: RESUMPTIONS.get(name) ?? 'next', sent: given[0], to });
  }
  if (name === 'outside') {
    return deliver(m, to, leafOf(m, serviceOf(m, given), given.slice(1)));
  }
  const run = nativeFunction(name);
  if (run !== undefined) {
    return conclude(m, run(m, own, given), to);
  }
  if (isErrorName(name)) {
    return conclude(m, constructNative(m, name, given), to);
  }
  const method = name.split('#')[1];
  return method !== undefined && isPrimitive(own)
    ? conclude(m, methodOfPrimitive(m, method, own, given), to)
    : deliver(m, to, unknownResult(m, name, given));
}

/** Functions whose second argument is `this` of the first. */
const WITH_SELF = new Set(
  ['map', 'forEach', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'some', 'every', 'flatMap']
    .map((name) => `Array#${name}`)
    .concat('Map#forEach', 'Set#forEach'),
);

/** What is the same for all functions of the prelude is done before they are called. */
function forPrelude(
  m: Machine,
  name: string,
  self: Value,
  given: readonly Value[],
): { readonly self: Value; readonly given: readonly Value[] } {
  const own = typeof self === 'string' && name.startsWith('Array#') ? m.array([...self]) : self;
  if (given.length < 2 || given[1] === undefined || !WITH_SELF.has(name)) {
    return { self: own, given };
  }
  const [callee, boundThis] = given;
  return { self: own, given: [m.make('bound', { target: callee, boundThis, given: [] })] };
}

const unknownResult = (m: Machine, name: string, given: readonly Value[]): Unknown =>
  m.unknown(`${name}(${given.map((value) => shapeOf(m, value)).join()})`, 'computed', { path: [name] });

const RESUMPTIONS: ReadonlyMap<string, Resumption> = new Map([
  ['Generator#next', 'next'],
  ['Generator#return', 'return'],
  ['Generator#throw', 'throw'],
]);

function conclude(m: Machine, result: NativeResult, to: Continuation): boolean {
  if (result instanceof Threw) {
    return fail(m, to, result.error);
  }
  if (result instanceof CallInstead) {
    const { callee, self, given, isConstruction } = result;
    return isConstruction ? construct(m, { callee, given, to }) : invoke(m, { callee, self, given, to });
  }
  if (result instanceof CallBeside) {
    deliver(m, to, result.result);
    invoke(m, { callee: result.callee, self: undefined, given: result.given, to: result.to });
    return true;
  }
  return deliver(m, to, result);
}

// Classes

/** `new` of whatever can be constructed. */
export function construct(m: Machine, call: Omit<Call, 'self'>): boolean {
  if (m.nesting >= DEEPEST_NESTING) {
    return fail(m, call.to, m.error('RangeError'));
  }
  m.nesting += 1;
  const isRunning = constructNow(m, call);
  m.nesting -= 1;
  return isRunning;
}

function constructNow(m: Machine, { callee, given, to }: Omit<Call, 'self'>): boolean {
  if (callee instanceof Unknown) {
    return deliver(m, to, constructUnknown(m, callee, given));
  }
  if (callee instanceof Native) {
    return conclude(m, constructNative(m, callee.name, given), to);
  }
  const object = callee instanceof Reference ? m.state.at(callee) : undefined;
  switch (object?.kind) {
    case 'bound':
      return construct(m, unbound(m, object, { callee, self: undefined, given, to }));
    case 'proxy':
      return callProxy(m, object, 'construct', { callee, self: undefined, given, to });
    case 'promise':
      return object.leaf === undefined
        ? notCallable(m, to)
        : deliver(m, to, constructUnknown(m, unknownOf(m, object.leaf), given));
    case 'function':
      return isConstructor(object)
        ? initialize(m, object, { object: newInstance(m, object), newTarget: object.self, given, to })
        : notCallable(m, to);
    default:
      return notCallable(m, to);
  }
}

const isConstructor = ({ graph, asClass }: FunctionObject): boolean =>
  asClass !== undefined || (graph?.kind === 'function' && !graph.isAsync && !graph.isGenerator);

/** The object that a class makes, before any of its code runs. It may be a Map, an error, or of something unknown. */
function newInstance(m: Machine, cls: FunctionObject): Reference {
  const inherited = valueOf(m, cls.self, 'prototype');
  const prototype = inherited instanceof Reference ? inherited : m.native('Object');
  const base = baseOf(m, cls);
  if (base instanceof Unknown) {
    const unknownBase = m.unknown(`new ${base.key}`, 'package', base.name, true);
    return m.make('object', { prototype, unknownBase });
  }
  return emptyInstance(m, base instanceof Native ? base.name : '', prototype);
}

function emptyInstance(m: Machine, base: string, prototype: Reference | Native): Reference {
  switch (base) {
    case 'Map':
    case 'WeakMap':
      return m.make('map', { prototype, entries: new Map(), added: 0 });
    case 'Set':
    case 'WeakSet':
      return m.make('set', { prototype, entries: new Map(), added: 0 });
    case 'Array':
      return m.make('array', { prototype, items: [] });
    case 'Promise':
      return m.make('promise', { prototype, status: 'pending', value: undefined, reactions: [], lock: 0 });
    default:
      return m.make('object', { prototype });
  }
}

/** What the first class of a line of classes extends. */
function baseOf(m: Machine, cls: FunctionObject): Value {
  let current: FunctionObject | undefined = cls;
  for (let depth = 0; depth < 50 && current?.asClass !== undefined; depth += 1) {
    const { superclass }: ClassPart = current.asClass;
    const next: FunctionObject | undefined = m.state.of(superclass, 'function');
    if (next === undefined) {
      return superclass;
    }
    current = next;
  }
  return undefined;
}

/** An object that constructors run on. What comes of it is the object, or what a constructor returns instead. */
interface Initialization {
  readonly object: Reference;
  /** The class that `new` was called with. */
  readonly newTarget: Reference;
  readonly given: readonly Value[];
  readonly to: Continuation;
}

/** Runs a class on a new object: its fields, where it extends nothing, then its constructor. */
function initialize(m: Machine, cls: FunctionObject, work: Initialization): boolean {
  const { asClass } = cls;
  if (m.nesting >= DEEPEST_NESTING) {
    return fail(m, work.to, m.error('RangeError'));
  }
  if (asClass === undefined || asClass.isDerived || asClass.fields === undefined) {
    m.nesting += 1;
    const isRunning = runConstructor(m, cls, work);
    m.nesting -= 1;
    return isRunning;
  }
  const next = (): boolean => runConstructor(m, cls, work);
  return runFields(m, cls, work.object, { kind: 'step', next, errors: work.to });
}

function runConstructor(m: Machine, cls: FunctionObject, work: Initialization): boolean {
  const { object, newTarget, given, to } = work;
  if (cls.graph === undefined) {
    return cls.asClass?.isDerived === true ? initializeSuper(m, cls, work) : deliver(m, to, object);
  }
  if (m.state.stack.length > DEEPEST) {
    return fail(m, to, m.error('RangeError'));
  }
  enterFrame(m, cls, cls.graph, { self: object, newTarget, given, to: { kind: 'construction', object, to } });
  return true;
}

function runFields(m: Machine, cls: FunctionObject, object: Value, to: Continuation): boolean {
  const fields = cls.asClass?.fields;
  if (fields === undefined || !(object instanceof Reference)) {
    return deliver(m, to, object);
  }
  enterFrame(m, cls, fields, { self: object, given: [], to: { kind: 'construction', object, to } });
  return true;
}

/** `super(…)` in a constructor. */
export function callSuper(m: Machine, frame: Frame, given: readonly Value[], register: number): boolean {
  const cls = m.state.of(frame.callee, 'function');
  const { self, newTarget } = frame;
  if (cls?.asClass === undefined || !(self instanceof Reference)) {
    frame.registers[register] = self;
    return false;
  }
  const to: Continuation = { kind: 'super', frame: frame.id, into: register };
  const target = newTarget instanceof Reference ? newTarget : cls.self;
  return initializeSuper(m, cls, { object: self, newTarget: target, given, to });
}

/** The class that a class extends runs on the object, then the fields of the class itself. */
function initializeSuper(m: Machine, cls: FunctionObject, work: Initialization): boolean {
  const superclass = cls.asClass?.superclass;
  const parent = m.state.of(superclass, 'function');
  const { object, given, to } = work;
  if (parent !== undefined) {
    const next = (made: Value): boolean => runFields(m, cls, made, to);
    return initialize(m, parent, { ...work, to: { kind: 'step', next, errors: to } });
  }
  const besides = superclass instanceof Native ? fill(m, object, superclass.name, given) : undefined;
  if (besides instanceof Threw) {
    return fail(m, to, besides.error);
  }
  const isRunning = runFields(m, cls, object, to);
  if (besides === undefined) {
    return isRunning;
  }
  // The executor of a promise runs first.
  invoke(m, { callee: besides.callee, self: undefined, given: besides.given, to: besides.to });
  return true;
}
