/** What a file would have to say otherwise for a composition to be another one: places of its own, found through the models. */
import { contains, isFunction, memberKey, resultOf, unwrap, type FunctionNode, type Node } from '../../ast/nodes.js';
import type { Place } from '../../models/model.js';
import type { Site } from '../../module-graph/record.js';
import type {
  EnclosedRetry,
  Exclusion,
  NeighbouringPolicies,
  RejectionTest,
  RetryFilter,
  RetryOutside,
  WrittenPlace,
} from '../facts.js';
import type { ModuleIndex, NodeByType, Variable } from '../module.js';
import { placed, type Located } from './library.js';
import type { Lowered } from './lowering.js';
import type { World } from './machine.js';
import { isWritten } from './numbers.js';
import {
  isAbsent,
  type BreakerLayer,
  type Frame,
  type Layer,
  type Meeting,
  type RetryLayer,
  type Value,
} from './values.js';

type Call = NodeByType['CallExpression'] | NodeByType['NewExpression'];

const isCall = (node: Node | undefined): node is Call =>
  node?.type === 'CallExpression' || node?.type === 'NewExpression';

export class WaysOut {
  private readonly file: string;

  constructor(
    private readonly index: ModuleIndex,
    private readonly lowered: Lowered,
    private readonly world: World,
  ) {
    this.file = lowered.record.file;
  }

  /** Undefined where the rejection cannot be told, or the retry has no place for the question here. */
  exclusion(retry: RetryLayer, breaker: BreakerLayer): Exclusion | undefined {
    const told = this.toldBy(breaker);
    const filter = told && this.filterOf(retry);
    return told && filter && { told, filter };
  }

  /** How a retry inside a breaker comes to stand outside. */
  outside(meeting: Meeting, breaker: BreakerLayer, retry: RetryLayer): RetryOutside | undefined {
    const exclusion = breaker.answers ? undefined : this.exclusion(retry, breaker);
    if (exclusion === undefined) {
      return undefined;
    }
    const places =
      meeting.composition === undefined
        ? this.turned(meeting, breaker, retry)
        : this.neighbours(meeting.composition, breaker, retry);
    return places && { exclusion, ...places };
  }

  /** What makes a retry of a library one of a single attempt. */
  single({ model, places }: RetryLayer): { readonly place: WrittenPlace; readonly value: number } | undefined {
    if (model === undefined || places === undefined) {
      return undefined;
    }
    const { from, plus = 0, atLeast = 1 } = model.calls;
    const value = (place: Place): Value => placed(place, places);
    const isSettled = from.some(
      (place) =>
        place.means !== undefined &&
        (place.absent === true
          ? isAbsent(value(place))
          : !isAbsent(value(place)) && (place.is === undefined || isLiteral(value(place), place.is))),
    );
    const numbers = from.filter(({ means }) => means === undefined);
    // What stands before a number that is not written here may say another one.
    const hidden = numbers.findIndex((place) => value(place).kind !== 'literal' && isWritten(place, places));
    const candidates = (hidden === -1 ? numbers : numbers.slice(0, hidden)).filter(
      (place) => value(place).kind === 'literal',
    );
    if (isSettled || plus !== 0 || atLeast > 1) {
      return undefined;
    }
    // Of one request, before that of a client, which others use as well.
    for (const place of [
      ...candidates.filter(({ of = 'call' }) => of === 'call'),
      ...candidates.filter((candidate) => candidate.of === 'creation' && !isAbsent(value(candidate))),
      ...candidates.filter(({ of }) => of === 'creation').slice(-1),
    ]) {
      const at = this.written(place, places);
      const least = place.counts === 'retries' ? 0 : 1;
      const hasMeaning = from.some((other) => other.means !== undefined && other.is === least);
      if (
        at !== undefined &&
        !hasMeaning &&
        isObjectOrAbsent(at, place) &&
        (place.of !== 'creation' || this.isForOneUse(at.call))
      ) {
        return { place: at, value: least };
      }
    }
    return undefined;
  }

