/**
 * Where a model says that something is written, and what is written there: options, numbers, times, functions.
 *
 * A place is made a function once (`reading`), which is then called with what a value was made of and the arguments of the call at hand.
 * What is read is used as it is: a number of which nothing is known stays what it is, and is compared like one.
 */

/** What a value of a library was made of; undefined for any other value. */
export const madeOf = (value) => value?.__made;

/** What is written at a place; undefined where nothing is. */
export function reading({ of, member, at, path, orPath }) {
  const read = argument(of, member, at);
  if (orPath !== undefined) {
    return (made, args) => {
      const value = read(made, args);
      return typeof value === 'object' ? below(value, orPath) : value;
    };
  }
  if (path === undefined) {
    return read;
  }
  const keys = path.split('.');
  return keys.length > 1 ? atPath(read, keys) : (made, args) => below(read(made, args), path);
}

const atPath = (read, keys) => (made, args) => {
  let value = read(made, args);
  for (const key of keys) {
    value = below(value, key);
  }
  return value;
};

function argument(of, member, at) {
  if (of === 'chain') {
    return (made) => pick(made.chain?.get(member) ?? [], at);
  }
  if (typeof at === 'number') {
    return of === 'creation' ? (made) => made.creation[at] : (_, args) => args[at];
  }
  return (made, args) => pick(of === 'creation' ? made.creation : args, at);
}

function pick(args, position) {
  switch (position) {
    case 'last':
      return args[args.length - 1];
    case 'last-function':
      return args.findLast((each) => typeof each === 'function');
    case 'options':
      return args.find((each) => typeof each !== 'function');
    default:
      return args[position];
  }
}

/** A member of options. A value of a library is none. */
const below = (value, key) => (value?.__made === undefined ? value?.[key] : undefined);

/** The function that is written at a place; undefined where something else is. */
export function functionReading(place) {
  const read = reading(place);
  return (made, args) => {
    const value = read(made, args);
    return typeof value !== 'function' ? undefined : value;
  };
}

/**
 * A number of calls or of failures. What never ends is Infinity, and so is what only a time limit ends. Options that come from elsewhere
 * are taken to say nothing of it.
 */
export function totalling(number) {
  const places = readings(number.from);
  return (made, args) => {
    for (const { place, read, isWritten } of places) {
      const value = read(made, args);
      if (place.means === undefined) {
        if (value !== undefined && isWritten(made, args) && isNumber(place, value)) {
          return within(number, counted(place, value));
        }
      } else if (isSettled(place, value)) {
        return meaning(place.means);
      }
    }
    return meaning(number.default);
  };
}

/** A number of milliseconds, or a share; undefined where nothing is written and there is no default. */
export function amounting(model) {
  const places = readings(model.from);
  return (made, args) => {
    for (const { place, read } of places) {
      const value = read(made, args);
      if (place.means === undefined) {
        if (value !== undefined) {
          return value;
        }
      } else if (isSettled(place, value)) {
        return meaning(place.means);
      }
    }
    return model.default;
  };
}

/** Whether anything is written where a number may be. */
export function saying({ from }) {
  const places = readings(from);
  return (made, args) => places.some(({ read, isWritten }) => read(made, args) !== undefined && isWritten(made, args));
}

const readings = (places) => places.map((place) => ({ place, read: reading(place), isWritten: writing(place) }));

/** Whether the options are known in which something may be written: those that come from elsewhere may say nothing. */
function writing(place) {
  const path = place.orPath ?? place.path;
  if (path === undefined) {
    return () => true;
  }
  const above = path.split('.').slice(0, -1).join('.');
  const readOptions = reading({ ...place, orPath: undefined, path: above === '' ? undefined : above });
  return (made, args) => isKnown(readOptions(made, args));
}

function isSettled({ absent, is }, value) {
  if (absent === true) {
    return value === undefined;
  }
  return is === undefined ? value !== undefined : value === is;
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

/** Whether what is written is a number, or a value that carries one: `new ConsecutiveBreaker(5)`. An argument may be options instead. */
function isNumber({ path }, value) {
  const made = madeOf(value);
  if (made === undefined) {
    return path !== undefined || typeof value !== 'object';
  }
  return made.model.count !== undefined;
}

function counted({ counts }, value) {
  const made = madeOf(value);
  if (made === undefined) {
    return counts === 'retries' ? value + 1 : value;
  }
  return totalling(made.model.count)(made, []);
}

function within({ plus = 0, atLeast, atMost }, count) {
  const raised = atLeast === undefined ? count + plus : Math.max(count + plus, atLeast);
  return atMost === undefined ? raised : Math.min(raised, atMost);
}
