/** What calls of a library do, as its model says. No library is named here. */
import type { Invocation, LayerModel, Place, ValueModel } from '../../models/model.js';
import type { Site } from '../../module-graph/record.js';
import { callsOf, failuresOf, timeOf } from './numbers.js';
import { join, objectOf } from './operations.js';
import { callOutside, release } from './outside.js';
import type { Machine } from './machine.js';
import { isThrown, noteInside } from './ways.js';
import { acceptsRejections, asksSomething, endsItself } from './rejections.js';
import {
  ABSENT,
  isAbsent,
  UNKNOWN,
  type Creation,
  type Frame,
  type Layer,
  type LibraryValue,
  type ObjectValue,
  type Value,
  type CallSite,
} from './values.js';

/** The arguments that places of a model are found in. */
export interface Arguments {
  readonly call: readonly Value[];
  readonly creation: readonly Value[] | undefined;
  readonly chain?: ReadonlyMap<string, readonly Value[]> | undefined;
  /** Where the two calls stand. */
  readonly callAt?: Located | undefined;
  readonly creationAt?: Located | undefined;
  /** The module of the library, as the code imports it. */
  readonly specifier?: string;
}

export interface Located {
  readonly site: Site;
  readonly file: string;
}

/** Members that are no part of a client's requests. */
const NO_REQUEST =
  /^(on|once|off|then|catch|use|extend|create|withOptions|defaults|interceptors|constructor|close|destroy)$/;
/** Requests that are not repeated by a client that repeats only what is safe. */
const UNSAFE = /^(post|patch)$/i;

const SAFE = /^(get|head|options|put|delete)$/;

/** Whether a request is of such a method, or of one that is not known. */
function mayBeUnsafe(name: string, args: readonly Value[]): boolean {
  if (SAFE.test(name) || UNSAFE.test(name)) {
    return UNSAFE.test(name);
  }
  return args.some((arg, at) => {
    const method =
      arg.kind === 'object'
        ? (arg.members.get('method') ?? (arg.open ? UNKNOWN : ABSENT))
        : arg.kind === 'unknown' && (at > 0 || name === 'request')
          ? UNKNOWN
          : ABSENT;
    return (
      !isAbsent(method) &&
      !(method.kind === 'literal' && typeof method.value === 'string' && !UNSAFE.test(method.value))
    );
  });
}

/** Retries that a call has put on a client which was there before. */
interface Installed {
  readonly layers: readonly LayerModel[];
  readonly by: Creation;
}

export class Library {
  private readonly installed = new Map<object, Installed>();
  /** By client, the options that were assigned to it. */
  private readonly defaults = new Map<object, ObjectValue>();

  constructor(private readonly machine: Machine) {}

  exported(exports: Readonly<Record<string, ValueModel>>, name: string, specifier: string): Value {
    const own = exports['default'];
    if (name === '*' || name === '=' || name === 'default') {
      const members = { ...exports, ...own?.members };
      const model: ValueModel =
        name === '*'
          ? { ...(own?.call === undefined && own?.construct === undefined ? {} : own), members }
          : { ...own, members };
      return { kind: 'library', model, name, isExport: true, specifier };
    }
    const model = Object.hasOwn(exports, name) ? exports[name] : (own?.members?.[name] ?? exports['*']);
    return model === undefined
      ? { kind: 'unknown', text: name }
      : { kind: 'library', model, name, isExport: true, specifier };
  }

  member(value: LibraryValue, key: string): Value {
    const { model } = value;
    const member = memberOf(model, key);
    if (
      value.creation !== undefined &&
      Array.isArray(model.policy) &&
      model.policy.some((layer: LayerModel) => layer.layer === 'breaker' && layer.fallback === key)
    ) {
      value.creation.hasFallback = true;
    }
    if (member !== undefined) {
      return { kind: 'library', model: member, name: key, receiver: value, ...from(value) };
    }
    // Below a client, `create` is a request: `client.messages.create(…)`.
    if (model.client !== undefined && (!NO_REQUEST.test(key) || (key === 'create' && value.path !== undefined))) {
      return { ...value, name: key, path: [...(value.path ?? []), key] };
    }
    return UNKNOWN;
  }

