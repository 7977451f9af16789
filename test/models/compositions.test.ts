import { describe, expect, it } from 'vitest';

import { lint, only } from '../support/lint.js';

/** What `no-retry-in-breaker` says, in short: service calls until the circuit opens, and failures that it counts. */
const found = (code: string): string[] =>
  lint(code, 'load.js', only('no-retry-in-breaker')).map(
    ({ message }) => /^\d+ service calls before the circuit opens, not \d+/.exec(message)?.[0] ?? message,
  );

const calls = (all: number, counted: number): string[] => [
  `${all} service calls before the circuit opens, not ${counted}`,
];

const BREAKER = `import CircuitBreaker from 'opossum';
const options = { volumeThreshold: 5 };`;

const AXIOS = `${BREAKER}
import axios from 'axios';
import axiosRetry from 'axios-retry';
const client = axios.create();
const plain = axios.create();
axiosRetry(client, { retries: 3 });`;

const OPENAI = `${BREAKER}
import OpenAI from 'openai';
const client = new OpenAI({ maxRetries: 2 });`;

describe('a client whose retry is installed on it', () => {
  it('retries inside the breaker', () => {
    expect(found(`${AXIOS} export const breaker = new CircuitBreaker(() => client.get('/a'), options);`)).toEqual(
      calls(20, 5),
    );
  });

  it.each([
    ['another instance', `plain.get('/a')`],
    ['a request that is sent once', `client.post('/a', {})`],
    ['a request that is sent once by its options', `client.request({ url: '/a', method: 'POST' })`],
    ['a request that turns it off', `client.get('/a', { 'axios-retry': { retries: 0 } })`],
  ])('leaves %s alone', (_, request) => {
    expect(found(`${AXIOS} export const breaker = new CircuitBreaker(() => ${request}, options);`)).toEqual([]);
  });

  it('is the imported one', () => {
    const code = `${BREAKER} import axios from 'axios'; import axiosRetry from 'axios-retry'; axiosRetry(axios, { retries: 1 });`;
    expect(found(`${code} export const breaker = new CircuitBreaker(() => axios.get('/a'), options);`)).toEqual(
      calls(10, 5),
    );
  });
});

describe('a client whose own retries are written', () => {
  it('retries inside the breaker', () => {
    expect(
      found(
        `${OPENAI} export const breaker = new CircuitBreaker((body) => client.chat.completions.create(body), options);`,
      ),
    ).toEqual(calls(15, 5));
  });

  it('does not where the request turns them off', () => {
    expect(
      found(
        `${OPENAI} export const breaker = new CircuitBreaker((body) => client.chat.completions.create(body, { maxRetries: 0 }), options);`,
      ),
    ).toEqual([]);
  });
});

describe('a chain of calls that builds a retry', () => {
  it.each([
    ['polly().retry(2).executeForPromise(load)', 15],
    ['polly().waitAndRetry([10, 20, 30]).executeForPromise(load)', 20],
    ['polly().retry(0).executeForPromise(load)', 5],
  ])('is read from its steps: %s', (retry, all) => {
    const code = `${BREAKER} import polly from 'polly-js'; const load = () => fetch('/a'); export const breaker = new CircuitBreaker(() => ${retry}, options);`;
    expect(found(code)).toEqual(all === 5 ? [] : calls(all, 5));
  });

  it('ends in a request', () => {
    expect(
      found(
        `${BREAKER} import request from 'superagent'; export const breaker = new CircuitBreaker(() => request.get('/a').set('b', 'c').retry(2), options);`,
      ),
    ).toEqual(calls(15, 5));
  });
});

it('a function that is handed over as a member of an object is run', () => {
  const code = `import { createBreaker } from 'levee'; import pRetry from 'p-retry';`;
  expect(
    found(
      `${code} const breaker = createBreaker({ execute: () => pRetry(() => fetch('/a'), { retries: 2 }) }, { maxFailures: 4 }); export const load = (done) => breaker.run(done);`,
    ),
  ).toEqual(calls(12, 4));
});

it('a circuit keeps its modules for a function that it is given later', () => {
  const code = `import { Circuit, SlidingCountBreaker } from 'mollitia'; import pRetry from 'p-retry';
    const circuit = new Circuit({ options: { modules: [new SlidingCountBreaker({ minimumNumberOfCalls: 4 })] } });`;
  expect(
    found(`${code} export const load = () => circuit.fn(() => pRetry(() => fetch('/a'), { retries: 2 })).execute();`),
  ).toEqual(calls(12, 4));
});

