/**
 * Abstract values. A value knows what it is, as far as the code says, and which reads of shared cells it rests on.
 */
import type { ClassNode, FunctionNode, Node } from '../../ast/nodes.js';
import type { Phase } from '../facts.js';

/** A read of a shared cell: `block` is the synchronous stretch in which it happened. */
export interface Dep {
  readonly cell: string;
  readonly block: number;
  readonly node: Node;
}

export type Primitive = string | number | boolean | bigint | null | undefined;

/** `cell OP bound`: how a counter is held against a limit. */
export interface Comparison {
  readonly node: Node;
  readonly cell: string;
  readonly operator: string;
  /** The limit, if the code says what it is unless a caller overrides it. */
  readonly bound: number | undefined;
  readonly exact: boolean;
  readonly boundText: string;
  /** What is held against the limit is a rate. */
  readonly ratio: boolean;
}

/** A test of one cell against a constant; `equal` says which branch it proves. */
export interface Test {
  readonly cell: string;
  readonly constant: Literal;
  readonly equal: boolean;
  readonly block: number;
}

interface Base {
  readonly deps: readonly Dep[];
}

export interface Literal extends Base {
  readonly kind: 'literal';
  readonly value: Primitive;
  readonly phase?: Phase | undefined;
}

export interface Unknown extends Base {
  readonly kind: 'unknown';
  /** What it is unless a caller overrides it: a parameter's default, a member of a default options object. */
  readonly nominal?: Primitive;
  readonly hasNominal?: boolean;
  /** How the code writes it. */
  readonly text?: string | undefined;
  /** The annotation or name of the parameter it came from. */
  readonly parameter?: Node | undefined;
  /** Phases that a test has ruled out. */
  readonly excluded?: readonly Phase[];
  readonly comparison?: Comparison;
  readonly test?: Test;
  /** Equality with a value captured in an earlier block: on that branch nothing has happened in between. */
  readonly validates?: 'equal' | 'unequal' | undefined;
  /** The result of code outside the module; awaiting it may reject. */
  readonly external?: boolean;
  /** An outside call that was handed a counter: it may be what ends a loop. */
  readonly counted?: boolean;
  /** What was read from a store outside the process: `receiver` names the store, `block` the read. */
  readonly stored?: { readonly receiver: string; readonly node: Node; readonly block: number } | undefined;
  /** The cell that it was read from: its members are cells below it. */
  readonly place?: string | undefined;
  /** What a failed call has thrown, or a part of it: what is asked of it limits no number. */
  readonly thrown?: boolean;
  /** A quotient: held against a limit, it is a rate and no count. */
  readonly ratio?: boolean;
  /** The arithmetic that made it from a copy of a stored record. */
  readonly changed?: Node;
}

export interface FunctionValue extends Base {
  readonly kind: 'function';
  readonly node: FunctionNode;
  readonly self: Value | undefined;
}

export interface ClassValue extends Base {
  readonly kind: 'class';
  readonly node: ClassNode;
}

/** An object whose members are kept under `id`: an instance of a class of this module, an object literal, the unit itself. */
export interface ObjectValue extends Base {
  readonly kind: 'object';
  readonly id: string;
  readonly node?: ClassNode | undefined;
  readonly place?: string | undefined;
  /** Members that are not listed are unknown rather than undefined. */
  readonly open: boolean;
}

export interface PromiseValue extends Base {
  readonly kind: 'promise';
  /** `pending`: may settle either way. */
  readonly settled: 'pending' | 'fulfilled' | 'rejected';
  readonly value: Value;
  /** It settles as the protected call does. */
  readonly attempt?: boolean;
  /** It settles after so many milliseconds at the latest. */
  readonly limitMs?: number | undefined;
  /** The promise that an executor of this module settles. */
  readonly id?: string;
}

/** An `Error` made by a built-in constructor. */
export interface ErrorValue extends Base {
  readonly kind: 'error';
  readonly node: Node;
  /** A code, name or cause tells it from other errors. */
  readonly typed: boolean;
}

