import { describe, expect, it } from 'vitest';

import { lint, only } from '../support/lint.js';

/** What `no-retry-in-breaker` says, in short: service calls until the circuit opens, and failures that it counts. */
const found = (code: string): string[] =>
  lint(code, 'load.js', only('no-retry-in-breaker')).map(({ message }) => /^\d+ service calls before the circuit opens, not \d+/.exec(message)?.[0] ?? message);

const calls = (all: number, counted: number): string[] => [`${all} service calls before the circuit opens, not ${counted}`];

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
    expect(found(`${AXIOS} new CircuitBreaker(() => client.get('/a'), options);`)).toEqual(calls(20, 5));
  });

  it.each([
    ['another instance', `plain.get('/a')`],
    ['a request that is sent once', `client.post('/a', {})`],
    ['a request that is sent once by its options', `client.request({ url: '/a', method: 'POST' })`],
    ['a request that turns it off', `client.get('/a', { 'axios-retry': { retries: 0 } })`],
  ])('leaves %s alone', (_, request) => {
    expect(found(`${AXIOS} new CircuitBreaker(() => ${request}, options);`)).toEqual([]);
  });

  it('is the imported one', () => {
    const code = `${BREAKER} import axios from 'axios'; import axiosRetry from 'axios-retry'; axiosRetry(axios, { retries: 1 });`;
    expect(found(`${code} new CircuitBreaker(() => axios.get('/a'), options);`)).toEqual(calls(10, 5));
  });
});

describe('a client whose own retries are written', () => {
  it('retries inside the breaker', () => {
    expect(found(`${OPENAI} new CircuitBreaker((body) => client.chat.completions.create(body), options);`)).toEqual(calls(15, 5));
  });

  it('does not where the request turns them off', () => {
    expect(found(`${OPENAI} new CircuitBreaker((body) => client.chat.completions.create(body, { maxRetries: 0 }), options);`)).toEqual([]);
  });
});

describe('a chain of calls that builds a retry', () => {
  it.each([
    ['polly().retry(2).executeForPromise(load)', 15],
    ['polly().waitAndRetry([10, 20, 30]).executeForPromise(load)', 20],
    ['polly().retry(0).executeForPromise(load)', 5],
  ])('is read from its steps: %s', (retry, all) => {
    const code = `${BREAKER} import polly from 'polly-js'; const load = () => fetch('/a'); new CircuitBreaker(() => ${retry}, options);`;
    expect(found(code)).toEqual(all === 5 ? [] : calls(all, 5));
  });

  it('ends in a request', () => {
    expect(found(`${BREAKER} import request from 'superagent'; new CircuitBreaker(() => request.get('/a').set('b', 'c').retry(2), options);`)).toEqual(calls(15, 5));
  });
});

it('a function that is handed over as a member of an object is run', () => {
  const code = `import { createBreaker } from 'levee'; import pRetry from 'p-retry';`;
  expect(found(`${code} const breaker = createBreaker({ execute: () => pRetry(() => fetch('/a'), { retries: 2 }) }, { maxFailures: 4 }); export const load = (done) => breaker.run(done);`)).toEqual(calls(12, 4));
});

it('a circuit keeps its modules for a function that it is given later', () => {
  const code = `import { Circuit, SlidingCountBreaker } from 'mollitia'; import pRetry from 'p-retry';
    const circuit = new Circuit({ options: { modules: [new SlidingCountBreaker({ minimumNumberOfCalls: 4 })] } });`;
  expect(found(`${code} export const load = () => circuit.fn(() => pRetry(() => fetch('/a'), { retries: 2 })).execute();`)).toEqual(calls(12, 4));
});
