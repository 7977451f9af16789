import type { Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

import type {
  Constant,
  FunctionGraph,
  FunctionId,
  FunctionKind,
  Instruction,
  LoopForm,
  Parameter,
  Register,
  SiteId,
  Terminator,
} from '../ir.js';
import type { Enclosing } from './exits.js';
import type { ModuleBuilder } from './module-builder.js';
import { simplify } from './simplify.js';

type Node = TSESTree.Node;

/** A block that is being made. Its terminator names other drafts by their ids. */
export interface Draft {
  readonly id: number;
  readonly instructions: Instruction[];
  terminator: Terminator | undefined;
  handler: Draft | undefined;
  loop: SiteId | undefined;
  form: LoopForm | undefined;
}

/** What gives a value. */
type Valued = Extract<Instruction, { readonly into: Register }>;

/** What is inside of so many other expressions and statements is not looked into: the call stack is finite. */
const DEEPEST = 400;

interface Description {
  readonly id: FunctionId;
  readonly name: string;
  readonly kind: FunctionKind;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly parameters: readonly Parameter[];
  readonly node: Node;
}

/** A function that is being made: its blocks, its registers, and where in it the lowering stands. */
export class FunctionBuilder {
  /** What a `break`, `continue` or `return` leaves, innermost last. */
  readonly enclosing: Enclosing[] = [];
  /** Where what is thrown at this place is caught. */
  handler: Draft | undefined;
  /** How many statements and expressions this place is inside of. */
  depth = 0;
  /** How many statements it is inside of: the body's own are at 1. */
  statementDepth = 0;
  /** What is to be done as soon as a constructor has called `super`. */
  afterSuper: ((node: Node) => void) | undefined;
  readonly module: ModuleBuilder;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly #description: Description;
  /** All drafts in the order in which they were begun. */
  readonly #begun: Draft[] = [];
  #drafts = 0;
  #current: Draft;
  #registers = 0;
  /** What made the newest value, as long as nothing came after it. */
  #newest: { into: Register } | undefined;
  readonly #locals = new Map<Variable, Register>();
  readonly #variableOf: (Variable | undefined)[] = [];
  /** Registers that have to be undefined from the start. */
  readonly #initialised: Register[] = [];
  #outer: Register | undefined;
  #scope: Register | undefined;

  constructor(module: ModuleBuilder, description: Description) {
    this.module = module;
    this.#description = description;
    this.isAsync = description.isAsync;
    this.isGenerator = description.isGenerator;
    this.#current = this.block();
    this.begin(this.#current);
  }

  get isTooDeep(): boolean {
    return this.depth >= DEEPEST;
  }

  register(): Register {
    return this.#registers++;
  }

  site(node: Node): SiteId {
    return this.module.siteOf(node);
  }

  /** A block for later. */
  block(): Draft {
    const id = this.#drafts++;
    return { id, instructions: [], terminator: undefined, handler: undefined, loop: undefined, form: undefined };
  }

  /** Goes on in a block. What is thrown in it is caught where this place's exceptions are. */
  begin(block: Draft): void {
    block.handler = this.handler;
    this.#begun.push(block);
    this.#current = block;
    this.#newest = undefined;
  }

  emit(instruction: Instruction): void {
    if (this.#current.terminator !== undefined) {
      this.begin(this.block());
    }
    this.#current.instructions.push(instruction);
    this.#newest = undefined;
  }

  value(instruction: Valued): Register {
    this.emit(instruction);
    this.#newest = instruction;
    return instruction.into;
  }

  /** Ends the block, unless what is here is never reached. */
  end(terminator: Terminator): void {
    this.#current.terminator ??= terminator;
    this.#newest = undefined;
  }

  goto(block: Draft, node: Node): void {
    this.end({ op: 'goto', to: block.id, site: this.site(node) });
  }

  branch(condition: Register, then: Draft, otherwise: Draft, node: Node): void {
    this.#branch(condition, then, otherwise, node, false);
  }

  /** A branch that the code does not have. */
  branchImplicitly(condition: Register, then: Draft, otherwise: Draft, node: Node): void {
    this.#branch(condition, then, otherwise, node, true);
  }

  #branch(condition: Register, then: Draft, otherwise: Draft, node: Node, isImplicit: boolean): void {
    this.end({ op: 'branch', condition, then: then.id, else: otherwise.id, isImplicit, site: this.site(node) });
  }

  await(value: Register, node: Node): Register {
    const next = this.block();
    const suspension = { op: 'await', value, into: this.register(), to: next.id, site: this.site(node) } as const;
    return this.#suspend(suspension, next);
  }

  /** `closed` is where a generator goes on that is closed here. */
  yield(value: Register, closed: Draft | undefined, node: Node): Register {
    const next = this.block();
    const suspension = { op: 'yield', value, into: this.register(), to: next.id, site: this.site(node) } as const;
    return this.#suspend(closed === undefined ? suspension : { ...suspension, closed: closed.id }, next);
  }

  #suspend(suspension: Extract<Terminator, { readonly into: Register }>, next: Draft): Register {
    if (this.#current.terminator !== undefined) {
      this.begin(this.block());
    }
    this.end(suspension);
    this.begin(next);
    this.#newest = suspension;
    return suspension.into;
  }

  constant(value: Constant, node: Node): Register {
    return this.value({ op: 'const', into: this.register(), value, site: this.site(node) });
  }

  unknown(what: string, node: Node): Register {
    return this.value({ op: 'unknown', into: this.register(), what, site: this.site(node) });
  }

  this(node: Node): Register {
    return this.value({ op: 'this', into: this.register(), site: this.site(node) });
  }

  get(object: Register, key: Register, node: Node): Register {
    return this.value({ op: 'get', into: this.register(), object, key, site: this.site(node) });
  }

  move(into: Register, from: Register, node: Node): void {
    this.emit({ op: 'move', into, from, site: this.site(node) });
  }

  /** A register of its own with the value that another one has now. */
  copy(from: Register, node: Node): Register {
    return this.value({ op: 'move', into: this.register(), from, site: this.site(node) });
  }

  /** The register of the scope at this place. */
  get scope(): Register {
    this.#scope ??= this.#outer ??= this.register();
    return this.#scope;
  }

  /** Lowers something inside a scope that stands in that of this place. */
  inScope<Result>(scope: Register, lower: () => Result): Result {
    const around = this.#scope;
    this.#scope = scope;
    const result = lower();
    this.#scope = around;
    return result;
  }

  #local(variable: Variable): Register {
    const known = this.#locals.get(variable);
    if (known !== undefined) {
      return known;
    }
    const register = this.register();
    this.#locals.set(variable, register);
    this.#variableOf[register] = variable;
    return register;
  }

  /** The same, to be read: where nothing has been written yet, it is undefined. */
  readLocal(variable: Variable): Register {
    this.declare(variable);
    return this.#local(variable);
  }

  /** Makes a variable undefined from the start of the function, unless it has been written before this place. */
  declare(variable: Variable): void {
    if (!this.#locals.has(variable)) {
      this.#initialised.push(this.#local(variable));
    }
  }

  hasWritten(variable: Variable): boolean {
    return this.#locals.has(variable);
  }

  /**
   * Writes a variable that no other function uses, and returns the register in which the value now stands. A variable that has no
   * register yet takes that of the value, which nobody else needs.
   */
  writeLocal(variable: Variable, value: Register, node: Node): Register {
    if (!this.#locals.has(variable) && this.#variableOf[value] === undefined) {
      this.#locals.set(variable, value);
      this.#variableOf[value] = variable;
      return value;
    }
    const register = this.#local(variable);
    this.assign(register, value, node);
    return register;
  }

  /** Puts a value that is not used any more into another register: what has only just made it makes it there. */
  assign(into: Register, value: Register, node: Node): void {
    if (this.#newest?.into === value && this.#variableOf[value] === undefined) {
      this.#newest.into = into;
      this.#newest = undefined;
    } else {
      this.move(into, value, node);
    }
  }

  /** A register with the value that may be written: not that of a variable. */
  own(value: Register, node: Node): Register {
    return this.#variableOf[value] === undefined ? value : this.copy(value, node);
  }

  /**
   * A value that has to last while a stretch of source is evaluated, offsets from `start` to `end`: the register itself, or a copy if it
   * is that of a variable that is written there, as in `i + i++`.
   */
  keep(value: Register, start: number, end: number, node: Node): Register {
    const variable = this.#variableOf[value];
    return variable !== undefined && this.module.variables.isWrittenWithin(variable, start, end)
      ? this.copy(value, node)
      : value;
  }

  finish(): FunctionGraph {
    const { node, ...description } = this.#description;
    const site = this.site(node);
    if (this.#current.terminator === undefined) {
      this.end({ op: 'return', value: this.constant(undefined, node), site });
    }
    const start: Instruction[] = this.#outer === undefined ? [] : [{ op: 'outer', into: this.#outer, site }];
    for (const into of this.#initialised) {
      start.push({ op: 'const', into, value: undefined, site });
    }
    const [entry] = this.#begun;
    if (entry !== undefined) {
      this.#begun[0] = { ...entry, instructions: [...start, ...entry.instructions] };
    }
    return { ...description, blocks: simplify(this.#begun), registers: this.#registers, site };
  }
}
