/** Reads and writes of what activations share: the unit's cells. */
import type { Node } from '../../ast/nodes.js';
import type { Phase } from '../facts.js';
import { phaseOfName } from '../phases.js';
import type { Machine } from './machine.js';
import { slotChange, type CellWrite, type Path } from './path.js';
import { nominalOf, phaseLiteral, unknown, withDeps, type Dep, type Literal, type Value } from './value.js';

export const isStateCell = (machine: Machine, cell: string): boolean => cell === machine.unit.state.key;

/** The state, or the object whose member it is. */
export const holdsState = (machine: Machine, cell: string): boolean =>
  cell === machine.unit.state.key || machine.unit.state.key.startsWith(`${cell}.`);

/** Phases that the circuit may be in, as far as this block of the path knows. */
export function possiblePhases(machine: Pick<Machine, 'unit' | 'admitted'>, path: Path): readonly Phase[] {
  const { unit } = machine;
  if (unit.form === 'store') {
    return [machine.admitted];
  }
  const known = path.cells.get(unit.state.key);
  if (known?.kind === 'literal' && known.phase !== undefined) {
    return [known.phase];
  }
  const excluded = known?.kind === 'unknown' ? (known.excluded ?? []) : [];
  return [...unit.phases].filter((phase) => !excluded.includes(phase));
}

/** What a cell holds, with the read noted. */
export function readCell(machine: Machine, path: Path, cell: string, node: Node): Value {
  const deps: Dep[] = [{ cell, block: path.block, node }];
  const known = path.cells.get(cell);
  if (known !== undefined) {
    return at(cell, withDeps(known, deps));
  }
  if (machine.mutable.has(cell)) {
    return holdsState(machine, cell) && !isStateCell(machine, cell)
      ? snapshot(path, cell, deps)
      : unknown(deps, { place: cell });
  }
  const constant = machine.constants.get(cell);
  if (machine.settings.has(cell)) {
    const nominal = constant && nominalOf(constant);
    return unknown([], {
      place: cell,
      external: true,
      ...(nominal !== undefined && { nominal: nominal.value, hasNominal: true, text: cell.split('.').at(-1) }),
    });
  }
  // A collection that never changes hands still has entries that do.
  return constant?.kind === 'unknown' && hasEntries(machine, cell)
    ? { ...constant, place: cell }
    : (constant ?? unknown([], { place: cell, external: true }));
}

/** Some entry of the collection is shared state. */
export const hasEntries = (machine: Machine, cell: string | undefined): cell is string =>
  cell !== undefined && machine.mutable.has(`${cell}[]`);

/** The value with the cell that it was read from, so that a test of it says something about the cell. */
const at = (cell: string, value: Value): Value =>
  value.kind === 'unknown' || value.kind === 'object' ? { ...value, place: cell } : value;

/** The object that a state cell holds now: its members as they are known now, under an identity of its own. */
function snapshot(path: Path, cell: string, deps: readonly Dep[]): Value {
  const id = `${cell}#${path.block}`;
  const members = new Map<string, Value>();
  for (const [key, value] of path.cells) {
    if (key.startsWith(`${cell}.`)) {
      members.set(key.slice(cell.length + 1), value);
    }
  }
  path.objects.set(id, members);
  return { kind: 'object', id, place: cell, open: true, deps };
}

/** A member of what was read from a cell: current if such members are changed in place, else as of the read. */
export function readBelow(
  machine: Machine,
  path: Path,
  base: Value & { place?: string | undefined },
  member: string,
  node: Node,
): Value {
  const cell = `${base.place ?? ''}.${member}`;
  if ((member === 'length' || member === 'size') && base.place !== undefined && !machine.mutable.has(cell)) {
    // How many there are is what the collection itself is.
    return unknown([{ cell: base.place, block: path.block, node }]);
  }
  if (!moves(machine, cell, member)) {
    return unknown([], { place: cell, external: true });
  }
  const read = base.deps.find((dep) => dep.cell === base.place);
  const current = machine.changedInPlace.has(member) || read === undefined || read.block === path.block;
  const dep: Dep = current ? { cell, block: path.block, node } : { cell, block: read.block, node: read.node };
  const known = current ? path.cells.get(cell) : undefined;
  if (known !== undefined) {
    return at(cell, withDeps(known, [dep]));
  }
  // What the object held when it was read says nothing of a member that is changed in place.
  const isAsRead = !current || read === undefined || read.block === path.block;
  const held = isAsRead && base.kind === 'object' ? path.objects.get(base.id)?.get(member) : undefined;
  return held === undefined ? unknown([dep], { place: cell }) : withDeps(held, [dep]);
}

/** Something writes the member, or exchanges what it is a member of: `this.options.limit` stays what it is where only `this.options.signal` is written. */
function moves({ mutable, written, changedInPlace, unit }: Machine, cell: string, member: string): boolean {
  if (unit.form === 'store' || cell.includes('[]') || mutable.has(cell) || changedInPlace.has(member)) {
    return true;
  }
  const parts = cell.split('.');
  return parts.some((_, i) => i > 0 && written.has(parts.slice(0, i).join('.')));
}

/** The synchronous stretch ends here: whatever other activations may write is no longer known. */
export function interleave(machine: Machine, path: Path, node: Node): void {
  endBlock(machine, path);
  path.block += 1;
  path.reentries = new Map();
  path.lastPoint = node;
  if (path.lock === undefined) {
    const state = path.cells.get(machine.unit.state.key);
    path.cells.clear();
    const within = machine.undisturbed;
    if (state !== undefined && within !== undefined && path.stack.some((frame) => frame.functionNode === within)) {
      path.cells.set(machine.unit.state.key, state);
    }
    if (path.firstStateTest === undefined && path.attempts === undefined && machine.unit.form !== 'store') {
      // What admits a caller is the phase that is first tested, however long the caller waited for its turn.
      path.cells.set(machine.unit.state.key, stateValue(machine, machine.admitted));
    }
  }
  if (path.attempts?.failedBlock !== undefined) {
    path.attempts = { ...path.attempts, wait: node };
  }
}

