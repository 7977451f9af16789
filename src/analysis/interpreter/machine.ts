/**
 * What one run of the interpreter shares between its paths: the code, the question, the budget and the record of what was seen.
 */
import { isClass, type ClassNode, type FunctionNode, type Node } from '../../ast/nodes.js';
import type { Phase } from '../facts.js';
import type { ModuleIndex, Variable } from '../module.js';
import type { Unit } from '../units.js';
import {
  covers,
  type Attempts,
  type CellWrite,
  type Frame,
  type Outcome,
  type Path,
  type Tested,
  type TimerArm,
} from './path.js';
import { signature, type Value } from './value.js';

/** Where an expression or a statement left a path, and with what value. */
export interface Flow {
  readonly path: Path;
  readonly kind: 'normal' | 'return' | 'throw' | 'break' | 'continue';
  readonly value: Value;
  readonly label?: string | undefined;
  /** The `return` that hands out a promise of a call which is still under way. */
  readonly unawaited?: Node;
}

/** A call of the protected function, or of the service, on one path. */
export interface AttemptEvent {
  readonly node: Node;
  readonly ordinal: number;
  readonly stack: readonly Frame[];
  readonly before: Attempts | undefined;
  /** How the attempt before this one settled. */
  readonly previous: Outcome | undefined;
  readonly asked: 'before-attempt' | 'after-failure' | 'no';
  /** A slot was taken in the stretch that made the call. */
  reserved: boolean;
  reservedLater(): void;
  /** Slots that are held when the call is made, by cell. */
  readonly slots: ReadonlyMap<string, CellWrite>;
  readonly locked: boolean;
  /** The call that took the lock that is held. */
  readonly lock: Node | undefined;
  readonly phases: readonly Phase[];
  readonly stateTest: Node | undefined;
  readonly choice: Node | undefined;
  readonly isAsync: boolean;
  readonly known: ReadonlyMap<string, Value>;
  readonly tested: ReadonlySet<string>;
  readonly tests: ReadonlyMap<string, Tested>;
  /** Cells written since the attempt before this one settled. */
  readonly written: ReadonlySet<string>;
}

export interface RejectionEvent {
  readonly node: Node;
  readonly value: Value;
  readonly phases: readonly Phase[];
}

/** The writes of one synchronous stretch of one path. */
export interface BlockEvent {
  readonly writes: readonly CellWrite[];
  /** Phases that the circuit may be in at its end. */
  readonly phases: readonly Phase[];
  readonly known: ReadonlyMap<string, Value>;
  readonly tested: ReadonlyMap<string, Tested>;
  readonly outcome: Outcome | undefined;
}

/** A lock that is taken while the same path holds it already. */
export interface ReentryEvent {
  readonly outer: Node;
  readonly inner: Node;
}

export interface StoreWriteEvent {
  readonly node: Node;
  readonly receiver: string;
  readonly read: Node;
  /** The expression that changes the copy, for an update; undefined for a decision. */
  readonly change: Node | undefined;
  readonly point: Node;
}

export interface Trace {
  readonly attempts: AttemptEvent[];
  readonly writes: CellWrite[];
  readonly rejections: RejectionEvent[];
  readonly blocks: BlockEvent[];
  readonly timers: { readonly arm: TimerArm; readonly writes: CellWrite[] }[];
  readonly storeWrites: StoreWriteEvent[];
  readonly reentries: ReentryEvent[];
  /** Paths that left the entry, or were followed far enough. */
  readonly exits: Flow[];
  /** Paths that left the entry. */
  readonly ends: Flow[];
}

export const emptyTrace = (): Trace => ({
  attempts: [],
  writes: [],
  rejections: [],
  blocks: [],
  timers: [],
  storeWrites: [],
  reentries: [],
  exits: [],
  ends: [],
});

/**
 * `explore`: every way the code can go, loops twice. `count`: what happens while the service fails from start to end, with the numbers
 * that hold unless a caller overrides them, loops to their end.
 */
export type Mode = 'explore' | 'count';

/** Thrown inside the interpreter only: the run is dropped and says nothing. */
export class GiveUp extends Error {}

