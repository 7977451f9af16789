/** What a file would have to say otherwise for two layers to meet otherwise: places of its own, found through the models. */
import { isFunction, unwrap, type Node } from '../ast/nodes.js';
import type { BreakerModel, Place, RetryModel } from '../models/model.js';
import type { Meeting, Met } from '../nesting/meetings.js';
import { isMade, partsOf, type PackageLayer } from '../nesting/packages.js';
import { isForOneUse } from './creations.js';
import type {
  Exclusion,
  NeighbouringPolicies,
  NestedRetry,
  RejectionTest,
  RetryFilter,
  RetryOutside,
  WrittenPlace,
} from './facts.js';
import { isCall, type Surroundings } from './lint-surroundings.js';
import { turnedCalls } from './turned-calls.js';
import { isAbsent, isNumber, isObject, isSaid, isSettledBy, placed } from './written-arguments.js';

/** A retry that the program has written, in this file: the expression that makes an attempt. */
export type OwnAttempt = Node | undefined;

export class WaysOut {
  constructor(private readonly around: Surroundings) {}

  /** What keeps the outer retry from repeating the rejection. Undefined where it cannot be told, or there is no place for the question here. */
  exclusion({ outer, inner, rejection }: Meeting, attempt: OwnAttempt): Exclusion | undefined {
    return this.#exclusion({ retry: outer, breaker: inner, rejection, attempt });
  }

  /** How a retry inside a circuit comes to stand outside. */
  outside(meeting: Meeting, attempt: OwnAttempt): RetryOutside | undefined {
    const { outer, inner, rejection, composition } = meeting;
    const exclusion = this.#exclusion({ retry: inner, breaker: outer, rejection, attempt });
    if (exclusion === undefined || meeting.isAnswered) {
      return undefined;
    }
    const places = composition === undefined ? turnedCalls(this.around, meeting) : this.#neighbours(meeting);
    return places && { exclusion, ...places };
  }

  /** What makes the inner retry, of a package, one of a single attempt. */
  single({ inner: { layer } }: Meeting): NestedRetry['single'] {
    if (layer === undefined) {
      return undefined;
    }
    const { from, plus = 0, atLeast = 1 } = (layer.model as RetryModel).calls;
    const isSettled = from.some((place) => place.means !== undefined && isSettledBy(place, placed(place, layer)));
    const numbers = from.filter(({ means }) => means === undefined);
    // What stands before a number that is not written here may say another one.
    const hidden = numbers.findIndex((place) => !isNumber(placed(place, layer)) && isSaid(place, layer));
    const candidates = (hidden === -1 ? numbers : numbers.slice(0, hidden)).filter((place) => {
      const value = placed(place, layer);
      return isNumber(value) || isAbsent(value);
    });
    if (isSettled || plus !== 0 || atLeast > 1) {
      return undefined;
    }
    // Of one request, before that of a client, which others use as well.
    for (const place of [
      ...candidates.filter(({ of = 'call' }) => of === 'call'),
      ...candidates.filter((candidate) => candidate.of === 'creation' && !isAbsent(placed(candidate, layer))),
      ...candidates.filter(({ of }) => of === 'creation').slice(-1),
    ]) {
      const at = this.#written(place, layer);
      const least = place.counts === 'retries' ? 0 : 1;
      const hasMeaning = from.some((other) => other.means !== undefined && other.is === least);
      if (
        at !== undefined &&
        !hasMeaning &&
        isObjectOrAbsent(at, place) &&
        (place.of !== 'creation' || isForOneUse(this.around.index, at.call))
      ) {
        return { place: at, value: least };
      }
    }
    return undefined;
  }

