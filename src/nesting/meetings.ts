/** Two layers that meet around a call: what packages say of them, and the calls of the program that enter them. */
import type { Run } from '../circuits/subject.js';
import type { Activation } from '../machine/frames.js';
import type { FunctionObject } from '../machine/heap.js';
import type { State } from '../machine/state.js';
import type { Event } from '../machine/trace.js';
import { Reference, type Value } from '../machine/values.js';
import { lastPart, nameOfCallAt } from './call-names.js';
import { compositionAround, packageLayer, type PackageCall, type PackageLayer } from './packages.js';
import type { Places } from './places.js';

/** A retry or a circuit on a way. */
export interface Met {
  /** What it is called where it is made: `CircuitBreaker`, `Client.load`, `retry`. */
  readonly name: string | undefined;
  /** Undefined for one that the program has written. */
  readonly layer: PackageLayer | undefined;
  /** The call of the program that enters it. */
  readonly place: number | undefined;
}

export interface Meeting {
  readonly outer: Met;
  readonly inner: Met;
  /** The call of a package that put both of them together. */
  readonly composition: PackageCall | undefined;
  /** What the circuit turns callers away with, where one of the two is a circuit that the program has written. */
  readonly rejection: Rejection | undefined;
  /** A caller who is turned away gets an answer all the same. */
  readonly isAnswered: boolean;
}

/** How an error is told from others: by its class, or by its code. */
export interface Rejection {
  readonly kind: 'class' | 'code';
  readonly name: string;
  /** The file that declares the class. */
  readonly file: string | undefined;
}

/** What meets in a state: an outer and an inner run; `away` is the operation of a caller who was turned away. */
export function meetingOf(
  state: State,
  places: Places,
  { outer, inner, away }: { readonly outer: Activation; readonly inner: Activation; readonly away?: Run },
): Meeting {
  const [outerMet, innerMet] = [outer, inner].map((each) => metAt(state, places, each)) as [Met, Met];
  const areOfPackages = outerMet.layer !== undefined && innerMet.layer !== undefined;
  return {
    outer: outerMet,
    inner: innerMet,
    composition: areOfPackages
      ? compositionAround(state, inner, [outerMet.layer.identity, innerMet.layer.identity])
      : undefined,
    rejection: away && tellingOf(state, thrownIn(away.events)),
    isAnswered: away?.operation?.result === 'fulfilled',
  };
}

function metAt(state: State, places: Places, activation: Activation): Met {
  const layer = packageLayer(state, activation);
  const name = layer === undefined ? nameOfWritten(state, activation) : nameOfMade(places, layer);
  return { name, layer, place: places.calledByProgram(activation) };
}

/** What was called to make a layer of a package, or to run it. */
function nameOfMade(places: Places, { creation, call }: PackageLayer): string | undefined {
  const place = creation.place ?? call?.place;
  return place === undefined ? undefined : lastPart(nameOfCallAt(places, place)) || undefined;
}

/** The function of the program, with its class. */
function nameOfWritten(state: State, activation: Activation): string | undefined {
  const { graph, self } = activation;
  const owner = graph.kind === 'method' ? classOf(state, self)?.name : undefined;
  return [owner, graph.name].filter((name) => name !== undefined && name !== '').join('.') || undefined;
}

/** The class of an instance; for a class, itself. */
function classOf(state: State, value: Value): FunctionObject | undefined {
  const own = state.of(value, 'function');
  const prototype = state.of(value, 'object')?.prototype;
  const type =
    own === undefined && prototype instanceof Reference
      ? state.of(state.at(prototype).properties.get('constructor'), 'function')
      : own;
  return type?.asClass === undefined ? undefined : type;
}

/** The class of an instance whose method runs. */
export const classNameOf = (state: State, { self }: Activation): string | undefined => classOf(state, self)?.name;

/** What is first thrown in an operation by the program itself: what it turns a caller away with. */
function thrownIn(events: readonly Event[]): Value {
  const thrown = events.find(({ kind }) => kind === 'threw');
  return thrown?.kind === 'threw' ? thrown.value : undefined;
}

/** Undefined for an error that only its text tells from others. */
function tellingOf(state: State, thrown: Value): Rejection | undefined {
  const declared = classOf(state, thrown);
  const code = state.of(thrown, 'object')?.properties.get('code');
  if (declared !== undefined) {
    return { kind: 'class', name: declared.name, file: declared.module.file };
  }
  return typeof code === 'string' ? { kind: 'code', name: code, file: undefined } : undefined;
}