export function endBlock(machine: Machine, path: Path): void {
  if (path.blockWrites.length > 0) {
    machine.trace.blocks.push({
      writes: path.blockWrites,
      phases: possiblePhases(machine, path),
      known: new Map(path.cells),
      tested: new Map(path.tested),
      outcome: path.outcome,
    });
    path.blockWrites = [];
  }
}

/** A phase as the unit's state cell holds it. */
export const stateValue = ({ unit }: Machine, phase: Phase, deps: readonly Dep[] = []): Literal => {
  const value = phaseLiteral(phase, deps);
  if (unit.isClock === true) {
    return { ...value, value: phase === 'open' ? Infinity : 0 };
  }
  return unit.isFlag ? { ...value, value: phase === 'open' } : value;
};

const asPhase = (machine: Machine, cell: string, value: Value): Value => {
  if (
    isStateCell(machine, cell) &&
    machine.unit.isFlag &&
    value.kind === 'literal' &&
    typeof value.value === 'boolean'
  ) {
    return stateValue(machine, value.value ? 'open' : 'closed', value.deps);
  }
  if (isStateCell(machine, cell) && machine.unit.isClock === true) {
    return stateValue(
      machine,
      value.kind === 'literal' &&
        value.phase === undefined &&
        typeof value.value !== 'string' &&
        !(Number(value.value) > 0)
        ? 'closed'
        : value.kind === 'literal' && value.phase === 'closed'
          ? 'closed'
          : 'open',
      value.deps,
    );
  }
  if (
    isStateCell(machine, cell) &&
    value.kind === 'literal' &&
    value.phase === undefined &&
    typeof value.value === 'string'
  ) {
    const phase = phaseOfName(value.value);
    return phase === undefined ? value : phaseLiteral(phase, value.deps);
  }
  return value;
};

export function writeCell(
  machine: Machine,
  path: Path,
  cell: string,
  node: Node,
  written: Value,
  operation: CellWrite['operation'],
  whole?: CellWrite,
): void {
  const value = asPhase(machine, cell, written);
  if (value.kind === 'object' && value.place === cell && operation === 'set') {
    return;
  }
  // A new entry of a collection keeps nobody out.
  const tested = path.tested.get(cell);
  const isFresh = tested !== undefined && tested.block >= path.staleBelow;
  const { attempts } = path;
  // The call itself is part of the stretch: `this.probe = fn()` takes the slot with what it gets.
  const isBeforeWait = attempts === undefined || (attempts.count === 1 && attempts.block === path.block);
  if (isBeforeWait && isFresh && operation !== 'clear' && !hasEntries(machine, cell)) {
    path.reserved.set(cell, operation === 'increase' || operation === 'decrease' ? 'counted' : 'exclusive');
    attempts?.event.reservedLater();
  } else if (isBeforeWait && tested !== undefined && operation !== 'clear') {
    path.tookLate = true;
  }
  const write: CellWrite = {
    cell,
    node,
    value,
    operation,
    block: path.block,
    phases: possiblePhases(machine, path),
    control: path.control,
    stack: path.stack,
    outcome: path.outcome,
    validated: path.validatedBlock === path.block,
    locked: path.lock !== undefined,
    // What is written with the object around it takes nothing by itself.
    exclusive: whole?.exclusive ?? [...path.reserved.values()].includes('exclusive'),
    freshlyTested: new Set(
      [...path.tested].filter(([, tested]) => tested.block >= path.staleBelow).map(([key]) => key),
    ),
    tested: new Map(path.tested),
    timer: path.timer,
    rejection: path.rejection,
    lastPoint: path.lastPoint,
    staleBelow: path.staleBelow,
    before: path.cells.get(cell),
    held: path.held.get(cell),
    unawaited: path.unawaited,
    reentry: path.reentries.get(cell),
  };
  noteSlot(machine, path, write);
  machine.trace.writes.push(write);
  path.blockWrites.push(write);
  path.written.add(cell);
  path.moved ||= isStateCell(machine, cell);
  const below = new Map<string, Value>();
  for (const [key, known] of path.cells) {
    if (key.startsWith(`${cell}.`)) {
      below.set(key, known);
      path.cells.delete(key);
    }
  }
  path.cells.set(cell, value);
  if (value.kind === 'object') {
    for (const [member, held] of path.objects.get(value.id) ?? []) {
      const key = `${cell}.${member}`;
      const known = below.get(key);
      if (known !== undefined) {
        // What is replaced was there until now.
        path.cells.set(key, known);
      }
      if (known === undefined || !isCopy(path, key, known, held)) {
        writeCell(machine, path, key, node, held, held.kind === 'literal' && held.value === 0 ? 'clear' : 'set', write);
      }
    }
  }
}

/** Slots are taken on the way to the call and given back behind it. */
function noteSlot(machine: Machine, path: Path, write: CellWrite): void {
  const { cell } = write;
  if (slotChange(write) !== 'take') {
    path.held.delete(cell);
  } else if (path.outcome === undefined && !isStateCell(machine, cell)) {
    path.held.set(cell, write);
  }
}

/** A member that comes back unchanged with a copy of its object: `{ ...this.state, failures: 0 }`. */
const isCopy = (path: Path, cell: string, known: Value, held: Value): boolean =>
  known === held ||
  (known.kind === 'literal' &&
    held.kind === 'literal' &&
    known.value === held.value &&
    held.deps.some((dep) => dep.cell === cell && dep.block === path.block));
