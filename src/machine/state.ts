/** Everything that a program is in the middle of. */
import type { Frame } from './frames.js';
import { copyOf, type HeapObject, type Kind, type OfKind } from './heap.js';
import type { Job, Leaf, Operation, Timer } from './jobs.js';
import type { Event } from './trace.js';
import { Reference, type Value } from './values.js';

/** Midnight of a day, so that no clock reads 0. */
const BEGINNING = 1_700_000_000_000;

let owners = 0;

/** What an object is made of: its kind's own fields, and where it stands. */
export type Made<K extends Kind> = Omit<OfKind<K>, 'kind' | 'self' | 'owner' | 'properties' | 'accessors'> & {
  readonly properties?: OfKind<K>['properties'];
};

/** What a state consists of. */
class Fields {
  /** By id. */
  objects: (HeapObject | undefined)[] = [];
  /** Running and suspended functions, by id. */
  frames = new Map<number, Frame>();
  nextFrame = 0;
  /** Ids of the frames that run, the innermost last. */
  stack: number[] = [];
  jobs: Job[] = [];
  /** What `process.nextTick` was given: it runs before the jobs of a turn, and after those that it was called in. */
  ticks: Job[] = [];
  /** Calls of the outside world that nobody has answered yet. */
  leaves: Leaf[] = [];
  nextLeaf = 0;
  timers: Timer[] = [];
  nextTimer = 1;
  /** Milliseconds. Only the driver moves it. */
  now = BEGINNING;
  operations: Operation[] = [];
  /** Assignments to variables that no module declares, and to members of the language's own objects. */
  globals = new Map<string, Value>();
  /** All exports of a module as one object, by its file, once somebody has asked for it. */
  namespaces = new Map<string, Reference>();
  /** How often each unknown condition was decided in the present operation, by place. */
  rounds = new Map<number, number>();
  /** How often the clock was moved: what is decided later may differ from what was decided before. */
  epoch = 0;
  /** Functions that were handed to unknown code, which may call them at any time. */
  handlers: Reference[] = [];
  /** Places where a plain number was compared with one that is not known, which was then taken for a small one. */
  nominal = new Set<number>();
  /** A loop went on for so long under unknown conditions that it was ended: no number holds. */
  isEndless = false;
  /** What was put under a name that nobody knows is found under any other. */
  findsAnyKey = false;
  /** Instructions that were run. */
  steps = 0;
  /** The budget was used up: nothing that follows holds. */
  isExhausted = false;
  trace: Event[] = [];
}

/** How another state gets each field. A field that is missing here does not compile. */
const FORK: { readonly [K in keyof Fields]: (value: Fields[K]) => Fields[K] } = {
  objects: (objects) => objects.slice(),
  frames: (frames) => new Map([...frames].map(([id, frame]) => [id, { ...frame, registers: frame.registers.slice() }])),
  nextFrame: same,
  stack: (stack) => stack.slice(),
  jobs: (jobs) => jobs.slice(),
  ticks: (ticks) => ticks.slice(),
  leaves: (leaves) => leaves.slice(),
  nextLeaf: same,
  timers: (timers) => timers.slice(),
  nextTimer: same,
  now: same,
  operations: (operations) => operations.map((operation) => ({ ...operation, from: 0 })),
  globals: (globals) => new Map(globals),
  namespaces: (namespaces) => new Map(namespaces),
  rounds: (rounds) => new Map(rounds),
  epoch: same,
  handlers: (handlers) => handlers.slice(),
  nominal: (nominal) => new Set(nominal),
  isEndless: same,
  findsAnyKey: same,
  steps: same,
  isExhausted: same,
  // What happened before stays with the state that it happened in.
  trace: () => [],
};

function same<T>(value: T): T {
  return value;
}

const FIELD_NAMES = Object.keys(FORK) as (keyof Fields)[];

export class State extends Fields {
  /** Objects with this number may be written; all others are shared with another state. */
  #owner = (owners += 1);

  /** A state of its own that goes on from here. Its trace begins anew. */
  fork(): State {
    const fork = new State();
    for (const name of FIELD_NAMES) {
      copyField(name, this, fork);
    }
    // All objects are shared from now on.
    this.#owner = owners += 1;
    return fork;
  }

  make<K extends Kind>(kind: K, parts: Made<K>): Reference {
    const self = new Reference(this.objects.length);
    const object = { properties: new Map(), ...parts, kind, self, owner: this.#owner } as unknown as HeapObject;
    this.objects.push(object);
    return self;
  }

  /** An object to read. */
  at({ id }: Reference): HeapObject {
    const object = this.objects[id];
    if (object === undefined) {
      throw new Error(`There is no object ${id}`);
    }
    return object;
  }

  /** An object to read, if it is of a kind. */
  of<K extends Kind>(value: Value, kind: K): OfKind<K> | undefined {
    if (!(value instanceof Reference)) {
      return undefined;
    }
    const object = this.objects[value.id];
    return object?.kind === kind ? (object as OfKind<K>) : undefined;
  }

  /** An object to write. */
  write({ id }: Reference): HeapObject {
    const object = this.objects[id];
    if (object === undefined) {
      throw new Error(`There is no object ${id}`);
    }
    if (object.owner === this.#owner) {
      return object;
    }
    const own = copyOf(object, this.#owner);
    this.objects[id] = own;
    return own;
  }

  /** An object to write, which has to be of a kind. */
  writeAs<K extends Kind>(reference: Reference, kind: K): OfKind<K> {
    const object = this.write(reference);
    if (object.kind !== kind) {
      throw new Error(`Object ${reference.id} is no ${kind}`);
    }
    return object as OfKind<K>;
  }

  frame(id: number): Frame | undefined {
    return this.frames.get(id);
  }
}

function copyField<K extends keyof Fields>(name: K, from: Fields, to: Fields): void {
  to[name] = FORK[name](from[name]);
}
