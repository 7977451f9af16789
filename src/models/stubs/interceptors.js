/**
 * Clients whose calls pass interceptors: `client.interceptors.response.use(answered, failed)`.
 *
 * Kept: a call is made of a config, which the error of a failure carries as its `config`, so that code may count in it and send it again; it
 * passes the handlers of requests, last added first, then those of responses, first added first, among which are the retries that were
 * installed. Left out: handlers that are taken out again, the client's other options.
 */
import { errorLike } from './errors.js';
import { around } from './layers.js';

/** Methods of requests, which such a client has as its own. */
export const METHODS = ['request', 'get', 'delete', 'head', 'options', 'post', 'put', 'patch'];

/** Methods that are called with data before the config. */
const WITH_DATA = new Set(['post', 'put', 'patch']);

/** The member of a client that takes handlers. */
export function interceptorsOf(made) {
  made.requested = [];
  made.installed = [];
  return {
    request: { use: (prepare) => made.requested.unshift({ prepare }), eject() {}, clear() {} },
    response: {
      use: (answered, failed) => made.installed.push(new Interceptor(answered, failed)),
      eject() {},
      clear() {},
    },
  };
}

/** Makes a call under layers, and under the handlers of requests. */
export async function exchange(made, layers, { path, args, at }) {
  let config = configOf(made, path, args);
  for (const { prepare } of made.requested) {
    config = prepare === undefined ? config : await prepare(config);
  }
  const call = { name: config.method, args: [config.url, config], at };
  return around(layers, () => sendOnce(made, config), call)();
}

/** What a call says, in one object: `(url, config)`, `(url, data, config)` and `(config)`. */
function configOf({ defaults }, path, args) {
  const name = path[path.length - 1];
  const [first, second, third] = args;
  if (name === undefined || name === 'request') {
    const given = typeof first === 'object' ? first : { ...second, url: first };
    // Whoever makes options of unknown ones may have said a method there.
    return {
      method: 'get',
      headers: {},
      ...defaults,
      ...given,
      ...(isKnown(given.method) ? {} : { method: given.method }),
    };
  }
  const given = WITH_DATA.has(name) ? { ...third, data: second } : second;
  return { headers: {}, ...defaults, ...given, url: first, method: name };
}

async function sendOnce({ library, model }, config) {
  try {
    return await outside(`${library.name}.${config.method}`, config.url);
  } catch (error) {
    const failure = errorLike(library, model.throws ?? {}, Error, error?.message);
    throw Object.assign(failure, { config, response: error?.response, code: error?.code, cause: error });
  }
}

/** Handlers of an answer and of a failure, around what they are told of. */
class Interceptor {
  constructor(answered, failed) {
    this.answered = answered;
    this.failed = failed;
  }

  async run(next, given) {
    let answer;
    try {
      answer = await next(...given);
    } catch (error) {
      if (this.failed === undefined || this.failed === null) {
        throw error;
      }
      return this.failed(error);
    }
    return this.answered === undefined || this.answered === null ? answer : this.answered(answer);
  }
}
