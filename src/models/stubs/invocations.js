/**
 * Calls of values of a library, as their models describe them: what is run under which layers, what is composed, installed, locked or
 * decorated, and what comes of it.
 *
 * What a function does is decided once (`actionOf`); an action is then called with what the value, or its receiver, was made of, the
 * arguments, and the receiver.
 *
 * Kept: the function that is run, where it is handed over, what it is passed and how it ends; the order of layers; what the result is. A
 * function that runs `later` is handed to somebody whom nobody knows. Left out: results that are neither promises nor values of the library
 * (what a hook of a framework gives is unknown), and whether something runs before the call returns.
 */
import { callbackOf, promised, told } from './callbacks.js';
import { answered, install, sending } from './clients.js';
import { decorator } from './decorators.js';
import { around, Bound, composition, layerOf, layersOf, policyOf } from './layers.js';
import { drive, piped, runnable } from './lazy.js';
import { acquire, giveBack } from './lock.js';
import { startOperation } from './operations.js';
import { functionReading, madeOf, reading } from './places.js';

/**
 * What a function does. `name` is that of the export or member, `failures` how a failure looks that it answers with, `own` what the function
 * itself was made of, if it is none that is called on a receiver.
 */
export function actionOf(invocation, name, failures, own) {
  const { arguments: count, hooks, acquires, releases, decorates, installs, runs, reaches } = invocation;
  if (count !== undefined) {
    const few = actionOf({ ...invocation, arguments: undefined }, name, failures, own);
    const many = actionOf(invocation.otherwise ?? {}, name, failures, own);
    return (made, args, self) => (args.length === count ? few : many)(made, args, self);
  }
  if (hooks !== undefined) {
    return (made, args) => listening(hooks, made, args);
  }
  if (acquires !== undefined) {
    return (made, args) => acquire(acquires, made, args);
  }
  if (releases === true) {
    return (made, args) => giveBack({}, made, args);
  }
  if (decorates !== undefined) {
    return (made, args, self) => decorator(decorating(invocation, made, args, self));
  }
  if (installs !== undefined) {
    return (made, args) => installing(installs, name, made, args);
  }
  return runs === undefined && reaches === undefined
    ? giving(invocation, name)
    : running(invocation, name, failures, own);
}

/** What `new` does beside making an object of its arguments. */
export function construct(invocation, name, made, self) {
  const { composes, runs } = invocation;
  if (composes !== undefined) {
    made.composed = composition(composes, made, made.creation, self);
  }
  if (runs !== undefined) {
    running({ ...invocation, gives: undefined }, name)(made, made.creation, self);
  }
}

function listening(hooks, made, args) {
  made.hooks ??= [];
  for (const place of hooks) {
    made.hooks.push({ place, run: functionReading(place)(made, args), isAsked: false, isListener: true });
  }
}

function decorating({ decorates, composes }, made, args, self) {
  if (decorates === 'argument') {
    return layersOf(args[0]);
  }
  return decorates === 'composed'
    ? composition(composes, made, args, self)
    : decorates.map((model) => new Bound(layerOf(model, made), { name: undefined, args, at: calledAt() }));
}

function installing({ on, layers }, name, { library, model }, args) {
  const own = library.madeWith(library, model, name, { creation: args });
  install(
    layers.map((layer) => layerOf(layer, own)),
    reading(on)(own, args),
  );
}

// What is run

/** The layers that stand with a call itself. */
const listed = ({ layers }) => (layers === undefined || layers === 'policy' ? [] : layers);

/** Runs what a call runs: now, or when what it gives is waited for. */
function running(invocation, name, failures, own) {
  const { gives, style, runs } = invocation;
  const layers = listed(invocation);
  if (layers.some(({ again }) => again !== undefined)) {
    const read = runsOf(invocation);
    return (made, args) => startOperation(layers[0], made, read(made, args));
  }
  if (layers.some(({ later }) => later === true)) {
    return handingOver(invocation, name);
  }
  if (gives === 'receiver') {
    return (made, args, self) => added(invocation, made, { name, args, at: calledAt() }, self);
  }
  const task = taskOf(invocation, name, failures, own);
  if (gives !== undefined) {
    const give = giving(invocation, name);
    const isLazy = style === 'effect' || style === 'observable';
    return (made, args, self) =>
      give(made, args, self, isLazy ? task(made, args, self) : begun(task(made, args, self)));
  }
  if (runs === undefined) {
    return (made, args, self) => sending(task(made, args, self));
  }
  if (style !== 'callback') {
    return (made, args, self) => task(made, args, self)();
  }
  const read = runsOf(invocation);
  return (made, args, self) => told(task(made, args, self)(), callbackOf(read(made, args), args, made.creation));
}

/** Runs something that nobody waits for. */
function begun(task) {
  told(task(), () => undefined);
}

function handingOver(invocation, name) {
  const give = giving(invocation, name);
  const read = runsOf(invocation);
  return (made, args, self) => {
    unknown(made.library.name, name)(read(made, args));
    return give(made, args, self);
  };
}

/** Adds layers to a request that is not sent yet. */
function added(invocation, made, call, self) {
  made.sent ??= [];
  made.sent.push(...ownLayers(invocation, made).map((layer) => new Bound(layer, call)));
  return self;
}

