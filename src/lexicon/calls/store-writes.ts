import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { STORES } from './stores.js';

export const STORE_WRITES = concept({
  name: 'store writes',
  meaning:
    'Writes a record that a store keeps under a key, whatever stands there. It is a call of a service all the ' +
    'same, which may fail. A later read of the same key answers it. Two processes that both read before ' +
    'either writes lose one of the writes.',
  patterns: [
    {
      owner: STORES,
      last: phrases(`
        set, set *, mset, put, put *, write, write *, save, save *, store, persist, update, update *, upsert, patch,
        hset, h set, hmset, setex, set ex, psetex, p set ex, json set, insert, insert one, replace one, del, delete,
        delete *, hdel, h del, remove, expire, pexpire
      `),
    },
    {
      last: phrases(`
        hset, hmset, setex, psetex, save state, write state, store state, persist state, save circuit, save record,
        save snapshot
      `),
    },
  ],
  exceptions: [{ last: phrases('set nx, setnx, set options, set client, set if *, put if *, update if *') }],
  examples: [
    'redis.set',
    'this.redis.hset',
    'redisClient.hSet',
    'store.save',
    'stateStore.write',
    'kv.put',
    'this.cache.set',
    'circuitRepository.update',
    'saveState',
    'tx.set',
    'redis.del',
  ],
  counterexamples: [
    'http.put',
    'orders.update',
    'store.get',
    'redis.incr',
    'gauge.set',
    'headers.set',
    'redis.setnx',
    'save',
    'shop.store',
    'users.delete',
    'store.putIfAbsent',
  ],
});
