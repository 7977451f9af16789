import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const REPEATABLE_REQUESTS = concept({
  name: 'repeatable requests',
  meaning:
    'Methods of a client that make a request which HTTP calls idempotent. Clients that retry by themselves ' +
    'often retry only these.',
  patterns: [{ last: phrases('get, head, options, put, delete, del, trace') }],
  exceptions: [{ owner: phrases('headers, * params, * cache, * map, body, cookies') }],
  examples: [
    'axios.get',
    'http.head',
    'client.options',
    'api.put',
    'ky.delete',
    'got.get',
    'superagent.del',
    'instance.head',
  ],
  counterexamples: [
    'axios.post',
    'http.patch',
    'client.request',
    'api.create',
    'gateway.charge',
    'graphql.query',
    'got.post',
    'client.getOrder',
  ],
});
