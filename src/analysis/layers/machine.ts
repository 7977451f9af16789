/** Runs the records of modules: every call is followed, and what stands around it is kept as layers. Nothing is computed but what passes. */
import type { FindModule, FunctionRecord, Site, Step, Term } from '../../module-graph/record.js';
import type { ValueModel } from '../../models/model.js';
import type { Models } from '../../models/registry.js';
import { build } from './building.js';
import { ofType, resultOf } from './declared.js';
import { methodOf } from './decorators.js';
import { Library } from './library.js';
import { callBuiltin, callOutside, release } from './outside.js';
import { Programs } from './programs.js';
import { assignMember, consult, readInherited, readMember } from './members.js';
import { arithmetic, collectionOf, isSame, join, nominal, objectOf } from './operations.js';
import { attemptsOf } from './numbers.js';
import { protect, reportedTo } from './protecting.js';
import { lookup, parameter, setVariable } from './variables.js';
import { caught, handling, isSameLoop, noteInside, placeOf } from './ways.js';
import {
  GIVEN,
  isAbsent,
  UNKNOWN,
  type CallSite,
  type Closure,
  type Frame,
  type Instance,
  type Layer,
  type Meeting,
  type Scope,
  type Value,
} from './values.js';

export interface World {
  readonly models: Models;
  /** The name of a file, as messages give it. */
  readonly nameOf: (path: string) => string;
  readonly findModule: FindModule;
  /** What a library exports, by the specifier, as the file `from` imports it. */
  readonly exportsOf: (specifier: string, from: string) => Readonly<Record<string, ValueModel>> | undefined;
}

/** Thrown when the work is more than the file is worth. */
export class OutOfBudget extends Error {}

/** Steps for one function that is run as somebody may call it, and for a whole file. */
const ROOT_BUDGET = 6_000;
const BUDGET = 60_000;
/** For what another module does when it is loaded. */
const ASIDE_BUDGET = 1_500;
const MAX_DEPTH = 40;
/** One function may stand in one way so often: a retry of a retry by one helper. */
const MAX_SAME = 3;

export class Machine {
  readonly library: Library;
  readonly programs: Programs;
  readonly meetings: Meeting[] = [];
  /** Functions that some way has led through. */
  readonly visited = new Set<FunctionRecord>();
  private steps = 0;
  private limit = ROOT_BUDGET;
  private readonly results = new Map<
    FunctionRecord,
    { readonly self: Value; readonly within: object | undefined; readonly args: readonly Value[]; value: Value }[]
  >();

  constructor(readonly world: World) {
    this.library = new Library(this);
    this.programs = new Programs(this);
  }

