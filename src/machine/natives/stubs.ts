/** What the programs that stand for packages say to the machine. User code has no such functions. */
import { calledByProgram } from '../callers.js';
import type { Machine } from '../machine.js';
import { describe, Unknown, Reference, type Value } from '../values.js';
import type { NativeFunctions } from './native.js';

export const STUB_FUNCTIONS: ReadonlySet<string> = new Set([
  'outside',
  'unknown',
  'isKnown',
  'anyMember',
  'calledAt',
  'patience',
]);

/** Attempts of a retry that has no last one, after which it is given up. */
const PATIENCE = 6;

export const STUBS: NativeFunctions = {
  // `unknown(library, member)`: a value that nobody has described.
  unknown: (m, _, [library, member]) => {
    const names = [library, member].filter((name) => typeof name === 'string' && name !== '') as string[];
    return m.unknown(names.join('.'), 'package', { path: [...names], package: names[0] ?? '' });
  },
  // `isKnown(value)`: whether the program says what it is.
  isKnown: (_, __, [value]) => !(value instanceof Unknown),
  // `anyMember(object, give)`: members that the object has not got are given by their names.
  anyMember: (m, _, [object, give]) => {
    if (object instanceof Reference) {
      m.state.write(object).giver = give;
    }
    return object;
  },
  // `patience()`: attempts of a retry that has no last one.
  patience: () => PATIENCE,
  // `calledAt()`: the place in the program that has called a package; undefined while the package is loaded.
  calledAt: (m) => calledByProgram(m, m.activation),
};

/** What `outside(name, …)` calls: one request of a service, by its name. */
export const serviceOf = (m: Machine, [name]: readonly Value[]): Unknown =>
  m.unknown(`outside ${describe(name)}`, 'package', { path: [typeof name === 'string' ? name : 'outside'] });
