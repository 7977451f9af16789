/**
 * Errors of libraries: what an open circuit rejects with, what a retry ends with, and what code throws to end one.
 *
 * Each library has one class for a name, so that `instanceof` holds for what its breaker throws. Left out: what else an error of the
 * package carries (numbers of attempts, stacks).
 */

/** What open circuits reject with, of every library. */
export class OpenCircuit extends Error {}

/** What a function throws that hands its error to `retry`: the attempt failed, and another one is asked for. */
export class Again {
  constructor(error) {
    this.error = error;
  }
}

/** The class of a name. Like `AbortError` of p-retry it may be made of an error, which is then what the retry fails with. */
export function errorClass(library, name, Base = Error) {
  const known = library.errors.get(name);
  if (known !== undefined) {
    return known;
  }
  class LibraryError extends Base {
    constructor(message, options) {
      super(message instanceof Error ? message.message : message, options);
      this.name = name;
      this.originalError = message instanceof Error ? message : undefined;
    }
  }
  library.errors.set(name, LibraryError);
  return LibraryError;
}

/** An error as a model describes it. */
export function errorLike(library, { classes, names, codes, messages, tags }, Base, message) {
  const Class = classes === undefined ? Base : errorClass(library, classes[0], Base);
  const error = new Class();
  error.message = messages === undefined ? message : messages[0];
  error.name = names === undefined ? 'Error' : names[0];
  if (codes !== undefined) {
    error.code = codes[0];
  }
  if (tags !== undefined) {
    error._tag = tags[0];
  }
  return error;
}

/** What an export is that tells the error of an open circuit: a class, if it is written like one, or a predicate. */
export function tellingOpen(library, name) {
  return /^[A-Z]/.test(name) ? errorClass(library, name, OpenCircuit) : (error) => error instanceof OpenCircuit;
}