  evaluate(term: Term, scope: Scope, frame: Frame | undefined): Value {
    this.steps += 1;
    if (this.steps > this.limit) {
      throw new OutOfBudget();
    }
    switch (term.kind) {
      case 'unknown':
        return UNKNOWN;
      case 'literal':
        return term;
      case 'variable':
        return lookup(this, term.id, scope);
      case 'global':
        return term.name === 'Infinity' ? { kind: 'literal', value: Infinity } : { kind: 'global', name: term.name };
      case 'parameter':
        return parameter(term.at, scope);
      case 'this':
        return scope.self;
      case 'super':
        return readInherited(this, term, scope);
      case 'member':
        return readMember(this, this.evaluate(term.object, scope, frame), term.key, frame, scope);
      case 'call': {
        const callee = this.evaluate(term.callee, scope, frame);
        const args = this.argumentsOf(term.args, scope, frame);
        return this.call(callee, args, { site: term.site, name: term.name, scope, frame });
      }
      case 'new':
        return this.construct(this.evaluate(term.callee, scope, frame), this.argumentsOf(term.args, scope, frame), {
          site: term.site,
          name: term.name,
          scope,
          frame,
        });
      case 'function': {
        const record = scope.program.record.functions[term.fn];
        return record === undefined ? UNKNOWN : { kind: 'closure', record, scope };
      }
      case 'class': {
        const record = scope.program.record.classes[term.at];
        return record === undefined ? UNKNOWN : { kind: 'class', record, scope };
      }
      case 'object':
        return objectOf(term.members.map(([key, member]) => [key, this.evaluate(member, scope, frame)]));
      case 'array':
        return { kind: 'array', items: this.argumentsOf(term.items, scope, frame) };
      case 'spread':
        return this.evaluate(term.of, scope, frame);
      case 'collection':
        return collectionOf(
          term.items === undefined ? UNKNOWN : this.evaluate(term.items, scope, frame),
          term.of && this.evaluate(term.of, scope, frame),
        );
      case 'either':
        return join(term.options.map((option) => this.evaluate(option, scope, frame)));
      case 'default':
        return this.orElse(this.evaluate(term.value, scope, frame), () => this.evaluate(term.otherwise, scope, frame));
      case 'arithmetic':
        return arithmetic(
          term.operator,
          this.evaluate(term.left, scope, frame),
          this.evaluate(term.right, scope, frame),
        );
      case 'import':
        return this.programs.imported(term.specifier, term.name, scope.program);
      case 'sequence':
        return term.terms.reduce<Value>((_, part) => this.evaluate(part, scope, frame), UNKNOWN);
      case 'assign':
        return this.assign(term, this.evaluate(term.value, scope, frame), scope, frame);
      case 'typed':
        return ofType(
          this,
          this.evaluate(term.type, scope, undefined),
          term.value === undefined ? UNKNOWN : this.evaluate(term.value, scope, frame),
        );
      case 'retried':
        return this.evaluate(term.term, scope, this.enter(attemptsOf(this, term.retry, scope), frame));
      case 'caught':
        return this.evaluate(term.term, scope, caught(frame, scope));
    }
  }

  /** Runs steps in order, each of them; gives what they return. */
  run(steps: readonly Step[], scope: Scope, frame: Frame | undefined, returned: Value[] = []): Value[] {
    for (const step of steps) {
      switch (step.kind) {
        case 'do':
          this.evaluate(step.term, scope, frame);
          break;
        case 'set':
          setVariable(step.id, this.evaluate(step.value, scope, frame), scope);
          break;
        case 'return':
          returned.push(this.evaluate(step.term, scope, frame));
          break;
        case 'branch':
          this.branch(step.ways, scope, frame, returned);
          break;
        case 'retry':
          this.run(step.body, scope, this.enter(attemptsOf(this, step.retry, scope), frame), returned);
          break;
        case 'caught':
          this.run(step.body, scope, caught(frame, scope), returned);
          break;
        case 'handler':
          this.run(step.body, scope, handling(frame), returned);
          break;
        case 'reported':
          this.run(
            step.body,
            scope,
            step.to.reduce((at, to) => reportedTo(this, this.evaluate(to, scope, frame), at), frame),
            returned,
          );
      }
    }
    return returned;
  }

  private branch(ways: readonly (readonly Step[])[], scope: Scope, frame: Frame | undefined, returned: Value[]): void {
    const before = new Map(scope.values);
    const after = ways.map((way) => {
      scope.values.clear();
      before.forEach((value, id) => scope.values.set(id, value));
      this.run(way, scope, frame, returned);
      return new Map(scope.values);
    });
    const ids = new Set(after.flatMap((values) => [...values.keys()]));
    for (const id of ids) {
      scope.values.set(id, join(after.map((values) => values.get(id) ?? UNKNOWN)));
    }
  }

  /** Enters a layer: what it meets on the way out is noted. */
  enter(layer: Layer, frame: Frame | undefined): Frame {
    const seen = new Set<string>();
    let isGuess = false;
    let isHandled = false;
    for (let at = frame; at !== undefined && at.kind !== 'caught'; at = at.up) {
      isGuess ||= at.kind === 'guess';
      isHandled ||= at.kind === 'handler';
      if (at.kind === 'layer' && at.layer.kind === 'fallback') {
        break;
      }
      if (at.kind === 'layer' && !seen.has(at.layer.kind)) {
        if (at.layer.identity === layer.identity || isSameLoop(at.layer, layer, frame)) {
          continue;
        }
        seen.add(at.layer.kind);
        if (layer.group === undefined || at.layer.group !== layer.group) {
          // What is repeated need not fail in the way that the handler waits for.
          this.meet(
            at.layer,
            layer,
            { kind: 'layer', layer, up: frame },
            undefined,
            isGuess || (isHandled && at.layer.kind === 'retry'),
          );
        }
      }
    }
    if (layer.kind === 'breaker') {
      noteInside(frame, 'fails');
    }
    return { kind: 'layer', layer, up: frame };
  }

