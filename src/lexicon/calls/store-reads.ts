import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { STORES } from './stores.js';

export const STORE_READS = concept({
  name: 'store reads',
  meaning:
    'Reads a record that a store keeps under a key. It is a call of a service all the same, which may fail. ' +
    'Once something was written under the same key, the read answers that: so a state that several processes ' +
    'share is seen to be lost when two of them read, change and write it.',
  patterns: [
    {
      owner: STORES,
      last: phrases(`
        get, get *, mget, read, read *, load, load *, fetch, fetch *, find, find one, find unique, find first,
        find by id, find by key, find one by, find by +, lookup, hget, hgetall, hmget, h get, h get all, hm get,
        get item, json get, query one
      `),
    },
    {
      last: phrases(`
        hget, hgetall, hmget, h get all, load state, read state, load circuit, load record, load snapshot
      `),
    },
  ],
  exceptions: [{ last: phrases('get client, get connection, get repository, get options') }],
  examples: [
    'redis.get',
    'this.redis.hgetall',
    'redisClient.hGetAll',
    'store.load',
    'stateStore.read',
    'kv.get',
    'this.cache.get',
    'circuitRepository.findOne',
    'loadState',
    'db.getItem',
  ],
  counterexamples: [
    'http.get',
    'catalog.get',
    'store.set',
    'redis.incr',
    'app.get',
    'readers.list',
    'gateway.fetch',
    'load',
    'redis.getClient',
    'flights.find',
  ],
});
