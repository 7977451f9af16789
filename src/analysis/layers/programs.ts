/** The modules that are being run, and what they export. */
import type { ModuleRecord, Step, Term } from '../../module-graph/record.js';
import type { Machine } from './machine.js';
import { readMember } from './members.js';
import { isAbsent, UNKNOWN, type Program, type Scope, type Value } from './values.js';

export class Programs {
  private readonly programs = new Map<ModuleRecord, Program>();
  private readonly resolving = new Set<string>();
  private readonly loaded = new Set<Program>();

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
          } else if (
            step.kind === 'retry' ||
            step.kind === 'caught' ||
            step.kind === 'handler' ||
            step.kind === 'reported'
          ) {
            note(step.body);
          }
        }
      };
      note(record.body);
      const scope: { -readonly [Key in keyof Scope]: Scope[Key] } = {
        program: undefined as unknown as Program,
        fn: -1,
        values: new Map(),
        parent: undefined,
        self: UNKNOWN,
        args: undefined,
      };
      program = { record, scope, initial };
      scope.program = program;
      if (this.programs.size === 0) {
        // The first is the file that is linted, which is run as a whole.
        this.loaded.add(program);
      }
      this.programs.set(record, program);
    }
    return program;
  }

  /** What a module does to values when it is loaded: it puts breakers into a registry, or a retry on a client. */
  private load(program: Program): void {
    if (this.loaded.has(program)) {
      return;
    }
    this.loaded.add(program);
    const run = (steps: readonly Step[]): void => {
      for (const step of steps) {
        if (step.kind === 'do' && changes(step.term)) {
          this.machine.run([step], program.scope, undefined);
        } else if (step.kind === 'branch') {
          step.ways.forEach(run);
        } else if (step.kind === 'retry' || step.kind === 'caught' || step.kind === 'handler') {
          run(step.body);
        }
      }
    };
    this.machine.aside(() => {
      run(program.record.body);
    });
  }

  /**
   * An export of the module that a specifier names: a library's, as its model says, or another file's. `asked` are the exports that the
   * search for it has asked for already, by file and name.
   */
  imported(specifier: string, name: string, from: Program, asked = new Set<string>()): Value {
    const exports = this.machine.world.exportsOf(specifier, from.record.file);
    if (exports !== undefined) {
      return this.machine.library.exported(exports, name, specifier);
    }
    const key = `${from.record.file}\n${specifier}\n${name}`;
    if (this.resolving.has(key)) {
      return UNKNOWN;
    }
    this.resolving.add(key);
    try {
      const record = this.machine.world.findModule(specifier, from.record.file);
      if (record === undefined) {
        return { kind: 'unknown', text: name };
      }
      const program = this.of(record);
      this.load(program);
      return this.exported(program, name, asked);
    } finally {
      this.resolving.delete(key);
    }
  }

  /** Modules that export each other's exports again are asked once each, however many ways lead from one to the other. */
  exported(program: Program, name: string, asked = new Set<string>()): Value {
    const { record, scope } = program;
    const key = `${record.file}\n${name}`;
    if (asked.has(key)) {
      return UNKNOWN;
    }
    asked.add(key);
    if (name === '*' || (name === '=' && record.exports['='] === undefined)) {
      return { kind: 'namespace', program };
    }
    const term = record.exports[name] ?? (name === 'default' ? record.exports['='] : undefined);
    if (term !== undefined) {
      return term.kind === 'import'
        ? this.imported(term.specifier, term.name, program, asked)
        : this.machine.evaluate(term, scope, undefined);
    }
    const whole = record.exports['='];
    if (whole !== undefined) {
      return readMember(this.machine, this.machine.evaluate(whole, scope, undefined), name, undefined, scope);
    }
    for (const star of record.stars) {
      const found = this.imported(star, name, program, asked);
      if (found.kind !== 'unknown' && !isAbsent(found)) {
        return found;
      }
    }
    return UNKNOWN;
  }
}

/** Whether an expression does something to what the module has, or imports. */
function changes(term: Term): boolean {
  switch (term.kind) {
    case 'import':
      return true;
    case 'call':
      return isOwn(term.callee);
    case 'assign':
      return isOwn(term.target);
    case 'sequence':
      return term.terms.some(changes);
    case 'caught':
      return changes(term.term);
    default:
      return false;
  }
}

function isOwn(term: Term): boolean {
  let root = term;
  while (root.kind === 'member' || root.kind === 'call') {
    root = root.kind === 'member' ? root.object : root.callee;
  }
  return root.kind === 'variable' || root.kind === 'import';
}
