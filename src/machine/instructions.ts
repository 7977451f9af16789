/** What each instruction does. */
import type { Instruction, Module, Register } from '../ir/ir.js';
import { globalOf } from './builtins.js';
import { callSuper, construct, invoke } from './calls.js';
import { addAccessor, addMethod, decorateClass, decorateMethod, newClass } from './classes.js';
import { textOf } from './conversions.js';
import { into, type Frame } from './frames.js';
import type { ScopeObject } from './heap.js';
import { noteExport, runImport } from './imports.js';
import { close, isDone, itemOf, iterate, next } from './iteration.js';
import { listOf } from './iterators.js';
import { PRELUDE, type Machine } from './machine.js';
import {
  deleteMember,
  getMember,
  hasThroughProxy,
  keysOf,
  restOfMembers,
  setMember,
  spreadMembers,
} from './members.js';
import { Threw } from './natives/native.js';
import { STUB_FUNCTIONS } from './natives/stubs.js';
import { collect, convert } from './operands.js';
import { binary, LONGEST_TEXT, truthOf, unary } from './operators.js';
import { deliver, raise } from './outcomes.js';
import { put } from './own-members.js';
import { valueOf } from './properties.js';
import { describe, isPrimitive, Reference, Unknown, type Value } from './values.js';

type Of<Op extends Instruction['op']> = Extract<Instruction, { readonly op: Op }>;

/** Runs an instruction. True: other code goes on than the next instruction of the frame. */
type Run<Op extends Instruction['op']> = (m: Machine, frame: Frame, instruction: Of<Op>) => boolean;

/** An instruction that only fills a register. */
const giving =
  <Op extends Instruction['op']>(give: (m: Machine, frame: Frame, instruction: Of<Op>) => Value): Run<Op> =>
  (m, frame, instruction) => {
    frame.registers[(instruction as unknown as { readonly into: Register }).into] = give(m, frame, instruction);
    return false;
  };

/** An instruction that fills no register. */
const doing =
  <Op extends Instruction['op']>(run: (m: Machine, frame: Frame, instruction: Of<Op>) => void): Run<Op> =>
  (m, frame, instruction) => {
    run(m, frame, instruction);
    return false;
  };

const INSTRUCTIONS: { readonly [Op in Instruction['op']]: Run<Op> } = {
  // Values
  const: giving((_, __, { value }) => value),
  move: giving((_, { registers }, { from }) => registers[from]),
  template: runTemplate,
  unary: runUnary,
  binary: runBinary,
  regexp: giving((m, _, { pattern, flags }) => m.make('regexp', { pattern, flags })),
  unknown: giving((m, { newTarget }, { what }) => (what === 'new.target' ? newTarget : m.unknown(what, 'computed'))),
  absent: giving((_, { registers }, { value, test, isDefault }) => isAbsent(registers[value], test, isDefault)),

  // Names
  outer: giving((m, { callee }) => m.state.of(callee, 'function')?.scope),
  scope: giving(newScope),
  copyScope: giving((m, { registers }, { from }) => {
    const own = m.state.of(registers[from], 'scope');
    return (
      own &&
      m.make('scope', { module: own.module, scope: own.scope, parent: own.parent, properties: new Map(own.properties) })
    );
  }),
  load: giving((m, { registers, module }, { from, scope, name }) => {
    const holder = scopeOf(m, registers[from], module, scope);
    if (holder === undefined) {
      return m.unknown(`variable ${name}`, 'computed', { path: [name] });
    }
    m.read(holder.self, name);
    return holder.properties.get(name);
  }),
  store: doing((m, { registers, module }, { to, scope, name, value }) => {
    const holder = scopeOf(m, registers[to], module, scope);
    if (holder !== undefined) {
      put(m, holder.self, name, registers[value]);
      if (holder.parent === undefined && m.state.namespaces.size > 0) {
        noteExport(m, module, name, registers[value]);
      }
    }
  }),
  global: giving(
    (m, { module }, { name }) => commonJs(m, module.file, name) ?? ofMachine(m, module.file, name) ?? globalOf(m, name),
  ),
  setGlobal: doing((m, { registers }, { name, value }) => m.state.globals.set(name, registers[value])),

  // Objects
  object: giving((m) => m.object()),
  array: (m, frame, { items, into: register }) =>
    collect(m, frame, items, register, (values, now) => give(now, register, m.array(values))),
  get: getMember,
  set: setMember,
  delete: deleteMember,
  spread: spreadMembers,
  accessor: doing((m, { registers }, { object, key, kind, value }) =>
    addAccessor(m, registers[object], { name: registers[key], kind, value: registers[value] }),
  ),
  restObject: restOfMembers,
  list: runList,
  restList: giving((m, { registers }, { from, start }) => {
    const value = registers[from];
    return value instanceof Unknown ? value : m.array((listOf(m, value) ?? []).slice(start));
  }),
  keys: giving((m, { registers }, { from }) => keysOf(m, registers[from])),

  // Functions
  closure: giving(newClosure),
  call: (m, frame, { callee, receiver, arguments: items, into: register }) => {
    const called = frame.registers[callee];
    const self = receiver === undefined ? undefined : frame.registers[receiver];
    return collect(m, frame, items, register, (given) =>
      invoke(m, { callee: called, self, given, to: into(frame, register) }),
    );
  },
  new: (m, frame, { callee, arguments: items, into: register }) => {
    const called = frame.registers[callee];
    return collect(m, frame, items, register, (given) =>
      construct(m, { callee: called, given, to: into(frame, register) }),
    );
  },
  parameter: giving((_, frame, { index }) => frame.given[index]),
  restParameters: giving((m, frame, { start }) => m.array(frame.given.slice(start))),
  arguments: giving((m, frame) => m.array(frame.given.slice())),
  this: giving((_, { self }) => self),
  self: giving((_, { callee }) => callee),

  // Classes
  class: giving(newClass),
  method: doing(addMethod),
  decorate: decorateMethod,
  decorateClass,
  superCall: (m, frame, { arguments: items, into: register }) =>
    collect(m, frame, items, register, (given, now) => callSuper(m, now, given, register)),
  superObject: giving((m, { home }) => {
    const prototype = home === undefined ? undefined : m.state.at(home).prototype;
    return prototype instanceof Reference ? prototype : superOfLanguage(m, home);
  }),

  // Iteration
  iterate,
  next,
  isDone: giving(isDone),
  itemOf: giving(itemOf),
  close,

  // Exceptions and modules
  caught: giving((_, { caught }) => caught),
  import: runImport,
};

