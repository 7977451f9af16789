/** What each instruction does. */
import type { Instruction, Register } from '../ir/ir.js';
import { globalOf } from './builtins.js';
import { callSuper, construct, invoke, spread } from './calls.js';
import { addAccessor, addMethod, decorateMethod, newClass } from './classes.js';
import type { Continuation, Frame } from './frames.js';
import { importOf } from './imports.js';
import { iterate, nextItem } from './iteration.js';
import type { Machine } from './machine.js';
import { binary, unary } from './operators.js';
import { STUB_FUNCTIONS } from './natives/stubs.js';
import { raise } from './outcomes.js';
import { copyMembers, itemsOf, memberOf, put, remove, setterOf, valueOf } from './properties.js';
import { describe, isPrimitive, propertyKey, Reference, Unknown, type Key, type Value } from './values.js';

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

const into = (frame: Frame, register: Register): Continuation => ({
  kind: 'register',
  frame: frame.id,
  into: register,
});

const INSTRUCTIONS: { readonly [Op in Instruction['op']]: Run<Op> } = {
  // Values
  const: giving((_, __, { value }) => value),
  move: giving((_, { registers }, { from }) => registers[from]),
  template: giving(template),
  unary: giving((m, { registers }, { operator, operand }) => unary(m, operator, registers[operand])),
  binary: giving((m, { registers }, { operator, left, right }) =>
    binary(m, operator, registers[left], registers[right]),
  ),
  regexp: giving((m, _, { pattern, flags }) => m.make('regexp', { pattern, flags })),
  unknown: giving((m, _, { what }) => m.unknown(what, 'computed')),
  absent: giving((_, { registers }, { value, test, isDefault }) => isAbsent(registers[value], test, isDefault)),

  // Names
  outer: giving((m, { callee }) => m.state.of(callee, 'function')?.scope),
  scope: giving(newScope),
  copyScope: giving((m, { registers }, { from }) => {
    const { module, scope, parent, properties } = m.state.writeAs(registers[from] as Reference, 'scope');
    return m.make('scope', { module, scope, parent, properties: new Map(properties) });
  }),
  load: giving((m, { registers, module }, { from, scope, name }) => {
    const holder = scopeOf(m, registers[from], module.file, scope);
    if (holder === undefined) {
      return m.unknown(`variable ${name}`, 'computed', { path: [name] });
    }
    m.read(holder, name);
    return m.state.at(holder).properties.get(name);
  }),
  store: doing((m, { registers, module }, { to, scope, name, value }) => {
    const holder = scopeOf(m, registers[to], module.file, scope);
    if (holder !== undefined) {
      put(m, holder, name, registers[value]);
    }
  }),
  global: giving((m, { module }, { name }) => commonJs(m, module.file, name) ?? stubGlobal(m, module.file, name) ?? globalOf(m, name)),
  setGlobal: doing((m, { registers }, { name, value }) => m.state.globals.set(name, registers[value])),

  // Objects
  object: giving((m) => m.object()),
  array: giving((m, frame, { items }) => m.array(spread(m, given(frame, items)))),
  get: getMember,
  set: setMember,
  delete: giving((m, { registers }, { object, key }) => {
    remove(m, registers[object], registers[key]);
    return true;
  }),
  spread: doing((m, { registers }, { object, from }) => copyMembers(m, registers[object], registers[from])),
  accessor: doing((m, { registers }, { object, key, kind, value }) =>
    addAccessor(m, registers[object], { name: registers[key], kind, value: registers[value] }),
  ),
  restObject: giving(restObject),
  list: giving((m, { registers }, { from }) => {
    const value = registers[from];
    return value instanceof Unknown || m.state.of(value, 'array') !== undefined ? value : m.array(itemsOf(m, value));
  }),
  restList: giving((m, { registers }, { from, start }) => {
    const value = registers[from];
    return value instanceof Unknown ? value : m.array(itemsOf(m, value).slice(start));
  }),
  keys: giving((m, { registers }, { from }) => keysOf(m, registers[from])),

  // Functions
  closure: giving(newClosure),
  call: (m, frame, { callee, receiver, arguments: items, into: register }) =>
    invoke(m, {
      callee: frame.registers[callee],
      self: receiver === undefined ? undefined : frame.registers[receiver],
      given: spread(m, given(frame, items)),
      to: into(frame, register),
    }),
  new: (m, frame, { callee, arguments: items, into: register }) =>
    construct(m, {
      callee: frame.registers[callee],
      given: spread(m, given(frame, items)),
      to: into(frame, register),
    }),
  parameter: giving((_, frame, { index }) => frame.given[index]),
  restParameters: giving((m, frame, { start }) => m.array(frame.given.slice(start))),
  arguments: giving((m, frame) => m.array(frame.given.slice())),
  this: giving((_, { self }) => self),
  self: giving((_, { callee }) => callee),

  // Classes
  class: giving(newClass),
  method: doing(addMethod),
  decorate: decorateMethod,
  decorateClass: (m, frame, { class: cls, decorator, into: register }) => {
    const decorated = frame.registers[cls];
    frame.registers[register] = decorated;
    const next = (value: Value): boolean => {
      frameNow(m, frame).registers[register] = m.state.of(value, 'function') === undefined ? decorated : value;
      return true;
    };
    return invoke(m, {
      callee: frame.registers[decorator],
      self: undefined,
      given: [decorated, m.object(new Map<Key, Value>([['kind', 'class']]))],
      to: { kind: 'step', next, errors: into(frame, register) },
    });
  },
  superCall: (m, frame, { arguments: items, into: register }) => {
    const cls = m.state.of(frame.callee, 'function');
    if (cls?.asClass === undefined || !(frame.self instanceof Reference)) {
      frame.registers[register] = frame.self;
      return false;
    }
    const to: Continuation = { kind: 'construction', object: frame.self, to: into(frame, register) };
    return callSuper(m, cls, { object: frame.self, given: spread(m, given(frame, items)), to });
  },
  superObject: giving((m, { home }) => {
    const prototype = home === undefined ? undefined : m.state.at(home).prototype;
    return prototype ?? m.unknown('super', 'computed', { path: ['super'] });
  }),

  // Iteration
  iterate,
  next: nextItem,
  isDone: giving((m, { registers }, { result }) => {
    const value = registers[result];
    return value instanceof Reference ? valueOf(m, value, 'done') : true;
  }),
  itemOf: giving((m, { registers }, { result }) => valueOf(m, registers[result], 'value')),
  close: doing((m, { registers }, { iterator }) => {
    const reference = registers[iterator];
    if (m.state.of(reference, 'generator') !== undefined) {
      m.state.writeAs(reference as Reference, 'generator').isDone = true;
    }
  }),

  // Exceptions and modules
  caught: giving((_, { caught }) => caught),
  import: giving((m, { module }, { from, name, isRequired }) =>
    from === undefined ? m.unknown('import', 'package') : importOf(m, module, { from, name, isRequired }),
  ),
};

