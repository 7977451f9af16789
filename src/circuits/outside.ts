/** Tells the machine, by names, what calls of unknown functions are. Everything that decides here stands in the lexicon. */
import { ANSWER_STATUSES, type Sign } from '../lexicon/calls/answer-statuses.js';
import { CLOCKS } from '../lexicon/calls/clocks.js';
import { HOOKS } from '../lexicon/calls/hooks.js';
import { OBSERVERS } from '../lexicon/calls/observers.js';
import { PAUSES } from '../lexicon/calls/pauses.js';
import { PURE_MODULES } from '../lexicon/calls/pure-modules.js';
import { REGISTRATIONS } from '../lexicon/calls/registrations.js';
import { VALUE_METHODS } from '../lexicon/calls/value-methods.js';
import { importedName, type Name } from '../lexicon/name.js';
import type { Outside, UnknownCall } from '../machine/outside.js';
import type { Answer } from '../machine/trace.js';
import { Reference, type Key, type Unknown, type Value } from '../machine/values.js';

/** What a call of a name comes to, by the first concept that has it. */
const BY_NAME = [
  ['clock', CLOCKS],
  ['nothing', OBSERVERS],
  ['nothing', REGISTRATIONS],
  ['computed', HOOKS],
  ['computed', VALUE_METHODS],
  ['computed', PURE_MODULES],
] as const;

function callOf({ origin, name }: Unknown, given: readonly Value[]): UnknownCall {
  if (origin !== 'argument' && origin !== 'package') {
    return 'computed';
  }
  const called = nameOf(name.path, name.package);
  if (PAUSES.has(called) && !given.some((value) => value instanceof Reference)) {
    return 'pause';
  }
  return BY_NAME.find(([, concept]) => concept.has(called))?.[0] ?? 'service';
}

function nameOf(path: readonly string[], specifier: string | undefined): Name {
  return specifier === undefined
    ? { last: path.at(-1) ?? '', owners: path.slice(0, -1) }
    : importedName(specifier, path);
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
