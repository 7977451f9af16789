/** Loops that go through targets: the next round calls somebody else, although the calls may look alike. */
import type { FunctionGraph, Instruction, Module, Register } from '../ir/ir.js';
import { readsOf, writeOf } from '../ir/operands.js';
import type { Activation } from '../machine/frames.js';
import { definitionOf, storedIn, type Written } from './definitions.js';
import type { Loop } from './loops.js';
import type { Places } from './places.js';

/**
 * Whether a round of a loop hands what it is about to the call that leads to the attempts: `for (const host of hosts) await load(host)`.
 * Numbers are delays, or say which attempt it is.
 */
export function isOverTargets(loop: Loop, activation: Activation, calledAt: number, places: Places): boolean {
  const { graph, module } = activation;
  const call = places.callAt(activation, calledAt);
  if (!loop.isIteration || call === undefined || areNumbers(loop, activation)) {
    return false;
  }
  const items = new Items(loop, graph);
  const closures = readsOf(call).flatMap((register) => {
    const definition = definitionOf({ graph, register });
    return definition?.op === 'closure' ? [definition.function] : [];
  });
  return readsOf(call).some((register) => items.has(register)) || closures.some((id) => items.areUsedIn(module, id));
}

/** What is made of the items of a loop. */
class Items {
  readonly #registers = new Set<Register>();
  readonly #variables = new Set<string>();

  constructor(loop: Loop, { blocks }: FunctionGraph) {
    const instructions = blocks.filter(({ id }) => loop.blocks.has(id)).flatMap((block) => block.instructions);
    const results = blocks[loop.head]?.instructions.flatMap((each) => (each.op === 'next' ? [each.into] : [])) ?? [];
    for (let before = -1; before !== this.#registers.size + this.#variables.size;) {
      before = this.#registers.size + this.#variables.size;
      for (const instruction of instructions) {
        this.#follow(instruction, results);
      }
    }
  }

  has(register: Register): boolean {
    return this.#registers.has(register);
  }

  /** Whether a function reads a variable that holds such a value, or one that is written in it does. */
  areUsedIn({ functions }: Module, id: number): boolean {
    const instructions = functions[id]?.blocks.flatMap((block) => block.instructions) ?? [];
    return instructions.some(
      (each) =>
        (each.op === 'load' && this.#variables.has(`${each.scope}.${each.name}`)) ||
        (each.op === 'closure' && this.areUsedIn({ functions } as Module, each.function)),
    );
  }

  #follow(instruction: Instruction, results: readonly Register[]): void {
    const isItem = instruction.op === 'itemOf' && results.includes(instruction.result);
    const isHeld = instruction.op === 'load' && this.#variables.has(`${instruction.scope}.${instruction.name}`);
    if (!isItem && !isHeld && !readsOf(instruction).some((register) => this.#registers.has(register))) {
      return;
    }
    const into = writeOf(instruction);
    if (into !== undefined) {
      this.#registers.add(into);
    } else if (instruction.op === 'store' && this.#registers.has(instruction.value)) {
      this.#variables.add(`${instruction.scope}.${instruction.name}`);
    }
  }
}

function areNumbers({ head }: Loop, { graph, module }: Activation): boolean {
  const next = graph.blocks[head]?.instructions.find(({ op }) => op === 'next');
  const iterate = next?.op === 'next' ? definitionOf({ graph, register: next.iterator }) : undefined;
  return iterate?.op === 'iterate' && isListOfNumbers(module, { graph, register: iterate.from });
}

function isListOfNumbers(module: Module, written: Written): boolean {
  const definition = definitionOf(written);
  if (definition?.op === 'load') {
    const stored = storedIn(module, definition.scope, definition.name);
    return (
      stored.length > 0 && stored.every((each) => definitionOf(each)?.op === 'array' && isListOfNumbers(module, each))
    );
  }
  return (
    definition?.op === 'array' &&
    definition.items.every(({ value }) => {
      const item = definitionOf({ ...written, register: value });
      return item?.op === 'const' && typeof item.value === 'number';
    })
  );
}
