/** Variables and parameters of the scopes that are being run. */
import { keep, placeOfVariable } from './filling.js';
import type { Machine } from './machine.js';
import { join } from './operations.js';
import { ABSENT, GIVEN, isAbsent, UNKNOWN, type Scope, type Value } from './values.js';

export function parameter(at: number, scope: Scope): Value {
  const record = scope.program.record.functions[scope.fn];
  if (scope.args === undefined) {
    return record?.required?.includes(at) === true ? GIVEN : UNKNOWN;
  }
  return record?.rest === at ? { kind: 'array', items: scope.args.slice(at) } : (scope.args[at] ?? ABSENT);
}

export function lookup(machine: Machine, id: number, scope: Scope): Value {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const value = at.values.get(id);
    if (value !== undefined) {
      const owner = at;
      keep(value, () => [{ program: owner.program, scope: owner, place: placeOfVariable(id) }]);
      return value;
    }
  }
  const { scope: global, initial } = scope.program;
  const terms = initial.get(id);
  if (terms === undefined) {
    return UNKNOWN;
  }
  global.values.set(id, UNKNOWN);
  const found = join(
    terms
      .map((term) => machine.evaluate(term, global, undefined))
      .filter((value) => terms.length === 1 || !isAbsent(value)),
  );
  const value = isAbsent(found) ? UNKNOWN : found;
  global.values.set(id, value);
  keep(value, () => [{ program: scope.program, scope: global, place: placeOfVariable(id) }]);
  return value;
}

export function setVariable(id: number, value: Value, scope: Scope): void {
  const owner = scope.program.record.owners[id] ?? -1;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.fn === owner) {
      at.values.set(id, value);
      return;
    }
  }
  scope.values.set(id, value);
}
