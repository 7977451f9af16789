/**
 * Packages that are not installed, as their documentation uses them. `fn` fails and counts its calls, as requests do. What is said of each is
 * how many calls one use makes, or how many a breaker lets through until it turns its caller away.
 *
 * @typedef {(library: any, fn: (...args: any[]) => Promise<never>, other: (name: string) => any) => any} Use
 */

/** Time enough for what nobody waits for. */
async function aWhile() {
  for (let waits = 0; waits < 50; waits += 1) {
    await new Promise((done) => {
      setTimeout(done, 1);
    });
  }
}

const called = (/** @type {(done: any) => void} */ run) =>
  new Promise((resolve, reject) => {
    run((/** @type {any} */ error, /** @type {any} */ answer) => (error ? reject(error) : resolve(answer)));
  });

const failing =
  (/** @type {any} */ fn) =>
  (/** @type {any[]} */ ...args) =>
    void fn().catch(args[args.length - 1]);

/** @type {readonly (readonly [specifier: string, text: string, calls: number, use: Use])[]} */
export const ONE_USE = [
  ['ts-retry', 'retryAsync(fn, { maxTry: 3 })', 3, (l, fn) => l.retryAsync(fn, { maxTry: 3 })],
  ['ts-retry', 'retryAsyncDecorator(fn, { maxTry: 3 })()', 3, (l, fn) => l.retryAsyncDecorator(fn, { maxTry: 3 })()],
  ['bluebird-retry', 'retry(fn)', 5, (l, fn) => l.default(fn)],
  ['bluebird-retry', 'retry(fn, { max_tries: 2 })', 2, (l, fn) => l.default(fn, { max_tries: 2 })],
  [
    'bluebird-retry',
    'StopError',
    1,
    (l, fn) => l.default(() => fn().catch((error) => Promise.reject(new l.StopError(error)))),
  ],
  ['back-off', 'new BackOff().execute(fn)', 3, (l, fn) => new l.default().execute(fn)],
  ['promise-poller', 'promisePoller({ taskFn })', 5, (l, fn) => l.default({ taskFn: fn })],
  ['radashi', 'retry({ times: 4 }, fn)', 4, (l, fn) => l.retry({ times: 4 }, fn)],
  ['polly-js', 'polly().executeForPromise(fn)', 2, (l, fn) => l.default().executeForPromise(fn)],
  ['polly-js', 'polly().retry(2).executeForPromise(fn)', 3, (l, fn) => l.default().retry(2).executeForPromise(fn)],
  [
    'polly-js',
    'polly().waitAndRetry([1, 2, 3]).executeForPromise(fn)',
    4,
    (l, fn) => l.default().waitAndRetry([1, 2, 3]).executeForPromise(fn),
  ],
  [
    'polly-js',
    'polly().handle(() => false).retry(2).executeForPromise(fn)',
    1,
    (l, fn) =>
      l
        .default()
        .handle(() => false)
        .retry(2)
        .executeForPromise(fn),
  ],
  [
    'polly-js',
    'polly().retry(2).executeForNode(fn, callback)',
    3,
    (l, fn) => called((done) => l.default().retry(2).executeForNode(failing(fn), done)),
  ],
  [
    'backoff',
    'call(fn, callback).failAfter(2)',
    3,
    (l, fn) =>
      called((done) => {
        const call = l.call(failing(fn), 'argument', done);
        call.failAfter(2);
        call.start();
      }),
  ],
  [
    'typescript-retry-decorator',
    '@Retryable({ maxAttempts: 2 })',
    3,
    (l, fn) => {
      const descriptor = { value: fn };
      return (l.Retryable({ maxAttempts: 2 })({}, 'load', descriptor) ?? descriptor).value();
    },
  ],
  ['@git-stunts/alfred', 'retry(fn, { retries: 2 })', 3, (l, fn) => l.retry(fn, { retries: 2 })],
  [
    '@git-stunts/alfred',
    'Policy.retry({ retries: 2 }).wrap(Policy.retry({ retries: 1 }))',
    6,
    (l, fn) =>
      l.Policy.retry({ retries: 2 })
        .wrap(l.Policy.retry({ retries: 1 }))
        .execute(fn),
  ],
  [
    'nestjs-resilience',
    '@UseResilience(new RetryStrategy({ maxRetries: 3 }))',
    3,
    (l, fn) => {
      const descriptor = { value: fn };
      return l
        .UseResilience(new l.RetryStrategy({ maxRetries: 3 }))({}, 'load', descriptor)
        .value();
    },
  ],
  [
    '@langchain/core',
    'new AsyncCaller({}).call(fn)',
    7,
    (_, fn, of) => new (of('./utils/async_caller').AsyncCaller)({}).call(fn),
  ],
  [
    '@langchain/core',
    'new RunnableLambda({ func }).withRetry()',
    3,
    (_, fn, of) => new (of('./runnables').RunnableLambda)({ func: fn }).withRetry().invoke('input'),
  ],
  [
    '@langchain/core',
    'withRetry({ stopAfterAttempt: 2 })',
    2,
    (_, fn, of) =>
      new (of('./runnables').RunnableLambda)({ func: fn }).withRetry({ stopAfterAttempt: 2 }).invoke('input'),
  ],
  ['@tanstack/query-core', 'fetchQuery({ queryFn })', 1, (l, fn) => new l.QueryClient().fetchQuery({ queryFn: fn })],
  [
    '@tanstack/query-core',
    'fetchQuery({ queryFn, retry: 2 })',
    3,
    (l, fn) => new l.QueryClient().fetchQuery({ queryFn: fn, retry: 2 }),
  ],
  [
    '@tanstack/query-core',
    'fetchQuery({ queryFn, retry: true })',
    300,
    (l, fn) => new l.QueryClient().fetchQuery({ queryFn: fn, retry: true }),
  ],
  [
    '@tanstack/react-query',
    'useQuery({ queryFn })',
    4,
    async (l, fn) => {
      const { data } = l.useQuery({ queryKey: ['a'], queryFn: fn });
      await aWhile();
      return data;
    },
  ],
  [
    'swr',
    'useSWR(key, fetcher, { errorRetryCount: 2 })',
    3,
    async (l, fn) => {
      const { data } = l.default('key', fn, { errorRetryCount: 2 });
      await aWhile();
      return data;
    },
  ],
  [
    'inngest',
    'a function that runs later',
    0,
    (l, fn) => new l.Inngest({ id: 'a' }).createFunction({ id: 'b' }, {}, fn),
  ],
  ['bullmq', 'a worker', 0, (l, fn) => new l.Worker('queue', fn)],
  ['@humanwhocodes/retry', 'new Retrier(() => false).retry(fn)', 1, (l, fn) => new l.Retrier(() => false).retry(fn)],
  ['@humanwhocodes/retry', 'new Retrier(() => true).retry(fn)', 61, (l, fn) => new l.Retrier(() => true).retry(fn)],

  // Clients
  ['ai', 'generateText({})', 3, (l) => l.generateText({ prompt: 'a' })],
  ['ai', 'generateText({ maxRetries: 0 })', 1, (l) => l.generateText({ maxRetries: 0 })],
  ['groq-sdk', 'new Groq().chat.completions.create({})', 3, (l) => new l.Groq().chat.completions.create({})],
  [
    '@azure/core-rest-pipeline',
    'createPipelineFromOptions({ retryOptions }).sendRequest(client, request)',
    2,
    (l) => l.createPipelineFromOptions({ retryOptions: { maxRetries: 1 } }).sendRequest({}, {}),
  ],
  [
    '@azure/storage-blob',
    'BlobServiceClient.fromConnectionString(text, options)',
    2,
    (l) =>
      l.BlobServiceClient.fromConnectionString('text', { retryOptions: { maxTries: 2 } })
        .getContainerClient('a')
        .exists(),
  ],
  [
    '@azure/storage-blob',
    'new BlobServiceClient(url, credential)',
    4,
    (l) => new l.BlobServiceClient('url', {}).getContainerClient('a').exists(),
  ],
  [
    '@google-cloud/storage',
    "new Storage().bucket('a').file('b').get()",
    4,
    (l) => new l.Storage().bucket('a').file('b').get(),
  ],
  [
    '@google-cloud/storage',
    'autoRetry: false',
    1,
    (l) => new l.Storage({ retryOptions: { autoRetry: false } }).bucket('a').exists(),
  ],
  [
    '@google/genai',
    'new GoogleGenAI({}).models.generateContent({})',
    1,
    (l) => new l.GoogleGenAI({}).models.generateContent({}),
  ],
  [
    '@google/genai',
    'retryOptions: {}',
    5,
    (l) => new l.GoogleGenAI({ httpOptions: { retryOptions: {} } }).models.generateContent({}),
  ],
  ['@elastic/elasticsearch', 'new Client({}).search({})', 4, (l) => new l.Client({}).search({})],
  ['@elastic/elasticsearch', 'search({}, { maxRetries: 0 })', 1, (l) => new l.Client({}).search({}, { maxRetries: 0 })],
  ['ioredis', "new Redis().get('a')", 21, (l) => new l.default().get('a')],
  [
    'ioredis',
    "new Redis({ maxRetriesPerRequest: 2 }).get('a')",
    3,
    (l) => new l.Redis({ maxRetriesPerRequest: 2 }).get('a'),
  ],
  [
    'ioredis',
    "new Redis(url, { maxRetriesPerRequest: null }).get('a')",
    300,
    (l) => new l.Redis('url', { maxRetriesPerRequest: null }).get('a'),
  ],
  [
    'retry-axios',
    'attach(client)',
    4,
    (l, _, of) => {
      const client = of('axios').default.create();
      l.attach(client);
      return client.get('url');
    },
  ],
  [
    'retry-axios',
    'attach(client), and a request that says how often',
    3,
    (l, _, of) => {
      const client = of('axios').default.create();
      l.attach(client);
      return client.get('url', { raxConfig: { retry: 2 } });
    },
  ],
  [
    '@nestjs/axios',
    "http.get('url').pipe(retry(2))",
    3,
    (l, _, of) => {
      const { retry, lastValueFrom } = of('rxjs');
      return lastValueFrom(new l.HttpService().get('url').pipe(retry(2)));
    },
  ],
  ['@nestjs/axios', "http.get('url') that nobody subscribes to", 0, (l) => void new l.HttpService().get('url')],
  ['redis', "createClient().get('a')", 1, (l) => l.createClient().get('a')],
  ['kafkajs', 'new Kafka({}).producer().send({})', 6, (l) => new l.Kafka({}).producer().send({})],
  ['kafkajs', 'retry: { retries: 1 }', 2, (l) => new l.Kafka({ retry: { retries: 1 } }).producer().send({})],
  [
    'mongodb',
    "new MongoClient(url).db().collection('a').findOne({})",
    2,
    (l) => new l.MongoClient('url').db().collection('a').findOne({}),
  ],
  ['@prisma/client', 'new PrismaClient().user.findMany()', 1, (l) => new l.PrismaClient().user.findMany()],
  ['stripe', 'new Stripe(key).charges.create({})', 3, (l) => new l.default('key').charges.create({})],
  [
    'stripe',
    'charges.create({}, { maxNetworkRetries: 0 })',
    1,
    (l) => new l.Stripe('key').charges.create({}, { maxNetworkRetries: 0 }),
  ],
  [
    '@slack/web-api',
    'new WebClient(token).chat.postMessage({})',
    11,
    (l) => new l.WebClient('token').chat.postMessage({}),
  ],
  ['@upstash/redis', "new Redis({}).get('a')", 6, (l) => new l.Redis({}).get('a')],
  ['@upstash/redis', 'retry: false', 1, (l) => new l.Redis({ retry: false }).get('a')],
  ['twilio', 'twilio(sid, token).messages.create({})', 1, (l) => l.default('sid', 'token').messages.create({})],
  ['twilio', 'autoRetry: true', 4, (l) => l.default('sid', 'token', { autoRetry: true }).messages.create({})],
  [
    '@supabase/supabase-js',
    "createClient(url, key).from('a').select().retry(false)",
    1,
    (l) => l.createClient('url', 'key').from('a').select().retry(false),
  ],
  [
    'viem',
    'createPublicClient({ transport: http(url) }).getBlock()',
    4,
    (l) => l.createPublicClient({ transport: l.http('url') }).getBlock(),
  ],
  [
    'viem',
    'http(url, { retryCount: 1 })',
    2,
    (l) => l.createPublicClient({ transport: l.http('url', { retryCount: 1 }) }).getBlock(),
  ],
  ['wretch', "wretch(url).get('/a').json()", 1, (l) => l.default('url').get('/a').json()],
  [
    'wretch',
    "wretch(url).middlewares([retry({ maxAttempts: 2 })]).get('/a').json()",
    3,
    (l, _, of) =>
      l
        .default('url')
        .middlewares([of('./middlewares').retry({ maxAttempts: 2 })])
        .get('/a')
        .json(),
  ],
  [
    'undici-retry',
    'sendWithRetry(client, request, { maxAttempts: 2 })',
    2,
    (l) => l.sendWithRetry({}, {}, { maxAttempts: 2 }),
  ],
  ['requestretry', 'request({ url })', 5, (l) => l.default({ url: 'url' })],
  ['requestretry', 'request(url, { maxAttempts: 2 })', 2, (l) => l.default('url', { maxAttempts: 2 })],
  ['@vercel/fetch-retry', 'fetchRetry()(url)', 6, (l) => l.default()('url')],
  ['@vercel/fetch-retry', 'fetchRetry(fn)(url)', 6, (l, fn) => l.default(fn)('url')],
  ['node-fetch-retry', 'fetch(url)', 3, (l) => l.default('url')],
  ['octokit', 'new Octokit().rest.issues.get({})', 4, (l) => new l.Octokit().rest.issues.get({})],
  ['octokit', 'retry: { enabled: false }', 1, (l) => new l.Octokit({ retry: { enabled: false } }).rest.issues.get({})],
  ['aws-sdk', 'new AWS.S3().getObject({}).promise()', 4, (l) => new l.default.S3().getObject({}).promise()],
  [
    'aws-sdk',
    'new AWS.DynamoDB.DocumentClient().get({}).promise()',
    11,
    (l) => new l.DynamoDB.DocumentClient().get({}).promise(),
  ],
  [
    '@aws-sdk/client-dynamodb',
    'new DynamoDBClient({}).send(new GetItemCommand({}))',
    4,
    (l) => new l.DynamoDBClient({}).send(new l.GetItemCommand({})),
  ],
  ['@temporalio/workflow', 'proxyActivities({}).charge()', 1, (l) => l.proxyActivities({}).charge()],
  ['moleculer', "new ServiceBroker({}).call('a.b')", 1, (l) => new l.ServiceBroker({}).call('a.b')],
  [
    'moleculer',
    'retryPolicy: { enabled: true, retries: 2 }',
    3,
    (l) => new l.ServiceBroker({ retryPolicy: { enabled: true, retries: 2 } }).call('a.b'),
  ],
];

