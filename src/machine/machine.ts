/** What all parts of the machine share: the state that they work on, and on whose behalf. */
import type { FunctionGraph, Module, SiteId } from '../ir/ir.js';
import type { Activation } from './frames.js';
import { LONGEST_ARRAY, type Kind } from './heap.js';
import type { Decide, Linker, Meaning, Outside } from './outside.js';
import { State, type Made } from './state.js';
import type { Unknown } from './values.js';
import { Interner, Reference, type Key, type Native, type Origin, type Value, type WrittenName } from './values.js';

/** The name of the module with the functions of the language that are written in the language. */
export const PRELUDE = 'machine:prelude';

/** A module that runs. */
export interface ModuleInstance {
  readonly module: Module;
  /** Added to a site of the module, this is a place of the program. */
  readonly base: number;
  /** Its variables; undefined while it has not begun to run. */
  scope: Reference | undefined;
  /** CommonJS `module`, whose `exports` others get. */
  readonly commonJs: Reference;
  /** CommonJS `exports`, whatever is put into `module.exports` afterwards. */
  readonly exports: Reference;
}

/** Where something stands in the program. */
export interface Position {
  readonly file: string;
  readonly site: SiteId;
}

/** What an object is made of, where its place and most prototypes go without saying. */
type Parts<K extends Kind> = Omit<Made<K>, 'place' | 'prototype'> & { readonly prototype?: Reference | Native | null };

export interface Setting {
  readonly linker: Linker;
  readonly outside: Outside;
  readonly decide: Decide;
  /** The most instructions that a state may have run. */
  readonly budget: number;
}

export class Machine {
  state = new State();
  readonly names = new Interner();
  readonly linker: Linker;
  readonly outside: Outside;
  readonly decide: Decide;
  readonly budget: number;
  /** The operation on whose behalf the present code runs. */
  operation: number | undefined;
  /** The function that runs, with what it was called by. */
  activation: Activation | undefined;
  /** Where the present instruction stands. */
  place = 0;
  /** How many calls the host is in the middle of: natives that call natives. */
  nesting = 0;
  /** Whether writes to what an operation makes for itself are noted too: the first one may make what the next ones share. */
  notesOwnWrites = false;
  /** Loads a module that another one imports, unless it is there. Undefined once the program has been loaded. */
  load: ((specifier: string, from: Module) => void) | undefined;
  /** By file; undefined for one that is missing or does not parse. */
  readonly instances = new Map<string, ModuleInstance | undefined>();
  /** What described packages export, by package and the module that makes it. */
  readonly libraries = new Map<string, Reference>();
  readonly #inOrder: ModuleInstance[] = [];
  readonly #meanings = new Map<string, Meaning>();
  /** What the prelude has, by name. */
  readonly #written = new Map<string, Reference | undefined>();
  #serial = 0;

  constructor({ linker, outside, decide, budget }: Setting) {
    this.linker = linker;
    this.outside = outside;
    this.decide = decide;
    this.budget = budget;
  }

  /** The same program in the middle of another state. */
  in<T>(state: State, run: () => T): T {
    const { state: before, operation, activation, place } = this;
    this.state = state;
    try {
      return run();
    } finally {
      this.state = before;
      this.operation = operation;
      this.activation = activation;
      this.place = place;
    }
  }

  // Modules and places

  addInstance(file: string, module: Module): ModuleInstance {
    const last = this.#inOrder.at(-1);
    const exports = this.object();
    const instance: ModuleInstance = {
      module,
      base: last === undefined ? 1 : last.base + last.module.sites.length,
      scope: undefined,
      commonJs: this.object(new Map([['exports', exports]])),
      exports,
    };
    this.#inOrder.push(instance);
    this.instances.set(file, instance);
    return instance;
  }

  instanceOf(module: Module): ModuleInstance {
    const instance = this.instances.get(module.file);
    if (instance === undefined) {
      throw new Error(`${module.file} does not run`);
    }
    return instance;
  }

  /** Undefined for what has no place: the driver's own doing. */
  positionOf(place: number): Position | undefined {
    const instance = this.#inOrder.findLast(({ base }) => base <= place);
    return instance === undefined ? undefined : { file: instance.module.file, site: place - instance.base };
  }

  meaningOf(specifier: string, from: Module): Meaning {
    const key = `${from.file}\n${specifier}`;
    const known = this.#meanings.get(key) ?? this.linker.meaningOf(specifier, from.file);
    this.#meanings.set(key, known);
    return known;
  }

  // Values

  unknown(key: string, origin: Origin, name?: WrittenName, isTruthy?: boolean): Unknown {
    return this.names.unknown(key, origin, name, isTruthy);
  }

  native(name: string): Native {
    return this.names.native(name);
  }

  make<K extends Kind>(kind: K, parts: Parts<K>): Reference {
    return this.state.make(kind, { place: this.place, prototype: null, ...parts } as unknown as Made<K>);
  }

  object(
    properties?: ReadonlyMap<Key, Value>,
    prototype: Reference | Native | null = this.native('Object'),
  ): Reference {
    return this.make('object', { prototype, ...(properties && { properties: new Map(properties) }) });
  }

  /** An array of not too many items. */
  array(items: Value[]): Reference {
    items.length = Math.min(items.length, LONGEST_ARRAY);
    return this.make('array', { items });
  }

  promise(status: 'pending' | 'fulfilled' | 'rejected' = 'pending', value: Value = undefined): Reference {
    return this.make('promise', { status, value, reactions: [], lock: 0 });
  }

  /** An error of the language, with members that nobody sees when they are listed. */
  error(name: string, message: Value = '', more: Readonly<Record<string, Value>> = {}): Reference {
    const properties = new Map<Key, Value>(Object.entries({ ...(message !== '' && { message }), ...more }));
    const error = this.object(properties, this.native(name));
    this.state.write(error).hidden = new Set(properties.keys());
    return error;
  }

  /** A function of the language that is written in the language: `Array_map` for `Array#map`. */
  prelude(name: string): Reference | undefined {
    if (this.#written.has(name)) {
      return this.#written.get(name);
    }
    const scope = this.instances.get(PRELUDE)?.scope;
    const value = scope && this.state.at(scope).properties.get(name.replace(/[#.]/g, '_'));
    const written = value instanceof Reference ? value : undefined;
    if (scope !== undefined) {
      this.#written.set(name, written);
    }
    return written;
  }

  // What happens

  activationOf(graph: FunctionGraph, module: Module, self: Value): Activation {
    const { activation } = this;
    this.#serial += 1;
    return {
      graph,
      module,
      calledAt: activation === undefined ? undefined : this.place,
      caller: activation,
      self,
      serial: this.#serial,
    };
  }

  /** A read of something that was there before the operation began: what an operation makes for itself is nobody else's. */
  read(object: Reference, key: Key): void {
    const { operation, state } = this;
    if (operation !== undefined && object.id < (state.operations[operation]?.born ?? 0)) {
      state.trace.push({ kind: 'read', operation, place: this.place, object: object.id, key });
    }
  }

  wrote(object: Reference, key: Key, before: Value, after: Value): void {
    const { operation, state, place, activation } = this;
    if (operation !== undefined && (this.notesOwnWrites || object.id < (state.operations[operation]?.born ?? 0))) {
      state.trace.push({ kind: 'write', operation, place, object: object.id, key, before, after, activation });
    }
  }
}
