/** Instances of classes: their fields, as initialisers and the constructor leave them. */
import type { ClassRecord } from '../../module-graph/record.js';
import type { Machine } from './machine.js';
import type { Instance, Scope } from './values.js';

/** Sets up the fields of an instance, once, when something is asked of it. `below`: the classes that extend this one. */
export function build(machine: Machine, instance: Instance, below: readonly ClassRecord[] = []): void {
  if (instance.state !== 'new') {
    return;
  }
  instance.state = 'building';
  const { record, scope, args } = instance;
  const parent = record.parent === undefined ? undefined : machine.evaluate(record.parent, scope, undefined);
  if (parent?.kind === 'class' && parent.record !== record && !below.includes(parent.record)) {
    const base: Instance = { ...instance, record: parent.record, scope: parent.scope, state: 'new' };
    build(machine, base, [...below, record]);
  }
  const own: Scope = { program: scope.program, fn: -2, values: new Map(), parent: scope, self: instance, args };
  for (const [key, term] of record.fields) {
    const value = machine.evaluate(term, own, undefined);
    if (value.kind !== 'unknown' || !instance.fields.has(key)) {
      instance.fields.set(key, value);
    }
  }
  const construct = record.construct === undefined ? undefined : scope.program.record.functions[record.construct];
  if (construct !== undefined) {
    machine.visited.add(construct);
    machine.invoke(
      { kind: 'closure', record: construct, scope },
      args,
      { site: construct.at, name: record.name, scope, frame: undefined },
      instance,
    );
  }
  instance.state = 'built';
}
