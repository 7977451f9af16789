/** What a modelled retry does with the error of an open circuit: predicates, hooks and errors that end it. */
import type { RetryModel } from '../../models/model.js';
import type { FunctionRecord, Term } from '../../module-graph/record.js';
import { placed, type Arguments } from './library.js';
import type { Machine } from './machine.js';
import { isAbsent, type RetryLayer, type Value, type CallSite } from './values.js';

/** `retried` only where nothing is asked, or where what is asked accepts the error for certain. */
export function acceptsRejections(
  machine: Machine,
  model: RetryModel,
  places: Arguments,
  at: CallSite,
): RetryLayer['rejections'] {
  if (model.errors === 'service') {
    return 'never';
  }
  const accepted = (model.predicates ?? []).every((place) => {
    const predicate = placed(place, places);
    // Where a function may stand that decides, a number only says how long to wait.
    const isNumber = predicate.kind === 'literal' && typeof predicate.value === 'number';
    return isAbsent(predicate) || isNumber || accepts(machine, predicate, place.sense, at);
  });
  const stops = (model.hooks ?? []).some((hook) => hook.stops === true && throwsItself(placed(hook, places)));
  return accepted && !stops ? 'retried' : 'filtered';
}

function accepts(machine: Machine, predicate: Value, sense: 'retry' | 'stop' | 'policy', at: CallSite): boolean {
  if (predicate.kind === 'library') {
    const { model, creation } = predicate;
    if (sense !== 'policy') {
      return model.tells !== undefined && sense === 'retry';
    }
    if (model.accepts?.all === true) {
      return true;
    }
    const args: Arguments = { call: creation?.args ?? [], creation: creation?.args };
    const told = model.accepts?.class && placed(model.accepts.class, args);
    const asked = model.accepts?.predicate && placed(model.accepts.predicate, args);
    const before = model.accepts?.orReceiver === true ? predicate.receiver : undefined;
    return (
      (told?.kind === 'library' && told.model.tells !== undefined) ||
      (asked !== undefined && accepts(machine, asked, 'retry', at)) ||
      (before !== undefined &&
        before !== predicate &&
        accepts(
          machine,
          before.creation === undefined && before.receiver !== undefined ? before.receiver : before,
          'policy',
          at,
        ))
    );
  }
  if (predicate.kind !== 'closure' || sense === 'policy') {
    return false;
  }
  const answer = machine.invoke(predicate, undefined, { ...at, frame: undefined }, undefined);
  if (answer.kind === 'literal') {
    return answer.value === (sense === 'retry');
  }
  return sense === 'retry' && answer.kind === 'library' && answer.model.tells !== undefined;
}

/** The function that is retried throws what ends the retry, or takes the way out that it is handed. */
export function endsItself({ stops, parameter }: RetryModel, run: Value): boolean {
  if (run.kind !== 'closure') {
    return false;
  }
  const { record } = run;
  const takes =
    parameter?.meaning === 'bail' &&
    record.parameters > parameter.at &&
    mentions(record, (term) => term.kind === 'parameter' && term.at === parameter.at) &&
    record.parameters > 0;
  return (
    takes ||
    (stops !== undefined && mentions(record, (term) => term.kind === 'new' && stops.includes(nameOf(term.callee))))
  );
}

const throwsItself = (hook: Value): boolean =>
  hook.kind === 'closure' && mentions(hook.record, ({ kind }) => kind === 'new');

/** Something besides the error is asked, or told, on the way to the next attempt. */
export function asksSomething(model: RetryModel, places: Arguments): boolean {
  const functions = [...(model.predicates ?? []), ...(model.hooks ?? [])].map((place) => placed(place, places));
  return functions.some(
    (value) =>
      value.kind === 'unknown' ||
      (value.kind === 'closure' &&
        mentions(value.record, (term) => term.kind === 'member' && isOfOthers(term.object, value.record))),
  );
}

/** A part of something that stands outside, and not of the error that the function is handed. */
function isOfOthers(object: Term, record: FunctionRecord): boolean {
  let root = object;
  while (root.kind === 'member') {
    root = root.object;
  }
  return (
    root.kind === 'this' ||
    isOutside(root, record) ||
    (root !== object && root.kind !== 'variable' && root.kind !== 'parameter')
  );
}

const isOutside = (term: Term, { body }: FunctionRecord): boolean =>
  term.kind === 'variable' && !body.some((step) => step.kind === 'set' && step.id === term.id);

const nameOf = (term: Term): string =>
  term.kind === 'variable' || term.kind === 'import' || term.kind === 'global'
    ? term.name
    : term.kind === 'member'
      ? term.key
      : '';

function mentions(record: FunctionRecord, test: (term: Term) => boolean): boolean {
  const visit = (part: unknown): boolean => {
    if (Array.isArray(part)) {
      return part.some(visit);
    }
    if (typeof part !== 'object' || part === null) {
      return false;
    }
    return ('kind' in part && test(part as Term)) || Object.values(part).some(visit);
  };
  return visit(record.body);
}
