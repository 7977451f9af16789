/** What events and signals are made of. What they do is in the prelude. */
import type { Machine } from '../machine.js';
import { valueOf } from '../properties.js';
import type { Key, Reference, Value } from '../values.js';

/** `new Event(type)`, `new CustomEvent(type, { detail })` */
export function newEvent(m: Machine, name: string, [type, options]: readonly Value[]): Reference {
  const members: [Key, Value][] = [
    ['type', type],
    ['target', null],
    ...(name === 'CustomEvent' ? [['detail', valueOf(m, options, 'detail') ?? null] as [Key, Value]] : []),
  ];
  return hiding(m, name, members);
}

/** A signal that nobody has aborted yet. */
export const newSignal = (m: Machine): Reference =>
  hiding(m, 'AbortSignal', [
    ['aborted', false],
    ['reason', undefined],
    ['onabort', null],
  ]);

export const newController = (m: Machine): Reference => hiding(m, 'AbortController', [['signal', newSignal(m)]]);

/** An object of the platform, whose members are those of its class and are not listed. */
function hiding(m: Machine, className: string, members: readonly [Key, Value][]): Reference {
  const object = m.object(new Map(members), m.native(className));
  m.state.write(object).hidden = new Set(members.map(([key]) => key));
  return object;
}
