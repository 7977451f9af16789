/**
 * One path through a breaker's code: what is known about its cells, and what has happened so far. A path is owned by whoever runs it and
 * is forked where the code can go two ways.
 */
import type { Node } from '../../ast/nodes.js';
import type { Phase } from '../facts.js';
import type { Variable } from '../module.js';
import { signature, truthiness, UNKNOWN, type Comparison, type Dep, type Value } from './value.js';

/** A call or a loop that is being executed. */
export interface Frame {
  readonly kind: 'call' | 'callback' | 'loop';
  readonly node: Node;
  readonly name: string;
  readonly functionNode?: Node;
  readonly isAsync?: boolean;
  /** How many attempts had been made when the call began. */
  readonly attempts?: number;
  /** 1 for the first iteration of a loop. */
  readonly iteration?: number;
}

/** What a condition has said about a cell. */
export interface Tested {
  /** The block of the read that the condition rests on. */
  readonly block: number;
  readonly node: Node;
  readonly comparison: Comparison | undefined;
  /** How the comparison turned out on this path. */
  readonly truth: boolean | undefined;
}

export interface CellWrite {
  readonly cell: string;
  readonly node: Node;
  readonly value: Value;
  readonly operation: 'set' | 'increase' | 'decrease' | 'clear' | 'append' | 'change';
  readonly block: number;
  /** Phases that the circuit may be in before the write, as far as this block has tested. */
  readonly phases: readonly Phase[];
  /** Reads that decided that the write happens. */
  readonly control: readonly Dep[];
  readonly stack: readonly Frame[];
  /** How the protected call before it settled; undefined before any. */
  readonly outcome: Outcome | undefined;
  readonly validated: boolean;
  readonly locked: boolean;
  /** The path holds a probe slot that no other call can hold. */
  readonly exclusive: boolean;
  readonly freshlyTested: ReadonlySet<string>;
  readonly tested: ReadonlyMap<string, Tested>;
  /** The timer whose callback this is. */
  readonly timer: TimerArm | undefined;
  readonly lastPoint: Node | undefined;
  readonly rejection: Node | undefined;
  readonly staleBelow: number;
  /** What the path knew of the cell before. */
  readonly before: Value | undefined;
  /** The path has taken a slot in this cell and not given it back. */
  readonly held: CellWrite | undefined;
  /** A `return` that hands out a promise of the call, and whose `finally` this is: the call is still under way. */
  readonly unawaited: Node | undefined;
  /** Code of others that ran in this stretch, between the test of the cell and this write. */
  readonly reentry: Node | undefined;
}

/** Whether a write takes a slot or gives one back; undefined where it says neither. */
export function slotChange({ value, operation }: Pick<CellWrite, 'value' | 'operation'>): 'take' | 'give' | undefined {
  if (operation === 'increase' || operation === 'append') {
    return 'take';
  }
  if (operation === 'decrease' || operation === 'clear' || operation === 'change') {
    return 'give';
  }
  const truth = truthiness(value);
  const isFlag =
    value.kind !== 'literal' || typeof value.value === 'boolean' || value.value === null || value.value === undefined;
  return truth === undefined || !isFlag ? undefined : truth ? 'take' : 'give';
}

export interface Outcome {
  readonly settled: 'fulfilled' | 'rejected';
  /** The block in which the outcome is known. */
  readonly block: number;
  /** Where the code waited for it. */
  readonly point: Node;
  readonly stack: readonly Frame[];
  /** Which attempt of the activation it belongs to, from 1. */
  readonly attempt: number;
  /** A lock is held from the admission to the outcome. */
  readonly locked: boolean;
  /** Milliseconds after the admission at which the outcome is there at the latest, or a timeout stands in for it. */
  readonly limitMs: number | undefined;
}

/** A lock that the path holds: by a call, or by its place in a chain of promises. */
export interface Lock {
  /** The block in which it was taken. */
  readonly block: number;
  /** The call that took it. */
  readonly node?: Node;
  /** What names the lock in the code. */
  readonly name?: string;
  /** The member of the lock that gives it back. */
  readonly releasedBy?: string;
  /** The promise whose resolution lets the next one in. */
  readonly chain?: string;
}