  meet(outer: Layer, inner: Layer, frame: Frame | undefined, composition: Site | undefined, isGuess = false): void {
    const certainty =
      isGuess || outer.certainty === 'potential' || inner.certainty === 'potential' ? 'potential' : 'certain';
    this.meetings.push({ outer, inner, frame, certainty, ...(composition && { composition }) });
  }

  call(callee: Value, args: readonly Value[], at: CallSite): Value {
    switch (callee.kind) {
      case 'closure':
        return this.invoke(callee, args, at, undefined);
      case 'library':
        return this.library.call(callee, args, at);
      case 'either':
        return join(callee.options.map((option) => this.call(option, args, at)));
      case 'builtin':
        return callBuiltin(this, callee.name, callee.of, args, at);
      case 'class':
        return UNKNOWN;
      case 'global':
        callOutside(this, args, at);
        return GIVEN;
      case 'unknown':
        return callOutside(this, args, at, callee.answers);
      default:
        return callOutside(this, args, at);
    }
  }

  invoke(
    callee: Closure,
    args: readonly Value[] | undefined,
    at: Omit<CallSite, 'scope'> & { readonly scope: Scope | undefined },
    self: Value | undefined,
  ): Value {
    const { record } = callee;
    let depth = 0;
    let same = 0;
    for (let frame = at.frame; frame !== undefined; frame = frame.up) {
      depth += 1;
      same += frame.kind === 'hop' && frame.fn === record ? 1 : 0;
    }
    if (depth > MAX_DEPTH || same >= MAX_SAME) {
      return UNKNOWN;
    }
    this.visited.add(record);
    const own = callee.self ?? self ?? UNKNOWN;
    // A call that is handed nothing to run does the same again wherever the same layers stand around it, and what it gives depends on what
    // it is told.
    const within = placeOf(at.frame);
    const isPlain =
      callee.scope.fn === -1 && (args ?? []).every(({ kind }) => kind === 'literal' || kind === 'unknown');
    const results = this.results.get(record) ?? [];
    const known = isPlain
      ? results.find(
          (result) =>
            result.self === own &&
            result.within === within &&
            (result.value.kind === 'unknown' || isSame(result.args, args ?? [])),
        )
      : undefined;
    if (known !== undefined) {
      return known.value;
    }
    const result = { self: own, within, args: args ?? [], value: UNKNOWN };
    if (isPlain) {
      this.results.set(record, [...results, result]);
    }
    result.value = this.activate(callee, record, own, args, at);
    return result.value;
  }

  private activate(
    callee: Closure,
    record: FunctionRecord,
    own: Value,
    args: readonly Value[] | undefined,
    at: Omit<CallSite, 'scope'> & { readonly scope: Scope | undefined },
  ): Value {
    const { program } = callee.scope;
    const inner: Scope = {
      program,
      fn: program.record.functions.indexOf(record),
      values: new Map(),
      parent: callee.scope,
      self: record.lexical === true ? callee.scope.self : own,
      args,
    };
    const file = at.scope?.program.record.file ?? program.record.file;
    const entered: Frame = { kind: 'hop', name: at.name, site: at.site, file, fn: record, up: at.frame };
    const hop: Frame =
      callee.made === undefined
        ? entered
        : { kind: 'hop', ...callee.made, file: program.record.file, fn: undefined, up: entered };
    const decorated = (callee.around ?? []).reduce<Frame>((outside, { composed = [], creation }) => {
      const into: Frame =
        creation === undefined
          ? outside
          : { kind: 'hop', name: creation.name, site: creation.site, file: creation.file, fn: undefined, up: outside };
      return composed.reduce<Frame>((within, layer) => this.enter(layer, within), into);
    }, hop);
    const frame = record.protects === undefined ? decorated : protect(this, record.protects, inner, decorated);
    const result = join(this.run(record.body, inner, frame));
    return result.kind === 'unknown' ? (resultOf(this, record, callee.scope) ?? result) : result;
  }

