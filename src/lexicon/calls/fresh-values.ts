import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const FRESH_VALUES = concept({
  name: 'fresh values',
  meaning:
    'Answers something else each time: the next of a list, a random number, an id. A call with it is a call ' +
    'of another target, so calling the next server after a failure is no retry. It is no call of a service ' +
    'itself.',
  patterns: [
    {
      last: phrases(`
        random *, uuidv4, uuidv7, nanoid, ulid, cuid, ksuid, unique id, new id, make id, gen id, next id,
        next sequence, next val, generate * id, generate * uuid, generate nonce, generate salt, snowflake, shift,
        dequeue, shuffle, rotate, round robin, pick *, choose *, sample, elect
      `),
    },
    { bare: true, last: phrases('uuid, v4, v7, rng, prng, rand, * id generator, create id') },
    { handed: true, last: phrases('next +') },
    {
      owner: phrases('uuid, faker, string, random, chance'),
      last: phrases('uuid, v1, v4, v7, guid, int, integer, float, bool, natural'),
    },
    {
      owner: phrases(`
        * pool, * ring, * balancer, rotation, * rotator, * hosts, * servers, * nodes, * endpoints, * providers,
        * backends, * replicas, peers, upstreams, mirrors, regions, * keys, * proxies, candidates, targets, workers,
        shards, * selector, picker, * stack, sequence, * generator
      `),
      last: phrases('next *, pop, select, take, get next, get random, advance, generate'),
    },
  ],
  exceptions: [
    {
      last: phrases(`
        next page *, next tick, next delay *, next backoff, next interval, next attempt *, next retry *, next state,
        next timeout, next wait *
      `),
    },
    { last: phrases('pick up *') },
  ],
  examples: [
    'crypto.randomUUID',
    "import('uuid').v4",
    'nanoid',
    'uuidv4',
    'pool.next',
    'this.nextProvider',
    'pickHost',
    'replicas.shift',
    'endpoints.pop',
    'balancer.select',
    'chooseBackend',
    'queue.dequeue',
    'random',
    'generateId',
    'ring.rotate',
  ],
  counterexamples: [
    'nextPage',
    'cursor.next',
    'iterator.next',
    'strategy.nextDelay',
    'llm.generateText',
    'couriers.pickUp',
    'catalog.current',
    'invoices.generateInvoice',
    'nodes.create',
    'ids.validate',
    'shifts.list',
    'samples.create',
  ],
});
