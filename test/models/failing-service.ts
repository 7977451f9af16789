import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A function that counts its calls and always fails. */
export class FailingFunction {
  calls = 0;

  readonly fn = async (): Promise<never> => {
    this.calls += 1;
    throw new Error(`call ${this.calls}`);
  };
}

/** An HTTP server that counts requests and answers each with 503. */
export interface FailingServer {
  readonly url: string;
  requests(): number;
  reset(): void;
  close(): Promise<void>;
}

export async function failingServer(): Promise<FailingServer> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.writeHead(503, { 'content-type': 'application/json', connection: 'close' });
    response.end('{"error":{"message":"unavailable"}}');
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    reset: () => {
      requests = 0;
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => {
          closed();
        });
      }),
  };
}

/** Makes the delays of retries short; longer timers are limits, and stay as they are. Returns what undoes it. */
export function shortDelays(longest: number): () => void {
  const original = globalThis.setTimeout;
  const short = ((action: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) =>
    original(
      action,
      delay !== undefined && delay <= longest ? Math.min(delay, 1) : delay,
      ...args,
    )) as typeof setTimeout;
  globalThis.setTimeout = Object.assign(short, original);
  return () => {
    globalThis.setTimeout = original;
  };
}