  construct(callee: Value, args: readonly Value[], at: CallSite): Value {
    switch (callee.kind) {
      case 'class': {
        const instance: Instance = {
          kind: 'instance',
          record: callee.record,
          scope: callee.scope,
          args,
          site: at.site,
          fields: new Map(),
          state: 'new',
        };
        build(this, instance);
        return instance;
      }
      case 'library':
        return this.library.construct(callee, args, at);
      case 'either':
        return join(callee.options.map((option) => this.construct(option, args, at)));
      default:
        return callOutside(this, args, callee.kind === 'global' ? { ...at, name: callee.name } : at);
    }
  }

  /** Runs methods of a class as somebody may, on an instance that nothing is known of. */
  runInstance(cls: Extract<Value, { kind: 'class' }>): void {
    const instance: Instance = {
      kind: 'instance',
      record: cls.record,
      scope: cls.scope,
      args: undefined,
      site: undefined,
      fields: new Map(),
      state: 'new',
    };
    this.within(() => {
      build(this, instance);
    });
    for (const key of Object.keys(cls.record.methods)) {
      const method = methodOf(this, cls.record, cls.scope, key);
      if (method !== undefined) {
        this.runRoot({ ...method, self: instance });
      }
    }
    for (const value of instance.fields.values()) {
      if (value.kind === 'closure') {
        this.runRoot(value);
      }
    }
  }

  /** Runs a function that no way has led through yet. */
  runAlone(closure: Closure): void {
    if (!this.visited.has(closure.record)) {
      this.runRoot(closure);
    }
  }

  private runRoot(closure: Closure): void {
    const { record, scope } = closure;
    const at: CallSite = { site: record.at, name: record.name, scope, frame: undefined };
    this.within(() => {
      release(this, this.invoke(closure, undefined, at, undefined), at, 2);
    });
  }

  /** What is too much for one function is left, and the next one begins afresh, as long as the file has a budget. */
  within(work: () => void): void {
    this.limit = Math.min(this.steps + ROOT_BUDGET, BUDGET);
    try {
      work();
    } catch (error) {
      if (!(error instanceof OutOfBudget)) {
        throw error;
      }
    }
  }

  /** Runs what another module does when it is loaded, which takes nothing from the budget of the function at hand. */
  aside(work: () => void): void {
    const { steps, limit } = this;
    this.limit = steps + ASIDE_BUDGET;
    try {
      work();
    } catch (error) {
      if (!(error instanceof OutOfBudget)) {
        throw error;
      }
    } finally {
      this.limit = limit;
      this.steps = steps;
    }
  }

  argumentsOf(terms: readonly Term[], scope: Scope, frame: Frame | undefined): Value[] {
    return terms.flatMap((term) => {
      const value = this.evaluate(term, scope, frame);
      return term.kind === 'spread' && value.kind === 'array' ? value.items : [value];
    });
  }

  private orElse(value: Value, otherwise: () => Value): Value {
    if (isAbsent(value)) {
      return otherwise();
    }
    if (value.kind !== 'unknown' || value.given === true) {
      return value;
    }
    const other = otherwise();
    return other.kind === 'object'
      ? { ...other, open: true, members: new Map([...other.members].map(([key, member]) => [key, nominal(member)])) }
      : nominal(other);
  }

  private assign(
    { target, maybe }: Extract<Term, { kind: 'assign' }>,
    value: Value,
    scope: Scope,
    frame: Frame | undefined,
  ): Value {
    if (target.kind === 'variable') {
      setVariable(target.id, value, scope);
    } else if (target.kind === 'member') {
      const object = this.evaluate(target.object, scope, frame);
      consult(frame, object, scope, target.key, false);
      assignMember(this, object, target.key, value, maybe === true);
    }
    return value;
  }
}
