/**
 * Calls of values of a library, as their models describe them: what is run under which layers, what is composed, installed, locked or
 * decorated, and what comes of it.
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
import { at, functionAt, madeOf, writtenIn } from './places.js';

/** A call of a value: `made` says of what it, or its receiver, was made; `self` is the receiver; `name` is that of the member. */
export function invoke(invocation, call) {
  const { made, args } = call;
  if (invocation.arguments !== undefined && invocation.arguments !== args.length) {
    return invoke(invocation.otherwise ?? {}, call);
  }
  for (const hook of invocation.hooks ?? []) {
    made.hooks.push({ hook, told: functionAt(hook, writtenIn(made, args)) });
  }
  if (invocation.acquires !== undefined) {
    return acquire(invocation.acquires, made, args);
  }
  if (invocation.releases === true) {
    return giveBack({}, made, args);
  }
  if (invocation.decorates !== undefined) {
    return decorator(() => decorating(invocation, call));
  }
  if (invocation.installs !== undefined) {
    return installed(invocation.installs, call);
  }
  return invocation.runs === undefined && invocation.reaches === undefined
    ? given(invocation, call)
    : run(invocation, call);
}

/** What `new` does beside making an object of its arguments. */
export function construct(invocation, call) {
  const { made, args, self } = call;
  if (invocation.composes !== undefined) {
    made.composed = composition(invocation.composes, made, args, self);
  }
  if (invocation.runs !== undefined) {
    run({ ...invocation, gives: undefined }, call);
  }
}

function decorating({ decorates, composes }, { made, args, self }) {
  if (decorates === 'argument') {
    return layersOf(args[0]);
  }
  return decorates === 'composed'
    ? composition(composes, made, args, self)
    : decorates.map((model) => new Bound(layerOf(model, made), { name: undefined, args }));
}

function installed({ on, layers }, { made, name, args }) {
  const { library, model } = made;
  const own = library.madeWith(library, model, name, { creation: args });
  install(
    layers.map((layer) => layerOf(layer, own)),
    at(on, writtenIn(made, args)),
  );
  return undefined;
}

// What is run

/** Runs what a call runs: now, or when what it gives is waited for. */
function run(invocation, call) {
  const { gives, style } = invocation;
  const layers = listed(invocation);
  if (gives === 'receiver') {
    call.made.sent.push(...ownLayers(invocation, call).map((layer) => new Bound(layer, call)));
    return call.self;
  }
  if (layers.some(({ again }) => again !== undefined)) {
    return startOperation(layers[0], call.made, functionOf(invocation, call));
  }
  if (layers.some(({ later }) => later === true)) {
    unknown(call.made.library.name, call.name)(functionOf(invocation, call));
    return given(invocation, call);
  }
  if (gives !== undefined && (style === 'effect' || style === 'observable')) {
    return given(invocation, call, taskOf(invocation, call));
  }
  return invocation.runs === undefined ? sending(taskOf(invocation, call)) : runNow(invocation, call);
}

function runNow(invocation, call) {
  const running = taskOf(invocation, call)();
  if (invocation.gives === undefined) {
    return told(running, callbackOf(functionOf(invocation, call), call.args, call.made.creation));
  }
  told(running, () => undefined);
  return given(invocation, call);
}

/** The layers that stand with a call itself. */
const listed = ({ layers }) => (layers === undefined || layers === 'policy' ? [] : layers);

/** The layers that a call puts around what it runs. */
function ownLayers(invocation, { made }) {
  return invocation.layers === 'policy' ? policyOf(made) : listed(invocation).map((model) => layerOf(model, made));
}

/** What a call runs, under all that stands around it: a function that gives a promise. */
function taskOf(invocation, call) {
  const { made, name, args, self, failures } = call;
  const own = ownLayers(invocation, call);
  const composed = invocation.composes === undefined ? [] : composition(invocation.composes, made, args, self);
  const work =
    invocation.reaches === undefined
      ? workOf(invocation, call)
      : () => outside([made.library.name, name].join('.'), ...args);
  const task = around([...own, ...composed], work, { name, args });
  return failures === undefined ? task : () => answered(failures, own.length > 0, task);
}

/** The function that a call runs. One that ends by a callback stands before the caller's own callback. */
function functionOf({ runs, style }, { made, args }) {
  return style === 'callback' && runs.at === 'last-function'
    ? args.find((argument) => typeof argument === 'function')
    : at(runs, writtenIn(made, args));
}

/** What is run, without anything around it. */
function workOf(invocation, call) {
  const { passes, style, yields, translates } = invocation;
  const { made, args } = call;
  const run = functionOf(invocation, call);
  const source = madeOf(run);
  if (source !== undefined && source.model.call === undefined && source.model.client === undefined) {
    return async () => (source.task === undefined ? source.creation[0] : source.task());
  }
  const own = style === 'callback' ? callbackOf(run, args, []) : undefined;
  const passed = passes === undefined ? [] : args.slice(passes).filter((argument) => argument !== own);
  const base = (...given) => run(...passed, ...given);
  if (style === 'callback' || style === 'callbacks') {
    return promised(base, style);
  }
  if (yields === true) {
    return async (...given) => drive(base(...given));
  }
  return translates === undefined
    ? ending(base, invocation)
    : translating(base, functionAt(translates, writtenIn(made, args)));
}

function ending(base, { fails }) {
  return async (...given) => {
    const answer = await base(...given);
    if (fails === true) {
      throw answer;
    }
    return answer;
  };
}

function translating(base, translate) {
  return async (...given) => {
    try {
      return await base(...given);
    } catch (error) {
      throw translate === undefined ? error : translate(error);
    }
  };
}

// What a call gives

function given(invocation, call, task) {
  const { gives, style, inherits } = invocation;
  const { made, name, args, self } = call;
  const { library } = made;
  if (gives === 'receiver') {
    made.chain.set(name, args);
    return self;
  }
  if (gives === 'argument') {
    return args[0];
  }
  if (gives === undefined) {
    return unknown(library.name, name);
  }
  if (gives.state !== undefined) {
    return library.stateOf(made, gives);
  }
  const source = sourceOf(invocation.composes, call);
  if (source !== undefined) {
    return piped(source, source === self ? args : args.slice(1));
  }
  const value = library.valueOf(library, gives, name, {
    creation: inherits === true ? inherited(args, made.creation) : args,
    chain: inherits === true ? new Map(made.chain).set(name, args) : new Map(),
    composed: composedBy(invocation, call),
    receiver: self,
    task: task ?? (style === 'observable' ? async () => args[0] : undefined),
  });
  return style === 'effect' && task === undefined ? runnable({}, async () => value) : value;
}

/** The effect or observable that a composition is about; undefined where it puts policies together. */
function sourceOf(composes, { args, self }) {
  if (composes === undefined) {
    return undefined;
  }
  const source = composes.receiver === true ? self : args[0];
  return madeOf(source)?.task === undefined ? undefined : source;
}

function composedBy({ composes, inherits }, { made, args, self }) {
  if (composes !== undefined) {
    return composition(composes, made, args, self);
  }
  return inherits === true ? policyOf(made) : [];
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
