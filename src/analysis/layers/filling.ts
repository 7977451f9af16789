/** Collections that a function of their module fills, whenever that is: `register(name) { this.breakers.set(name, …) }`. */
import type { FunctionRecord, ModuleRecord, Term } from '../../module-graph/record.js';
import type { Machine } from './machine.js';
import type { Program, Scope, Value } from './values.js';

const PUTS = new Set(['set', 'push', 'add']);

/** By the place that is filled, the functions that do it. */
const fillers = new WeakMap<ModuleRecord, ReadonlyMap<string, ReadonlySet<number>>>();

export const placeOfField = (owner: number, key: string): string => `${owner}.${key}`;
export const placeOfVariable = (id: number): string => String(id);

/** Where a collection is kept, and with which `this`. */
export interface Kept {
  readonly program: Program;
  readonly scope: Scope;
  readonly place: string;
  readonly self?: Value;
}

/** Where a collection is kept that may be found empty. */
export function keep(value: Value, kept: () => readonly Kept[]): void {
  const contents = contentsOf(value);
  if (contents !== undefined && !places.has(contents)) {
    places.set(contents, kept);
  }
}

/** Runs what fills a collection that is asked for what it holds, and is found empty. */
export function fill(machine: Machine, value: Value): void {
  const contents = contentsOf(value);
  const kept = contents && places.get(contents);
  if (contents === undefined || kept === undefined || (Array.isArray(contents) ? contents.length : contents.size) > 0) {
    return;
  }
  places.set(contents, () => []);
  for (const { program, scope, place, self } of kept()) {
    for (const fn of fillersIn(program.record).get(place) ?? []) {
      const record = program.record.functions[fn];
      if (record !== undefined && fn !== scope.fn && mayRun(machine, record)) {
        machine.invoke(
          { kind: 'closure', record, scope },
          undefined,
          { site: record.at, name: record.name, scope, frame: undefined },
          self,
        );
      }
    }
  }
}

const contentsOf = (value: Value): Value[] | Map<string, Value> | undefined =>
  value.kind === 'collection' ? value.entries : value.kind === 'object' ? value.members : undefined;

const places = new WeakMap<object, () => readonly Kept[]>();

const MOST_RUNS = 4;
const runs = new WeakMap<Machine, Map<FunctionRecord, number>>();

/** What fills a collection may make another of the same kind. */
function mayRun(machine: Machine, record: FunctionRecord): boolean {
  const counted = runs.get(machine) ?? new Map<FunctionRecord, number>();
  runs.set(machine, counted);
  const count = (counted.get(record) ?? 0) + 1;
  counted.set(record, count);
  return count <= MOST_RUNS;
}

function fillersIn(record: ModuleRecord): ReadonlyMap<string, ReadonlySet<number>> {
  const known = fillers.get(record);
  if (known !== undefined) {
    return known;
  }
  const found = new Map<string, Set<number>>();
  for (const [fn, { body, owner }] of record.functions.entries()) {
    const note = (place: string): void => {
      found.set(place, (found.get(place) ?? new Set()).add(fn));
    };
    const visit = (part: unknown): void => {
      if (Array.isArray(part)) {
        part.forEach(visit);
        return;
      }
      if (typeof part !== 'object' || part === null) {
        return;
      }
      const term = part as Term;
      const filled = filledBy(term);
      if (filled?.kind === 'variable') {
        note(placeOfVariable(filled.id));
      } else if (filled?.kind === 'member' && filled.object.kind === 'this' && owner !== undefined) {
        note(placeOfField(owner, filled.key));
      } else if (filled?.kind === 'member' && filled.object.kind === 'variable') {
        const { name } = filled.object;
        const cls = record.classes.findIndex((candidate) => candidate.name === name);
        if (cls !== -1) {
          note(placeOfField(cls, filled.key));
        }
      }
      // An arrow function has the `this` of the method that it stands in.
      const inner = term.kind === 'function' ? record.functions[term.fn] : undefined;
      if (inner?.lexical === true && owner !== undefined) {
        visit(inner.body);
      }
      Object.values(part).forEach(visit);
    };
    visit(body);
  }
  fillers.set(record, found);
  return found;
}

/** What a term puts something into. */
function filledBy(term: Term): Term | undefined {
  if (term.kind === 'call' && term.callee.kind === 'member' && PUTS.has(term.callee.key)) {
    return term.callee.object;
  }
  if (term.kind !== 'assign') {
    return undefined;
  }
  const { target } = term;
  return target.kind === 'member' && target.key === '[]' ? target.object : undefined;
}
