/** The rules that a module keeps, for whoever makes one or changes one. */
import type { Block, BlockId, FunctionGraph, Instruction, Module, Register, SiteId, Terminator } from './ir.js';
import { readByEnd, readsOf, successorsOf, writeOf } from './operands.js';

/** What is wrong with a module, each with its place: `function 2, b4: r7 is read before it is written`. Empty if nothing is. */
export function verify(module: Module): readonly string[] {
  const broken: string[] = [];
  verifyModule(module, broken);
  for (const [index, graph] of module.functions.entries()) {
    const inFunction: string[] = [];
    if (graph.id !== index) {
      inFunction.push(`its id is ${graph.id}`);
    }
    new GraphVerifier(module, graph, inFunction).verify();
    broken.push(...inFunction.map((text) => `function ${index}, ${text}`));
  }
  return broken;
}

function verifyModule({ functions, scopes, exports, sites, file }: Module, broken: string[]): void {
  const [body] = functions;
  if (body?.kind !== 'module' || !body.isAsync) {
    broken.push(`${file}: the first function is not the async body of the module`);
  }
  if (functions.slice(1).some(({ kind }) => kind === 'module')) {
    broken.push(`${file}: more than one function is the body of the module`);
  }
  const names = moduleNames(body, scopes);
  for (const [name, local] of exports) {
    if (!names.includes(local)) {
      broken.push(`${file}: the export ${name} is no variable of the module: ${local}`);
    }
  }
  for (const [id, { start, end, line, column }] of sites.entries()) {
    if (start < 0 || end < start || line < 1 || column < 0) {
      broken.push(`${file}: site ${id} is no stretch of source`);
    }
  }
}

/** The variables of the scope that the module's body makes first. */
function moduleNames(body: FunctionGraph | undefined, scopes: Module['scopes']): readonly string[] {
  const made = body?.blocks[0]?.instructions.find((instruction) => instruction.op === 'scope');
  return made?.op === 'scope' ? (scopes[made.scope]?.names ?? []) : [];
}

/** A set of registers, one bit for each. */
type Registers = Uint32Array;

class GraphVerifier {
  readonly #module: Module;
  readonly #graph: FunctionGraph;
  readonly #broken: string[];

  constructor(module: Module, graph: FunctionGraph, broken: string[]) {
    this.#module = module;
    this.#graph = graph;
    this.#broken = broken;
  }

  verify(): void {
    const { blocks, site } = this.#graph;
    this.#site(site, 'the function');
    const [entry] = blocks;
    if (entry === undefined) {
      this.#broken.push('it has no blocks');
      return;
    }
    if (entry.handler !== undefined) {
      this.#at(0, 'the entry has a handler');
    }
    const before = this.#broken.length;
    for (const [index, block] of blocks.entries()) {
      this.#block(index, block);
    }
    // Only blocks that exist can be walked over.
    if (this.#broken.length === before) {
      this.#edges();
      this.#definitions();
    }
  }

