import type {
  Invocation,
  LayerModel,
  LibraryModel,
  NumberModel,
  NumberPlace,
  Place,
  RetryModel,
  Total,
  ValueModel,
} from '../../src/models/model.js';

/** The arguments that a place may speak of. */
interface Arguments {
  readonly call: readonly unknown[];
  readonly creation: readonly unknown[];
  readonly chain: ReadonlyMap<string, readonly unknown[]>;
}

/** A layer with the arguments that its numbers are written in. */
export interface Bound {
  readonly layer: LayerModel;
  readonly written: Arguments;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

/**
 * An expression of code that uses a library, twice: what the installed package makes of it, and what the model says that it is. Writing
 * the call once drives both, so that a wrong model shows as a difference.
 */
export class Expression {
  private constructor(
    readonly real: unknown,
    private readonly model: ValueModel | undefined,
    private readonly creation: readonly unknown[] = [],
    private readonly composed: readonly Bound[] = [],
    private readonly receiver?: Expression,
    private readonly chain: ReadonlyMap<string, readonly unknown[]> = new Map(),
    private readonly name = '',
    /** What is around the call that this is the result of. */
    readonly around: readonly Bound[] | undefined = undefined,
    /** Whether what fails is no rejection, but a response or an error field. */
    readonly isSilent = false,
    private readonly installs: Invocation['installs'] = undefined,
  ) {}

  /** The exports of a package, as an import of all of them gives them. */
  static of(model: LibraryModel, module: Record<string, unknown>, exports = model.exports): Expression {
    const known =
      exports['default'] === undefined || module['default'] !== undefined
        ? exports
        : { ...exports, default: exports['default'] };
    return new Expression({ ...module, default: module['default'] ?? module }, { members: known });
  }

  get(name: string): Expression {
    const { members, client, failures } = this.model ?? {};
    const model = members?.[name] ?? members?.['*'] ?? (client && { client, ...(failures && { failures }) });
    if (model === undefined) {
      throw new Error(`The model knows no member ${name}.`);
    }
    const real = (this.real as Record<string, unknown>)[name];
    if (real === undefined) {
      throw new Error(`The package has no member ${name}.`);
    }
    return new Expression(real, model, this.creation, this.composed, this, this.chain, name);
  }

  call(...args: unknown[]): Expression {
    const target = this.receiver?.real;
    const result = (): unknown => (this.real as (...all: unknown[]) => unknown).apply(target, args.map(realOf));
    const isSilent = (this.model?.failures ?? 'throw') !== 'throw';
    if (this.model?.client !== undefined && this.model.call === undefined) {
      const around = this.bound(this.model.client, args);
      return new Expression(result(), {}, args, [], undefined, this.chain, '', around, isSilent);
    }
    return this.invoke(this.model?.call, args, result);
  }

  construct(...args: unknown[]): Expression {
    return this.invoke(
      this.model?.construct,
      args,
      () => new (this.real as new (...all: unknown[]) => unknown)(...args.map(realOf)),
    );
  }

  /** The same expression, where a language construct has made another value of it: `await`, `yield*`. */
  as(real: unknown): Expression {
    return new Expression(real, this.model, this.creation, this.composed, undefined, this.chain);
  }

  /** The value that this call has made a client of. */
  installedOn({ real }: Expression): Expression {
    return new Expression(real, { client: this.installs?.layers ?? [] }, this.creation);
  }

  /** What a policy, or a client, puts around what it runs, outermost first. */
  get layers(): readonly Bound[] {
    const { policy } = this.model ?? {};
    return policy === undefined ? this.composed : policy === 'composed' ? this.composed : this.bound(policy, []);
  }

  /** What a method acquires. */
  acquiresBy(name: string): NonNullable<Invocation['acquires']> {
    const acquires = this.model?.members?.[name]?.call?.acquires;
    if (acquires === undefined) {
      throw new Error(`The model acquires nothing by ${name}.`);
    }
    return acquires;
  }

  /** The total that a value carries for a layer. */
  get count(): Total | undefined {
    return this.model?.count && totalOf(this.model.count, { call: [], creation: this.creation, chain: this.chain });
  }

  /** Members that the model knows and the package lacks. */
  missing(): string[] {
    const real = this.real as Record<string, unknown> | null | undefined;
    return Object.keys(this.model?.members ?? {}).filter(
      (name) => name !== '*' && (real === null || real === undefined || real[name] === undefined),
    );
  }

  private bound(layers: readonly LayerModel[], call: readonly unknown[]): readonly Bound[] {
    return layers.map((layer) => ({ layer, written: { call, creation: this.creation, chain: this.chain } }));
  }

