/** What an instruction reads, and where a block goes on: for whoever walks over a function. */
import type { BlockId, Instruction, Item, Register, Terminator } from './ir.js';

type Reads = {
  readonly [Op in Instruction['op']]: (
    instruction: Extract<Instruction, { readonly op: Op }>,
  ) => readonly (Register | undefined)[];
};

const valuesOf = (items: readonly Item[]): Register[] => items.map(({ value }) => value);

const nothing = (): readonly Register[] => [];

const READS: Reads = {
  const: nothing,
  move: ({ from }) => [from],
  template: ({ values }) => values,
  unary: ({ operand }) => [operand],
  binary: ({ left, right }) => [left, right],
  regexp: nothing,
  unknown: nothing,
  absent: ({ value }) => [value],
  outer: nothing,
  scope: ({ parent }) => [parent],
  copyScope: ({ from }) => [from],
  load: ({ from }) => [from],
  store: ({ to, value }) => [to, value],
  global: nothing,
  setGlobal: ({ value }) => [value],
  object: nothing,
  array: ({ items }) => valuesOf(items),
  get: ({ object, key, receiver }) => [object, key, receiver],
  set: ({ object, key, value }) => [object, key, value],
  delete: ({ object, key }) => [object, key],
  spread: ({ object, from }) => [object, from],
  accessor: ({ object, key, value }) => [object, key, value],
  restObject: ({ from, except }) => [from, ...except],
  list: ({ from }) => [from],
  restList: ({ from }) => [from],
  keys: ({ from }) => [from],
  closure: ({ scope }) => [scope],
  call: ({ callee, receiver, arguments: items }) => [callee, receiver, ...valuesOf(items)],
  new: ({ callee, arguments: items }) => [callee, ...valuesOf(items)],
  parameter: nothing,
  restParameters: nothing,
  arguments: nothing,
  this: nothing,
  self: nothing,
  class: ({ superclass, scope }) => [superclass, scope],
  method: ({ class: owner, key, value }) => [owner, key, value],
  decorate: ({ class: owner, key, decorator }) => [owner, key, decorator],
  decorateClass: ({ class: owner, decorator }) => [owner, decorator],
  superCall: ({ arguments: items }) => valuesOf(items),
  superObject: nothing,
  iterate: ({ from }) => [from],
  next: ({ iterator, sent }) => [iterator, sent],
  isDone: ({ result }) => [result],
  itemOf: ({ result }) => [result],
  close: ({ iterator }) => [iterator],
  caught: nothing,
  import: nothing,
};

/** The registers that an instruction reads. */
export function readsOf(instruction: Instruction): readonly Register[] {
  const reads = READS[instruction.op] as (instruction: Instruction) => readonly (Register | undefined)[];
  return reads(instruction).filter((register) => register !== undefined);
}

/** The register that an instruction writes. */
export const writeOf = (instruction: Instruction | Terminator): Register | undefined =>
  'into' in instruction ? instruction.into : undefined;

/** The register that the end of a block reads. */
export function readByEnd(terminator: Terminator): Register | undefined {
  switch (terminator.op) {
    case 'goto':
      return undefined;
    case 'branch':
      return terminator.condition;
    default:
      return terminator.value;
  }
}

/** The blocks that a block goes on with, its handler not among them. */
export function successorsOf(terminator: Terminator): readonly BlockId[] {
  switch (terminator.op) {
    case 'goto':
    case 'await':
      return [terminator.to];
    case 'yield':
      return terminator.closed === undefined ? [terminator.to] : [terminator.to, terminator.closed];
    case 'branch':
      return [terminator.then, terminator.else];
    default:
      return [];
  }
}
