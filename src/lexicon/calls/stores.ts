import { phrases } from '../phrases.js';

/** What keeps values under keys, for other processes too. */
export const STORES = phrases(`
  * redis, redis client, valkey, memcached, * kv, * store, * storage, * cache, * db, database, * repository, * repo,
  * dao, * collection, * table, etcd, consul, dynamo, dynamo db, persistence, tx, trx, transaction, multi, pipeline
`);