/** Runs one instruction of a frame. True: other code goes on than its next one. */
export function execute(m: Machine, frame: Frame, instruction: Instruction): boolean {
  return (INSTRUCTIONS[instruction.op] as Run<Instruction['op']>)(m, frame, instruction as never);
}

/** The frame as it is in the present state: another state may have gone on with a copy. */
const frameNow = (m: Machine, { id }: Frame): Frame | { readonly registers: Value[] } =>
  m.state.frame(id) ?? { registers: [] };

const given = (
  { registers }: Frame,
  items: readonly { readonly value: Register; readonly isSpread: boolean }[],
): { readonly value: Value; readonly isSpread: boolean }[] =>
  items.map(({ value, isSpread }) => ({ value: registers[value], isSpread }));

// Values

function template(m: Machine, { registers }: Frame, { strings, values }: Of<'template'>): Value {
  let text = strings[0] ?? '';
  let isKnown = true;
  values.forEach((register, index) => {
    const value = registers[register];
    isKnown &&= isPrimitive(value) && typeof value !== 'symbol';
    text += `${isPrimitive(value) ? String(value) : `{${describe(value)}}`}${strings[index + 1] ?? ''}`;
  });
  return isKnown ? text : m.unknown(`\`${text}\``, 'computed', undefined, true);
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

// Names

function newScope(m: Machine, frame: Frame, { parent, scope }: Of<'scope'>): Value {
  const outer = frame.registers[parent];
  const made = m.make('scope', {
    module: frame.module,
    scope,
    parent: outer instanceof Reference ? outer : undefined,
  });
  if (frame.graph.kind === 'module') {
    const instance = m.instanceOf(frame.module);
    instance.scope ??= made;
  }
  return made;
}

function scopeOf(m: Machine, from: Value, file: string, wanted: number): Reference | undefined {
  let current = from;
  while (current instanceof Reference) {
    const scope = m.state.of(current, 'scope');
    if (scope === undefined || (scope.scope === wanted && scope.module.file === file)) {
      return scope?.self;
    }
    current = scope.parent;
  }
  return undefined;
}

/** `module` and `exports`, which each module has its own of. */
function commonJs(m: Machine, file: string, name: string): Value {
  if (name !== 'module' && name !== 'exports') {
    return undefined;
  }
  const own = m.instances.get(file)?.commonJs;
  return own === undefined || name === 'module' ? own : m.state.at(own).properties.get('exports');
}

/** What stubs speak to the machine with. */
const stubGlobal = (m: Machine, file: string, name: string): Value =>
  STUB_FUNCTIONS.has(name) && m.linker.isStub(file) ? m.native(name) : undefined;

// Objects

function getMember(m: Machine, frame: Frame, { object, key, receiver, into: register }: Of<'get'>): boolean {
  const { registers } = frame;
  const member = memberOf(m, registers[object], registers[key]);
  switch (member.kind) {
    case 'value':
      registers[register] = member.value;
      return false;
    case 'getter':
      return invoke(m, {
        callee: member.getter,
        self: registers[receiver ?? object],
        given: member.given ?? [],
        to: into(frame, register),
      });
    case 'missing':
      return raise(m, frame, m.error('TypeError'));
  }
}

function setMember(m: Machine, frame: Frame, { object, key, value, isDefinition }: Of<'set'>): boolean {
  const { registers } = frame;
  const target = registers[object];
  if (target === undefined || target === null) {
    return raise(m, frame, m.error('TypeError'));
  }
  const setter =
    isDefinition || !(target instanceof Reference) ? undefined : setterOf(m, target, propertyKey(registers[key]));
  if (setter === null) {
    return false;
  }
  if (setter !== undefined) {
    return invoke(m, { callee: setter, self: target, given: [registers[value]], to: { kind: 'nowhere' } });
  }
  put(m, target, registers[key], registers[value]);
  return false;
}

function restObject(m: Machine, { registers }: Frame, { from, except }: Of<'restObject'>): Value {
  const source = registers[from];
  if (source instanceof Unknown) {
    return m.unknown(`${source.key} rest`, source.origin, source.name, source.isTruthy);
  }
  const rest = m.object();
  copyMembers(m, rest, source);
  for (const register of except) {
    m.state.write(rest).properties.delete(propertyKey(registers[register]));
  }
  return rest;
}

function keysOf(m: Machine, value: Value): Value {
  if (!(value instanceof Reference)) {
    return value instanceof Unknown ? value : m.array([]);
  }
  const object = m.state.at(value);
  m.read(value, '*');
  const keys = object.kind === 'array' ? object.items.map((_, index) => String(index)) : [...object.properties.keys()];
  return m.array(keys.filter((key) => typeof key === 'string' && !key.startsWith('#')));
}

// Functions and classes

function newClosure(m: Machine, frame: Frame, { function: id, scope }: Of<'closure'>): Value {
  const { module, registers, self, home } = frame;
  const graph = module.functions[id];
  if (graph === undefined) {
    throw new Error(`${module.file} has no function ${id}`);
  }
  const outer = registers[scope];
  const isArrow = graph.kind === 'arrow';
  const closure = m.make('function', {
    name: graph.name,
    graph,
    module,
    scope: outer instanceof Reference ? outer : undefined,
    ...(isArrow && { boundThis: self, ...(home && { home }) }),
  });
  if (graph.kind === 'function' && !graph.isAsync) {
    m.state.writeAs(closure, 'function').properties.set('prototype', m.object());
  }
  return closure;
}