  /** An instance of a declared type. */
  ofType(value: LibraryValue): Value | undefined {
    const gives = value.model.construct?.gives;
    if (typeof gives === 'object') {
      return { kind: 'library', model: gives, name: value.name, ...from(value) };
    }
    return value.model.policy !== undefined || value.model.client !== undefined ? value : undefined;
  }

  call(callee: LibraryValue, args: readonly Value[], at: CallSite): Value {
    const { model } = callee;
    if (model.tells !== undefined) {
      return callee;
    }
    if (model.call === undefined) {
      if (model.client !== undefined) {
        this.request(callee, model.client, args, at);
        return callOutside(this.machine, args, at, model.failures === 'error-field');
      }
      return callOutside(this.machine, args, at);
    }
    return this.invoke(model.call, callee, args, at);
  }

  construct(callee: LibraryValue, args: readonly Value[], at: CallSite): Value {
    const { model } = callee;
    if (model.tells !== undefined) {
      return callee;
    }
    const made =
      model.construct === undefined
        ? callOutside(this.machine, args, at)
        : this.invoke(model.construct, callee, args, at);
    if (made.kind === 'library') {
      this.runHanded(made, at);
    }
    return made;
  }

  /** What a value was handed when it was created is run by one of its members some time, whoever calls that. */
  private runHanded(value: LibraryValue, at: CallSite): void {
    const entry = Object.entries(value.model.members ?? {}).find(([, { call }]) => call?.runs?.of === 'creation');
    if (entry !== undefined) {
      const member: LibraryValue = {
        kind: 'library',
        model: entry[1],
        name: entry[0],
        receiver: value,
        ...from(value),
      };
      this.call(member, [], { ...at, name: entry[0], frame: undefined });
    }
  }

  /** A request of a client, which may be repeated by the client itself. */
  private request(callee: LibraryValue, layers: readonly LayerModel[], args: readonly Value[], at: CallSite): void {
    const { name, creation } = callee;
    const written = this.withDefaults(callee, args);
    const isSentOnce = (model: LayerModel): boolean =>
      model.layer === 'retry' && model.methods === 'idempotent' && mayBeUnsafe(name, args);
    const given = creation?.args ?? (callee.isExport === true ? [] : undefined);
    const { file } = at.scope.program.record;
    const callAt = { site: at.site, file };
    const answers = (callee.model.failures ?? 'throw') !== 'throw' && !isThrown(at.frame);
    noteInside(at.frame, answers && callee.model.failures === 'error-field' ? 'answers' : 'fails');
    // What it fails with at last is a success to whatever stands around it.
    const up: Frame | undefined = answers && at.frame !== undefined ? { kind: 'guess', up: at.frame } : at.frame;
    let frame: Frame | undefined = { kind: 'hop', name: at.name, site: at.site, file, fn: undefined, up };
    for (const model of layers) {
      if (!isSentOnce(model)) {
        frame = this.enterModel(
          model,
          { call: written, creation: given, callAt, creationAt: creation, ...from(callee) },
          callee,
          at,
          frame,
        );
      }
    }
    const installed = this.installed.get(identityOf(callee));
    for (const model of installed?.layers ?? []) {
      if (installed !== undefined && !isSentOnce(model)) {
        frame = this.enterModel(
          model,
          { call: written, creation: installed.by.args, callAt, creationAt: installed.by, ...from(callee) },
          { ...callee, creation: installed.by },
          at,
          frame,
        );
      }
    }
  }

  /** The arguments of a request, with the options that the client has for all of them. */
  private withDefaults({ model, creation, ...client }: LibraryValue, args: readonly Value[]): readonly Value[] {
    const at = Object.values(model.members ?? {}).find(({ optionsAt }) => optionsAt !== undefined)?.optionsAt;
    if (at === undefined) {
      return args;
    }
    const assigned = this.defaults.get(identityOf({ model, ...client, ...(creation && { creation }) }));
    const members = [creation?.args[0], assigned, args[at]].flatMap(
      (options): (readonly [string | undefined, Value])[] => (options === undefined ? [] : [[undefined, options]]),
    );
    return members.length === (args[at] === undefined ? 0 : 1)
      ? args
      : Object.assign([...args], { [at]: objectOf(members) });
  }

