/** How a call is written, and whether it calls what it was handed. */
import type { Module } from '../ir/ir.js';
import type { Activation } from '../machine/frames.js';
import { definitionOf, setAs, storedIn, textIn, type Written } from './definitions.js';
import type { Call, Places } from './places.js';
import type { Step } from './steps.js';

/** As far as a value is followed through variables. */
const DEEPEST = 8;

/** `breaker.execute` for `this.breaker.execute(…)`; undefined where no call is written, or nothing that has a name. */
export function nameOfCall(places: Places, { activation, calledAt }: Step): string | undefined {
  const { caller } = activation;
  const call = caller && calledAt !== undefined ? places.callAt(caller, calledAt) : undefined;
  if (call === undefined || caller === undefined) {
    return undefined;
  }
  const name =
    call.op === 'superCall' ? 'super' : nameIn(caller.module, { graph: caller.graph, register: call.callee });
  return name === '' ? undefined : name;
}

/** The name of the call that is written at a place. */
export function nameOfCallAt(places: Places, place: number): string {
  const written = places.writtenCallAt(place);
  return written === undefined ? '' : nameIn(written.module, { graph: written.graph, register: written.call.callee });
}

/** The place of the call that is written for a step. */
export function placeOfCall(places: Places, { activation, calledAt }: Step): number | undefined {
  const { caller } = activation;
  const call = caller && calledAt !== undefined ? places.callAt(caller, calledAt) : undefined;
  return call === undefined || caller === undefined ? calledAt : places.placeOf(caller.module, call.site);
}

/** The value in a register as the code writes it: `this` is left out, and so are arguments. */
export function nameIn(module: Module, written: Written, depth = DEEPEST): string {
  const definition = definitionOf(written);
  const within = (register: number): string => (depth === 0 ? '' : nameIn(module, { ...written, register }, depth - 1));
  switch (definition?.op) {
    case 'load':
    case 'global':
      return definition.name;
    case 'import':
      return importedAs(module, definition);
    case 'get':
      return [within(definition.object), textIn({ ...written, register: definition.key }) ?? '']
        .filter((part) => part !== '')
        .join('.');
    case 'call':
      return `${within(definition.callee)}()`;
    case 'new':
      return `new ${within(definition.callee)}`;
    case 'move':
      return within(definition.from);
    case 'parameter':
      return written.graph.parameters[definition.index]?.name ?? '';
    case 'self':
      return written.graph.name;
    case 'superObject':
      return 'super';
    default:
      return '';
  }
}

/** The variable that something imported is bound to. */
function importedAs({ imports }: Module, { from, name }: { readonly from?: string; readonly name: string }): string {
  const bound = imports.find((each) => each.from === from && each.name === name && each.local !== undefined);
  return bound?.local ?? name;
}

export const lastPart = (name: string): string => name.split('.').at(-1) ?? name;

/**
 * Whether a step is a call of what the caller was given: a parameter, something that was put into a member, or a function that is written
 * there for somebody else to call, as in `call().catch(() => …)`. Such a call says nothing of what it enters.
 */
export function isHanded(places: Places, { activation, calledAt }: Step): boolean {
  const { caller, graph, module } = activation;
  const call = caller && calledAt !== undefined ? places.callAt(caller, calledAt) : undefined;
  if (call === undefined || caller === undefined || call.op === 'superCall') {
    return false;
  }
  const written: Written = { graph: caller.graph, register: call.callee };
  if (graph.name !== '' && lastPart(nameIn(caller.module, written)) === graph.name) {
    return false;
  }
  if (places.isBroughtAlong(module.file)) {
    return false;
  }
  const isWrittenThere =
    module === caller.module &&
    caller.graph.blocks.some(({ instructions }) =>
      instructions.some((each) => each.op === 'closure' && each.function === graph.id),
    );
  return isWrittenThere || isGiven(caller.module, written);
}

/** Whether a value comes from a parameter, or from the platform, which calls what it is given. */
export function isGiven(module: Module, written: Written, depth = DEEPEST): boolean {
  const definition = definitionOf(written);
  const follow = (next: Written): boolean => depth > 0 && isGiven(module, next, depth - 1);
  switch (definition?.op) {
    case 'parameter':
    case 'restParameters':
    case 'global':
      return true;
    case 'move':
      return follow({ ...written, register: definition.from });
    case 'load':
      return storedIn(module, definition.scope, definition.name).some(follow);
    case 'get': {
      const key = textIn({ ...written, register: definition.key });
      const isSet = key !== undefined && setAs(module, key).some(follow);
      return isSet || follow({ ...written, register: definition.object });
    }
    default:
      return false;
  }
}

/** Names of what a call hands over. */
export const namesOfArguments = ({ graph, module }: Activation, call: Call): readonly string[] =>
  call.arguments.map(({ value }) => lastPart(nameIn(module, { graph, register: value })));
