/**
 * Clients as code uses them: `use` is given the package or its program, the address of a service that answers each request with 503, and
 * other packages, or programs, of the same kind.
 *
 * @typedef {(library: any, url: string, other: (specifier: string) => any) => unknown} Use
 */

const body = { model: 'none', max_tokens: 1, messages: [] };

/** @param {any} library @param {string} baseURL @param {any} [options] */
const sdk = (library, baseURL, options = {}) => new library.default({ apiKey: 'none', baseURL, ...options });

/** @param {any} library @param {string} endpoint @param {any} [options] */
const sts = (library, endpoint, options = {}) =>
  new library.STSClient({
    endpoint,
    region: 'none',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    ...options,
  }).send(new library.GetCallerIdentityCommand({}));

const pause = (/** @type {number} */ ms) =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

/** @type {readonly (readonly [specifier: string, text: string, use: Use])[]} */
export const CLIENTS = [
  ['axios', 'axios.get(url)', (l, url) => l.default.get(url)],
  ['axios', 'axios(url)', (l, url) => l.default(url)],
  ['axios', 'axios({ url })', (l, url) => l.default({ url })],
  ['axios', 'axios.create().post(url, {})', (l, url) => l.default.create().post(url, {})],
  ['got', 'got(url)', (l, url) => l.default(url)],
  ['got', 'got.get(url, { retry: { limit: 1 } })', (l, url) => l.default.get(url, { retry: { limit: 1 } })],
  ['got', 'got(url, { retry: { limit: 0 } })', (l, url) => l.default(url, { retry: { limit: 0 } })],
  ['got', 'got.post(url)', (l, url) => l.default.post(url, { json: {} })],
  ['got', 'got.extend({ retry: { limit: 1 } })(url)', (l, url) => l.default.extend({ retry: { limit: 1 } })(url)],
  ['got', 'got(url).json()', (l, url) => l.default(url).json()],
  ['ky', 'ky(url)', (l, url) => l.default(url)],
  ['ky', 'ky(url, { retry: 1 })', (l, url) => l.default(url, { retry: 1 })],
  ['ky', 'ky.get(url, { retry: { limit: 0 } })', (l, url) => l.default.get(url, { retry: { limit: 0 } })],
  ['ky', 'ky.create({ retry: 3 })(url)', (l, url) => l.default.create({ retry: 3 })(url)],
  ['ky', 'ky.get(url).json()', (l, url) => l.default.get(url).json()],
  ['ky', "ky(url, { method: 'POST' })", (l, url) => l.default(url, { method: 'POST', body: '{}' })],
  ['ofetch', 'ofetch(url)', (l, url) => l.ofetch(url)],
  ['ofetch', 'ofetch(url, { retry: 2 })', (l, url) => l.ofetch(url, { retry: 2 })],
  ['ofetch', 'ofetch(url, { retry: false })', (l, url) => l.ofetch(url, { retry: false })],
  ['ofetch', 'ofetch.create({ retry: 2 })(url)', (l, url) => l.ofetch.create({ retry: 2 })(url)],
  ['ofetch', 'ofetch.raw(url, { retry: 2 })', (l, url) => l.ofetch.raw(url, { retry: 2 })],
  ['openai', 'new OpenAI().chat.completions.create(body)', (l, url) => sdk(l, url).chat.completions.create(body)],
  [
    'openai',
    'new OpenAI({ maxRetries: 1 }).chat.completions.create(body)',
    (l, url) => sdk(l, url, { maxRetries: 1 }).chat.completions.create(body),
  ],
  [
    'openai',
    'new OpenAI({ maxRetries: 1 }).chat.completions.create(body, { maxRetries: 0 })',
    (l, url) => sdk(l, url, { maxRetries: 1 }).chat.completions.create(body, { maxRetries: 0 }),
  ],
  [
    'openai',
    'new OpenAI().withOptions({ maxRetries: 1 }).chat.completions.create(body)',
    (l, url) => sdk(l, url).withOptions({ maxRetries: 1 }).chat.completions.create(body),
  ],
  [
    'openai',
    'a class that extends it',
    (l, url) => {
      class Own extends l.default {
        ask() {
          return this.chat.completions.create(body);
        }
      }
      return new Own({ apiKey: 'none', baseURL: url, maxRetries: 1 }).ask();
    },
  ],
  ['@anthropic-ai/sdk', 'new Anthropic().messages.create(body)', (l, url) => sdk(l, url).messages.create(body)],
  [
    '@anthropic-ai/sdk',
    'new Anthropic({ maxRetries: 1 }).messages.create(body)',
    (l, url) => sdk(l, url, { maxRetries: 1 }).messages.create(body),
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
    (l, url, of) => sts(l, url, { retryStrategy: new (of('@smithy/util-retry').ConfiguredRetryStrategy)(4, 1) }),
  ],
  ['gaxios', 'request({ url })', (l, url) => l.request({ url })],
  ['gaxios', 'request({ url, retry: true })', (l, url) => l.request({ url, retry: true })],
  [
    'gaxios',
    'request({ url, retryConfig: { retry: 1 } })',
    (l, url) => l.request({ url, retryConfig: { retry: 1, retryDelay: 1 } }),
  ],
  ['gaxios', 'new Gaxios().request({ url, retry: false })', (l, url) => new l.Gaxios().request({ url, retry: false })],
  [
    'gaxios',
    "request({ url, method: 'POST', retry: true })",
    (l, url) => l.request({ url, method: 'POST', retry: true }),
  ],
  ['make-fetch-happen', 'fetch(url)', (l, url) => l.default(url)],
  ['make-fetch-happen', 'fetch(url, { retry: 2 })', (l, url) => l.default(url, { retry: 2 })],
  ['make-fetch-happen', 'fetch(url, { retry: true })', (l, url) => l.default(url, { retry: true })],
  ['make-fetch-happen', 'fetch(url, { retry: { retries: 1 } })', (l, url) => l.default(url, { retry: { retries: 1 } })],
  ['make-fetch-happen', 'fetch.defaults({ retry: 1 })(url)', (l, url) => l.default.defaults({ retry: 1 })(url)],
  ['superagent', 'request.get(url)', (l, url) => l.default.get(url)],
  ['superagent', 'request.get(url).retry(2)', (l, url) => l.default.get(url).retry(2)],
  ['superagent', "request.get(url).retry().set('a', 'b')", (l, url) => l.default.get(url).retry().set('a', 'b')],
  [
    'undici',
    'request(url, { dispatcher: new RetryAgent(new Agent()) })',
    (l, url) => l.request(url, { dispatcher: new l.RetryAgent(new l.Agent()) }),
  ],
  [
    'undici',
    'request(url, { dispatcher: new RetryAgent(new Agent(), { maxRetries: 2 }) })',
    (l, url) => l.request(url, { dispatcher: new l.RetryAgent(new l.Agent(), { maxRetries: 2 }) }),
  ],
  [
    'undici',
    'request(url, { dispatcher: new Agent().compose(interceptors.retry({ maxRetries: 1 })) })',
    (l, url) => l.request(url, { dispatcher: new l.Agent().compose(l.interceptors.retry({ maxRetries: 1 })) }),
  ],
  [
    'axios-retry',
    'axiosRetry(axios)',
    (l, url, of) => {
      const client = of('axios').default.create();
      l.default(client);
      return client.get(url);
    },
  ],
  [
    'axios-retry',
    'axiosRetry(axios, { retries: 1 })',
    (l, url, of) => {
      const client = of('axios').default.create();
      l.default(client, { retries: 1 });
      return client.get(url);
    },
  ],
  [
    'axios-retry',
    "axiosRetry(axios); axios.get(url, { 'axios-retry': { retries: 2 } })",
    (l, url, of) => {
      const client = of('axios').default.create();
      l.default(client);
      return client.get(url, { 'axios-retry': { retries: 2 } });
    },
  ],
  [
    'axios-retry',
    'axiosRetry(axios); axios.post(url, {})',
    (l, url, of) => {
      const client = of('axios').default.create();
      l.default(client);
      return client.post(url, {});
    },
  ],
  [
    'axios-retry',
    'axiosRetry(axios, { retries: 9, retryCondition }) and axios.put',
    (l, url, of) => {
      const client = of('axios').default.create();
      let asked = 0;
      l.default(client, {
        retries: 9,
        retryCondition: (/** @type {any} */ { config }) => (asked += 1) < 3 && config.url === url,
      });
      return client.put(url, {});
    },
  ],
  [
    'axios',
    'a handler of failures that sends again',
    (l, url) => {
      const client = l.default.create();
      client.interceptors.response.use(
        (/** @type {any} */ response) => response,
        async (/** @type {any} */ error) => {
          const { config } = error;
          config.tries = (config.tries ?? 0) + 1;
          if (config.tries > 3) throw error;
          await pause(1);
          return client.request(config);
        },
      );
      return client.get(url);
    },
  ],
  [
    'axios',
    'a handler of failures that answers',
    (l, url) => {
      const client = l.default.create();
      client.interceptors.response.use(undefined, () => ({ data: 'instead' }));
      return client.get(url);
    },
  ],
  [
    'axios',
    'a handler of requests that refuses',
    (l, url) => {
      const client = l.default.create();
      client.interceptors.request.use((/** @type {any} */ config) => {
        if (config.url === url && config.method === 'get') throw new Error('refused');
        return config;
      });
      return client.get(url);
    },
  ],
];
