/** Compositions with the libraries themselves, against a service that always fails, before and after our suggestion. */
import { compileFunction } from 'node:vm';

import axios from 'axios';
import axiosRetry from 'axios-retry';
import * as cockatiel from 'cockatiel';
import * as exponentialBackoff from 'exponential-backoff';
import OpenAI from 'openai';
import CircuitBreaker from 'opossum';
import pRetry from 'p-retry';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { breaker, execute } from '../support/breakers.js';
import { code } from '../support/marked.js';
import { applyAll } from './apply.js';

const MODULES: Readonly<Record<string, unknown>> = {
  axios: { __esModule: true, default: axios },
  'axios-retry': { __esModule: true, default: axiosRetry },
  cockatiel,
  'exponential-backoff': exponentialBackoff,
  openai: { __esModule: true, default: OpenAI },
  opossum: { __esModule: true, default: CircuitBreaker },
  'p-retry': { __esModule: true, default: pRetry },
};

interface Counted {
  readonly load: () => Promise<unknown>;
  /** How often the service was called, and how often the breaker rejected. */
  calls: number;
  rejections: number;
}

/** The module's `load`, after the suggestion if one is named. It calls the service as `service()`, and notes rejections with `rejected()`. */
function run(source: string, suggestion?: string): Counted {
  const { output, applied } = applyAll(code(source), 'example.ts', suggestion === undefined ? [] : [suggestion]);
  expect(applied).toEqual(suggestion === undefined ? [] : [suggestion]);
  const { outputText } = ts.transpileModule(output, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exports: { load?: () => Promise<unknown> } = {};
  const counted: Counted = {
    load: () => exports.load?.() ?? Promise.reject(new Error('There is nothing to load.')),
    calls: 0,
    rejections: 0,
  };
  const service = (): Promise<Response> => {
    counted.calls += 1;
    return Promise.reject(new Error('503'));
  };
  const respond = (): Promise<Response> => {
    counted.calls += 1;
    return Promise.resolve(new Response('{}', { status: 503, headers: { 'retry-after-ms': '1' } }));
  };
  const rejected = (): void => {
    counted.rejections += 1;
  };
  const define = compileFunction(outputText, ['exports', 'require', 'service', 'respond', 'rejected']) as (
    ...args: unknown[]
  ) => void;
  define(exports, (name: string) => MODULES[name], service, respond, rejected);
  return counted;
}

/** Calls of the service while the circuit opens: twenty operations, of which those behind the opening reach nothing. */
async function callsToOpen(source: string, suggestion?: string): Promise<number> {
  const counted = run(source, suggestion);
  for (let i = 0; i < 20; i += 1) {
    await counted.load().catch(() => undefined);
  }
  return counted.calls;
}

/** Rejections of one operation that begins while the circuit is open. */
async function rejectionsWhileOpen(source: string, suggestion?: string): Promise<number> {
  const counted = run(source, suggestion);
  for (let i = 0; i < 10; i += 1) {
    await counted.load().catch(() => undefined);
  }
  counted.rejections = 0;
  await counted.load().catch(() => undefined);
  return counted.rejections;
}

async function callsOfOne(source: string, suggestion?: string): Promise<number> {
  const counted = run(source, suggestion);
  await counted.load().catch(() => undefined);
  return counted.calls;
}

const ownBreaker = `
class CircuitOpenError extends Error {
  constructor() {
    super('open');
    rejected();
  }
}

${breaker`${execute('await fn()')}`}
const breaker = new CircuitBreaker();

async function withRetry<T>(fn: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fn();
    } catch (error) {
      if (attempt >= attempts) throw error;
    }
  }
}
`;

describe('"put the retry round the breaker"', () => {
  it.each([
    [
      'opossum and p-retry',
      `
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => pRetry(() => service(), { retries: 2, minTimeout: 1 }), { volumeThreshold: 5 });
        export const load = () => breaker.fire();
      `,
    ],
    [
      'opossum and exponential-backoff',
      `
        import { backOff } from 'exponential-backoff';
        import CircuitBreaker from 'opossum';
        const breaker = new CircuitBreaker(async () => backOff(() => service(), { numOfAttempts: 3, startingDelay: 1 }), { volumeThreshold: 5 });
        export const load = () => breaker.fire();
      `,
    ],
    [
      'wrapped policies of cockatiel',
      `
        import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
        const retries = retry(handleAll, { maxAttempts: 2 });
        const breaker = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
        const policy = wrap(breaker, retries);
        export const load = () => policy.execute(() => service());
      `,
    ],
    [
      'policies of cockatiel, one run inside the other',
      `
        import { circuitBreaker, ConsecutiveBreaker, handleAll, retry } from 'cockatiel';
        const retries = retry(handleAll, { maxAttempts: 2 });
        const breaker = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
        export const load = () => breaker.execute(() => retries.execute(() => service()));
      `,
    ],
    [
      'a breaker and a retry of the file',
      `${ownBreaker}\nexport const load = () => breaker.execute(() => withRetry(() => service()));\n`,
    ],
  ])('opens the circuit after 5 calls of the service, not 15: %s', async (_name, source) => {
    expect(await callsToOpen(source)).toBe(15);
    expect(await callsToOpen(source, 'retryOutside')).toBe(5);
  });
});

describe('"leave the rejection of the open circuit out"', () => {
  it.each([
    [
      'opossum and p-retry',
      `
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => service(), { volumeThreshold: 5 });
        breaker.on('reject', () => rejected());
        export const load = () => pRetry(() => breaker.fire(), { retries: 2, minTimeout: 1 });
      `,
    ],
    [
      'wrapped policies of cockatiel',
      `
        import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
        const breaker = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
        const retries = retry(handleAll, { maxAttempts: 2 });
        retries.onFailure(({ reason }) => 'error' in reason && reason.error instanceof BrokenCircuitError && rejected());
        const policy = wrap(retries, breaker);
        export const load = () => policy.execute(() => service());
      `,
    ],
    [
      'a breaker and a retry of the file',
      `${ownBreaker}\nexport const load = () => withRetry(() => breaker.execute(() => service()));\n`,
    ],
  ])('is rejected once while the circuit is open, not 3 times: %s', async (_name, source) => {
    expect(await rejectionsWhileOpen(source)).toBe(3);
    expect(await rejectionsWhileOpen(source, 'excludeRejection')).toBe(1);
  });
});

describe('"leave the attempts to the outer retry"', () => {
  it.each([
    [
      'exponential-backoff',
      `
        import { backOff } from 'exponential-backoff';
        import pRetry from 'p-retry';
        export const load = () => pRetry(() => backOff(() => service(), { numOfAttempts: 4, startingDelay: 1 }), { retries: 2, minTimeout: 1 });
      `,
    ],
    [
      'wrapped policies of cockatiel',
      `
        import { handleAll, retry, wrap } from 'cockatiel';
        const outer = retry(handleAll, { maxAttempts: 2 });
        const inner = retry(handleAll, { maxAttempts: 3 });
        const policy = wrap(outer, inner);
        export const load = () => policy.execute(() => service());
      `,
    ],
    [
      'a client of openai that is told a number',
      `
        import OpenAI from 'openai';
        import pRetry from 'p-retry';
        const client = new OpenAI({ apiKey: 'key', maxRetries: 3, fetch: respond });
        export const load = () => pRetry(() => client.models.list(), { retries: 2, minTimeout: 1 });
      `,
    ],
    [
      'a client of axios that a call has made to retry',
      `
        import axios from 'axios';
        import axiosRetry from 'axios-retry';
        import pRetry from 'p-retry';
        const client = axios.create({ adapter: (config) => service().catch((error) => Promise.reject(Object.assign(error, { isAxiosError: true, code: 'ECONNRESET', config }))) });
        axiosRetry(client, { retries: 3 });
        export const load = () => pRetry(() => client.get('/a'), { retries: 2, minTimeout: 1 });
      `,
    ],
  ])('calls the service 3 times, not 12: %s', async (_name, source) => {
    expect(await callsOfOne(source)).toBe(12);
    expect(await callsOfOne(source, 'singleAttempt')).toBe(3);
  });
});
