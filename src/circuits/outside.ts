/** Tells the machine, by names, what calls of unknown functions are. Everything that decides here stands in the lexicon. */
import { ANSWER_STATUSES, type Sign } from '../lexicon/calls/answer-statuses.js';
import { CLOCKS } from '../lexicon/calls/clocks.js';
import { CONTINUATIONS } from '../lexicon/calls/continuations.js';
import { FRESH_VALUES } from '../lexicon/calls/fresh-values.js';
import { HOOKS } from '../lexicon/calls/hooks.js';
import { ITERATIONS } from '../lexicon/calls/iterations.js';
import { LIST_METHODS } from '../lexicon/calls/list-methods.js';
import { OBSERVERS } from '../lexicon/calls/observers.js';
import { PAUSES } from '../lexicon/calls/pauses.js';
import { PURE_MODULES } from '../lexicon/calls/pure-modules.js';
import { REGISTRATIONS } from '../lexicon/calls/registrations.js';
import { RELEASES } from '../lexicon/calls/releases.js';
import { RUNS_IN_PLACE } from '../lexicon/calls/runs-in-place.js';
import { VALUE_METHODS } from '../lexicon/calls/value-methods.js';
import type { Concept } from '../lexicon/concept.js';
import { importedName, type Name } from '../lexicon/name.js';
import type { Outside, UnknownCall } from '../machine/outside.js';
import type { Answer } from '../machine/trace.js';
import type { Key, Unknown, Value } from '../machine/values.js';

/** What a call of a name comes to, by the first concept that has it, with a function among the arguments and without one. */
type Meanings = readonly (readonly [UnknownCall, Concept])[];

const WITH_FUNCTION: Meanings = [
  ['runs', RUNS_IN_PLACE],
  ['each', ITERATIONS],
  ['nothing', OBSERVERS],
  ['nothing', REGISTRATIONS],
  ['computed', LIST_METHODS],
  ['computed', VALUE_METHODS],
  ['computed', PURE_MODULES],
];

const WITHOUT_FUNCTION: Meanings = [
  ['clock', CLOCKS],
  ['pause', PAUSES],
  ['nothing', OBSERVERS],
  ['nothing', CONTINUATIONS],
  ['nothing', RELEASES],
  ['fresh', FRESH_VALUES],
  ['computed', HOOKS],
  ['computed', VALUE_METHODS],
  ['computed', PURE_MODULES],
];

function callOf(callee: Unknown, isHandedFunction: boolean): UnknownCall {
  if (callee.origin !== 'argument' && callee.origin !== 'package') {
    return 'computed';
  }
  const name = nameOf(callee);
  const meanings = isHandedFunction ? WITH_FUNCTION : WITHOUT_FUNCTION;
  return meanings.find(([, concept]) => concept.has(name))?.[0] ?? 'service';
}

/** Concepts remember what they were asked by the name's identity. */
const names = new WeakMap<Unknown, Name>();

function nameOf(callee: Unknown): Name {
  const known = names.get(callee);
  if (known !== undefined) {
    return known;
  }
  const { path, package: specifier } = callee.name;
  const name =
    specifier === undefined ? { last: path.at(-1) ?? '', owners: path.slice(0, -1) } : importedName(specifier, path);
  names.set(callee, name);
  return name;
}

/** What a sign is as a value. */
function valueOfSign(sign: Sign): Value {
  if (sign === 'absent') {
    return undefined;
  }
  return sign === 'present' ? true : sign;
}

function memberOfAnswer(how: Answer, key: Key): Value {
  const reading = typeof key === 'string' ? ANSWER_STATUSES.readingOf(key) : undefined;
  return reading === undefined ? undefined : valueOfSign(how === 'well' ? reading.good : reading.bad);
}

export const OUTSIDE: Outside = { callOf, memberOfAnswer };