  private invoke(invocation: Invocation | undefined, args: readonly unknown[], result: () => unknown): Expression {
    if (invocation === undefined) {
      throw new Error('The model says nothing of this call.');
    }
    if (invocation.arguments !== undefined && invocation.arguments !== args.length) {
      return this.invoke(invocation.otherwise, args, result);
    }
    const real = result();
    const given = invocation.inherits ? inherited(args, this.receiver?.creation ?? []) : args;
    const chain = new Map([...this.chain, [this.name, args]]);
    if (invocation.gives === 'receiver') {
      const reached =
        invocation.reaches && Array.isArray(invocation.layers)
          ? this.bound(invocation.layers, args)
          : this.receiver?.around;
      return new Expression(
        real,
        this.receiver?.model,
        this.receiver?.creation,
        this.receiver?.composed,
        undefined,
        chain,
        '',
        reached,
      );
    }
    const written: Arguments = { call: args, creation: this.creation, chain };
    const policy = this.receiver?.layers ?? this.layers;
    const own = invocation.layers === 'policy' ? policy : this.bound(invocation.layers ?? [], args);
    const run = invocation.runs && at(invocation.runs, written);
    const inside = run instanceof Expression ? run.layers : [];
    let composed: readonly Bound[] = invocation.inherits ? policy : [];
    if (invocation.composes) {
      const { of, first, receiver } = invocation.composes;
      const place = of === 'arguments' ? args : at(of, written);
      const parts: unknown[] = [
        ...(receiver && this.receiver ? [this.receiver] : []),
        ...(Array.isArray(place) ? (place as unknown[]) : [place]),
      ];
      const lists = parts.filter((part) => part instanceof Expression).map((part) => part.layers);
      composed = (first === 'outermost' ? lists : lists.reverse()).flat();
    }
    const gives = invocation.gives === 'argument' ? (args[0] as Expression).model : invocation.gives;
    const runs = invocation.runs !== undefined || invocation.reaches !== undefined;
    // A value that is made of a run, as an observable is, carries the layers with it.
    const carried = runs && gives !== undefined ? [...own, ...inside] : composed;
    const around = runs ? [...own, ...inside, ...(invocation.composes ? composed : [])] : undefined;
    const isSilent =
      (this.model?.failures ?? 'throw') !== 'throw' &&
      !inside.concat(composed).some(({ layer }) => layer.layer === 'retry');
    return new Expression(
      real,
      gives ?? {},
      given,
      carried,
      undefined,
      invocation.inherits ? chain : new Map(),
      '',
      around,
      isSilent,
      invocation.installs,
    );
  }
}

/** Options of two calls, of which the later ones go before. */
const inherited = (args: readonly unknown[], before: readonly unknown[]): readonly unknown[] =>
  Array.from({ length: Math.max(args.length, before.length) }, (_, index) => {
    const [own, other] = [args[index], before[index]];
    return own === undefined ? other : isPlain(own) && isPlain(other) ? { ...other, ...own } : own;
  });

/** What the package is given for an argument: the real values of the expressions in it. */
function realOf(value: unknown): unknown {
  if (value instanceof Expression) {
    return value.real;
  }
  if (Array.isArray(value)) {
    return value.map(realOf);
  }
  return isPlain(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, realOf(item)])) : value;
}

/** What is written at a place. */
function at(place: Place, { call, creation, chain }: Arguments): unknown {
  const args = place.of === 'creation' ? creation : place.of === 'chain' ? (chain.get(place.member ?? '') ?? []) : call;
  const index =
    place.at === 'last'
      ? args.length - 1
      : place.at === 'last-function'
        ? args.findLastIndex((arg) => typeof arg === 'function')
        : place.at === 'options'
          ? args.findIndex((arg) => typeof arg !== 'function')
          : place.at;
  const argument = args[index];
  const path = place.orPath !== undefined && isPlain(argument) ? place.orPath : place.path;
  return (path?.split('.') ?? []).reduce<unknown>(
    (value, key) =>
      isPlain(value) || Array.isArray(value) ? (value as unknown as Record<string, unknown>)[key] : undefined,
    argument,
  );
}

/** What the number of a model is for what is written. */
export function totalOf(number: NumberModel, written: Arguments): Total {
  for (const place of number.from) {
    const total = settled(place, at(place, written));
    if (total !== undefined) {
      const raised = typeof total === 'number' && place.means === undefined ? total + (number.plus ?? 0) : total;
      return typeof raised === 'number'
        ? Math.min(Math.max(raised, number.atLeast ?? raised), number.atMost ?? Infinity)
        : raised;
    }
  }
  return number.default ?? 'unknown';
}

function settled({ counts, is, absent, means }: NumberPlace, value: unknown): Total | undefined {
  if (means !== undefined) {
    return (absent ? value === undefined : is === undefined ? value !== undefined : value === is) ? means : undefined;
  }
  if (value instanceof Expression) {
    return value.count;
  }
  if (typeof value === 'number') {
    return value === Infinity ? 'infinite' : counts === 'retries' ? value + 1 : value;
  }
  return value === undefined ? undefined : 'unknown';
}

/** Calls of the service that retries make of one call, if every one fails. */
export const callsUnder = (layers: readonly Bound[]): Total =>
  layers
    .filter(({ layer }) => layer.layer === 'retry')
    .map(({ layer, written }) => totalOf((layer as RetryModel).calls, written))
    .reduce<Total>(
      (product, total) =>
        typeof product === 'number' ? (typeof total === 'number' ? product * total : total) : product,
      1,
    );

/** How often a function is told of a call that fails to the end, for each hook of the retries around it that is a function. */
export function toldOf(layers: readonly Bound[]): { readonly hook: unknown; readonly times: number }[] {
  return layers.flatMap(({ layer, written }) => {
    if (layer.layer !== 'retry') {
      return [];
    }
    const total = totalOf(layer.calls, written);
    return (layer.hooks ?? [])
      .map((hook) => ({
        hook: at(hook, written),
        times: hook.only === 'end' ? 1 : Number(total) - (hook.misses === 'last' ? 1 : 0),
      }))
      .filter(({ hook }) => typeof hook === 'function');
  });
}
