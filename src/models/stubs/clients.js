/**
 * Clients: functions and objects each of whose members, at any depth, makes a request when it is called.
 *
 * Kept: the client's own retries, with options of the call, of the client, and of what was installed on it; retries and interceptors that are
 * installed, in their order; how a failure looks in the end (a rejection, a response, an error field). A request is sent when somebody waits
 * for it, once. Left out: what an answer holds, methods that make no request, streams. A retrying client that gives responses is taken for
 * one whose service answers with a status: it rejects nothing.
 */
import { exchange } from './interceptors.js';
import { around, layerOf } from './layers.js';
import { awaitable, runnable } from './lazy.js';
import { reading } from './places.js';

/** Retries that are installed on every client. */
const EVERYWHERE = [];

/** A client, or a member of it at a path: a function whose call is a request. */
export function client(made, path) {
  return anyMember(
    (...args) => request(made, { path, args, chain: made.chain, at: calledAt() }),
    (name) => client(made, [...path, name]),
  );
}

/** A request, with the calls that went before it in its chain. What can be called on it is another request, with what it was handed. */
function request(made, call) {
  const value = answering(made, () => send(made, call));
  return anyMember(value, (name) =>
    anyMember(
      (...args) => request(made, following(call, name, args)),
      (deeper) => client(made, [...call.path, name, deeper]),
    ),
  );
}

const following = ({ path, chain }, name, args) => ({
  path: [...path, name],
  args,
  chain: new Map(chain ?? []).set(name, args),
  at: calledAt(),
});

/** A promise is sent once, an observable for each subscription. */
function answering({ model }, start) {
  if (model.answers === 'observable') {
    return runnable({}, start);
  }
  let sent;
  return awaitable({}, () => {
    sent ??= start();
    return sent;
  });
}

/** The layers that stand around all calls of a client. */
export const standingFor = (made) => made.model.client.map((layer) => layerOf(layer, made));

/** Sends a request under everything that stands around the calls of the client. */
function send(made, { path, args, chain, at }) {
  const { library, model, interceptors, installed = [] } = made;
  const own = chain === undefined ? made.standing : standingFor({ ...made, chain });
  const layers = [...EVERYWHERE, ...installed].toReversed().concat(own);
  if (interceptors !== undefined) {
    return exchange(made, layers, { path, args, at });
  }
  const name = [library.name, ...path].join('.');
  const call = { name: path[path.length - 1], args, at };
  const sendOnce = senderOf(made, name);
  return answered(
    model.failures,
    layers.length > 0,
    around(layers, () => sendOnce(...args), call),
  );
}

/** What sends the requests of a client: a function that it was handed, or somebody outside. */
function senderOf(made, name) {
  const { sends } = made.model;
  const own = sends === undefined ? undefined : reading(sends)(made, []);
  return own ?? ((...args) => outside(name, ...args));
}

/** What comes of a request: the failure that is left in the end may be an answer. */
export async function answered(failures, isRetried, run) {
  try {
    return await run();
  } catch (error) {
    if (failures === 'error-field') {
      return { data: null, error };
    }
    if (failures === 'response' && isRetried) {
      return { ok: false, status: 503, statusCode: 503 };
    }
    throw error;
  }
}

/** One request, of which further calls are a part: `request.set(…)`, `.json()`. It is sent when it is waited for. */
export function sending(send, object = {}) {
  let sent;
  const self = awaitable(object, () => {
    sent ??= send();
    return sent;
  });
  return anyMember(self, () => () => self);
}

/** Puts layers around the calls of a client; without one, of every client. */
export function install(layers, target) {
  const made = target?.__made;
  if (made !== undefined) {
    made.installed ??= [];
    made.installed.push(...layers);
  } else if (target === undefined) {
    EVERYWHERE.push(...layers);
  }
}
