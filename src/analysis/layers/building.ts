/** Instances of classes: their fields, as initialisers and the constructor leave them. */
import type { Machine } from './machine.js';
import type { Instance, Scope } from './values.js';

/** Sets up the fields of an instance, once, when something is asked of it. */
export function build(machine: Machine, instance: Instance): void {
  if (instance.state !== 'new') {
    return;
  }
  instance.state = 'building';
  const { record, scope, args } = instance;
  const parent = record.parent === undefined ? undefined : machine.evaluate(record.parent, scope, undefined);
  if (parent?.kind === 'class' && parent.record !== record) {
    const base: Instance = { ...instance, record: parent.record, scope: parent.scope, state: 'new' };
    build(machine, base);
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
    machine.invoke({ kind: 'closure', record: construct, scope }, args, { site: construct.at, name: record.name, scope, frame: undefined }, instance);
  }
  instance.state = 'built';
}
