/** What plain data has to be, as data: which keys an object has, what they hold, and what is wrong with one that is different. */
import { isRange } from './versions.js';

/** What a value has to be. */
export type Spec =
  | 'text'
  | 'text or number'
  | 'literal'
  | 'number'
  | 'count'
  | 'position'
  | 'truth'
  | 'range'
  | { readonly words: readonly (string | true)[] }
  | { readonly list: Spec }
  | { readonly record: Spec }
  | { readonly object: () => Fields }
  | { readonly tag: string; readonly kinds: Readonly<Record<string, () => Fields>> }
  | { readonly either: readonly Spec[] };

interface Field {
  readonly is: Spec;
  readonly required?: true;
}

export type Fields = Readonly<Record<string, Field>>;

/** The compiler sees to it that a shape names every key of its type, and knows which of them are required. */
export type Shape<T> = {
  readonly [Key in keyof T]-?: Record<never, never> extends Pick<T, Key>
    ? { readonly is: Spec }
    : { readonly is: Spec; readonly required: true };
};

export const words = (...all: readonly (string | true)[]): Spec => ({ words: all });
export const list = (item: Spec): Spec => ({ list: item });
export const either = (...all: readonly Spec[]): Spec => ({ either: all });
export const object = (fields: () => Fields): Spec => ({ object: fields });

type Complain = (problem: string) => void;

export const show = (value: unknown): string =>
  typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Kinds of plain values: what they are called, and how they are told. */
const PLAIN: Readonly<Record<Extract<Spec, string>, readonly [name: string, test: (value: unknown) => boolean]>> = {
  text: ['a text', (value) => typeof value === 'string' && value !== ''],
  'text or number': ['a text or a number', (value) => typeof value === 'string' || typeof value === 'number'],
  literal: [
    'a text, a number, true, false or null',
    (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  ],
  number: ['a number', (value) => typeof value === 'number' && Number.isFinite(value)],
  count: ['a whole number from 0', (value) => Number.isInteger(value) && (value as number) >= 0],
  position: [
    'a whole number from 0, "last", "last-function" or "options"',
    (value) =>
      (Number.isInteger(value) && (value as number) >= 0) ||
      ['last', 'last-function', 'options'].includes(value as string),
  ],
  truth: ['true or false', (value) => typeof value === 'boolean'],
  range: ['a range of versions', (value) => typeof value === 'string' && isRange(value)],
};

/** What a value should have been, for a sentence. */
function wanted(spec: Spec): readonly string[] {
  if (typeof spec === 'string') {
    return [PLAIN[spec][0]];
  }
  if ('words' in spec) {
    return spec.words.map(show);
  }
  if ('either' in spec) {
    return spec.either.flatMap(wanted);
  }
  return ['list' in spec ? 'a list' : 'an object'];
}

const oneOf = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;

export function check(value: unknown, spec: Spec, at: string, complain: Complain): void {
  const refuse = (): void => complain(`${at} must be ${oneOf(wanted(spec))}, not ${shortened(value)}.`);
  if (typeof spec === 'string' || 'words' in spec) {
    if (!(typeof spec === 'string' ? PLAIN[spec][1](value) : spec.words.includes(value as string))) {
      refuse();
    }
  } else if ('either' in spec) {
    // A list or an object is meant to be the one list or object among them, so that what is wrong in it can be said.
    const deep = spec.either.find(
      (one) => typeof one === 'object' && ('list' in one ? Array.isArray(value) : !('words' in one) && isRecord(value)),
    );
    if (deep !== undefined) {
      check(value, deep, at, complain);
    } else if (!spec.either.some((one) => isRight(value, one))) {
      refuse();
    }
  } else if ('list' in spec) {
    if (Array.isArray(value)) {
      value.forEach((item, index) => check(item, spec.list, `${at}[${index}]`, complain));
    } else {
      refuse();
    }
  } else if (!isRecord(value)) {
    refuse();
  } else if ('record' in spec) {
    for (const [key, item] of Object.entries(value)) {
      check(item, spec.record, memberAt(at, key), complain);
    }
  } else {
    checkFields(value, spec, at, complain);
  }
}

function isRight(value: unknown, spec: Spec): boolean {
  let right = true;
  check(value, spec, '', () => {
    right = false;
  });
  return right;
}

function checkFields(
  value: Record<string, unknown>,
  spec: Extract<Spec, { object: unknown } | { tag: unknown }>,
  at: string,
  complain: Complain,
): void {
  let fields: Fields;
  if ('tag' in spec) {
    const kind = value[spec.tag];
    const found = typeof kind === 'string' && Object.hasOwn(spec.kinds, kind) ? spec.kinds[kind] : undefined;
    if (found === undefined) {
      complain(
        `${memberAt(at, spec.tag)} must be ${oneOf(Object.keys(spec.kinds).map(show))}, not ${shortened(kind)}.`,
      );
      return;
    }
    fields = found();
  } else {
    fields = spec.object();
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(fields, key)) {
      complain(`Unknown key ${memberAt(at, key)}. Known keys: ${Object.keys(fields).join(', ')}.`);
    }
  }
  for (const [key, { is, required }] of Object.entries(fields)) {
    if (value[key] !== undefined) {
      check(value[key], is, memberAt(at, key), complain);
    } else if (required) {
      complain(`${memberAt(at, key)} is missing: it must be ${oneOf(wanted(is))}.`);
    }
  }
}

const memberAt = (at: string, key: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `${at}.${key}` : `${at}[${show(key)}]`;

const shortened = (value: unknown): string => {
  const text = show(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};