  /** Nobody but one call has what is created here. */
  private isForOneUse(creation: Node): boolean {
    const { index } = this;
    const parent = index.parentOf(creation);
    const [client] = isCall(creation) ? creation.arguments : [];
    if (parent?.type === 'ExpressionStatement') {
      const variable = client?.type === 'Identifier' ? index.variableOf(client) : undefined;
      return variable !== undefined && usesOf(variable) <= 2 && !this.isExported(variable.defs[0]?.node);
    }
    if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
      const variable = index.variableOf(parent.id);
      return variable !== undefined && usesOf(variable) <= 1 && !this.isExported(parent);
    }
    if (parent?.type === 'PropertyDefinition') {
      const key = memberKey(parent);
      return index.nodesOfType('MemberExpression').filter((member) => memberKey(member) === key).length <= 1;
    }
    return parent?.type === 'MemberExpression' || parent?.type === 'CallExpression';
  }

  private isExported(declarator: Node | undefined): boolean {
    const declaration = declarator && this.index.parentOf(declarator);
    return declaration !== undefined && this.index.parentOf(declaration)?.type === 'ExportNamedDeclaration';
  }

  private node({ site, file }: Located): Node | undefined {
    return file === this.file ? this.lowered.nodes.get(site) : undefined;
  }

  private written(
    { of, at, path, orPath }: Place,
    { callAt, creationAt, call, creation }: NonNullable<Layer['places']>,
  ): WrittenPlace | undefined {
    const located = of === 'creation' ? creationAt : of === 'chain' ? undefined : callAt;
    const node = located && this.node(located);
    if (!isCall(node) || typeof at !== 'number' || node.arguments.some(({ type }) => type === 'SpreadElement')) {
      return undefined;
    }
    const below = (of === 'creation' ? creation : call)?.[at]?.kind === 'object' ? (orPath ?? path) : path;
    return { call: node, at, ...(below !== undefined && { path: below }) };
  }

  private toldBy({ model, record, places, file }: BreakerLayer): RejectionTest | undefined {
    if (model !== undefined) {
      const { classes = [], codes = [] } = model.openError;
      const specifier = places?.specifier;
      const exports = specifier === undefined ? undefined : this.world.exportsOf(specifier, this.file);
      const name = classes.find((candidate) => exports?.[candidate]?.tells === 'open-error');
      const code = codes.find((candidate) => typeof candidate === 'string');
      return specifier !== undefined && name !== undefined
        ? { kind: 'class', name, module: specifier }
        : typeof code === 'string'
          ? { kind: 'code', name: code }
          : undefined;
    }
    const rejects = record?.rejects;
    if (rejects === undefined || rejects.kind === 'code' || file === this.file) {
      return rejects;
    }
    const specifiers = this.index.nodesOfType('ImportDeclaration').map(({ source }) => source.value);
    const module = specifiers.find((specifier) => {
      const found = this.world.findModule(specifier, this.file);
      return found?.file === file && Object.hasOwn(found.exports, rejects.name);
    });
    return module === undefined ? undefined : { ...rejects, module };
  }

  private filterOf({ model, record, places, file }: RetryLayer): RetryFilter | undefined {
    if (record?.handler !== undefined && file === this.file) {
      const body = this.lowered.nodes.get(record.handler.at);
      return body && { kind: 'handler', body, error: record.handler.error };
    }
    if (model === undefined || places === undefined) {
      return undefined;
    }
    const predicates = model.predicates ?? [];
    const policy = predicates.find(({ sense }) => sense === 'policy');
    if (policy !== undefined) {
      return this.policyFilter(policy, places);
    }
    // Versions that hand it different things are not told apart.
    const [predicate, ...others] = predicates.filter(
      ({ parameters, of }) => parameters !== undefined && of !== 'chain',
    );
    const place =
      predicate && others.length === 0 && isAbsent(placed(predicate, places))
        ? this.written(predicate, places)
        : undefined;
    return place && predicate?.parameters !== undefined && predicate.sense !== 'policy'
      ? { kind: 'predicate', place, sense: predicate.sense, parameters: predicate.parameters }
      : undefined;
  }

  private policyFilter(place: Place, places: NonNullable<Layer['places']>): RetryFilter | undefined {
    const value = placed(place, places);
    const module = places.specifier;
    const exports = module === undefined ? undefined : this.world.exportsOf(module, this.file);
    const written = this.written(place, places);
    if (
      value.kind !== 'library' ||
      value.model.accepts?.all !== true ||
      value.isExport !== true ||
      written === undefined ||
      module === undefined
    ) {
      return undefined;
    }
    const maker = Object.entries(exports ?? {}).find(([, { call }]) => {
      const accepts = typeof call?.gives === 'object' ? call.gives.accepts : undefined;
      return accepts?.predicate?.at === 0 && accepts.orReceiver !== true;
    })?.[0];
    return maker === undefined ? undefined : { kind: 'policy', place: written, maker, module };
  }

  /** Neighbours among what is composed. */
  private neighbours(
    composition: Site,
    breaker: BreakerLayer,
    retry: RetryLayer,
  ): Omit<NeighbouringPolicies, 'exclusion'> | undefined {
    const node = this.lowered.nodes.get(composition);
    const [first] = isCall(node) ? node.arguments : [];
    const items: readonly (Node | null)[] = !isCall(node)
      ? []
      : node.arguments.length === 1 && first?.type === 'ArrayExpression'
        ? first.elements
        : node.arguments;
    const { position: at = -1 } = breaker;
    const { position: other = -1 } = retry;
    const outer = items[at];
    const inner = items[other];
    const areNeighbours = Math.abs(at - other) === 1 && at !== -1 && other !== -1;
    return areNeighbours && outer && inner && !items.some((item) => item?.type === 'SpreadElement')
      ? { kind: 'neighbours', breaker: outer, retry: inner }
      : undefined;
  }

  /** A call of the retry that is all of what a call of the breaker is handed. */
  private turned(
    { frame }: Meeting,
    breaker: BreakerLayer,
    retry: RetryLayer,
  ): Omit<EnclosedRetry, 'exclusion'> | undefined {
    const inner = this.callAbove(frame, retry);
    const outer = this.callAbove(frame, breaker);
    const run = inner && runOf(inner);
    if (inner === undefined || run === undefined || (run.type === 'Identifier' && !this.takesNothing(run))) {
      return undefined;
    }
    const direct = outer && handedIn(outer, inner);
    const creation =
      direct === undefined && breaker.places?.creationAt !== undefined
        ? this.node(breaker.places.creationAt)
        : undefined;
    const handed = direct ?? (isCall(creation) ? handedIn(creation, inner) : undefined);
    const calls =
      direct !== undefined && outer !== undefined
        ? [outer]
        : isCall(creation) && handed !== undefined
          ? this.callsThrough(creation, breaker)
          : undefined;
    if (
      handed === undefined ||
      calls === undefined ||
      calls.length === 0 ||
      !isAllOf(handed, inner) ||
      !this.meansTheSame(inner, run, handed, calls)
    ) {
      return undefined;
    }
    return { kind: 'enclosed', calls, handed, retry: inner, run };
  }

  /** A function of the file without parameters, or one that is handed in as such: retries hand over numbers, and breakers contexts. */
  private takesNothing(name: Node): boolean {
    const [definition] = this.index.variableOf(name)?.defs ?? [];
    if (definition?.type === 'Parameter' && definition.name.type === 'Identifier') {
      const type = definition.name.typeAnnotation?.typeAnnotation;
      return type?.type === 'TSFunctionType' && type.params.length === 0;
    }
    const held =
      definition?.node.type === 'VariableDeclarator' && definition.node.init !== null
        ? unwrap(definition.node.init)
        : definition?.node;
    return isFunction(held) && held.params.length === 0;
  }

  /** The call of this file that enters a layer. */
  private callAbove(frame: Frame | undefined, layer: Layer): NodeByType['CallExpression'] | undefined {
    let at = frame;
    while (at !== undefined && !(at.kind === 'layer' && at.layer === layer)) {
      at = at.up;
    }
    while (at !== undefined && at.kind !== 'hop') {
      at = at.up;
    }
    const node = at && this.node(at);
    return node?.type === 'CallExpression' ? node : undefined;
  }

  /** Every call that runs what a breaker was handed when it was made; undefined where others may have it. */
  private callsThrough(creation: Call, breaker: BreakerLayer): NodeByType['CallExpression'][] | undefined {
    const { index } = this;
    const declarator = index.parentOf(creation);
    const declaration = declarator && index.parentOf(declarator);
    const variable =
      declarator?.type === 'VariableDeclarator' && declarator.init === creation && declarator.id.type === 'Identifier'
        ? index.variableOf(declarator.id)
        : undefined;
    if (
      variable === undefined ||
      declaration?.type !== 'VariableDeclaration' ||
      declaration.kind !== 'const' ||
      index.parentOf(declaration)?.type === 'ExportNamedDeclaration' ||
      breaker.model === undefined
    ) {
      return undefined;
    }
    const calls: NodeByType['CallExpression'][] = [];
    for (const { identifier } of variable.references) {
      const member = index.parentOf(identifier);
      const call = member && index.parentOf(member);
      if (identifier === variable.defs[0]?.name) {
        continue;
      }
      if (
        member?.type !== 'MemberExpression' ||
        member.object !== identifier ||
        member.computed ||
        member.property.type !== 'Identifier'
      ) {
        return undefined;
      }
      if (call?.type === 'CallExpression' && call.callee === member) {
        if (RUNS.test(member.property.name)) {
          calls.push(call);
        } else if (!TELLS.test(member.property.name)) {
          return undefined;
        }
      }
    }
    return calls;
  }

  /** Whatever the call of the retry says, apart from what it runs, means the same round the calls of the breaker. */
  private meansTheSame(inner: Call, run: Node, handed: FunctionNode, calls: readonly Node[]): boolean {
    const { index } = this;
    const names = index.nodesOfType('Identifier', inner).filter((name) => !contains(run, name));
    const isSeen = names.every((name) => {
      const variable = index.variableOf(name);
      const [definition] = variable?.defs ?? [];
      return (
        variable === undefined ||
        definition === undefined ||
        contains(inner, definition.name) ||
        (!contains(handed, definition.name) && calls.every((call) => contains(variable.scope.block, call)))
      );
    });
    const text = index.textOf(inner);
    const said = text.slice(0, run.range[0] - inner.range[0]) + text.slice(run.range[1] - inner.range[0]);
    const usesThis = /\bthis\b/.test(said);
    const isSelf =
      handed.type === 'ArrowFunctionExpression' &&
      calls.every((call) => index.enclosingClass(call) === index.enclosingClass(inner));
    return isSeen && !/\b(await|yield|arguments)\b/.test(said) && (!usesThis || isSelf);
  }
}

