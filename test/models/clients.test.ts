import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { callsUnder, type Expression } from './expression.js';
import { failingServer, shortDelays, type FailingServer } from './failing-service.js';
import { importPackages, library } from './installed.js';

// What a model says of a client is computed from it, and held against the requests that a server counts which answers each with 503.

let server: FailingServer;
let restore: () => void;

beforeAll(async () => {
  await importPackages([...CASES.map(([specifier]) => specifier), 'axios-retry', '@smithy/util-retry']);
  server = await failingServer();
  restore = shortDelays(9_000);
});

beforeEach(() => {
  server.reset();
});

afterAll(async () => {
  restore();
  await server.close();
});

type Case = readonly [specifier: string, text: string, build: (library: Expression, url: string) => Expression];

const sdk = (library: Expression, baseURL: string, options: Record<string, unknown> = {}): Expression =>
  library.get('default').construct({ apiKey: 'none', baseURL, ...options });

const body = { model: 'none', max_tokens: 1, messages: [] };

const sts = (library: Expression, endpoint: string, options: Record<string, unknown> = {}): Expression => {
  const { GetCallerIdentityCommand } = library.real as Record<
    'GetCallerIdentityCommand',
    new (input: object) => unknown
  >;
  const client = library
    .get('STSClient')
    .construct({ endpoint, region: 'none', credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, ...options });
  return client.get('send').call(new GetCallerIdentityCommand({}));
};

