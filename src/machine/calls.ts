/** Calls of whatever can be called: functions of the program, of the language, and of the outside world. */
import type { Continuation, Frame } from './frames.js';
import { NOWHERE } from './frames.js';
import type { ClassPart, FunctionObject, GeneratorObject } from './heap.js';
import type { Machine } from './machine.js';
import { CallBeside, CallInstead, Threw, type NativeResult } from './natives/native.js';
import { eventName, functionsIn } from './natives/objects.js';
import { methodOfPrimitive } from './natives/scalars.js';
import { serviceOf } from './natives/stubs.js';
import { construct as constructNative, isErrorName, nativeFunction } from './natives/table.js';
import { pause } from './natives/time.js';
import { deliver, fail, raise, step } from './outcomes.js';
import { belonging, reject, resolve } from './promises.js';
import { itemsOf, put, unknownOf, valueOf } from './properties.js';
import { describe, isPrimitive, Native, Reference, Unknown, type Value } from './values.js';

/** A call of a function, with everything that it needs. */
export interface Call {
  readonly callee: Value;
  readonly self: Value;
  readonly given: readonly Value[];
  readonly to: Continuation;
}

/** As deep as calls may nest. */
const DEEPEST = 400;

/** Calls a function. True: other code runs now than before; false: the result is where it goes. */
export function invoke(m: Machine, call: Call): boolean {
  const { callee, given, to } = call;
  if (callee instanceof Unknown) {
    return callUnknown(m, callee, call);
  }
  if (callee instanceof Native) {
    return callNative(m, callee, call);
  }
  const object = callee instanceof Reference ? m.state.at(callee) : undefined;
  switch (object?.kind) {
    case 'function':
      return enter(m, object, call);
    case 'bound':
      return invoke(m, { callee: object.target, self: object.boundThis, given: [...object.given, ...given], to });
    case 'resolver':
      (object.rejects ? reject : resolve)(m, object.promise, given[0]);
      return deliver(m, to, undefined);
    case 'promise':
      // What an unknown call gave, without anybody waiting for it, is a function.
      return object.leaf === undefined ? notCallable(m, to) : callUnknown(m, unknownOf(m, object.leaf), call);
    default:
      return notCallable(m, to);
  }
}

const notCallable = (m: Machine, to: Continuation): true => fail(m, to, m.error('TypeError'));

function enter(m: Machine, callee: FunctionObject, { self, given, to }: Call): boolean {
  const { graph } = callee;
  if (m.state.stack.length > DEEPEST) {
    return fail(m, to, m.error('RangeError'));
  }
  if (graph === undefined) {
    return notCallable(m, to);
  }
  if (graph.isGenerator) {
    const frame = push(m, callee, { self, given, to: NOWHERE }, false);
    const generator = m.make('generator', { frame: frame.id, isAsync: graph.isAsync, isDone: false });
    frame.generator = generator;
    return deliver(m, to, generator);
  }
  if (graph.isAsync) {
    const promise = m.promise();
    push(m, callee, { self, given, to: { kind: 'promise', promise } }, true);
    deliver(m, to, promise);
    return true;
  }
  push(m, callee, { self, given, to }, true);
  return true;
}

/** A new frame of a function, on the stack where it runs at once. */
export function push(
  m: Machine,
  callee: FunctionObject,
  { self, given, to }: Pick<Call, 'self' | 'given' | 'to'>,
  runs: boolean,
): Frame {
  const { state } = m;
  const { graph, module } = callee;
  if (graph === undefined) {
    throw new Error(`${callee.name} has no code`);
  }
  const frame: Frame = {
    id: state.nextFrame,
    graph,
    module,
    registers: new Array<Value>(graph.registers).fill(undefined),
    block: 0,
    index: 0,
    callee: callee.self,
    self: graph.kind === 'arrow' ? callee.boundThis : self,
    given,
    home: callee.home,
    to,
    operation: m.operation,
    activation: m.activationOf(graph, module),
    caught: undefined,
    generator: undefined,
    resumeAt: undefined,
  };
  state.nextFrame += 1;
  state.frames.set(frame.id, frame);
  if (runs) {
    state.stack.push(frame.id);
  }
  return frame;
}

// The language's own functions

