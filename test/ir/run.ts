/**
 * Runs a lowered module on plain JavaScript values, one instruction after the other. It is as straightforward as can be and shares nothing
 * with the lowering, so that what both say is what the program means. Imports are not run.
 */
import type { Block, FunctionGraph, Instruction, Module, Terminator } from '../../src/ir/ir.js';
import { awaited, CLOSED, generate, generateAsync, settle, type Body, type Suspension } from './run-suspensions.js';
import { argumentsObject, binary, isAbsent, isObject, spread, toKey, unary } from './run-values.js';

type Value = unknown;
type Callable = (this: Value, ...given: Value[]) => Value;

interface Variables {
  readonly scope: number;
  readonly values: Record<string, Value>;
  readonly parent: Variables | undefined;
}

interface Frame {
  readonly graph: FunctionGraph;
  readonly registers: Value[];
  readonly outer: Variables | undefined;
  readonly given: readonly Value[];
  readonly self: Value;
  /** What `super` is looked up from: a prototype, a class, or an object with a method. */
  readonly home: object | undefined;
  /** The frame whose `this` and `super` it has: for an arrow, that of the function around it. */
  readonly owner: Frame | undefined;
  /** Calls the constructor of the superclass, then sets the fields. */
  readonly callSuper: ((given: Value[]) => object) | undefined;
  this: Value;
  thrown: Value;
}

type Operation<Op extends Instruction['op']> = Extract<Instruction, { readonly op: Op }>;

const owning = (frame: Frame): Frame => frame.owner ?? frame;

export class Runner {
  readonly #module: Module;
  readonly #globals: Record<string, Value>;
  readonly #homes = new WeakMap<object, object>();

  constructor(module: Module, globals: Record<string, Value>) {
    this.#module = module;
    this.#globals = globals;
  }

  /** Runs the module's body, which may await. */
  run(): Promise<Value> {
    return settle(this.#execute(this.#frame(this.#function(0), undefined, undefined, [])));
  }

  #function(id: number): FunctionGraph {
    const graph = this.#module.functions[id];
    if (graph === undefined) {
      throw new Error(`There is no function ${id}.`);
    }
    return graph;
  }