  /** `client.defaults.retry = …`. */
  assign({ model, receiver }: LibraryValue, key: string, value: Value): void {
    if (model.optionsAt !== undefined && receiver !== undefined) {
      const identity = identityOf(receiver);
      const options = this.defaults.get(identity) ?? { kind: 'object', members: new Map(), open: false };
      options.members.set(key, value);
      this.defaults.set(identity, options);
    }
  }

  private invoke(invocation: Invocation, callee: LibraryValue, args: readonly Value[], at: CallSite): Value {
    if (invocation.arguments !== undefined && invocation.arguments !== args.length) {
      return invocation.otherwise === undefined ? UNKNOWN : this.invoke(invocation.otherwise, callee, args, at);
    }
    const { receiver } = callee;
    const made: LibraryValue | undefined = callee.creation === undefined ? receiver : callee;
    const chain = made?.chain ?? receiver?.chain;
    const file = at.scope.program.record.file;
    const places: Arguments = {
      call: args,
      creation: made?.creation?.args,
      chain,
      callAt: { site: at.site, file },
      creationAt: made?.creation,
      ...from(callee),
    };
    const hop: Frame = { kind: 'hop', name: at.name, site: at.site, file, fn: undefined, up: at.frame };
    let frame: Frame = hop;
    if (invocation.layers === 'policy') {
      for (const layer of this.layersOf(receiver ?? callee, at)) {
        frame = this.machine.enter(layer, frame);
      }
    } else {
      for (const model of invocation.layers ?? []) {
        frame = this.enterModel(model, places, made, at, frame, args) ?? frame;
      }
    }
    const run = invocation.runs === undefined ? undefined : placed(invocation.runs, places);
    const result =
      run === undefined
        ? UNKNOWN
        : this.run(run, invocation.passes === undefined ? [] : args.slice(invocation.passes), { ...at, frame });
    for (const arg of args) {
      if (arg !== run && arg.kind === 'closure' && !this.machine.visited.has(arg.record)) {
        release(this.machine, arg, { ...at, frame: undefined }, 1);
      }
    }
    if (invocation.reaches === 'service') {
      callOutside(this.machine, [], { ...at, frame });
    }
    const creation: Creation = {
      name: at.name,
      args: invocation.inherits === true ? inherited(args, made?.creation?.args) : args,
      site: at.site,
      file,
    };
    if (invocation.installs !== undefined) {
      const client = placed(invocation.installs.on, places);
      if (client.kind === 'library') {
        this.installed.set(identityOf(client), { layers: invocation.installs.layers, by: creation });
      }
    }
    if (invocation.composes !== undefined) {
      return this.compose(invocation, receiver, args, creation, at);
    }
    const { decorates } = invocation;
    if (decorates !== undefined && decorates !== 'composed') {
      const composed =
        decorates === 'argument'
          ? this.policies(args[0] ?? UNKNOWN, at)
          : decorates.flatMap((model) => this.layer(model, places, made, at, undefined) ?? []);
      return { kind: 'library', model: {}, name: at.name, creation, composed };
    }
    if (invocation.gives === 'receiver') {
      return receiver === undefined
        ? UNKNOWN
        : { ...receiver, chain: new Map([...(chain ?? []), [callee.name, args]]) };
    }
    if (invocation.gives === 'argument') {
      return args[0] ?? UNKNOWN;
    }
    if (invocation.gives === undefined) {
      return result;
    }
    const source =
      (invocation.style === 'effect' || invocation.style === 'observable') && run !== undefined ? { source: run } : {};
    const composed =
      invocation.inherits === true && invocation.gives.policy === 'composed' && receiver !== undefined
        ? this.layersOf(receiver, at)
        : undefined;
    return {
      kind: 'library',
      model: invocation.gives,
      name: callee.name,
      creation,
      ...(receiver && { receiver }),
      ...(composed && { composed }),
      ...source,
      ...from(callee),
    };
  }

