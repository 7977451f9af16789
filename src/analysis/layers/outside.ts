/** Calls of what every function and collection has, and of what is not known. */
import { fill } from './filling.js';
import { entryOf, join, store } from './operations.js';
import type { Machine } from './machine.js';
import { handling, noteInside } from './ways.js';
import { UNKNOWN, type CallSite, type Closure, type CollectionValue, type Frame, type Value } from './values.js';

/** Called with functions that they call at once, or that are called in the same way of promises. */
const RUNS_AT_ONCE =
  /^(then|catch|finally|map|forEach|flatMap|reduce|filter|all|allSettled|race|any|some|every|find|sort|from|Promise|resolve|pipe|withTimeout|timeout|startActiveSpan|startSpan|runInContext|run)$/;
/** Called with functions that run later, apart from what stands around now. */
const RUNS_LATER =
  /^(setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|on|once|addListener|addEventListener|subscribe|schedule|every|use|get|post|put|delete|patch|route|it|test|describe|beforeEach|afterEach|before|after|process|add|register|listen)$/;

export function callBuiltin(machine: Machine, name: string, of: Value, args: readonly Value[], at: CallSite): Value {
  const [first] = args;
  if (of.kind === 'closure') {
    switch (name) {
      case 'bind':
        return first === undefined || of.self !== undefined ? of : { ...of, self: first };
      case 'call':
        return machine.invoke(of, args.slice(1), at, first);
      default:
        return machine.invoke(
          of,
          first === undefined || args[1]?.kind !== 'array' ? undefined : args[1].items,
          at,
          first,
        );
    }
  }
  if (of.kind === 'collection' || of.kind === 'array') {
    if (name === 'set' || name === 'push' || name === 'add') {
      const stored = args.at(-1);
      if (of.kind === 'collection' && stored !== undefined) {
        store(of, name === 'set' ? first : undefined, stored);
      }
      return of;
    }
    if (name === 'has' || name === 'delete') {
      return UNKNOWN;
    }
    fill(machine, of);
    if (name === 'get' || name === 'at' || name === 'find' || name === 'pop') {
      return of.kind === 'collection' ? entryOf(of, name === 'get' ? first : undefined) : join(of.items);
    }
    return first?.kind === 'closure'
      ? forEach(machine, name, of, first, args, at)
      : of.kind === 'array' && args.length === 0
        ? rearranged(name, of)
        : UNKNOWN;
  }
  return callOutside(machine, args, at);
}

type ArrayValue = Extract<Value, { kind: 'array' }>;

/** Longer lists are taken for one of their elements. */
const MAX_ITEMS = 6;

/** A function that is called with each element, in order. */
function forEach(
  machine: Machine,
  name: string,
  of: ArrayValue | CollectionValue,
  fn: Closure,
  args: readonly Value[],
  at: CallSite,
): Value {
  const elements =
    of.kind === 'collection' ? [entryOf(of)] : of.items.length <= MAX_ITEMS ? of.items : [join(of.items)];
  if (name === 'reduce' || name === 'reduceRight') {
    const [start = UNKNOWN, ...rest] = [...args.slice(1, 2), ...(name === 'reduce' ? elements : elements.toReversed())];
    return rest.reduce<Value>((sum, element) => machine.invoke(fn, [sum, element], at, undefined), start);
  }
  const results = elements.map((element) => machine.invoke(fn, [element], at, undefined));
  return name === 'map' ? { kind: 'array', items: results } : name === 'filter' ? of : join(results);
}

/** The elements of a list in another order. */
function rearranged(name: string, of: ArrayValue): Value {
  if (name === 'reverse' || name === 'toReversed') {
    return { kind: 'array', items: of.items.toReversed() };
  }
  return name === 'slice' || name === 'values' ? of : UNKNOWN;
}

/** A call of something that is not known: functions that it is handed may be run. */
export function callOutside(machine: Machine, args: readonly Value[], at: CallSite, answers = false): Value {
  const name = at.name.split('.').at(-1) ?? '';
  if (!answers) {
    noteInside(at.frame, 'fails');
  }
  const around: Frame | undefined = RUNS_LATER.test(name)
    ? undefined
    : RUNS_AT_ONCE.test(name) || at.frame === undefined
      ? at.frame
      : { kind: 'guess', up: at.frame };
  for (const [position, arg] of args.entries()) {
    const isHandler = name === 'catch' || (name === 'then' && position === 1);
    release(machine, arg, { ...at, frame: isHandler ? handling(around) : around }, 2);
  }
  return answers ? { kind: 'unknown', answers } : UNKNOWN;
}

/** Runs the functions that a value holds, as somebody may who has got it. */
export function release(machine: Machine, value: Value, at: CallSite, hops: number): void {
  switch (value.kind) {
    case 'closure':
      if (at.frame !== undefined || !machine.visited.has(value.record)) {
        machine.invoke(value, undefined, at, undefined);
      }
      break;
    case 'object':
      if (hops > 0) {
        [...value.members.values()].forEach((member) => {
          release(machine, member, { ...at, frame: undefined }, hops - 1);
        });
      }
      break;
    case 'array':
    case 'either':
      if (hops > 0) {
        (value.kind === 'array' ? value.items : value.options).forEach((item) => {
          release(machine, item, at, hops - 1);
        });
      }
      break;
    default:
  }
}