  #at(block: BlockId, text: string): void {
    this.#broken.push(`b${block}: ${text}`);
  }

  #site(site: SiteId, what: string): void {
    if (this.#module.sites[site] === undefined) {
      this.#broken.push(`${what} has no site: ${site}`);
    }
  }

  #block(index: BlockId, { id, handler, loop, instructions, terminator }: Block): void {
    if (id !== index) {
      this.#at(index, `its id is ${id}`);
    }
    if (loop !== undefined) {
      this.#site(loop, `b${index}: the loop`);
    }
    for (const target of [...successorsOf(terminator), ...(handler === undefined ? [] : [handler])]) {
      if (this.#graph.blocks[target] === undefined) {
        this.#at(index, `there is no b${target}`);
      }
    }
    for (const [position, instruction] of instructions.entries()) {
      this.#instruction(index, instruction, position);
    }
    this.#end(index, terminator);
  }

  #instruction(block: BlockId, instruction: Instruction, position: number): void {
    this.#site(instruction.site, `b${block}: ${instruction.op}`);
    this.#range(block, [...readsOf(instruction), ...listed(writeOf(instruction))]);
    if (instruction.op === 'caught' && position > 0) {
      this.#at(block, 'it catches later than at its beginning');
    }
    this.#references(block, instruction);
  }

  #references(block: BlockId, instruction: Instruction): void {
    const { functions, scopes } = this.#module;
    switch (instruction.op) {
      case 'scope':
      case 'load':
      case 'store': {
        const names = scopes[instruction.scope]?.names;
        if (names === undefined) {
          this.#at(block, `there is no scope ${instruction.scope}`);
        } else if (instruction.op !== 'scope' && !names.includes(instruction.name)) {
          this.#at(block, `scope ${instruction.scope} has no variable ${instruction.name}`);
        }
        break;
      }
      case 'closure':
        this.#function(block, functions[instruction.function], instruction.function);
        break;
      case 'class':
        for (const id of [...listed(instruction.construct), ...listed(instruction.fields)]) {
          this.#function(block, functions[id], id);
        }
        break;
      case 'template':
        if (instruction.strings.length !== instruction.values.length + 1) {
          this.#at(block, 'a template does not begin and end with a string');
        }
    }
  }

  #function(block: BlockId, graph: FunctionGraph | undefined, id: number): void {
    if (graph === undefined || graph.kind === 'module') {
      this.#at(block, `there is no function ${id}`);
    }
  }

  #end(block: BlockId, terminator: Terminator): void {
    const { isAsync, isGenerator } = this.#graph;
    this.#site(terminator.site, `b${block}: ${terminator.op}`);
    this.#range(block, [...listed(readByEnd(terminator)), ...listed(writeOf(terminator))]);
    if (terminator.op === 'await' && !isAsync) {
      this.#at(block, 'it awaits in a function that is not async');
    }
    if (terminator.op === 'yield' && !isGenerator) {
      this.#at(block, 'it yields in a function that is no generator');
    }
  }

  #range(block: BlockId, registers: readonly Register[]): void {
    for (const register of registers) {
      if (!Number.isInteger(register) || register < 0 || register >= this.#graph.registers) {
        this.#at(block, `there is no r${register}`);
      }
    }
  }

  /** A handler is come to by an exception only, the head of a loop by a goto only, and neither is the entry. */
  #edges(): void {
    const { blocks } = this.#graph;
    const reached = new Set<BlockId>([0]);
    const handlers = new Set<BlockId>();
    for (const { handler, terminator, id } of blocks) {
      if (handler !== undefined) {
        handlers.add(handler);
      }
      for (const target of successorsOf(terminator)) {
        reached.add(target);
        if (terminator.op !== 'goto' && blocks[target]?.loop !== undefined) {
          this.#at(id, `it goes to the head of a loop, b${target}, without a goto`);
        }
      }
    }
    for (const { id, instructions, loop } of blocks) {
      const isHandler = handlers.has(id);
      const catches = instructions[0]?.op === 'caught';
      if (isHandler !== catches) {
        this.#at(id, isHandler ? 'it is a handler and does not catch' : 'it catches and is no handler');
      }
      if (isHandler && reached.has(id)) {
        this.#at(id, 'it is a handler, and more than exceptions come to it');
      }
      if (!isHandler && !reached.has(id)) {
        this.#at(id, 'nothing comes to it');
      }
      if (loop !== undefined && id === 0) {
        this.#at(id, 'the entry is the head of a loop');
      }
    }
  }

  /** Each register that is read has been written on some way from the entry. */
  #definitions(): void {
    const { blocks, registers } = this.#graph;
    const words = Math.ceil(registers / 32);
    const known: Registers[] = blocks.map(() => new Uint32Array(words));
    // Blocks mostly stand in the order in which they are run, so that few rounds do.
    for (let isKnown = false; !isKnown;) {
      isKnown = true;
      for (const block of blocks) {
        const written = writtenIn(block, known[block.id]);
        for (const target of [...successorsOf(block.terminator), ...listed(block.handler)]) {
          const isMore = unite(known[target], written);
          isKnown &&= !isMore || target > block.id;
        }
      }
    }
    for (const block of blocks) {
      this.#reads(block, known[block.id] ?? new Uint32Array(words));
    }
  }

  #reads({ id, instructions, terminator }: Block, written: Registers): void {
    const check = (register: Register): void => {
      if (!has(written, register)) {
        this.#at(id, `r${register} is read before it is written`);
      }
    };
    for (const instruction of instructions) {
      readsOf(instruction).forEach(check);
      for (const register of listed(writeOf(instruction))) {
        add(written, register);
      }
    }
    listed(readByEnd(terminator)).forEach(check);
  }
}

const listed = (value: number | undefined): readonly number[] => (value === undefined ? [] : [value]);

const add = (set: Registers, register: Register): void => {
  set[register >> 5] = (set[register >> 5] ?? 0) | (1 << (register & 31));
};

const has = (set: Registers, register: Register): boolean => ((set[register >> 5] ?? 0) & (1 << (register & 31))) !== 0;

/** What has been written at the end of a block, by what had been before it. */
function writtenIn({ instructions, terminator }: Block, before: Registers = new Uint32Array()): Registers {
  const written = before.slice();
  for (const instruction of [...instructions, terminator]) {
    for (const register of listed(writeOf(instruction))) {
      add(written, register);
    }
  }
  return written;
}

/** Adds a set to another one, and says whether that was more than before. */
function unite(into: Registers = new Uint32Array(), from: Registers): boolean {
  let isMore = false;
  for (let word = 0; word < into.length; word++) {
    const united = ((into[word] ?? 0) | (from[word] ?? 0)) >>> 0;
    isMore ||= united !== into[word];
    into[word] = united;
  }
  return isMore;
}