function callNative(m: Machine, callee: Native, { self, given, to }: Call): boolean {
  const own = callee.target === undefined ? self : callee.target;
  const { name } = callee;
  const written = m.prelude(name);
  if (written !== undefined) {
    return invoke(m, { callee: written, self: own, given, to });
  }
  if (name.startsWith('Generator#')) {
    return resume(m, own, name.slice('Generator#'.length), given[0], to);
  }
  if (name === 'outside') {
    return deliver(m, to, leafOf(m, serviceOf(m, given), given.slice(1)));
  }
  if (name === 'EventEmitter#emit') {
    tellListeners(m, own, given);
  }
  const run = nativeFunction(name);
  if (run !== undefined) {
    return conclude(m, run(m, own, given), to);
  }
  if (isErrorName(name)) {
    return conclude(m, constructNative(m, name, given), to);
  }
  const [className, method] = name.split('#');
  if (
    method !== undefined &&
    (className === 'String' || className === 'Number' || className === 'Object') &&
    isPrimitive(own)
  ) {
    return deliver(m, to, methodOfPrimitive(m, method, own, given));
  }
  return deliver(m, to, m.unknown(`${name}(${given.map(describe).join()})`, 'computed', { path: [name] }));
}

function conclude(m: Machine, result: NativeResult, to: Continuation): boolean {
  if (result instanceof Threw) {
    return fail(m, to, result.error);
  }
  if (result instanceof CallInstead) {
    return invoke(m, { callee: result.callee, self: result.self, given: result.given, to });
  }
  if (result instanceof CallBeside) {
    deliver(m, to, result.result);
    invoke(m, { callee: result.callee, self: undefined, given: result.given, to: result.to });
    return true;
  }
  return deliver(m, to, result);
}

/** Listeners run before `emit` returns. */
function tellListeners(m: Machine, emitter: Value, [event, ...given]: readonly Value[]): void {
  const listeners = m.state.of(emitter, 'object')?.listeners?.get(eventName(event)) ?? [];
  for (const callee of listeners) {
    m.state.jobs.unshift({ kind: 'call', callee, self: emitter, given, ...belonging(m) });
  }
}

// Generators

/** `next`, `return` and `throw` of a generator. */
function resume(m: Machine, self: Value, how: string, sent: Value, to: Continuation): boolean {
  const generator = m.state.of(self, 'generator');
  if (generator === undefined) {
    return notCallable(m, to);
  }
  return resumeGenerator(m, generator, { how, sent, to });
}

export function resumeGenerator(
  m: Machine,
  generator: GeneratorObject,
  { how, sent, to }: { readonly how: string; readonly sent: Value; readonly to: Continuation },
): boolean {
  let answer = to;
  if (generator.isAsync) {
    const promise = m.promise();
    deliver(m, to, promise);
    answer = { kind: 'promise', promise };
  }
  const frame = m.state.frame(generator.frame);
  if (generator.isDone || how === 'return' || frame === undefined) {
    m.state.writeAs(generator.self, 'generator').isDone = true;
    return deliver(m, answer, step(m, how === 'return' ? sent : undefined, true));
  }
  frame.to = { kind: 'generator', to: answer };
  frame.operation = m.operation;
  m.state.stack.push(frame.id);
  if (frame.resumeAt !== undefined) {
    if (how === 'throw') {
      return raise(m, frame, sent);
    }
    frame.registers[frame.resumeAt.into] = sent;
    frame.block = frame.resumeAt.block;
    frame.index = 0;
    frame.resumeAt = undefined;
  }
  return true;
}

// The outside world

function callUnknown(m: Machine, callee: Unknown, { given, to }: Call): boolean {
  for (const value of given) {
    m.state.handlers.push(...functionsIn(m, value));
  }
  const computed = (): Unknown => {
    const text = given.map((value) => (value instanceof Reference ? 'object' : describe(value))).join();
    const origin = callee.origin === 'package' || callee.origin === 'argument' ? 'computed' : callee.origin;
    return m.unknown(`${callee.key}(${text})`, origin, callee.name);
  };
  switch (m.outside.callOf(callee, given)) {
    case 'clock':
      return deliver(m, to, m.state.now);
    case 'pause':
      return deliver(m, to, pause(m, given));
    case 'service':
      return deliver(m, to, leafOf(m, callee, given));
    case 'nothing':
    case 'computed':
      return deliver(m, to, computed());
  }
}

/** A call that leaves the program: a promise that the driver settles. */
function leafOf(m: Machine, callee: Unknown, given: readonly Value[]): Reference {
  const { state } = m;
  const id = state.nextLeaf;
  state.nextLeaf += 1;
  const promise = m.make('promise', { status: 'pending', value: undefined, reactions: [], isLocked: false, leaf: { id, callee } });
  const target = `${callee.key}|${given.flatMap((value) => targetPart(m, value)).join()}`;
  state.leaves.push({ id, promise, callee, target, isAwaited: false, ...belonging(m) });
  return promise;
}