  private run(value: Value, args: readonly Value[], at: CallSite): Value {
    switch (value.kind) {
      case 'closure':
        return this.machine.invoke(value, args, at, undefined);
      case 'either':
        return join(value.options.map((option) => this.run(option, args, at)));
      case 'library':
        if (value.model.call !== undefined || value.model.client !== undefined) {
          return this.call(value, args, at);
        }
        // What was composed was run under its layers where it was composed.
        return value.source === undefined || value.composed !== undefined ? UNKNOWN : this.run(value.source, args, at);
      default:
        return UNKNOWN;
    }
  }

  private compose(
    invocation: Invocation,
    receiver: LibraryValue | undefined,
    args: readonly Value[],
    creation: Creation,
    at: CallSite,
  ): Value {
    const { composes, gives } = invocation;
    if (composes === undefined) {
      return UNKNOWN;
    }
    const place = composes.of === 'arguments' ? undefined : placed(composes.of, { call: args, creation: args });
    const listed = place === undefined ? args : place.kind === 'array' ? place.items : [place];
    const members = composes.receiver === true && receiver !== undefined ? [receiver, ...listed] : [...listed];
    const ordered = composes.first === 'outermost' ? members : members.reverse();
    const group = creation;
    const parts = ordered.map((member) => {
      const layers = this.policies(member, at);
      const position = listed.indexOf(member);
      return {
        member,
        layers: layers.map((layer) => ({
          ...layer,
          group,
          ...(layers.length === 1 && position !== -1 && { position }),
        })),
      };
    });
    const composed = parts.flatMap(({ layers }) => layers);
    let isShut = false;
    for (const [position, inner] of composed.entries()) {
      isShut = false;
      for (const outer of composed.slice(0, position).reverse()) {
        isShut ||= outer.kind === 'fallback';
        if (
          !isShut &&
          inner.kind !== 'fallback' &&
          !composed.slice(composed.indexOf(outer) + 1, position).some(({ kind }) => kind === outer.kind)
        ) {
          this.machine.meet(outer, inner, undefined, at.site);
        }
      }
    }
    if (invocation.decorates === 'composed') {
      return { kind: 'library', model: {}, name: at.name, creation, composed };
    }
    const innermost = ordered.at(-1);
    const source = innermost?.kind === 'library' ? innermost.source : undefined;
    if (source !== undefined) {
      let { frame } = at;
      for (const { member, layers } of parts) {
        // An operator that nobody knows may answer what fails.
        if (member.kind !== 'library' && frame !== undefined) {
          frame = { kind: 'guess', up: frame };
        }
        for (const layer of layers) {
          frame = this.machine.enter(
            layer,
            layer.kind === 'fallback'
              ? frame
              : { kind: 'hop', name: layer.name, site: layer.site, file: layer.file, fn: undefined, up: frame },
          );
        }
      }
      this.run(source, [], { ...at, frame });
    }
    return typeof gives === 'object'
      ? { kind: 'library', model: gives, name: 'policy', creation, composed, ...(source && { source }) }
      : UNKNOWN;
  }

  /** The layers of a policy, or of what may be one of several. */
  private policies(value: Value, at: CallSite): readonly Layer[] {
    if (value.kind === 'library') {
      return this.layersOf(value, at);
    }
    return value.kind === 'either'
      ? this.policies(value.options.find(({ kind }) => kind === 'library') ?? UNKNOWN, at)
      : [];
  }

  private layersOf(value: LibraryValue, at: CallSite): readonly Layer[] {
    const { model, composed, creation } = value;
    if (model.policy === 'composed') {
      return composed ?? [];
    }
    const places: Arguments = {
      call: creation?.args ?? [],
      creation: creation?.args,
      chain: value.chain,
      callAt: creation,
      creationAt: creation,
      ...from(value),
    };
    return (model.policy ?? []).flatMap((layer) => this.layer(layer, places, value, at, undefined) ?? []);
  }

  private enterModel(
    model: LayerModel,
    places: Arguments,
    made: LibraryValue | undefined,
    at: CallSite,
    frame: Frame | undefined,
    args?: readonly Value[],
  ): Frame | undefined {
    const layer = this.layer(model, places, made, at, args);
    return layer === undefined ? frame : this.machine.enter(layer, frame);
  }