const CASES: readonly Case[] = [
  ['axios', 'axios.get(url)', (l, url) => l.get('default').get('get').call(url)],
  ['got', 'got(url)', (l, url) => l.get('default').call(url)],
  [
    'got',
    'got.get(url, { retry: { limit: 1 } })',
    (l, url) =>
      l
        .get('default')
        .get('get')
        .call(url, { retry: { limit: 1 } }),
  ],
  ['got', 'got(url, { retry: { limit: 0 } })', (l, url) => l.get('default').call(url, { retry: { limit: 0 } })],
  [
    'got',
    'got.extend({ retry: { limit: 1 } })(url)',
    (l, url) =>
      l
        .get('default')
        .get('extend')
        .call({ retry: { limit: 1 } })
        .call(url),
  ],
  ['ky', 'ky(url)', (l, url) => l.get('default').call(url)],
  ['ky', 'ky(url, { retry: 1 })', (l, url) => l.get('default').call(url, { retry: 1 })],
  [
    'ky',
    'ky.get(url, { retry: { limit: 0 } })',
    (l, url) =>
      l
        .get('default')
        .get('get')
        .call(url, { retry: { limit: 0 } }),
  ],
  ['ky', 'ky.create({ retry: 3 })(url)', (l, url) => l.get('default').get('create').call({ retry: 3 }).call(url)],
  ['ofetch', 'ofetch(url)', (l, url) => l.get('ofetch').call(url)],
  ['ofetch', 'ofetch(url, { retry: 2 })', (l, url) => l.get('ofetch').call(url, { retry: 2 })],
  ['ofetch', 'ofetch(url, { retry: false })', (l, url) => l.get('ofetch').call(url, { retry: false })],
  [
    'ofetch',
    'ofetch.create({ retry: 2 })(url)',
    (l, url) => l.get('ofetch').get('create').call({ retry: 2 }).call(url),
  ],
  [
    'openai',
    'new OpenAI().chat.completions.create(body)',
    (l, url) => sdk(l, url).get('chat').get('completions').get('create').call(body),
  ],
  [
    'openai',
    'new OpenAI({ maxRetries: 1 }).chat.completions.create(body)',
    (l, url) => sdk(l, url, { maxRetries: 1 }).get('chat').get('completions').get('create').call(body),
  ],
  [
    'openai',
    'new OpenAI({ maxRetries: 1 }).chat.completions.create(body, { maxRetries: 0 })',
    (l, url) =>
      sdk(l, url, { maxRetries: 1 }).get('chat').get('completions').get('create').call(body, { maxRetries: 0 }),
  ],
  [
    '@anthropic-ai/sdk',
    'new Anthropic().messages.create(body)',
    (l, url) => sdk(l, url).get('messages').get('create').call(body),
  ],
  [
    '@anthropic-ai/sdk',
    'new Anthropic({ maxRetries: 1 }).messages.create(body)',
    (l, url) => sdk(l, url, { maxRetries: 1 }).get('messages').get('create').call(body),
  ],
  ['@aws-sdk/client-sts', 'new STSClient().send(command)', (l, url) => sts(l, url)],
  [
    '@aws-sdk/client-sts',
    'new STSClient({ maxAttempts: 2 }).send(command)',
    (l, url) => sts(l, url, { maxAttempts: 2 }),
  ],
  [
    '@aws-sdk/client-sts',
    'new STSClient({ retryStrategy: new ConfiguredRetryStrategy(4) }).send(command)',
    (l, url) =>
      sts(l, url, { retryStrategy: library('@smithy/util-retry').get('ConfiguredRetryStrategy').construct(4, 1) }),
  ],
  ['gaxios', 'request({ url })', (l, url) => l.get('request').call({ url })],
  ['gaxios', 'request({ url, retry: true })', (l, url) => l.get('request').call({ url, retry: true })],
  [
    'gaxios',
    'request({ url, retryConfig: { retry: 1 } })',
    (l, url) => l.get('request').call({ url, retryConfig: { retry: 1, retryDelay: 1 } }),
  ],
  [
    'gaxios',
    'new Gaxios().request({ url, retry: false })',
    (l, url) => l.get('Gaxios').construct().get('request').call({ url, retry: false }),
  ],
  ['make-fetch-happen', 'fetch(url)', (l, url) => l.get('default').call(url)],
  ['make-fetch-happen', 'fetch(url, { retry: 2 })', (l, url) => l.get('default').call(url, { retry: 2 })],
  ['make-fetch-happen', 'fetch(url, { retry: true })', (l, url) => l.get('default').call(url, { retry: true })],
  [
    'make-fetch-happen',
    'fetch(url, { retry: { retries: 1 } })',
    (l, url) => l.get('default').call(url, { retry: { retries: 1 } }),
  ],
  [
    'make-fetch-happen',
    'fetch.defaults({ retry: 1 })(url)',
    (l, url) => l.get('default').get('defaults').call({ retry: 1 }).call(url),
  ],
  ['superagent', 'request.get(url).retry(2)', (l, url) => l.get('default').get('get').call(url).get('retry').call(2)],
  ['superagent', 'request.get(url).retry()', (l, url) => l.get('default').get('get').call(url).get('retry').call()],
  [
    'fetch-retry',
    'fetchRetry(fetch)(url)',
    (l, url) =>
      l
        .get('default')
        .call(() => fetch(`${url}/refused`).then(() => Promise.reject(new Error('lost'))))
        .call(url),
  ],
  [
    'fetch-retry',
    'fetchRetry(fetch, { retries: 1 })(url)',
    (l, url) =>
      l
        .get('default')
        .call(() => fetch(url).then(() => Promise.reject(new Error('lost'))), { retries: 1, retryDelay: 1 })
        .call(url),
  ],
  [
    'undici',
    'request(url, { dispatcher: new RetryAgent(new Agent()) })',
    (l, url) => l.get('request').call(url, { dispatcher: l.get('RetryAgent').construct(l.get('Agent').construct()) }),
  ],
  [
    'undici',
    'request(url, { dispatcher: new RetryAgent(new Agent(), { maxRetries: 2 }) })',
    (l, url) =>
      l
        .get('request')
        .call(url, { dispatcher: l.get('RetryAgent').construct(l.get('Agent').construct(), { maxRetries: 2 }) }),
  ],
  [
    'undici',
    'request(url, { dispatcher: new Agent().compose(interceptors.retry({ maxRetries: 1 })) })',
    (l, url) =>
      l.get('request').call(url, {
        dispatcher: l
          .get('Agent')
          .construct()
          .get('compose')
          .call(l.get('interceptors').get('retry').call({ maxRetries: 1 })),
      }),
  ],
  ['undici', 'fetch(url)', (l, url) => l.get('fetch').call(url)],
];

it.each(CASES)('%s makes as many requests as its model says: %s', async (_, __, build) => {
  const { real, around, isSilent } = build(library(_), server.url);
  const rejected = await Promise.resolve(real).then(
    () => false,
    () => true,
  );
  expect(server.requests()).toBe(callsUnder(around ?? []));
  expect({ rejected }).toEqual({ rejected: !isSilent || /lost/.test(build.toString()) });
});

it.each<[string, readonly unknown[], readonly unknown[]]>([
  ['axiosRetry(axios)', [], []],
  ['axiosRetry(axios, { retries: 1 })', [{ retries: 1 }], []],
  ["axiosRetry(axios); axios.get(url, { 'axios-retry': { retries: 2 } })", [], [{ 'axios-retry': { retries: 2 } }]],
])('axios-retry makes as many requests as its model says: %s', async (_, config, perCall) => {
  const axios = library('axios').get('default').get('create').call();
  const installed = library('axios-retry')
    .get('default')
    .call(axios, ...config);
  const { real, around } = installed
    .installedOn(axios)
    .get('get')
    .call(server.url, ...perCall);
  await Promise.resolve(real).catch(() => undefined);
  expect(server.requests()).toBe(callsUnder(around ?? []));
});
