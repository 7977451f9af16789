import type { LibraryModel, RetryModel, ValueModel } from './model.js';

const RETRY: RetryModel = {
  layer: 'retry',
  calls: { from: [{ of: 'creation', at: 1, path: 'maxRetries', counts: 'retries' }], default: 6 },
  errors: 'service',
  methods: 'idempotent',
};

/** A response of any status is a success to it. Who answers is decided by the dispatcher among the options. */
const REQUEST: ValueModel = {
  failures: 'response',
  call: { reaches: 'service', composes: { of: { at: 1, path: 'dispatcher' }, first: 'outermost' } },
};

const composed: ValueModel = {
  policy: 'composed',
  members: { request: { failures: 'response', call: { reaches: 'service', layers: 'policy' } } },
};

const DISPATCHER: ValueModel = {
  construct: {
    gives: {
      policy: [],
      client: [],
      failures: 'response',
      members: {
        compose: { call: { composes: { of: 'arguments', receiver: true, first: 'innermost' }, gives: composed } },
      },
    },
  },
};

export const undici: LibraryModel = {
  package: 'undici',
  versions: '>=6',
  sources: [
    { fact: 'RetryAgent, maxRetries', url: 'https://undici.nodejs.org/#/docs/api/RetryAgent' },
    { fact: 'what is retried', url: 'https://undici.nodejs.org/#/docs/api/RetryHandler' },
    { fact: 'compose puts the last interceptor outermost', url: 'https://undici.nodejs.org/#/docs/api/Dispatcher' },
  ],
  exports: {
    RetryAgent: { construct: { gives: { policy: [RETRY], client: [RETRY] } } },
    interceptors: {
      members: {
        retry: {
          call: {
            gives: {
              policy: [
                {
                  layer: 'retry',
                  calls: { from: [{ of: 'creation', at: 0, path: 'maxRetries', counts: 'retries' }], default: 6 },
                  errors: 'service',
                  methods: 'idempotent',
                },
              ],
            },
          },
        },
        '*': { call: { gives: { policy: [] } } },
      },
    },
    request: REQUEST,
    fetch: REQUEST,
    stream: REQUEST,
    Agent: DISPATCHER,
    Pool: DISPATCHER,
    Client: DISPATCHER,
    ProxyAgent: DISPATCHER,
  },
  traps: [
    'setGlobalDispatcher(new RetryAgent(…)) makes every fetch of the process retry.',
    'A response of any status is a success: a breaker around fetch records a 503 as one.',
  ],
};