/** @type {readonly (readonly [specifier: string, text: string, calls: number, use: (library: any, fn: any, of: (specifier: string) => any) => () => unknown])[]} */
export const UNTIL_OPEN = [
  [
    'levee',
    'createBreaker(fn).run(callback)',
    5,
    (l, fn) => {
      const breaker = l.createBreaker(failing(fn));
      return () => called((done) => breaker.run('argument', done));
    },
  ],
  [
    'levee',
    'createBreaker({ execute }, { maxFailures: 2 })',
    2,
    (l, fn) => {
      const breaker = l.default.createBreaker({ execute: failing(fn) }, { maxFailures: 2 });
      return () => called((done) => breaker.run(done));
    },
  ],
  [
    'circuitbreaker',
    'circuitBreaker(fn, { maxFailures: 3 })(callback)',
    3,
    (l, fn) => {
      const guarded = l.default(failing(fn), { maxFailures: 3 });
      return () => called((done) => guarded(done));
    },
  ],
  [
    'screwdriver-node-circuitbreaker',
    'circuitBreaker(fn)(callback)',
    10,
    (l, fn) => {
      const guarded = l.default(failing(fn));
      return () => called((done) => guarded(done));
    },
  ],
  [
    'circuit-fuses',
    'new Breaker(fn).runCommand(callback)',
    5,
    (l, fn) => {
      const breaker = new l.breaker(failing(fn));
      return () => called((done) => breaker.runCommand('argument', done));
    },
  ],
  [
    'circuit-breaker-js',
    'new CircuitBreaker().run(command)',
    6,
    (l, fn) => {
      const breaker = new l.default();
      return () =>
        breaker.run(
          (/** @type {any} */ _success, /** @type {any} */ failed) => void fn().catch(() => failed()),
          () => 'instead',
        );
    },
  ],
  [
    'brakes',
    'new Brakes(fn, { waitThreshold: 4 }).exec()',
    5,
    (l, fn) => {
      const brake = new l.default(fn, { waitThreshold: 4 });
      return () => brake.exec('argument');
    },
  ],
  [
    'brakes',
    'new Brakes(fn).subCircuit(other, fallback, { waitThreshold: 4 }).exec()',
    5,
    (l, fn) => {
      const brake = new l.default(async () => 'answered').subCircuit(fn, () => 'instead', { waitThreshold: 4 });
      return () => brake.exec('argument');
    },
  ],
  [
    'disyuntor',
    'new Disyuntor({}).protect(fn)',
    5,
    (l, fn) => {
      const breaker = new l.Disyuntor({ name: 'a' });
      return () => breaker.protect(fn);
    },
  ],
  [
    'disyuntor',
    'wrapPromise({ maxFailures: 2 }, fn)()',
    2,
    (l, fn) => {
      const guarded = l.wrapPromise({ maxFailures: 2 }, fn);
      return () => guarded('argument');
    },
  ],
  [
    'hystrixjs',
    'getOrCreate(key).run(fn).build().execute()',
    10,
    (l, fn) => () =>
      l.commandFactory
        .getOrCreate('key')
        .errorHandler(() => true)
        .timeout(1_000)
        .run(fn)
        .build()
        .execute('argument'),
  ],
  [
    'hystrixjs',
    'circuitBreakerRequestVolumeThreshold(3)',
    3,
    (l, fn) => {
      const command = l.default.commandFactory
        .getOrCreate('key')
        .circuitBreakerRequestVolumeThreshold(3)
        .run(fn)
        .build();
      return () => command.execute();
    },
  ],
  [
    '@git-stunts/alfred',
    'circuitBreaker({ threshold: 3, duration: 1000 }).execute(fn)',
    3,
    (l, fn) => {
      const breaker = l.circuitBreaker({ threshold: 3, duration: 1_000 });
      return () => breaker.execute(fn);
    },
  ],
  [
    '@git-stunts/alfred',
    'compose(breaker, retry)',
    9,
    (l, fn) => {
      const policy = l.compose(
        l.Policy.circuitBreaker({ threshold: 3, duration: 1_000 }),
        l.Policy.retry({ retries: 2 }),
      );
      return () => policy.execute(fn);
    },
  ],
  [
    'nestjs-resilience',
    '@UseResilience(retry, breaker)',
    12,
    (l, fn) => {
      const retry = new l.RetryStrategy({ maxRetries: 3 });
      const breaker = new l.CircuitBreakerStrategy({ requestVolumeThreshold: 4 });
      const descriptor = l.UseResilience(retry, breaker)({}, 'load', { value: fn });
      return () => descriptor.value('argument');
    },
  ],
  [
    'nestjs-resilience',
    '@UseResilience(breaker, retry)',
    4,
    (l, fn) => {
      const breaker = l.ResilienceFactory.createCircuitBreakerStrategy({ requestVolumeThreshold: 4 });
      const descriptor = l.UseResilience(breaker, new l.RetryStrategy({ maxRetries: 3 }))({}, 'load', { value: fn });
      return () => descriptor.value('argument');
    },
  ],
  [
    'moleculer',
    "new ServiceBroker({ circuitBreaker }).call('a.b')",
    20,
    (l) => {
      const broker = new l.ServiceBroker({ circuitBreaker: { enabled: true } });
      return () => broker.call('a.b');
    },
  ],
  [
    '@bennadel/circuit-breaker',
    'CircuitBreakerFactory.create().execute(fn)',
    20,
    (l, fn) => {
      const breaker = l.CircuitBreakerFactory.create();
      return () => breaker.execute(fn);
    },
  ],
  [
    '@sap-cloud-sdk/http-client',
    'middleware: [circuitBreaker(), retry()]',
    40,
    (l, _, of) => {
      const { circuitBreaker, retry } = of('@sap-cloud-sdk/resilience');
      return () => l.executeHttpRequest({}, { middleware: [circuitBreaker(), retry()] });
    },
  ],
  [
    '@sap-cloud-sdk/http-client',
    'middleware: resilience({ retry: 1 })',
    10,
    (l, _, of) => {
      const { resilience } = of('@sap-cloud-sdk/resilience');
      return () => l.executeHttpRequest({}, { middleware: [resilience({ retry: 1 })] });
    },
  ],
];

