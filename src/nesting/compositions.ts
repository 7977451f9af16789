/** Where things were put around each other before anybody called them: `wrap(breaker, retry)`, `guarded(withRetry(load))`, decorators. */
import type { FunctionGraph, Instruction, Module } from '../ir/ir.js';
import { isGiven, nameIn, namesOfArguments } from './call-names.js';
import { decoratorsOf, definitionOf, setAs, storedIn, textIn, type Definition, type Written } from './definitions.js';
import type { Places } from './places.js';
import type { Step } from './steps.js';

/** As far as a value is followed through variables. */
const DEEPEST = 8;

/** Whose composition is looked for. */
export interface Composed {
  /** Calls from the root down to the outer thing, outermost first. */
  readonly above: readonly Step[];
  /** From there to the inner one. */
  readonly between: readonly Step[];
  readonly root: string;
}

/**
 * The expression of a file that put things into each other which are entered by no name: the call that one is handed to, or what made the
 * object, function or method that is called. Undefined where another file composed them.
 */
export function composedAt(places: Places, file: string, { above, between, root }: Composed): number | undefined {
  const names = new Set(between.map(({ activation }) => activation.graph.name).filter((name) => name !== ''));
  for (const { activation, calledAt } of above.toReversed()) {
    const { caller } = activation;
    const call = caller && calledAt !== undefined ? places.callAt(caller, calledAt) : undefined;
    if (caller === undefined || calledAt === undefined || call === undefined || !places.isWritten(calledAt)) {
      continue;
    }
    const { graph, module } = caller;
    const isHere = module.file === file;
    if (namesOfArguments(caller, call).some((name) => names.has(name))) {
      return isHere ? calledAt : undefined;
    }
    const made = call.op === 'superCall' ? undefined : compositionOf(module, { graph, register: call.callee });
    if (made !== undefined && isComposing(module, made)) {
      return isHere ? placeOf(places, module, made) : undefined;
    }
  }
  const module = places.moduleOf(file);
  return module && placeOf(places, module, compositionOfRoot(module, root));
}

/**
 * The decorator that made a method what it is for a step that comes to a package by calling it: `client.load()`, where a package's
 * `@Retryable` stands above `load`. Undefined for any other step.
 */
export function decoratorBehind(places: Places, { activation, calledAt }: Step): WrittenCall | undefined {
  const { caller, module: entered } = activation;
  const call = caller && calledAt !== undefined ? places.callAt(caller, calledAt) : undefined;
  if (caller === undefined || call === undefined || call.op === 'superCall' || !places.isBroughtAlong(entered.file)) {
    return undefined;
  }
  const { graph, module } = caller;
  const callee = definitionOf({ graph, register: call.callee });
  const key = callee?.op === 'get' ? textIn({ graph, register: callee.key }) : undefined;
  const made = key === undefined ? undefined : decoratorsOf(module, key)[0];
  if (made?.instruction.op !== 'decorate') {
    return undefined;
  }
  const { decorator } = made.instruction;
  const factory = definitionOf({ graph: made.graph, register: decorator });
  const named = factory?.op === 'call' ? factory.callee : decorator;
  const site = factory?.site ?? made.instruction.site;
  return { name: nameIn(module, { graph: made.graph, register: named }), place: places.placeOf(module, site) };
}

/** A call that is written somewhere. */
interface WrittenCall {
  readonly name: string;
  readonly place: number;
}

const argumentsOf = ({ graph, instruction }: Definition): readonly Written[] =>
  instruction.op === 'call' || instruction.op === 'new'
    ? instruction.arguments.map(({ value }) => ({ graph, register: value }))
    : [];

function placeOf(places: Places, module: Module, made: Definition | undefined): number | undefined {
  if (made === undefined) {
    return undefined;
  }
  const { graph, instruction } = made;
  // Of a decorator, the call that made it.
  const factory = instruction.op === 'decorate' ? definitionOf({ graph, register: instruction.decorator }) : undefined;
  return places.placeOf(module, (factory ?? instruction).site);
}

/** Whether something is made of other things that are known there. What is made of parameters is composed by whoever hands those over. */
const isComposing = (module: Module, made: Definition): boolean =>
  made.instruction.op === 'decorate' ||
  argumentsOf(made).some((each) => isReference(definitionOf(each)) && !isGiven(module, each));

const isReference = (definition: Instruction | undefined): boolean =>
  definition !== undefined && REFERENCES.has(definition.op);

const REFERENCES: ReadonlySet<Instruction['op']> = new Set([
  'call',
  'new',
  'closure',
  'load',
  'get',
  'import',
  'array',
]);

/** The call, `new` or decorator of a module that made what a register holds; undefined where another module did, or nobody knows. */
function compositionOf(module: Module, written: Written, depth = DEEPEST): Definition | undefined {
  const definition = definitionOf(written);
  if (definition === undefined || depth === 0) {
    return undefined;
  }
  const follow = (next: readonly Written[]): Definition | undefined => firstOf(module, next, depth - 1);
  switch (definition.op) {
    case 'call':
      return (
        follow(resultsOf(module, { ...written, register: definition.callee })) ?? {
          graph: written.graph,
          instruction: definition,
        }
      );
    case 'new':
      return { graph: written.graph, instruction: definition };
    case 'move':
      return follow([{ ...written, register: definition.from }]);
    case 'load':
      return follow(storedIn(module, definition.scope, definition.name));
    case 'get': {
      const key = textIn({ ...written, register: definition.key });
      const object: Written = { ...written, register: definition.object };
      const member =
        key !== undefined && definitionOf(object)?.op === 'this'
          ? (decoratorsOf(module, key)[0] ?? follow(setAs(module, key)))
          : undefined;
      return member ?? follow([object]);
    }
    default:
      return undefined;
  }
}

/** What the function in a register gives back, where it is one of the module that has a name. */
function resultsOf(module: Module, written: Written): readonly Written[] {
  const definition = definitionOf(written);
  const values = definition?.op === 'load' ? storedIn(module, definition.scope, definition.name).map(definitionOf) : [];
  return values
    .flatMap((value) => (value?.op === 'closure' ? (module.functions[value.function] ?? []) : []))
    .flatMap((graph) =>
      graph.blocks.flatMap(({ terminator }) =>
        terminator.op === 'return' ? [{ graph, register: terminator.value }] : [],
      ),
    );
}

const firstOf = (module: Module, values: readonly Written[], depth = DEEPEST): Definition | undefined =>
  values.map((each) => compositionOf(module, each, depth)).find((found) => found !== undefined);

/**
 * What made a root, by its name: `load` and `policy.execute` are an exported variable, `new TaxService.policy.execute` and
 * `new TaxService.load` a member of a class.
 */
function compositionOfRoot(module: Module, name: string): Definition | undefined {
  const [first = '', ...members] = name.split('.');
  const isMember = first.startsWith('new ') || first === 'module';
  const member = isMember ? members.find((each) => each !== 'exports') : undefined;
  if (member !== undefined) {
    return decoratorsOf(module, member)[0] ?? firstOf(module, setAs(module, member));
  }
  const local = module.exports.get(first);
  const body = module.functions[0];
  return local === undefined || body === undefined ? undefined : firstOf(module, setIn(body, local));
}

/** What the body of a module sets a variable of its own to. */
const setIn = (graph: FunctionGraph, name: string): readonly Written[] =>
  graph.blocks
    .flatMap(({ instructions }) => instructions)
    .flatMap((each) => (each.op === 'store' && each.name === name ? [{ graph, register: each.value }] : []));
