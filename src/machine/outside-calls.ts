/** Calls of what is unknown: they leave the program, or come to another unknown. */
import type { Machine } from './machine.js';
import { CallInstead, type NativeResult } from './natives/native.js';
import { functionsIn } from './natives/objects.js';
import { pause } from './natives/time.js';
import { belonging, isFunction } from './promises.js';
import { describe, Reference, type Unknown, type Value } from './values.js';

/** So many functions that were given away are remembered. */
const MOST_HANDLERS = 200;

export function callUnknown(m: Machine, callee: Unknown, given: readonly Value[]): NativeResult {
  giveAway(m, given);
  const handed = given.find((value) => value instanceof Reference && isFunction(m, value));
  switch (m.outside.callOf(callee, handed !== undefined)) {
    case 'clock':
      return m.state.now;
    case 'pause':
      return pause(m, given);
    case 'service':
      return leafOf(m, callee, given);
    case 'fresh':
      return fresh(m, callee);
    case 'runs':
      return new CallInstead(handed, undefined, [resultOf(m, callee, given)]);
    case 'each':
      return new CallInstead(
        m.native(METHODS[callee.name.path.at(-1) ?? ''] ?? 'Array#map'),
        listOfOne(m, callee),
        given,
      );
    case 'nothing':
    case 'computed':
      return resultOf(m, callee, given);
  }
}

/** What runs a function for each item of an array, by the names that it has. */
const METHODS: Readonly<Record<string, string>> = { forEach: 'Array#forEach', flatMap: 'Array#flatMap' };

/** A list of which nothing is known, as an array with one item. */
const listOfOne = (m: Machine, { key, name }: Unknown): Reference =>
  m.array([m.unknown(`${key}[]`, 'argument', { path: [...name.path.slice(0, -1), 'item'] }, true)]);

/** `new` of something unknown. */
export function constructUnknown(m: Machine, callee: Unknown, given: readonly Value[]): Unknown {
  giveAway(m, given);
  return m.unknown(`new ${callee.key}#${m.place}`, 'package', callee.name, true);
}

/** Functions among the arguments may be called at any time from now on. */
function giveAway(m: Machine, given: readonly Value[]): void {
  const { handlers } = m.state;
  for (const value of given) {
    for (const fn of functionsIn(m, value)) {
      if (handlers.length < MOST_HANDLERS && !handlers.includes(fn)) {
        handlers.push(fn);
      }
    }
  }
}

/** The same arguments give the same unknown. */
function resultOf(m: Machine, callee: Unknown, given: readonly Value[]): Unknown {
  const text = given.map((value) => (value instanceof Reference ? 'object' : describe(value))).join();
  const origin = callee.origin === 'package' || callee.origin === 'argument' ? 'computed' : callee.origin;
  return m.unknown(`${callee.key}(${text})`, origin, callee.name);
}

/** Something else each time. */
function fresh(m: Machine, { key, name }: Unknown): Unknown {
  const { state } = m;
  const id = state.nextLeaf;
  state.nextLeaf += 1;
  return m.unknown(`${key}() ${id}`, 'computed', name);
}

/** A call that leaves the program: a promise that the driver settles. */
export function leafOf(m: Machine, callee: Unknown, given: readonly Value[]): Reference {
  const { state } = m;
  const id = state.nextLeaf;
  state.nextLeaf += 1;
  const told = given.flatMap((value) => targetPart(m, value)).join();
  const target = `${callee.key}|${told}`;
  const leaf = { id, callee, told };
  const promise = m.make('promise', { status: 'pending', value: undefined, reactions: [], lock: 0, leaf });
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
