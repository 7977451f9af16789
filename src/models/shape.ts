import type {
  AcceptModel,
  BreakerModel,
  Composition,
  ErrorModel,
  FallbackModel,
  HookModel,
  Invocation,
  LayerModel,
  LibraryModel,
  LockModel,
  NumberModel,
  NumberPlace,
  Place,
  PredicateModel,
  RateModel,
  RetryModel,
  Source,
  TimeModel,
  ValueModel,
} from './model.js';
import { isRange } from './versions.js';

/** A model as a project writes it: it knows its own code, and so needs no sources and no versions. */
type OwnModel = Omit<LibraryModel, 'sources' | 'versions'> & Partial<Pick<LibraryModel, 'sources' | 'versions'>>;

/** What a value has to be. */
type Spec =
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

type Fields = Readonly<Record<string, Field>>;

/** The compiler sees to it that a shape names every key of its type, and knows which of them are required. */
type Shape<T> = {
  readonly [Key in keyof T]-?: Record<never, never> extends Pick<T, Key>
    ? { readonly is: Spec }
    : { readonly is: Spec; readonly required: true };
};

const words = (...all: readonly (string | true)[]): Spec => ({ words: all });
const list = (item: Spec): Spec => ({ list: item });
const either = (...all: readonly Spec[]): Spec => ({ either: all });
const object = (fields: () => Fields): Spec => ({ object: fields });

const VALUES: Spec = { record: object(() => VALUE) };
const LAYER: Spec = {
  tag: 'layer',
  kinds: { retry: () => RETRY, breaker: () => BREAKER, lock: () => LOCK, fallback: () => FALLBACK },
};
const LAYERS = list(LAYER);

const LIBRARY: Shape<OwnModel> = {
  package: { is: 'text', required: true },
  versions: { is: 'range' },
  sources: { is: list(object(() => SOURCE)) },
  exports: { is: VALUES, required: true },
  subpaths: { is: { record: VALUES } },
  values: { is: VALUES },
  traps: { is: list('text') },
};

const SOURCE: Shape<Source> = { fact: { is: 'text', required: true }, url: { is: 'text', required: true } };

const PLACE: Shape<Place> = {
  of: { is: words('call', 'creation', 'chain') },
  member: { is: 'text' },
  at: { is: 'position', required: true },
  path: { is: 'text' },
  orPath: { is: 'text' },
};

const VALUE: Shape<ValueModel> = {
  use: { is: 'text' },
  call: { is: object(() => INVOCATION) },
  construct: { is: object(() => INVOCATION) },
  members: { is: VALUES },
  policy: { is: either(LAYERS, words('composed')) },
  client: { is: LAYERS },
  optionsAt: { is: 'count' },
  count: { is: object(() => NUMBER) },
  rate: { is: object(() => RATE) },
  tells: { is: words('open-error') },
  accepts: { is: object(() => ACCEPT) },
  state: { is: words(true, 'closed', 'open', 'half-open') },
  reads: { is: object(() => READS) },
  phase: { is: words('closed', 'open', 'half-open') },
  is: { is: 'text or number' },
  error: { is: words(true) },
  failures: { is: words('throw', 'response', 'error-field') },
  throws: { is: object(() => ERROR) },
  answers: { is: words('observable') },
  interceptors: { is: words(true) },
  follows: { is: object(() => FOLLOWS) },
};

const READS: Shape<NonNullable<ValueModel['reads']>> = {
  closed: { is: 'text or number', required: true },
  open: { is: 'text or number', required: true },
  'half-open': { is: 'text or number', required: true },
};

const FOLLOWS: Shape<NonNullable<ValueModel['follows']>> = { ...PLACE, keeps: { is: words(true) } };

const ACCEPT: Shape<AcceptModel> = {
  all: { is: words(true) },
  class: { is: object(() => PLACE) },
  predicate: { is: object(() => PLACE) },
  answer: { is: object(() => PLACE) },
  orReceiver: { is: words(true) },
};

const INVOCATION: Shape<Invocation> = {
  arguments: { is: 'count' },
  otherwise: { is: object(() => INVOCATION) },
  runs: { is: object(() => PLACE) },
  passes: { is: 'count' },
  style: { is: words('callback', 'callbacks', 'effect', 'observable') },
  yields: { is: words(true) },
  translates: { is: object(() => PLACE) },
  fails: { is: words(true) },
  reaches: { is: words('service') },
  layers: { is: either(LAYERS, words('policy')) },
  gives: {
    is: either(
      object(() => VALUE),
      words('receiver', 'argument'),
    ),
  },
  inherits: { is: words(true) },
  hooks: { is: list(object(() => HOOK)) },
  acquires: { is: object(() => ACQUIRES) },
  releases: { is: words(true) },
  composes: { is: object(() => COMPOSITION) },
  decorates: { is: either(LAYERS, words('argument', 'composed')) },
  installs: { is: object(() => INSTALLS) },
};

const RELEASE: Shape<{ of: string; member: string }> = {
  of: { is: words('result', 'receiver'), required: true },
  member: { is: 'text', required: true },
};

const ACQUIRES: Shape<NonNullable<Invocation['acquires']>> = {
  lock: { is: object(() => LOCK), required: true },
  release: {
    is: either(
      object(() => RELEASE),
      words('result'),
    ),
    required: true,
  },
};

const INSTALLS: Shape<NonNullable<Invocation['installs']>> = {
  on: { is: object(() => PLACE), required: true },
  layers: { is: LAYERS, required: true },
};

const COMPOSITION: Shape<Composition> = {
  of: {
    is: either(
      object(() => PLACE),
      words('arguments'),
    ),
    required: true,
  },
  receiver: { is: words(true) },
  first: { is: words('outermost', 'innermost'), required: true },
};

