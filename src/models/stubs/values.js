/**
 * Values of a library: functions, classes, instances, policies, clients and constants, as a model describes them.
 *
 * A value keeps what it was made of in a member of its own (`__made`): its model, the arguments that made it, the calls that built it.
 * Methods and getters stand on a prototype, so that a class of the program may extend one of the library and call `super`. What a model does
 * not name is unknown, also where it is a member: `breaker.on(…)`. Left out: what else is known of the real value.
 */
import { client, sending, standingFor } from './clients.js';
import { errorClass, tellingOpen } from './errors.js';
import { interceptorsOf, METHODS } from './interceptors.js';
import { actionOf, construct } from './invocations.js';
import { around, Following, policyOf } from './layers.js';
import { runnable } from './lazy.js';
import { giveBack } from './lock.js';
import { tryAgain } from './operations.js';

/**
 * What a value is made of: the library, its model, its name, the arguments that made it (`creation`), and where they stand (`at`).
 *
 * Further members are there where something is known, or has been asked for. `chain`: arguments of the calls that built it, by name.
 * `composed`: the layers of what it was composed of. `receiver`: what it was called on. `task`: what is run where it is waited for. `locks`,
 * `breaker`, `layers`, `ready`, `operation`: what it runs with. `hooks`: functions that are told of attempts. Of a client: `installed` is
 * what stands around its calls, innermost first, `standing` are its own layers, `requested` are handlers of requests, `defaults` options. `sent`: the layers of a request.
 */
export function madeWith(library, model, name, parts) {
  return { library, model, name, at: calledAt(), creation: [], ...parts };
}

/** The model of a value, with what it says beside the name that it uses. */
function resolved(library, model) {
  if (model.use === undefined) {
    return model;
  }
  let value = library.resolved.get(model);
  if (value === undefined) {
    const { use, ...own } = model;
    const named = library.model.values[use];
    value = Object.keys(own).length === 0 ? named : { ...named, ...own };
    library.resolved.set(model, value);
  }
  return value;
}

/** The value that a model describes. `name` is that of the export or member, `parts` what is known of how it was made. */
export function valueOf(library, described, name, parts) {
  const model = resolved(library, described);
  if (model.phase !== undefined) {
    return model.is === undefined ? model.phase : model.is;
  }
  if (model.error === true) {
    return errorClass(library, name);
  }
  if (model.tells !== undefined) {
    return withMembers(library, tellingOpen(library, name), model);
  }
  if (model.construct !== undefined) {
    return constructorOf(library, model, name);
  }
  if (isNothing(model)) {
    return unknown(library.name, name);
  }
  const made = madeWith(library, model, name, parts);
  return model.call === undefined && model.client === undefined ? instanceOf(made) : functionOf(made);
}

/** Whether nothing is said of a value but how it is read. */
const isNothing = (model) => Object.keys(model).length === 0;

/** A function that does what the model says of a call; of a client it is a request. */
function functionOf(made) {
  const { library, model, name } = made;
  if (model.call === undefined) {
    return filled(withMembers(library, client(made, []), model), made, ownMembers(library, model));
  }
  let act;
  const value = function (...args) {
    act ??= actionOf(model.call, name, model.failures, made);
    return act(made, args, value);
  };
  return filled(withMembers(library, value, model), made, ownMembers(library, model));
}

function instanceOf(made) {
  const { library, model, task } = made;
  const shape = shapeOf(library, model);
  const value = instance(Object.create(shape.prototype), made, shape);
  if (task !== undefined) {
    const steps = model.follows === undefined ? [] : [new Following(made)];
    return runnable(value, around(steps, task, { name: undefined, args: [] }));
  }
  return shape.isSent ? sending(() => send(made), value) : value;
}

function send({ library, name, creation, at, sent = [] }) {
  return around(sent, () => outside([library.name, name].join('.'), ...creation), { name, args: creation, at })();
}

/** A class. What `new` makes of it is what the model says that it gives; the object may be of a class of the program that extends it. */
function constructorOf(library, model, name) {
  const given = resolved(library, model.construct.gives ?? {});
  const shape = shapeOf(library, given);
  const value = function (...args) {
    const made = madeWith(library, given, name, { creation: args });
    const self = instance(this ?? Object.create(shape.prototype), made, shape);
    construct(model.construct, name, made, self);
    return self;
  };
  value.prototype = shape.prototype;
  return withMembers(library, value, model);
}

/** An object with its circuit and the other layers of its policy, unless they depend on what is still to be called on it. */
function instance(object, made, { own, isComplete }) {
  const value = filled(object, made, own);
  if (isComplete) {
    policyOf(made);
  }
  return value;
}