/** What an argument adds to the target of a call: objects are alike, numbers are alike, and functions are none of it. */
function targetPart(m: Machine, value: Value): readonly string[] {
  if (value instanceof Reference) {
    return m.state.of(value, 'function') === undefined ? ['object'] : [];
  }
  return [typeof value === 'number' ? 'number' : describe(value)];
}

// Classes

/** `new` of whatever can be constructed. */
export function construct(m: Machine, { callee, given, to }: Omit<Call, 'self'>): boolean {
  if (callee instanceof Unknown) {
    for (const value of given) {
      m.state.handlers.push(...functionsIn(m, value));
    }
    const { path, ...name } = callee.name;
    return deliver(m, to, m.unknown(`new ${callee.key}#${m.place}`, 'package', { ...name, path }, true));
  }
  if (callee instanceof Native) {
    return conclude(m, constructNative(m, callee.name, given), to);
  }
  const object = callee instanceof Reference ? m.state.at(callee) : undefined;
  if (object?.kind === 'bound') {
    return construct(m, { callee: object.target, given: [...object.given, ...given], to });
  }
  if (object?.kind !== 'function' || object.graph?.kind === 'arrow') {
    return notCallable(m, to);
  }
  const made = newInstance(m, object);
  return initialize(m, object, { object: made, given, to: { kind: 'construction', object: made, to } });
}

/** The object that a class makes, before any of its code runs. It may be a Map, an error, or of something unknown. */
function newInstance(m: Machine, cls: FunctionObject): Reference {
  const prototype = valueOf(m, cls.self, 'prototype');
  const base = baseOf(m, cls);
  const parts = { prototype: prototype instanceof Reference ? prototype : m.native('Object') };
  if (base instanceof Native && (base.name === 'Map' || base.name === 'Set')) {
    return m.make(base.name === 'Map' ? 'map' : 'set', { ...parts, entries: new Map() });
  }
  if (base instanceof Native && base.name === 'Array') {
    return m.make('array', { ...parts, items: [] });
  }
  if (base instanceof Unknown) {
    return m.make('object', { ...parts, unknownBase: m.unknown(`new ${base.key}`, 'package', base.name, true) });
  }
  return m.make('object', parts);
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

/** An object that constructors run on. */
interface Initialization {
  readonly object: Reference;
  readonly given: readonly Value[];
  readonly to: Continuation;
}

/** Runs a class on a new object: its fields, where it extends nothing, then its constructor. */
function initialize(m: Machine, cls: FunctionObject, work: Initialization): boolean {
  const { asClass } = cls;
  if (asClass === undefined || asClass.isDerived || asClass.fields === undefined) {
    return runConstructor(m, cls, work);
  }
  return runFields(m, cls, work.object, {
    kind: 'step',
    next: () => runConstructor(m, cls, work),
    errors: work.to,
  });
}

function runConstructor(m: Machine, cls: FunctionObject, { object, given, to }: Initialization): boolean {
  if (cls.graph !== undefined) {
    push(m, cls, { self: object, given, to }, true);
    return true;
  }
  return cls.asClass?.isDerived === true ? callSuper(m, cls, { object, given, to }) : deliver(m, to, object);
}

function runFields(m: Machine, cls: FunctionObject, object: Reference, to: Continuation): boolean {
  const fields = cls.asClass?.fields;
  if (fields === undefined) {
    return deliver(m, to, object);
  }
  const { asClass: _, ...rest } = cls;
  push(m, { ...rest, graph: fields }, { self: object, given: [], to }, true);
  return true;
}

/** `super(…)`: the class that it extends runs on the object, then the fields of the class itself. */
export function callSuper(m: Machine, cls: FunctionObject, { object, given, to }: Initialization): boolean {
  const superclass = cls.asClass?.superclass;
  const parent = m.state.of(superclass, 'function');
  if (parent !== undefined) {
    const after: Continuation = { kind: 'step', next: () => runFields(m, cls, object, to), errors: to };
    return initialize(m, parent, { object, given, to: after });
  }
  if (superclass instanceof Native && isErrorName(superclass.name)) {
    put(m, object, 'message', given[0] ?? '');
    put(m, object, 'cause', valueOf(m, given[1], 'cause'));
  }
  return runFields(m, cls, object, to);
}

/** Arguments and items, with what is spread among them. */
export const spread = (m: Machine, items: readonly { readonly value: Value; readonly isSpread: boolean }[]): Value[] =>
  items.flatMap(({ value, isSpread }) => (isSpread ? itemsOf(m, value) : [value]));