const TOTAL = either('count', words('infinite', 'time-bound', 'unknown'));

const NUMBER_PLACE: Shape<NumberPlace> = {
  ...PLACE,
  counts: { is: words('retries', 'attempts') },
  is: { is: 'literal' },
  absent: { is: words(true) },
  means: { is: TOTAL },
};

const NUMBER: Shape<NumberModel> = {
  from: { is: list(object(() => NUMBER_PLACE)), required: true },
  plus: { is: 'number' },
  atLeast: { is: 'number' },
  atMost: { is: 'number' },
  default: { is: TOTAL },
};

const HOOK: Shape<HookModel> = {
  ...PLACE,
  misses: { is: words('last') },
  only: { is: words('end') },
  stops: { is: words(true) },
  parameters: { is: 'text' },
};

const ERROR: Shape<ErrorModel> = {
  classes: { is: list('text') },
  codes: { is: list('text or number') },
  names: { is: list('text') },
  messages: { is: list('text') },
  tags: { is: list('text') },
};

const deciding = (...senses: string[]): Spec =>
  list(object(() => ({ ...PLACE, sense: { is: words(...senses), required: true } })));

const layer = (kind: LayerModel['layer']): { readonly is: Spec; readonly required: true } => ({
  is: words(kind),
  required: true,
});

const PREDICATE: Shape<PredicateModel> = {
  ...PLACE,
  sense: { is: words('retry', 'stop', 'policy'), required: true },
  parameters: { is: 'text' },
};

const PARAMETER: Shape<NonNullable<RetryModel['parameter']>> = {
  at: { is: 'count', required: true },
  meaning: { is: words('bail', 'again'), required: true },
};

const ATTEMPT: Shape<NonNullable<RetryModel['attempt']>> = {
  at: { is: 'count', required: true },
  path: { is: 'text' },
  first: { is: 'count', required: true },
};

const RETRY: Shape<RetryModel> = {
  layer: layer('retry'),
  calls: { is: object(() => NUMBER), required: true },
  predicates: { is: list(object(() => PREDICATE)) },
  hooks: { is: list(object(() => HOOK)) },
  wait: { is: object(() => TIME) },
  stops: { is: list('text') },
  parameter: { is: object(() => PARAMETER) },
  bailThrows: { is: words(true) },
  attempt: { is: object(() => ATTEMPT) },
  again: { is: 'text' },
  errors: { is: words('service') },
  methods: { is: words('idempotent') },
  implicit: { is: words(true) },
  budget: { is: words(true) },
  later: { is: words(true) },
  wraps: { is: object(() => ERROR) },
};

const READ: Shape<NonNullable<BreakerModel['halfOpenRead']>> = {
  before: { is: 'truth', required: true },
  inside: { is: 'truth', required: true },
};

const TIME: Shape<TimeModel> = {
  from: { is: list(object(() => NUMBER_PLACE)), required: true },
  default: { is: 'number' },
};

/** The numbers that `whole` may be are not told apart from others. */
const RATE: Shape<RateModel> = { ...TIME, whole: { is: 'count', required: true }, above: { is: words(true) } };

const BREAKER: Shape<BreakerModel> = {
  layer: layer('breaker'),
  failures: { is: object(() => NUMBER), required: true },
  rate: { is: object(() => RATE) },
  halfOpen: { is: words('one', 'several', 'unlimited', 'wait', 'none', 'unknown'), required: true },
  probes: { is: object(() => NUMBER) },
  keyedBy: { is: object(() => PLACE) },
  halfOpenRead: { is: object(() => READ) },
  openError: { is: object(() => ERROR), required: true },
  resolvesWhenOpen: { is: words(true) },
  filters: { is: deciding('count', 'ignore', 'policy') },
  errors: { is: words('service') },
  timeout: { is: object(() => TIME) },
  openTime: { is: object(() => TIME) },
  endorsesRetryInside: { is: words(true) },
  fallback: { is: 'text' },
  fallbackAt: { is: object(() => PLACE) },
};

const LOCK: Shape<LockModel> = {
  layer: layer('lock'),
  exclusive: {
    is: either(
      object(() => NUMBER),
      words(true),
    ),
    required: true,
  },
  keyedBy: { is: object(() => PLACE) },
  reentrant: { is: words(true) },
  shared: { is: words(true) },
};

const FALLBACK: Shape<FallbackModel> = {
  layer: layer('fallback'),
  policy: { is: object(() => PLACE) },
  tag: { is: object(() => PLACE) },
  answer: { is: object(() => PLACE) },
};

/** What is wrong with a model, one sentence each that names the key by its path. None: it is one. */
export function problemsOf(model: unknown, at: string): string[] {
  const problems: string[] = [];
  try {
    check(
      model,
      object(() => LIBRARY),
      at,
      (problem) => problems.push(problem),
    );
    return problems.length > 0 ? problems : unknownNames(model as OwnModel, at);
  } catch {
    // An object that contains itself.
    return [`${at} must be plain data.`];
  }
}

/** A model that a project wrote, with what it may leave out. */
export const completed = (model: OwnModel): LibraryModel => ({ versions: '*', sources: [], ...model });

function unknownNames(model: OwnModel, at: string): string[] {
  const known = Object.keys(model.values ?? {});
  const used = [...JSON.stringify(model).matchAll(/"use":("(?:[^"\\]|\\.)*")/g)].map(
    ([, name]) => JSON.parse(name ?? '""') as string,
  );
  return [...new Set(used)]
    .filter((name) => !known.includes(name))
    .map((name) => `${at} uses ${show(name)}, which is not among its values.`);
}

type Complain = (problem: string) => void;

const show = (value: unknown): string =>
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

function check(value: unknown, spec: Spec, at: string, complain: Complain): void {
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
