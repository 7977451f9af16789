/** A module as text, for people: in tests, in reports about the analysis, while working on it. */
import type {
  Block,
  Constant,
  FunctionGraph,
  Import,
  Instruction,
  Item,
  Module,
  Parameter,
  Register,
  ScopeId,
  Terminator,
} from './ir.js';

/** The form that `ir.ts` shows in its example. It depends on nothing but the module. */
export function print(module: Module): string {
  const heading = [`module ${module.file}`, ...describe(module)].join('\n');
  return `${[heading, ...module.functions.map((graph) => printFunction(module, graph))].join('\n\n')}\n`;
}

function describe(module: Module): string[] {
  const { imports, typeImports, exports, reexports, stars, isCommonJs } = module;
  const names = [...exports].map(([name, local]) => (name === local ? name : `${name} = ${local}`));
  return [
    ...(isCommonJs ? ['commonjs'] : []),
    ...imports.map((entry) => `import ${importText(entry)}`),
    ...typeImports.map((entry) => `import type ${importText(entry)}`),
    ...(names.length > 0 ? [`exports ${names.join(', ')}`] : []),
    ...reexports.map((entry) => `reexports ${importText(entry)} as ${entry.as}`),
    ...stars.map((from) => `reexports * from ${from}`),
  ];
}

const importText = ({ from, name, local }: Import): string =>
  `${name}${local === undefined || local === name ? '' : ` as ${local}`} from ${from}`;

/** One function of a module. */
function printFunction(module: Module, graph: FunctionGraph): string {
  const { id, kind, name, isAsync, isGenerator, parameters, blocks } = graph;
  const flags = `${isAsync && kind !== 'module' ? 'async ' : ''}${isGenerator ? 'generator ' : ''}`;
  const signature = kind === 'module' ? '' : `${name && ` ${name}`}(${parameters.map(parameterText).join(', ')})`;
  const lines = blocks.flatMap((block) => blockLines(module, block));
  return [`${flags}function ${id} ${kind}${signature}`, ...lines].join('\n');
}

const parameterText = ({ name, type, isRest, isOptional, hasDefault }: Parameter): string =>
  [
    isRest ? '...' : '',
    name ?? '{}',
    isOptional ? '?' : '',
    type === undefined ? '' : `: ${type}`,
    hasDefault ? ' = …' : '',
  ].join('');

function blockLines(module: Module, { id, handler, loop, instructions, terminator }: Block): string[] {
  const notes = `${loop === undefined ? '' : ' loop'}${handler === undefined ? '' : ` catch b${handler}`}`;
  return [
    `  b${id}:${notes}`,
    ...instructions.map((instruction) => `    ${printInstruction(module, instruction)}`),
    `    ${printTerminator(terminator)}`,
  ];
}

/** `r2 = get r0 r1` */
export function printInstruction(module: Module, instruction: Instruction): string {
  const text = TEXTS[instruction.op] as (instruction: Instruction, module: Module) => string;
  const into = 'into' in instruction && instruction.into !== undefined ? `r${instruction.into} = ` : '';
  return `${into}${text(instruction, module)}`;
}

type Texts = {
  readonly [Op in Instruction['op']]: (
    instruction: Extract<Instruction, { readonly op: Op }>,
    module: Module,
  ) => string;
};

