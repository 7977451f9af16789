/** Layers of packages: what a stub keeps of the model and the arguments that made one, as far as the program says it. */
import type { Activation } from '../machine/frames.js';
import type { State } from '../machine/state.js';
import { isPrimitive, Reference, type Key, type Value } from '../machine/values.js';

/** A retry or a breaker of a package. */
export interface PackageLayer {
  /** The package, as its model names it. */
  readonly package: string;
  /** The model of the layer, as plain data. */
  readonly model: unknown;
  /** Tells the value that it belongs to from others. */
  readonly identity: number;
  /** The call that it stands around, or that brought it. */
  readonly call: PackageCall | undefined;
  /** The call that made the value: `new CircuitBreaker(…)`, `retry(…)`. */
  readonly creation: PackageCall;
  /** Calls that a retry makes if all fail; Infinity where there is no last one, undefined where nobody knows. */
  readonly calls: number | undefined;
  /** A client's retry of which nothing is said: whether it is at work is a guess. */
  readonly isUnasked: boolean;
}

/** A call of a package. */
export interface PackageCall {
  /** Where it stands; undefined where no code of the program makes it. */
  readonly place: number | undefined;
  readonly given: readonly Argument[];
}

/** What a call is handed: data, another value of the package, or something that is not told here. */
export type Argument =
  | { readonly kind: 'data'; readonly data: unknown }
  | { readonly kind: 'list'; readonly items: readonly Argument[] }
  /** `handlesAll`: an error policy for all errors. */
  | {
      readonly kind: 'made';
      readonly identity: number;
      readonly place: number | undefined;
      readonly handlesAll: boolean;
    }
  | { readonly kind: 'other' };

/** The layer whose own function is running, by its `this`; undefined where it is none of a package. */
export function packageLayer(state: State, { self }: Activation): PackageLayer | undefined {
  const made = memberOf(state, self, 'made');
  const library = memberOf(state, made, 'library');
  const name = dataOf(state, memberOf(state, memberOf(state, library, 'model'), 'package'));
  if (!(made instanceof Reference) || typeof name !== 'string') {
    return undefined;
  }
  const args = memberOf(state, self, 'args');
  return {
    package: name,
    model: dataOf(state, memberOf(state, self, 'model')),
    identity: made.id,
    call: args === undefined ? undefined : callOf(state, self, args),
    creation: callOf(state, made, memberOf(state, made, 'creation')),
    calls: numberIn(state, self, 'calls'),
    isUnasked: memberOf(state, self, 'isUnasked') === true,
  };
}

/** The call that composed a policy of several, where one of those on the way is composed of certain ones. */
export function compositionAround(
  state: State,
  activation: Activation,
  identities: readonly number[],
): PackageCall | undefined {
  for (let at: Activation | undefined = activation; at !== undefined; at = at.caller) {
    const made = memberOf(state, at.self, '__made');
    const call = made instanceof Reference ? callOf(state, made, memberOf(state, made, 'creation')) : undefined;
    if (call !== undefined && identities.every((id) => partsOf(call).some((part) => isMade(part, id)))) {
      return call;
    }
  }
  return undefined;
}

/** What is put together: the arguments, or the items of the only one. */
export const partsOf = ({ given }: PackageCall): readonly Argument[] =>
  given.length === 1 && given[0]?.kind === 'list' ? given[0].items : given;

export const isMade = (argument: Argument, identity: number): boolean =>
  argument.kind === 'made' && argument.identity === identity;

function callOf(state: State, holder: Value, args: Value): PackageCall {
  return {
    place: numberIn(state, holder, 'at'),
    given: (state.of(args, 'array')?.items ?? []).map((value) => argumentOf(state, value)),
  };
}

function argumentOf(state: State, value: Value): Argument {
  const made = memberOf(state, value, '__made');
  if (made instanceof Reference) {
    const handlesAll = memberOf(state, memberOf(state, memberOf(state, made, 'model'), 'accepts'), 'all') === true;
    return { kind: 'made', identity: made.id, place: numberIn(state, made, 'at'), handlesAll };
  }
  const list = state.of(value, 'array');
  if (list !== undefined && list.items.length <= LONGEST) {
    return { kind: 'list', items: list.items.map((item) => argumentOf(state, item)) };
  }
  const data = dataOf(state, value);
  return data === NO_DATA ? { kind: 'other' } : { kind: 'data', data };
}

function numberIn(state: State, value: Value, key: Key): number | undefined {
  const member = memberOf(state, value, key);
  return typeof member === 'number' ? member : undefined;
}

/** A member of an object itself. */
function memberOf(state: State, value: Value, key: Key): Value {
  return value instanceof Reference ? state.at(value).properties.get(key) : undefined;
}

/** What is no data: a function, something unknown. */
export const NO_DATA = Symbol('no data');

/** As deep as data is read, and the longest list that is. */
const DEEPEST = 5;
const LONGEST = 30;

/** A value of the program as plain data of the host. */
function dataOf(state: State, value: Value, depth = DEEPEST): unknown {
  if (isPrimitive(value)) {
    return value;
  }
  if (!(value instanceof Reference) || depth === 0) {
    return NO_DATA;
  }
  const object = state.at(value);
  if (object.kind === 'array' && object.items.length <= LONGEST) {
    return object.items.map((item) => dataOf(state, item, depth - 1));
  }
  return object.kind === 'object'
    ? Object.fromEntries([...object.properties].map(([key, member]) => [key, dataOf(state, member, depth - 1)]))
    : NO_DATA;
}