/** Members that run what was handed over, and those that only listen, by the words that libraries use. */
const RUNS = /^(fire|call|exec|execute|run|invoke)$/;
const TELLS = /^(on|once|off|open|close|shutdown|enable|disable)$/;

/** Uses besides the declaration. */
const usesOf = ({ references, defs }: Variable): number =>
  references.filter(({ identifier }) => identifier !== defs[0]?.name).length;

/** Options that are written in place, or not at all. */
function isObjectOrAbsent({ call, at }: WrittenPlace, { path }: Place): boolean {
  const argument = isCall(call) ? call.arguments[at] : undefined;
  return argument === undefined
    ? isCall(call) && call.arguments.length === at
    : path === undefined || unwrap(argument).type === 'ObjectExpression';
}

const isLiteral = (value: ReturnType<typeof placed>, expected: unknown): boolean =>
  value.kind === 'literal' && value.value === expected;

/** The function among the arguments of a call that another call stands in. */
const handedIn = (outer: Call, inner: Node): FunctionNode | undefined =>
  outer.arguments
    .map(unwrap)
    .find((argument): argument is FunctionNode => isFunction(argument) && contains(argument, inner));

/** What a call of a retry repeats: the function among its arguments, or the only thing that could be one. */
function runOf({ arguments: given }: Call): Node | undefined {
  const functions = given.filter((argument) => isFunction(unwrap(argument)));
  const [first, ...rest] = given;
  if (functions.length > 0) {
    return functions.length === 1 ? functions[0] : undefined;
  }
  return first?.type === 'Identifier' && rest.every(({ type }) => type === 'Literal' || type === 'ObjectExpression')
    ? first
    : undefined;
}

/** The function does nothing else. */
function isAllOf(fn: FunctionNode, call: Node): boolean {
  const value = resultOf(fn);
  return (
    !fn.generator &&
    (value === call || (fn.async && value?.type === 'AwaitExpression' && unwrap(value.argument) === call))
  );
}