  #written({ of, at, path, orPath }: Place, { call, creation }: PackageLayer): WrittenPlace | undefined {
    const located = of === 'creation' ? creation : call;
    const node = this.around.nodeAt(located?.place);
    if (
      !isCall(node) ||
      of === 'chain' ||
      typeof at !== 'number' ||
      node.arguments.some(({ type }) => type === 'SpreadElement')
    ) {
      return undefined;
    }
    const below = isObject(located?.given[at]) ? (orPath ?? path) : path;
    return { call: node, at, ...(below !== undefined && { path: below }) };
  }

  #exclusion({ retry, breaker, rejection, attempt }: Excluding): Exclusion | undefined {
    const told = breaker.layer === undefined ? this.#toldByClass(rejection) : this.#toldByPackage(breaker.layer);
    const filter = told && (retry.layer === undefined ? this.#handlerOf(attempt) : this.#filterOf(retry.layer));
    return told && filter && { told, filter };
  }

  #toldByPackage({ model, package: name }: PackageLayer): RejectionTest | undefined {
    const { classes = [], codes = [] } = (model as BreakerModel).openError;
    const specifier = this.around.specifiers.ofPackage(name);
    const exports = specifier === undefined ? undefined : this.around.specifiers.exportsOf(specifier);
    const told = classes.find((candidate) => exports?.[candidate]?.tells === 'open-error');
    const code = codes.find((candidate) => typeof candidate === 'string');
    if (specifier !== undefined && told !== undefined) {
      return { kind: 'class', name: told, module: specifier };
    }
    return typeof code === 'string' ? { kind: 'code', name: code } : undefined;
  }

  #toldByClass(rejection: Meeting['rejection']): RejectionTest | undefined {
    if (rejection === undefined || rejection.kind === 'code') {
      return rejection && { kind: 'code', name: rejection.name };
    }
    const { name, file } = rejection;
    if (file === undefined || file === this.around.file) {
      return { kind: 'class', name };
    }
    const module = this.around.specifiers.ofExport(name, file);
    return module === undefined ? undefined : { kind: 'class', name, module };
  }

  /** The block that a failed attempt of a written retry arrives in. */
  #handlerOf(attempt: OwnAttempt): RetryFilter | undefined {
    const { index } = this.around;
    let below = attempt;
    let at = attempt && index.parentOf(attempt);
    while (below !== undefined && at !== undefined && !isFunction(at)) {
      if (at.type === 'TryStatement' && at.handler?.param?.type === 'Identifier' && at.block === below) {
        return { kind: 'handler', body: at.handler.body, error: at.handler.param.name };
      }
      below = at;
      at = index.parentOf(at);
    }
    return undefined;
  }

  #filterOf(layer: PackageLayer): RetryFilter | undefined {
    const { predicates = [] } = layer.model as RetryModel;
    const policy = predicates.find(({ sense }) => sense === 'policy');
    if (policy !== undefined) {
      return this.#policyFilter(policy, layer);
    }
    // Versions that hand it different things are not told apart.
    const [predicate, ...others] = predicates.filter(
      ({ parameters, of }) => parameters !== undefined && of !== 'chain',
    );
    const isFree = predicate !== undefined && others.length === 0 && isAbsent(placed(predicate, layer));
    const place = isFree ? this.#written(predicate, layer) : undefined;
    return place && predicate?.parameters !== undefined && predicate.sense !== 'policy'
      ? { kind: 'predicate', place, sense: predicate.sense, parameters: predicate.parameters }
      : undefined;
  }

  #policyFilter(place: Place, layer: PackageLayer): RetryFilter | undefined {
    const value = placed(place, layer);
    const module = this.around.specifiers.ofPackage(layer.package);
    const written = this.#written(place, layer);
    if (
      value.kind !== 'made' ||
      !value.handlesAll ||
      // Another one than the package's own may be made of something.
      value.place !== undefined ||
      written === undefined ||
      module === undefined
    ) {
      return undefined;
    }
    const maker = Object.entries(this.around.specifiers.exportsOf(module) ?? {}).find(([, { call }]) => {
      const accepts = typeof call?.gives === 'object' ? call.gives.accepts : undefined;
      return accepts?.predicate?.at === 0 && accepts.orReceiver !== true;
    })?.[0];
    return maker === undefined ? undefined : { kind: 'policy', place: written, maker, module };
  }

  /** Neighbours among what is composed. */
  #neighbours({ composition, outer, inner }: Meeting): Omit<NeighbouringPolicies, 'exclusion'> | undefined {
    const node = this.around.nodeAt(composition?.place);
    if (!isCall(node) || composition === undefined || outer.layer === undefined || inner.layer === undefined) {
      return undefined;
    }
    const parts = partsOf(composition);
    const [at, other] = [outer.layer, inner.layer].map(({ identity }) =>
      parts.findIndex((part) => isMade(part, identity)),
    ) as [number, number];
    const [first] = node.arguments;
    const items: readonly (Node | null)[] =
      node.arguments.length === 1 && first?.type === 'ArrayExpression' ? first.elements : node.arguments;
    const [breaker, retry] = [items[at], items[other]];
    return Math.abs(at - other) === 1 && breaker && retry && !items.some((item) => item?.type === 'SpreadElement')
      ? { kind: 'neighbours', breaker, retry }
      : undefined;
  }
}

/** A retry and a circuit, and how callers are turned away. */
interface Excluding {
  readonly retry: Met;
  readonly breaker: Met;
  readonly rejection: Meeting['rejection'];
  readonly attempt: OwnAttempt;
}

/** Options that are written in place, or not at all. */
function isObjectOrAbsent({ call, at }: WrittenPlace, { path }: Place): boolean {
  const argument = isCall(call) ? call.arguments[at] : undefined;
  return argument === undefined
    ? isCall(call) && call.arguments.length === at
    : path === undefined || unwrap(argument).type === 'ObjectExpression';
}
