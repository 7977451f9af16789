import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { STORES } from './stores.js';

export const STORE_STEPS = concept({
  name: 'store steps',
  meaning:
    'Changes what a store keeps in one step that no other process can come between: a counter that is moved, ' +
    'a script, a transaction, a write on a condition. What is changed so is never lost.',
  patterns: [
    {
      owner: STORES,
      last: phrases(`
        incr, incr by, incr by float, decr, decr by, set nx, setnx, get set, getset, eval, fcall, run script,
        compare and set, compare and swap, compare exchange, cas, set if +, put if +, update if +, watch, multi,
        transaction, transact write, zadd, z add, zincrby, lpush, l push, rpush, r push, sadd, s add
      `),
    },
    {
      last: phrases(`
        incrby, decrby, hincrby, h incr by, hincrbyfloat, evalsha, eval sha, find one and update, find and modify,
        run transaction, run in transaction, with transaction, in transaction, $transaction
      `),
    },
  ],
  exceptions: [{ last: phrases('transaction'), owner: phrases('transaction, tx, trx') }],
  examples: [
    'redis.incr',
    'this.redis.hincrby',
    'redis.eval',
    'redisClient.evalSha',
    'redis.multi',
    'redis.watch',
    'store.compareAndSet',
    'kv.putIfAbsent',
    'prisma.$transaction',
    'collection.findOneAndUpdate',
    'withTransaction',
  ],
  counterexamples: [
    'redis.get',
    'redis.set',
    'store.save',
    'counter.incr',
    'transactions.list',
    'wallet.transactions',
    'evaluator.eval',
    'files.watch',
    'multi.select',
    'payments.transact',
  ],
});
