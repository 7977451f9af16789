/** Where the registers, variables and members of a module get their values. */
import type { FunctionGraph, Instruction, Module, Register, ScopeId } from '../ir/ir.js';
import { writeOf } from '../ir/operands.js';

/** An instruction, in the function that it is of. */
export interface Definition {
  readonly graph: FunctionGraph;
  readonly instruction: Instruction;
}

/** A register of a function. */
export interface Written {
  readonly graph: FunctionGraph;
  readonly register: Register;
}

interface Index {
  /** What is stored in variables, by scope and name, and in members, by key. */
  readonly variables: ReadonlyMap<string, readonly Written[]>;
  readonly members: ReadonlyMap<string, readonly Written[]>;
  /** Decorators of methods, by key, in source order. */
  readonly decorators: ReadonlyMap<string, readonly Definition[]>;
}

const indices = new WeakMap<Module, Index>();
const registers = new WeakMap<FunctionGraph, ReadonlyMap<Register, Instruction>>();

/** The instruction that a register holds the result of, the last of several; undefined for what is awaited. */
export function definitionOf({ graph, register }: Written): Instruction | undefined {
  let defined = registers.get(graph);
  if (defined === undefined) {
    defined = new Map(
      graph.blocks
        .flatMap(({ instructions }) => instructions)
        .flatMap((instruction) => {
          const into = writeOf(instruction);
          return into === undefined ? [] : [[into, instruction] as const];
        }),
    );
    registers.set(graph, defined);
  }
  return defined.get(register);
}

/** The text in a register, if it is constant. */
export function textIn(written: Written): string | undefined {
  const definition = definitionOf(written);
  return definition?.op === 'const' && typeof definition.value === 'string' ? definition.value : undefined;
}

/** What a variable of a scope is set to. */
export const storedIn = (module: Module, scope: ScopeId, name: string): readonly Written[] =>
  indexOf(module).variables.get(`${scope}.${name}`) ?? [];

/** What members of a name are set to, of whatever object. */
export const setAs = (module: Module, key: string): readonly Written[] => indexOf(module).members.get(key) ?? [];

export const decoratorsOf = (module: Module, key: string): readonly Definition[] =>
  indexOf(module).decorators.get(key) ?? [];

function indexOf(module: Module): Index {
  let index = indices.get(module);
  if (index === undefined) {
    index = made(module);
    indices.set(module, index);
  }
  return index;
}

function made({ functions }: Module): Index {
  const variables = new Map<string, Written[]>();
  const members = new Map<string, Written[]>();
  const decorators = new Map<string, Definition[]>();
  for (const graph of functions) {
    for (const instruction of graph.blocks.flatMap(({ instructions }) => instructions)) {
      switch (instruction.op) {
        case 'store':
          add(variables, `${instruction.scope}.${instruction.name}`, { graph, register: instruction.value });
          break;
        case 'set':
          add(members, textIn({ graph, register: instruction.key }), { graph, register: instruction.value });
          break;
        case 'decorate':
          add(decorators, textIn({ graph, register: instruction.key }), { graph, instruction });
          break;
        default:
      }
    }
  }
  return { variables, members, decorators };
}

function add<T>(lists: Map<string, T[]>, key: string | undefined, item: T): void {
  if (key !== undefined) {
    lists.set(key, [...(lists.get(key) ?? []), item]);
  }
}
