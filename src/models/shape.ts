import { check, either, list, object, show, words, type Shape, type Spec } from './fields.js';
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

/** A model as a project writes it: it knows its own code, and so needs no sources and no versions. */
type OwnModel = Omit<LibraryModel, 'sources' | 'versions'> & Partial<Pick<LibraryModel, 'sources' | 'versions'>>;

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
  sends: { is: object(() => PLACE) },
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
  shared: { is: words(true) },
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
