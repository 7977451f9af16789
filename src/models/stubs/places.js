/**
 * Where a model says that something is written, and what is written there: options, numbers, times, functions.
 *
 * What is read is used as it is. A number of which nothing is known stays what it is, and is compared like one.
 */

/** The arguments that a place may speak of: of the call at hand, of what made the receiver, of the calls that built it. */
export const writtenIn = (made, args) => ({ call: args, creation: made.creation, chain: made.chain });

/** What a value of a library was made of; undefined for any other value. */
export const madeOf = (value) => value?.__made;

/** What is written at a place; undefined where nothing is. */
export function at(place, written) {
  const args = argumentsAt(place, written);
  const argument = args[positionOf(place.at, args)];
  if (place.orPath !== undefined && typeof argument === 'object') {
    return below(argument, place.orPath);
  }
  return place.path === undefined ? argument : below(argument, place.path);
}

function argumentsAt(place, written) {
  if (place.of === 'creation') {
    return written.creation;
  }
  return place.of === 'chain' ? (written.chain.get(place.member) ?? []) : written.call;
}

function positionOf(position, args) {
  switch (position) {
    case 'last':
      return args.length - 1;
    case 'last-function':
      return args.findLastIndex((argument) => typeof argument === 'function');
    case 'options':
      return args.findIndex((argument) => typeof argument !== 'function');
    default:
      return position;
  }
}

/** A value of a library is no options. */
function below(value, path) {
  let found = value;
  for (const key of path.split('.')) {
    found = madeOf(found) === undefined ? found?.[key] : undefined;
  }
  return found;
}

/** A number of calls or of failures. What never ends is Infinity, and so is what only a time limit ends. */
export function total(number, written) {
  for (const place of number.from) {
    const value = at(place, written);
    if (place.means === undefined) {
      const count = counted(place, value);
      if (count !== undefined) {
        return within(number, count);
      }
    } else if (isSettled(place, value)) {
      return meaning(place.means);
    }
  }
  return meaning(number.default);
}

function isSettled(place, value) {
  if (place.absent === true) {
    return value === undefined;
  }
  return place.is === undefined ? value !== undefined : value === place.is;
}

function meaning(what) {
  switch (what) {
    case 'infinite':
    case 'time-bound':
      return Infinity;
    case 'unknown':
    case undefined:
      return unknown('number');
    default:
      return what;
  }
}

/** The calls that a written number stands for; undefined where none is written. A value may carry it: `new ConsecutiveBreaker(5)`. */
function counted(place, value) {
  const made = madeOf(value);
  if (made !== undefined) {
    return made.model.count && total(made.model.count, writtenIn(made, []));
  }
  if (place.path === undefined && typeof value === 'object') {
    return undefined;
  }
  return place.counts === 'retries' && value !== undefined ? value + 1 : value;
}

function within({ plus = 0, atLeast, atMost }, count) {
  const raised = atLeast === undefined ? count + plus : Math.max(count + plus, atLeast);
  return atMost === undefined ? raised : Math.min(raised, atMost);
}

/** A number of milliseconds, or a share; undefined where nothing is written and there is no default. */
export function amount(model, written) {
  for (const place of model.from) {
    const value = at(place, written);
    if (place.means !== undefined && isSettled(place, value)) {
      return meaning(place.means);
    }
    if (place.means === undefined && value !== undefined) {
      return value;
    }
  }
  return model.default;
}

/** The function that is written at a place; undefined where something else is. */
export function functionAt(place, written) {
  const value = at(place, written);
  return typeof value === 'function' ? value : undefined;
}