  #frame(graph: FunctionGraph, outer: Variables | undefined, self: Value, given: readonly Value[]): Frame {
    const home = isObject(self) ? this.#homes.get(self) : undefined;
    return {
      graph,
      registers: [],
      outer,
      given,
      self,
      home,
      owner: undefined,
      callSuper: undefined,
      this: undefined,
      thrown: undefined,
    };
  }

  /** Goes from block to block. */
  *#execute(frame: Frame): Body {
    let id = 0;
    for (;;) {
      const block: Block | undefined = frame.graph.blocks[id];
      if (block === undefined) {
        throw new Error(`There is no block ${id}.`);
      }
      try {
        for (const instruction of block.instructions) {
          this.#do(frame, instruction);
        }
        const { terminator } = block;
        if (terminator.op === 'return') {
          return frame.registers[terminator.value];
        }
        const next = yield* this.#end(frame, terminator);
        if (next === undefined) {
          return undefined;
        }
        id = next;
      } catch (error) {
        if (block.handler === undefined) {
          throw error;
        }
        frame.thrown = error;
        id = block.handler;
      }
    }
  }

  /** The block to go on with; undefined for a generator that is closed and has nothing to leave in order. */
  *#end(frame: Frame, terminator: Terminator): Generator<Suspension, number | undefined, Value> {
    const { registers } = frame;
    switch (terminator.op) {
      case 'goto':
        return terminator.to;
      case 'branch':
        return registers[terminator.condition] ? terminator.then : terminator.else;
      case 'await':
        registers[terminator.into] = yield { op: 'await', value: registers[terminator.value] };
        return terminator.to;
      case 'yield': {
        const sent = yield { op: 'yield', value: registers[terminator.value] };
        registers[terminator.into] = sent;
        return sent === CLOSED ? terminator.closed : terminator.to;
      }
      default:
        throw registers[terminator.value];
    }
  }

  #start(frame: Frame): Value {
    const { isAsync, isGenerator } = frame.graph;
    const body = this.#execute(frame);
    if (isGenerator) {
      return isAsync ? generateAsync(body) : generate(body);
    }
    return isAsync ? settle(body) : body.next().value;
  }

  #closure(around: Frame, graph: FunctionGraph, outer: Variables): Value {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- The functions below have a `this` of their own.
    const runner = this;
    let made: Callable;
    if (graph.kind === 'arrow') {
      made = (...given) => runner.#start({ ...runner.#frame(graph, outer, made, given), owner: owning(around) });
    } else if (graph.kind === 'method' || graph.isAsync || graph.isGenerator) {
      made = {
        method(this: Value, ...given: Value[]): Value {
          return runner.#start({ ...runner.#frame(graph, outer, made, given), this: this });
        },
      }.method;
    } else {
      made = function (this: Value, ...given: Value[]): Value {
        const home = graph.kind === 'initializer' ? (this as object) : owning(around).home;
        return runner.#start({ ...runner.#frame(graph, outer, made, given), this: this, home });
      };
    }
    Object.defineProperty(made, 'name', { value: graph.name, configurable: true });
    return made;
  }

  #class(frame: Frame, { name, superclass, construct, fields, scope }: Operation<'class'>): Value {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- The constructor below has a `this` of its own.
    const runner = this;
    const outer = frame.registers[scope] as Variables;
    const parent = superclass === undefined ? undefined : (frame.registers[superclass] as new () => object);
    const made = function (this: Value, ...given: Value[]): Value {
      if (new.target === undefined) {
        throw new TypeError(`Class constructor ${name} cannot be invoked without 'new'`);
      }
      const prepare = (object: object): object => {
        if (fields !== undefined) {
          const setFields = runner.#frame(runner.#function(fields), outer, made, []);
          runner.#start({ ...setFields, this: object, home: made.prototype as object });
        }
        return object;
      };
      const callSuper = (items: Value[]): object =>
        prepare(Reflect.construct(parent as new () => object, items, new.target) as object);
      const self = parent === undefined ? prepare(this as object) : undefined;
      if (construct === undefined) {
        return self ?? callSuper(given);
      }
      const body: Frame = {
        ...runner.#frame(runner.#function(construct), outer, made, given),
        home: made.prototype as object,
        callSuper,
        this: self,
      };
      const result = runner.#execute(body).next().value;
      return isObject(result) ? result : body.this;
    };
    Object.defineProperty(made, 'name', { value: name, configurable: true });
    if (parent !== undefined) {
      Object.setPrototypeOf(made, parent);
      Object.setPrototypeOf(made.prototype as object, parent.prototype as object);
    }
    return made;
  }

  #do(frame: Frame, instruction: Instruction): void {
    const handle = this.#handlers[instruction.op] as (frame: Frame, instruction: Instruction) => Value;
    const value = handle(frame, instruction);
    if ('into' in instruction && instruction.into !== undefined) {
      frame.registers[instruction.into] = value;
    }
  }

  readonly #handlers: { readonly [Op in Instruction['op']]: (frame: Frame, instruction: Operation<Op>) => Value } = {
    const: (_frame, { value }) => value,
    move: ({ registers }, { from }) => registers[from],
    template: ({ registers }, { strings, values }) =>
      strings.reduce((text, part, index) => `${text}${registers[values[index - 1] ?? -1] as string}${part}`),
    unary: ({ registers }, { operator, operand }) => unary(operator, registers[operand]),
    binary: ({ registers }, { operator, left, right }) => binary(operator, registers[left], registers[right]),
    regexp: (_frame, { pattern, flags }) => new RegExp(pattern, flags),
    unknown: (_frame, { what }) => `unknown ${what}`,
    absent: ({ registers }, { value, test }) => isAbsent(registers[value], test),
    outer: ({ outer }) => outer,
    scope: ({ registers }, { parent, scope }): Variables => ({
      scope,
      values: {},
      parent: registers[parent] as Variables,
    }),
    copyScope: ({ registers }, { from }) => {
      const variables = registers[from] as Variables;
      return { ...variables, values: { ...variables.values } };
    },
    load: ({ registers }, { from, scope, name }) => find(registers[from], scope).values[name],
    store: ({ registers }, { to, scope, name, value }) => (find(registers[to], scope).values[name] = registers[value]),
    global: (_frame, { name }) => {
      if (!(name in this.#globals)) {
        throw new ReferenceError(`${name} is not defined`);
      }
      return this.#globals[name];
    },
    setGlobal: ({ registers }, { name, value }) => (this.#globals[name] = registers[value]),
    object: () => ({}),
    array: ({ registers }, { items }) => spread(registers, items),
    get: ({ registers }, { object, key, receiver }) => {
      const from = registers[object];
      if (from === undefined || from === null) {
        throw new TypeError(`Cannot read properties of ${from} (reading '${String(registers[key])}')`);
      }
      const target = Object(from) as object;
      return Reflect.get(target, toKey(registers[key]), receiver === undefined ? from : registers[receiver]) as Value;
    },
    set: ({ registers }, { object, key, value, isDefinition }) => {
      const target = registers[object] as object;
      const given = registers[value];
      if (isDefinition) {
        this.#giveHome(given, target);
        Object.defineProperty(target, toKey(registers[key]), {
          value: given,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      } else if (!Reflect.set(Object(target) as object, toKey(registers[key]), given, target)) {
        throw new TypeError(`Cannot assign to '${String(registers[key])}'`);
      }
      return undefined;
    },
    delete: ({ registers }, { object, key }) =>
      Reflect.deleteProperty(registers[object] as object, toKey(registers[key])),
    spread: ({ registers }, { object, from }) => Object.assign(registers[object] as object, registers[from]),
    accessor: ({ registers }, { object, key, kind, value }) =>
      this.#defineMethod(registers[object] as object, registers[key], kind, registers[value], true),
    restObject: ({ registers }, { from, except }) => {
      if (registers[from] === undefined || registers[from] === null) {
        throw new TypeError(`Cannot destructure ${registers[from]}`);
      }
      const rest: Record<string | symbol, Value> = { ...(registers[from] as object) };
      for (const key of except) {
        Reflect.deleteProperty(rest, toKey(registers[key]));
      }
      return rest;
    },
    list: ({ registers }, { from }) => [...(registers[from] as Iterable<Value>)],
    restList: ({ registers }, { from, start }) => (registers[from] as Value[]).slice(start),
    keys: ({ registers }, { from }) => {
      const keys: string[] = [];
      for (const key in registers[from] as object) {
        keys.push(key);
      }
      return keys;
    },
    closure: (frame, { function: id, scope }) =>
      this.#closure(frame, this.#function(id), frame.registers[scope] as Variables),
    call: ({ registers }, { callee, receiver, arguments: items }) => {
      const called = registers[callee];
      if (typeof called !== 'function') {
        throw new TypeError('It is not a function');
      }
      const self = receiver === undefined ? undefined : registers[receiver];
      return Reflect.apply(called, self, spread(registers, items)) as Value;
    },
    new: ({ registers }, { callee, arguments: items }) =>
      Reflect.construct(registers[callee] as new () => object, spread(registers, items)) as object,
    parameter: ({ given }, { index }) => given[index],
    restParameters: ({ given }, { start }) => given.slice(start),
    arguments: ({ given }) => argumentsObject(given),
    this: (frame) => owning(frame).this,
    self: ({ self }) => self,
    class: (frame, instruction) => this.#class(frame, instruction),
    method: ({ registers }, { class: owner, key, value, kind, isStatic }) => {
      const made = registers[owner] as { readonly prototype: object };
      this.#defineMethod(isStatic ? made : made.prototype, registers[key], kind, registers[value], false);
      return undefined;
    },
    decorate: ({ registers }, { class: owner, key, decorator, isStatic }) => {
      const made = registers[owner] as { readonly prototype: object };
      const target = isStatic ? made : made.prototype;
      const name = toKey(registers[key]);
      const descriptor = Object.getOwnPropertyDescriptor(target, name);
      const decorated: Value = (registers[decorator] as Callable)(target, name, descriptor);
      Object.defineProperty(target, name, (decorated ?? descriptor) as PropertyDescriptor);
      return undefined;
    },
    decorateClass: ({ registers }, { class: owner, decorator }) =>
      (registers[decorator] as Callable)(registers[owner]) ?? registers[owner],
    superCall: (frame, { arguments: items }) => {
      const owner = owning(frame);
      owner.this = owner.callSuper?.(spread(frame.registers, items));
      return owner.this;
    },
    superObject: (frame) => Object.getPrototypeOf(owning(frame).home) as object,
    iterate: ({ registers }, { from, isAsync }) => {
      const source = registers[from] as AsyncIterable<Value> & Iterable<Value>;
      if (!isAsync) {
        return source[Symbol.iterator]();
      }
      const isAsynchronous = source[Symbol.asyncIterator] as Value;
      return isAsynchronous ? source[Symbol.asyncIterator]() : awaited(source[Symbol.iterator]());
    },
    next: ({ registers }, { iterator }) => (registers[iterator] as Iterator<Value>).next(),
    isDone: ({ registers }, { result }) => (registers[result] as IteratorResult<Value>).done === true,
    itemOf: ({ registers }, { result }) => (registers[result] as IteratorResult<Value>).value as Value,
    close: ({ registers }, { iterator }) => (registers[iterator] as Iterator<Value>).return?.(),
    caught: ({ thrown }) => thrown,
    import: () => {
      throw new Error('Imports are not run.');
    },
  };

  #defineMethod(target: object, key: Value, kind: 'get' | 'set' | 'method', value: Value, enumerable: boolean): void {
    this.#giveHome(value, target);
    const slot = { get: 'get', set: 'set', method: 'value' }[kind];
    const writable = kind === 'method' ? { writable: true } : {};
    Object.defineProperty(target, toKey(key), { [slot]: value, ...writable, enumerable, configurable: true });
  }

  #giveHome(value: Value, home: object): void {
    if (typeof value === 'function' && !this.#homes.has(value)) {
      this.#homes.set(value, home);
    }
  }
}

function find(start: Value, scope: number): Variables {
  for (let at = start as Variables | undefined; at !== undefined; at = at.parent) {
    if (at.scope === scope) {
      return at;
    }
  }
  throw new Error(`The scope ${scope} is nowhere around.`);
}
