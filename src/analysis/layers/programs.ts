/** The modules that are being run, and what they export. */
import type { ModuleRecord, Step, Term } from '../../module-graph/record.js';
import type { Machine } from './machine.js';
import { readMember } from './members.js';
import { isAbsent, UNKNOWN, type Program, type Scope, type Value } from './values.js';

export class Programs {
  private readonly programs = new Map<ModuleRecord, Program>();
  private readonly resolving = new Set<string>();

  constructor(private readonly machine: Machine) {}

  of(record: ModuleRecord): Program {
    let program = this.programs.get(record);
    if (program === undefined) {
      const initial = new Map<number, Term[]>();
      const note = (steps: readonly Step[]): void => {
        for (const step of steps) {
          if (step.kind === 'set') {
            initial.set(step.id, [...(initial.get(step.id) ?? []), step.value]);
          } else if (step.kind === 'branch') {
            step.ways.forEach(note);
          } else if (step.kind === 'retry' || step.kind === 'caught') {
            note(step.body);
          }
        }
      };
      note(record.body);
      const scope: { -readonly [Key in keyof Scope]: Scope[Key] } = { program: undefined as unknown as Program, fn: -1, values: new Map(), parent: undefined, self: UNKNOWN, args: undefined };
      program = { record, scope, initial };
      scope.program = program;
      this.programs.set(record, program);
    }
    return program;
  }

  /** An export of the module that a specifier names: a library's, as its model says, or another file's. */
  imported(specifier: string, name: string, from: Program): Value {
    const exports = this.machine.world.exportsOf(specifier, from.record.file);
    if (exports !== undefined) {
      return this.machine.library.exported(exports, name);
    }
    const key = `${from.record.file}\n${specifier}\n${name}`;
    if (this.resolving.has(key)) {
      return UNKNOWN;
    }
    this.resolving.add(key);
    try {
      const record = this.machine.world.findModule(specifier, from.record.file);
      return record === undefined ? { kind: 'unknown', text: name } : this.exported(this.of(record), name);
    } finally {
      this.resolving.delete(key);
    }
  }

  exported(program: Program, name: string): Value {
    const { record, scope } = program;
    if (name === '*' || (name === '=' && record.exports['='] === undefined)) {
      return { kind: 'namespace', program };
    }
    const term = record.exports[name] ?? (name === 'default' ? record.exports['='] : undefined);
    if (term !== undefined) {
      return this.machine.evaluate(term, scope, undefined);
    }
    const whole = record.exports['='];
    if (whole !== undefined) {
      return readMember(this.machine, this.machine.evaluate(whole, scope, undefined), name, undefined, scope);
    }
    for (const star of record.stars) {
      const found = this.imported(star, name, program);
      if (found.kind !== 'unknown' && !isAbsent(found)) {
        return found;
      }
    }
    return UNKNOWN;
  }
}