export interface TimerArm {
  readonly node: Node;
  /** The handle's cell was cleared in the same stretch before arming. */
  readonly cleared: boolean;
  /** The state was not OPEN when the timer was armed, so it is armed once per opening. */
  readonly phases: readonly Phase[];
  /** It is armed in the period in which the call was admitted. */
  readonly validated: boolean;
  readonly writesOpen: boolean;
}

/** The attempts that this activation has made so far. */
export interface Attempts {
  readonly count: number;
  /** The block of the last attempt's call. */
  readonly block: number;
  /** The record of the last attempt, for what is learned right after the call. */
  readonly event: { reservedLater(): void };
  readonly node: Node;
  readonly stack: readonly Frame[];
  /** The test of the state that was decided last before the first attempt. */
  readonly choice: Node | undefined;
  /** Cells that conditions read before the first attempt. */
  readonly admission: ReadonlySet<string>;
  readonly failedBlock: number | undefined;
  /** The last condition decided since the last failure. */
  readonly decision: Node | undefined;
  /** Where the code waited since the last failure, after the outcome itself. */
  readonly wait: Node | undefined;
}

/** The signature of a value that nothing is known of. */
const ANYTHING = signature(UNKNOWN);

/** Every variable of `other` is known to hold what it holds in `path`, or nothing is known of it there. */
export const covers = (path: ReadonlyMap<Variable, string>, other: ReadonlyMap<Variable, string>): boolean =>
  [...path].every(([variable, own]) => own === ANYTHING || own === other.get(variable));

export class Path {
  block = 0;
  /** What is known of cells that other activations may write; forgotten at every interleaving point unless locked. */
  cells = new Map<string, Value>();
  /** Members of objects that only this activation has. */
  objects = new Map<string, Map<string, Value>>();
  locals = new Map<Variable, Value>();
  tested = new Map<string, Tested>();
  /** Cells tested in the admission and written before the first attempt. */
  reserved = new Map<string, 'exclusive' | 'counted'>();
  /** Slots that the path has taken before its outcome and not given back, by cell. */
  held = new Map<string, CellWrite>();
  /** Code of others that has run in this stretch since a cell was tested, by cell. */
  reentries: ReadonlyMap<string, Node> = new Map();
  /** Set while a `finally` runs: the `return` that hands out a promise which has not settled. */
  unawaited: Node | undefined;
  /** The statement, or the await, by which the path leaves the entry. */
  leftAt: Node | undefined;
  /** A slot was taken, but on the strength of a test from before an interleaving point. */
  tookLate = false;
  /** Cells written since the last outcome. */
  written = new Set<string>();
  /** The state is among them. */
  moved = false;
  /** Cells counted up in this block, before the first attempt. */
  get counted(): ReadonlySet<string> {
    return new Set(this.blockWrites.flatMap(({ cell, operation }) => (operation === 'increase' ? [cell] : [])));
  }
  /** The block that a comparison with an earlier one has proven unchanged. */
  validatedBlock = -1;
  /** A comparison with an earlier block has shown that the period of the admission is over. */
  superseded = false;
  lock: Lock | undefined;
  /** The rejection of the breaker's own that the path is on, before any attempt. */
  rejection: Node | undefined;
  control: readonly Dep[] = [];
  /** What `this` is in the function that is running. */
  self: Value = UNKNOWN;
  stack: readonly Frame[] = [];
  attempts: Attempts | undefined;
  outcome: Outcome | undefined;
  /** The test of the state that was decided last. */
  lastStateTest: Node | undefined;
  firstStateTest: Node | undefined;
  /** The block in which a condition last read the state or an admission cell. */
  askedBlock = -1;
  lastPoint: Node | undefined;
  timer: TimerArm | undefined;
  /** Writes of the current block, for questions about what happens together. */
  blockWrites: CellWrite[] = [];
  settled = new Map<string, { readonly settled: 'fulfilled' | 'rejected'; readonly value: Value }>();
  /** A limit that could not be computed was asked while counting attempts. */
  undecided: string | undefined;
  usedNominal = false;
  /** A store was told to treat what follows as one operation. */
  atomic = false;
  /** The last expression that changed a copy of a store's record, by store. */
  storeChanges: ReadonlyMap<string, Node> = new Map();
  /** The delay of the timer that was armed last. */
  timerMs: number | undefined;
  /** Cells whose timer handle was cleared, with the block. */
  cleared: ReadonlyMap<string, number> = new Map();
  /** Phases that the circuit could be in at the start of this block's first write. */
  get entryPhases(): readonly Phase[] | undefined {
    return this.blockWrites[0]?.phases;
  }