export interface UnitCode {
  readonly index: ModuleIndex;
  readonly unit: Unit;
  /** Cells that something other than the constructor writes, and what they are members of; without settings. */
  readonly mutable: ReadonlySet<string>;
  /** Cells that something other than the constructor writes. */
  readonly written: ReadonlySet<string>;
  /** Cells that callers set and no call of the service moves: nobody knows what is in them, and they are in no race. */
  readonly settings: ReadonlySet<string>;
  /** Names of members that are changed in place below a cell. */
  readonly changedInPlace: ReadonlySet<string>;
  /** Calls that are the service, for entries that are given no function. */
  readonly serviceCalls: ReadonlySet<Node>;
  /** Set while code outside the unit is run: the expressions in it that are the unit. */
  readonly receivers: ReadonlySet<Node> | undefined;
  /** A call that takes a lock and is run as if it did not, to see what the lock is good for. */
  readonly unlocked: Node | undefined;
  /** Code outside the unit that runs between a question to the unit and a report. */
  readonly regions: readonly Node[];
}

export interface Machine extends UnitCode {
  readonly mode: Mode;
  /** The entry, where it is handed the function that it protects. */
  readonly handed: Node | undefined;
  readonly admitted: Phase;
  /** Nobody else moves the state while code of this function waits: what becomes of the calls whose period is not over. */
  readonly undisturbed: Node | undefined;
  readonly constants: ReadonlyMap<string, Value>;
  readonly trace: Trace;
  readonly methods: MethodTable;
  readonly allowance: Allowance;
  /** Timers and calls that nobody waits for, with what they were started with: the same start says the same again. */
  readonly detached: Set<string>;
  steps: number;
  nextId: number;
}

export interface MethodTable {
  /** The method of a class or of the classes it extends in this module. */
  method(node: ClassNode, key: string, kind: 'method' | 'get' | 'set'): FunctionNode | undefined;
  field(node: ClassNode, key: string, isStatic: boolean): Node | undefined;
  superClass(node: ClassNode): ClassNode | undefined;
  /** The class of this module that a variable names. */
  classOf(variable: Variable): ClassNode | undefined;
  /** The retry abstraction that an unknown receiver must be, by its type or by the only class that fits. */
  strategyFor(receiver: Node, parameter: Node | undefined, method: string): ClassNode | undefined;
}

const EXPLORE_BUDGET = 15_000;
const COUNT_BUDGET = 30_000;

/** What all runs over one module may take together, so that the cost grows with its size and not with what it would be worth. */
export interface Allowance {
  left: number;
}

const SHARED_BUDGET = 150_000;

export const allowance = (index: ModuleIndex): Allowance => ({ left: SHARED_BUDGET + index.module.text.length });

export function step(machine: Machine): void {
  machine.steps += 1;
  machine.allowance.left -= 1;
  if (machine.steps > (machine.mode === 'explore' ? EXPLORE_BUDGET : COUNT_BUDGET) || machine.allowance.left < 0) {
    throw new GiveUp();
  }
}

/** The one instance that a run is about. */
export const unitObject = ({ unit }: UnitCode): Value => ({
  kind: 'object',
  id: 'this',
  node: isClass(unit.node) ? unit.node : undefined,
  open: true,
  deps: [],
});

export const normal = (path: Path, value: Value): Flow => ({ path, kind: 'normal', value });

/** Goes on with every path that arrived normally; the others keep their way out. */
export function andThen(flows: readonly Flow[], next: (path: Path, value: Value) => readonly Flow[]): Flow[] {
  const first = flows[0];
  if (flows.length === 1 && first !== undefined) {
    return first.kind === 'normal' ? (next(first.path, first.value) as Flow[]) : [first];
  }
  return flows.flatMap((flow) => (flow.kind === 'normal' ? next(flow.path, flow.value) : [flow]));
}

const PATH_CAP = 16;

/** One path for all that will go the same way; at most 16, the first ones found. */
export function merge(flows: readonly Flow[]): Flow[] {
  if (flows.length < 2) {
    return [...flows];
  }
  const alike = new Map<string, ReadonlyMap<Variable, string>[]>();
  const signed = flows.map((flow) => {
    const { text, plain } = flow.path.signature();
    const key = `${flow.kind}${flow.label ?? ''}${signature(flow.value)}#${text}`;
    const others = alike.get(key);
    const isCovered = others?.some((other) => covers(other, plain)) === true;
    if (!isCovered) {
      alike.set(key, [...(others ?? []).filter((other) => !covers(plain, other)), plain]);
    }
    return { flow, key, plain };
  });
  const kept: Flow[] = [];
  let normalCount = 0;
  for (const { flow, key, plain } of signed) {
    if (alike.get(key)?.includes(plain) !== true) {
      continue;
    }
    if (flow.kind === 'normal') {
      normalCount += 1;
      if (normalCount > PATH_CAP) {
        continue;
      }
    }
    kept.push(flow);
  }
  return kept;
}
