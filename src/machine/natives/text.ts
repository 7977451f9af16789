/** Text and regular expressions, as far as both are known. */
import { onHost, shapeOf, textOf } from '../conversions.js';
import type { RegExpObject } from '../heap.js';
import { iteratorOf } from '../iterators.js';
import type { Machine } from '../machine.js';
import { LONGEST_TEXT } from '../operators.js';
import { isFunction } from '../promises.js';
import { put } from '../own-members.js';
import { describe, isPrimitive, Native, Reference, Unknown, type Primitive, type Value } from '../values.js';
import { CallInstead, Threw, type NativeFunctions, type NativeResult } from './native.js';

/** A pattern that repeats what it repeats, or much of what comes beside it, may take for ever on a text that is long. */
const isSlow = (pattern: string, text: string): boolean =>
  /\)[*+{]/.test(pattern) || text.length * (pattern.match(/[*+{]/g) ?? []).length > 3_000;

/** The host's own expression, beginning where the program's one does; undefined where too little is known, or it may be slow. */
function hostOf(m: Machine, value: Value, text: Value): RegExp | undefined {
  const regexp = m.state.of(value, 'regexp');
  if (regexp?.pattern === undefined || typeof text !== 'string' || isSlow(regexp.pattern, text)) {
    return undefined;
  }
  const { pattern, flags } = regexp;
  const host = attempt(() => new RegExp(pattern, flags));
  if (host !== undefined) {
    host.lastIndex = lastIndexOf(regexp);
  }
  return host;
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    // A form of pattern that this host has not.
    return undefined;
  }
}

function lastIndexOf({ properties }: RegExpObject): number {
  const index = properties.get('lastIndex');
  return typeof index === 'number' ? index : 0;
}

/** An expression that is `g` or `y` goes on where it has been. */
function keepIndex(m: Machine, value: Value, host: RegExp): void {
  if (host.global || host.sticky) {
    put(m, value, 'lastIndex', host.lastIndex);
  }
}

function test(m: Machine, self: Value, [text]: readonly Value[]): Value {
  const host = hostOf(m, self, text);
  if (host === undefined) {
    return m.unknown(`${patternOf(m, self)} ${describe(text)}`, 'computed');
  }
  const isFound = host.test(text as string);
  keepIndex(m, self, host);
  return isFound;
}

function exec(m: Machine, self: Value, [text]: readonly Value[]): Value {
  const host = hostOf(m, self, text);
  if (host === undefined) {
    return m.unknown(`match ${patternOf(m, self)} ${describe(text)}`, 'computed');
  }
  const match = host.exec(text as string);
  keepIndex(m, self, host);
  return match === null ? null : matchOf(m, match);
}

const patternOf = (m: Machine, value: Value): string => {
  const regexp = m.state.of(value, 'regexp');
  return regexp === undefined ? describe(value) : `/${regexp.pattern ?? ''}/`;
};

function matchOf(m: Machine, match: RegExpExecArray): Reference {
  const array = m.array([...match]);
  put(m, array, 'index', match.index);
  put(m, array, 'input', match.input);
  put(m, array, 'groups', match.groups && m.object(new Map(Object.entries(match.groups))));
  m.state.write(array).hidden = new Set(['index', 'input', 'groups']);
  return array;
}

/** All matches of a pattern, or the first one where it is not `g` and not each is wanted; undefined where they are not known. */
export function matchesOf(m: Machine, text: string, pattern: Value, isEach: boolean): Reference[] | undefined {
  const host = typeof pattern === 'string' ? literal(pattern) : hostOf(m, pattern, text);
  if (host === undefined) {
    return undefined;
  }
  const flags = host.global ? host.flags : `${host.flags}g`;
  const all = [...text.matchAll(new RegExp(host, flags))].map((match) => matchOf(m, match));
  return isEach || (typeof pattern !== 'string' && host.global) ? all : all.slice(0, 1);
}

const literal = (text: string): RegExp => new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));

/** A method of a string, number or other primitive, which is the host's own where everything is known. */
export function methodOfPrimitive(m: Machine, name: string, self: Primitive, given: readonly Value[]): NativeResult {
  if (typeof self === 'string' && (name === 'replace' || name === 'replaceAll') && isFunction(m, given[1])) {
    return new CallInstead(m.prelude('String.replaceByCode'), self, [...given, name === 'replaceAll']);
  }
  if (typeof self === 'string' && name === 'matchAll') {
    const matches = matchesOf(m, self, given[0], true);
    return matches === undefined ? m.unknown(`matches of ${shapeOf(m, given[0])}`, 'computed') : iteratorOf(m, matches);
  }
  const known = given.map((value) =>
    value instanceof Reference ? (hostOf(m, value, self) ?? textOf(m, value)) : value,
  );
  const unknown = (): Unknown =>
    m.unknown(`${name}(${[self, ...given].map((value) => shapeOf(m, value)).join()})`, 'computed');
  const method = self === null || self === undefined ? undefined : (Object(self) as Record<string, unknown>)[name];
  if (typeof method !== 'function' || known.some((value) => value instanceof Unknown || value instanceof Native)) {
    return unknown();
  }
  if (known.some((value) => typeof value === 'number' && value > LONGEST_TEXT && value !== Infinity)) {
    return unknown();
  }
  const result = onHost(m, () => method.apply(self, known as unknown[]) as Value);
  given.forEach((value, at) => known[at] instanceof RegExp && keepIndex(m, value, known[at]));
  return fromHost(m, result, unknown);
}

function fromHost(m: Machine, result: unknown, unknown: () => Unknown): NativeResult {
  if (Array.isArray(result)) {
    return 'index' in result ? matchOf(m, result as unknown as RegExpExecArray) : m.array(result.slice() as Value[]);
  }
  const isLong = typeof result === 'string' && result.length > LONGEST_TEXT;
  const isObject = typeof result === 'object' && result !== null && !(result instanceof Threw);
  return isLong || isObject ? unknown() : (result as Value | Threw);
}

/** A function of the host that makes text of text. */
const encoding =
  (name: string, run: (text: string) => string) =>
  (m: Machine, _: Value, [value]: readonly Value[]): NativeResult =>
    isPrimitive(value)
      ? onHost(m, () => run(String(value)))
      : m.unknown(`${name}(${describe(value)})`, 'computed', undefined, true);

export const TEXT: NativeFunctions = {
  'RegExp#test': test,
  'RegExp#exec': exec,
  'RegExp#toString': (m, self) => textOf(m, self),
  'String.raw': (m, _, [strings, ...values]) => {
    const raw = m.state.of(strings, 'array')?.properties.get('raw');
    const parts = m.state.of(raw, 'array')?.items ?? [];
    return parts.every(isPrimitive) && values.every(isPrimitive)
      ? String.raw({ raw: parts.map(String) }, ...values)
      : m.unknown('raw text', 'computed', undefined, true);
  },
  'String.fromCharCode': (m, _, given) =>
    given.every(isPrimitive)
      ? onHost(m, () => String.fromCharCode(...given.map(Number)))
      : m.unknown('character', 'computed', undefined, true),
  encodeURIComponent: encoding('encodeURIComponent', encodeURIComponent),
  decodeURIComponent: encoding('decodeURIComponent', decodeURIComponent),
  encodeURI: encoding('encodeURI', encodeURI),
  decodeURI: encoding('decodeURI', decodeURI),
  btoa: encoding('btoa', btoa),
  atob: encoding('atob', atob),
};