  private layer(
    model: LayerModel,
    places: Arguments,
    made: LibraryValue | undefined,
    at: CallSite,
    args: readonly Value[] | undefined,
  ): Layer | undefined {
    const creation = made?.creation;
    const site: Site = args === undefined ? (creation?.site ?? at.site) : at.site;
    const file = (args === undefined ? creation?.file : undefined) ?? at.scope.program.record.file;
    const common = {
      identity: creation ?? made?.model ?? at.site,
      name: args === undefined ? (creation?.name ?? at.name) : at.name,
      file,
      site,
      places,
    };
    switch (model.layer) {
      case 'retry': {
        const { count, isDefault } = callsOf(model.calls, places);
        const rejections = endsItself(model, placed({ at: 'last-function' }, places))
          ? 'filtered'
          : acceptsRejections(this.machine, model, places, at);
        const isImplicit =
          (model.implicit === true || (args === undefined && made?.model.client !== undefined)) && isDefault;
        if (model.later === true || (model.again !== undefined && model.parameter === undefined)) {
          return undefined;
        }
        return {
          ...common,
          identity: args === undefined ? common.identity : at.site,
          kind: 'retry',
          wait: model.wait && timeOf(model.wait, places),
          attempts: count,
          rejections,
          asks: asksSomething(model, places),
          inside: { answers: false, fails: false },
          model,
          certainty: isImplicit ? 'potential' : 'certain',
        };
      }
      case 'breaker': {
        const hasHalfOpen = model.halfOpen !== 'none' && model.halfOpen !== 'unknown';
        const answers =
          model.resolvesWhenOpen === true ||
          (model.fallbackAt !== undefined && !isAbsent(placed(model.fallbackAt, places))) ||
          made?.creation?.hasFallback === true;
        return {
          ...common,
          kind: 'breaker',
          openTime: model.openTime && timeOf(model.openTime, places),
          threshold: failuresOf(model.failures, places),
          model,
          hasHalfOpen,
          answers,
          consulted: false,
          certainty: 'certain',
        };
      }
      case 'lock':
        return { ...common, kind: 'lock', model, certainty: 'certain' };
      case 'fallback':
        return { ...common, kind: 'fallback', certainty: 'certain' };
    }
  }
}

const memberOf = (model: ValueModel, key: string): ValueModel | undefined =>
  model.members !== undefined && Object.hasOwn(model.members, key) ? model.members[key] : model.members?.['*'];

const from = (value: LibraryValue | undefined): { specifier?: string } =>
  value?.specifier === undefined ? {} : { specifier: value.specifier };

/** What tells one client from another: the call that created it, or what is imported. */
const identityOf = ({ creation, model }: LibraryValue): object => creation ?? model.client ?? model;

/** Options that a call leaves unsaid are those of the call that gave the receiver. */
function inherited(args: readonly Value[], before: readonly Value[] | undefined): readonly Value[] {
  const [own] = args;
  const [old] = before ?? [];
  if (own?.kind !== 'object' || old?.kind !== 'object') {
    return own === undefined ? (before ?? args) : args;
  }
  return [
    { kind: 'object', open: own.open || old.open, members: new Map([...old.members, ...own.members]) },
    ...args.slice(1),
  ];
}

/** The value at a place; absent where nothing is written. */
export function placed({ of, at, member, path, orPath }: Place, { call, creation, chain }: Arguments): Value {
  const args = of === 'creation' ? creation : of === 'chain' ? (chain?.get(member ?? '') ?? []) : call;
  if (args === undefined) {
    return UNKNOWN;
  }
  const isFunction = ({ kind }: Value): boolean => kind === 'closure' || kind === 'library';
  let value: Value =
    (at === 'last'
      ? args.at(-1)
      : at === 'last-function'
        ? args.findLast(isFunction)
        : at === 'options'
          ? args.find((arg) => !isFunction(arg))
          : args[at]) ?? ABSENT;
  for (const key of (value.kind === 'object' ? (orPath ?? path) : path)?.split('.') ?? []) {
    if (value.kind === 'object') {
      value = value.members.get(key) ?? (value.open ? UNKNOWN : ABSENT);
    } else if (value.kind === 'array' && key === 'length') {
      value = { kind: 'literal', value: value.items.length };
    } else {
      value = value.kind === 'literal' ? ABSENT : value.kind === 'unknown' ? value : ABSENT;
    }
  }
  return value;
}