/** Runs one instruction of a frame. True: other code goes on than its next one. */
export function execute(m: Machine, frame: Frame, instruction: Instruction): boolean {
  return (INSTRUCTIONS[instruction.op] as Run<Instruction['op']>)(m, frame, instruction as never);
}

function give(frame: Frame, register: Register, value: Value): false {
  frame.registers[register] = value;
  return false;
}

/** Takes a result to its register, or throws it. */
function conclude(m: Machine, frame: Frame, register: Register, result: Value | Threw): boolean {
  return result instanceof Threw ? raise(m, frame, result.error) : give(frame, register, result);
}

// Values

function runUnary(m: Machine, frame: Frame, { operator, operand, into: register }: Of<'unary'>): boolean {
  const value = frame.registers[operand];
  if (value instanceof Reference && (operator === '-' || operator === '+' || operator === '~')) {
    return convert(m, frame, { operands: [value], hint: 'number', register }, ([primitive], now) =>
      conclude(m, now, register, unary(m, operator, primitive)),
    );
  }
  return conclude(m, frame, register, unary(m, operator, value));
}

const WITHOUT_CONVERSION: ReadonlySet<string> = new Set(['===', '!==', 'in', 'instanceof']);

function runBinary(m: Machine, frame: Frame, instruction: Of<'binary'>): boolean {
  const { operator, into: register } = instruction;
  const left = frame.registers[instruction.left];
  const right = frame.registers[instruction.right];
  if (!(left instanceof Reference) && !(right instanceof Reference)) {
    return conclude(m, frame, register, binary(m, operator, left, right));
  }
  if (operator === 'in' || operator === 'instanceof') {
    return runTest(m, frame, instruction);
  }
  const isBothObjects = !isPrimitive(left) && !isPrimitive(right);
  if (WITHOUT_CONVERSION.has(operator) || (isBothObjects && (operator === '==' || operator === '!='))) {
    return conclude(m, frame, register, binary(m, operator, left, right));
  }
  const hint = operator === '+' || operator === '==' || operator === '!=' ? 'default' : 'number';
  return convert(m, frame, { operands: [left, right], hint, register }, ([one, other], now) =>
    conclude(m, now, register, binary(m, operator, one, other)),
  );
}

/** `in` and `instanceof`, of which a proxy and a class may have their own idea. */
function runTest(m: Machine, frame: Frame, { operator, left, right, into: register }: Of<'binary'>): boolean {
  const one = frame.registers[left];
  const other = frame.registers[right];
  const to = into(frame, register);
  const proxy = m.state.of(other, 'proxy');
  if (operator === 'in' && proxy !== undefined && valueOf(m, proxy.handler, 'has') !== undefined) {
    return hasThroughProxy(m, proxy, one, to);
  }
  const hook = operator === 'instanceof' ? valueOf(m, other, Symbol.hasInstance) : undefined;
  if (hook instanceof Reference) {
    const told = (value: Value): boolean =>
      deliver(m, to, truthOf(m, value) ?? m.unknown(`instanceof ${describe(value)}`, 'computed'));
    return invoke(m, { callee: hook, self: other, given: [one], to: { kind: 'step', next: told, errors: to } });
  }
  return conclude(m, frame, register, binary(m, operator, one, other));
}

