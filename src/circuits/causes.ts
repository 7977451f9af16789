/** Which cells matter: one is put back to what it was in the beginning, and the code runs again. */
import type { State } from '../machine/state.js';
import { Reference, type Value } from '../machine/values.js';
import type { Cell } from './circuit.js';
import type { Counted, IsAsked } from './counting.js';
import { cellKey, cellOf, isRead, isWrite } from './observing.js';
import type { Subject } from './subject.js';

export interface Causes {
  /** Put back, a caller is let through who was turned away. */
  readonly gate: readonly Cell[];
  /** Put back before the last failure, the circuit does not open. */
  readonly record: readonly Cell[];
}

export function causesOf(subject: Subject, counted: Counted, isAsked: IsAsked): Causes {
  const { state, beginning, before, open, operations, last, away } = counted;
  const read = new Set(away.events.filter(isRead).map(cellKey));
  const writtenLast = new Set(last.events.filter(isWrite).map(cellKey));
  const gate: Cell[] = [];
  const record: Cell[] = [];
  for (const [key, cell] of writtenIn(state)) {
    if (!isAsked(cell.key)) {
      continue;
    }
    if (read.has(key) && isLetThrough(subject, { at: open, beginning, cell, runs: 1 })) {
      gate.push(cell);
    }
    if (operations > 1 && writtenLast.has(key) && isLetThrough(subject, { at: before, beginning, cell, runs: 2 })) {
      record.push(cell);
    }
  }
  return { gate, record };
}

interface Trial {
  readonly at: State;
  readonly beginning: State;
  readonly cell: Cell;
  readonly runs: number;
}

/** Puts a cell back, and runs so often: is the last caller let through? */
function isLetThrough(subject: Subject, { at, beginning, cell, runs }: Trial): boolean {
  const state = at.fork();
  if (!putBack(state, beginning, cell)) {
    return false;
  }
  let calls = 0;
  for (let n = 0; n < runs; n += 1) {
    ({ calls } = subject.operate(state, subject.fails));
  }
  return calls > 0;
}

/** Cells that were there before the operation that wrote them, in the order in which they were first written. */
function writtenIn(state: State): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const event of state.trace) {
    if (isWrite(event) && !cells.has(cellKey(event))) {
      cells.set(cellKey(event), cellOf(event));
    }
  }
  return cells;
}

/** Puts a cell back to what it was in another state; false where the object is not there. */
export function putBack(state: State, beginning: State, { object: id, key }: Cell): boolean {
  const reference = new Reference(id);
  const object = state.objects[id] === undefined ? undefined : state.write(reference);
  const former = beginning.objects[id];
  if (object === undefined) {
    return false;
  }
  if (object.kind === 'array') {
    object.items = former?.kind === 'array' ? former.items.slice() : [];
  } else if ((object.kind === 'map' || object.kind === 'set') && typeof key === 'string') {
    const entry = former?.kind === object.kind ? former.entries.get(key) : undefined;
    if (entry === undefined) {
      object.entries.delete(key);
    } else {
      object.entries.set(key, entry);
    }
  } else {
    object.properties.set(key, initialValue(state, beginning, { object: id, key }));
  }
  return true;
}

/** What a property or variable held in the beginning; of an object that was made later, what its first write replaced. */
export function initialValue(state: State, beginning: State, { object, key }: Cell): Value {
  const former = beginning.objects[object];
  if (former !== undefined) {
    return former.properties.get(key);
  }
  const write = state.trace.find((event) => isWrite(event) && event.object === object && event.key === key);
  return write?.kind === 'write' ? write.before : undefined;
}