const TEXTS: Texts = {
  const: ({ value }) => `const ${constantText(value)}`,
  move: ({ from }) => `move r${from}`,
  template: ({ strings, values }) => `template ${templateText(strings, values)}`,
  unary: ({ operator, operand }) => `unary ${operator} r${operand}`,
  binary: ({ operator, left, right }) => `binary r${left} ${operator} r${right}`,
  regexp: ({ pattern, flags }) => `regexp /${pattern}/${flags}`,
  unknown: ({ what }) => `unknown ${what}`,
  absent: ({ value, test, isDefault }) => `absent r${value} ${test}${isDefault ? ' default' : ''}`,
  outer: () => 'outer',
  scope: ({ parent, scope }, module) =>
    `scope r${parent} ${scopeText(module, scope)} {${module.scopes[scope]?.names.join(', ') ?? ''}}`,
  copyScope: ({ from }) => `copyScope r${from}`,
  load: ({ from, scope, name }, module) => `load r${from}.${scopeText(module, scope)}.${name}`,
  store: ({ to, scope, name, value }, module) => `store r${to}.${scopeText(module, scope)}.${name} r${value}`,
  global: ({ name }) => `global ${name}`,
  setGlobal: ({ name, value }) => `setGlobal ${name} r${value}`,
  object: () => 'object',
  array: ({ items }) => `array [${itemsText(items)}]`,
  get: ({ object, key, receiver }) => `get r${object} r${key}${receiverText(receiver)}`,
  set: ({ object, key, value, isDefinition }) => `${isDefinition ? 'define' : 'set'} r${object} r${key} r${value}`,
  delete: ({ object, key }) => `delete r${object} r${key}`,
  spread: ({ object, from }) => `spread r${object} r${from}`,
  accessor: ({ object, key, kind, value }) => `${METHODS[kind]} r${object} r${key} r${value}`,
  restObject: ({ from, except }) => `restObject r${from} except [${registersText(except)}]`,
  list: ({ from, count }) => `list r${from}${count === undefined ? '' : ` of ${count}`}`,
  restList: ({ from, start }) => `restList r${from} from ${start}`,
  keys: ({ from }) => `keys r${from}`,
  closure: ({ function: id, scope }) => `closure ${id} in r${scope}`,
  call: ({ callee, receiver, arguments: items }) => `call r${callee}(${itemsText(items)})${receiverText(receiver)}`,
  new: ({ callee, arguments: items }) => `new r${callee}(${itemsText(items)})`,
  parameter: ({ index }) => `parameter ${index}`,
  restParameters: ({ start }) => `restParameters from ${start}`,
  arguments: () => 'arguments',
  this: () => 'this',
  self: () => 'self',
  class: (instruction) => classText(instruction),
  method: ({ class: owner, key, value, kind, isStatic, isPrivate }) =>
    `${isPrivate ? 'private ' : ''}${isStatic ? 'static ' : ''}${METHODS[kind]} r${owner} r${key} r${value}`,
  decorate: ({ class: owner, key, decorator, isStatic }) =>
    `decorate ${isStatic ? 'static ' : ''}r${owner} r${key} with r${decorator}`,
  decorateClass: ({ class: owner, decorator }) => `decorateClass r${owner} with r${decorator}`,
  superCall: ({ arguments: items }) => `superCall (${itemsText(items)})`,
  superObject: () => 'superObject',
  iterate: ({ from, isAsync }) => `iterate ${isAsync ? 'async ' : ''}r${from}`,
  next: ({ iterator, sent }) => `next r${iterator}${sent === undefined ? '' : ` r${sent}`}`,
  isDone: ({ result }) => `isDone r${result}`,
  itemOf: ({ result }) => `itemOf r${result}`,
  close: ({ iterator }) => `close r${iterator}`,
  caught: () => 'caught',
  import: ({ from, name, isRequired }) =>
    `${isRequired ? 'require' : 'import'} ${name} from ${from ?? 'an unknown module'}`,
};

const METHODS = { method: 'method', get: 'getter', set: 'setter' };

function constantText(value: Constant): string {
  switch (typeof value) {
    case 'bigint':
      return `${value}n`;
    case 'string':
      return JSON.stringify(value);
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

const templateText = (strings: readonly string[], values: readonly Register[]): string =>
  strings
    .map((text, index) => (index === 0 ? JSON.stringify(text) : `r${values[index - 1]} ${JSON.stringify(text)}`))
    .join(' ');

/** The kind of a scope, with its id where others of the module are of the same kind. */
function scopeText({ scopes }: Module, id: ScopeId): string {
  const kind = scopes[id]?.kind ?? 'nowhere';
  return scopes.some((other, index) => index !== id && other.kind === kind) ? `${kind}:${id}` : kind;
}

const itemsText = (items: readonly Item[]): string =>
  items.map(({ value, isSpread }) => `${isSpread ? '...' : ''}r${value}`).join(', ');

const registersText = (registers: readonly Register[]): string =>
  registers.map((register) => `r${register}`).join(', ');

const receiverText = (receiver: Register | undefined): string => (receiver === undefined ? '' : ` on r${receiver}`);

function classText(instruction: Extract<Instruction, { readonly op: 'class' }>): string {
  const { name, superclass, construct, fields, scope, implements: interfaces } = instruction;
  return [
    'class',
    ...(name === '' ? [] : [name]),
    ...(superclass === undefined ? [] : [`extends r${superclass}`]),
    ...(interfaces.length === 0 ? [] : [`implements ${interfaces.join(', ')}`]),
    ...(construct === undefined ? [] : [`constructor ${construct}`]),
    ...(fields === undefined ? [] : [`fields ${fields}`]),
    `in r${scope}`,
  ].join(' ');
}

/** `branch r0 b1 else b2` */
export function printTerminator(terminator: Terminator): string {
  switch (terminator.op) {
    case 'goto':
      return `goto b${terminator.to}`;
    case 'branch': {
      const { condition, then, else: otherwise, isImplicit } = terminator;
      return `${isImplicit ? 'implicit ' : ''}branch r${condition} b${then} else b${otherwise}`;
    }
    case 'await':
      return `r${terminator.into} = await r${terminator.value} then b${terminator.to}`;
    case 'yield': {
      const { into, value, to, closed } = terminator;
      return `r${into} = yield r${value} then b${to}${closed === undefined ? '' : ` closed b${closed}`}`;
    }
    case 'return':
      return `return r${terminator.value}`;
    case 'throw':
      return `throw r${terminator.value}${terminator.isAgain ? ' again' : ''}`;
  }
}
