import { expect, it } from 'vitest';

import { callsOf } from './on-machine.js';

// Programs that use packages, on the machine, against a service that always fails: the calls of each run.

const times = (runs: number, calls: number): number[] => Array.from({ length: runs }, () => calls);

const OPOSSUM = `import CircuitBreaker from 'opossum';`;

const COCKATIEL = `import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, usePolicy, wrap } from 'cockatiel';
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });`;

const EFFECT = `import { Effect, Duration } from 'effect'; import { CircuitBreaker } from 'effect/persistence';
  const read = (id) => Effect.tryPromise({ try: async () => fetch('/a/' + id), catch: () => Object.assign(new Error('failed'), { _tag: 'Fault' }) });
  const made = Effect.runPromise(Effect.gen(function* () {
    const breaker = yield* CircuitBreaker.make({ tripPolicy: CircuitBreaker.consecutive(5), openDuration: 20_000 });
    return (id) => read(id).pipe(Effect.timeout(Duration.seconds(2)), …);
  }));
  export const run = async (id) => Effect.runPromise((await made)(id));`;

it.each<readonly [name: string, program: string, calls: readonly number[]]>([
  [
    'a breaker of opossum',
    `${OPOSSUM} const breaker = new CircuitBreaker((id) => fetch('/a/' + id), { volumeThreshold: 5 });
     breaker.on('open', () => console.warn('open')); export const run = (id) => breaker.fire(id);`,
    [...times(5, 1), 0],
  ],
  [
    'a class that extends opossum',
    `${OPOSSUM} class Guard extends CircuitBreaker { fire(id) { return super.fire(id); } }
     const breaker = new Guard((id) => fetch('/a/' + id), { volumeThreshold: 3 }); export const run = (id) => breaker.fire(id);`,
    [...times(3, 1), 0],
  ],
  [
    'p-retry inside opossum',
    `${OPOSSUM} import pRetry, { AbortError } from 'p-retry';
     const read = (id) => pRetry(async () => { const answer = await fetch('/a/' + id); if (answer.gone) throw new AbortError('gone'); return answer; }, { retries: 2 });
     const breaker = new CircuitBreaker(read, { volumeThreshold: 5 }); export const run = (id) => breaker.fire(id);`,
    [...times(5, 3), 0],
  ],
  [
    'a retry of cockatiel inside its breaker',
    `${COCKATIEL} const policy = wrap(breaker, retry(handleAll, { maxAttempts: 3 }));
     export const run = (id) => policy.execute(() => fetch('/a/' + id));`,
    [...times(5, 4), 0],
  ],
  [
    'a retry of cockatiel outside its breaker',
    `${COCKATIEL} const policy = wrap(retry(handleAll, { maxAttempts: 3 }), breaker);
     export const run = (id) => policy.execute(() => fetch('/a/' + id));`,
    [4, 1, 0],
  ],
  [
    'a method that a policy decorates',
    `${COCKATIEL} class Service { @usePolicy(wrap(breaker, retry(handleAll, { maxAttempts: 2 }))) load(id) { return fetch('/a/' + id); } }
     const service = new Service(); export const run = (id) => service.load(id);`,
    [...times(5, 3), 0],
  ],
  [
    'modules of mollitia',
    `import { Circuit, Retry, SlidingCountBreaker } from 'mollitia';
     const circuit = new Circuit({ options: { modules: [new SlidingCountBreaker({ minimumNumberOfCalls: 4 }), new Retry({ attempts: 2 })] } });
     export const run = (id) => circuit.fn(() => fetch('/a/' + id)).execute();`,
    [...times(4, 3), 0],
  ],
  [
    'a retry of effect inside its breaker',
    EFFECT.replace('…', `Effect.retry({ times: 2 }), breaker.execute({ key: 'a' })`),
    [...times(5, 3), 0],
  ],
  [
    'a retry of effect outside its breaker',
    EFFECT.replace(
      '…',
      `breaker.execute({ key: 'a' }), Effect.retry({ times: 2, while: (error) => error._tag !== 'CircuitBreakerError' })`,
    ),
    [3, 2, 0],
  ],
  [
    'operators of rxjs inside opossum',
    `${OPOSSUM} import { defer, firstValueFrom, from, map, retry, timeout, timer } from 'rxjs';
     const quote = (id) => defer(() => from(fetch('/a/' + id))).pipe(timeout({ each: 1_500 }), retry({ count: 2, delay: (_error, n) => timer(100 * n) }), map((raw) => raw.s));
     const breaker = new CircuitBreaker((id) => firstValueFrom(quote(id)), { volumeThreshold: 4 }); export const run = (id) => breaker.fire(id);`,
    [...times(4, 3), 0],
  ],
  [
    'axios-retry inside opossum',
    `${OPOSSUM} import axios from 'axios'; import axiosRetry from 'axios-retry';
     const http = axios.create({ baseURL: '/' }); axiosRetry(http, { retries: 3 });
     const breaker = new CircuitBreaker((id) => http.get('/a/' + id), { volumeThreshold: 5 }); export const run = (id) => breaker.fire(id);`,
    [...times(5, 4), 0],
  ],
  [
    'an interceptor that sends again, inside opossum',
    `${OPOSSUM} import axios from 'axios'; const http = axios.create();
     http.interceptors.response.use((response) => response, async (error) => {
       const { config } = error; config.tries = (config.tries ?? 0) + 1;
       if (config.tries > 3) throw error;
       await new Promise((resolve) => setTimeout(resolve, 300 * config.tries));
       return http.request(config);
     });
     const breaker = new CircuitBreaker((id) => http.get('/a/' + id), { volumeThreshold: 2 }); export const run = (id) => breaker.fire(id);`,
    [...times(2, 4), 0],
  ],
  [
    'a command that ends by a callback',
    `import { createBreaker } from 'levee';
     const breaker = createBreaker((id, done) => { fetch('/a/' + id).then((answer) => done(null, answer), done); }, { maxFailures: 3 });
     export const run = (id) => new Promise((resolve, reject) => breaker.run(id, (error, answer) => (error ? reject(error) : resolve(answer))));`,
    [...times(3, 1), 0],
  ],
  [
    'a mutex, which is given back after a failure',
    `import { Mutex } from 'async-mutex'; const mutex = new Mutex();
     export const run = (id) => mutex.runExclusive(() => fetch('/a/' + id));`,
    times(3, 1),
  ],
])('%s makes its calls', (_, program, calls) => {
  const { calls: made, asked } = callsOf(program, calls.length);
  expect(made).toEqual(calls);
  // What is known of the options decides everything in a library.
  expect([...asked].filter((file) => file.startsWith('stub:'))).toEqual([]);
});

it('takes an option of which nothing is known for a number', () => {
  const { calls } = callsOf(
    `${OPOSSUM} export const breaker = new CircuitBreaker((id) => fetch('/a/' + id), { volumeThreshold: config.volume });
     export const run = (id) => breaker.fire(id);`,
    5,
  );
  // Three is what the machine takes a limit for of which nothing is known.
  expect(calls).toEqual([1, 1, 1, 0, 0]);
});