/** What all values of a model have in common. */
function shapeOf(library, model) {
  let shape = library.shapes.get(model);
  if (shape === undefined) {
    const { members, policy } = model;
    shape = {
      prototype: anyMember(withMembers(library, {}, model), (name) => missing(library, model, name)),
      own: ownMembers(library, model),
      isComplete: policy !== undefined && policy !== 'composed' && !policy.some(isBuilt),
      /** It is a request that is built step by step. */
      isSent: members !== undefined && Object.values(members).some(({ call }) => isStep(call)),
    };
    library.shapes.set(model, shape);
  }
  return shape;
}

const isBuilt = ({ failures }) => failures !== undefined && failures.from.some(({ of }) => of === 'chain');

const isStep = (call) => call?.reaches !== undefined && call.gives === 'receiver';

/** A member that a model does not name, unless it speaks of any. */
function missing(library, { members = {} }, name) {
  const any = members['*'];
  return any === undefined ? unknown(library.name, name) : memberOf(library, any, name);
}

/** Puts the members of a model on an object, but for those that each value has of its own. */
function withMembers(library, object, { members, policy }) {
  if (members !== undefined) {
    for (const name of Object.keys(members)) {
      const model = resolved(library, members[name]);
      if (model.call !== undefined) {
        object[name] = methodOf(library, model, name);
        defineOthers(object, model.call);
      } else if (!isOwn(model)) {
        define(library, object, name, model);
      }
    }
  }
  if (policy !== undefined && policy !== 'composed') {
    for (const { fallback } of policy) {
      if (fallback !== undefined) {
        object[fallback] = methodOf(library, { call: { gives: 'receiver' } }, fallback);
      }
    }
  }
  return object;
}

/** Members that each value of a model has of its own: they depend on what made it. */
function ownMembers(library, { members }) {
  return members === undefined ? [] : Object.entries(members).filter(([, member]) => isOwn(resolved(library, member)));
}

const isOwn = ({ client: layers, interceptors, optionsAt }) =>
  layers !== undefined || interceptors === true || optionsAt !== undefined;

function define(library, object, name, model) {
  if (model.state === undefined) {
    object[name] = valueOf(library, model, name);
    return;
  }
  Object.defineProperty(object, name, {
    configurable: true,
    get() {
      return stateOf(this.__made, model);
    },
  });
}

/** Members that a call speaks of: what gives back the lock that it takes, what asks for another attempt. */
function defineOthers(object, { acquires, layers }) {
  if (acquires === undefined && layers === undefined) {
    return;
  }
  if (acquires !== undefined) {
    const { lock, release } = acquires;
    object[release.of === 'receiver' ? release.member : 'release'] = function (...args) {
      giveBack(lock, this.__made, args);
    };
  }
  if (layers !== undefined && layers !== 'policy' && layers[0]?.again !== undefined) {
    object[layers[0].again] = function (error) {
      return tryAgain(this.__made, error);
    };
  }
}

function memberOf(library, described, name) {
  const model = resolved(library, described);
  return model.call === undefined ? valueOf(library, model, name) : methodOf(library, model, name);
}

/** A function that is called on its receiver. What it does is decided when it is first called. */
function methodOf(library, model, name) {
  let act;
  const method = function (...args) {
    act ??= actionOf(model.call, name, model.failures);
    return act(this?.__made ?? madeWith(library, model, name), args, this);
  };
  return model.members === undefined ? method : withMembers(library, method, model);
}

/** Gives a value what it is made of, and the members that depend on it. */
function filled(object, made, own) {
  const { library, model } = made;
  object.__made = made;
  for (const [name, member] of own) {
    // A class of the program may have a member of that name.
    if (!(name in object)) {
      object[name] = ownMember(made, resolved(library, member), name);
    }
  }
  if (model.client === undefined || model.call !== undefined) {
    return object;
  }
  made.standing = standingFor(made);
  for (const method of made.interceptors === undefined ? [] : METHODS) {
    object[method] = client(made, [method]);
  }
  return typeof object === 'function' ? object : anyMember(object, (name) => client(made, [name]));
}

function ownMember(made, model, name) {
  if (model.interceptors === true) {
    made.interceptors = interceptorsOf(made);
    return made.interceptors;
  }
  if (model.optionsAt !== undefined) {
    made.defaults = {};
    return made.defaults;
  }
  const own = { ...made, model };
  own.standing = standingFor(own);
  return client(own, [name]);
}

/** What a read of the state gives: whether it is this phase, or the phase. */
export function stateOf(made, { state, reads }) {
  const breaker = policyOf(made).find((layer) => layer.seen !== undefined);
  const phase = breaker === undefined ? 'closed' : breaker.seen();
  if (state !== true) {
    return phase === state;
  }
  return reads === undefined ? phase : reads[phase];
}
