import type {
  BreakerModel,
  Invocation,
  LayerModel,
  LibraryModel,
  NumberModel,
  RetryModel,
  ValueModel,
} from './model.js';

/**
 * What holds for both of two versions of a library. Where they differ, a number is unknown and a value is not modelled: an invocation
 * without its layers would claim that there are none. What keeps a rule silent (predicates, hooks, what ends a retry) is kept of both.
 */
export function agreedModel(left: LibraryModel, right: LibraryModel): LibraryModel {
  const values = agreedValues(left.values, right.values);
  const subpaths = agreedEntries(left.subpaths, right.subpaths, agreedValues);
  return {
    package: left.package,
    versions: `${left.versions} || ${right.versions}`,
    sources: [...left.sources, ...right.sources],
    exports: agreedValues(left.exports, right.exports) ?? {},
    ...(values && { values }),
    ...(subpaths && { subpaths }),
  };
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

function agreedEntries<Item>(
  left: Readonly<Record<string, Item>> | undefined,
  right: Readonly<Record<string, Item>> | undefined,
  agreed: (left: Item, right: Item) => Item | undefined,
): Readonly<Record<string, Item>> | undefined {
  if (left === undefined || right === undefined) {
    return undefined;
  }
  const entries: [string, Item][] = [];
  for (const [name, item] of Object.entries(left)) {
    const other = right[name];
    const both = other === undefined ? undefined : agreed(item, other);
    if (both !== undefined) {
      entries.push([name, both]);
    }
  }
  return Object.fromEntries(entries);
}

const agreedValues = (
  left: Readonly<Record<string, ValueModel>> | undefined,
  right: Readonly<Record<string, ValueModel>> | undefined,
): Readonly<Record<string, ValueModel>> | undefined => agreedEntries(left, right, agreedValue);

function agreedValue(left: ValueModel, right: ValueModel): ValueModel {
  const { call, construct, members, policy, client, count, ...rest } = left;
  const agreed = {
    call: both(call, right.call, agreedInvocation),
    construct: both(construct, right.construct, agreedInvocation),
    members: agreedValues(members, right.members),
    policy: both(policy, right.policy, agreedLayers),
    client: both(client, right.client, (own, other) => {
      const layers = agreedLayers(own, other);
      return typeof layers === 'string' ? undefined : layers;
    }),
    count: both(count, right.count, agreedNumber),
  };
  const plain = Object.entries(rest).filter(([key, value]) => same(value, right[key as keyof ValueModel]));
  return Object.fromEntries([
    ...Object.entries(agreed).filter(([, value]) => value !== undefined),
    ...plain,
  ]) as ValueModel;
}

function both<Item>(
  left: Item | undefined,
  right: Item | undefined,
  agreed: (left: Item, right: Item) => Item | undefined,
): Item | undefined {
  return left === undefined || right === undefined ? undefined : agreed(left, right);
}

function agreedGives(left: Invocation['gives'], right: Invocation['gives']): Invocation['gives'] {
  if (typeof left === 'object' && typeof right === 'object') {
    return agreedValue(left, right);
  }
  return same(left, right) ? left : {};
}

function agreedInvocation(left: Invocation, right: Invocation): Invocation | undefined {
  if (same(left, right)) {
    return left;
  }
  const { layers, gives, decorates, installs, otherwise, hooks, ...rest } = left;
  const {
    layers: otherLayers,
    gives: otherGives,
    decorates: otherDecorates,
    installs: otherInstalls,
    otherwise: other,
    hooks: _,
    ...otherRest
  } = right;
  if (
    !same(rest, otherRest) ||
    !same(decorates, otherDecorates) ||
    !same(installs, otherInstalls) ||
    !same(otherwise, other)
  ) {
    return undefined;
  }
  const agreed = both(layers, otherLayers, agreedLayers);
  if (agreed === undefined && (layers !== undefined || otherLayers !== undefined)) {
    return undefined;
  }
  const value = agreedGives(gives, otherGives);
  return {
    ...rest,
    ...(agreed && { layers: agreed }),
    ...(value && { gives: value }),
    ...(decorates && { decorates }),
    ...(installs && { installs }),
    ...(otherwise && { otherwise }),
    ...(hooks && { hooks }),
  };
}

type Layers<Word extends string> = readonly LayerModel[] | Word;

function agreedLayers<Word extends string>(left: Layers<Word>, right: Layers<Word>): Layers<Word> | undefined {
  if (typeof left === 'string' || typeof right === 'string') {
    return left === right ? left : undefined;
  }
  const layers = left.map((layer, index) => agreedLayer(layer, right[index]));
  return left.length === right.length && layers.every((layer) => layer !== undefined) ? layers : undefined;
}

function agreedLayer(left: LayerModel, right: LayerModel | undefined): LayerModel | undefined {
  if (left.layer === 'retry' && right?.layer === 'retry') {
    return agreedRetry(left, right);
  }
  if (left.layer === 'breaker' && right?.layer === 'breaker') {
    return agreedBreaker(left, right);
  }
  return same(left, right) ? left : undefined;
}

const union = <Item>(
  left: readonly Item[] | undefined,
  right: readonly Item[] | undefined,
): readonly Item[] | undefined =>
  left === undefined && right === undefined
    ? undefined
    : [...new Map([...(left ?? []), ...(right ?? [])].map((item) => [JSON.stringify(item), item])).values()];

function agreedRetry(left: RetryModel, right: RetryModel): RetryModel {
  const { predicates, hooks, stops, errors, ...rest } = left;
  const kept = {
    predicates: union(predicates, right.predicates),
    hooks: union(hooks, right.hooks),
    stops: union(stops, right.stops),
  };
  return {
    ...rest,
    calls: agreedNumber(left.calls, right.calls),
    ...(errors !== undefined || right.errors !== undefined ? { errors: 'service' } : {}),
    ...Object.fromEntries(Object.entries(kept).filter(([, items]) => items !== undefined)),
  };
}

function agreedBreaker(left: BreakerModel, right: BreakerModel): BreakerModel {
  const { halfOpenRead, filters, ...rest } = left;
  const filter = union(filters, right.filters);
  return {
    ...rest,
    failures: agreedNumber(left.failures, right.failures),
    halfOpen: left.halfOpen === right.halfOpen ? left.halfOpen : 'unknown',
    ...(halfOpenRead && same(halfOpenRead, right.halfOpenRead) && { halfOpenRead }),
    openError: {
      classes: union(left.openError.classes, right.openError.classes) ?? [],
      codes: union(left.openError.codes, right.openError.codes) ?? [],
      names: union(left.openError.names, right.openError.names) ?? [],
      messages: union(left.openError.messages, right.openError.messages) ?? [],
    },
    ...(filter && { filters: filter }),
  };
}

/** Places that one of the versions asks and the other does not, each in its order: what is written there leaves the number unknown. */
function merged(left: NumberModel['from'], right: NumberModel['from']): NumberModel['from'] | undefined {
  const [few, many] = left.length <= right.length ? [left, right] : [right, left];
  let next = 0;
  const places = many.map(({ counts, ...place }): (typeof many)[number] => {
    const isCommon = same(few[next], counts === undefined ? place : { ...place, counts });
    next += isCommon ? 1 : 0;
    return isCommon ? { ...place, ...(counts && { counts }) } : { ...place, means: 'unknown' };
  });
  return next === few.length ? places : undefined;
}

/** Where the places are in another order it cannot be said which of them counts. What settles the number in one of them only leaves it unknown. */
function agreedNumber(left: NumberModel, right: NumberModel): NumberModel {
  if (same(left, right)) {
    return left;
  }
  const { default: total, from, ...rest } = left;
  const { default: otherTotal, from: otherFrom, ...otherRest } = right;
  const written = merged(
    from.filter(({ means }) => means === undefined),
    otherFrom.filter(({ means }) => means === undefined),
  );
  if (written === undefined || !same(rest, otherRest)) {
    return { from: [], default: 'unknown' };
  }
  const settled = (union(from, otherFrom) ?? []).filter(({ means }) => means !== undefined);
  const isCommon = (place: NumberModel['from'][number]): boolean =>
    [from, otherFrom].every((places) => places.some((other) => same(place, other)));
  return {
    ...rest,
    from: [
      ...settled.map((place): typeof place => (isCommon(place) ? place : { ...place, means: 'unknown' })),
      ...written,
    ],
    default: total === otherTotal && total !== undefined ? total : 'unknown',
  };
}