  fork(): Path {
    const copy = new Path();
    copy.block = this.block;
    copy.cells = new Map(this.cells);
    copy.objects = new Map(this.objects);
    copy.locals = new Map(this.locals);
    copy.tested = new Map(this.tested);
    copy.reserved = new Map(this.reserved);
    copy.held = new Map(this.held);
    copy.reentries = this.reentries;
    copy.unawaited = this.unawaited;
    copy.leftAt = this.leftAt;
    copy.tookLate = this.tookLate;
    copy.written = new Set(this.written);
    copy.moved = this.moved;
    copy.validatedBlock = this.validatedBlock;
    copy.superseded = this.superseded;
    copy.lock = this.lock;
    copy.rejection = this.rejection;
    copy.control = this.control;
    copy.self = this.self;
    copy.atomic = this.atomic;
    copy.storeChanges = this.storeChanges;
    copy.cleared = this.cleared;
    copy.timerMs = this.timerMs;
    copy.stack = this.stack;
    copy.attempts = this.attempts;
    copy.outcome = this.outcome;
    copy.lastStateTest = this.lastStateTest;
    copy.firstStateTest = this.firstStateTest;
    copy.askedBlock = this.askedBlock;
    copy.lastPoint = this.lastPoint;
    copy.timer = this.timer;
    copy.blockWrites = [...this.blockWrites];
    copy.settled = new Map(this.settled);
    copy.undecided = this.undecided;
    copy.usedNominal = this.usedNominal;
    return copy;
  }

  /** Members of an object, copied before the first write so that forks do not see each other's. */
  setMember(id: string, member: string, value: Value): void {
    const members = new Map(this.objects.get(id));
    members.set(member, value);
    this.objects.set(id, members);
  }

  /** The oldest block whose reads are still current here. */
  get staleBelow(): number {
    return this.lock === undefined ? this.block : this.lock.block;
  }

  isStale(dep: Dep): boolean {
    return dep.block < this.staleBelow;
  }

  /** What decides how code goes that this path starts and does not wait for, beside what it is handed: there, no cell is known any more. */
  get detached(): string {
    const { outcome, attempts, lock, superseded, timer } = this;
    const held = [...this.held.keys(), ...this.reserved].join();
    const locals = [...this.locals].map(([variable, value]) => variable.name + signature(value)).join();
    return [
      this.validatedBlock === this.block,
      superseded,
      outcome?.settled,
      attempts?.count,
      lock === undefined,
      timer?.node.range[0],
      this.moved,
      held,
      signature(this.self),
      locals,
    ].join('|');
  }

  /**
   * What decides how the rest of the path goes; paths that agree on it are one path. Variables that hold nothing but a constant, or nothing
   * that is known, stand apart: where nothing is known, every constant is covered.
   */
  signature(): { readonly text: string; readonly plain: ReadonlyMap<Variable, string> } {
    const parts: string[] = [
      String(this.block),
      String(this.validatedBlock),
      String(this.superseded),
      String(this.lock?.block ?? ''),
      String(this.attempts?.count ?? 0),
      this.outcome?.settled ?? '',
      String(this.askedBlock === this.block),
      [...this.reserved.keys()].join(),
      [...this.held.keys()].join(),
      String(this.moved),
      // What was written before any outcome is asked of the state alone.
      this.outcome === undefined ? '' : [...this.written].sort().join(),
      String(this.blockWrites.length),
    ];
    for (const [cell, value] of this.cells) {
      parts.push(`${cell}${signature(value)}`);
    }
    for (const [cell, tested] of this.tested) {
      parts.push(`${cell}:${tested.block}`);
    }
    const plain = new Map<Variable, string>();
    for (const [variable, value] of this.locals) {
      const own = signature(value);
      const isPlain =
        own === ANYTHING || (value.kind === 'literal' && value.phase === undefined && value.deps.length === 0);
      if (isPlain) {
        plain.set(variable, own);
      }
      parts.push(isPlain ? variable.name : variable.name + own);
    }
    return { text: parts.join('|'), plain };
  }
}