/**
 * @param {any} lock
 * @param {() => Promise<void>} work
 * @param {{ take?: string, args?: any[] }} [how]
 */
const between =
  (lock, work, release = (/** @type {any} */ held) => held(), { take = 'acquire', args = [] } = {}) =>
  async () => {
    const held = await lock[take](...args);
    await work();
    await release(held);
  };

/**
 * Locks, and how many of five callers they let in together.
 *
 * @type {readonly (readonly [specifier: string, text: string, most: number, use: (library: any, work: () => Promise<void>, of: (specifier: string) => any) => (caller: number) => unknown])[]}
 */
export const TOGETHER = [
  [
    'semaphore',
    'semaphore(2).take(fn)',
    2,
    ({ default: semaphore }, work) => {
      const lock = semaphore(2);
      return () =>
        called((done) => {
          lock.take(() => {
            void work().then(() => {
              lock.leave();
              done();
            });
          });
        });
    },
  ],
  [
    'mutexify',
    'lock((release) => …)',
    1,
    (l, work) => {
      const lock = l.default();
      return () =>
        called((done) => {
          lock((/** @type {any} */ release) => void work().then(() => release(done())));
        });
    },
  ],
  ['mutexify', 'await lock()', 1, (_, work, of) => between({ acquire: of('./promise').default() }, work)],
  [
    'await-lock',
    'acquireAsync()',
    1,
    (l, work) => {
      const lock = new l.default();
      return between(lock, work, () => lock.release(), { take: 'acquireAsync' });
    },
  ],
  [
    'await-semaphore',
    'new Semaphore(3).use(fn)',
    3,
    (l, work) => {
      const lock = new l.Semaphore(3);
      return () => lock.use(work);
    },
  ],
  ['await-semaphore', 'new Mutex().acquire()', 1, (l, work) => between(new l.Mutex(), work)],
  [
    'semaphore-async-await',
    'new Semaphore(2).execute(fn)',
    2,
    (l, work) => {
      const lock = new l.default(2);
      return () => lock.execute(work);
    },
  ],
  [
    'semaphore-async-await',
    'new Lock().wait()',
    1,
    (l, work) => {
      const lock = new l.Lock();
      return between(lock, work, () => lock.signal(), { take: 'wait' });
    },
  ],
  [
    '@sapphire/async-queue',
    'wait()',
    1,
    (l, work) => {
      const queue = new l.AsyncQueue();
      return between(queue, work, () => queue.shift(), { take: 'wait' });
    },
  ],
  [
    '@livekit/mutex',
    'new MultiMutex(4).lock()',
    4,
    (l, work) => between(new l.MultiMutex(4), work, undefined, { take: 'lock' }),
  ],
  [
    'async-await-mutex-lock',
    'acquire(key) of one key',
    1,
    (l, work) => {
      const lock = new l.Lock();
      return between(lock, work, () => lock.release('a'), { args: ['a'] });
    },
  ],
  [
    'async-await-mutex-lock',
    'acquire(key) of two keys',
    2,
    (l, work) => {
      const lock = new l.Lock();
      return (caller) => between(lock, work, () => lock.release(caller % 2), { args: [caller % 2] })();
    },
  ],
  [
    'p-mutex',
    'withLock(fn)',
    1,
    (l, work) => {
      const lock = new l.default();
      return () => lock.withLock(work);
    },
  ],
  [
    'redlock',
    'using([key], 1000, fn)',
    1,
    (l, work) => {
      const lock = new l.default([]);
      return () => lock.using('a', 1_000, work);
    },
  ],
  [
    'redlock',
    'acquire of other keys',
    5,
    (l, work) => {
      const lock = new l.default([]);
      return (caller) => between(lock, work, (held) => held.release(), { args: [caller, 1_000] })();
    },
  ],
  [
    'redis-semaphore',
    "new Mutex(redis, 'key') for each caller",
    1,
    (l, work) => () => keyed(new l.Mutex({}, 'key'), work),
  ],
  [
    'redis-semaphore',
    "new Semaphore(redis, 'key', 2) for each caller",
    2,
    (l, work) => () => keyed(new l.Semaphore({}, 'key', 2), work),
  ],
  [
    'proper-lockfile',
    "lock('file')",
    1,
    (l, work) => () => between({ acquire: l.lock }, work, undefined, { args: ['file'] })(),
  ],
  [
    'radashi',
    'new Semaphore(2).acquire()',
    2,
    (l, work) => between(new l.Semaphore(2), work, (permit) => permit.release()),
  ],
];

/** @param {any} lock @param {() => Promise<void>} work */
const keyed = (lock, work) => between(lock, work, () => lock.release())();
