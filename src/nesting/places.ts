/** Where things stand: places of the machine as files, lines, and blocks of a function. */
import type { BlockId, FunctionGraph, Instruction, Module, Register, SiteId } from '../ir/ir.js';
import type { Activation } from '../machine/frames.js';
import { calledByProgram, isBroughtAlong } from '../machine/callers.js';
import type { Machine } from '../machine/machine.js';
import { definitionOf } from './definitions.js';

/** Something that a function does, and where. */
interface Standing {
  readonly block: BlockId;
  /** Undefined for the end of the block. */
  readonly instruction: Instruction | undefined;
}

const known = new WeakMap<FunctionGraph, ReadonlyMap<SiteId, readonly Standing[]>>();

export class Places {
  constructor(private readonly machine: Machine) {}

  fileOf(place: number): string | undefined {
    return this.machine.positionOf(place)?.file;
  }

  lineOf(place: number): number {
    const position = this.machine.positionOf(place);
    return (position && this.moduleOf(position.file)?.sites[position.site]?.line) ?? 0;
  }

  /** A module that runs. */
  moduleOf(file: string): Module | undefined {
    return this.machine.instances.get(file)?.module;
  }

  /** The place of a site of a module. */
  placeOf(module: Module, site: SiteId): number {
    return this.machine.instanceOf(module).base + site;
  }

  /** Whether a place is in a file of the program, not in what stands for a package or for the language. */
  isWritten(place: number): boolean {
    const file = this.fileOf(place);
    return file !== undefined && !this.isBroughtAlong(file);
  }

  isBroughtAlong(file: string): boolean {
    return isBroughtAlong(this.machine, file);
  }

  /** Blocks of a running function in which a place is; several where the code of a `finally` is there more than once. */
  blocksOf(activation: Activation, place: number): readonly BlockId[] {
    const standing = this.#at(activation, place);
    const calls = standing.filter(({ instruction }) => instruction !== undefined && isCall(instruction));
    return [...new Set((calls.length > 0 ? calls : standing).map(({ block }) => block))];
  }

  /**
   * The call at a place of a function, or the one whose result is waited for there: that may be sent only then. Undefined where a getter, an
   * iterator or the like is what calls.
   */
  callAt(activation: Activation, place: number): Call | undefined {
    const standing = this.#at(activation, place);
    const found = standing.map(({ instruction }) => instruction).find((each) => each !== undefined && isCall(each));
    return (
      (found as Call | undefined) ??
      standing.flatMap(({ block, instruction }) =>
        instruction === undefined ? (callAtEnd(activation.graph, block) ?? []) : [],
      )[0]
    );
  }

  /** The function that something stands in. */
  functionAt(place: number): FunctionGraph | undefined {
    return this.#standingAt(place)?.graph;
  }

  /** The call that is written at a place, whoever runs it. */
  writtenCallAt(place: number): StandingCall | undefined {
    const standing = this.#standingAt(place);
    for (const instruction of standing?.instructions ?? []) {
      if (standing !== undefined && (instruction.op === 'call' || instruction.op === 'new')) {
        return { module: standing.module, graph: standing.graph, call: instruction };
      }
    }
    return undefined;
  }

  /** The comparison of two values at a place. */
  comparisonAt(place: number): Compared | undefined {
    const standing = this.#standingAt(place);
    for (const instruction of standing?.instructions ?? []) {
      if (standing !== undefined && instruction.op === 'binary') {
        const { left, right } = instruction;
        return { module: standing.module, graph: standing.graph, operands: [left, right] };
      }
    }
    return undefined;
  }

  /** Where the program has called what led to a running function. */
  calledByProgram(activation: Activation): number | undefined {
    return calledByProgram(this.machine, activation);
  }

  /** What a function does at a place. */
  #standingAt(place: number): Standings | undefined {
    const position = this.machine.positionOf(place);
    const module = position && this.moduleOf(position.file);
    const graph = position && module?.functions.find((each) => indexOf(each).has(position.site));
    if (position === undefined || module === undefined || graph === undefined) {
      return undefined;
    }
    const standing = indexOf(graph).get(position.site) ?? [];
    return { module, graph, instructions: standing.flatMap(({ instruction }) => instruction ?? []) };
  }

  #at({ graph, module }: Activation, place: number): readonly Standing[] {
    return indexOf(graph).get(place - this.machine.instanceOf(module).base) ?? [];
  }
}

/** The instructions of a function at a place. */
interface Standings {
  readonly module: Module;
  readonly graph: FunctionGraph;
  readonly instructions: readonly Instruction[];
}

/** A call in the function that it is written in. */
export interface StandingCall {
  readonly module: Module;
  readonly graph: FunctionGraph;
  readonly call: Exclude<Call, { op: 'superCall' }>;
}

/** Two registers of a function that are compared. */
export interface Compared {
  readonly module: Module;
  readonly graph: FunctionGraph;
  readonly operands: readonly Register[];
}

export type Call = Extract<Instruction, { readonly op: 'call' | 'new' | 'superCall' }>;

const isCall = ({ op }: Instruction): boolean => op === 'call' || op === 'new' || op === 'superCall';

/** The call that a block waits for, or returns. */
function callAtEnd(graph: FunctionGraph, block: BlockId): Call | undefined {
  const terminator = graph.blocks[block]?.terminator;
  const isGivenOn = terminator?.op === 'await' || terminator?.op === 'return';
  const definition = isGivenOn ? definitionOf({ graph, register: terminator.value }) : undefined;
  return definition !== undefined && isCall(definition) ? (definition as Call) : undefined;
}

function indexOf(graph: FunctionGraph): ReadonlyMap<SiteId, readonly Standing[]> {
  const before = known.get(graph);
  if (before !== undefined) {
    return before;
  }
  const index = new Map<SiteId, Standing[]>();
  const note = (site: SiteId, standing: Standing): void => {
    index.set(site, [...(index.get(site) ?? []), standing]);
  };
  for (const { id: block, instructions, terminator } of graph.blocks) {
    for (const instruction of instructions) {
      note(instruction.site, { block, instruction });
    }
    note(terminator.site, { block, instruction: undefined });
  }
  known.set(graph, index);
  return index;
}