/** `resolve` or `reject` of a promise executor. */
export interface SettlerValue extends Base {
  readonly kind: 'settler';
  readonly promise: string;
  readonly settles: 'fulfilled' | 'rejected';
}

/** A lock, or the function that gives it back. */
export interface LockValue extends Base {
  readonly kind: 'lock' | 'release';
}

/** A built-in function or namespace that the interpreter knows by name: `Promise`, `setTimeout`. */
export interface GlobalValue extends Base {
  readonly kind: 'global';
  readonly name: string;
}

export type Value =
  | Literal
  | Unknown
  | FunctionValue
  | ClassValue
  | ObjectValue
  | PromiseValue
  | ErrorValue
  | SettlerValue
  | LockValue
  | GlobalValue;

const NO_DEPS: readonly Dep[] = [];

export const UNKNOWN: Unknown = { kind: 'unknown', deps: NO_DEPS };
export const EXTERNAL: Unknown = { kind: 'unknown', deps: NO_DEPS, external: true };

export const literal = (value: Primitive, deps: readonly Dep[] = NO_DEPS): Literal => ({
  kind: 'literal',
  value,
  deps,
});
export const UNDEFINED: Literal = literal(undefined);

export const phaseLiteral = (phase: Phase, deps: readonly Dep[] = NO_DEPS): Literal => ({
  kind: 'literal',
  value: phase,
  phase,
  deps,
});

export const unknown = (deps: readonly Dep[], rest: Partial<Unknown> = {}): Unknown => ({
  ...rest,
  kind: 'unknown',
  deps,
});

/** The union of dependency lists; of each cell the oldest read, which may be stale, and the newest, which may be fresh. */
export function joinDeps(...lists: readonly (readonly Dep[])[]): readonly Dep[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length < 2) {
    return filled[0] ?? NO_DEPS;
  }
  const oldest = new Map<string, Dep>();
  const newest = new Map<string, Dep>();
  for (const dep of filled.flat()) {
    const [first, last] = [oldest.get(dep.cell), newest.get(dep.cell)];
    if (first === undefined || dep.block < first.block) {
      oldest.set(dep.cell, dep);
    }
    if (last === undefined || dep.block > last.block) {
      newest.set(dep.cell, dep);
    }
  }
  return [...new Set([...oldest.values(), ...newest.values()])];
}

export const withDeps = <Kind extends Value>(value: Kind, deps: readonly Dep[]): Kind =>
  deps.length === 0 ? value : { ...value, deps: joinDeps(value.deps, deps) };

/** The primitive that a value is, or is unless a caller overrides it. */
export function nominalOf(value: Value): { readonly value: Primitive; readonly exact: boolean } | undefined {
  if (value.kind === 'literal') {
    return { value: value.value, exact: true };
  }
  return value.kind === 'unknown' && value.hasNominal === true ? { value: value.nominal, exact: false } : undefined;
}

/** True, false, or undefined where the value does not say. */
export function truthiness(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'literal':
      return Boolean(value.value);
    case 'unknown':
      return undefined;
    default:
      return true;
  }
}

/** A short text that is equal for values that behave alike; paths with equal signatures are merged. */
export function signature(value: Value): string {
  const deps = value.deps.length === 0 ? '' : `<${value.deps.map((dep) => `${dep.cell}@${dep.block}`).join()}>`;
  switch (value.kind) {
    case 'literal':
      return `=${typeof value.value}${String(value.value)}${deps}`;
    case 'unknown':
      return `?${value.excluded?.join() ?? ''}${value.parameter === undefined ? '' : 'P'}${value.hasNominal === true ? String(value.nominal) : ''}${value.test === undefined ? '' : `${value.test.cell}${String(value.test.equal)}`}${deps}`;
    case 'function':
    case 'class':
    case 'error':
      return `${value.kind[0] ?? ''}${value.node.range[0]}${deps}`;
    case 'object':
      return `o${value.id}${deps}`;
    case 'promise':
      return `p${value.settled}${value.attempt === true ? 'A' : ''}(${signature(value.value)})${deps}`;
    case 'settler':
      return `s${value.promise}${value.settles}`;
    default:
      return value.kind;
  }
}
