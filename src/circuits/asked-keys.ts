/**
 * Which members and variables a condition may rest on, by their names. A counter that is only counted up is none: whatever is written to
 * it, nothing is decided by it.
 */
import type { FunctionGraph, Instruction, Module, Register } from '../ir/ir.js';
import type { Key } from '../machine/values.js';

const cache = new WeakMap<Module, ReadonlySet<string>>();

const NAME = /^[\w$#]+$/;

/** Whether a cell of such a key may decide something. What is no name (an entry, an array, a symbol) may always. */
export function askedKeys(modules: readonly Module[]): (key: Key) => boolean {
  const asked = modules.map((module) => {
    const known = cache.get(module) ?? new Set(module.functions.flatMap((graph) => [...askedIn(graph)]));
    cache.set(module, known);
    return known;
  });
  return (key) => typeof key === 'symbol' || !NAME.test(key) || asked.some((keys) => keys.has(key));
}

/** Whether something that some module writes, once everything has been made, may be asked by a condition of one of them. */
export function mayRemember(modules: readonly Module[]): boolean {
  const isAsked = askedKeys(modules);
  return modules.some((module) => module.functions.some((graph) => !MAKES.has(graph.kind) && changes(graph, isAsked)));
}

/** Functions that make things: what they write was not there before. */
const MAKES: ReadonlySet<FunctionGraph['kind']> = new Set(['module', 'constructor', 'fields', 'initializer']);

/** A call of a member may change a collection. */
function changes({ blocks }: FunctionGraph, isAsked: (key: Key) => boolean): boolean {
  return blocks.some(({ instructions }) => {
    const names = constantNames(instructions);
    return instructions.some((instruction) => {
      switch (instruction.op) {
        case 'set':
          return !instruction.isDefinition && isAsked(names.get(instruction.key) ?? '');
        case 'store':
          return isAsked(instruction.name);
        case 'get':
          return COLLECTING.has(names.get(instruction.key) ?? '');
        default:
          return false;
      }
    });
  });
}

/** What changes a Map, a Set or an array. */
const COLLECTING = new Set(['set', 'add', 'push', 'unshift']);

/**
 * Names whose values reach a condition of the function, or leave it: what is returned, thrown, passed on or stored elsewhere may be asked
 * there. A value that is only computed with and stored under its own name reaches nothing.
 */
function askedIn(graph: FunctionGraph): ReadonlySet<string> {
  const reaching = new Set<Register>();
  const instructions = graph.blocks.flatMap((block) => block.instructions);
  for (const { terminator } of graph.blocks) {
    reachedBy(terminator).forEach((register) => reaching.add(register));
  }
  const names = constantNames(instructions);
  const asked = new Set<string>();
  for (let size = -1; size !== reaching.size;) {
    size = reaching.size;
    for (const instruction of instructions) {
      follow(instruction, names, reaching, asked);
    }
  }
  return asked;
}

function reachedBy(end: FunctionGraph['blocks'][number]['terminator']): readonly Register[] {
  switch (end.op) {
    case 'branch':
      return [end.condition];
    case 'return':
    case 'throw':
    case 'await':
    case 'yield':
      return [end.value];
    case 'goto':
      return [];
  }
}

/** Registers that hold the key of a member. */
function constantNames(instructions: readonly Instruction[]): ReadonlyMap<Register, string> {
  const names = new Map<Register, string>();
  for (const instruction of instructions) {
    if (instruction.op === 'const' && typeof instruction.value === 'string') {
      names.set(instruction.into, instruction.value);
    }
  }
  return names;
}

function follow(
  instruction: Instruction,
  names: ReadonlyMap<Register, string>,
  reaching: Set<Register>,
  asked: Set<string>,
): void {
  if ('into' in instruction && reaching.has(instruction.into)) {
    if (instruction.op === 'get') {
      asked.add(names.get(instruction.key) ?? '');
    } else if (instruction.op === 'load' || instruction.op === 'import') {
      asked.add(instruction.name);
    }
    operandsOf(instruction).forEach((register) => reaching.add(register));
  }
  // What is handed on, or stored under another name, may be asked there.
  switch (instruction.op) {
    case 'call':
    case 'new':
    case 'superCall':
      instruction.arguments.forEach(({ value }) => reaching.add(value));
      if (instruction.op === 'call') {
        reaching.add(instruction.callee);
        if (instruction.receiver !== undefined) {
          reaching.add(instruction.receiver);
        }
      }
      return;
    case 'set':
      if (asked.has(names.get(instruction.key) ?? '')) {
        reaching.add(instruction.value);
      }
      return;
    case 'store':
      if (asked.has(instruction.name)) {
        reaching.add(instruction.value);
      }
      return;
    case 'array':
      instruction.items.forEach(({ value }) => reaching.add(value));
      return;
    default:
  }
}

/** Registers that the value of an instruction is computed from. */
function operandsOf(instruction: Instruction): readonly Register[] {
  switch (instruction.op) {
    case 'move':
    case 'list':
    case 'restList':
    case 'restObject':
    case 'keys':
    case 'iterate':
      return [instruction.from];
    case 'unary':
      return [instruction.operand];
    case 'binary':
      return [instruction.left, instruction.right];
    case 'absent':
      return [instruction.value];
    case 'template':
      return instruction.values;
    case 'get':
      return [instruction.object, instruction.key];
    case 'next':
      return [instruction.iterator];
    case 'isDone':
    case 'itemOf':
      return [instruction.result];
    default:
      return [];
  }
}