function runTemplate(m: Machine, frame: Frame, { strings, values, into: register }: Of<'template'>): boolean {
  const operands = values.map((value) => frame.registers[value]);
  if (operands.some((value) => value instanceof Reference)) {
    return convert(m, frame, { operands, hint: 'string', register }, (primitives, now) =>
      conclude(m, now, register, template(m, strings, primitives)),
    );
  }
  return conclude(m, frame, register, template(m, strings, operands));
}

function template(m: Machine, strings: readonly string[], values: readonly Value[]): Value | Threw {
  let text = strings[0] ?? '';
  let isKnown = true;
  for (const [index, value] of values.entries()) {
    if (typeof value === 'symbol') {
      return new Threw(m.error('TypeError'));
    }
    const part = isPrimitive(value) ? String(value) : textOf(m, value);
    isKnown &&= typeof part === 'string';
    text += `${typeof part === 'string' ? part : `{${describe(value)}}`}${strings[index + 1] ?? ''}`;
  }
  return isKnown && text.length <= LONGEST_TEXT ? text : m.unknown(`\`${text}\``, 'computed', undefined, true);
}

function isAbsent(value: Value, test: Of<'absent'>['test'], isDefault: boolean): boolean {
  if (value instanceof Unknown) {
    // A default holds unless somebody says otherwise. What a service answered is no option.
    return (
      isDefault &&
      !value.isTruthy &&
      (value.origin === 'argument' || value.origin === 'computed' || value.origin === 'package')
    );
  }
  if (test === 'falsy') {
    return isPrimitive(value) && !value;
  }
  return value === undefined || (test === 'nullish' && value === null);
}

/** A pattern of items: what it is given as an array, or as it is where nobody knows. */
function runList(m: Machine, frame: Frame, { from, into: register, count }: Of<'list'>): boolean {
  const value = frame.registers[from];
  if (value instanceof Unknown || m.state.of(value, 'array') !== undefined) {
    frame.registers[register] = value;
    return false;
  }
  const isIterator = m.state.of(value, 'iterator') !== undefined;
  const list = isIterator ? undefined : listOf(m, value);
  if (list !== undefined) {
    frame.registers[register] = m.array([...list]);
    return false;
  }
  const given = [value, count];
  return invoke(m, { callee: m.prelude('Array.taken'), self: undefined, given, to: into(frame, register) });
}

// Names

function newScope(m: Machine, frame: Frame, { parent, scope }: Of<'scope'>): Value {
  const outer = frame.registers[parent];
  const made = m.make('scope', {
    module: frame.module,
    scope,
    parent: outer instanceof Reference ? outer : undefined,
  });
  if (frame.graph.kind === 'module') {
    m.instanceOf(frame.module).scope ??= made;
  }
  return made;
}

function scopeOf(m: Machine, from: Value, module: Module, wanted: number): ScopeObject | undefined {
  let scope = m.state.of(from, 'scope');
  while (scope !== undefined && (scope.scope !== wanted || scope.module !== module)) {
    scope = m.state.of(scope.parent, 'scope');
  }
  return scope;
}

/** `module` and `exports`, which each module has its own of. */
function commonJs(m: Machine, file: string, name: string): Value {
  if (name !== 'module' && name !== 'exports') {
    return undefined;
  }
  const instance = m.instances.get(file);
  return name === 'module' ? instance?.commonJs : instance?.exports;
}

/** What stubs and the prelude speak to the machine with. */
function ofMachine(m: Machine, file: string, name: string): Value {
  const isKnown = file === PRELUDE ? name === 'Machine' : STUB_FUNCTIONS.has(name) && m.linker.isStub(file);
  return isKnown ? m.native(name) : undefined;
}

// Functions and classes

function newClosure(m: Machine, frame: Frame, { function: id, scope }: Of<'closure'>): Value {
  const { module, registers, self, home } = frame;
  const graph = module.functions[id];
  if (graph === undefined) {
    throw new Error(`${module.file} has no function ${id}`);
  }
  const outer = registers[scope];
  return m.make('function', {
    name: graph.name,
    graph,
    module,
    scope: outer instanceof Reference ? outer : undefined,
    ...(graph.kind === 'arrow' && { boundThis: self }),
    ...((graph.kind === 'arrow' || graph.kind === 'fields') && home && { home }),
  });
}

/** Where `super.x` is looked up if the class extends one of the language, or something unknown. */
function superOfLanguage(m: Machine, home: Reference | undefined): Value {
  const object = home === undefined ? undefined : m.state.at(home);
  if (object?.prototype === null && object.kind === 'object') {
    return m.native('Object.prototype');
  }
  const { prototype, unknownBase } = object ?? {};
  if (unknownBase !== undefined || prototype === undefined || prototype === null) {
    return unknownBase ?? m.unknown('super', 'computed', { path: ['super'] });
  }
  return object?.kind === 'function' ? prototype : m.native(`${(prototype as { name: string }).name}.prototype`);
}
