/** Where things stand: places of the machine as files, lines, and blocks of a function. */
import type { BlockId, FunctionGraph, Instruction, Module, Register, SiteId } from '../ir/ir.js';
import type { Activation } from '../machine/frames.js';
import { PRELUDE, type Machine } from '../machine/machine.js';
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
    return file === PRELUDE || this.machine.linker.isStub(file);
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
    const position = this.machine.positionOf(place);
    return position && this.moduleOf(position.file)?.functions.find((graph) => indexOf(graph).has(position.site));
  }

  /** The call that is written at a place, whoever runs it. */
  writtenCallAt(
    place: number,
  ):
    | { readonly module: Module; readonly graph: FunctionGraph; readonly call: Exclude<Call, { op: 'superCall' }> }
    | undefined {
    const position = this.machine.positionOf(place);
    const module = position && this.moduleOf(position.file);
    const graph = this.functionAt(place);
    const call =
      position &&
      graph &&
      indexOf(graph)
        .get(position.site)
        ?.find(({ instruction }) => instruction?.op === 'call' || instruction?.op === 'new')?.instruction;
    return module === undefined || graph === undefined || (call?.op !== 'call' && call?.op !== 'new')
      ? undefined
      : { module, graph, call };
  }

  /** The comparison of two values at a place. */
  comparisonAt(place: number): Compared | undefined {
    const position = this.machine.positionOf(place);
    const module = position && this.moduleOf(position.file);
    const graph = this.functionAt(place);
    const found = position && graph && indexOf(graph).get(position.site);
    const instruction = found?.find((each) => each.instruction?.op === 'binary')?.instruction;
    return module === undefined || graph === undefined || instruction?.op !== 'binary'
      ? undefined
      : { module, graph, operands: [instruction.left, instruction.right] };
  }

  #at({ graph, module }: Activation, place: number): readonly Standing[] {
    return indexOf(graph).get(place - this.machine.instanceOf(module).base) ?? [];
  }
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