describe.each(['load.js', 'load.ts'])('a client whose failures are answers, in %s', (file) => {
  const said = (code: string, rule: string): number => lint(code, file, only(rule)).length;
  const DATABASE = `${BREAKER} import pRetry from 'p-retry'; import { createClient } from '@supabase/supabase-js'; const db = createClient('/a', 'b');`;
  const AGAIN = `${BREAKER} import pRetry from 'p-retry'; import build from 'fetch-retry'; const again = build(fetch, { retries: 3, retryOn: [503] });`;

  it.each<[string, number, string]>([
    [
      'is not repeated by a retry',
      0,
      'export const breaker = new CircuitBreaker(() => pRetry(() => db.from("a").select(), { retries: 2 }), options);',
    ],
    [
      'is where the answer is thrown',
      1,
      'export const breaker = new CircuitBreaker(() => pRetry(async () => { const { data, error } = await db.from("a").select(); if (error) throw error; return data; }, { retries: 2 }), options);',
    ],
    [
      'does not keep what else may fail from being repeated',
      1,
      'export const breaker = new CircuitBreaker(() => pRetry(async () => { await fetch("/a"); return db.from("a").select(); }, { retries: 2 }), options);',
    ],
  ])('%s', (_, reports, code) => {
    expect(said(`${DATABASE} ${code}`, 'no-retry-in-breaker')).toBe(reports);
  });

  it.each<[string, number, string]>([
    ['is one success to a breaker', 0, 'again("/a")'],
    ['is a failure where its status is asked', 1, 'again("/a")'],
  ])('%s', (_, reports, request) => {
    const thrown =
      reports === 0
        ? `() => ${request}`
        : 'async () => { const response = await again("/a"); if (!response.ok) throw new Error("failed"); return response; }';
    expect(said(`${AGAIN} export const breaker = new CircuitBreaker(${thrown}, options);`, 'no-retry-in-breaker')).toBe(
      reports,
    );
    expect(said(`${AGAIN} export const load = () => pRetry(${thrown}, { retries: 2 });`, 'no-nested-retry')).toBe(
      reports,
    );
  });
});

describe('the number of a retry that a constructor is handed', () => {
  const policy = (constructor: string): string => `class RetryPolicy {
    maxAttempts = 3;
    ${constructor}
    async execute(fn) { for (let attempt = 1; ; attempt++) { try { return await fn(); } catch (error) { if (attempt >= this.maxAttempts) throw error; } } }
  }`;
  const TAKEN = 'constructor({ maxAttempts }) { this.maxAttempts = maxAttempts; }';
  const load = (constructor: string, made: string): string =>
    `${BREAKER} ${policy(constructor)} const policy = ${made}; export const breaker = new CircuitBreaker(() => policy.execute(() => fetch('/a')), options);`;
  const said = (code: string, file = 'load.js'): string | undefined =>
    /^\d+ (?:service calls|times the number of attempts)/.exec(
      lint(code, file, only('no-retry-in-breaker'))[0]?.message ?? '',
    )?.[0];

  it.each<[string, string, string, string]>([
    ['known where it is written', TAKEN, 'new RetryPolicy({ maxAttempts: 4 })', '20 service calls'],
    [
      'unknown where it comes from the environment',
      TAKEN,
      'new RetryPolicy({ maxAttempts: Number(process.env.ATTEMPTS) })',
      '5 times the number of attempts',
    ],
    [
      'the default where nothing is handed over',
      'constructor({ maxAttempts = 3 } = {}) { this.maxAttempts = maxAttempts; }',
      'new RetryPolicy()',
      '15 service calls',
    ],
    [
      'unknown where somebody else may have said it',
      'constructor(options) { if (options.maxAttempts) this.maxAttempts = options.maxAttempts; }',
      'new RetryPolicy(globalThis.options)',
      '5 times the number of attempts',
    ],
  ])('is %s', (_, constructor, made, message) => {
    expect(said(load(constructor, made))).toBe(message);
    expect(said(load(constructor, made), 'load.ts')).toBe(message);
  });

  it('is unknown where every caller gives it, and the default where a caller may leave it out', () => {
    const code = (parameter: string): string =>
      `${BREAKER} ${policy('constructor({ maxAttempts = 3 } = {}) { this.maxAttempts = maxAttempts; }')} export const make = (${parameter}) => { const policy = new RetryPolicy({ maxAttempts }); return new CircuitBreaker(() => policy.execute(() => fetch('/a')), options); };`;
    expect(said(code('maxAttempts: number'), 'load.ts')).toBe('5 times the number of attempts');
    expect(said(code('maxAttempts?: number'), 'load.ts')).toBe('15 service calls');
  });
});