/** The layers that a call puts around what it runs. They are the same for all calls of a value. */
function ownLayers(invocation, made) {
  if (invocation.layers === 'policy') {
    return policyOf(made);
  }
  made.ready ??= new Map();
  let layers = made.ready.get(invocation);
  if (layers === undefined) {
    layers = listed(invocation).map((model) => layerOf(model, made));
    made.ready.set(invocation, layers);
  }
  return layers;
}

/** What a call runs, under all that stands around it: a function that gives a promise. */
function taskOf(invocation, name, failures, own) {
  const { composes, reaches } = invocation;
  const work = reaches === undefined ? workOf(invocation) : requestTo(name);
  const fixed = own === undefined || invocation.layers === 'policy' ? undefined : ownLayers(invocation, own);
  return (made, args, self) => {
    const standing = fixed ?? ownLayers(invocation, made);
    const layers = composes === undefined ? standing : [...standing, ...composition(composes, made, args, self)];
    const task = around(layers, work(made, args), { name, args, at: calledAt() });
    return failures === undefined ? task : () => answered(failures, standing.length > 0, task);
  };
}

const requestTo = (name) => (made, args) => () => outside([made.library.name, name].join('.'), ...args);

/** The function that a call runs. One that ends by a callback stands before the caller's own callback. */
function runsOf({ runs, style }) {
  return style === 'callback' && runs.at === 'last-function'
    ? (_, args) => args.find((each) => typeof each === 'function')
    : reading(runs);
}

/** What is run, without anything around it: a function, or what something is made of that runs when it is waited for. */
function workOf(invocation) {
  const read = runsOf(invocation);
  const call = calling(invocation);
  return (made, args) =>
    async (...given) => {
      const run = read(made, args);
      const source = madeOf(run);
      if (source === undefined || source.model.call !== undefined || source.model.client !== undefined) {
        return call(run, given, made, args);
      }
      return source.task === undefined ? source.creation[0] : source.task();
    };
}

/** Calls a function as a model says: what it is passed, and how it ends. */
function calling({ passes, style, yields, translates, fails }) {
  if (style === 'callback' || style === 'callbacks') {
    return (run, given, _, args) => promised(run, [...passedBefore(run, passes, args), ...given], style);
  }
  if (yields === true) {
    return (run) => drive(run());
  }
  if (fails === true) {
    return failing;
  }
  if (translates !== undefined) {
    const read = functionReading(translates);
    return (run, _, made, args) => translating(run, read(made, args));
  }
  return passes === undefined
    ? (run, given) => run(...given)
    : (run, given, _, args) => run(...args.slice(passes), ...given);
}

/** What is passed on, but for the caller's callback. */
function passedBefore(run, passes, args) {
  if (passes === undefined) {
    return [];
  }
  return args.slice(passes, callbackOf(run, args, []) === undefined ? args.length : args.length - 1);
}

async function failing(run) {
  throw await run();
}

async function translating(run, translate) {
  try {
    return await run();
  } catch (error) {
    throw translate === undefined ? error : translate(error);
  }
}

// What a call gives

function giving(invocation, name) {
  const { gives, style, composes, inherits } = invocation;
  if (gives === undefined) {
    return (made) => unknown(made.library.name, name);
  }
  if (gives === 'receiver') {
    return (made, args, self) => chained(made, name, args, self);
  }
  if (gives === 'argument') {
    return (_, args) => args[0];
  }
  if (gives.state !== undefined) {
    return (made) => made.library.stateOf(made, gives);
  }
  return (made, args, self, task) => {
    const source = sourceOf(composes, args, self);
    if (source !== undefined) {
      return piped(source, source === self ? args : args.slice(1));
    }
    const parts = { creation: args, composed: composedBy(invocation, made, args, self), receiver: self, task };
    if (inherits === true) {
      parts.creation = inherited(args, made.creation);
      parts.chain = new Map(made.chain ?? []).set(name, args);
    }
    if (task === undefined && style === 'observable') {
      parts.task = async () => args[0];
    }
    const value = made.library.valueOf(made.library, gives, name, parts);
    return style === 'effect' && task === undefined ? runnable({}, async () => value) : value;
  };
}

/** A step of a builder. */
function chained(made, name, args, self) {
  made.chain ??= new Map();
  made.chain.set(name, args);
  return self;
}

/** The effect or observable that a composition is about; undefined where it puts policies together. */
function sourceOf(composes, args, self) {
  if (composes === undefined) {
    return undefined;
  }
  const source = composes.receiver === true ? self : args[0];
  return madeOf(source)?.task === undefined ? undefined : source;
}

function composedBy({ composes, inherits }, made, args, self) {
  if (composes !== undefined) {
    return composition(composes, made, args, self);
  }
  return inherits === true ? policyOf(made) : undefined;
}

/** Arguments of two calls: what the later one leaves unsaid, the earlier one has said. */
function inherited(args, before) {
  const longer = args.length > before.length ? args : before;
  return longer.map((_, index) => {
    const own = args[index];
    const other = before[index];
    if (own === undefined) {
      return other;
    }
    return typeof own === 'object' && typeof other === 'object' ? { ...other, ...own } : own;
  });
}
