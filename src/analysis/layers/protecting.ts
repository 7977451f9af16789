/** Breakers that are written in some module, as layers around what they guard. */
import type { Machine } from './machine.js';
import { millisecondsIn, thresholdOf } from './numbers.js';
import { UNKNOWN, type BreakerLayer, type Frame, type Scope, type Value } from './values.js';

/** Into the protected path of a breaker, unless the way leads through it already. */
export function protect(machine: Machine, position: number, scope: Scope, frame: Frame, isAsked = false): Frame {
  const record = scope.program.record.breakers[position];
  if (record === undefined) {
    return frame;
  }
  const identity = scope.self.kind === 'instance' ? scope.self : (scope.parent ?? scope);
  for (let at: Frame | undefined = frame; at !== undefined; at = at.up) {
    if (at.kind === 'layer' && at.layer.identity === identity) {
      return frame;
    }
  }
  const { file } = scope.program.record;
  const { name, at: site, hasHalfOpen } = record;
  const threshold = thresholdOf(machine, record, scope);
  const openTime = record.openTime && millisecondsIn(machine.evaluate(record.openTime, scope, undefined));
  const layer: BreakerLayer = {
    kind: 'breaker',
    openTime,
    identity,
    name,
    file,
    site,
    certainty: 'certain',
    threshold,
    record,
    hasHalfOpen,
    answers: isAsked,
    consulted: false,
    ...(isAsked && { isAsked }),
  };
  return machine.enter(layer, frame);
}

/** Into code whose failures a function is told of: a breaker is asked before it, and keeps nobody from it. */
export function reportedTo(machine: Machine, to: Value, frame: Frame | undefined): Frame | undefined {
  const position = to.kind === 'closure' ? to.record.records : undefined;
  if (position === undefined || to.kind !== 'closure' || frame === undefined) {
    return frame;
  }
  return protect(machine, position, { ...to.scope, parent: to.scope, self: to.self ?? UNKNOWN }, frame, true);
}
