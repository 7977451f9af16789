import { afterAll, beforeAll, expect, it } from 'vitest';

import { failingServer, shortDelays, type FailingServer } from '../failing-service.js';
import { importPackages } from '../installed.js';
import { installed, program } from './both.js';
import { CLIENTS } from './client-cases.js';
import { answering, calls } from './world.js';

// The same code on the package, with a server that answers each request with 503, and on the program that stands for it, with requests that fail.

let server: FailingServer;
let restore: () => void;

beforeAll(async () => {
  await importPackages([...CLIENTS.map(([specifier]) => specifier), '@smithy/util-retry']);
  server = await failingServer();
  restore = shortDelays(9_000);
});

afterAll(async () => {
  restore();
  await server.close();
});

const isRejected = (result: unknown): Promise<boolean> =>
  Promise.resolve(result).then(
    () => false,
    () => true,
  );

it.each(CLIENTS)('%s does what its program does: %s', async (specifier, _, use) => {
  server.reset();
  const wanted = {
    rejected: await isRejected(use(installed(specifier), server.url, installed)),
    requests: server.requests(),
  };
  answering(() => {
    throw Object.assign(new Error('unavailable'), { response: { status: 503 } });
  });
  const rejected = await isRejected(use(program(specifier), server.url, program));
  expect({ rejected, requests: calls.length }).toEqual(wanted);
});
