/** Methods with what their decorators make of them: the one that stands on top is outermost. */
import type { ClassRecord, Site, Term } from '../../module-graph/record.js';
import type { Machine } from './machine.js';
import { UNKNOWN, type Closure, type Layer, type LibraryValue, type Scope, type Value } from './values.js';

const known = new WeakMap<Scope, Map<string, Closure>>();

/** The method of a class by its name, once for all instances: decorators run when the class is defined. */
export function methodOf(machine: Machine, cls: ClassRecord, scope: Scope, key: string): Closure | undefined {
  const fn = cls.methods[key];
  const record = fn === undefined ? undefined : scope.program.record.functions[fn];
  if (record === undefined) {
    return undefined;
  }
  const plain: Closure = { kind: 'closure', record, scope };
  const decorators = cls.decorators[key] ?? [];
  if (decorators.length === 0) {
    return plain;
  }
  const methods = known.get(scope) ?? new Map<string, Closure>();
  known.set(scope, methods);
  const name = `${scope.program.record.classes.indexOf(cls)} ${key}`;
  const before = methods.get(name);
  if (before !== undefined) {
    return before;
  }
  methods.set(name, plain);
  const group = {};
  const result = decorators.reduceRight<Closure>((method, term) => {
    const decorator = machine.evaluate(term, scope, undefined);
    return decorator.kind === 'library'
      ? around(decorator, method, group)
      : decorator.kind === 'closure'
        ? replaced(machine, decorator, method, key, scope, term)
        : method;
  }, plain);
  methods.set(name, result);
  compare(machine, result.around ?? []);
  return result;
}

/** The decorators of one method are compared with each other where they are written, not whenever it is called. */
const around = (decorator: LibraryValue, method: Closure, group: object): Closure =>
  decorator.composed === undefined
    ? method
    : {
        ...method,
        around: [
          { ...decorator, composed: decorator.composed.map((layer) => ({ ...layer, group })) },
          ...(method.around ?? []),
        ],
      };

/** What a function that is written as a decorator makes of a method: of its descriptor, or of the method itself. */
function replaced(
  machine: Machine,
  decorator: Closure,
  method: Closure,
  key: string,
  scope: Scope,
  term: Term,
): Closure {
  const descriptor: Value = { kind: 'object', members: new Map([['value', method]]), open: true };
  const name: Value = { kind: 'literal', value: key };
  const isLegacy = decorator.record.parameters > 2;
  const given = machine.invoke(
    decorator,
    isLegacy ? [UNKNOWN, name, descriptor] : [method, UNKNOWN],
    { site: decorator.record.at, name: decorator.record.name, scope, frame: undefined },
    undefined,
  );
  const made =
    given.kind === 'object'
      ? given.members.get('value')
      : given.kind === 'unknown' && isLegacy
        ? descriptor.members.get('value')
        : given;
  return made?.kind !== 'closure' || made === method
    ? method
    : { ...made, ...(term.kind === 'call' && { made: { name: term.name, site: term.site } }) };
}

/** Decorators of libraries stand around each other as they are written. */
function compare(machine: Machine, decorators: readonly LibraryValue[]): void {
  const placed = decorators.flatMap(({ composed = [], creation }): { layer: Layer; site: Site | undefined }[] =>
    composed.map((layer) => ({ layer, site: creation?.site })),
  );
  placed.forEach(({ layer: inner, site }, position) => {
    const outside = placed.slice(0, position).reverse();
    const end = outside.findIndex(({ layer }) => layer.kind === 'fallback');
    const seen = new Set<string>();
    for (const { layer: outer, site: other } of end === -1 ? outside : outside.slice(0, end)) {
      if (inner.kind !== 'fallback' && !seen.has(outer.kind) && site !== undefined && site !== other) {
        machine.meet(outer, inner, undefined, site);
      }
      seen.add(outer.kind);
    }
  });
}
