import rule from '../../rules/no-nested-retry.js';
import { code, marked } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const times = (
  calls: string,
  [outer, outerName]: readonly [string, string],
  [inner, innerName]: readonly [string, string],
  path: string,
) => ({
  messageId: 'multiplied',
  data: { calls, outer, outerName, inner, innerName, path },
});

const withRetry = code(`
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  async function withRetry<T>(fn: () => Promise<T>, { maxRetries = 3 } = {}): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await fn();
      } catch (error) {
        if (attempt >= maxRetries) throw error;
        await sleep(100 * 2 ** attempt);
      }
    }
  }
`);

/** Once again, but only for one error. */
const retryClosed = code(`
  async function retryClosed<T>(fn: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await fn();
      } catch (error) {
        if (attempt >= 1 || (error as { code?: string }).code !== 'CLIENT_CLOSED') throw error;
      }
    }
  }
`);

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent where the outer retry repeats certain errors only, which the inner one may never end with',
      code: `${withRetry}${retryClosed}${code("export const load = () => retryClosed(() => withRetry(() => fetch('/a')));")}`,
    },
    {
      name: 'is silent on one retry',
      code: `${withRetry}${code("export const load = () => withRetry(() => fetch('/a'), { maxRetries: 4 });")}`,
    },
    {
      name: 'is silent on retries beside each other',
      code: `${withRetry}${code(`
        export async function load() {
          const a = await withRetry(() => fetch('/a'));
          const b = await withRetry(() => fetch('/b'));
          return [a, b];
        }
      `)}`,
    },
    {
      name: 'is silent where the inner retry is one attempt',
      code: `${withRetry}${code("export const load = () => withRetry(() => withRetry(() => fetch('/a'), { maxRetries: 0 }));")}`,
    },
    {
      name: 'is silent where the failure of the inner retry ends inside',
      code: `${withRetry}${code("export const load = () => withRetry(() => withRetry(() => fetch('/a')).catch(() => undefined));")}`,
    },
    {
      name: 'is silent where a try answers the failure of the inner retry',
      code: `${withRetry}${code(`
        export const load = () =>
          withRetry(async () => {
            try {
              return await withRetry(() => fetch('/a'));
            } catch {
              return undefined;
            }
          });
      `)}`,
    },
    {
      name: 'is silent on a loop over other targets around a retry',
      code: `${withRetry}${code(`
        export async function load(hosts: string[]) {
          let lastError: unknown;
          for (const host of hosts) {
            try {
              return await withRetry(() => fetch(host));
            } catch (error) {
              lastError = error;
            }
          }
          throw lastError;
        }
      `)}`,
    },
    {
      name: 'is silent on a private method that acquires a lock, as long as others hold it',
      code: `${withRetry}${code(`
        export class Leader {
          async lead() {
            return withRetry(() => this.#acquireLock());
          }
          async #acquireLock() {
            let lastError: unknown;
            for (let attempt = 0; attempt < 20; attempt++) {
              try {
                return await fetch('/lock');
              } catch (error) {
                lastError = error;
              }
            }
            throw lastError;
          }
        }
      `)}`,
    },
    {
      name: 'is silent where only the first attempt does what is retried',
      code: `${withRetry}${code(`
        export class Client {
          async request(path: string, retryCount = 0): Promise<Response> {
            try {
              if (retryCount === 0) {
                await withRetry(() => fetch('/token'));
              }
              return await fetch(path);
            } catch (error) {
              if (retryCount >= 3) throw error;
              return this.request(path, retryCount + 1);
            }
          }
        }
      `)}`,
    },
    {
      name: 'is silent on pages that are read until one of them fails',
      code: `${withRetry}${code(`
        export async function loadAll(url: string) {
          const items: unknown[] = [];
          let hasMore = true;
          let page = 1;
          while (hasMore && page <= 50) {
            try {
              const response = await withRetry(() => fetch(url));
              const found = (await response.json()) as unknown[];
              if (found.length === 0) {
                hasMore = false;
              }
              items.push(...found);
              page++;
            } catch (error) {
              console.error(error);
              hasMore = false;
            }
          }
          return items;
        }
      `)}`,
    },
    {
      name: 'is silent where what the loop runs over says which call is made',
      code: `${withRetry}${code(`
        export async function ask(providers: ('a' | 'b')[]) {
          for (const provider of providers) {
            try {
              switch (provider) {
                case 'a':
                  return await withRetry(() => fetch('/a'));
                default:
                  return await withRetry(() => fetch('/b'));
              }
            } catch (error) {
              console.error(error);
            }
          }
          throw new Error('nobody answers');
        }
      `)}`,
    },
    {
      name: 'is silent where a failure turns to somebody else, who is looked up',
      code: `${withRetry}${code(`
        export class Router {
          private readonly clients = new Map<string, { load(): Promise<string> }>();
          async load(first: string) {
            let current = first;
            while (true) {
              const name = current.toLowerCase();
              const client = this.clients.get(name);
              if (client === undefined) throw new Error('unknown');
              try {
                return await withRetry(() => client.load());
              } catch (error) {
                const fallback = this.fallbackFor(current);
                if (fallback === undefined) throw error;
                current = fallback;
              }
            }
          }
          private fallbackFor(name: string): string | undefined {
            return name === 'a' ? 'b' : undefined;
          }
        }
      `)}`,
    },
    {
      name: 'is silent where a failure turns to somebody else, in JavaScript',
      filename: 'router.js',
      code: `
        import pRetry from 'p-retry';
        export async function load(clients, first) {
          let host = first;
          for (;;) {
            try {
              const client = clients[host];
              return await pRetry(() => client.load(), { retries: 2 });
            } catch (error) {
              if (!clients.fallback) throw error;
              host = clients.fallback;
            }
          }
        }
      `,
    },
    {
      name: 'is silent on a poll that retries each question',
      code: `${withRetry}${code(`
        export async function poll() {
          for (let attempt = 0; attempt < 100; attempt++) {
            try {
              await withRetry(() => fetch('/status'));
            } catch (error) {
              console.error(error);
            }
            await sleep(1_000);
          }
        }
      `)}`,
    },
    {
      name: 'is silent where a timer runs the inner retry later',
      code: `${withRetry}${code("export const load = () => withRetry(async () => { setTimeout(() => withRetry(() => fetch('/a')), 100); });")}`,
    },
    {
      name: 'is silent up to `max` calls',
      code: `${withRetry}${code("export const load = () => withRetry(() => withRetry(() => fetch('/a'), { maxRetries: 1 }), { maxRetries: 1 });")}`,
      options: [{ max: 4 }],
    },
    {
      name: 'is silent where a flag sends the function once more after something was put right',
      code: `${withRetry}${code(`
        export async function load(isSecond = false): Promise<unknown> {
          try {
            return await withRetry(() => fetch('/a'));
          } catch (error) {
            if (isSecond) throw error;
            return load(true);
          }
        }
      `)}`,
    },
    {
      name: 'is silent where the failure of the first function is answered by another',
      code: `${withRetry}${code(`
        async function orElse<T>(fn: () => Promise<T>, fallback?: () => Promise<T>): Promise<T> {
          try {
            return await fn();
          } catch (error) {
            if (fallback) return await fallback();
            throw error;
          }
        }
        export const load = () => orElse(() => withRetry(() => fetch('/a')), () => withRetry(() => fetch('/b')));
      `)}`,
    },
    {
      name: 'is silent where `super` is a class out of view, not the method that overrides it',
      code: `${withRetry}${code(`
        import { ServiceClient } from './service-client.js';
        export class Client extends ServiceClient {
          async call(method: string) {
            return withRetry(() => this.timed(method));
          }
          private async timed(method: string) {
            return super.call(method);
          }
        }
      `)}`,
    },
    {
      name: 'is silent where a promise is settled by what settles another',
      code: `${withRetry}${code(`
        export const load = () =>
          withRetry(() => new Promise((resolve, reject) => {
            fetch('/a').then((response) => resolve(response)).catch((error) => reject(error));
          }));
      `)}`,
    },
    {
      name: 'is silent where the function that is retried gives up by what it is handed',
      code: `
        import retry from 'async-retry';
        export const load = () =>
          retry(async (bail) => {
            try {
              return await fetch('/a');
            } catch (error) {
              bail(error as Error);
              return undefined;
            }
          }, { retries: 3 });
      `,
    },
    {
      name: 'is silent on a second request in one attempt, after something was put right',
      code: `
        export async function load(attempts = 3): Promise<Response> {
          let lastError: unknown;
          for (let attempt = 1; attempt <= attempts; attempt++) {
            try {
              const response = await fetch('/a');
              if (response.status !== 401) return response;
              try {
                const again = await fetch('/a', { headers: await signIn() });
                if (again.ok) return again;
              } catch (error) {
                lastError = error;
              }
            } catch (error) {
              lastError = error;
            }
          }
          throw lastError;
        }
      `,
    },
    {
      name: 'is silent on requests that a client does not repeat, or whose method is not known',
      code: `
        import axios, { type AxiosRequestConfig } from 'axios';
        import axiosRetry from 'axios-retry';
        import pRetry from 'p-retry';
        const client = axios.create();
        axiosRetry(client, { retries: 3 });
        export const add = (body: object) => pRetry(() => client.post('/a', body), { retries: 2 });
        export const send = (config: AxiosRequestConfig) => pRetry(() => client.request(config), { retries: 2 });
      `,
    },
    {
      name: 'is silent on a client whose options come from elsewhere: that it retries is only its default',
      code: `
        import OpenAI from 'openai';
        import pRetry from 'p-retry';
        export const load = (options: object, input: string) => pRetry(() => new OpenAI(options).responses.create({ input }, options), { retries: 2 });
      `,
    },
  ],
  invalid: [
    {
      name: 'reports an inner retry of whose failures only some end as another error',
      ...marked(
        `${withRetry}
          class FatalError extends Error {}
          export const load = () => withRetry(async () => {
            try {
              return await ‹withRetry(() => fetch('/a'))›;
            } catch (error) {
              if ((error as Error).name === 'AbortError') throw new FatalError('aborted');
              throw error;
            }
          });
        `,
        [times('16', ['4', 'withRetry'], ['4', 'withRetry'], 'withRetry → withRetry → for, line 3')],
      ),
    },
    {
      name: 'reports an outer retry of certain errors as potential',
      options: [{ report: 'potential' }],
      ...marked(
        `
          ${withRetry}
          ${retryClosed}
          export const load = () => retryClosed(() => ‹withRetry(() => fetch('/a'))›);
        `,
        [times('8', ['2', 'retryClosed'], ['4', 'withRetry'], 'retryClosed → withRetry → for, line 3')],
      ),
    },
    {
      name: 'reports retries in a class whose fields are computed from themselves',
      ...marked(
        `${withRetry}${code(`
          export class Client {
            private policy: { get(path: string): Promise<Response> } = undefined!;
            use(wrap: (policy: unknown) => never) {
              this.policy = wrap(this.policy);
            }
            load() {
              return withRetry(() => ‹withRetry(() => this.policy.get('/a'))›);
            }
          }
        `)}`,
        [times('16', ['4', 'withRetry'], ['4', 'withRetry'], 'withRetry → withRetry → for, line 3')],
      ),
    },
    {
      name: 'reports the inner retry, with the product',
      ...marked(
        `${withRetry}${code("export const load = () => withRetry(() => ‹withRetry(() => fetch('/a'))›, { maxRetries: 2 });")}`.replace(
          'for (let',
          '①for (let',
        ),
        [times('12', ['3', 'withRetry'], ['4', 'withRetry'], 'withRetry → withRetry → for, line ①')],
      ),
    },
    {
      name: 'reports a library inside a library',
      ...marked(
        `
          import { backOff } from 'exponential-backoff';
          import pRetry from 'p-retry';
          export const load = () => pRetry(() => ‹①backOff(() => fetch('/a'), { numOfAttempts: 4 })›, { retries: 2 });
        `,
        [
          {
            ...times('12', ['3', 'pRetry'], ['4', 'backOff'], 'pRetry → backOff, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'backOff', fewer: '3 service calls, not 12' },
                diff: `
                  - export const load = () => pRetry(() => backOff(() => fetch('/a'), { numOfAttempts: 4 }), { retries: 2 });
                  + export const load = () => pRetry(() => backOff(() => fetch('/a'), { numOfAttempts: 1 }), { retries: 2 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the call of a method that retries, in a loop that retries',
      ...marked(
        `
          import pRetry from 'p-retry';
          export class Client {
            async load() {
              let lastError: unknown;
              for (let attempt = 1; attempt <= 5; attempt++) {
                try {
                  return await this.request();
                } catch (error) {
                  lastError = error;
                }
              }
              throw lastError;
            }
            private request() {
              return ‹①pRetry(() => fetch('/a'), { retries: 1 })›;
            }
          }
        `,
        [
          {
            ...times('10', ['5', 'Client.load'], ['2', 'pRetry'], 'load → request → pRetry, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'Client.load', innerName: 'pRetry', fewer: '5 service calls, not 10' },
                diff: `
                  -     return pRetry(() => fetch('/a'), { retries: 1 });
                  +     return pRetry(() => fetch('/a'), { retries: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports policies that are wrapped',
      ...marked(
        `
          import { handleAll, retry, wrap } from 'cockatiel';
          const outer = retry(handleAll, { maxAttempts: 2 });
          ①const inner = retry(handleAll, { maxAttempts: 3 });
          export const policy = ‹wrap(outer, inner)›;
        `,
        [
          {
            ...times('12', ['3', 'retry'], ['4', 'retry'], 'retry → retry, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'retry', innerName: 'retry', fewer: '3 service calls, not 12' },
                diff: `
                  - const inner = retry(handleAll, { maxAttempts: 3 });
                  + const inner = retry(handleAll, { maxAttempts: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports retries between which failures are named and thrown on, in JavaScript',
      filename: 'load.js',
      ...marked(
        `
          import pRetry from 'p-retry';
          class UnavailableError extends Error {}
          export const load = () => pRetry(async () => {
            try {
              return await ‹①pRetry(() => fetch('/a'), { retries: 1 })›;
            } catch (error) {
              if (error.status === 503) {
                throw new UnavailableError('come back later');
              }
              throw error;
            }
          }, { retries: 2 });
        `,
        [
          {
            ...times('6', ['3', 'pRetry'], ['2', 'pRetry'], 'pRetry → pRetry, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'pRetry', fewer: '3 service calls, not 6' },
                diff: `
                  -     return await pRetry(() => fetch('/a'), { retries: 1 });
                  +     return await pRetry(() => fetch('/a'), { retries: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports what is retried in whichever attempt needs it, in JavaScript',
      filename: 'client.js',
      ...marked(
        `
          import pRetry from 'p-retry';
          export class Client {
            isExpired = true;
            async request(path, retryCount = 0) {
              try {
                if (this.isExpired) {
                  await ‹①pRetry(() => fetch('/token'), { retries: 1 })›;
                }
                return await fetch(path);
              } catch (error) {
                if (retryCount >= 3) throw error;
                return this.request(path, retryCount + 1);
              }
            }
          }
        `,
        [
          {
            ...times('8', ['4', 'Client.request'], ['2', 'pRetry'], 'request → pRetry, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'Client.request', innerName: 'pRetry', fewer: '4 service calls, not 8' },
                diff: `
                  -         await pRetry(() => fetch('/token'), { retries: 1 });
                  +         await pRetry(() => fetch('/token'), { retries: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a loop that ends when the call went well, around a retry, in JavaScript',
      filename: 'load.js',
      ...marked(
        `
          import pRetry from 'p-retry';
          export async function load() {
            let pending = true;
            let failures = 0;
            while (pending && failures < 5) {
              try {
                await ‹①pRetry(() => fetch('/a'), { retries: 1 })›;
                pending = false;
              } catch (error) {
                failures++;
              }
            }
          }
        `,
        [
          {
            ...times('10', ['5', 'load'], ['2', 'pRetry'], 'load → pRetry, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'load', innerName: 'pRetry', fewer: '5 service calls, not 10' },
                diff: `
                  -       await pRetry(() => fetch('/a'), { retries: 1 });
                  +       await pRetry(() => fetch('/a'), { retries: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a choice by something else than the round, in a loop that retries',
      ...marked(
        `${withRetry}${code(`
          export async function ask(provider: 'a' | 'b') {
            let lastError: unknown;
            for (let round = 0; round < 2; round++) {
              try {
                if (provider === 'a') {
                  return await ‹withRetry(() => fetch('/a'))›;
                }
                return await fetch('/b');
              } catch (error) {
                lastError = error;
              }
            }
            throw lastError;
          }
        `)}`.replace('for (let', '①for (let'),
        [times('8', ['2', 'ask'], ['4', 'withRetry'], 'ask → withRetry → for, line ①')],
      ),
    },
    {
      name: 'says which number is unknown',
      ...marked(
        `
          import pRetry from 'p-retry';
          export const load = (attempts: number) => pRetry(() => ‹①pRetry(() => fetch('/a'), { retries: 1 })›, { retries: attempts });
        `,
        [
          {
            messageId: 'multipliedUnknown',
            data: {
              outer: 'an unknown number of',
              outerName: 'pRetry',
              inner: '2',
              innerName: 'pRetry',
              path: 'pRetry → pRetry, line ①',
            },
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'pRetry', fewer: 'as many service calls as attempts' },
                diff: `
                  - export const load = (attempts: number) => pRetry(() => pRetry(() => fetch('/a'), { retries: 1 }), { retries: attempts });
                  + export const load = (attempts: number) => pRetry(() => pRetry(() => fetch('/a'), { retries: 0 }), { retries: attempts });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry without a last attempt inside another',
      ...marked(
        `
          import { handleAll, retry } from 'cockatiel';
          import pRetry from 'p-retry';
          const retries = retry(handleAll, {});
          export const load = () => pRetry(() => ‹①retries.execute(() => fetch('/a'))›, { retries: 1 });
        `,
        [
          {
            messageId: 'neverEnds',
            data: { endless: 'retry', path: 'pRetry → retries.execute, line ①' },
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'retry', fewer: 'as many service calls as attempts' },
                diff: `
                  - const retries = retry(handleAll, {});
                  + const retries = retry(handleAll, { maxAttempts: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a recursion around a retry, in JavaScript',
      filename: 'client.js',
      ...marked(
        `
          import pRetry from 'p-retry';
          export async function load(attempt = 1) {
            try {
              return await ‹①pRetry(() => fetch('/a'), { retries: 2 })›;
            } catch (error) {
              if (attempt < 3) {
                return load(attempt + 1);
              }
              throw error;
            }
          }
        `,
        [
          {
            ...times('9', ['3', 'load'], ['3', 'pRetry'], 'load → pRetry, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'load', innerName: 'pRetry', fewer: '3 service calls, not 9' },
                diff: `
                  -     return await pRetry(() => fetch('/a'), { retries: 2 });
                  +     return await pRetry(() => fetch('/a'), { retries: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports what `super` retries, where the class is in view',
      ...marked(
        `${withRetry}${code(`
          class Base {
            async call(path: string) {
              return ‹withRetry(() => fetch(path))›;
            }
          }
          export class Client extends Base {
            override async call(path: string) {
              return withRetry(() => super.call(path), { maxRetries: 1 });
            }
          }
        `)}`,
        [times('8', ['2', 'withRetry'], ['4', 'withRetry'], 'withRetry → super.call → withRetry → for, line 3')],
      ),
    },
    {
      name: 'reports a client that is told to retry, whatever else a caller may say',
      ...marked(
        `
          import OpenAI from 'openai';
          import pRetry from 'p-retry';
          const client = new OpenAI({ maxRetries: 4 });
          export const load = (input: string, options: object) => pRetry(() => ‹①client.responses.create({ input }, options)›, { retries: 2 });
        `,
        [
          {
            ...times('15', ['3', 'pRetry'], ['5', 'OpenAI'], 'pRetry → client.responses.create, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'OpenAI', fewer: '3 service calls, not 15' },
                diff: `
                  - const client = new OpenAI({ maxRetries: 4 });
                  + const client = new OpenAI({ maxRetries: 0 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a client that a call has made to retry, whatever its condition asks of the error',
      ...marked(
        `
          import axios from 'axios';
          import axiosRetry from 'axios-retry';
          import pRetry from 'p-retry';
          const client = axios.create();
          axiosRetry(client, {
            retries: 3,
            retryCondition: (error) => axiosRetry.isNetworkOrIdempotentRequestError(error) || error.response?.status === 429,
          });
          export const load = (config: object) => pRetry(() => ‹①client.get('/a', config)›, { retries: 2 });
        `,
        [
          {
            ...times('12', ['3', 'pRetry'], ['4', 'axiosRetry'], 'pRetry → client.get, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'axiosRetry', fewer: '3 service calls, not 12' },
                diff: `
                  -   retries: 3,
                  +   retries: 0,
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a request that is told to retry',
      ...marked(
        `
          import got from 'got';
          import pRetry from 'p-retry';
          export const load = () => pRetry(() => ‹①got('/a', { retry: { limit: 4 } })›, { retries: 2 });
        `,
        [
          {
            ...times('15', ['3', 'pRetry'], ['5', 'got'], 'pRetry → got, line ①'),
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'got', fewer: '3 service calls, not 15' },
                diff: `
                  - export const load = () => pRetry(() => got('/a', { retry: { limit: 4 } }), { retries: 2 });
                  + export const load = () => pRetry(() => got('/a', { retry: { limit: 0 } }), { retries: 2 });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says that the number of a client is unknown where it is told one that comes from elsewhere',
      ...marked(
        `
          import OpenAI from 'openai';
          import pRetry from 'p-retry';
          export function load(maxRetries: number, input: string) {
            const client = new OpenAI({ maxRetries });
            return pRetry(() => ‹①client.responses.create({ input })›, { retries: 2 });
          }
        `,
        [
          {
            messageId: 'multipliedUnknown',
            data: {
              outer: '3',
              outerName: 'pRetry',
              inner: 'an unknown number of',
              innerName: 'OpenAI',
              path: 'pRetry → client.responses.create, line ①',
            },
            suggestions: [
              {
                messageId: 'singleAttempt',
                data: { outerName: 'pRetry', innerName: 'OpenAI', fewer: 'as many service calls as attempts' },
                diff: `
                  -   return pRetry(() => client.responses.create({ input }), { retries: 2 });
                  +   return pRetry(() => client.responses.create({ input }, { maxRetries: 0 }), { retries: 2 });
                `,
              },
            ],
          },
        ],
      ),
    },
  ],
});
