/** What is known of a value by its declared type. */
import type { FunctionRecord } from '../../module-graph/record.js';
import type { Machine } from './machine.js';
import { collectionOf } from './operations.js';
import { isAbsent, type Scope, type Value } from './values.js';

/** A value of a type: an instance that somebody else has made, unless the module shows what is put there. */
export function ofType(machine: Machine, type: Value, value: Value): Value {
  if (type.kind === 'collection') {
    return asCollection(value, type.declared);
  }
  if (value.kind !== 'unknown' && !isAbsent(value)) {
    return value;
  }
  switch (type.kind) {
    case 'class':
      return {
        kind: 'instance',
        record: type.record,
        scope: type.scope,
        args: undefined,
        site: undefined,
        fields: new Map(),
        state: 'new',
      };
    case 'library':
      return machine.library.ofType(type) ?? value;
    case 'object':
      return type;
    default:
      return value;
  }
}

function asCollection(value: Value, declared: Value | undefined): Value {
  if (value.kind === 'unknown' || isAbsent(value)) {
    return collectionOf(value, declared);
  }
  return (value.kind === 'collection' || value.kind === 'object') &&
    value.declared === undefined &&
    declared !== undefined
    ? { ...value, declared }
    : value;
}

const results = new WeakMap<Machine, Map<FunctionRecord, Value>>();

/** What a function says that it returns: one value, however often it is called, since a registry gives the same again. */
export function resultOf(machine: Machine, record: FunctionRecord, scope: Scope): Value | undefined {
  if (record.returns === undefined) {
    return undefined;
  }
  const known = results.get(machine) ?? new Map<FunctionRecord, Value>();
  results.set(machine, known);
  const result = known.get(record) ?? machine.evaluate(record.returns, scope, undefined);
  known.set(record, result);
  return result;
}
